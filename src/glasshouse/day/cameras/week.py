"""The cameras' week: who was seen, whose face raised an alert, which alerts were looked at and ended in a stop."""

from __future__ import annotations

from typing import Any

from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.base import draw, events
from glasshouse.base.counters import index
from glasshouse.base.jit import kernel, sweep
from glasshouse.base.numbers import whole
from glasshouse.climate import fields as w
from glasshouse.day.cameras import tables as t

SIGHTINGS = index("sightings")
FACES = index("face_sightings")
ALERTS = index("alerts")
FALSE_ALERTS = index("false_alerts")
TRUE_ALERTS = index("true_alerts")
REVIEWED = index("alerts_reviewed")
UNREVIEWED = index("alerts_unreviewed")
STOPS = index("stops")
WRONGFUL = index("wrongful_stops")
PEOPLE_STOPPED = index("people_stopped_wrongly")
MATCHES = index("true_matches")
MINUTES = index("staff_minutes")

NO_STOP, RIGHTFUL_STOP, WRONGFUL_STOP, RECORDED_STOP = 0, 1, 2, 3


@sweep
def seen(M: Any, P: Any, n: int, outings: Any, rounding: Any, named: Any) -> None:
    """Turn everybody's `outings` (n,) into a week's sightings, in place, and those that put a name to a face into `named`.

    The high half of `rounding` rounds both: its low byte the sightings (which hardly moves the faces), all 16 bits the
    faces; cutting off would lose half a sighting a week.
    """
    for i in range(n):
        bits = whole(rounding[i]) >> 16
        sightings = (outings[i] * P[t.SIGHT + M[c.URBAN, i]] + (bits & 255)) >> 8
        outings[i] = sightings
        named[i] = (sightings * P[t.FACE] + bits) >> 16


@kernel
def may_alert(M: Any, P: Any, i: int, u: int) -> bool:
    """Return whether person `i` could have raised an alert on the draw `u`: one comparison for nearly everybody."""
    return u >= P[t.NO_ALERT] or M[c.WATCH, i] == 1


@kernel
def alerts_this_week(M: Any, P: Any, i: int, u: int) -> int:
    """Return how many alerts person `i` raised, on the draw `u` (0 for nearly everybody)."""
    if M[c.WATCH, i] == 1:
        first = t.WATCHED + ((M[c.URBAN, i] << 2) | M[c.CONN, i]) * t.LEVELS
    else:
        kind = (
            (M[c.GROUP, i] << 6)
            | (M[c.SEX, i] << 5)
            | (M[c.LOOK, i] << 3)
            | (M[c.URBAN, i] << 2)
            | M[c.CONN, i]
        )
        first = t.ALERTS + kind * t.LEVELS
    n = 0
    while n < t.LEVELS and u >= P[first + n]:
        n += 1
    return n


@kernel
def alert(M: Any, P: Any, D: Any, i: int, day: int, n: int) -> int:
    """Work one alert: reviewed if capacity allows, sent out, stopped. Return what came of it.

    An alert on somebody who is rightly on the list is true; on anybody else it is false, whatever the list says.
    """
    right = M[c.WATCH, i] == 1 and M[c.WATCH_WRONG, i] == 0
    listed = M[c.WATCH, i] == 1
    d.count(M, D, i, ALERTS, 1)
    d.count(M, D, i, TRUE_ALERTS if right else FALSE_ALERTS, 1)
    looked, sent, stopped, recorded = draw.draw(D[d.SEED], D[d.FIRST] + i, day, draw.ALERT, n)
    how = (1 if listed else 0) | (2 if looked < P[w.REVIEW_SHARE] else 0)
    cause = events.WATCHLISTED if listed else 0
    d.log(D, i, day, events.ALERT, 1 if right else 0, how, cause, 0, 0 if right else 1)
    if looked < P[w.REVIEW_SHARE]:
        d.count(M, D, i, REVIEWED, 1)
        d.count(M, D, i, MINUTES, P[t.MINUTES])
        # the reviewer compares faces: somebody wrongly listed has the right face for a wrong entry
        if sent >= (P[t.SEND_OUT_TRUE] if listed else P[t.SEND_OUT_FALSE]):
            return NO_STOP
    else:
        d.count(M, D, i, UNREVIEWED, 1)
        if sent >= P[t.OVERLOAD_PASSES]:
            return NO_STOP
    if stopped >= P[t.STOP]:
        return NO_STOP
    d.count(M, D, i, STOPS, 1)
    d.log(D, i, day, events.STOPPED, n, 0, events.ALERT, day, 0 if right else 1)
    if right:
        M[c.WATCH, i] = 0
        d.count(M, D, i, MATCHES, 1)
        return RIGHTFUL_STOP
    d.count(M, D, i, WRONGFUL, 1)
    if M[c.EVER, i] & c.EVER_STOPPED == 0:
        d.count(M, D, i, PEOPLE_STOPPED, 1)
    M[c.EVER, i] |= c.EVER_STOPPED | c.EVER_WRONGED
    M[c.TAINT, i] = 1
    return RECORDED_STOP if recorded < P[t.STOP_RECORD] else WRONGFUL_STOP
