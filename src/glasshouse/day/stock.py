"""The end of a week: how many people are in which state, counted as people.

Regions are counted every week, in sums over whole columns; kinds of people (cells) in the last week only.
"""

from __future__ import annotations

from typing import Any

from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.base import rows
from glasshouse.base.counters import index
from glasshouse.base.jit import inline, kernel, sweep
from glasshouse.day.custody import tables as ut
from glasshouse.day.custody import week as custody
from glasshouse.day.gates import tables as gt
from glasshouse.day.platform import tables as pt
from glasshouse.day.rating import happen as rating
from glasshouse.day.rating import tables as rt
from glasshouse.day.response import tables as st

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

NOT_PAID = 8
"""Beside the instruments that bind (`rows.BINDING`): a case of the person's is not paid."""


@kernel
def add(M: Any, D: Any, i: int, counter: int, amount: int) -> None:
    """Count a stock: by region, and in the last week by cell."""
    D[d.REGION_TALLY + counter] += amount
    if D[d.LAST] == 1:
        d.tally(D, M[c.CELL, i], counter, amount)


@kernel
def take_stock(M: Any, P: Any, D: Any, n: int) -> None:
    """Count people by state at the end of the week."""
    if P[rt.ON] == 1:
        mark_rows(M, D, n)
    sums_of_columns(M, P, D, n)
    if P[pt.ON] == 1 or P[ut.ON] == 1 or P[rt.ON] == 1:
        records_and_scores(M, P, D, n)
    if P[rt.ON] == 1:
        standings(M, P, D, n)
    if D[d.LAST] == 1:
        for i in range(n):
            cells_of_columns(M, P, D, i)
            cells_of_records(M, P, D, i)


@kernel
def mark_rows(M: Any, D: Any, n: int) -> None:
    """Write into every row owner what the rows say today: listed in either ledger, bound, unpaid."""
    today = D[d.DAY0] + D[d.DAYS] - 1
    clear(n, M[c.ROWS_SAY])
    clear(n, M[c.SOUNDEST])
    clear(n, M[c.LISTED])
    clear(n, M[c.LISTED_TRUE])
    clear(n, M[c.SIDE])
    for j in range(D[d.N_ROWS]):
        p = d.ROWS + j * d.ROW_FIELDS
        i = D[p + d.WHO]
        M[c.SIDE, i] = 1
        flags = D[p + d.FLAGS]
        bits = M[c.ROWS_SAY, i]
        if rows.binds(D, p, today):
            bits |= flags & rows.BINDING
            if flags & rows.LISTED != 0:
                M[c.LISTED, i] = 1
                # the soundest of several listings says whether somebody is wrongly listed
                M[c.SOUNDEST, i] = max(M[c.SOUNDEST, i], rows.verdict(D, p, today))
            if flags & rows.PAID == 0:
                bits |= NOT_PAID
        if rows.should_bind(D, p, today) and flags & rows.LISTED != 0:
            M[c.LISTED_TRUE, i] = 1
        # appeals and copies are counted as such: a person may have several
        if D[p + d.STAGE] == rows.PENDING:
            add(M, D, i, PENDING, 1)
        if flags & rows.STALE_COPY != 0 and D[p + d.END_B] <= today < D[p + d.COPY_END]:
            add(M, D, i, STALE, 1)
        M[c.ROWS_SAY, i] = bits


@kernel
def clear(n: int, column: Any) -> None:
    """Set a column to zero."""
    for i in range(n):
        column[i] = 0


@sweep
def sums_of_columns(M: Any, P: Any, D: Any, n: int) -> None:
    """Add up what everybody feels, knows and uses."""
    users = hardship = hard = fear = concern = approval = aware = concerned = approving = untold = (
        unappealed
    ) = 0
    line = P[st.HARDSHIP_LINE]
    for i in range(n):
        users += M[c.ADOPTED, i]
        hardship += M[c.HARDSHIP, i]
        hard += 1 if M[c.HARDSHIP, i] > line else 0
        fear += min(255, M[c.FEAR_FAST, i] + M[c.FEAR_SLOW, i])
    for i in range(n):
        concern += M[c.CONCERN, i]
        approval += M[c.APPROVAL, i]
        concerned += M[c.CONCERN, i] >> 3
        approving += M[c.APPROVAL, i] >> 3
        aware += M[c.AWARE, i]
    for i in range(n):
        ever = M[c.EVER, i]
        wronged = (ever >> 11) & 1
        untold += wronged & ~(ever >> 6) & 1
        unappealed += wronged & ~(ever >> 9) & 1
    D[d.REGION_TALLY + PEOPLE] += n
    D[d.REGION_TALLY + APP_USERS] += users
    D[d.REGION_TALLY + HARDSHIP] += hardship
    D[d.REGION_TALLY + IN_HARDSHIP] += hard
    D[d.REGION_TALLY + FEAR] += fear
    D[d.REGION_TALLY + CONCERN] += concern * 17
    D[d.REGION_TALLY + APPROVAL] += approval * 17
    D[d.REGION_TALLY + CONCERNED] += concerned
    D[d.REGION_TALLY + APPROVING] += approving
    D[d.REGION_TALLY + AWARE] += aware
    D[d.REGION_TALLY + NOT_TOLD] += untold
    D[d.REGION_TALLY + NOT_APPEALED] += unappealed


