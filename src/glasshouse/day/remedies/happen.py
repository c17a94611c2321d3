"""Being told, and appealing: the two moments at which a person can act against a record or a refusal."""

from __future__ import annotations

from typing import Any

from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.base import draw, events, rows
from glasshouse.base.counters import index
from glasshouse.base.jit import kernel
from glasshouse.day.remedies import tables as t

NOTIFIED = index("people_notified")
FILED = index("appeals_filed")

OF_A_LISTING = 1024
"""Draws about a listing are numbered from here on, those about a refusal below."""


@kernel
def tell(M: Any, P: Any, D: Any, i: int, day: int, n: int, p: int) -> bool:
    """Notify person `i` of a listing or refusal, perhaps; return whether they now know."""
    if P[t.ON] == 0:
        return False
    told, _, _, _ = draw.draw(D[d.SEED], D[d.FIRST] + i, day, draw.NOTICE, n)
    if told >= P[t.NOTICE]:
        return False
    if M[c.EVER, i] & c.EVER_NOTIFIED == 0:
        d.count(M, D, i, NOTIFIED, 1)
    M[c.EVER, i] |= c.EVER_NOTIFIED
    if p > 0:
        D[p + d.FLAGS] |= rows.NOTIFIED
    d.log(D, i, day, events.NOTIFIED, 0, 0, events.REFUSED if n < OF_A_LISTING else events.BOUND, day, 0)
    return True


@kernel
def suspends(P: Any, D: Any, p: int) -> bool:
    """Return whether the appeal that is pending against row `p` keeps it from binding: one draw for each appeal."""
    if P[t.ON] == 0 or P[t.SUSPENSIVE] == 0 or D[p + d.STAGE] != rows.PENDING:
        return False
    person = D[d.FIRST] + D[p + d.WHO]
    u, _, _, _ = draw.draw(D[d.SEED], person, D[p + d.FILED], draw.SUSPEND, D[p + d.FRACTION])
    return u < P[t.SUSPENSIVE]


@kernel
def appeal(
    M: Any, P: Any, D: Any, i: int, day: int, n: int, p: int, told: bool, wronged: bool, grave: int
) -> None:
    """File an appeal against row `p`, perhaps: it joins the queue at this day and a keyed fraction of it.

    Without notice nobody knows what to appeal against, unless the scenario says notice is not needed.
    """
    if P[t.ON] == 0 or D[p + d.STAGE] != rows.NO_APPEAL:
        return
    u, reasons, needs, fraction = draw.draw(D[d.SEED], D[d.FIRST] + i, day, draw.APPEAL, n)
    if not told and D[p + d.FLAGS] & rows.NOTIFIED == 0 and needs < P[t.NEEDS_NOTICE]:
        return
    k = (((1 if wronged else 0) * 5 + M[c.INCOME, i]) * 2 + grave) * 2 + (1 if reasons < P[t.EXPLAIN] else 0)
    if u >= P[t.FILE + k]:
        return
    D[p + d.STAGE] = rows.PENDING
    D[p + d.FILED] = day
    D[p + d.FRACTION] = (fraction * rows.FRACTIONS) >> 32
    M[c.EVER, i] |= c.EVER_APPEALED
    d.count(M, D, i, FILED, 1)
    d.log(D, i, day, events.APPEAL_FILED, grave, 0, D[p + d.CAUSE], D[p + d.START], 0)
