"""What a life came to: why a refusal was wrong, the losses behind it, days barred, the truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from glasshouse.base import columns as c
from glasshouse.base import events as e
from glasshouse.base import rows
from glasshouse.day.gates.happen import DETAIL_TAINT, DETAIL_TRIES
from glasshouse.explain.chain import CASES, Chain
from glasshouse.explain.phrases import counted, date, listing, times
from glasshouse.explain.words import VERDICTS, briefly, flaws

if TYPE_CHECKING:
    from glasshouse.explain.telling import Teller

LAST = 3
"""Losses of points named behind a refusal."""
OF_THE_SCORE = (e.LATE_PAYMENT, e.FALSE_LATE, e.BOUND)
"""What moves the bureau's score, and so is the logged cause of a refusal by score."""
LOWERED = {
    e.LATE_PAYMENT: "a late payment",
    e.FALSE_LATE: "a late payment that never was",
    e.BOUND: "a court's listing",
    e.BEFORE_FIRST_DAY: "a court's listing",
}
HARD_UP = 32
"""Hardship (of 255) from which a debt is told together with the blow before it."""


def below_the_bar(teller: Teller, i: int) -> str:
    """Return what last moved the points or the score behind a refusal; nothing on other grounds."""
    chain, her = teller.chain, teller.person.her
    if chain.kind[i] != e.REFUSED:
        return ""
    if chain.events["cause"][i] == e.POINTS_LOST:
        lost = _last(chain, i, (e.POINTS_LOST,))
        told = [counted(int(chain.events["a"][j]), "point") + _on(teller, j, _why(teller, j)) for j in lost]
        return _bar(f"{her} points were below the bar", "last lost", told) + _else(teller, i)
    if chain.events["cause"][i] in OF_THE_SCORE:
        kinds = (*OF_THE_SCORE, e.BEFORE_FIRST_DAY)
        told = [LOWERED[int(chain.kind[j])] + _on(teller, j) for j in _last(chain, i, kinds)]
        return _bar(f"{her} credit score was below the bar", "last lowered by", told) + _else(teller, i)
    return ""


def _last(chain: Chain, i: int, kinds: tuple[int, ...]) -> list[int]:
    found = [int(j) for j in np.flatnonzero(np.isin(chain.kind[:i], kinds))]
    decisive = chain.behind(i)
    if decisive in found[:-LAST]:
        return [decisive, *found[1 - LAST :]]
    return found[-LAST:]


def _on(teller: Teller, i: int, why: str = "") -> str:
    reason = f" ({why})" if why else ""
    return f" on {date(teller.lived.plan.start, teller.chain.day[i])}{reason}"


def _bar(what: str, how: str, told: list[str]) -> str:
    return f"{what}; {how}: {listing(told)}" if told else f"{what} from the first day"


def _else(teller: Teller, i: int) -> str:
    wrong = teller.events["verdict"][i] == rows.FACT
    return f"; without the error {teller.person.she} would have passed" if wrong else ""


def _why(teller: Teller, i: int) -> str:
    links = teller.chain.links(i)
    return briefly(teller.person, teller.events[links[0]]) if links else "by rule"


def hard_up(teller: Teller, i: int) -> str:
    """Return the blow before an unpaid bill or debt of somebody in hardship, as an addition to its cause."""
    chain = teller.chain
    if chain.kind[i] not in (e.LATE_PAYMENT, e.DEFAULT) or chain.events["a"][i] < HARD_UP:
        return ""
    before = np.flatnonzero(chain.kind[:i] == e.REFUSED)
    if not len(before):
        return ", in hardship"
    j = int(before[-1])
    return f", in hardship after {briefly(teller.person, chain.events[j])}{teller.on(j, i)}"


