"""What the platform does with a post: takes it down, passes it on, misreads it."""

from __future__ import annotations

from typing import Any

from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.base import draw, events
from glasshouse.base.counters import index
from glasshouse.base.jit import kernel
from glasshouse.day.platform import tables as t

CRITICAL = index("posts_critical")
SUPPRESSED = index("posts_suppressed")
WRONGLY = index("posts_wrongly_suppressed")
REPORTED = index("posts_reported")
MISREAD_POSTS = index("posts_misread")

NOTHING, TAKEN_DOWN, PASSED_ON, MISREAD = 0, 1, 2, 3
"""What became of a post."""


@kernel
def critical_post(M: Any, P: Any, D: Any, i: int, day: int, n: int) -> int:
    """Publish a lawful critical post and return what became of it.

    The classifier finds it with its true-positive rate; some of what it finds is passed on to the authorities, and some
    of that is taken for an offence that it is not.
    """
    on_app = P[t.ON] == 1 and M[c.ADOPTED, i] == 1
    d.log(D, i, day, events.CRITICAL_POST, 1 if on_app else 0, 0, 0, 0, 0)
    if not on_app:
        return NOTHING
    d.count(M, D, i, CRITICAL, 1)
    found, passed, read, _ = draw.draw(D[d.SEED], D[d.FIRST] + i, day, draw.SUPPRESS, n)
    if found >= P[t.SUPPRESS]:
        return NOTHING
    d.count(M, D, i, SUPPRESSED, 1)
    d.log(D, i, day, events.POST_SUPPRESSED, 0, 0, events.CRITICAL_POST, day, 3)
    if passed >= P[t.REPORT]:
        return TAKEN_DOWN
    d.count(M, D, i, REPORTED, 1)
    d.log(D, i, day, events.POST_REPORTED, 0, 0, events.POST_SUPPRESSED, day, 3)
    if read >= P[t.MISREAD]:
        return PASSED_ON
    d.count(M, D, i, MISREAD_POSTS, 1)
    d.log(D, i, day, events.POST_MISREAD, 0, 0, events.POST_REPORTED, day, 1)
    return MISREAD


@kernel
def flagged_post(M: Any, P: Any, D: Any, i: int, day: int) -> int:
    """Take down an ordinary post that the filter mistook for a critical one; return TAKEN_DOWN, or NOTHING off the app."""
    if P[t.ON] == 0 or M[c.ADOPTED, i] == 0:
        return NOTHING
    d.count(M, D, i, SUPPRESSED, 1)
    d.count(M, D, i, WRONGLY, 1)
    M[c.EVER, i] |= c.EVER_WRONGED
    d.log(D, i, day, events.LAWFUL_POST_FLAGGED, 0, 0, 0, 0, 1)
    return TAKEN_DOWN