@kernel
def cells_of_columns(M: Any, P: Any, D: Any, i: int) -> None:
    """Count the same for person `i`'s kind, in the last week."""
    cell = M[c.CELL, i]
    hardship = M[c.HARDSHIP, i]
    ever = M[c.EVER, i]
    wronged = (ever >> 11) & 1
    d.tally(D, cell, PEOPLE, 1)
    d.tally(D, cell, APP_USERS, M[c.ADOPTED, i])
    d.tally(D, cell, HARDSHIP, hardship)
    d.tally(D, cell, IN_HARDSHIP, 1 if hardship > P[st.HARDSHIP_LINE] else 0)
    d.tally(D, cell, FEAR, min(255, M[c.FEAR_FAST, i] + M[c.FEAR_SLOW, i]))
    d.tally(D, cell, CONCERN, M[c.CONCERN, i] * 17)
    d.tally(D, cell, APPROVAL, M[c.APPROVAL, i] * 17)
    d.tally(D, cell, AWARE, M[c.AWARE, i])
    d.tally(D, cell, CONCERNED, M[c.CONCERN, i] >> 3)
    d.tally(D, cell, APPROVING, M[c.APPROVAL, i] >> 3)
    d.tally(D, cell, NOT_TOLD, wronged & ~(ever >> 6) & 1)
    d.tally(D, cell, NOT_APPEALED, wronged & ~(ever >> 9) & 1)


@inline
def records_and_scores(M: Any, P: Any, D: Any, n: int) -> None:
    """Add up what is held, how narrow the feeds are, and the bureau's scores."""
    if P[pt.ON] == 1:
        D[d.REGION_TALLY + FEED_TOPICS] += topics_of_feeds(M, P, n)
    if P[ut.ON] == 1:
        holders, held = custody.holdings(M, P, n)
        D[d.REGION_TALLY + WITH_RECORDS] += holders
        D[d.REGION_TALLY + HELD] += held
    if P[rt.ON] == 1 and P[rt.BUREAU] > 0:
        rated, total = rating.scores(M, P, n)
        D[d.REGION_TALLY + RATED] += rated
        D[d.REGION_TALLY + SCORE_SUM] += total


@sweep
def topics_of_feeds(M: Any, P: Any, n: int) -> int:
    """Return the sum of users' effective topics, in hundredths."""
    topics = 0
    for i in range(n):
        shown = P[pt.TOPICS_X100 + M[c.FEED, i]]
        topics += shown if M[c.ADOPTED, i] == 1 else 0
    return topics


@kernel
def cells_of_records(M: Any, P: Any, D: Any, i: int) -> None:
    """Count the same for person `i`'s kind, in the last week."""
    cell = M[c.CELL, i]
    if P[pt.ON] == 1 and M[c.ADOPTED, i] == 1:
        d.tally(D, cell, FEED_TOPICS, P[pt.TOPICS_X100 + M[c.FEED, i]])
    if P[ut.ON] == 1 and M[c.STOCK, i] > 0:
        d.tally(D, cell, WITH_RECORDS, 1)
        d.tally(D, cell, HELD, custody.held(M, P, i))
    if P[rt.ON] == 1 and rating.has_file(M, P, i):
        late = M[c.LATE, i] + M[c.LATE_FALSE, i]
        d.tally(D, cell, SCORE_SUM, rating.score(M, P, i, late, M[c.LISTED, i]))
        d.tally(D, cell, RATED, 1)


@inline
def standings(M: Any, P: Any, D: Any, n: int) -> None:
    """Count how people stand with the raters: everybody where points bar from doors, else those who have rows."""
    if D[d.PILOT] == 1 and P[gt.ASKS_POINTS] > 0:
        for i in range(n):
            standing(M, P, D, i, M[c.POINTS, i] < P[rt.FLOOR])
        return
    for j in range(D[d.N_ROWS]):
        i = D[d.ROWS + j * d.ROW_FIELDS + d.WHO]
        standing(M, P, D, i, False)
        M[c.ROWS_SAY, i] = 0  # said; somebody may have several rows


@kernel
def standing(M: Any, P: Any, D: Any, i: int, points_bar: bool) -> None:
    """Count how person `i` stands with the raters; `points_bar` says that too few points close doors, too."""
    bits = M[c.ROWS_SAY, i]
    if P[gt.ON] == 1 and (bits & rows.BINDING != 0 or points_bar):
        d.count(M, D, i, DAYS_REFUSED, D[d.DAYS])
    if bits == 0:
        return
    if bits & rows.LISTED != 0:
        add(M, D, i, LISTED, 1)
        if 0 < M[c.SOUNDEST, i] < rows.RULE:
            add(M, D, i, WRONGLY_LISTED + M[c.SOUNDEST, i] - 1, 1)
    add(M, D, i, RESTRICTED, 1 if bits & rows.RESTRICTED != 0 else 0)
    add(M, D, i, BANNED, 1 if bits & rows.EXIT_BAN != 0 else 0)
    add(M, D, i, UNPAID, 1 if bits & NOT_PAID != 0 else 0)
