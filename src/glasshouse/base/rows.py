"""Side rows: the few people with a court case or a wrong mark carry 16 bytes more, in their community's arena.

On the desk a row is twelve plain numbers (`desk.WHO` ...); stored it is two 64-bit words. Whether a row binds, whether it
would bind if every record were right, and what is wrong with it, are functions of the row and the day: nothing has to be
updated at midnight.
"""

from __future__ import annotations

from typing import Any

from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.base.jit import kernel
from glasshouse.base.numbers import whole

CASE, MARK = 1, 2
"""A court case; a wrong mark in the points ledger (its points stand in COPY_END)."""

(LISTED, RESTRICTED, EXIT_BAN, WRONG_PERSON, NOT_SERVED, NO_MEANS, BENCHMARK) = (1, 2, 4, 8, 16, 32, 64)
(NOTIFIED, STALE_COPY, PAID, TERM, MISSED, TAINT, ANNOUNCED) = (128, 256, 512, 1024, 2048, 4096, 8192)
BINDING = LISTED | RESTRICTED | EXIT_BAN

NO_APPEAL, PENDING, WON, LOST, ABANDONED = 0, 1, 2, 3, 4
FACT, LAW, BENCH, RULE = 1, 2, 3, 4
"""The four nested verdicts; a smaller number is a graver error."""

DAY_OFFSET = 1024
FRACTIONS = 2048


@kernel
def new_row(M: Any, D: Any, i: int, kind: int, cause: int, flags: int, start: int, bind: int) -> int:
    """Open a row for person `i` and return its place on the desk; without room, say so and write into the last one."""
    if D[d.N_ROWS] >= d.ROW_ROOM:
        D[d.OVERFLOW] = 1
        D[d.N_ROWS] = d.ROW_ROOM - 1
    p = d.ROWS + D[d.N_ROWS] * d.ROW_FIELDS
    D[d.N_ROWS] += 1
    D[p + d.WHO] = i
    D[p + d.KIND] = kind
    D[p + d.CAUSE] = cause
    D[p + d.FLAGS] = flags
    D[p + d.START] = start
    D[p + d.BIND] = bind
    D[p + d.END_B] = d.OPEN_END
    D[p + d.END_T] = d.OPEN_END
    D[p + d.FILED] = 0
    D[p + d.FRACTION] = 0
    D[p + d.STAGE] = NO_APPEAL
    D[p + d.COPY_END] = 0
    M[c.SIDE, i] = 1
    return p


@kernel
def binds(D: Any, p: int, day: int) -> bool:
    """Return whether the apparatus believes on `day` that row `p` binds (a stale copy binds too)."""
    if D[p + d.KIND] != CASE or D[p + d.FLAGS] & BINDING == 0 or D[p + d.FLAGS] & MISSED != 0:
        return False
    if day < D[p + d.BIND]:
        return False
    return day < D[p + d.END_B] or (D[p + d.FLAGS] & STALE_COPY != 0 and day < D[p + d.COPY_END])


@kernel
def should_bind(D: Any, p: int, day: int) -> bool:
    """Return whether row `p` would bind on `day` if every record were correct, current and about the right person."""
    if D[p + d.KIND] != CASE or D[p + d.FLAGS] & BINDING == 0 or D[p + d.FLAGS] & WRONG_PERSON != 0:
        return False
    return D[p + d.BIND] <= day < D[p + d.END_T]


@kernel
def verdict(D: Any, p: int, day: int) -> int:
    """Return what is wrong with row `p` on `day`: in fact, in law, against the benchmark, or by rule."""
    flags = D[p + d.FLAGS]
    if flags & WRONG_PERSON != 0:
        return FACT
    over = day >= D[p + d.END_T]
    if over and flags & PAID != 0:
        return FACT  # paid and still listed: a stale record
    # who has no means may be restricted but not listed: listing is for those who can pay and do not. A record that was
    # void in law stays so while its correction, or a copy, lags behind: an appeal won makes nothing graver
    if flags & NOT_SERVED != 0 or (flags & NO_MEANS != 0 and flags & LISTED != 0):
        return LAW
    if over:
        # a copy of a record that has ended is stale; a term that ran out while the record stands is a rule broken
        return FACT if day >= D[p + d.END_B] else LAW
    return BENCH if flags & BENCHMARK != 0 else RULE


@kernel
def load_rows(stored: Any, first: int, n: int, D: Any) -> None:
    """Unpack the `n` stored rows that begin at `first` onto the desk."""
    for k in range(n):
        a = whole(stored[first + k, 0])
        b = whole(stored[first + k, 1])
        p = d.ROWS + k * d.ROW_FIELDS
        D[p + d.WHO] = a & 511
        D[p + d.KIND] = (a >> 9) & 7
        D[p + d.CAUSE] = (a >> 12) & 63
        D[p + d.FLAGS] = (a >> 18) & 16383
        D[p + d.START] = ((a >> 32) & 8191) - DAY_OFFSET
        D[p + d.BIND] = ((a >> 45) & 8191) - DAY_OFFSET
        D[p + d.STAGE] = (a >> 58) & 7
        D[p + d.END_B] = (b & 8191) - DAY_OFFSET
        D[p + d.END_T] = ((b >> 13) & 8191) - DAY_OFFSET
        D[p + d.FILED] = (b >> 26) & 8191
        D[p + d.COPY_END] = ((b >> 39) & 8191) - (0 if D[p + d.KIND] == MARK else DAY_OFFSET)
        D[p + d.FRACTION] = (b >> 52) & 2047
    D[d.N_ROWS] = n


@kernel
def store_rows(stored: Any, first: int, D: Any) -> None:
    """Pack the desk's rows back into the arena from `first` on."""
    for k in range(D[d.N_ROWS]):
        p = d.ROWS + k * d.ROW_FIELDS
        copy_end = D[p + d.COPY_END] if D[p + d.KIND] == MARK else D[p + d.COPY_END] + DAY_OFFSET
        stored[first + k, 0] = (
            D[p + d.WHO]
            | (D[p + d.KIND] << 9)
            | (D[p + d.CAUSE] << 12)
            | (D[p + d.FLAGS] << 18)
            | ((D[p + d.START] + DAY_OFFSET) << 32)
            | ((D[p + d.BIND] + DAY_OFFSET) << 45)
            | (D[p + d.STAGE] << 58)
        )
        stored[first + k, 1] = (
            (D[p + d.END_B] + DAY_OFFSET)
            | ((D[p + d.END_T] + DAY_OFFSET) << 13)
            | (D[p + d.FILED] << 26)
            | (copy_end << 39)
            | (D[p + d.FRACTION] << 52)
        )


@kernel
def drop_row(D: Any, p: int) -> None:
    """Remove row `p` and keep the order of the others, which is the order of opening."""
    last = d.ROWS + (D[d.N_ROWS] - 1) * d.ROW_FIELDS
    for q in range(p, last):
        D[q] = D[q + d.ROW_FIELDS]
    D[d.N_ROWS] -= 1
