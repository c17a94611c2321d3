"""What rating makes of an event: a court case, points lost and gained, a line in the credit file."""

from __future__ import annotations

from typing import Any

from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.base import draw, events, rows
from glasshouse.base.counters import index
from glasshouse.base.jit import kernel, sweep
from glasshouse.climate import fields as w
from glasshouse.day.rating import tables as t

NEW_CASES = index("new_cases")
DEBTS_PAID = index("debts_paid")
WRONG_LISTINGS = index("new_wrong_listings")
POINTS_LOST = index("points_lost")
POINTS_WRONGLY = index("points_wrongly_lost")
IN_FAVOUR = index("errors_in_favour")
MINUTES = index("staff_minutes")


@kernel
def open_case(M: Any, P: Any, D: Any, i: int, day: int, cause: int, flags: int, n: int) -> None:
    """Open an enforcement case: service, means, grace, then listing or restriction, with a term or until paid.

    `flags` says what is already known of it (WRONG_PERSON, BENCHMARK, MISSED). The six grounds of listing are not told
    apart; some carry a term, one lasts until payment (Supreme People's Court provisions, 2013 revised 2017). Of a debtor
    who escapes (MISSED) only the true ledger knows: the case is counted where it is pinned, and nobody is served or pays.
    """
    if P[t.COURT] == 0:
        return
    wrong = flags & rows.WRONG_PERSON != 0
    known = flags & rows.MISSED == 0
    if known:
        d.count(M, D, i, NEW_CASES, 1)
    sound = rows.BENCH if flags & rows.BENCHMARK != 0 else rows.RULE
    d.log(D, i, day, events.CASE_OPENED, flags, 0, cause, day, rows.FACT if wrong else sound)
    flags = pursued(M, P, D, i, day, flags, n)
    if flags & rows.BINDING == 0:
        return
    if P[w.PRE_REVIEWED] > 0 and known and pre_review(M, P, D, i, day, n) and wrong:
        d.log(D, i, day, events.SCREENED_OUT, 1, 0, events.CASE_OPENED, day, 0)
        return
    p = rows.new_row(M, D, i, rows.CASE, cause, flags, day, day + P[t.GRACE])
    set_end(P, D, p, n)
    if wrong:
        M[c.TAINT, i] = 1


@kernel
def pursued(M: Any, P: Any, D: Any, i: int, day: int, flags: int, n: int) -> int:
    """Return a case's flags once papers, means and grace have passed, with what it will bind to: nothing if it is over."""
    person = D[d.FIRST] + i
    served, means, paid, listed = draw.draw(D[d.SEED], person, day, draw.CASE, n)
    restricted, banned, _, _ = draw.draw(D[d.SEED], person, day, draw.LISTING, n)
    known = flags & rows.MISSED == 0
    if served < P[t.SERVICE]:
        flags |= rows.NOT_SERVED
        if known:
            d.log(D, i, day, events.NOT_SERVED, 0, 0, events.CASE_OPENED, day, rows.LAW)
    if flags & rows.WRONG_PERSON == 0:
        if means < P[t.NO_MEANS]:
            if (means * 977) & 0xFFFFFFFF < P[t.SCREEN]:
                if known:
                    d.log(D, i, day, events.SCREENED_OUT, 0, 0, events.CASE_OPENED, day, 0)
                return flags
            flags |= rows.NO_MEANS
        elif paid < P[t.PAID_IN_GRACE] and flags & rows.NOT_SERVED == 0:
            if known:
                d.count(M, D, i, DEBTS_PAID, 1)
                d.log(D, i, day, events.PAID, 0, 0, events.CASE_OPENED, day, 0)
            return flags
    if listed < P[t.LISTING]:
        flags |= rows.LISTED | rows.RESTRICTED
    elif restricted < P[t.RESTRICTION]:
        flags |= rows.RESTRICTED
    return flags | rows.EXIT_BAN if banned < P[t.EXIT] else flags


@kernel
def set_end(P: Any, D: Any, p: int, n: int) -> None:
    """Give row `p` its end: a term, perhaps, and the day on which entries of its kind expire, if they do."""
    person, day = D[d.FIRST] + D[p + d.WHO], D[p + d.START]
    _, _, term, overrun = draw.draw(D[d.SEED], person, day, draw.LISTING, n)
    if term < P[t.TERM]:
        set_term(P, D, p, overrun)
    if P[t.EXPIRY] > 0:
        last = D[p + d.BIND] + P[t.EXPIRY]
        D[p + d.END_B] = min(D[p + d.END_B], last)
        D[p + d.END_T] = min(D[p + d.END_T], last)


@kernel
def set_term(P: Any, D: Any, p: int, overrun: int) -> None:
    """Give row `p` a fixed term; now and then it is not removed when the term is over."""
    D[p + d.FLAGS] |= rows.TERM
    D[p + d.END_T] = min(d.OPEN_END, D[p + d.BIND] + P[t.TERM_DAYS])
    late = P[t.TERM_OVERRUN_DAYS] if overrun < P[t.TERM_OVERRUN] else 0
    D[p + d.END_B] = min(d.OPEN_END, D[p + d.END_T] + late)


@kernel
def pre_review(M: Any, P: Any, D: Any, i: int, day: int, n: int) -> bool:
    """Return whether a reviewer looked at the case before listing, and would see a wrong one."""
    looked, saw, _, _ = draw.draw(D[d.SEED], D[d.FIRST] + i, day, draw.PRE_REVIEW, n)
    if looked >= P[w.PRE_REVIEWED]:
        return False
    d.count(M, D, i, MINUTES, P[t.PRE_REVIEW_MINUTES])
    return saw < P[t.PRE_REVIEW_CATCH]


