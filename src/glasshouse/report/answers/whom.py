"""Whom a comparison changed something for, as figures: people, groups, regions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from glasshouse.report import charts
from glasshouse.report.answers.contrasts import INKS, main
from glasshouse.report.answers.effect import Effect
from glasshouse.report.figure import Figure, Table
from glasshouse.report.words import capital, label, listing, number, signed, signed_span

if TYPE_CHECKING:
    from glasshouse.experiments.pair import Comparison

CHANCE = 0.05
"""How often a 95 % interval leaves out zero where there is no effect."""


def people(done: Comparison) -> Figure | None:
    """Return how many people's lives changed, and for how many they got better and worse."""
    from glasshouse.experiments.pair import UNDER

    if done.people is None or not done.people.changed:
        return None
    scale = 1e5 / done.base.people
    whole = done.people.times(scale)
    apart = done.direct.times(scale) if done.direct is not None else None
    told = {
        "Suffered fewer harms": ("benefit", whole.better, number(whole.spared), apart and apart.better),
        "Suffered more harms": ("harm", whole.worse, number(whole.added), apart and apart.worse),
        "Changed otherwise": (
            "neutral",
            max(whole.changed - whole.better - whole.worse, 0.0),
            "none",
            apart and max(apart.changed - apart.better - apart.worse, 0.0),
        ),
    }
    rows = [
        {"label": name, "value": many, "text": number(many), "ink": ink}
        for name, (ink, many, _, _) in told.items()
    ]
    said = listing([f"{name.lower()}, {number(many)}" for name, (_, many, _, _) in told.items()])
    harms = f" Over these people {number(whole.spared)} harms are spared and {number(whole.added)} added"
    directly = (
        f"; with climate and queues as they were, {number(apart.better)} people have fewer and {number(apart.worse)} more."
        if apart is not None
        else "."
    )
    return Figure(
        "people",
        f"{number(whole.changed)} of every 100,000 lives change at all",
        f"Counted {UNDER}: no data can say what would have become of one individual, and other luck would spare "
        "other people. A harm is a refused attempt, a wrongful stop, a listing, an exposure, a post taken down: counted, "
        f"not weighed.{harms}{directly}",
        f"Of every 100,000 people, {UNDER}: {said}.{harms}{directly}",
        Table(
            "Lives that change, per 100,000 people",
            ("Who", "People", "Harms spared or added", "Directly"),
            [
                (name, number(many), harms, number(direct) if direct is not None else "not known")
                for name, (_, many, harms, direct) in told.items()
            ],
        ),
        lambda width: charts.bars(rows, width, said),
    )


def groups(done: Comparison) -> Figure | None:
    """Return the effect on the main measure in each group, per 100,000 people of the group."""
    table = done.by_group.filter(measure=main(done))
    named = {"income": "{} of income", "age": "aged {}"}
    every = [
        (named.get(row["margin"], "{}").format(row["level"]), Effect.of(row, row["people"]))
        for row in table.iter_rows(named=True)
    ]
    return _by(main(done), "group", every, every, "")


def regions(done: Comparison) -> Figure | None:
    """Return the effect on the main measure in each region; drawn where it can be told from none.

    Nothing is drawn where chance alone would make as many regions seem to differ.
    """
    from glasshouse.report.places import regions as named

    table = done.by_region.filter(measure=main(done))
    about = named(done.base.society.name, {"regions": done.base.society.regions})
    every = [
        (str(about.get(row["region"], {}).get("name") or row["region"]), Effect.of(row, row["people"]))
        for row in table.iter_rows(named=True)
    ]
    if len(every) < 2:
        return None
    apart = [pair for pair in every if pair[1].told_apart]
    shown = apart if by_chance(len(apart), len(every)) < CHANCE else []
    note = f" The effect can be told from none in {len(apart)} of {len(every)} regions, which are drawn."
    return _by(main(done), "region", every, shown, note)


def by_chance(many: int, of: int) -> float:
    """Return how likely it is that so many of 95 % intervals leave out zero where there is no effect at all.

    >>> round(by_chance(1, 31), 3), round(by_chance(5, 31), 3)
    (0.796, 0.018)
    """
    return sum(
        math.comb(of, count) * CHANCE**count * (1 - CHANCE) ** (of - count) for count in range(many, of + 1)
    )


def _by(
    measure: str,
    where: str,
    every: list[tuple[str, Effect]],
    shown: list[tuple[str, Effect]],
    note: str,
) -> Figure | None:
    """Return the effect on the main measure in each part of society."""
    if not any(one.difference for _, one in every):
        return None
    rows = [
        {
            "label": capital(part),
            "value": one.difference,
            "low": one.low,
            "high": one.high,
            "text": signed(one.difference),
            "ink": one.ink,
        }
        for part, one in shown
    ]
    said = "; ".join(
        f"{part} {signed(one.difference)} ({signed_span(one.low, one.high)})" for part, one in shown
    )
    few = f"in no more of the {len(every)} {where}s than chance explains"
    sentence = f"{capital(label(measure))}, difference per 100,000 people of each {where}: {said or few}."
    return Figure(
        f"{where}s",
        f"{capital(label(measure))}, by {where}",
        f"Difference per 100,000 people of the {where}, with 95 % paired intervals.{note if rows else ''}",
        sentence,
        Table(
            f"{capital(label(measure))} by {where}, per 100,000 people of the {where}",
            (capital(where), "Without", "With", "Difference", "95 % paired interval"),
            [
                (
                    capital(part),
                    number(one.base),
                    number(one.changed),
                    signed(one.difference),
                    signed_span(one.low, one.high) or "none",
                )
                for part, one in every
            ],
        ),
        (lambda width: charts.forest(rows, width, sentence)) if rows else None,
        [(ink, word) for ink, word in INKS.items() if any(row["ink"] == ink for row in rows)],
        empty=f"The effect can be told from none {few}, so nothing is drawn. The figures are in the table.",
    )
