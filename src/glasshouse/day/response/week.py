"""The response's week: what fades, and who hears of the instruments."""

from __future__ import annotations

from typing import Any

from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.base.jit import kernel
from glasshouse.base.numbers import whole
from glasshouse.climate import fields as w
from glasshouse.day.response import tables as t
from glasshouse.day.response.happen import CONTACTS, NEWS, learn


@kernel
def fading(M: Any, P: Any, n: int, bits: Any) -> None:
    """Let hardship and both parts of fear fade; `bits` (n,) rounds them, ten bits each (concern does not fade).

    Fast and slow fear together follow rho exp(-t/slow) + (1 - rho) exp(-t/fast) after every blow (Candia et al. 2019).
    """
    hard = P[t.HARDSHIP_FADE]
    fast = P[t.FAST_FADE]
    slow = P[t.SLOW_FADE]
    for i in range(n):
        u = bits[i]
        M[c.HARDSHIP, i] = (M[c.HARDSHIP, i] * hard + ((u & 1023) << 6)) >> 16
        M[c.FEAR_FAST, i] = (M[c.FEAR_FAST, i] * fast + (((u >> 10) & 1023) << 6)) >> 16
        M[c.FEAR_SLOW, i] = (M[c.FEAR_SLOW, i] * slow + (((u >> 20) & 1023) << 6)) >> 16


@kernel
def hearing(M: Any, P: Any, D: Any, n: int, u: Any, by_feed: int) -> None:
    """Hear of the instruments in the news (less in a narrow feed) or from contacts who were hit.

    `by_feed` is the place of the 16 factors by feed level, or 0 where nobody has a feed. Children do not follow either.
    """
    most = P[w.NEWS] + P[t.CONTACT_AWARENESS + 8]
    for i in range(n):
        if u[i] >= most or M[c.AWARE, i] == 1 or M[c.AGE, i] == 0:
            continue
        news = P[w.NEWS]
        if by_feed > 0:
            news = (news * P[by_feed + M[c.FEED, i]]) >> 16
        draw = whole(u[i])
        if draw < news:
            learn(M, P, D, i, D[d.DAY0], NEWS, 0)
        elif draw < news + P[t.CONTACT_AWARENESS + M[c.NEAR_HIT, i]]:
            learn(M, P, D, i, D[d.DAY0], CONTACTS, (draw * 1640531527) & 0xFFFFFFFF)
