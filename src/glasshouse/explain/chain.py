"""The chain of causes: from any event of a life back to the act, error, luck or trait that began it.

The log says of each event what kind of event it comes from and when that was. Here that becomes a link to one
earlier event of the same life, as close a one as there is: a refusal links to the day the listing began to
bind, that to the court case, that to the debt. What has no earlier event behind it is a first cause.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasshouse.base import events as e
from glasshouse.base import rows
from glasshouse.day.response.happen import OWN

CASES = (
    e.DEFAULT, e.COMPANY_CASE, e.CONTESTED_SPEECH, e.BORROWED_IDENTITY, e.NAMESAKE, e.BEFORE_FIRST_DAY,
    e.AVERAGED_DEBT,
)  # fmt: skip
"""What a court case can come from."""
BLOWS = (e.REFUSED, e.STOPPED, e.POST_SUPPRESSED, e.LAWFUL_POST_FLAGGED)
"""What frightens, and teaches that one is being rated."""
OF_A_CASE = (e.REFUSED, e.BOUND, e.REMOVED, e.APPEAL_FILED, e.AUDITED)
"""Events whose logged cause is that of their court case, and whose day is the one on which the case began."""
UNDATED = (e.ALERT, e.NOT_SOUGHT, e.OPTED_OUT, e.PERK)
"""Events whose cause is logged without its day: the last of its kind before."""


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
        if kind == e.CORRECTED and cause == e.AUDITED:
            return self.audited(i, when)
        if kind == e.AUDITED and event["b"] & 1:
            return self.marked(i)
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

    def audited(self, i: int, day: int) -> int | None:
        """Return the audit that a correction comes from: on that day, of the same row."""
        same = (self.kind == e.AUDITED) & (self.day == day) & (self.events["b"] == self.events["b"][i])
        found = np.flatnonzero(same)
        return int(found[-1]) if len(found) else None

    def marked(self, i: int) -> int | None:
        """Return the wrong mark behind event `i`: the loss of points that it brought, or the false entry itself."""
        event = self.events[i]
        there = (self.day == event["cause_day"]) & (np.arange(len(self.day)) < i)
        lost = np.flatnonzero(there & (self.kind == e.POINTS_LOST) & (self.events["cause"] == event["cause"]))
        if not len(lost):
            lost = np.flatnonzero(there & (self.kind == event["cause"]))
        return int(lost[-1]) if len(lost) else None

    def appealed(self, i: int) -> int | None:
        """Return what an appeal is against: the refusal or listing just met, or the wrong mark behind it."""
        event = self.events[i]
        if event["a"] == 0:
            found = self.latest((e.REFUSED,), i, exact=int(event["day"]))
            if found is not None:
                return found
        in_court = int(event["cause"]) in CASES
        return self.of_case(i, int(event["cause_day"])) if in_court else self.marked(i)

    def points(self, i: int) -> int | None:
        """Return the loss of points behind a refusal: of the sort that its verdict names, if there is one."""
        lost = np.flatnonzero(self.kind[:i] == e.POINTS_LOST)
        verdict = int(self.events["verdict"][i])
        fits = lost[(self.events["b"][lost] > 0)] if verdict == rows.FACT else lost
        if verdict == rows.BENCH:
            fits = lost[self.events["verdict"][lost] == rows.BENCH]
        chosen = fits if len(fits) else lost
        return int(chosen[-1]) if len(chosen) else None
