"""A person asks for a service: what the gate believes, what is true, and the verdict on a refusal."""

from __future__ import annotations

from typing import Any

from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.base import draw, events, rows
from glasshouse.base.counters import index
from glasshouse.base.jit import kernel
from glasshouse.day.gates import tables as t

REQUESTS = index("requests_for_service")
REFUSALS = index("refusals")
BY_GATE = index("refusals_flights")
BY_VERDICT = index("refusals_fact")
MISSED = index("refusals_missed")
TRIPS = index("refused_trips")
PEOPLE = index("people_refused")
PEOPLE_FACT = index("people_wrongly_refused")
PEOPLE_LAW = index("people_wrongly_refused_law")
PERKS = index("perks_granted")
HOUSEHOLD = index("household_members_affected")
NOT_SOUGHT = index("services_not_sought")
TAINTED = index("refusals_tainted")

OPEN_DOOR = 0
"""Not refused; otherwise the verdict 1..4 of base.rows."""
BY_ROW, BY_POINTS, BY_SCORE, BY_COUNTER = 1, 2, 3, 4
"""The ground of a refusal: a court case, the points ledger, the bureau score, or an error at the counter."""
DETAIL_TRIES, DETAIL_TAINT, DETAIL_OTHERS = 255, 256, 9
"""How a refusal's details are logged: attempts in the low byte, one bit of taint, then others of the household."""


@kernel
def row_says(D: Any, P: Any, p: int, gate: int, day: int, list_u: int, suspended: bool) -> tuple[int, bool]:
    """Return (verdict of the refusal that row `p` brings at `gate`, or 0; whether it would bring one in truth)."""
    flags = D[p + d.FLAGS]
    asked = (
        (flags & rows.LISTED != 0 and list_u < P[t.ASKS_LIST + gate])
        or (flags & rows.RESTRICTED != 0 and list_u < P[t.ASKS_RESTRICTION + gate])
        or (flags & rows.EXIT_BAN != 0 and list_u < P[t.ASKS_EXIT_BAN + gate])
    )
    if not asked:
        return OPEN_DOOR, False
    what = OPEN_DOOR
    if rows.binds(D, p, day) and not suspended:
        what = rows.verdict(D, p, day)
    return what, rows.should_bind(D, p, day)


@kernel
def slips(P: Any, believed: int, name: int, counter_u: int, missed_u: int) -> int:
    """Return the verdict after the counter's own errors: a namesake turned away, or a barred person let through."""
    if believed == OPEN_DOOR:
        return rows.FACT if counter_u < P[t.COUNTER_ERROR + name] else OPEN_DOOR
    return OPEN_DOOR if missed_u < P[t.MISSED] else believed


@kernel
def attempts(M: Any, D: Any, P: Any, i: int, day: int, gate: int) -> int:
    """Return how often the person tries in all before giving up on this trip (a bounded geometric burst)."""
    u, _, _, _ = draw.draw(D[d.SEED], D[d.FIRST] + i, day, draw.RETRY, gate)
    n = 0
    while n < 16 and u >= P[t.RETRIES + n]:
        n += 1
    return 1 + n


@kernel
def count_refusal(M: Any, P: Any, D: Any, i: int, gate: int, what: int, tries: int, day: int) -> int:
    """Count a refusal: events as events, and the person once; return the details to log (`DETAIL_TRIES`, ...)."""
    details = tries | (DETAIL_TAINT if M[c.TAINT, i] == 1 else 0)
    d.count(M, D, i, REFUSALS, tries)
    d.count(M, D, i, BY_GATE + gate, tries)
    d.count(M, D, i, BY_VERDICT + what - 1, tries)
    d.count(M, D, i, TRIPS, 1)
    if M[c.TAINT, i] == 1:
        d.count(M, D, i, TAINTED, tries)
    ever = M[c.EVER, i]
    if ever & c.EVER_REFUSED == 0:
        d.count(M, D, i, PEOPLE, 1)
        u, _, _, _ = draw.draw(D[d.SEED], D[d.FIRST] + i, day, draw.RETRY, 99)
        others = 0
        while others < t.MOST_OTHERS and u >= P[t.OTHERS + others]:
            others += 1
        d.count(M, D, i, HOUSEHOLD, others)
        details |= others << DETAIL_OTHERS
    ever |= c.EVER_REFUSED
    if what == rows.FACT:
        if ever & c.EVER_REFUSED_FACT == 0:
            d.count(M, D, i, PEOPLE_FACT, 1)
        ever |= c.EVER_REFUSED_FACT | c.EVER_WRONGED
        M[c.TAINT, i] = 1
    elif what == rows.LAW:
        if ever & c.EVER_REFUSED_LAW == 0:
            d.count(M, D, i, PEOPLE_LAW, 1)
        ever |= c.EVER_REFUSED_LAW | c.EVER_WRONGED
    M[c.EVER, i] = ever
    return details


@kernel
def not_sought(M: Any, D: Any, i: int, day: int, gate: int) -> None:
    """Count a service that somebody needed and did not ask for."""
    d.count(M, D, i, NOT_SOUGHT, 1)
    d.log(D, i, day, events.NOT_SOUGHT, gate, 0, events.REFUSED, 0, 0)