def although(teller: Teller, i: int) -> str:
    """Return what makes a refusal by a court case wrong in fact or law, as an addition to its sentence."""
    chain = teller.chain
    verdict = int(chain.events["verdict"][i])
    if chain.kind[i] != e.REFUSED or verdict not in (rows.FACT, rows.LAW):
        return ""
    if int(chain.events["cause"][i]) not in CASES or chain.at_counter(i) is not None:
        return ""
    case = int(chain.events["cause_day"][i])
    said = flaws(teller.person, case_flags(chain, case))
    if said:
        return said
    return ", though the term was over" if verdict == rows.LAW else _stale(teller, i, case)


def _stale(teller: Teller, i: int, case: int) -> str:
    chain = teller.chain
    ends = np.flatnonzero(np.isin(chain.kind[:i], (e.PAID, e.CORRECTED)))
    settled = [int(j) for j in ends if chain.case_of(int(j)) == case]
    if not settled:
        return ", though that had been settled"
    how = "the debt had been paid" if chain.kind[settled[-1]] == e.PAID else "the record had been corrected"
    return f", though {how} on {date(teller.lived.plan.start, chain.day[settled[-1]])}"


def case_flags(chain: Chain, case: int) -> int:
    """Return what is known to be wrong from its beginning with the court case that began on day `case`."""
    for i in range(len(chain.kind)):
        if chain.kind[i] == e.BEFORE_FIRST_DAY and chain.day[i] == case:
            return int(chain.events["a"][i])
        if chain.kind[i] == e.BOUND and chain.events["cause_day"][i] == case:
            return int(chain.events["b"][i])
    return 0


def closing(teller: Teller) -> str:
    """Return the end of a story: what it came to, days barred, and what would have been true."""
    over = f"In {counted(teller.lived.plan.days, 'day')} {teller.person.she} "
    what = [said for said in (_doors(teller), _struck(teller)) if said]
    first = over + (", and ".join(what) if what else "asked for nothing that is checked") + "."
    return " ".join(said for said in (first, _barred(teller), _truth(teller)) if said)


def _doors(teller: Teller) -> str:
    """Return how often somebody asked, and was refused with which verdicts."""
    chain = teller.chain
    refused = chain.events[chain.kind == e.REFUSED]
    asked = len(refused) + int((chain.kind == e.GRANTED).sum())
    if not asked:
        return ""
    if not len(refused):
        return f"asked {times(asked)} for something that is checked and was never refused"
    tries = int((refused["b"] & DETAIL_TRIES).sum())
    more = f", {counted(tries, 'attempt')} in all" if tries > len(refused) else ""
    verdicts = _verdicts(refused["verdict"])
    return f"asked for something {times(asked)} and was refused {times(len(refused))}{more}, {verdicts}"


def _verdicts(verdicts: NDArray[np.int64]) -> str:
    many = {words: int((verdicts == v).sum()) for v, words in VERDICTS.items()}
    there = {words: n for words, n in many.items() if n}
    if len(there) == 1:
        return ("each time " if len(verdicts) > 1 else "") + next(iter(there))
    return listing([f"{times(n)} {words}" for words, n in there.items()])


def _struck(teller: Teller) -> str:
    """Return what else befell somebody: stops, posts taken down, silence, files opened, leaks."""
    chain, her = teller.chain, teller.person.her
    stops = chain.events[chain.kind == e.STOPPED]
    many = (
        (int((stops["verdict"] == rows.FACT).sum()), "was stopped {} by mistake"),
        (
            int(np.isin(chain.kind, (e.POST_SUPPRESSED, e.LAWFUL_POST_FLAGGED)).sum()),
            "had a lawful post taken down {}",
        ),
        (int((chain.kind == e.POST_WITHHELD).sum()), "kept silent {}"),
        (int((chain.kind == e.FILE_OPENED).sum()), f"had {her} file opened {{}}"),
        (int((chain.kind == e.EXPOSED).sum()), f"had {her} records leaked {{}}"),
    )
    return listing([words.format(times(n)) for n, words in many if n])


