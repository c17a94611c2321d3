"""The chain of causes: from any event of a life back to the act, error, luck or trait that began it.

The log says of each event what kind of event it comes from and when that was. Here that becomes a link to one
earlier event of the same life, as close a one as there is: a refusal links to the day the listing began to
bind, that to the court case, that to the debt. What has no earlier event behind it is a first cause.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasshouse.base import events as e
from glasshouse.base import rows
from glasshouse.day.response.happen import CONTACTS, OWN
from glasshouse.explain.words import Person

CASES = (e.DEFAULT, e.COMPANY_CASE, e.CONTESTED_SPEECH, e.BORROWED_IDENTITY, e.NAMESAKE, e.BEFORE_FIRST_DAY)
"""What a court case can come from."""
BLOWS = (e.REFUSED, e.STOPPED, e.POST_SUPPRESSED, e.LAWFUL_POST_FLAGGED)
"""What frightens, and teaches that one is being rated."""
OF_A_CASE = (e.REFUSED, e.BOUND, e.REMOVED, e.APPEAL_FILED, e.AUDITED)
"""Events whose logged cause is that of their court case, and whose day is the one on which the case began."""
UNDATED = (e.ALERT, e.NOT_SOUGHT, e.OPTED_OUT, e.PERK)
"""Events whose cause is logged without its day: the last of its kind before."""
ERRORS = (
    e.NAMESAKE,
    e.BORROWED_IDENTITY,
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


class Chain:
    """The links between the events of one person.

    Args:
        events: of one person, by day and in the order in which they happened, as a `Replay` has them.
    """

    def __init__(self, events: NDArray[Any]) -> None:
        self.events = events
        self.kind = events["event"].astype(np.int64)
        self.day = events["day"].astype(np.int64)

    def links(self, i: int) -> list[int]:
        """Return the events behind event `i`, nearest first, down to the one that has none behind it."""
        out: list[int] = []
        j = self.behind(i)
        while j is not None and j not in out and j != i:
            out.append(j)
            j = self.behind(j)
        return out

    def sort(self, i: int) -> str:
        """Return the sort of first cause that event `i` is, if nothing is behind it.

        Raises:
            ValueError: no kind of first cause is known for this kind of event.
        """
        kind = int(self.kind[i])
        event = self.events[i]
        if kind == e.BEFORE_FIRST_DAY or self.day[i] < 0:
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
        raise ValueError(f"{e.BY_NUMBER[kind].name} on day {self.day[i]} has no cause and is no first cause")

    def behind(self, i: int) -> int | None:
        """Return the event right behind event `i`, or None if it is a first cause."""
        event = self.events[i]
        kind, cause, when = int(event["event"]), int(event["cause"]), int(event["cause_day"])
        if kind == e.BECAME_AWARE:
            return self.latest(BLOWS, i, exact=int(event["day"])) if event["a"] == OWN else None
        if kind == e.POST_WITHHELD:
            return self.latest(BLOWS, i) if event["a"] > 0 else None
        if kind == e.REFUSED and cause == e.NAMESAKE and self.at_counter(i) is not None:
            return self.at_counter(i)
        if kind == e.APPEAL_FILED:
            return self.appealed(i)
        if kind == e.REMOVED:
            return self.removed(i)
        if kind in OF_A_CASE and cause in CASES:
            return self.of_case(i, when)
        if cause == 0 or cause == e.TRAITS_ALONE:
            return None
        if when < 0:
            return self.began(when)
        if cause == e.POINTS_LOST and kind == e.REFUSED:
            return self.points(i)
        if cause == e.BOUND and kind == e.REFUSED:
            return self.latest((e.BOUND, e.BEFORE_FIRST_DAY), i)
        if kind in UNDATED:
            return self.latest((cause,), i)
        found = self.latest((cause,), i, exact=when)
        return found if found is not None else self.latest((cause,), i)

    def latest(self, kinds: tuple[int, ...], i: int, exact: int | None = None) -> int | None:
        """Return the last event of these kinds before event `i`, on day `exact` if given."""
        fits = np.isin(self.kind[:i], kinds)
        if exact is not None:
            fits &= self.day[:i] == exact
        found = np.flatnonzero(fits)
        return int(found[-1]) if len(found) else None

    def began(self, day: int) -> int | None:
        """Return the court case of before the first day that began on `day`."""
        found = np.flatnonzero((self.kind == e.BEFORE_FIRST_DAY) & (self.day == day))
        return int(found[0]) if len(found) else None

    def at_counter(self, i: int) -> int | None:
        """Return the mix-up at the counter behind a refusal, which no record explains."""
        found = self.latest((e.NAMESAKE,), i, exact=int(self.day[i]))
        return found if found is not None and self.events["b"][found] == 1 else None

    def of_case(self, i: int, start: int) -> int | None:
        """Return what is right behind event `i` in the court case that began on day `start`."""
        kind = int(self.kind[i])
        if kind != e.BOUND:
            same = (self.kind == e.BOUND) & (self.events["cause_day"] == start) & (self.day <= self.day[i])
            bound = np.flatnonzero(same & (np.arange(len(self.kind)) != i))
            if len(bound):
                return int(bound[-1])
        if start < 0:
            return self.began(start)
        found = np.flatnonzero((self.kind == e.CASE_OPENED) & (self.day == start))
        if len(found):
            return int(found[-1])
        root = np.flatnonzero((self.kind == self.events["cause"][i]) & (self.day == start))
        return int(root[-1]) if len(root) else None

    def case_of(self, i: int) -> int | None:
        """Return the day on which the court case (or wrong mark) of event `i` began, if it is about one."""
        kind, event = int(self.kind[i]), self.events[i]
        if kind in OF_A_CASE:
            return int(event["cause_day"])
        if kind in (e.CASE_OPENED, e.BEFORE_FIRST_DAY):
            return int(event["day"])
        if kind == e.PAID and event["cause"] == e.CASE_OPENED:
            return int(event["cause_day"])
        if kind in (e.PAID, e.APPEAL_WON, e.CORRECTED):
            behind = self.behind(i)
            return None if behind is None else self.case_of(behind)
        return None

    def removed(self, i: int) -> int | None:
        """Return why a binding ended: paid, corrected, or only that its time was over."""
        start = int(self.events["cause_day"][i])
        for j in range(len(self.kind) - 1, -1, -1):
            if (
                self.kind[j] in (e.PAID, e.CORRECTED)
                and self.day[j] <= self.day[i]
                and self.case_of(j) == start
            ):
                return j
        return self.of_case(i, start)

    def appealed(self, i: int) -> int | None:
        """Return what an appeal is against: the refusal or listing just met, or the wrong mark behind it."""
        event = self.events[i]
        if event["a"] == 0:
            found = self.latest((e.REFUSED,), i, exact=int(event["day"]))
            if found is not None:
                return found
        if int(event["cause"]) in CASES:
            return self.of_case(i, int(event["cause_day"]))
        return self.latest((int(event["cause"]),), i, exact=int(event["cause_day"]))

    def points(self, i: int) -> int | None:
        """Return the loss of points behind a refusal: of the sort that its verdict names, if there is one."""
        lost = np.flatnonzero(self.kind[:i] == e.POINTS_LOST)
        verdict = int(self.events["verdict"][i])
        fits = lost[(self.events["b"][lost] > 0)] if verdict == rows.FACT else lost
        if verdict == rows.BENCH:
            fits = lost[self.events["verdict"][lost] == rows.BENCH]
        chosen = fits if len(fits) else lost
        return int(chosen[-1]) if len(chosen) else None


def first(chain: Chain, i: int, person: Person) -> First:
    """Return the words for a first cause: what is behind event `i` when no earlier event is."""
    return First(chain.sort(i), _words(int(chain.kind[i]), chain.events[i], person))


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
        e.BORROWED_IDENTITY: f"somebody else uses {p.her} identity",
        e.FALSE_RECORD: "a plate or a face was misread",
        e.PICTURE_MATCHED: "the system matches pictures, not people",
        e.FALSE_LATE: "somebody made an entry in the wrong file",
        e.LAWFUL_POST_FLAGGED: "the filter errs",
        e.PASSED_BY_MISTAKE: "the check was missed",
        e.FILE_OPENED: f"an authority asked for records, and {p.hers} were among them",
        e.EXPOSED: "the store that kept them was breached",
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
