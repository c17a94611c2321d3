"""What a life came to: the last losses behind a refusal, hardship behind a debt, days barred, what would have been true."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from glasshouse.base import columns as c
from glasshouse.base import events as e
from glasshouse.base import rows
from glasshouse.day.gates.happen import DETAIL_TAINT, DETAIL_TRIES
from glasshouse.explain.words import clause, counted, date, listing, times

if TYPE_CHECKING:
    from glasshouse.explain.story import Teller

LAST = 3
"""Losses of points named behind a refusal."""
HARD_UP = 32
"""Hardship (of 255) from which a debt is told together with the blow before it."""


def last_points(teller: Teller, i: int) -> str:
    """Return the last events that moved the points behind a refusal by points; nothing for other refusals."""
    chain = teller.chain
    if chain.events["cause"][i] != e.POINTS_LOST:
        return ""
    lost = np.flatnonzero(chain.kind[:i] == e.POINTS_LOST)[-LAST:]
    if not len(lost):
        return f"{teller.person.her} points were below the bar from the first day"
    told = [
        f"{counted(int(chain.events['a'][j]), 'point')} on {date(teller.lived.plan.start, chain.day[j])}"
        f" ({_why(teller, int(j))})"
        for j in lost
    ]
    return f"{teller.person.her} points were below the bar; last lost: {listing(told)}"


def _why(teller: Teller, i: int) -> str:
    links = teller.chain.links(i)
    return clause(teller.person, teller.events[links[0]]) if links else "by rule"


def hard_up(teller: Teller, i: int) -> str:
    """Return the blow before an unpaid bill or debt of somebody in hardship, as an addition to its cause."""
    chain = teller.chain
    if chain.kind[i] not in (e.LATE_PAYMENT, e.DEFAULT) or chain.events["a"][i] < HARD_UP:
        return ""
    before = np.flatnonzero(chain.kind[:i] == e.REFUSED)
    if not len(before):
        return ", in hardship"
    j = int(before[-1])
    return f", in hardship after {teller.person.she} {_short(teller, j)}{teller.on(j, int(chain.day[i]))}"


def _short(teller: Teller, i: int) -> str:
    from glasshouse.explain.words import GATES

    return f"was refused {GATES[int(teller.events['a'][i])]}"


def closing(teller: Teller) -> str:
    """Return the end of a story: what was asked and refused, days barred, and what would have been true."""
    return " ".join(part for part in (_doors(teller), _barred(teller), _truth(teller)) if part)


def _doors(teller: Teller) -> str:
    chain, she = teller.chain, teller.person.she
    refused = chain.events[chain.kind == e.REFUSED]
    asked = len(refused) + int((chain.kind == e.GRANTED).sum())
    over = f"In {counted(teller.lived.plan.days, 'day')} {she}"
    if not asked:
        return f"{over} asked for nothing that is checked."
    if not len(refused):
        return f"{over} asked {times(asked)} for something that is checked, and was never refused."
    tries = int((refused["b"] & DETAIL_TRIES).sum())
    more = f" ({counted(tries, 'attempt')})" if tries > len(refused) else ""
    verdicts = [
        f"{int((refused['verdict'] == v).sum())} {words}"
        for v, words in (
            (rows.FACT, "wrong in fact"),
            (rows.LAW, "wrong in law"),
            (rows.BENCH, "against the rights benchmark"),
            (rows.RULE, "by rule"),
        )
        if (refused["verdict"] == v).any()
    ]
    return f"{over} asked {times(asked)} and was refused {times(len(refused))}{more}: {listing(verdicts)}."


def spans(teller: Teller) -> list[tuple[int, int, bool]]:
    """Return the court bindings of a life: first day, last day, and whether they were somebody else's debt."""
    chain, days = teller.chain, teller.lived.plan.days
    out = []
    for i in np.flatnonzero(np.isin(chain.kind, (e.BOUND, e.BEFORE_FIRST_DAY))):
        case = chain.case_of(int(i))
        begins = max(0, int(chain.day[i]))
        ends = [
            int(chain.day[j])
            for j in np.flatnonzero(np.isin(chain.kind, (e.REMOVED, e.CORRECTED)))
            if chain.case_of(int(j)) == case
        ]
        fact = bool(
            chain.events["a"][i] & rows.WRONG_PERSON
            if chain.kind[i] == e.BEFORE_FIRST_DAY
            else chain.events["verdict"][i] == rows.FACT
        )
        out.append((begins, min([days, *ends]), fact))
    return out


def _barred(teller: Teller) -> str:
    days = np.zeros(teller.lived.plan.days, dtype=np.int64)
    for begins, ends, fact in spans(teller):
        days[begins:ends] = np.maximum(days[begins:ends], 1 if fact else 2)
    if not days.any():
        return ""
    she = teller.person.she.capitalize()
    text = f"{she} was barred on {counted(int((days > 0).sum()), 'day')}"
    wrong = int((days == 1).sum())
    return f"{text}, {counted(wrong, 'day')} of them for somebody else's debt." if wrong else f"{text}."


def _truth(teller: Teller) -> str:
    """Return what would have been true if every record were right."""
    refused = teller.events[teller.chain.kind == e.REFUSED]
    wrong = int((refused["verdict"] == rows.FACT).sum())
    void = int((refused["verdict"] == rows.LAW).sum())
    tainted = int(((refused["b"] & DETAIL_TAINT != 0) & (refused["verdict"] > rows.LAW)).sum())
    out = []
    if wrong:
        out.append(f"had every record been right, {_of(wrong, len(refused))} would not have happened")
    if void:
        out.append(f"had the rules been kept, {_of(void, len(refused))} would not have happened")
    if tainted:
        out.append(
            f"{counted(tainted, 'other refusal')} came after an error had touched {teller.person.her} life"
        )
    out += _state(teller)
    if not out and len(refused):
        out.append(
            "every record behind the refusals was right: so the rules want it, which does not make them just"
        )
    if not out:
        return ""
    text = "; ".join(out)
    return text[0].upper() + text[1:] + "."


def _of(some: int, all_: int) -> str:
    if some == all_:
        return "none of the refusals" if all_ > 1 else "the refusal"
    return f"{some} of the {all_} refusals"


def _state(teller: Teller) -> list[str]:
    end, p = teller.end, teller.person
    out = []
    if end[c.LISTED] and not end[c.LISTED_TRUE]:
        out.append(f"at the end {p.she} is on the list and ought not to be")
    if not end[c.LISTED] and end[c.LISTED_TRUE]:
        out.append(f"at the end {p.she} ought to be on the list and is not")
    if end[c.POINTS] != end[c.POINTS_TRUE]:
        out.append(f"at the end {p.she} has {end[c.POINTS]} points where {end[c.POINTS_TRUE]} would be right")
    if end[c.LATE_FALSE]:
        out.append(
            f"{p.her} credit file still holds {counted(end[c.LATE_FALSE], 'late payment')} that never was"
        )
    if end[c.WATCH_WRONG] and end[c.WATCH]:
        out.append(f"{p.she} is still on the watchlist, by mistake")
    return out
