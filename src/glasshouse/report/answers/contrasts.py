"""What a comparison changed, as figures: effects on harms, direct and through others, over several kinds of luck."""

from __future__ import annotations

from typing import TYPE_CHECKING

from glasshouse.report import charts, sentences
from glasshouse.report.answers.effect import Effect, effects, per_100k
from glasshouse.report.figure import Figure, Table
from glasshouse.report.words import (
    capital,
    known,
    label,
    number,
    signed,
    signed_percent,
    signed_span,
)

if TYPE_CHECKING:
    from glasshouse.experiments.pair import Comparison
    from glasshouse.scenario import Plan

SHOWN = 12
"""Effects that are drawn; the table of all measures has the rest."""

INKS = {
    "benefit": "fewer than without",
    "harm": "more than without",
    "muted": "not to be told from no effect",
}
WAYS = ("direct", "spillover")


def uses(plan: Plan, other: Plan | None = None) -> list[str]:
    """Return the safeguards of a plan that another plan has not, as they were asked for."""
    there = {use.text for use in other.safeguards} if other is not None else set()
    return [use.text for use in plan.safeguards if use.text not in there]


def meant(done: Comparison) -> tuple[str, ...]:
    """Return the measures that the safeguards of the comparison are meant to move, first the first's."""
    from glasshouse.safeguards import read

    there = set(uses(done.base))
    names = [use.name for use in done.changed.safeguards if use.text not in there]
    found = dict.fromkeys(read(name).meant.measure for name in names)
    known_measures = set(done.measures["measure"])
    return tuple(name for name in found if name in known_measures)


def main(done: Comparison) -> str:
    """Return the measure that the page looks at closely: what the change is meant to move, if it is a harm.

    Else the first harm of the headlines whose effect can be told from none, else refused people.
    """
    found = effects(done)
    aims = [name for name in meant(done) if found[name].kind == "harm"]
    clear = [name for name in sentences.HARMS if name in found and found[name].told_apart]
    return (aims or clear or ["people_refused"])[0]


def drawn(done: Comparison) -> list[Effect]:
    """Return the harms whose effects are drawn: meant ones, then those of the headlines, then the clearest."""
    found = effects(done)
    moved = {name: one for name, one in found.items() if one.kind == "harm" and one.difference and one.share}
    clear = sorted((one for one in moved.values() if one.told_apart), key=lambda one: -abs(one.share or 0.0))
    order = [*meant(done), *sentences.HARMS, *(one.measure for one in clear)]
    return [moved[name] for name in dict.fromkeys(order) if name in moved][:SHOWN]


def effect(done: Comparison) -> Figure | None:
    """Return the effects on harms, each as a share of what it was."""
    shown = drawn(done)
    if not shown:
        return None
    rows = [
        {
            "label": capital(label(one.measure)),
            "value": one.share,
            "low": one.share_low,
            "high": one.share_high,
            "text": f"{signed(one.difference)} ({signed_percent(one.share)})",
            "ink": one.ink,
        }
        for one in shown
    ]
    every = [one for one in effects(done).values() if one.kind == "harm" and one.difference]
    apart = sum(one.told_apart for one in every)
    said = "; ".join(
        f"{label(one.measure)} {one.moved}, {signed(one.difference)} ({signed_span(one.low, one.high) or 'no interval'})"
        for one in shown
    )
    sentence = f"Effects on harms, per 100,000 people, with 95 % paired intervals: {said}."
    return Figure(
        "effects",
        "What changes, as a share of what it was",
        "A dot left of the line is fewer. The bar is the 95 % paired interval, cut where it goes on beyond the edge; "
        f"the number is the difference per 100,000 people. Of {len(every)} harms that move at all, {apart} move by more "
        "than chance; of twenty that the change does not touch, one would seem to.",
        sentence,
        Table(
            "Effects on harms, per 100,000 people",
            ("Harm", "Without", "With", "Difference", "95 % paired interval", "Share of what it was"),
            [
                (
                    capital(label(one.measure)),
                    number(one.base),
                    number(one.changed),
                    signed(one.difference),
                    signed_span(one.low, one.high) or "none",
                    signed_percent(one.share),
                )
                for one in shown
            ],
        ),
        lambda width: charts.forest(rows, width, sentence, True, edge(shown)),
        [(ink, word) for ink, word in INKS.items() if any(row["ink"] == ink for row in rows)],
    )


