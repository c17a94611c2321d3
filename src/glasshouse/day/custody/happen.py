"""An authority opens a file: what is read there, and what is made of it."""

from __future__ import annotations

from typing import Any

from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.base import draw, events
from glasshouse.base.counters import index
from glasshouse.base.jit import kernel
from glasshouse.climate import fields as w
from glasshouse.day.custody import tables as t

OPENED = index("files_opened")
MISREAD_FILES = index("files_misread")

CLOSED, READ, RECORDED, MISTAKEN = 0, 1, 2, 3


@kernel
def open_file(M: Any, P: Any, D: Any, i: int, day: int, n: int, u: int) -> int:
    """Open person `i`'s file if a request reaches it; return CLOSED, READ, RECORDED (lawful use) or MISTAKEN."""
    if P[t.ON] == 0 or M[c.STOCK, i] == 0 or u >= P[w.FILE]:
        return CLOSED
    d.count(M, D, i, OPENED, 1)
    M[c.EVER, i] |= c.EVER_FILE
    d.log(D, i, day, events.FILE_OPENED, 0, 0, events.REQUESTED, day, 0)
    misread, recorded, barred, _ = draw.draw(D[d.SEED], D[d.FIRST] + i, day, draw.FILE, n)
    if misread < P[t.MISREAD]:
        d.count(M, D, i, MISREAD_FILES, 1)
        d.log(D, i, day, events.FILE_MISREAD, 0, 0, events.FILE_OPENED, day, 1)
        return READ if barred < P[t.PURPOSE] else MISTAKEN
    if recorded < P[t.RECORD] and barred >= P[t.PURPOSE]:
        return RECORDED
    return READ
