"""Measures as two matrices, so that all of them are worked out for all blocks, groups and weeks at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasshouse.base.errors import EngineError
from glasshouse.measures.formula import Measure
from glasshouse.measures.registry import MEASURES
from glasshouse.measures.tallies import Tallies

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Matrix:
    """The measures that rest on counters, each as top / below * factor.

    A count has the number of people as its `below`: its rate is a count for each person, and its value is
    that rate times the people. So counts, means and shares share one formula and one interval.
    top, below: (counters, measures); factor, most, ceiling: (measures,); counted, off: truth,
    (measures,).
    """

    measures: tuple[Measure, ...]
    top: Array
    below: Array
    factor: Array
    most: Array
    ceiling: Array
    counted: NDArray[np.bool_]
    off: NDArray[np.bool_]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the measures, in order."""
        return tuple(measure.name for measure in self.measures)

    @property
    def single(self) -> NDArray[np.bool_]:
        """Whether each event adds 1, so that the number of events is known."""
        return np.asarray(self.most == 1)

    def apply(self, counts: NDArray[Any]) -> tuple[Array, Array]:
        """Return numerators and denominators, (..., measures), of counts of shape (..., counters)."""
        counts = np.asarray(counts, dtype=np.float64)
        return np.asarray(counts @ self.top), np.asarray(counts @ self.below)

    def rate(self, top: Array | float, below: Array) -> Array:
        """Return top / below * factor; not a number where there is nothing to divide by."""
        return np.asarray(divide(top, below) * self.factor)


def divide(top: Array | float, below: Array) -> Array:
    """Return top / below, and not-a-number, without a warning, where `below` is zero."""
    top, below = np.broadcast_arrays(top, below)
    quotient = np.full(top.shape, np.nan)
    np.divide(top, below, out=quotient, where=below != 0)
    return quotient


def compiled(tallies: Tallies) -> Matrix:
    """Return the matrices of every measure that rests on counters.

    Raises:
        EngineError: a measure needs a counter that the engine does not count.
    """
    chosen = tuple(measure for measure in MEASURES.values() if measure.formula.way != "series")
    top, below = np.zeros((2, len(tallies.counters), len(chosen)))
    for place, measure in enumerate(chosen):
        formula = measure.formula
        for name in formula.top:
            top[_column(tallies, name, measure), place] += 1
        for name in formula.below or ("people",):
            below[_column(tallies, name, measure), place] += 1
    people = [measure.unit == "people" for measure in chosen]
    return Matrix(
        measures=chosen,
        top=top,
        below=below,
        factor=_each(chosen, "factor"),
        most=_each(chosen, "most"),
        ceiling=np.where(people, 1.0, np.array([measure.formula.ceiling or np.inf for measure in chosen])),
        counted=np.array([measure.counted for measure in chosen]),
        off=np.array([measure.link in tallies.off for measure in chosen]),
    )


def _each(measures: Sequence[Measure], field: str) -> Array:
    return np.array([getattr(measure.formula, field) for measure in measures], dtype=np.float64)


def _column(tallies: Tallies, name: str, measure: Measure) -> int:
    if name not in tallies.index:
        raise EngineError(
            f"The measure {measure.name} needs the counter {name}, which this run did not count",
            next_step="The run was made by another version; run it again with this one",
        )
    return tallies.index[name]
