"""Between the stored bytes of a community and its working table `M`: the only bit shifting in the house."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasshouse.base import columns as c
from glasshouse.base.jit import compiled, inline, kernel, sweep


def new_table(people: int) -> NDArray[Any]:
    """Return an empty working table (columns, people); uncompiled it is wider, since Python integers never wrap."""
    return np.zeros((c.N_COLUMNS, people), np.int16 if compiled() else np.int64)


@inline
def field(stored: Any, n: int, shift: int, mask: int, column: Any) -> None:
    """Read one field of the first `n` stored words into a column of `M`.

    A loop a field over plain slices, because only that becomes vector instructions: 7.6 -> 1.6 ns a person.
    """
    for i in range(n):
        column[i] = (stored[i] >> shift) & mask


@kernel
def unpack(people: Any, first: int, n: int, M: Any) -> None:
    """Fill the stored columns of `M` (column, person) from the people `first` to `first + n`."""
    t0 = people.t0[first : first + n]
    field(t0, n, 0, 1, M[c.SEX])
    field(t0, n, 1, 1, M[c.URBAN])
    field(t0, n, 2, 1, M[c.GROUP])
    field(t0, n, 3, 7, M[c.INCOME])
    field(t0, n, 6, 1, M[c.REP])
    field(t0, n, 7, 1, M[c.BORROWED])
    t1 = people.t1[first : first + n]
    field(t1, n, 0, 7, M[c.AGE])
    field(t1, n, 3, 7, M[c.CONDUCT])
    field(t1, n, 6, 3, M[c.LOOK])
    t2 = people.t2[first : first + n]
    field(t2, n, 0, 3, M[c.NAME])
    field(t2, n, 2, 3, M[c.CONN])
    field(t2, n, 4, 3, M[c.VOICE])
    field(t2, n, 6, 3, M[c.MOBILITY])
    status = people.status[first : first + n]
    field(status, n, 0, 2047, M[c.POINTS])
    field(status, n, 11, 2047, M[c.POINTS_TRUE])
    field(status, n, 22, 1, M[c.LISTED])
    field(status, n, 23, 1, M[c.LISTED_TRUE])
    field(status, n, 24, 1, M[c.SIDE])
    field(status, n, 25, 1, M[c.AWARE])
    field(status, n, 26, 1, M[c.ADOPTED])
    field(status, n, 27, 1, M[c.OPTED_OUT])
    field(status, n, 28, 1, M[c.WATCH])
    field(status, n, 29, 1, M[c.WATCH_WRONG])
    field(status, n, 30, 1, M[c.TAINT])
    field(status, n, 31, 1, M[c.CONSENT])
    ever = people.ever[first : first + n]
    field(ever, n, 0, 4095, M[c.EVER])
    field(ever, n, 12, 3, M[c.LATE])
    field(ever, n, 14, 3, M[c.LATE_FALSE])
    habits = people.habits[first : first + n]
    field(habits, n, 0, 15, M[c.FEED])
    field(habits, n, 4, 15, M[c.STOCK])
    hardship = people.hardship[first : first + n]
    field(hardship, n, 0, 255, M[c.HARDSHIP])
    fear_fast = people.fear_fast[first : first + n]
    field(fear_fast, n, 0, 255, M[c.FEAR_FAST])
    fear_slow = people.fear_slow[first : first + n]
    field(fear_slow, n, 0, 255, M[c.FEAR_SLOW])
    attitude = people.attitude[first : first + n]
    field(attitude, n, 0, 15, M[c.CONCERN])
    field(attitude, n, 4, 15, M[c.APPROVAL])


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
    status = people.status[first : first + n]
    ever = people.ever[first : first + n]
    habits = people.habits[first : first + n]
    attitude = people.attitude[first : first + n]
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
        status[i] = low | (high << 22)
    for i in range(n):
        ever[i] = M[c.EVER, i] | (M[c.LATE, i] << 12) | (M[c.LATE_FALSE, i] << 14)
    for i in range(n):
        habits[i] = M[c.FEED, i] | (M[c.STOCK, i] << 4)
    for i in range(n):
        attitude[i] = M[c.CONCERN, i] | (M[c.APPROVAL, i] << 4)
    store_byte(M[c.HARDSHIP], n, people.hardship[first : first + n])
    store_byte(M[c.FEAR_FAST], n, people.fear_fast[first : first + n])
    store_byte(M[c.FEAR_SLOW], n, people.fear_slow[first : first + n])


@sweep
def store_byte(column: Any, n: int, stored: Any) -> None:
    """Store a column that takes a whole byte."""
    for i in range(n):
        stored[i] = column[i]
