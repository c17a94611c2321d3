"""Verdict cards: a claim, its effect, where in the plausible space it holds, and the assumption that flips it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from glasshouse.report import charts, render
from glasshouse.report.answers.layout import Page, Section, command, honesty
from glasshouse.report.figure import Figure, Table
from glasshouse.report.grounds import amount
from glasshouse.report.words import capital, known, label, listing, percent, signed_percent

if TYPE_CHECKING:
    from glasshouse.experiments.verdict import Card, Flip

SPACE = {"benefit": "it holds", "harm": "it does not hold", "rule": "nothing to move"}


def figures(done: Card) -> dict[str, Figure]:
    """Return the figures of a card by name."""
    made = [effect(done), space(done), flips(done)]
    return {figure.name: figure for figure in made if figure is not None}


def claimed(done: Card) -> str:
    """Return the claim in words."""
    said = done.claim
    more = [label(use) for use in said.changed.safeguards if use not in said.base.safeguards]
    verb = {"down": "lower", "up": "raise"}[said.direction] + ("s" if len(more) == 1 else "")
    size = f" by {percent(said.by)} or more" if said.by > 0 else ""
    return f"{capital(listing(more) or said.changed.scenario)} {verb} {label(said.measure)}{size}"


def finding(done: Card) -> str:
    """Return whether the claim holds at the assumed values, with its effect and interval."""
    if not known(done.effect):
        return "At the assumed values there is nothing to move: without the change nobody suffers it in this world."
    holds = "holds" if done.holds else "does not hold"
    sign = -1.0 if done.claim.direction == "down" else 1.0
    ends = sorted((sign * done.low, sign * done.high))
    return (
        f"At the assumed values it {holds}: {signed_percent(sign * done.effect)} "
        f"(95 % paired interval {signed_percent(ends[0])} to {signed_percent(ends[1])})."
    )


def where(done: Card) -> str:
    """Return in which share of the plausible space the claim holds."""
    shares = " and ".join(f"{percent(share)} ({scale})" for scale, share in done.shares.items())
    something = " and something is left to move" if any(done.undefined.values()) else ""
    return (
        f"It holds in {shares} of the plausible space, in which every assumed number is drawn from its range{something}; "
        f"{done.points} points on each scale."
    )


def turning(done: Card) -> str:
    """Return what flips the claim, in a sentence; where the harm itself is gone, it is not the claim that fails."""
    real = [one for one in done.flips if known(one.effect)]
    gone = sorted({one.parameter for one in done.flips if not known(one.effect)})
    told = f"None of {len(done.tried)} assumptions that were tried flips it alone within its range."
    if real:
        one = real[0]
        told = (
            f"What flips it first is {one.parameter} ({one.grade}): at {_short(one.value)} instead of "
            f"{amount(one.assumed)} (range {amount(one.low)} to {amount(one.high)}) the effect is "
            f"{signed_percent(_signed(done, one.effect))}."
        )
    if gone:
        told += f" At an end of {listing(gone)} the harm does not occur at all, and there is nothing to move."
    return told


def _short(value: float) -> str:
    """Return a value that was searched for, in as many digits as the search has."""
    return amount(float(f"{value:.3g}"))


def _signed(done: Card, effect: float) -> float:
    """Return an effect in the claimed direction as a change of the measure: less is below zero."""
    return (-effect if done.claim.direction == "down" else effect) + 0.0


def said(done: Card) -> list[str]:
    """Return a card in sentences: the claim, the finding, where it holds, what flips it."""
    return [claimed(done), finding(done), where(done), turning(done)]


def drawn(done: Card, place: int) -> list[tuple[Figure, list[Any]]]:
    """Return the figures of a card among others on a page, with their drawings; `place` tells them apart."""
    named = [replace(figure, name=f"{name}-{place}") for name, figure in figures(done).items()]
    return [(figure, render.drawn(figure)) for figure in named]


def effect(done: Card) -> Figure | None:
    """Return the effect at the assumed values, and the size that the claim states; None with nothing to move."""
    if not known(done.effect):
        return None
    sign = -1.0 if done.claim.direction == "down" else 1.0
    ends = sorted((sign * done.low, sign * done.high))
    stated = sign * done.claim.by
    rows: list[dict[str, Any]] = [
        {
            "label": "Effect, at the assumed values",
            "value": sign * done.effect,
            "low": ends[0],
            "high": ends[1],
            "text": signed_percent(sign * done.effect),
            "ink": "benefit" if done.holds else "muted",
        },
        {
            "label": "Stated at least",
            "value": stated,
            "text": signed_percent(stated) if stated else "any",
            "ink": "neutral",
        },
    ]
    says = finding(done)
    return Figure(
        "effect",
        "It holds at the assumed values" if done.holds else "It does not hold at the assumed values",
        f"{capital(label(done.claim.measure))}, difference as a share of what it was, with its 95 % paired interval; "
        "below it the size that the claim states.",
        says,
        Table(
            "The effect, as a share of what it was",
            ("What", "Share", "95 % paired interval"),
            [
                ("Effect", rows[0]["text"], f"{signed_percent(ends[0])} to {signed_percent(ends[1])}"),
                ("Stated at least", rows[1]["text"], "none"),
            ],
        ),
        lambda width: charts.forest(rows, width, says, True),
    )


def space(done: Card) -> Figure:
    """Return in which share of the plausible space the claim holds, on both scales."""
    rows: list[dict[str, Any]] = []
    for scale, share in done.shares.items():
        none = done.undefined.get(scale, 0.0)
        parts = {"benefit": share * (1 - none), "harm": (1 - share) * (1 - none), "rule": none}
        text = " · ".join(f"{word} in {percent(parts[key])}" for key, word in SPACE.items() if parts[key])
        rows.append(
            {
                "label": capital(scale),
                "text": text,
                "brief": f"it holds in {percent(parts['benefit'])}",
                **parts,
            }
        )
    says = where(done)
    least = min(done.shares.values(), default=0.0)
    return Figure(
        "space",
        f"It holds in {percent(least)} of the plausible space" + (" or more" if len(done.shares) > 1 else ""),
        "Every assumed number is drawn from its range, evenly (uniform) or evenly by order of magnitude (log-uniform). "
        "Nothing to move: in such a world the harm does not occur at all.",
        says,
        Table(
            "Share of the plausible space",
            ("Scale", *map(capital, SPACE.values())),
            [(row["label"], *(percent(row[key]) for key in SPACE)) for row in rows],
        ),
        lambda width: charts.stacked(rows, width, says, SPACE),
        [(key, word) for key, word in SPACE.items() if any(row[key] for row in rows)],
    )


def flips(done: Card) -> Figure | None:
    """Return the assumptions that flip the claim alone, nearest first; None where none does."""
    if not done.flips:
        return None
    to: dict[str, list[Flip]] = {}
    for one in done.flips:
        to.setdefault(one.parameter, []).append(one)
    rows = [
        {
            "label": name,
            "at": _share(one, one.assumed),
            "flip": _share(one, one.value),
            "end": 1.0 if one.value > one.assumed else 0.0,
            "ink": "harm" if known(one.effect) else "rule",
            # An assumption that flips it at both ends has one line, and one number: the nearer.
            "text": "" if place else f"{_short(one.assumed)} → {_short(one.value)}",
        }
        for name, ends in to.items()
        for place, one in enumerate(ends)
    ]
    says = turning(done)
    key = (("harm", "the verdict is the other one"), ("rule", "nothing to move"))
    return Figure(
        "flips",
        f"{len(to)} of {len(done.tried)} assumptions that were tried turn it round",
        "Each line is the range of one assumption, the tick the value that is assumed. The number is the assumed value "
        "and the nearest that was found where the claim no longer holds.",
        says,
        Table(
            "Assumptions that flip the claim, nearest first",
            ("Assumption", "Grade", "Assumed", "Flips at", "Range", "Effect there"),
            [
                (
                    one.parameter,
                    one.grade,
                    amount(one.assumed),
                    _short(one.value),
                    f"{amount(one.low)} to {amount(one.high)}",
                    signed_percent(_signed(done, one.effect)) if known(one.effect) else "nothing to move",
                )
                for one in done.flips
            ],
        ),
        lambda width: charts.ranges(rows, width, says),
        [(ink, word) for ink, word in key if any(row["ink"] == ink for row in rows)],
    )


def _share(one: Flip, value: float) -> float:
    return (value - one.low) / (one.high - one.low)


def page(done: Card) -> Page:
    """Return the page of one verdict card."""
    from glasshouse.scenario import read

    world = done.claim.base
    scenario = read(world.scenario)
    made = figures(done)
    says = [] if "effect" in made else [finding(done)]
    uses = [use for use in done.claim.changed.safeguards if use not in world.safeguards]
    more = [word for use in uses for word in ("--with", use)]
    more += ["--measure", done.claim.measure, "--by", f"{done.claim.by:g}", "--points", str(done.points)]
    more += ["--given", ",".join(world.safeguards)] if world.safeguards else []
    return Page(
        kind="verdict",
        title=claimed(done),
        lead=f"{finding(done)} {where(done)} {turning(done)}",
        about=[
            ("Scenario", scenario.name),
            ("Synthetic people", f"{world.people:,}"),
            ("Points tried", str(2 * done.points)),
            ("Assumptions tried for a flip", str(len(done.tried))),
            ("Seed", str(world.seed)),
        ],
        honesty=honesty(
            scenario,
            world.people,
            "A share of the plausible space is not a probability. It says over how much of what nobody has measured "
            "the claim would survive, if the ranges are right.",
        ),
        sections=[
            Section("effect", "The effect", "The effect", says=says, figures=[made.get("effect")]),
            Section("space", "Where it holds", "Where it holds", figures=[made["space"]]),
            Section(
                "flips",
                "What flips it",
                "What flips it",
                says=[
                    "Tried were the assumptions that go most with the effect: " + ", ".join(done.tried) + ".",
                    *([] if done.flips else [turning(done)]),
                ],
                figures=[made.get("flips")],
            ),
        ],
        commands=[command("verdict", world, *more)],
    )
