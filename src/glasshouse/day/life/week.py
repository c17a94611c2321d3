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


@inline
def means(P: Any, D: Any) -> Any:
    """Return the means of all that is counted in this week, (`tables.COUNTED`,), in 1/1024 a slice of probability.

    The last week of a run may have fewer days (365 are 52 weeks and one): then they are cut in that proportion.
    """
    whole_week = P[t.CHANNELS : t.CHANNELS + t.COUNTED]
    if D[d.DAYS] == 7:
        return whole_week
    short = D[d.SHORT_WEEK : d.SHORT_WEEK + t.COUNTED]
    for j in range(t.COUNTED):
        short[j] = whole_week[j] * D[d.DAYS] // 7
    return short


@inline
def slice_count(means: Any, place: int, u: int) -> int:
    """Return the count at a 16-bit draw: six bits choose the slice of probability, ten round its mean."""
    return (means[place + (u >> 10)] + (u & 1023)) >> 10


@kernel
def traffic(M: Any, means: Any, D: Any, n: int, U: Any, row: int, users: Any, total: Any) -> None:
    """Count everybody's week on each of the eight channels, and all together into `total` (n,).

    The draws are in `U` from `row` on, 16 bits a channel; `users` (n,) is scratch.
    """
    for i in range(n):
        kind = M[c.CONN, i] if M[c.ADOPTED, i] == 1 else t.NO_USER
        users[i] = kind * (t.N_CHANNELS * t.BINS)
        total[i] = 0
    for pair in range(t.N_CHANNELS // 2):
        channel = 2 * pair
        first, second = two_channels(means, channel * t.BINS, n, users, U[row + pair], total)
        D[d.REGION_TALLY + MESSAGES + channel] += first
        D[d.REGION_TALLY + MESSAGES + channel + 1] += second


@sweep
def two_channels(means: Any, place: int, n: int, users: Any, u: Any, total: Any) -> tuple[int, int]:
    """Add to `total` (n,) what everybody leaves on two channels, 16 bits of `u` (n,) each; return both sums."""
    first = second = 0
    for i in range(n):
        draw = whole(u[i])
        one = slice_count(means, place + users[i], draw & 65535)
        two = slice_count(means, place + users[i] + t.BINS, draw >> 16)
        total[i] += one + two
        first += one
        second += two
    return first, second


@sweep
def outings(M: Any, means: Any, n: int, u: Any, out: Any) -> None:
    """Write into `out` (n,) how often everybody went out this week, on the low 16 bits of `u` (n,)."""
    for i in range(n):
        out[i] = slice_count(means, t.OUTINGS - t.CHANNELS + M[c.CONN, i] * t.BINS, whole(u[i]) & 65535)
