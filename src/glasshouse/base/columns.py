"""Every column of a person declared once: what is stored (14 bytes), and what a week's work sees.

Stored, one array per name, person-major: `HOT` (traits that never change), `STATUS` (32 bits), `EVER` (16), and bytes.
A community's week first unpacks its people into `M`, an int16 table (column, person) that fits the first-level cache;
person functions read and write `M[COLUMN, i]`; at the end of the week it is packed again. So a reader meets plain
numbers everywhere, and only this file and `pack.py` know about bits.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

COMMUNITY = 512
"""Most people in a community."""


class Column(NamedTuple):
    """One column of the working table: its name, bits when stored (0: recomputed every week), unit and owner."""

    name: str
    bits: int
    unit: str
    owner: str


COLUMNS = (
    # traits, drawn once by the society from the region's marginals
    Column("SEX", 1, "0 female, 1 male", "society"),
    Column("URBAN", 1, "0 rural, 1 urban", "society"),
    Column("GROUP", 1, "0 majority, 1 minority", "society"),
    Column("INCOME", 3, "quintile 0..4", "society"),
    Column("REP", 1, "1 legal representative of a company", "society"),
    Column("BORROWED", 1, "1 somebody else uses this identity", "society"),
    Column("AGE", 3, "band 0..7: 0-14 15-24 25-34 35-44 45-54 55-64 65-74 75+", "society"),
    Column("CONDUCT", 3, "class 0..7 of the propensity to breach", "society"),
    Column("LOOK", 2, "class 0..3 of the lookalike trait", "society"),
    Column("NAME", 2, "class 0..3 of how common the name is", "society"),
    Column("CONN", 2, "class 0..3 of connectivity", "society"),
    Column("VOICE", 2, "class 0..3 of the propensity to write", "society"),
    Column("MOBILITY", 2, "0 stays, 1 rides trains, 2 flies, 3 flies often", "society"),
    # the two ledgers and the switches
    Column("POINTS", 11, "points believed", "rating"),
    Column("POINTS_TRUE", 11, "points true", "rating"),
    Column("LISTED", 1, "on the list, as believed", "rating"),
    Column("LISTED_TRUE", 1, "on the list, if every record were right", "rating"),
    Column("SIDE", 1, "1 has a side row", "rating"),
    Column("AWARE", 1, "1 knows of the instrument", "response"),
    Column("ADOPTED", 1, "1 uses the app", "platform"),
    Column("OPTED_OUT", 1, "1 withdrew consent", "platform"),
    Column("WATCH", 1, "1 on the watchlist", "cameras"),
    Column("WATCH_WRONG", 1, "1 on the watchlist and should not be", "cameras"),
    Column("TAINT", 1, "1 an error has touched this life", "rating"),
    Column("CONSENT", 1, "1 enrolled in the bureau score", "platform"),
    Column("EVER", 12, "flags EVER_*", "measures"),
    Column("LATE", 2, "recent late payments, true", "life"),
    Column("LATE_FALSE", 2, "recent late payments that never were", "rating"),
    Column("FEED", 4, "level 0..15 of how far one topic rules the feed", "platform"),
    Column("STOCK", 4, "level 0..15 of records held, powers of two", "custody"),
    Column("HARDSHIP", 8, "0..255", "response"),
    Column("FEAR_FAST", 8, "0..255, the part that fades in weeks", "response"),
    Column("FEAR_SLOW", 8, "0..255, the part that fades in years", "response"),
    Column("CONCERN", 4, "ordinal 0..15", "response"),
    Column("APPROVAL", 4, "ordinal 0..15", "response"),
    # recomputed every week
    Column("CELL", 0, "0..119", "measures"),
    Column("NEAR_APP", 0, "of 8 contacts on the app", "society"),
    Column("NEAR_HIT", 0, "of 8 contacts listed or wronged", "society"),
    Column("NEAR_FEAR", 0, "of 8 contacts who are afraid", "society"),
    Column("ROWS_SAY", 0, "flags of the side rows that bind today", "rating"),
    Column("SOUNDEST", 0, "verdict of the soundest listing, 0 none", "rating"),
)

(SEX, URBAN, GROUP, INCOME, REP, BORROWED, AGE, CONDUCT, LOOK, NAME, CONN, VOICE, MOBILITY) = range(13)
(POINTS, POINTS_TRUE, LISTED, LISTED_TRUE, SIDE, AWARE, ADOPTED, OPTED_OUT) = range(13, 21)
(WATCH, WATCH_WRONG, TAINT, CONSENT, EVER, LATE, LATE_FALSE, FEED, STOCK) = range(21, 30)
(HARDSHIP, FEAR_FAST, FEAR_SLOW, CONCERN, APPROVAL) = range(30, 35)
(CELL, NEAR_APP, NEAR_HIT, NEAR_FEAR, ROWS_SAY, SOUNDEST) = range(35, 41)
N_COLUMNS = 41

(EVER_REFUSED, EVER_REFUSED_FACT, EVER_REFUSED_LAW, EVER_LISTED, EVER_LISTED_FACT, EVER_STOPPED) = (
    1,
    2,
    4,
    8,
    16,
    32,
)
(EVER_NOTIFIED, EVER_EXPOSED, EVER_FILE, EVER_APPEALED, EVER_BENCHMARK, EVER_WRONGED) = (
    64,
    128,
    256,
    512,
    1024,
    2048,
)

DENSE_BYTES = 14
"""Stored bytes of a person, side rows and tallies apart."""

CELLS = 120
"""Kinds of person that tallies tell apart: group x sex x urban x income x three age bands."""


class People(NamedTuple):
    """The stored columns of all people, shape (people,) each."""

    t0: NDArray[np.uint8]
    t1: NDArray[np.uint8]
    t2: NDArray[np.uint8]
    status: NDArray[np.uint32]
    ever: NDArray[np.uint16]
    habits: NDArray[np.uint8]
    hardship: NDArray[np.uint8]
    fear_fast: NDArray[np.uint8]
    fear_slow: NDArray[np.uint8]
    attitude: NDArray[np.uint8]


def empty_people(people: int) -> People:
    """Return zeroed columns for `people` people."""
    byte = np.zeros((8, people), dtype=np.uint8)
    status, ever = np.zeros(people, dtype=np.uint32), np.zeros(people, dtype=np.uint16)
    return People(byte[0], byte[1], byte[2], status, ever, *byte[3:])
