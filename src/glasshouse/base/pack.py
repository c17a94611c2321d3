"""Between the stored bytes of a community and its working table `M`: the only bit shifting in the house."""

from __future__ import annotations

from typing import Any

from glasshouse.base import columns as c
from glasshouse.base.jit import kernel


@kernel
def unpack(people: Any, first: int, n: int, M: Any) -> None:
    """Fill the stored columns of `M` (column, person) from the people `first` to `first + n`."""
    t0 = people.t0
    t1 = people.t1
    t2 = people.t2
    for i in range(n):
        v = t0[first + i]
        M[c.SEX, i] = v & 1
        M[c.URBAN, i] = (v >> 1) & 1
        M[c.GROUP, i] = (v >> 2) & 1
        M[c.INCOME, i] = (v >> 3) & 7
        M[c.REP, i] = (v >> 6) & 1
        M[c.BORROWED, i] = (v >> 7) & 1
    for i in range(n):
        v = t1[first + i]
        M[c.AGE, i] = v & 7
        M[c.CONDUCT, i] = (v >> 3) & 7
        M[c.LOOK, i] = (v >> 6) & 3
    for i in range(n):
        v = t2[first + i]
        M[c.NAME, i] = v & 3
        M[c.CONN, i] = (v >> 2) & 3
        M[c.VOICE, i] = (v >> 4) & 3
        M[c.MOBILITY, i] = (v >> 6) & 3
    status = people.status
    for i in range(n):
        s = status[first + i]
        M[c.POINTS, i] = s & 2047
        M[c.POINTS_TRUE, i] = (s >> 11) & 2047
        M[c.LISTED, i] = (s >> 22) & 1
        M[c.LISTED_TRUE, i] = (s >> 23) & 1
        M[c.SIDE, i] = (s >> 24) & 1
        M[c.AWARE, i] = (s >> 25) & 1
        M[c.ADOPTED, i] = (s >> 26) & 1
        M[c.OPTED_OUT, i] = (s >> 27) & 1
        M[c.WATCH, i] = (s >> 28) & 1
        M[c.WATCH_WRONG, i] = (s >> 29) & 1
        M[c.TAINT, i] = (s >> 30) & 1
        M[c.CONSENT, i] = (s >> 31) & 1
    for i in range(n):
        e = people.ever[first + i]
        M[c.EVER, i] = e & 4095
        M[c.LATE, i] = (e >> 12) & 3
        M[c.LATE_FALSE, i] = (e >> 14) & 3
        h = people.habits[first + i]
        M[c.FEED, i] = h & 15
        M[c.STOCK, i] = h >> 4
    for i in range(n):
        M[c.HARDSHIP, i] = people.hardship[first + i]
        M[c.FEAR_FAST, i] = people.fear_fast[first + i]
        M[c.FEAR_SLOW, i] = people.fear_slow[first + i]
        a = people.attitude[first + i]
        M[c.CONCERN, i] = a & 15
        M[c.APPROVAL, i] = a >> 4


@kernel
def pack_traits(people: Any, first: int, n: int, M: Any) -> None:
    """Store the traits; only the first day does this."""
    for i in range(n):
        people.t0[first + i] = (
            M[c.SEX, i]
            | (M[c.URBAN, i] << 1)
            | (M[c.GROUP, i] << 2)
            | (M[c.INCOME, i] << 3)
            | (M[c.REP, i] << 6)
            | (M[c.BORROWED, i] << 7)
        )
        people.t1[first + i] = M[c.AGE, i] | (M[c.CONDUCT, i] << 3) | (M[c.LOOK, i] << 6)
        people.t2[first + i] = (
            M[c.NAME, i] | (M[c.CONN, i] << 2) | (M[c.VOICE, i] << 4) | (M[c.MOBILITY, i] << 6)
        )


@kernel
def pack_state(people: Any, first: int, n: int, M: Any) -> None:
    """Store what may have changed in a week."""
    status = people.status
    for i in range(n):
        low = M[c.POINTS, i] | (M[c.POINTS_TRUE, i] << 11)
        high = (
            M[c.LISTED, i]
            | (M[c.LISTED_TRUE, i] << 1)
            | (M[c.SIDE, i] << 2)
            | (M[c.AWARE, i] << 3)
            | (M[c.ADOPTED, i] << 4)
            | (M[c.OPTED_OUT, i] << 5)
            | (M[c.WATCH, i] << 6)
            | (M[c.WATCH_WRONG, i] << 7)
            | (M[c.TAINT, i] << 8)
            | (M[c.CONSENT, i] << 9)
        )
        status[first + i] = low | (high << 22)
    for i in range(n):
        people.ever[first + i] = M[c.EVER, i] | (M[c.LATE, i] << 12) | (M[c.LATE_FALSE, i] << 14)
        people.habits[first + i] = M[c.FEED, i] | (M[c.STOCK, i] << 4)
    for i in range(n):
        people.hardship[first + i] = M[c.HARDSHIP, i]
        people.fear_fast[first + i] = M[c.FEAR_FAST, i]
        people.fear_slow[first + i] = M[c.FEAR_SLOW, i]
        people.attitude[first + i] = M[c.CONCERN, i] | (M[c.APPROVAL, i] << 4)
