"""Life's week: what a user leaves on the app's eight channels, and how often one goes out."""

from __future__ import annotations

from typing import Any

from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.base.counters import index
from glasshouse.base.jit import inline, kernel
from glasshouse.base.numbers import whole
from glasshouse.day.life import tables as t

MESSAGES = index("messages")


@inline
def slice_count(P: Any, place: int, u: int, sevenths: int) -> int:
    """Return the count at a 16-bit draw: six bits choose the slice of probability, ten round its mean.

    The last week of a run may have fewer days (365 are 52 weeks and one): `sevenths` is how many.
    """
    return (P[place + (u >> 10)] * sevenths // 7 + (u & 1023)) >> 10


@kernel
def traffic(M: Any, P: Any, D: Any, n: int, U: Any, row: int, total: Any) -> None:
    """Count every user's week on each channel, and all together into `total` (n,); others have none."""
    a, b, e, f = U[row], U[row + 1], U[row + 2], U[row + 3]
    days = D[d.DAYS]
    messages = payments = fixes = searches = rides = reviews = tickets = bills = 0
    for i in range(n):
        total[i] = 0
        if M[c.ADOPTED, i] == 0:
            continue
        p = t.CHANNELS + M[c.CONN, i] * (t.N_CHANNELS * t.BINS)
        u = whole(a[i])
        k0 = slice_count(P, p, u & 65535, days)
        k1 = slice_count(P, p + t.BINS, u >> 16, days)
        u = whole(b[i])
        k2 = slice_count(P, p + 2 * t.BINS, u & 65535, days)
        k3 = slice_count(P, p + 3 * t.BINS, u >> 16, days)
        u = whole(e[i])
        k4 = slice_count(P, p + 4 * t.BINS, u & 65535, days)
        k5 = slice_count(P, p + 5 * t.BINS, u >> 16, days)
        u = whole(f[i])
        k6 = slice_count(P, p + 6 * t.BINS, u & 65535, days)
        k7 = slice_count(P, p + 7 * t.BINS, u >> 16, days)
        messages += k0
        payments += k1
        fixes += k2
        searches += k3
        rides += k4
        reviews += k5
        tickets += k6
        bills += k7
        total[i] = k0 + k1 + k2 + k3 + k4 + k5 + k6 + k7
    sums = (messages, payments, fixes, searches, rides, reviews, tickets, bills)
    for channel in range(8):
        D[d.REGION_TALLY + MESSAGES + channel] += sums[channel]


@kernel
def outings(M: Any, P: Any, D: Any, i: int, u: int) -> int:
    """Return how often person `i` went out this week, on a 16-bit draw."""
    return slice_count(P, t.OUTINGS + M[c.CONN, i] * t.BINS, u, D[d.DAYS])
