"""What a measure is: a name, a kind, a sentence on how to read it, and how it follows from the counters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["harm", "cost", "claimed_benefit", "description"]
Way = Literal["flow", "stock", "ratio", "series"]
Reading = Literal["per_100k", "last", "mean"]

BYTE = 255.0
"""Hardship, fear, concern and approval are bytes 0..255 that stand for 0..1."""


@dataclass(frozen=True)
class Formula:
    """How a measure follows from the counters of the engine, or from a series of the weekly climate.

    way:
        flow: the counters in `top`, added up over all weeks;
        stock: the counters in `top` as they stand at the end of a week (of the run: of the last week);
        ratio: `top` over `below`, each a flow or a stock as its counter is;
        series: the series `top[0]` of the climate, read over the weeks as `reading` says.
    factor: multiplies the result, for example 1/255 for a mean of bytes.
    most: the most that one person or event adds to `top`; only the upper bound of a zero uses it.
    ceiling: a value the measure cannot exceed (a share: 1); intervals are cut there.
    """

    way: Way
    top: tuple[str, ...]
    below: tuple[str, ...] = ()
    factor: float = 1.0
    most: float = 1.0
    ceiling: float | None = None
    reading: Reading = "last"

    @property
    def words(self) -> str:
        """The computation in words, with the counters' names, for tables and reports."""
        top = " + ".join(self.top)
        times = "" if self.factor == 1 else f", times {self.factor:.6g}"
        if self.way == "flow":
            return f"{top}, added up over all weeks{times}"
        if self.way == "stock":
            return f"{top} at the end of the last week{times}"
        if self.way == "ratio":
            return f"{top} divided by {' + '.join(self.below)}{times}"
        readings = {
            "per_100k": "a rate for 100,000 people and week, times the people, added up",
            "last": "at the end of the last week, added up over regions",
            "mean": "in the last week, averaged over people",
        }
        return f"climate series {top}, {readings[self.reading]}{times}"


@dataclass(frozen=True)
class Measure:
    """One thing the laboratory measures.

    name: unique; the same word from the scenario to the column and the report.
    link: the link of the chain it belongs to (life, platform, cameras, ..., remedies).
    kind: harm, cost, claimed_benefit or description. Ranking refuses a claimed benefit as its objective.
    unit: what is counted: people, events, days, share, points, staff-days, ...
    says: one plain sentence: what it is and how to read it.
    formula: how it follows from the counters.
    beside: measures that must be shown wherever this one is shown.
    """

    name: str
    link: str
    kind: Kind
    unit: str
    says: str
    formula: Formula
    beside: tuple[str, ...] = ()

    @property
    def counted(self) -> bool:
        """Whether the measure is a count, so that a rate per 100,000 people makes sense."""
        return self.formula.way in ("flow", "stock") or (
            self.formula.way == "series" and self.formula.reading != "mean"
        )

    @property
    def how(self) -> str:
        """How the measure is computed, in words."""
        return self.formula.words


def flow(*counters: str, factor: float = 1.0, most: float = 1.0) -> Formula:
    """Return the formula of something added up over all weeks."""
    return Formula("flow", counters, factor=factor, most=most)


def stock(*counters: str, factor: float = 1.0) -> Formula:
    """Return the formula of something as it stands at the end of the last week."""
    return Formula("stock", counters, factor=factor)


def ratio(
    top: str | tuple[str, ...],
    below: str | tuple[str, ...],
    factor: float = 1.0,
    most: float = 1.0,
    ceiling: float | None = None,
) -> Formula:
    """Return the formula of one sum of counters over another; null where there is nothing to divide by."""
    return Formula("ratio", _several(top), _several(below), factor, most, ceiling)


def mean_byte(counter: str) -> Formula:
    """Return the formula of the mean over all people of a byte 0..255, as 0..1."""
    return Formula("ratio", (counter,), ("people",), 1 / BYTE, BYTE, 1.0)


def series(name: str, reading: Reading) -> Formula:
    """Return the formula of a series of the weekly climate, which is one number for everybody in a region."""
    return Formula("series", (name,), reading=reading)


def _several(names: str | tuple[str, ...]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else names