@kernel
def change_points(
    M: Any, P: Any, D: Any, i: int, day: int, believed: int, true: int, cause: int, verdict: int
) -> None:
    """Move both ledgers of points by `believed` and `true` (negative: lost), where a points instrument is in force.

    A loss that only the believed ledger has is a wrong mark and can be appealed against. The mark holds what was really
    lost: points end at 0, and a correction must not give back more than the error took.
    """
    if D[d.PILOT] == 0 or (believed == 0 and true == 0):
        return
    gap = M[c.POINTS_TRUE, i] - M[c.POINTS, i]
    M[c.POINTS, i] = min(P[t.CAP], max(0, M[c.POINTS, i] + believed))
    M[c.POINTS_TRUE, i] = min(P[t.CAP], max(0, M[c.POINTS_TRUE, i] + true))
    wrongly = M[c.POINTS_TRUE, i] - M[c.POINTS, i] - gap
    if believed < 0:
        d.count(M, D, i, POINTS_LOST, -believed)
        by_error = max(0, wrongly) if believed < true else 0
        d.log(D, i, day, events.POINTS_LOST, -believed, by_error, cause, day, verdict)
    elif believed > 0:
        d.log(D, i, day, events.POINTS_GAINED, believed, true, cause, day, 0)
    if believed < true and wrongly > 0:
        d.count(M, D, i, POINTS_WRONGLY, wrongly)
        M[c.EVER, i] |= c.EVER_WRONGED
        M[c.TAINT, i] = 1
        p = rows.new_row(M, D, i, rows.MARK, cause, rows.WRONG_PERSON, day, day)
        D[p + d.COPY_END] = wrongly
    elif verdict == rows.BENCH and believed < 0:
        M[c.EVER, i] |= c.EVER_BENCHMARK


@kernel
def has_file(M: Any, P: Any, i: int) -> bool:
    """Return whether the bureau scores person `i`: the enrolled, or every adult where consent is not needed."""
    if P[t.BUREAU] == 0:
        return False
    return M[c.CONSENT, i] == 1 or (P[t.CONSENT_NEEDED] == 0 and M[c.AGE, i] > 0 and M[c.OPTED_OUT, i] == 0)


@kernel
def score(M: Any, P: Any, i: int, late: int, listed: int) -> int:
    """Return the bureau score (350-950) of person `i` with so many late payments, listed or not."""
    base = P[t.SCORE + (M[c.INCOME, i] * 4 + M[c.CONN, i]) * 8 + M[c.AGE, i]]
    return min(950, max(350, base - late * P[t.SCORE_LATE] - listed * P[t.SCORE_LIST]))


@sweep
def scores(M: Any, P: Any, n: int) -> tuple[int, int]:
    """Return how many people the bureau scores, and the sum of their scores, as `has_file` and `score` say of each."""
    rated = total = 0
    unasked = P[t.CONSENT_NEEDED] == 0
    late_cost, list_cost = P[t.SCORE_LATE], P[t.SCORE_LIST]
    for i in range(n):
        base = P[t.SCORE + (M[c.INCOME, i] * 4 + M[c.CONN, i]) * 8 + M[c.AGE, i]]
        late = M[c.LATE, i] + M[c.LATE_FALSE, i]
        points = min(950, max(350, base - late * late_cost - M[c.LISTED, i] * list_cost))
        enrolled = (M[c.CONSENT, i] == 1) | (unasked & (M[c.AGE, i] > 0) & (M[c.OPTED_OUT, i] == 0))
        rated += 1 if enrolled else 0
        total += points if enrolled else 0
    return rated, total


@kernel
def false_late(M: Any, P: Any, D: Any, i: int, day: int, u: int) -> None:
    """Let a late payment that never was enter the credit file."""
    if not has_file(M, P, i) or u >= P[t.FALSE_LATE] or M[c.LATE_FALSE, i] >= 3:
        return
    M[c.LATE_FALSE, i] += 1
    p = rows.new_row(M, D, i, rows.MARK, events.FALSE_LATE, rows.WRONG_PERSON, day, day)
    D[p + d.END_B] = min(d.OPEN_END, day + P[t.LATE_KEPT])
    M[c.TAINT, i] = 1
    M[c.EVER, i] |= c.EVER_WRONGED
    d.log(D, i, day, events.FALSE_LATE, 0, 0, 0, 0, rows.FACT)


@kernel
def pay(M: Any, P: Any, D: Any, i: int, p: int, day: int, cause: int, u: int) -> None:
    """Pay the debt of row `p`: it should end after the removal term, and sometimes ends late."""
    if D[p + d.FLAGS] & rows.PAID != 0:
        return
    D[p + d.FLAGS] |= rows.PAID
    D[p + d.END_T] = min(D[p + d.END_T], day + P[t.REMOVAL_DAYS])
    if D[p + d.FLAGS] & rows.MISSED != 0:
        return  # the debtor whom the record had found would have paid; this one was not asked
    d.count(M, D, i, DEBTS_PAID, 1)
    late = P[t.LATE_DAYS] if u < P[t.LATE] else 0
    D[p + d.END_B] = min(D[p + d.END_B], day + P[t.REMOVAL_DAYS] + late)
    d.log(D, i, day, events.PAID, 0, 0, cause, D[p + d.START] if cause == events.CASE_OPENED else day, 0)
