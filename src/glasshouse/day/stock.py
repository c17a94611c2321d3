"""The end of a week: how many people are in which state, counted as people."""

from __future__ import annotations

from typing import Any

from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.base import rows
from glasshouse.base.counters import index
from glasshouse.base.jit import kernel
from glasshouse.day.custody import tables as ut
from glasshouse.day.custody import week as custody
from glasshouse.day.gates import tables as gt
from glasshouse.day.platform import tables as pt
from glasshouse.day.rating import happen as rating
from glasshouse.day.rating import tables as rt

PEOPLE = index("people")
APP_USERS, FEED_TOPICS = index("app_users"), index("feed_topics")
WITH_RECORDS, HELD = index("people_with_records"), index("records_held")
RATED, LISTED, RESTRICTED, BANNED = (
    index("people_rated"), index("people_listed"), index("people_restricted"), index("people_exit_banned"),
)  # fmt: skip
WRONGLY_LISTED = index("people_wrongly_listed_fact")
SCORE_SUM, UNPAID = index("score_sum"), index("debts_unpaid")
DAYS_REFUSED = index("days_refused")
HARDSHIP, IN_HARDSHIP, FEAR, CONCERN, APPROVAL, AWARE, CONCERNED, APPROVING = (
    index(name) for name in (
        "hardship_sum", "people_in_hardship", "fear_sum", "concern_sum", "approval_sum", "people_aware",
        "people_concerned", "people_approving",
    )
)  # fmt: skip
NOT_TOLD, NOT_APPEALED = index("wrong_never_notified"), index("wrong_never_appealed")
PENDING, STALE = index("appeals_pending"), index("copies_uncorrected")
HARDSHIP_LINE = 96
"""Hardship above this (of 255) counts a person as in hardship."""


@kernel
def mark_rows(M: Any, P: Any, D: Any, n: int) -> None:
    """Write into every row owner what the rows say today: listed in either ledger, bound, pending (bits in N_LUCK)."""
    today = D[d.DAY0] + D[d.DAYS] - 1
    for i in range(n):
        M[c.N_LUCK, i] = 0
        M[c.LISTED, i] = 0
        M[c.LISTED_TRUE, i] = 0
        M[c.SIDE, i] = 0
        M[c.N_BREACH, i] = 0
    for j in range(D[d.N_ROWS]):
        p = d.ROWS + j * d.ROW_FIELDS
        i = D[p + d.WHO]
        M[c.SIDE, i] = 1
        flags = D[p + d.FLAGS]
        bits = M[c.N_LUCK, i]
        if rows.binds(D, p, today):
            bits |= flags & rows.BINDING
            if flags & rows.LISTED != 0:
                M[c.LISTED, i] = 1
                # the soundest of several listings says whether somebody is wrongly listed
                M[c.N_BREACH, i] = max(M[c.N_BREACH, i], rows.verdict(D, p, today))
            if flags & rows.PAID == 0:
                bits |= 8
        if rows.should_bind(D, p, today) and flags & rows.LISTED != 0:
            M[c.LISTED_TRUE, i] = 1
        if D[p + d.STAGE] == rows.PENDING:
            bits |= 16
        if flags & rows.STALE_COPY != 0 and D[p + d.END_B] <= today < D[p + d.COPY_END]:
            bits |= 32
        M[c.N_LUCK, i] = bits


@kernel
def take_stock(M: Any, P: Any, D: Any, n: int) -> None:
    """Count people by state at the end of the week."""
    if P[rt.ON] == 1:
        mark_rows(M, P, D, n)
    for i in range(n):
        cell = M[c.CELL, i]
        d.tally(D, cell, PEOPLE, 1)
        if P[pt.ON] == 1 and M[c.ADOPTED, i] == 1:
            d.tally(D, cell, APP_USERS, 1)
            d.tally(D, cell, FEED_TOPICS, P[pt.TOPICS_X100 + M[c.FEED, i]])
        if P[ut.ON] == 1 and M[c.STOCK, i] > 0:
            d.tally(D, cell, WITH_RECORDS, 1)
            d.tally(D, cell, HELD, custody.held(M, P, i))
        if P[rt.ON] == 1:
            stock_of_rating(M, P, D, i, cell)
        stock_of_response(M, D, i, cell)
        ever = M[c.EVER, i]
        if ever & c.EVER_WRONGED != 0:
            if ever & c.EVER_NOTIFIED == 0:
                d.tally(D, cell, NOT_TOLD, 1)
            if ever & c.EVER_APPEALED == 0:
                d.tally(D, cell, NOT_APPEALED, 1)


@kernel
def stock_of_rating(M: Any, P: Any, D: Any, i: int, cell: int) -> None:
    """Count how person `i` stands with the raters."""
    scored = P[rt.BUREAU] > 0 and M[c.CONSENT, i] == 1
    if scored:
        late = M[c.LATE, i] + M[c.LATE_FALSE, i]
        d.tally(D, cell, SCORE_SUM, rating.score(M, P, i, late, M[c.LISTED, i]))
    if scored:
        d.tally(D, cell, RATED, 1)
    points_bar = D[d.PILOT] == 1 and M[c.POINTS, i] < P[rt.FLOOR] and P[gt.ASKS_POINTS] > 0
    bits = M[c.N_LUCK, i]
    if bits & rows.BINDING != 0 or points_bar:
        if P[gt.ON] == 1:
            d.tally(D, cell, DAYS_REFUSED, D[d.DAYS])
    if bits == 0:
        return
    if bits & rows.LISTED != 0:
        d.tally(D, cell, LISTED, 1)
        if 0 < M[c.N_BREACH, i] < rows.RULE:
            d.tally(D, cell, WRONGLY_LISTED + M[c.N_BREACH, i] - 1, 1)
    if bits & rows.RESTRICTED != 0:
        d.tally(D, cell, RESTRICTED, 1)
    if bits & rows.EXIT_BAN != 0:
        d.tally(D, cell, BANNED, 1)
    if bits & 8 != 0:
        d.tally(D, cell, UNPAID, 1)
    if bits & 16 != 0:
        d.tally(D, cell, PENDING, 1)
    if bits & 32 != 0:
        d.tally(D, cell, STALE, 1)


@kernel
def stock_of_response(M: Any, D: Any, i: int, cell: int) -> None:
    """Count what person `i` feels and knows."""
    hardship = M[c.HARDSHIP, i]
    d.tally(D, cell, HARDSHIP, hardship)
    if hardship > HARDSHIP_LINE:
        d.tally(D, cell, IN_HARDSHIP, 1)
    d.tally(D, cell, FEAR, min(255, M[c.FEAR_FAST, i] + M[c.FEAR_SLOW, i]))
    d.tally(D, cell, CONCERN, M[c.CONCERN, i] * 17)
    d.tally(D, cell, APPROVAL, M[c.APPROVAL, i] * 17)
    d.tally(D, cell, AWARE, M[c.AWARE, i])
    if M[c.CONCERN, i] >= 8:
        d.tally(D, cell, CONCERNED, 1)
    if M[c.APPROVAL, i] >= 8:
        d.tally(D, cell, APPROVING, 1)
