"""The log of a replay: events as the desk writes them, and what had begun before the first day."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.base import events, rows
from glasshouse.run.world import World

FIELDS = ("person", "day", "event", "a", "b", "cause", "cause_day", "verdict")
EVENT = np.dtype([(name, np.int64) for name in FIELDS])
"""One logged event: who, when, what, two details, the cause (an event kind and its day), the verdict."""


def drained(desk: NDArray[np.int64]) -> NDArray[Any]:
    """Return the events on the desk's log and clear it."""
    n = int(desk[d.N_LOG])
    desk[d.N_LOG] = 0
    return desk[d.LOG : d.LOG + n * d.LOG_FIELDS].copy().view(EVENT)


def rows_of(world: World, community: int, desk: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the side rows of a community, (rows, row fields)."""
    store = world.store
    rows.load_rows(store.rows, store.start[community], store.used[community], desk)
    n = int(desk[d.N_ROWS])
    return desk[d.ROWS : d.ROWS + n * d.ROW_FIELDS].reshape(n, d.ROW_FIELDS).copy()


def before(start: NDArray[np.int64], cases: NDArray[np.int64]) -> NDArray[Any]:
    """Return as events what had begun before the first day: court cases, and who was on the watchlist."""
    out = [
        (case[d.WHO], case[d.START], events.BEFORE_FIRST_DAY, case[d.FLAGS], 0, 0, 0, 0)
        for case in cases.tolist()
    ]
    for i in np.flatnonzero(start[c.WATCH]):
        wrong = int(start[c.WATCH_WRONG, i])
        out.append((int(i), -1, events.WATCHLISTED, wrong, 0, 0, 0, rows.FACT if wrong else 0))
    return np.array(out, dtype=EVENT)
