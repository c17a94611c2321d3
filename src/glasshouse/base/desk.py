"""The desk `D` on which a community's week is worked: one flat int64 array with named places.

It holds the week's facts (seed, day, region), the community's side rows unpacked, the candidates of one person, the
tally, and (only when somebody asks for a story) the log of events. One array keeps kernel calls cheap and is what a GPU
can hold in shared memory.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasshouse.base import columns as c
from glasshouse.base import events
from glasshouse.base.counters import NCOUNT, index
from glasshouse.base.jit import kernel

# --- facts of the week ---
(SEED, WEEK, DAY0, DAYS, FIRST, N, REGION, COMMUNITY, PILOT, WEIGHT, LAST) = range(11)
(N_ROWS, N_DIRTY, N_LOG, LOG_ROOM, OVERFLOW, TRACING, LISTENING) = range(11, 18)
ENV = 64

# --- side rows of the community, unpacked ---
ROWS = ENV
ROW_FIELDS = 12
ROW_ROOM = 1536
(WHO, KIND, CAUSE, FLAGS, START, BIND, END_B, END_T, FILED, FRACTION, STAGE, COPY_END) = range(ROW_FIELDS)

# --- candidates of some people this week, a column a field: whose, which (stream * 16 + n), day, the other three draws,
# and where in the plan row its clock stands ---
CANDIDATE_ROOM = 512
OWNER = ROWS + ROW_FIELDS * ROW_ROOM
WHICH, WHEN, OF_KIND, ACCEPT, OUTCOME, CLOCK = (OWNER + j * CANDIDATE_ROOM for j in range(1, 7))
CANDIDATES_END = OWNER + 7 * CANDIDATE_ROOM
DOOR = CANDIDATES_END
"""What is drawn at a door: which row counts, list, score, whether it is avoided; four columns, once all are in order."""
DOORS_END = DOOR + 4 * CANDIDATE_ROOM

# --- appeals that left the queue, by week of filing ---
GONE = DOORS_END
GONE_WEEKS = 512

TALLY = GONE + GONE_WEEKS
"""By cell, weighted, over all communities of one block that are worked one after the other."""
DIRTY = TALLY + c.CELLS * NCOUNT
REGION_TALLY = DIRTY + c.CELLS * NCOUNT
"""Of the communities of one region that are worked one after the other, whatever the kind of person."""
DENSE = REGION_TALLY + NCOUNT
DENSE_COUNTERS = (index("records_made"), index("sightings"), index("face_sightings"))
RECORDS_MADE, SIGHTINGS, FACE_SIGHTINGS = range(len(DENSE_COUNTERS))
"""Counts that nearly everybody adds to every week, by cell: they never meet the tally, `flush` carries them over."""
DENSE_SUM = DENSE + c.CELLS * len(DENSE_COUNTERS)
TRACE = DENSE_SUM + c.CELLS * len(DENSE_COUNTERS)
BURDEN = TRACE + c.COMMUNITY
"""Per person, when two worlds are compared: a hash of all events so far, and the number of harms suffered."""
SHORT_WEEK = BURDEN + c.COMMUNITY
SHORT_ROOM = 4096
"""Room for the weekly means of a week that has fewer than seven days."""
LOG = SHORT_WEEK + SHORT_ROOM
LOG_FIELDS = 8

HARMS = (
    events.BOUND, events.POINTS_LOST, events.POST_SUPPRESSED, events.LAWFUL_POST_FLAGGED, events.EXPOSED,
    events.FILE_OPENED, events.FALSE_LATE, events.NOT_SOUGHT, events.POST_WITHHELD,
)  # fmt: skip
"""Events that count as a harm suffered when two lives are compared, besides refusals and wrongful stops."""

OPEN_END = 7000
"""A date that has not been set: later than any day of a run (13 bits with the offset of stored days)."""


def new_desk(log_room: int = 0) -> NDArray[np.int64]:
    """Return an empty desk with room for `log_room` events (0: nothing is logged)."""
    desk = np.zeros(LOG + log_room * LOG_FIELDS, dtype=np.int64)
    desk[LOG_ROOM] = log_room
    desk[WEIGHT] = 1
    desk[LISTENING] = 1 if log_room > 0 else 0
    return desk


@kernel
def tally(D: Any, cell: int, counter: int, amount: int) -> None:
    """Add `amount`, weighted, to a counter of a kind of person, remembering which places were touched."""
    if amount == 0:
        return
    place = cell * NCOUNT + counter
    before = D[TALLY + place]
    if before == 0:
        D[DIRTY + D[N_DIRTY]] = place
        D[N_DIRTY] += 1
    D[TALLY + place] = before + amount * D[WEIGHT]


@kernel
def count(M: Any, D: Any, i: int, counter: int, amount: int) -> None:
    """Count something that happened to person `i`, by region and by kind of person."""
    D[REGION_TALLY + counter] += amount
    tally(D, M[c.CELL, i], counter, amount)


@kernel
def spread(M: Any, D: Any, n: int, field: int, amounts: Any) -> None:
    """Add what everybody of the community did (`amounts`, (n,)) to a dense count, by cell."""
    first = DENSE + field * c.CELLS
    for i in range(n):
        D[first + M[c.CELL, i]] += amounts[i]


@kernel
def log(
    D: Any, i: int, day: int, event: int, a: int, b: int, cause: int, cause_day: int, verdict: int
) -> None:
    """Write an event down, if somebody is listening: what, two details, the cause (an event kind and its day)."""
    if D[LISTENING] == 0:
        return
    if D[TRACING] == 1:
        trace(D, i, day, event, a, b, verdict)
    if D[LOG_ROOM] == 0:
        return
    if D[N_LOG] < D[LOG_ROOM]:
        p = LOG + D[N_LOG] * LOG_FIELDS
        D[p] = i
        D[p + 1] = day
        D[p + 2] = event
        D[p + 3] = a
        D[p + 4] = b
        D[p + 5] = cause
        D[p + 6] = cause_day
        D[p + 7] = verdict
    D[N_LOG] += 1


@kernel
def trace(D: Any, i: int, day: int, event: int, a: int, b: int, verdict: int) -> None:
    """Stir an event into the hash of a life, and count it if it is a harm (a refusal as often as it was suffered)."""
    h = D[TRACE + i] ^ (event * 0x9E3779B1 + day * 0x85EBCA77 + a * 0xC2B2AE3D + b * 0x27D4EB2F + verdict)
    h = (h ^ (h >> 15)) & 0xFFFFFFFF
    D[TRACE + i] = (h * 0x2C1B3C6D) & 0xFFFFFFFF
    if event == events.REFUSED:
        D[BURDEN + i] += b & 255  # the low byte: attempts (`gates.happen.DETAIL_TRIES`)
    elif event in HARMS or (event == events.STOPPED and verdict == 1):
        D[BURDEN + i] += 1
