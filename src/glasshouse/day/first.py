"""The first day: people with their traits, and a world that was already running.

Adopters, listed people, records held, hardship and wrongs of the past come from the scenario's date on a stream of their
own; otherwise a year would measure the warm-up.
"""

from __future__ import annotations

from typing import Any

from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.base import draw, events, rows
from glasshouse.base.jit import kernel
from glasshouse.day.cameras import tables as ct
from glasshouse.day.custody import tables as ut
from glasshouse.day.life import tables as lt
from glasshouse.day.platform import tables as pt
from glasshouse.day.rating import tables as rt
from glasshouse.day.rating.happen import set_term
from glasshouse.day.response import tables as st


@kernel
def first_day(M: Any, P: Any, D: Any, n: int) -> None:
    """Set every person of the community up as of the first day; traits must already stand in `M`."""
    for i in range(n):
        person = D[d.FIRST] + i
        for column in range(c.POINTS, c.APPROVAL + 1):
            M[column, i] = 0
        app, enrolled, aware, hardship = draw.draw(D[d.SEED], person, 0, draw.START, 0)
        concerned, approving, wanted, wrongly = draw.draw(D[d.SEED], person, 0, draw.START, 1)
        if P[pt.ON] == 1 and app < P[pt.USERS_AT_START + M[c.AGE, i]]:
            M[c.ADOPTED, i] = 1
            M[c.FEED, i] = P[pt.FEED_AT_START]
            if enrolled < P[pt.ENROLLED_AT_START] and M[c.AGE, i] > 0:
                M[c.CONSENT, i] = 1
            if P[ut.ON] == 1 and P[lt.ON] == 1:
                M[c.STOCK, i] = P[ut.STOCK_TARGET + M[c.CONN, i]]
        if P[ct.ON] == 1 and M[c.AGE, i] > 0 and wanted < P[ct.WANTED_AT_START + M[c.GROUP, i]]:
            M[c.WATCH, i] = 1
            M[c.WATCH_WRONG, i] = 1 if wrongly < P[ct.WRONG_AT_START] else 0
        if P[st.ON] == 1:
            attitudes(M, P, i, aware, hardship, concerned, approving)
        if P[rt.ON] == 1:
            points = P[rt.START_POINTS]
            if D[d.PILOT] == 1 and M[c.AGE, i] > 0:
                past, _, _, _ = draw.draw(D[d.SEED], person, 0, draw.START, 5)
                points -= P[rt.HISTORY + M[c.CONDUCT, i] * rt.HISTORY_BINS + ((past * rt.HISTORY_BINS) >> 32)]
                points = min(P[rt.CAP], max(0, points))
            M[c.POINTS, i] = points
            M[c.POINTS_TRUE, i] = points
            if M[c.AGE, i] > 0:
                old_case(M, P, D, i)


@kernel
def attitudes(M: Any, P: Any, i: int, aware: int, hardship: int, concerned: int, approving: int) -> None:
    """Draw awareness, hardship (one of four levels), and the two correlated attitudes."""
    if M[c.AGE, i] > 0 and aware < P[st.AWARE_AT_START]:
        M[c.AWARE, i] = 1
    M[c.HARDSHIP, i] = P[st.HARDSHIP_AT_START + (hardship >> 30)]
    worried = 1 if concerned < P[st.CONCERNED_AT_START] else 0
    M[c.CONCERN, i] = 8 + ((concerned & 255) >> 6) if worried == 1 else (concerned & 255) >> 5
    agrees = approving < P[st.APPROVING_AT_START + worried]
    M[c.APPROVAL, i] = 8 + ((approving & 255) >> 5) if agrees else (approving & 255) >> 5


@kernel
def old_case(M: Any, P: Any, D: Any, i: int) -> None:
    """Give person `i` a court case that began before the first day, perhaps, with the errors such cases have.

    Where representative listings are wrong in the flow, they are wrong in the stock: the same shares apply, and what a
    wrong person would have had corrected by now is left out, so the stock is an upper bound of one year's inflow.
    """
    if P[rt.COURT] == 0:
        return
    person = D[d.FIRST] + i
    listed, restricted, when, term = draw.draw(D[d.SEED], person, 0, draw.START, 2)
    served, means, wrong, overrun = draw.draw(D[d.SEED], person, 0, draw.START, 3)
    paid, banned, stale, left = draw.draw(D[d.SEED], person, 0, draw.START, 4)
    flags = 0
    if listed < P[rt.LISTED_AT_START]:
        flags = rows.LISTED | rows.RESTRICTED
    elif restricted < P[rt.RESTRICTED_AT_START]:
        flags = rows.RESTRICTED
    if flags == 0:
        return
    if banned < P[rt.EXIT]:
        flags |= rows.EXIT_BAN
    if served < P[rt.SERVICE]:
        flags |= rows.NOT_SERVED
    if wrong < P[rt.ESCAPES]:
        flags |= rows.WRONG_PERSON
        M[c.TAINT, i] = 1
    elif means < P[rt.NO_MEANS]:
        flags |= rows.NO_MEANS
    age = 1 + ((when * P[rt.OLDEST_CASE]) >> 32)
    p = rows.new_row(M, D, i, rows.CASE, events.BEFORE_FIRST_DAY, flags | rows.ANNOUNCED, -age, -age)
    if term < P[rt.TERM]:
        set_term(P, D, p, overrun)
    if flags & (rows.WRONG_PERSON | rows.NO_MEANS) == 0 and paid < P[rt.PAID_BEFORE] and stale < P[rt.LATE]:
        # paid in the days that a late removal takes, and somewhere in those days now
        D[p + d.FLAGS] |= rows.PAID
        D[p + d.END_T] = -1
        D[p + d.END_B] = min(D[p + d.END_B], (left * P[rt.LATE_DAYS]) >> 32)
    ever = M[c.EVER, i] | (c.EVER_LISTED if flags & rows.LISTED != 0 else 0)
    if rows.verdict(D, p, 0) < rows.BENCH:
        ever |= c.EVER_WRONGED
    if flags & rows.LISTED != 0:
        M[c.LISTED, i] = 1
        if flags & rows.WRONG_PERSON == 0:
            M[c.LISTED_TRUE, i] = 1
        else:
            ever |= c.EVER_LISTED_FACT
    M[c.EVER, i] = ever
