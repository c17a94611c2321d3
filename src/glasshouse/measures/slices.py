"""A slice of society (everybody, a region, a group) with every measure and its interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glasshouse.measures.interval import RULE_OF_THREE, bounds, with_poisson
from glasshouse.measures.matrix import Array, Matrix

FEW_EVENTS = 10
FEW_PEOPLE = 1000
"""Fewer events or people than this are too few to report."""


@dataclass(frozen=True)
class Slice:
    """Every measure of one or several slices; arrays end in (measures,), people and simulated in (..., 1).

    people: weighted people; simulated: people who were really simulated for the slice.
    rate: top / below * factor; a count's rate is for each person; low, high: its 95 % simulation interval.
    events: how many single events it rests on; expected: how many there would be at everybody's rate.
    """

    people: Array
    simulated: Array
    rate: Array
    low: Array
    high: Array
    events: Array
    expected: Array
    matrix: Matrix

    @property
    def size(self) -> Array:
        """What turns a rate into a value: the people for a count, 1 for a mean or a share."""
        return np.where(self.matrix.counted, self.people, 1.0)

    @property
    def enough(self) -> NDArray[np.bool_]:
        """Whether there is enough to report: 1,000 people and 10 events.

        A zero is reported where 10 events would have been expected, or where there is none anywhere: that
        says something. A zero of few people is as little known as a one, and looks much better.
        """
        telling = (self.events == 0) & ((self.expected == 0) | (self.expected >= FEW_EVENTS))
        few = self.matrix.single & (self.events < FEW_EVENTS) & ~telling
        return np.asarray((self.simulated >= FEW_PEOPLE) & ~few)


def measured(
    matrix: Matrix,
    point: tuple[Array, Array],
    spread: Array,
    people: Array,
    unit_weight: float,
    usual: Array,
    freedom: int,
    events: Array | None = None,
) -> Slice:
    """Return a slice from its weighted numerators and denominators and the spread of its replicates.

    Args:
        matrix: the measures.
        point: numerators and denominators, each (..., measures).
        spread: standard deviation of the replicates' rates, relative to the rate, (..., measures).
        people: weighted people of the slice, (..., 1).
        unit_weight: what one simulated person or event counts for here.
        usual: numerator over denominator for everybody, (measures,).
        freedom: degrees of freedom.
        events: single events behind each numerator, if not numerator over unit weight.
    """
    rate = matrix.rate(*point)
    seen = point[0] / unit_weight if events is None else events
    expected = np.nan_to_num(usual) * point[1] / unit_weight
    spread = with_poisson(spread, seen, matrix.single, alone=freedom == 0)
    low, high = bounds(rate, spread, zero_high(matrix, point[1], unit_weight), freedom)
    # People exposed in two breaches count twice, so a count of people may pass the ceiling: then it stays.
    high = np.minimum(high, np.fmax(matrix.ceiling, rate))
    return Slice(people, people / unit_weight, rate, low, high, seen, expected, matrix)


def zero_high(matrix: Matrix, below: Array, unit_weight: float) -> Array:
    """Return the upper bound of a rate of which nothing was seen: three events, or none where none can be."""
    bound = matrix.rate(RULE_OF_THREE * matrix.most * unit_weight, below)
    return np.where(matrix.off, 0.0, bound)  # a mechanism that is switched off does nothing, seen or unseen
