"""The response's week: what fades, and who hears of the instruments."""

from __future__ import annotations

from typing import Any

from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.base.jit import kernel
from glasshouse.climate import fields as w
from glasshouse.day.response import tables as t
from glasshouse.day.response.happen import CONTACTS, NEWS, learn


@kernel
def fading(M: Any, P: Any, i: int, rounding: int) -> None:
    """Let hardship and both parts of fear fade, each rounded on eight bits of its own (concern does not fade)."""
    if M[c.HARDSHIP, i] > 0:
        M[c.HARDSHIP, i] = (P[t.HARDSHIP_FADE + M[c.HARDSHIP, i]] + (rounding & 255)) >> 8
    if M[c.FEAR_FAST, i] > 0:
        M[c.FEAR_FAST, i] = (P[t.FAST_FADE + M[c.FEAR_FAST, i]] + ((rounding >> 8) & 255)) >> 8
    if M[c.FEAR_SLOW, i] > 0:
        M[c.FEAR_SLOW, i] = (P[t.SLOW_FADE + M[c.FEAR_SLOW, i]] + ((rounding >> 16) & 255)) >> 8


@kernel
def hearing(M: Any, P: Any, D: Any, i: int, u: int, feed_factor: int) -> None:
    """Hear of the instruments in the news (less in a narrow feed) or from contacts who were hit."""
    if M[c.AWARE, i] == 1:
        return
    news = (P[w.NEWS] * feed_factor) >> 16
    if u < news:
        learn(M, P, D, i, D[d.DAY0], NEWS, 0)
    elif u < news + P[t.CONTACT_AWARENESS + M[c.NEAR_HIT, i]]:
        learn(M, P, D, i, D[d.DAY0], CONTACTS, (u * 2654435761) & 0xFFFFFFFF)
