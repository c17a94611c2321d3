"""The platform's week: who joins, leaves, is enrolled or withdraws, how the feed narrows, what is logged."""

from __future__ import annotations

from typing import Any

from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.base import draw, events
from glasshouse.base.counters import index
from glasshouse.base.jit import kernel, sweep
from glasshouse.base.numbers import whole
from glasshouse.climate import fields as w
from glasshouse.day.platform import tables as t

LEAVERS = index("leavers")
OPT_OUTS = index("opt_outs")
ENROLLED_UNASKED = index("people_enrolled_unasked")
ASKED = index("consents_asked")
GIVEN = index("consents_given")


@kernel
def membership(M: Any, P: Any, D: Any, i: int, u: int, room: int) -> None:
    """Let person `i` join, leave, be enrolled or withdraw: at most one of these in a week, on the draw `u`.

    Joining is Bass with local imitation: hazard p + q (contacts on the app)/8, times the room left below the ceiling;
    leaving is l0 exp(-eta contacts): who has everybody there cannot go (lock-in).
    """
    near = M[c.NEAR_APP, i]
    if M[c.ADOPTED, i] == 0:
        if u < (P[t.JOIN + near] * room) >> 16:
            M[c.ADOPTED, i] = 1
            d.log(D, i, D[d.DAY0], events.JOINED, near, 0, 0, 0, 0)
        return
    leave = P[t.LEAVE + near]
    if u < leave:
        M[c.ADOPTED, i] = 0
        d.count(M, D, i, LEAVERS, 1)
        d.log(D, i, D[d.DAY0], events.LEFT, near, 0, 0, 0, 0)
        return
    if M[c.CONSENT, i] == 0:
        # children may use the app; only adults are scored
        if M[c.OPTED_OUT, i] == 0 and M[c.AGE, i] > 0 and u < leave + P[t.ENROL]:
            enrol(M, P, D, i)
    elif M[c.AWARE, i] == 1 and M[c.CONCERN, i] >= 8 and u < leave + P[t.OPT_OUT]:
        M[c.CONSENT, i] = 0
        M[c.OPTED_OUT, i] = 1
        d.count(M, D, i, OPT_OUTS, 1)
        d.log(D, i, D[d.DAY0], events.OPTED_OUT, 0, 0, events.BECAME_AWARE, 0, 0)


@kernel
def enrol(M: Any, P: Any, D: Any, i: int) -> None:
    """Enrol person `i` in the score: unasked, or asked with a default that decides for most (Johnson & Goldstein 2003)."""
    asked, yes, _, _ = draw.draw(D[d.SEED], D[d.FIRST] + i, D[d.WEEK], draw.CONSENT, 0)
    if asked >= P[t.ASK]:
        M[c.CONSENT, i] = 1
        d.count(M, D, i, ENROLLED_UNASKED, 1)
        d.log(D, i, D[d.DAY0], events.ENROLLED_UNASKED, 0, 0, 0, 0, 0)
        return
    d.count(M, D, i, ASKED, 1)
    agrees = 1 if yes < P[t.SAY_YES] else 0
    if agrees == 1:
        M[c.CONSENT, i] = 1
        d.count(M, D, i, GIVEN, 1)
    else:
        M[c.OPTED_OUT, i] = 1
    d.log(D, i, D[d.DAY0], events.ASKED_CONSENT, agrees, 0, 0, 0, 0)


@kernel
def memberships(M: Any, P: Any, D: Any, n: int, u: Any) -> None:
    """Let everybody join, leave, be enrolled or withdraw; nearly nobody does in one week, and one look says so."""
    room = P[w.JOIN_ROOM]
    most = max(P[t.JOIN + 8], P[t.LEAVE] + max(P[t.ENROL], P[t.OPT_OUT]))
    for i in range(n):
        if u[i] < most:
            membership(M, P, D, i, whole(u[i]), room)


@sweep
def feeds(M: Any, P: Any, n: int, bits: Any) -> None:
    """Move every user's feed one level towards one topic, or away, on the low 16 bits of `bits`."""
    for i in range(n):
        level = M[c.FEED, i]
        u = (bits[i] & 65535) << 16
        up = P[t.FEED_UP + level]
        down = up + P[t.FEED_DOWN + level]
        step = 1 if u < up else (-1 if u < down else 0)
        M[c.FEED, i] = min(15, max(0, level + step * M[c.ADOPTED, i]))


@kernel
def log_share(P: Any, n: int, logged: Any) -> None:
    """Cut what everybody left on the channels, `logged` (n,), to the share that is logged, in place."""
    share = P[t.LOGGING]
    for i in range(n):
        logged[i] = (logged[i] * share) >> 16
