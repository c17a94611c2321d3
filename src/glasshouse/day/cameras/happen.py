"""An offence under a camera: captured or not, and written down under the right name or another."""

from __future__ import annotations

from typing import Any

from glasshouse.base import desk as d
from glasshouse.base import draw, events
from glasshouse.base.counters import index
from glasshouse.base.jit import kernel
from glasshouse.climate import fields as w
from glasshouse.day.cameras import tables as t

CAPTURED = index("offences_captured")
FALSE_RECORDS = index("false_camera_records")
IN_FAVOUR = index("errors_in_favour")

UNSEEN, RIGHT_NAME, OTHER_NAME = 0, 1, 2


@kernel
def offence(M: Any, P: Any, D: Any, i: int, day: int, n: int, what: int) -> int:
    """Return whether an offence was unseen, recorded under the right name, or under somebody else's."""
    if P[t.ON] == 0:
        return UNSEEN
    seen, name, _, _ = draw.draw(D[d.SEED], D[d.FIRST] + i, day, draw.CAPTURE, n)
    # attention follows earlier findings when the scenario says so; 2**16 is the usual attention
    if seen >= min((P[t.CAPTURE] * P[w.ATTENTION]) >> 16, 1 << 32):
        return UNSEEN
    d.count(M, D, i, CAPTURED, 1)
    d.log(D, i, day, events.CAPTURED, 0, 0, what, day, 0)
    if name >= P[t.CAPTURE_ERROR]:
        return RIGHT_NAME
    d.count(M, D, i, IN_FAVOUR, 1)
    d.log(D, i, day, events.MISATTRIBUTED, 0, 0, events.CAPTURED, day, 1)
    return OTHER_NAME


@kernel
def false_record(M: Any, P: Any, D: Any, i: int, day: int, u: int) -> bool:
    """Return whether a candidate for a false camera record (a plate or a picture misread) happens here."""
    if P[t.ON] == 0 or u >= P[t.FALSE_RECORD]:
        return False
    d.count(M, D, i, FALSE_RECORDS, 1)
    d.log(D, i, day, events.FALSE_RECORD, 0, 0, 0, 0, 1)
    return True


@kernel
def picture_match(M: Any, P: Any, D: Any, i: int, day: int, u: int) -> bool:
    """Return whether a candidate for a matched picture happens: the face was on a poster, the person elsewhere."""
    if P[t.ON] == 0 or u >= P[t.PICTURE]:
        return False
    d.count(M, D, i, FALSE_RECORDS, 1)
    d.log(D, i, day, events.PICTURE_MATCHED, 0, 0, 0, 0, 1)
    return True
