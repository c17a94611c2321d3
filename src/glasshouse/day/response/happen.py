"""How a person takes an event: hardship, fear, concern, and learning that the instrument exists."""

from __future__ import annotations

from typing import Any

from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.base import draw, events
from glasshouse.base.jit import kernel
from glasshouse.day.response import tables as t

NEWS, OWN, CONTACTS = 0, 1, 2
"""How somebody learned of the instrument."""


@kernel
def struck(M: Any, P: Any, D: Any, i: int, day: int, what: int, hard: int) -> None:
    """Take a blow: fear of kind `what`, hardship if the blow is `hard`, concern, and perhaps awareness."""
    if P[t.ON] == 0:
        return
    step = P[t.FEAR_STEP + what]
    slow = (step * P[t.SLOW_SHARE]) >> 16
    M[c.FEAR_SLOW, i] = min(255, M[c.FEAR_SLOW, i] + slow)
    M[c.FEAR_FAST, i] = min(255, M[c.FEAR_FAST, i] + step - slow)
    if hard == 1:
        M[c.HARDSHIP, i] = min(255, M[c.HARDSHIP, i] + P[t.HARDSHIP_STEP])
    M[c.CONCERN, i] = min(15, M[c.CONCERN, i] + P[t.CONCERN_STEP])
    if M[c.AWARE, i] == 0:
        u, informed, _, _ = draw.draw(D[d.SEED], D[d.FIRST] + i, day, draw.FEEL, what)
        if u < P[t.OWN_AWARENESS]:
            learn(M, P, D, i, day, OWN, informed)


@kernel
def learn(M: Any, P: Any, D: Any, i: int, day: int, source: int, informed: int) -> None:
    """Become aware; who learns it first hand or from contacts hears the pros and cons, and approval may fall."""
    M[c.AWARE, i] = 1
    d.log(D, i, day, events.BECAME_AWARE, source, 0, 0, 0, 0)
    if source != NEWS and M[c.APPROVAL, i] >= 8 and informed < P[t.INFORMED]:
        M[c.APPROVAL, i] -= 8


@kernel
def relief(M: Any, P: Any, i: int) -> None:
    """Ease hardship a little: better terms for the well-rated (the rich get richer)."""
    if P[t.ON] == 1:
        M[c.HARDSHIP, i] = max(0, M[c.HARDSHIP, i] - P[t.RELIEF])
