"""A comparison as a page: what changed, for whom, directly and through everybody else, and at what cost."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from glasshouse.report.answers.contrasts import effect, main, meant, over_seeds, uses, ways
from glasshouse.report.answers.effect import Effect, columns, effects
from glasshouse.report.answers.layout import Page, Portrait, Section, honesty
from glasshouse.report.answers.twins import story
from glasshouse.report.answers.whom import groups, people, regions
from glasshouse.report.figure import Figure, Table
from glasshouse.report.words import (
    capital,
    duration,
    known,
    label,
    listing,
    number,
    signed,
    signed_span,
)

if TYPE_CHECKING:
    from glasshouse.experiments.pair import Comparison

SAME_LUCK = (
    "Both worlds have the same people and the same luck. So a difference is what the change does and not who "
    "happened to be drawn; its interval says how far it would move with other communities of the same kind. It "
    "says nothing of how wrong an assumption may be."
)
NOT_ONE_PERSON = (
    "No data can say what would have become of one individual. Better and worse count people in this model, "
    "under shared luck."
)


def figures(done: Comparison) -> dict[str, Figure]:
    """Return every figure of a comparison by name."""
    made = [effect(done), ways(done), people(done), groups(done), regions(done), over_seeds(done)]
    return {figure.name: figure for figure in made if figure is not None}


def page(done: Comparison) -> Page:
    """Return the page of a comparison."""
    found = effects(done)
    made = figures(done)
    told = story(done)
    sections = [
        Section(
            "effects",
            "What changes",
            "What changes",
            "Differences between the two worlds, per 100,000 people unless it says otherwise: with the change minus "
            "without it. A plus under harms is more harm.",
            says=[*promised(done, found), *(f"{capital(said.rstrip('.'))}." for said in done.warnings)],
            columns=columns(found, meant(done)),
            figures=[made.get("effects"), made.get("seeds")],
        ),
        Section("ways", "How it comes about", "How", figures=[made.get("ways"), made.get("people")]),
        Section("whom", "For whom", "For whom", figures=[made.get("groups"), made.get("regions")]),
        *([Section("twin", told.title, "One person, twice", lives=told.lives)] if told else []),
        Section(
            "not-happened",
            "What did not happen",
            "What did not happen",
            "People also do things, or leave them. Against the other world, under the same luck:",
            points=not_happened(found),
        ),
        Section("cost", "What it costs, and how it fails", "Cost", portraits=costs(done)),
        Section("all", "Every measure", "All numbers", table=every(found)),
    ]
    return replace(head(done), sections=sections)


def head(done: Comparison) -> Page:
    """Return the page of a comparison without its sections, which take seconds: a life is lived again for them."""
    plan = done.base
    return Page(
        kind="comparison",
        title=title(done),
        lead=lead(done),
        about=[
            ("Scenario", plan.scenario.name),
            ("With", listing(uses(done.changed, plan)) or done.changed.scenario.name),
            *([("In both worlds", listing(uses(plan)))] if uses(plan) else []),
            ("Synthetic people", f"{plan.people:,}"),
            ("Days", str(plan.days)),
            ("Seed", str(plan.seed)),
        ],
        honesty=honesty(plan.scenario, plan.people, SAME_LUCK, NOT_ONE_PERSON),
        commands=[plan.command(), done.changed.command()],
        digests=[("Digest without", done.digests[0]), ("Digest with", done.digests[1])],
    )


def title(done: Comparison) -> str:
    """Return the headline of a comparison."""
    more = [text.replace("_", " ") for text in uses(done.changed, done.base)]
    if more:
        return f"What {listing(more)} would have changed"
    return f"{done.changed.scenario.title}, beside {done.base.scenario.title}"


def lead(done: Comparison) -> str:
    """Return the first sentence of a comparison: the main effect, and whose lives changed."""
    one = effects(done)[main(done)]
    period = f"within {duration(done.base.days)}"
    said = (
        f"In this model {label(one.measure)} go {one.moved} per 100,000 people {period}: {signed(one.difference)} "
        f"({one.bounds})"
        if one.difference
        else f"In this model {label(one.measure)} stay at {number(one.base)} per 100,000 people {period}"
    )
    if done.people is None:
        return f"{said}."
    better, worse = (number(value) for value in (done.people.better, done.people.worse))
    return (
        f"{said}. Of {done.base.people:,} synthetic people {better} suffered fewer harms and {worse} more, "
        "under shared luck."
    )


def promised(done: Comparison, found: dict[str, Effect]) -> list[str]:
    """Return what each safeguard is meant to move, stated before it was tried, and how that moved here."""
    from glasshouse.safeguards import read

    there = set(uses(done.base))
    told = []
    for use in done.changed.safeguards:
        aim = read(use.name).meant
        one = found.get(aim.measure)
        if use.text in there or one is None:
            continue
        moved = f"{signed(one.difference)}, {one.moved}, {one.bounds}" if one.difference else "no difference"
        way = "lower" if aim.direction == "down" else "raise"
        told.append(f"{capital(label(use.name))} is meant to {way} the measure {aim.measure}: {moved}.")
    return told


def not_happened(found: dict[str, Effect]) -> list[str]:
    """Return what people did in one world and not in the other, as sentences with intervals."""
    words = {
        "posts_not_written": "lawful critical posts written",
        "services_not_asked_for": "requests for a service",
        "breaches_avoided": "payments missed and offences committed",
    }
    return [
        f"{capital(word)}: {signed(found[name].difference)} per 100,000 people ({found[name].bounds})."
        if found[name].difference
        else f"{capital(word)}: as many in both worlds."
        for name, word in words.items()
        if name in found and known(found[name].difference)
    ]


def costs(done: Comparison) -> list[Portrait]:
    """Return what the safeguards cost, who asks for them and how they fail, as their files say."""
    from glasshouse.safeguards import read

    there = set(uses(done.base))
    told: list[Portrait] = []
    for use in done.changed.safeguards:
        if use.text not in there:
            one = read(use.name)
            cost = one.cost
            lines = [
                ("Staff", cost.staff),
                ("Delay", cost.delay),
                ("Money", cost.money),
                ("Lost", cost.misses),
            ]
            lines += [("Fails", f"{way.how} ({way.source})") for way in one.failures]
            lines += [("Asked for by", f"{law.anchor} ({law.date}): {law.demands}") for law in one.laws]
            if one.change_of_law:
                lines.append(("Needs a change of law", one.change_of_law))
            told.append((f"{capital(label(one.name))}: {one.title[:1].lower()}{one.title[1:]}", lines))
    return told


def every(found: dict[str, Effect]) -> Table:
    """Return every measure that moved, as a table."""
    return Table(
        "Every measure that differs between the two worlds, per 100,000 people where it counts",
        ("Measure", "Kind", "Without", "With", "Difference", "95 % paired interval"),
        [
            (
                capital(label(one.measure)),
                one.kind.replace("_", " "),
                "" if one.base is None else number(one.base),
                "" if one.changed is None else number(one.changed),
                signed(one.difference),
                signed_span(one.low, one.high) or "none",
            )
            for one in found.values()
            if one.difference
        ],
    )
