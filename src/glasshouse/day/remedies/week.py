"""The remedies' week: appeals decided as the queue's frontier passes them, audits, corrections that reach some copies."""

from __future__ import annotations

from typing import Any

from glasshouse.base import desk as d
from glasshouse.base import draw, events, rows
from glasshouse.base.counters import index
from glasshouse.base.jit import kernel
from glasshouse.climate import fields as w
from glasshouse.day.remedies import tables as t

WON = index("appeals_won")
LOST = index("appeals_lost")
ABANDONED = index("appeals_abandoned")
WON_TAINTED = index("appeals_won_tainted")
DAYS = index("days_to_remedy")
REMEDIED = index("remedied")
REVIEWS = index("appeal_reviews")
MINUTES = index("staff_minutes")
COMPENSATED = index("compensated")
AUDITED = index("audited")


@kernel
def appeal_week(M: Any, P: Any, D: Any, p: int) -> int:
    """Let a week pass for an appeal; return the points to give back (a wrong mark undone), usually 0."""
    if D[p + d.STAGE] != rows.PENDING:
        return 0
    i = D[p + d.WHO]
    day = D[d.DAY0]
    filed = D[p + d.FILED]
    looked, wrongly, gave_up, paid = draw.draw(D[d.SEED], D[d.FIRST] + i, D[d.WEEK], draw.DECIDE, filed)
    if filed * rows.FRACTIONS + D[p + d.FRACTION] < P[w.FRONTIER]:
        leave_queue(D, filed)
        wrong = rows.verdict(D, p, day) < rows.BENCH
        # the machine's word stands unless somebody really looks
        overturned = False
        if looked < P[w.APPEAL_LOOKED]:
            d.count(M, D, i, REVIEWS, 1)
            d.count(M, D, i, MINUTES, P[t.MINUTES])
            overturned = wrongly >= P[t.UPHOLD_WRONG] if wrong else wrongly < P[t.OVERTURN_RIGHT]
        return decide(M, P, D, i, p, overturned, paid, 1 if looked < P[w.APPEAL_LOOKED] else 0)
    if day - filed >= P[t.DEADLINE]:
        leave_queue(D, filed)
        return decide(M, P, D, i, p, looked < P[t.GRANT_AT_DEADLINE], paid, 0)
    if gave_up < P[t.ABANDON]:
        leave_queue(D, filed)
        D[p + d.STAGE] = rows.ABANDONED
        d.count(M, D, i, ABANDONED, 1)
        d.log(D, i, day, events.APPEAL_ABANDONED, 0, 0, events.APPEAL_FILED, filed, 0)
    return 0


@kernel
def leave_queue(D: Any, filed: int) -> None:
    """Take one case out of the queue's books, under its week of filing."""
    D[d.GONE + (filed // 7) % d.GONE_WEEKS] += 1


@kernel
def decide(M: Any, P: Any, D: Any, i: int, p: int, overturned: bool, paid: int, reviewed: int) -> int:
    """Write down the outcome of an appeal and correct the record if it was won; return the points to give back.

    `reviewed` is 1 if somebody really looked, 0 if the machine's word or the deadline decided.
    """
    day = D[d.DAY0]
    waited = day - D[p + d.FILED]
    tainted = D[p + d.FLAGS] & rows.WRONG_PERSON != 0
    if not overturned:
        D[p + d.STAGE] = rows.LOST
        d.count(M, D, i, LOST, 1)
        d.log(D, i, day, events.APPEAL_LOST, waited, reviewed << 1, events.APPEAL_FILED, D[p + d.FILED], 0)
        return 0
    D[p + d.STAGE] = rows.WON
    d.count(M, D, i, WON, 1)
    if tainted:
        d.count(M, D, i, WON_TAINTED, 1)
    how = (1 if tainted else 0) | (reviewed << 1)
    d.log(D, i, day, events.APPEAL_WON, waited, how, events.APPEAL_FILED, D[p + d.FILED], 0)
    if paid < P[t.COMPENSATE]:
        d.count(M, D, i, COMPENSATED, 1)
        d.log(D, i, day, events.COMPENSATED, 0, 0, events.APPEAL_WON, day, 0)
    return correct(M, P, D, i, p, events.APPEAL_WON)


@kernel
def row_number(D: Any, p: int) -> int:
    """Return what tells row `p` from its owner's others in the log: twice the day it began, one more for a mark."""
    return (D[p + d.START] << 1) | (1 if D[p + d.KIND] == rows.MARK else 0)


@kernel
def correct(M: Any, P: Any, D: Any, i: int, p: int, cause: int) -> int:
    """Correct row `p`: it ends after the correction delay, copies perhaps much later.

    Return 0, or for a wrong mark one more than the points to give back.
    """
    day = D[d.DAY0]
    done = day + P[t.CORRECTION]
    lasted = max(0, done - max(D[p + d.BIND], 0))
    d.count(M, D, i, DAYS, lasted)
    d.count(M, D, i, REMEDIED, 1)
    mark = D[p + d.KIND] == rows.MARK
    d.log(D, i, day if mark else done, events.CORRECTED, lasted, row_number(D, p), cause, day, 0)
    if rows.verdict(D, p, day) == rows.LAW:
        # the rule's own conditions failed, so from now on the case is due in neither ledger
        D[p + d.END_T] = min(D[p + d.END_T], done)
    D[p + d.END_B] = min(D[p + d.END_B], done)
    if D[p + d.KIND] == rows.MARK:
        D[p + d.END_B] = day - 1
        return D[p + d.COPY_END] + 1
    stale, _, _, _ = draw.draw(
        D[d.SEED], D[d.FIRST] + i, D[d.WEEK], draw.AUDIT, 1 + D[p + d.START] + rows.DAY_OFFSET
    )
    if stale < P[t.COPY]:
        D[p + d.FLAGS] |= rows.STALE_COPY
        D[p + d.COPY_END] = min(d.OPEN_END, D[p + d.END_B] + P[t.COPY_DAYS])
    return 0


@kernel
def audit_week(M: Any, P: Any, D: Any, p: int) -> int:
    """Let an audit look at row `p`, perhaps; a record wrong in fact or law is corrected. Return points to give back."""
    if P[t.AUDIT] == 0 or D[p + d.STAGE] == rows.PENDING or D[p + d.END_B] <= D[d.DAY0]:
        return 0
    if D[p + d.FLAGS] & rows.MISSED != 0 or D[p + d.BIND] > D[d.DAY0]:
        return 0  # nothing is written down about who escaped, nor before the days of grace are over
    i = D[p + d.WHO]
    u, missed, _, _ = draw.draw(D[d.SEED], D[d.FIRST] + i, D[d.WEEK], draw.AUDIT, 0)
    if u >= P[t.AUDIT]:
        return 0
    d.count(M, D, i, AUDITED, 1)
    d.count(M, D, i, MINUTES, P[t.MINUTES])
    found = rows.verdict(D, p, D[d.DAY0]) < rows.BENCH and missed >= P[t.UPHOLD_WRONG]
    what = row_number(D, p)
    d.log(D, i, D[d.DAY0], events.AUDITED, 1 if found else 0, what, D[p + d.CAUSE], D[p + d.START], 0)
    if not found:
        return 0
    return correct(M, P, D, i, p, events.AUDITED)
