"""Small worlds, each simulated once for all the laws that look at it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasshouse.base.counters import COUNTERS, FLOWS, INDEX, STOCKS, STOCKS_BY_MECHANISM
from glasshouse.base.ledger import MECHANISMS
from glasshouse.scenario import catalogue

SHIPPED = catalogue.names()

WRONG_IN_FACT = (
    "refusals_fact", "people_wrongly_refused", "refusals_missed", "wrongly_listed_days_fact", "people_wrongly_listed_fact",
    "new_wrong_listings", "points_wrongly_lost", "errors_in_favour", "listed_missed_days", "late_removals", "false_alerts",
    "wrongful_stops", "people_stopped_wrongly", "false_camera_records", "files_misread", "posts_misread",
    "posts_wrongly_suppressed", "refusals_tainted", "appeals_won_tainted", "copies_uncorrected",
)  # fmt: skip
"""Counters that a world without error leaves at zero, whatever its rules."""


@lru_cache(maxsize=64)
def world(
    scenario: str,
    people: int = 12_000,
    days: int = 90,
    without: tuple[str, ...] = (),
    perfect: bool = False,
    seed: int = 1,
    threads: int = 2,
    block: int | None = None,
    values: tuple[tuple[str, float], ...] = (),
) -> Any:
    """Return the outcome of a run (kept, so that many laws may look at one world)."""
    from glasshouse.run.here import simulate
    from glasshouse.scenario.planning import plan

    made = plan(
        scenario, people=people, days=days, seed=seed, set=dict(values), without=without, perfect=perfect
    )
    return simulate(made, threads=threads, block=block)


def weekly(out: Any, name: str) -> NDArray[np.int64]:
    """Return a counter by week, over all regions."""
    return np.asarray(out.week_region[:, :, INDEX[name]].sum(axis=1))


def total(out: Any, name: str) -> int:
    """Return a flow over the whole run, or a stock at its end."""
    return int(weekly(out, name)[-1] if name in STOCKS else weekly(out, name).sum())


def owned(mechanism: str) -> tuple[str, ...]:
    """Return the counters that a mechanism counts."""
    return FLOWS.get(mechanism, ()) + STOCKS_BY_MECHANISM.get(mechanism, ())


def nonzero(out: Any) -> set[str]:
    """Return the counters that are not zero."""
    return {name for name in COUNTERS if total(out, name) != 0}


__all__ = [
    "COUNTERS",
    "MECHANISMS",
    "SHIPPED",
    "WRONG_IN_FACT",
    "nonzero",
    "owned",
    "total",
    "weekly",
    "world",
]
