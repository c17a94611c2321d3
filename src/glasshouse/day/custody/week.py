"""Custody's week: the stock of records held about a person grows, ages, and sometimes leaks."""

from __future__ import annotations

from typing import Any

from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.base import draw, events
from glasshouse.base.counters import index
from glasshouse.base.jit import kernel, sweep
from glasshouse.day.custody import tables as t

EXPOSED = index("people_exposed_in_breach")
REIDENTIFIED = index("people_reidentifiable")


@sweep
def keep(M: Any, P: Any, n: int, logged: Any, bits: Any) -> None:
    """Move every stock one level towards what a week's logging and the retention period make of it.

    Growth is a level a week; shrinking is keyed on the high 16 bits of `bits`, so that it takes a retention period.
    """
    down = P[t.STOCK_DOWN]
    for i in range(n):
        level = M[c.STOCK, i]
        target = P[t.STOCK_TARGET + M[c.CONN, i]]
        target = target if logged[i] > 0 else 0
        grows = 1 if level < target else 0
        ages = 1 if level > target else 0
        M[c.STOCK, i] = level + grows - (ages if bits[i] & 0xFFFF0000 < down else 0)


@kernel
def held(M: Any, P: Any, i: int) -> int:
    """Return the records held about person `i`."""
    return P[t.HELD + M[c.STOCK, i] * 4 + M[c.CONN, i]]


@sweep
def holdings(M: Any, P: Any, n: int) -> tuple[int, int]:
    """Return how many people records are held about, and how many records, as `held` says of each."""
    holders = records = 0
    for i in range(n):
        level = M[c.STOCK, i]
        records += P[t.HELD + level * 4 + M[c.CONN, i]]
        holders += 1 if level > 0 else 0
    return holders, records


@kernel
def leak(M: Any, P: Any, D: Any, i: int) -> bool:
    """Expose person `i` in the week's breach, if records are held and not encrypted; return whether it happened."""
    if M[c.STOCK, i] == 0:
        return False
    exposed, unique, _, _ = draw.draw(D[d.SEED], D[d.FIRST] + i, D[d.WEEK], draw.EXPOSE, 0)
    if exposed >= P[t.EXPOSE]:
        return False
    d.log(D, i, D[d.DAY0], events.EXPOSED, held(M, P, i), 0, 0, 0, 0)
    if M[c.EVER, i] & c.EVER_EXPOSED == 0:
        d.count(M, D, i, EXPOSED, 1)
        if unique < P[t.REIDENTIFY + M[c.CONN, i]]:
            d.count(M, D, i, REIDENTIFIED, 1)
            d.log(D, i, D[d.DAY0], events.REIDENTIFIED, 0, 0, events.EXPOSED, D[d.DAY0], 0)
    M[c.EVER, i] |= c.EVER_EXPOSED
    return True
