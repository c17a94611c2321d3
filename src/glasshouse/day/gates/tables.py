"""The gates' numbers as integers: who asks, which rule each gate applies, how often it slips."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from glasshouse.base import cast
from glasshouse.base.profiles import profile
from glasshouse.base.slots import Slots
from glasshouse.society.classes import NAME_FACTORS
from glasshouse.society.clocks import GATES

N_GATES = len(GATES)
(FLIGHTS, TRAINS, LOANS, PROPERTY, ABROAD, EXECUTIVE, RENTAL, SCHOOL, JOB) = range(N_GATES)

_places = Slots("gates")
ON = _places("on")
DEMAND = _places("demand", N_GATES)
ASKS_LIST = _places("asks_list", N_GATES)
ASKS_RESTRICTION = _places("asks_restriction", N_GATES)
ASKS_EXIT_BAN = _places("asks_exit_ban", N_GATES)
ASKS_POINTS = _places("asks_points", N_GATES)
ASKS_SCORE = _places("asks_score", N_GATES)
ESSENTIAL = _places("essential", N_GATES)
RETRIES = _places("retries", 16)
COUNTER_ERROR = _places("counter_error", 4)
MISSED = _places("missed")
AVOID = _places("avoid")
MOST_OTHERS = 16
"""More others than this share no household here: at the largest mean in range one in ten billion would."""
OTHERS = _places("others", MOST_OTHERS)
USUAL_CROWDING = 500.0
"""Namesakes of a mean person at which `counter_error` is stated."""
ESSENTIAL_SHARE = profile("essential_share")


def retry_thresholds(mean: float) -> NDArray[np.int64]:
    """Return P(retries <= n), n = 0..15, of a geometric number of further attempts, at most 16, with the given mean.

    The chance of going on is chosen so that the mean holds with the bound: mean = go_on + go_on^2 + ... + go_on^16.
    """
    low, high = 0.0, 1.0
    for _ in range(60):
        go_on = (low + high) / 2
        low, high = (go_on, high) if sum(go_on**k for k in range(1, 17)) < mean else (low, go_on)
    return np.array([cast.threshold(1 - go_on ** (n + 1)) for n in range(16)], dtype=np.int64)


def fill(row: NDArray[np.int64], values: Mapping[str, float], high: Mapping[str, float]) -> None:
    """Write the gates' part of a plan row."""
    row[ON] = 1
    essential = values["gates.essential_services"]
    for k, gate in enumerate(GATES):
        name = f"gates.{gate}.demand_per_year"
        row[DEMAND + k] = cast.acceptance(values[name], high[name], name)
        for place, rule in (
            (ASKS_LIST, "asks_list"),
            (ASKS_RESTRICTION, "asks_restriction"),
            (ASKS_EXIT_BAN, "asks_exit_ban"),
            (ASKS_POINTS, "asks_points"),
            (ASKS_SCORE, "asks_score"),
        ):
            row[place + k] = cast.threshold(values[f"gates.{gate}.{rule}"])
        row[ESSENTIAL + k] = cast.threshold(float(essential * ESSENTIAL_SHARE[k]))
    row[RETRIES : RETRIES + 16] = retry_thresholds(values["gates.retry_mean"])
    # a namesake is turned away: the commoner the name, the more often
    crowding = values["gates.counter_error"] * values["society.name_crowding"] / USUAL_CROWDING
    row[COUNTER_ERROR : COUNTER_ERROR + 4] = [cast.threshold(crowding * x) for x in NAME_FACTORS]
    row[MISSED] = cast.threshold(values["gates.missed_check"])
    row[AVOID] = cast.threshold(values["gates.avoidance"])
    others = values["gates.household_size"] - 1
    row[OTHERS : OTHERS + MOST_OTHERS] = cast.poisson_thresholds(max(others, 0.0), MOST_OTHERS)
