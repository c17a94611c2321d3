"""First causes: what a chain of causes ends in, by sort and in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from glasshouse.base import events as e
from glasshouse.base import rows
from glasshouse.day.response.happen import CONTACTS
from glasshouse.explain.chain import Chain
from glasshouse.explain.person import Person

ERRORS = (
    e.NAMESAKE,
    e.BORROWED_IDENTITY,
    e.AVERAGED_DEBT,
    e.FALSE_RECORD,
    e.PICTURE_MATCHED,
    e.FALSE_LATE,
    e.LAWFUL_POST_FLAGGED,
)
ACTS = (
    e.LATE_PAYMENT, e.DEFAULT, e.TRAFFIC_OFFENCE, e.PUBLIC_ORDER, e.GOOD_DEED, e.CRITICAL_POST, e.JOINED,
    e.LEFT,
    e.GRANTED, e.OPTED_OUT,
)  # fmt: skip
OUTSIDE = (
    e.FILE_OPENED, e.EXPOSED, e.ENROLLED_UNASKED, e.ASKED_CONSENT, e.BECAME_AWARE, e.CONTAGION,
    e.COMPANY_CASE,
    e.POST_WITHHELD,
)  # fmt: skip

ACT, ERROR, LUCK, TRAIT, BEFORE = "act", "error", "outside", "trait", "before the first day"
SORTS = {
    ACT: "something the person did",
    ERROR: "an error of the apparatus",
    LUCK: "something from outside",
    TRAIT: "who the person is",
    BEFORE: "something before the first day of the run",
}
"""The sorts of first cause."""


@dataclass(frozen=True)
class First:
    """A first cause that is no event of this life: its sort and its words, to stand after "because"."""

    sort: str
    text: str


def sort(chain: Chain, i: int) -> str:
    """Return the sort of first cause that event `i` is, if nothing is behind it.

    Raises:
        ValueError: no kind of first cause is known for this kind of event.
    """
    kind = int(chain.kind[i])
    event = chain.events[i]
    if kind == e.BEFORE_FIRST_DAY or chain.day[i] < 0:
        return BEFORE
    if kind == e.ALERT:
        return ERROR
    if kind in ERRORS or kind == e.PASSED_BY_MISTAKE:
        return ERROR
    if kind in OUTSIDE:
        return LUCK
    if kind == e.PERK or (kind == e.REFUSED and event["cause"] == e.TRAITS_ALONE):
        return TRAIT
    if kind in ACTS:
        return ACT
    if int(event["cause"]) in (e.BOUND, e.POINTS_LOST, e.WATCHLISTED):
        return BEFORE
    raise ValueError(f"{e.BY_NUMBER[kind].name} on day {chain.day[i]} has no cause and is no first cause")


def first(chain: Chain, i: int, person: Person) -> First:
    """Return the words for a first cause: what is behind event `i` when no earlier event is."""
    return First(sort(chain, i), _words(int(chain.kind[i]), chain.events[i], person))


def _words(kind: int, event: Any, p: Person) -> str:
    a, b = int(event["a"]), int(event["b"])
    if kind == e.BECAME_AWARE:
        return f"it had happened to somebody {p.she} knows" if a == CONTACTS else "it was in the news"
    if kind == e.NAMESAKE:
        return "names were compared, and nothing else"
    if kind == e.POST_WITHHELD:
        return f"{b} of {p.her} 8 closest contacts had gone quiet" if b else "few such posts were to be seen"
    if kind == e.WATCHLISTED:
        return f"of {'a mistake' if a else 'something'} from before the first day of the run"
    if kind == e.BEFORE_FIRST_DAY:
        if a & rows.WRONG_PERSON:
            return f"somebody else's debt was taken for {p.hers}, before the first day of the run"
        return "of a debt from before the first day of the run"
    fixed = {
        e.CRITICAL_POST: f"of {p.her} own free choice",
        e.BORROWED_IDENTITY: f"somebody else uses {p.her} identity",
        e.AVERAGED_DEBT: "a year's income was spread evenly over its fortnights",
        e.FALSE_RECORD: "a plate or a face was misread",
        e.PICTURE_MATCHED: "the system matches pictures, not people",
        e.FALSE_LATE: "somebody made an entry in the wrong file",
        e.LAWFUL_POST_FLAGGED: "the filter errs",
        e.PASSED_BY_MISTAKE: "the check was missed",
        e.FILE_OPENED: f"an authority asked for records, and {p.hers} were among them",
        e.EXPOSED: "thieves broke into the store that kept them",
        e.ENROLLED_UNASKED: "the company enrols its users by default",
        e.ASKED_CONSENT: "the company asks its users",
        e.CONTAGION: "the rulebook counts whom one knows",
        e.COMPANY_CASE: f"{p.she} signs for that company",
        e.JOINED: f"{a} of {p.her} 8 closest contacts were on it",
        e.ALERT: "one face resembles another",
        e.PERK: "the score follows from who one is",
        e.REFUSED: f"{p.her} score is low for who {p.she} is, not for anything {p.she} did",
        e.OPTED_OUT: f"{p.she} knew of the instrument already, and worried",
    }
    return fixed.get(kind, f"of {p.her} own doing")