def _barred(teller: Teller) -> str:
    """Return on how many days a court's binding held, and on how many for somebody else's debt."""
    days = np.zeros(teller.lived.plan.days, dtype=np.int64)
    for begins, ends, fact in spans(teller):
        days[begins:ends] = np.maximum(days[begins:ends], 1 if fact else 2)
    barred, wrong = int((days > 0).sum()), int((days == 1).sum())
    if not barred:
        return ""
    many = "every day" if barred == len(days) else f"on {counted(barred, 'day')}"
    text = f"{teller.person.she.capitalize()} lived under a court's bar {many}"
    share = "" if wrong == barred else f"{wrong:,} of them "
    return f"{text}, {share}for somebody else's debt." if wrong else f"{text}."


def spans(teller: Teller) -> list[tuple[int, int, bool]]:
    """Return the court bindings of a life: first day, day of their end, whether for somebody else's debt."""
    chain, out = teller.chain, []
    ends = [int(j) for j in np.flatnonzero(np.isin(chain.kind, (e.REMOVED, e.CORRECTED)))]
    for i in np.flatnonzero(np.isin(chain.kind, (e.BOUND, e.BEFORE_FIRST_DAY))):
        case = chain.case_of(int(i))
        over = [int(chain.day[j]) for j in ends if chain.case_of(j) == case]
        old = chain.kind[i] == e.BEFORE_FIRST_DAY
        flags = int(chain.events["a" if old else "b"][i])
        begins = max(0, int(chain.day[i]))
        out.append((begins, min([teller.lived.plan.days, *over]), flags & rows.WRONG_PERSON != 0))
    return out


def _truth(teller: Teller) -> str:
    """Return what would have been true if every record were right and every rule kept."""
    refused = teller.events[teller.chain.kind == e.REFUSED]
    wrong = int((refused["verdict"] == rows.FACT).sum())
    void = int((refused["verdict"] == rows.LAW).sum())
    later = int(((refused["b"] & DETAIL_TAINT != 0) & (refused["verdict"] > rows.LAW)).sum())
    out = []
    if wrong:
        out.append(f"had every record been right, {_undone(wrong, len(refused))}")
    if void:
        out.append(f"had the rules been kept, {_undone(void, len(refused))}")
    if later:
        out.append(f"{counted(later, 'refusal')} came after an error had touched {teller.person.her} life")
    out += state(teller)
    if not out and len(refused):
        out.append("every record behind this was right: the rules want it so, which does not make them just")
    return _sentence("; ".join(out))


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}." if text else ""


def _undone(some: int, all_: int) -> str:
    if some == all_:
        return (
            "none of the refusals would have happened" if all_ > 1 else "the refusal would not have happened"
        )
    return f"at least {some} of the {all_} refusals would not have happened"  # others may follow from these


def state(teller: Teller) -> list[str]:
    """Return what is wrong on the last evening: where belief differs from the truth, and who was never told."""
    end, p, out = teller.end, teller.person, []
    if end[c.LISTED] and not end[c.LISTED_TRUE]:
        out.append(f"{p.she} is on the list and ought not to be")
    if not end[c.LISTED] and end[c.LISTED_TRUE]:
        out.append(f"{p.she} ought to be on the list and is not")
    if end[c.POINTS] != end[c.POINTS_TRUE]:
        out.append(f"{p.she} has {end[c.POINTS]} points where {end[c.POINTS_TRUE]} would be right")
    if end[c.LATE_FALSE]:
        many = counted(end[c.LATE_FALSE], "late payment")
        out.append(f"{p.her} credit file holds {many} that never was")
    if end[c.WATCH_WRONG] and end[c.WATCH]:
        out.append(f"{p.she} is on the watchlist by mistake")
    said = [f"at the end {listing(out)}"] if out else []
    if end[c.EVER] & c.EVER_WRONGED and not end[c.EVER] & c.EVER_NOTIFIED:
        said.append(f"{p.she} never got notice of the error")
    return said
