"""The words in which a life is told: gates, bindings, and one sentence for each kind of event."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from glasshouse.base import events as e
from glasshouse.base import rows
from glasshouse.day.gates.happen import DETAIL_TRIES
from glasshouse.explain.person import Person
from glasshouse.explain.phrases import counted, listing, roughly, times

GATES = (
    "a flight", "a fast-train ticket", "a loan", "a home to buy", "a trip abroad", "an executive post",
    "a rental without deposit", "a place at a private school", "a job",
)  # fmt: skip
DEEDS = ("volunteered", "gave to a cause that the rulebook rewards", "won an award")
VERDICTS = {
    rows.FACT: "wrong in fact",
    rows.LAW: "wrong in law",
    rows.BENCH: "against the rights benchmark",
    rows.RULE: "by rule",
}
"""The four nested verdicts of `docs/odd.md`; `by rule` says nothing about whether the rule is just."""


def bindings(flags: int) -> str:
    """Return what a court case binds somebody to; the list includes the restriction on consumption."""
    out = []
    if flags & rows.LISTED:
        out.append("on the public list of judgment defaulters")
    elif flags & rows.RESTRICTED:
        out.append("under a restriction on consumption")
    if flags & rows.EXIT_BAN:
        out.append("under a ban on leaving the country")
    return listing(out)


def tries(b: int) -> str:
    """Return how often somebody asked, if more than once."""
    n = b & DETAIL_TRIES
    return "" if n <= 1 else f", {times(n)} in a row"


def _refused(p: Person, a: int, b: int) -> str:
    return f"asked for {GATES[a]} and was refused{tries(b)}"


def _alert(p: Person, a: int, b: int) -> str:
    if a:
        what = f"a camera recognised {p.them}, rightly on the watchlist"
    elif b & 1:
        what = f"a camera recognised {p.them}, on the watchlist by mistake"
    else:
        what = f"a camera took {p.her} face for a stranger's on the watchlist"
    return what + ("; an operator looked at the alert" if b & 2 else "; no operator had time to look")


def _case(p: Person, a: int, b: int) -> str:
    if a & rows.MISSED:
        return f"a court opened an enforcement case for {p.her} debt under somebody else's name"
    if a & rows.WRONG_PERSON:
        return f"a court opened an enforcement case against {p.them} for a debt that is not {p.hers}"
    return f"a court opened an enforcement case against {p.them}"


def flaws(p: Person, flags: int) -> str:
    """Return what is wrong with a court case from its beginning, as an addition to what it brought."""
    out = []
    if flags & rows.WRONG_PERSON:
        out.append(f"for a debt that is not {p.hers}")
    if flags & rows.NOT_SERVED:
        out.append(f"though the court's papers never reached {p.them}")
    if flags & rows.NO_MEANS and flags & rows.LISTED:
        out.append(f"though a court found nothing of {p.hers} to take")
    return "".join(f", {flaw}" for flaw in out)


def _old(p: Person, a: int, b: int) -> str:
    paid = "; it has been paid since" if a & rows.PAID else ""
    return f"a court put {p.them} {bindings(a)}{flaws(p, a)}{paid}"


def _lost(p: Person, a: int, b: int) -> str:
    wrong = "" if not b else (" that were not due" if b == a else f", {b} of them not due")
    return f"lost {counted(a, 'point')}{wrong}"


def _decided(word: str) -> Callable[[Person, int, int], str]:
    def says(p: Person, a: int, b: int) -> str:
        looked = "after somebody looked at the file" if b & 2 else "without anybody looking at the file"
        return f"{word} the appeal after {counted(a, 'day')}, {looked}"

    return says


def _removed(p: Person, a: int, b: int) -> str:
    late = ", later than the rules allow" if b else ""
    return f"was no longer {bindings(a)}{late}"


def _consent(p: Person, a: int, b: int) -> str:
    return f"was asked for consent to be scored and {'agreed' if a else 'said no'}"


def _record(p: Person, b: int) -> str:
    return f"the mark against {p.them}" if b & 1 else f"{p.her} court record"


def _post(p: Person, a: int, b: int) -> str:
    return "wrote a critical post, which is lawful" + ("" if a else ", outside the app")


def _withheld(p: Person, a: int, b: int) -> str:
    return "wanted to write a critical post and did not"


def _screened(p: Person, a: int, b: int) -> str:
    if a:
        return "a reviewer saw before the listing that it was the wrong person"
    return "the court found nothing to pay with and went no further"


def _plain(text: str) -> Callable[[Person, int, int], str]:
    return lambda p, a, b: text.format(her=p.her, them=p.them, she=p.she, hers=p.hers)


SENTENCES: dict[int, Callable[[Person, int, int], str]] = {
    e.LATE_PAYMENT: _plain("paid a bill late"),
    e.DEFAULT: _plain("did not pay a debt that a court had confirmed"),
    e.TRAFFIC_OFFENCE: _plain("broke a traffic rule"),
    e.PUBLIC_ORDER: _plain("committed a minor public-order offence"),
    e.GOOD_DEED: lambda p, a, b: DEEDS[a],
    e.CRITICAL_POST: _post,
    e.POST_WITHHELD: _withheld,
    e.POST_SUPPRESSED: _plain("the platform took {her} post down"),
    e.POST_REPORTED: _plain("the platform passed {her} post on to the authorities"),
    e.POST_MISREAD: _plain("{her} post was taken for an offence that it was not"),
    e.ALERT: _alert,
    e.STOPPED: _plain("was stopped by police in the street"),
    e.CAPTURED: _plain("a camera recorded the offence"),
    e.FALSE_RECORD: _plain("a camera recorded somebody else's offence under {her} name"),
    e.PICTURE_MATCHED: _plain("a camera took a picture of {her} face for {them}, who was elsewhere"),
    e.MISATTRIBUTED: _plain("the record of it went to somebody else"),
    e.FILE_OPENED: _plain("an authority opened {her} file"),
    e.FILE_MISREAD: _plain("whoever read {her} file misread it"),
    e.EXPOSED: lambda p, a, b: f"some {roughly(a)} records about {p.them} leaked",
    e.REIDENTIFIED: _plain("the leaked trace fits {them} and nobody else"),
    e.CASE_OPENED: _case,
    e.NOT_SERVED: _plain("the court's papers never reached {them}"),
    e.PAID: _plain("paid what the court asked"),
    e.BOUND: lambda p, a, b: f"was put {bindings(a)}{flaws(p, b)}",
    e.SCREENED_OUT: _screened,
    e.REMOVED: _removed,
    e.POINTS_LOST: _lost,
    e.POINTS_GAINED: lambda p, a, b: f"gained {counted(a, 'point')}",
    e.CONTAGION: lambda p, a, b: f"{a} of {p.her} 8 closest contacts {'is' if a == 1 else 'are'} in trouble",
    e.FALSE_LATE: _plain("a late payment that never was entered {her} credit file"),
    e.REFUSED: _refused,
    e.PASSED_BY_MISTAKE: lambda p, a, b: f"got through by mistake: the rules said no to {GATES[a]}",
    e.NOT_SOUGHT: lambda p, a, b: f"needed {GATES[a]} and did not ask, knowing the answer",
    e.PERK: lambda p, a, b: f"got {GATES[a]} on better terms",
    e.BECAME_AWARE: _plain("found out that the system exists"),
    e.NOTIFIED: _plain("was told of it, and why"),
    e.APPEAL_FILED: _plain("filed an appeal"),
    e.APPEAL_WON: _decided("won"),
    e.APPEAL_LOST: _decided("lost"),
    e.APPEAL_ABANDONED: _plain("gave up the appeal"),
    e.CORRECTED: lambda p, a, b: f"{_record(p, b)} was corrected",
    e.COMPENSATED: _plain("was compensated"),
    e.JOINED: _plain("joined the app"),
    e.LEFT: _plain("left the app"),
    e.ENROLLED_UNASKED: _plain("was enrolled in the credit score without being asked"),
    e.ASKED_CONSENT: _consent,
    e.OPTED_OUT: _plain("withdrew {her} consent to be scored"),
    e.CONTESTED_SPEECH: _plain("a court called {her} post defamatory; the finding is contested"),
    e.COMPANY_CASE: _plain("a company that {she} represents did not perform a judgment"),
    e.BEFORE_FIRST_DAY: _old,
    e.BORROWED_IDENTITY: _plain("somebody who uses {her} identity did not pay a debt"),
    e.AVERAGED_DEBT: _plain("a computer spread a year's income evenly and took the difference for a debt"),
    e.NAMESAKE: lambda p, a, b: _mixed_up(p, b),
    e.LAWFUL_POST_FLAGGED: _plain("the filter took down an ordinary post of {hers}"),
    e.WATCHLISTED: _plain("was put on the watchlist"),
    e.AUDITED: lambda p, a, b: f"an audit of {_record(p, b)} found {'the error' if a else 'nothing'}",
    e.SERVED: _plain("the court's papers arrived"),
    e.REQUESTED: _plain("an authority asked for records"),
    e.TRAITS_ALONE: _plain("a score that follows from who {she} is"),
    e.GRANTED: lambda p, a, b: f"asked for {GATES[a]} and got it",
}  # fmt: skip
assert set(SENTENCES) == set(e.BY_NUMBER), "every kind of event has its sentence"

SUBJECTS = frozenset(
    {
        e.POST_SUPPRESSED, e.POST_REPORTED, e.POST_MISREAD, e.ALERT, e.CAPTURED, e.FALSE_RECORD,
        e.PICTURE_MATCHED, e.MISATTRIBUTED, e.FILE_OPENED, e.FILE_MISREAD, e.EXPOSED, e.REIDENTIFIED,
        e.CASE_OPENED, e.NOT_SERVED, e.SCREENED_OUT, e.CONTAGION, e.FALSE_LATE, e.CORRECTED,
        e.CONTESTED_SPEECH, e.COMPANY_CASE, e.BEFORE_FIRST_DAY, e.BORROWED_IDENTITY, e.NAMESAKE, e.AVERAGED_DEBT,
        e.LAWFUL_POST_FLAGGED, e.AUDITED, e.SERVED, e.REQUESTED, e.TRAITS_ALONE,
    }
)  # fmt: skip
"""Kinds whose sentence has a subject of its own; the others are about the person."""


BRIEFLY: dict[int, Callable[[Person, int, int], str]] = {
    e.REFUSED: lambda p, a, b: f"was refused {GATES[a]}",
    e.ALERT: lambda p, a, b: _alert(p, a, b).partition(";")[0],
    e.BOUND: lambda p, a, b: f"was put {bindings(a)}",
    e.BEFORE_FIRST_DAY: lambda p, a, b: f"a court put {p.them} {bindings(a)}",
    e.CASE_OPENED: _plain("a court opened a case against {them}"),
    e.NAMESAKE: lambda p, a, b: _mixed_up(p, b),
    e.DEFAULT: _plain("left a debt unpaid that a court had confirmed"),
}
"""Shorter words for events that stand as the cause of another."""


def _mixed_up(p: Person, b: int) -> str:
    if b:
        return f"the counter took {p.them} for somebody else of the same name"
    return f"the court took the debt of somebody of the same name for {p.hers}"


def sentence(person: Person, event: Any) -> str:
    """Return what happened, as a clause without a subject of its own where the person is the subject."""
    kind = int(event["event"])
    if kind == e.NOTIFIED:
        what = "refusal" if event["cause"] == e.REFUSED else "listing or restriction"
        return f"was told of the {what}, and why"
    return SENTENCES[kind](person, int(event["a"]), int(event["b"]))


def briefly(person: Person, event: Any) -> str:
    """Return what happened as a short clause, to stand after "because"."""
    kind = int(event["event"])
    words = BRIEFLY.get(kind)
    text = words(person, int(event["a"]), int(event["b"])) if words else sentence(person, event)
    return text if kind in SUBJECTS else f"{person.she} {text}"


def clause(person: Person, event: Any) -> str:
    """Return what happened as a full clause."""
    text = sentence(person, event)
    return text if int(event["event"]) in SUBJECTS else f"{person.she} {text}"