def edge(shown: list[Effect]) -> float:
    """Return where the scale ends: what can be told from nothing is shown whole, what is mostly chance is cut."""
    ends = [
        abs(end)
        for one in shown
        if one.told_apart
        for end in (one.share_low, one.share_high)
        if end is not None
    ]
    return max([0.25, *(1.1 * end for end in ends)])


def ways(done: Comparison) -> Figure | None:
    """Return how each effect splits into what comes directly and what comes through everybody else."""
    from glasshouse.experiments.pair import SPLIT_PEOPLE

    shown = [
        one
        for one in drawn(done)
        if one.told_apart and one.base and known(one.direct) and known(one.spillover)
    ]
    if not shown:
        return None
    rows = [
        {"label": capital(label(one.measure))}
        | {way: getattr(one, way) / one.base for way in WAYS}
        | {f"{way}_text": signed(getattr(one, way)) for way in WAYS}
        for one in shown
    ]
    said = "; ".join(
        f"{label(one.measure)} {signed(one.direct)} directly and {signed(one.spillover)} by spillover"
        for one in shown
    )
    round_about = any(one.spillover for one in shown)
    return Figure(
        "ways",
        "Directly, and through everybody else" if round_about else "All of it comes directly",
        "Direct: the change with climate and queues as they were without it. Spillover: what comes round through "
        "news, fear and queues that others made longer or shorter (Hudgens and Halloran 2008). As a share of what "
        "it was; the numbers are per 100,000 people. Only effects that can be told from none are split; the split "
        f"itself is worked out on at most {SPLIT_PEOPLE:,} people and has no interval.",
        f"Per 100,000 people: {said}.",
        Table(
            "Direct effect and spillover, per 100,000 people",
            ("Harm", "Direct", "Spillover", "Together"),
            [
                (
                    capital(label(one.measure)),
                    signed(one.direct),
                    signed(one.spillover),
                    signed(one.difference),
                )
                for one in shown
            ],
        ),
        lambda width: charts.parts(rows, width, said),
        [("here", "direct"), ("press", "spillover")],
    )


def over_seeds(done: Comparison) -> Figure | None:
    """Return the differences over several kinds of luck; None where there was one."""
    if not done.seeds.height:
        return None
    table = {row["measure"]: row for row in done.seeds.iter_rows(named=True)}
    shown = [one for one in drawn(done) if one.measure in table and one.base]
    count = int(done.seeds["seeds"][0])
    rows, lines = [], []
    for one in shown:
        scale = per_100k(one.measure, done.base.people)
        mean, low, high = (table[one.measure][key] * scale for key in ("mean", "low", "high"))
        rows.append(
            {
                "label": capital(label(one.measure)),
                **{
                    key: value / one.base
                    for key, value in zip(("value", "low", "high"), (mean, low, high), strict=True)
                },  # type: ignore[operator]
                "text": signed(mean),
                "ink": "benefit" if high < 0 else "harm" if low > 0 else "muted",
            }
        )
        lines.append((capital(label(one.measure)), signed(mean), signed_span(low, high)))
    if not rows:
        return None
    said = "; ".join(f"{name.lower()} {mean} ({bounds})" for name, mean, bounds in lines)
    return Figure(
        "seeds",
        f"With {count} kinds of luck",
        f"Mean difference over {count} seeds; the bar reaches from the quantile 0.025 to 0.975 of them. As a share of "
        "what it was with the first seed; the number is per 100,000 people.",
        f"Mean difference per 100,000 people over {count} seeds: {said}.",
        Table(
            "Differences over seeds, per 100,000 people", ("Harm", "Mean", "Quantiles .025 to .975"), lines
        ),
        lambda width: charts.forest(rows, width, said, True, edge(shown)),
    )
