"""Life's week: what a user leaves on the app's eight channels, and how often one goes out."""

from __future__ import annotations

from typing import Any

from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.base.counters import index
from glasshouse.base.jit import inline, kernel, sweep
from glasshouse.base.numbers import whole
from glasshouse.day.life import tables as t

MESSAGES = index("messages")


@kernel
def week_scale(days: int) -> int:
    """Return days/7 in 1/2**32, rounded up: (x * scale) >> 32 is exactly x * days // 7 for any x below 6e8.

    The last week of a run may have fewer days: 365 are 52 weeks and one.
    """
    return ((days << 32) + 6) // 7


@inline
def slice_count(P: Any, place: int, u: int, scale: int) -> int:
    """Return the count at a 16-bit draw: six bits choose the slice of probability, ten round its mean."""
    return (((P[place + (u >> 10)] * scale) >> 32) + (u & 1023)) >> 10


@kernel
def traffic(M: Any, P: Any, D: Any, n: int, U: Any, row: int, total: Any) -> None:
    """Count every user's week on each of the eight channels, and all together into `total` (n,); others have none."""
    scale = week_scale(D[d.DAYS])
    for i in range(n):
        total[i] = 0
    for pair in range(t.N_CHANNELS // 2):
        first, second = two_channels(M, P, t.CHANNELS + 2 * pair * t.BINS, scale, n, U[row + pair], total)
        D[d.REGION_TALLY + MESSAGES + 2 * pair] += first
        D[d.REGION_TALLY + MESSAGES + 2 * pair + 1] += second


@sweep
def two_channels(M: Any, P: Any, place: int, scale: int, n: int, u: Any, total: Any) -> tuple[int, int]:
    """Add to `total` (n,) what every user leaves on two channels, 16 bits of `u` (n,) each; return both sums."""
    first = second = 0
    for i in range(n):
        uses = M[c.ADOPTED, i] == 1
        p = place + M[c.CONN, i] * (t.N_CHANNELS * t.BINS)
        draw = whole(u[i])
        one = slice_count(P, p, draw & 65535, scale)
        two = slice_count(P, p + t.BINS, draw >> 16, scale)
        one = one if uses else 0
        two = two if uses else 0
        total[i] += one + two
        first += one
        second += two
    return first, second


@sweep
def outings(M: Any, P: Any, n: int, scale: int, u: Any, out: Any) -> None:
    """Write into `out` (n,) how often everybody went out this week, on the low 16 bits of `u` (n,)."""
    for i in range(n):
        out[i] = slice_count(P, t.OUTINGS + M[c.CONN, i] * t.BINS, whole(u[i]) & 65535, scale)
