"""The sentences of the report: what is claimed, what is only conditional, and what must be said before
anything else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from glasshouse.report.facts import Facts, Reading
from glasshouse.report.words import INTERVALS, capital, duration, known, number, percent, span

NOT_A_FACT = "Nothing is presented as a fact about {place} that is a model output."

# What each headline measure says after its number, in the order of printing: a plainer wording than the
# registry's.
HARMS = {
    "people_wrongly_refused": "people refused a service at least once through an error of fact: the wrong "
    "person, a false or a stale record",
    "people_wrongly_refused_law": "people refused at least once against the rule's own conditions: not "
    "served, unable "
    "to pay, past the term",
    "people_refused": "people refused a service at least once, by rule or by error",
    "refusals": "refusals, by rule or by error; one person can be refused many times",
    "people_wrongly_listed": "people on the list at the end who, in fact, should not be on it",
    "wrong_never_notified": "people wronged in fact who have never been told",
    "wrongful_stops": "stops of somebody who was not the person looked for",
    "posts_wrongly_suppressed": "posts hidden by mistake, even by the platform's own rule",
    "people_exposed_in_breach": "people whose records a breach exposed",
    "household_members_affected": "household members whom somebody else's refusal touched",
    "people_enrolled_unasked": "people newly enrolled in scoring without being asked",
    "people_in_hardship": "people in hardship at the end",
}
BENEFITS = {
    "debts_paid": "judgment debts paid; some would have been paid anyway",
    "true_matches": "stops of people who truly were on a watchlist",
    "perks_granted": "advantages given to the well rated",
    "offences_captured": "offences captured that really happened",
    "debts_unpaid": "judgment debts unpaid at the end, to the creditor's loss; the list is said to lower "
    "this number",
}
COSTS = {
    "staff_days": "staff days of eight hours spent on reviews and appeals",
    "appeal_backlog": "appeals that wait for a decision at the end",
    "review_backlog": "alerts that still wait for somebody to look at the end",
    "alerts_reviewed": "alerts that an operator really looked at",
    "appeal_reviews": "appeals that somebody really looked at",
}
COLUMNS = {
    "harm": ("Harms", HARMS),
    "claimed_benefit": ("Claimed benefits", BENEFITS),
    "cost": ("Costs", COSTS),
}
MOST = 7  # headline measures a column; the full table has them all


@dataclass(frozen=True)
class Headline:
    """One number of the front page, with its sentence and interval; `reach` is its range over the assumptions."""

    measure: str
    number: str
    says: str
    bounds: str
    per: str
    reach: str = ""


def headline(reading: Reading, says: str, reach: tuple[float, float] | None = None) -> Headline:
    """Return a measure as a headline: two significant digits, its sentence, its interval and what kind that
    is."""
    return Headline(
        reading.name,
        reading.words,
        says,
        reading.bounds,
        "per 100,000 people" if reading.scaled else reading.unit,
        f"{INTERVALS['assumption']}, one at a time: {span(*reach)}" if reach else "",
    )


def columns(
    facts: Facts, reach: Mapping[str, tuple[float, float]] | None = None
) -> list[tuple[str, str, list[Headline]]]:
    """Return harms, claimed benefits and costs as columns that stand side by side: (kind, title, headlines).

    Only the measures named above, in that order; the table of all measures has the rest. `reach`: measure -> its
    range over the assumptions, where that was looked into.
    """
    made = []
    for kind, (title, order) in COLUMNS.items():
        found = [(facts.measures[name], says) for name, says in order.items() if name in facts.measures]
        # What the scenario has no mechanism for is left to the table, unless nothing else is left to say.
        on = [(reading, says) for reading, says in found if not reading.off] or found
        made.append((kind, title, [headline(*one, (reach or {}).get(one[0].name)) for one in on[:MOST]]))
    return made


def lead(facts: Facts) -> str:
    """Return the first sentence of the report: who was refused, and how many of them in error, with
    intervals."""
    period = f"within {duration(facts.days)}"
    refused = facts.measures.get("people_refused")
    wrongly = facts.measures.get("people_wrongly_refused")
    if refused is None or wrongly is None:
        return f"{capital(number(facts.people))} synthetic people lived under these rules {period}."
    if not refused.figure:
        return stopped(facts, period)
    first = (
        f"In this model {refused.words} of every 100,000 people were refused a service at least once "
        f"{period} ({refused.bounds})"
    )
    against = facts.measures.get("people_wrongly_refused_law")
    parts = []
    if against is not None and against.figure:
        parts.append(f"for {against.words} of them the rule's own conditions were broken ({against.bounds})")
    if wrongly.figure:
        parts.append(f"for {wrongly.words} an error of fact was behind it ({wrongly.bounds})")
    else:
        parts.append("for none of them an error of fact was behind it")
    return f"{first}; {' and '.join(parts)}."


def stopped(facts: Facts, period: str) -> str:
    """Return the first sentence of a report in which nobody was refused anything: who was stopped instead."""
    stops, wrongly = facts.measures.get("stops"), facts.measures.get("wrongful_stops")
    if stops is None or wrongly is None or not stops.figure:
        return f"In this model nobody was refused anything {period}, and nobody was stopped."
    return (
        f"In this model there were {stops.words} stops after a face alert in every 100,000 people {period} "
        f"({stops.bounds}); {wrongly.words} of them met somebody who was not the person looked for "
        f"({wrongly.bounds})."
    )


def honesty(facts: Facts) -> list[str]:
    """Return the paragraphs that open the report."""
    return opening(facts.name, facts.society, facts.caution, facts.people)


def opening(scenario: str, society: str, caution: str, people: int) -> list[str]:
    """Return the paragraphs that open whatever is told of a scenario with so many synthetic people."""
    china = about_china(scenario, society)
    first = (
        f"This is a model, not a survey. {NOT_A_FACT.format(place='China' if china else 'any country')} Every number "
        "below answers one question: what would follow if the rules and the rates put in were as written?"
    )
    told = [ELSEWHERE, TARGETING] if china else []
    # A scenario's own caution is said too, unless it says what has just been said.
    if caution and not (china and "Xinjiang" in caution):
        told.append(" ".join(caution.split()))
    return [
        first,
        *told,
        (
            f"The {people:,} people in this report are synthetic. They come from a random number generator and published "
            "totals; none of them exists, and nothing here can be said of any person who does."
        ),
    ]


def about_china(scenario: str, society: str) -> bool:
    """Return whether a scenario speaks about China, and so needs the words about what was never measured there."""
    return society.startswith("china") or scenario.startswith("china")


ELSEWHERE = (
    "No error rate of the Chinese system has been published. The error rates used here were measured "
    "elsewhere: in the United Kingdom, the United States, Australia and the Netherlands, under other laws "
    "and with other people. They show that such errors happen and how they travel; they do not show how "
    "many there are in China."
)
TARGETING = (
    "Targeting is not error. The policing of Xinjiang, detention and the household registration system "
    "(hukou) are left out: there people are harmed because the system does what it is meant to do, and no "
    "accuracy would help them. A small number in this report is not a verdict that the system is mild."
)


def conditionals(facts: Facts) -> list[str]:
    """Return what follows for each 1 % of an error that nobody has measured, as sentences that begin with
    'for every'.

    Each is plain arithmetic on counts of this run, shown in the sentence, and holds for any true rate; so it
    can be said where a total cannot.
    """
    told = []
    listed = (facts.per_100k("people_listed") or 0) + (facts.per_100k("people_restricted") or 0)
    travel = sum(facts.per_100k(name) or 0 for name in ("refusals_flights", "refusals_fast_trains"))
    if listed and travel:
        told.append(
            "For every 1 % of listings and spending restrictions that are wrong, about "
            f"{number(travel / 100)} refused flights and fast trains in every 100,000 people fall on "
            f"somebody who should not have been refused (this run: {number(travel)} such refusals, "
            f"{number(travel / listed)} for each listed or restricted person)."
        )
    for name, unit, then, counted in CONDITIONS:
        figure = facts.per_100k(name)
        if figure:
            told.append(
                f"For every 1 % of {unit} that are wrong, {number(figure / 100)} {then} in every 100,000 "
                f"people (this run: {number(figure)} {counted})."
            )
    return told


CONDITIONS = (
    ("refusals_loans", "the records behind refused loans", "loans are wrongly refused", "refused loans"),
    ("people_listed", "listings", "people stand on a list without cause", "people listed"),
    ("stops", "stops", "people are stopped in place of somebody else", "stops"),
    (
        "files_opened",
        "readings of opened files",
        "people are taken for something they are not",
        "files opened",
    ),
    ("posts_suppressed", "decisions to hide a post", "lawful posts are lost", "posts hidden"),
)


def press_sentence(here: Facts, there: Facts) -> str:
    """Return the comparison of the documented wiring with the one the press told, in a sentence."""
    one, two = here.per_100k("people_refused"), there.per_100k("people_refused")
    if not one or not two:
        return ""
    times = two / one
    more = f"{number(times)} times as many" if times >= 1 else f"{percent(times)} as many"
    return (
        f"Had one score decided everything, as the press told it, {more} people would have been refused a "
        f"service: {number(two)} instead of {number(one)} in every 100,000."
    )


PER_MILLION = "false_alerts_per_million_faces"


def both_ways(facts: Facts) -> list[str]:
    """Return what the split over verdicts does not show: errors in the person's favour, and the two readings
    of an alert."""
    told = []
    favour, missed = facts.per_100k("errors_in_favour"), facts.per_100k("refusals_missed")
    if favour or missed:
        told.append(
            f"Errors also run the other way: {number(favour or 0)} errors in the person's favour and "
            f"{number(missed or 0)} requests let through that the rule would have refused, in every 100,000 "
            "people."
        )
    alerts, faces = facts.measures.get("false_alerts_per_alert"), facts.measures.get(PER_MILLION)
    if alerts and faces and known(alerts.figure) and known(faces.figure) and faces.figure:
        told.append(
            f"The same false alerts read two ways: {faces.words} in a million faces compared, and "
            f"{percent(alerts.figure)} of all alerts. Neither number is told without the other."
        )
    tainted = facts.per_100k("refusals_tainted")
    if tainted:
        told.append(
            f"{capital(number(tainted))} refusals in every 100,000 people go back to an error somewhere in "
            "their chain of causes, even where the last step followed the rule."
        )
    return told


GRADE_SAYS = {
    "measured": "read in a primary source",
    "reported": "from the press or a secondary source",
    "derived": "arithmetic from measured or reported figures",
    "assumed": "nobody measured it; the range is what a sweep should cover",
}


def by_link(facts: Facts) -> list[tuple[str, list[Reading]]]:
    """Return all measures by link of the chain, in the order of the table."""
    links: dict[str, list[Reading]] = {}
    for reading in facts.measures.values():
        links.setdefault(reading.link or "other", []).append(reading)
    return list(links.items())
