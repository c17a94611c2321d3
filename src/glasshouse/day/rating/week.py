"""Rating's week: debts are paid, terms end, removals come late; every day under a wrong listing is counted."""

from __future__ import annotations

from typing import Any

from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.base import draw, events, rows
from glasshouse.base.counters import index
from glasshouse.base.jit import kernel
from glasshouse.day.rating import tables as t
from glasshouse.day.rating.happen import change_points, pay

LISTINGS = index("new_listings")
WRONG_LISTINGS = index("new_wrong_listings")
PERSON_DAYS = index("listed_person_days")
WRONG_FACT = index("wrongly_listed_days_fact")
WRONG_LAW = index("wrongly_listed_days_law")
WRONG_BENCH = index("wrongly_listed_days_benchmark")
MISSED_DAYS = index("listed_missed_days")
REMOVALS = index("removals")
LATE_REMOVALS = index("late_removals")
CONTAGION = index("contagion_points")


@kernel
def case_week(M: Any, P: Any, D: Any, p: int) -> None:
    """Let a week pass for court case `p`: payment, the first day it binds, the days it binds, its removal."""
    i = D[p + d.WHO]
    day0 = D[d.DAY0]
    end = day0 + D[d.DAYS]
    flags = D[p + d.FLAGS]
    payable = flags & (rows.PAID | rows.WRONG_PERSON | rows.NO_MEANS) == 0 and D[p + d.BIND] < end
    if payable:
        u, late, when, _ = draw.draw(
            D[d.SEED], D[d.FIRST] + i, D[d.WEEK], draw.PAYMENT, D[p + d.START] + rows.DAY_OFFSET
        )
        day = day0 + ((when * D[d.DAYS]) >> 32)
        # who pays in the days of grace was drawn when the case opened
        if u < P[t.PAID_WEEK] and day > D[p + d.BIND]:
            pay(M, P, D, i, p, day, events.CASE_OPENED, late)
    if flags & rows.ANNOUNCED == 0 and D[p + d.BIND] < end and flags & rows.MISSED == 0:
        D[p + d.FLAGS] |= rows.ANNOUNCED
        _first_bound(M, D, i, p)
    _count_days(M, D, i, p, day0, end)
    if day0 <= D[p + d.END_B] < end and flags & rows.MISSED == 0:
        late = D[p + d.END_B] > D[p + d.END_T]
        d.count(M, D, i, REMOVALS, 1)
        if late:
            d.count(M, D, i, LATE_REMOVALS, 1)
            M[c.EVER, i] |= c.EVER_WRONGED
        d.log(
            D,
            i,
            D[p + d.END_B],
            events.REMOVED,
            flags & rows.BINDING,
            1 if late else 0,
            D[p + d.CAUSE],
            D[p + d.START],
            0,
        )


@kernel
def _first_bound(M: Any, D: Any, i: int, p: int) -> None:
    flags = D[p + d.FLAGS]
    what = rows.verdict(D, p, D[p + d.BIND])
    d.log(
        D, i, D[p + d.BIND], events.BOUND, flags & rows.BINDING, flags, D[p + d.CAUSE], D[p + d.START], what
    )
    if what < rows.RULE:
        M[c.EVER, i] |= c.EVER_WRONGED
    if flags & rows.LISTED == 0:
        return
    d.count(M, D, i, LISTINGS, 1)
    if what == rows.FACT:
        d.count(M, D, i, WRONG_LISTINGS, 1)
        M[c.EVER, i] |= c.EVER_LISTED_FACT
    M[c.EVER, i] |= c.EVER_LISTED


@kernel
def _count_days(M: Any, D: Any, i: int, p: int, day0: int, end: int) -> None:
    if D[p + d.FLAGS] & rows.LISTED == 0:
        return
    for day in range(day0, end):
        if rows.binds(D, p, day):
            d.count(M, D, i, PERSON_DAYS, 1)
            what = rows.verdict(D, p, day)
            if what == rows.FACT:
                d.count(M, D, i, WRONG_FACT, 1)
                M[c.EVER, i] |= c.EVER_WRONGED
            elif what == rows.LAW:
                d.count(M, D, i, WRONG_LAW, 1)
            elif what == rows.BENCH:
                d.count(M, D, i, WRONG_BENCH, 1)
        elif rows.should_bind(D, p, day):
            d.count(M, D, i, MISSED_DAYS, 1)


@kernel
def finished(D: Any, p: int) -> bool:
    """Return whether row `p` can no longer bind, in either ledger, and nothing about it is pending."""
    if D[p + d.STAGE] == rows.PENDING:
        return False
    end = D[d.DAY0] + D[d.DAYS]
    if D[p + d.KIND] == rows.MARK:
        return D[p + d.END_B] < end
    last = max(D[p + d.END_B], D[p + d.END_T])
    if D[p + d.FLAGS] & rows.MISSED != 0 or D[p + d.FLAGS] & rows.WRONG_PERSON != 0:
        last = D[p + d.END_T] if D[p + d.FLAGS] & rows.MISSED != 0 else D[p + d.END_B]
    if D[p + d.FLAGS] & rows.STALE_COPY != 0:
        last = max(last, D[p + d.COPY_END])
    return last < end


@kernel
def guilt_by_contact(M: Any, P: Any, D: Any, i: int, lost: int) -> None:
    """Take points for listed contacts, where the rulebook does so: against any rights benchmark, and by rule."""
    near = M[c.NEAR_HIT, i]
    if near == 0 or D[d.PILOT] == 0 or P[t.CONTAGION] == 0:
        return
    u, _, _, _ = draw.draw(D[d.SEED], D[d.FIRST] + i, D[d.WEEK], draw.CONTACT_GUILT, 0)
    if u < (P[t.CONTAGION] * near) >> 3:
        d.count(M, D, i, CONTAGION, lost)
        d.log(D, i, D[d.DAY0], events.CONTAGION, near, 0, 0, 0, rows.BENCH)
        change_points(M, P, D, i, D[d.DAY0], -lost, -lost, events.CONTAGION, rows.BENCH)


@kernel
def quiet_changes(M: Any, P: Any, D: Any, n: int, u: Any, lost: int) -> None:
    """What changes without an event: guilt by contact, old lateness leaving the file, points coming back."""
    contact = D[d.PILOT] == 1 and P[t.CONTAGION] > 0
    recovers = D[d.PILOT] == 1 and P[t.RECOVERY] > 0
    for i in range(n):
        if u[i] < P[t.FORGET] and M[c.LATE, i] + M[c.LATE_FALSE, i] > 0:
            forget_lateness(M, i, u[i] & 1)
        if contact and M[c.NEAR_HIT, i] > 0:
            guilt_by_contact(M, P, D, i, lost)
        if recovers and u[i] < P[t.RECOVERY]:
            M[c.POINTS, i] += 1 if M[c.POINTS, i] < P[t.START_POINTS] else 0
            M[c.POINTS_TRUE, i] += 1 if M[c.POINTS_TRUE, i] < P[t.START_POINTS] else 0


@kernel
def forget_lateness(M: Any, i: int, which: int) -> None:
    """Let one late payment, true or false, leave the file."""
    if M[c.LATE, i] > 0 and (which == 0 or M[c.LATE_FALSE, i] == 0):
        M[c.LATE, i] -= 1
    elif M[c.LATE_FALSE, i] > 0:
        M[c.LATE_FALSE, i] -= 1
