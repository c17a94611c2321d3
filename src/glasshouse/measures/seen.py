"""Measures read from the weekly climate: one series for everybody in a region; no groups, no interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from glasshouse.base.errors import EngineError
from glasshouse.measures.formula import Measure
from glasshouse.measures.matrix import Array
from glasshouse.measures.registry import MEASURES
from glasshouse.measures.tallies import Tallies


@dataclass(frozen=True)
class Seen:
    """One measure from the climate, by week and region, by week, by region, and over the whole run."""

    measure: Measure
    week_region: Array
    week: Array
    region: Array
    value: float


def seen(tallies: Tallies) -> list[Seen]:
    """Return every measure that is read from the climate.

    Raises:
        EngineError: the run has no such series.
    """
    return [_one(tallies, measure) for measure in MEASURES.values() if measure.formula.way == "series"]


def _one(tallies: Tallies, measure: Measure) -> Seen:
    formula = measure.formula
    name = formula.top[0]
    if name not in tallies.climate:
        raise EngineError(
            f"The measure {measure.name} needs the climate series {name}, which this run did not record",
            next_step="The run was made by another version; run it again with this one",
        )
    weeks = np.asarray(tallies.climate[name], dtype=np.float64) * formula.factor
    if formula.reading == "mean":
        share = tallies.region_weight * tallies.region_people / tallies.people
        week = weeks @ share
        return Seen(measure, weeks, week, weeks[-1], float(week[-1]))
    per_100k = tallies.region_people / 1e5 if formula.reading == "per_100k" else 1.0
    weeks = weeks * tallies.region_weight * per_100k
    week = weeks.sum(axis=1)
    if formula.reading == "last":
        return Seen(measure, weeks, week, weeks[-1], float(week[-1]))
    return Seen(measure, weeks, week, weeks.sum(axis=0), float(week.sum()))
