"""Custody's numbers as integers: how much is held of whom, who opens it, what a leak exposes."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from glasshouse.base import cast
from glasshouse.base.slots import Slots
from glasshouse.day.custody import traces
from glasshouse.society.classes import CONNECTIVITY_FACTORS

_places = Slots("custody")
ON = _places("on")
STOCK_TARGET = _places("stock_target", 4)
STOCK_DOWN = _places("stock_down")
HELD = _places("held", 64)
"""Records held, by level of the stock (16) and connectivity (4)."""
MISREAD = _places("misread")
RECORD = _places("record")
PURPOSE = _places("purpose")
EXPOSE = _places("expose")
REIDENTIFY = _places("reidentify", 4)
PER_LEVEL = 64.0
"""Records at stock level 1; each level above doubles them."""
LEVELS_IN_RETENTION = 8
"""Levels that a stock nobody adds to falls in one retention period: 1/256 is left, and no level is kept for longer."""


def unicity(
    cell_share: NDArray[np.float64] | float, points: float, others: NDArray[np.float64] | float
) -> NDArray[np.float64]:
    """Return P(a trace is the only one through `points` random points): (1 - q)^(N-1) with q = share^points.

    Source: form after de Montjoye et al. 2013 (doi 10.1038/srep01376), from marginals only.
    """
    q = np.asarray(cell_share, dtype=float) ** points
    return np.asarray(np.exp(others * np.log1p(-np.minimum(q, 1 - 1e-15))))


def fill(row: NDArray[np.int64], values: Mapping[str, float], weekly_records: float, others: float) -> None:
    """Write custody's part: `weekly_records` of a mean user, and the `others` among whom a trace could hide."""
    v = {name.partition(".")[2]: x for name, x in values.items() if name.startswith("custody.")}
    row[ON] = 1
    weeks = v["retention_days"] / 7
    held = weekly_records * weeks * CONNECTIVITY_FACTORS
    level = np.where(held > 0, np.clip(np.floor(np.log2(np.maximum(held, 1e-9) / PER_LEVEL)) + 1, 1, 15), 0)
    row[STOCK_TARGET : STOCK_TARGET + 4] = level
    by_level = np.array([0, *[round(PER_LEVEL * 2.0 ** (k - 1)) for k in range(1, 16)]])
    steady = (np.arange(16)[:, None] == level) & (level > 0)  # as much comes as goes: what a period leaves
    row[HELD : HELD + 64] = np.where(steady, np.rint(held), by_level[:, None]).ravel()
    row[STOCK_DOWN] = cast.threshold(min(1.0, LEVELS_IN_RETENTION / max(weeks, 1e-9)))
    row[MISREAD] = cast.threshold(v["misread_file_rate"])
    row[RECORD] = cast.threshold(v["file_record_share"])
    row[PURPOSE] = cast.threshold(v["purpose_limitation"])
    row[EXPOSE] = cast.threshold(1 - v["encryption"])
    row[REIDENTIFY : REIDENTIFY + 4] = [
        cast.threshold(p) for p in v["attacker_holds_points"] * unique_traces(v, values, others)
    ]


def unique_traces(v: Mapping[str, float], values: Mapping[str, float], others: float) -> NDArray[np.float64]:
    """Return P(a trace is the only one through the points held), by connectivity, among `others`."""
    recorded = 1 - np.exp(-values["life.location_fixes_per_day"] / 24 * CONNECTIVITY_FACTORS)
    # as coarse as that: tens of millions more change the share by a percent
    people = 16.0 ** round(math.log(max(others, 1.0), 16))
    habits = traces.Habits(
        people_per_place=v["trace_people_per_place"],
        recorded=tuple(recorded),
        home=v["trace_home_share"],
        work=v["trace_work_share"],
        spread=v["trace_place_spread"],
        reach=v["trace_reach"],
    )
    points = round(v["trace_points_held"])
    return np.array([traces.unicity(habits, points, people, k) for k in range(4)])
