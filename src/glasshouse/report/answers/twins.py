"""A twin as a page: one synthetic person's two lives side by side, and how little that may be taken for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from glasshouse.report.answers.layout import Lives, Page, Section, honesty
from glasshouse.report.words import capital, listing, number

if TYPE_CHECKING:
    from glasshouse.experiments.pair import Comparison
    from glasshouse.experiments.twin import Twin
    from glasshouse.report.figure import Figure
    from glasshouse.scenario import Plan

LOOKED_FOR = (
    "spared-wrongly-refused",
    "spared-refused-against-law",
    "spared-refused",
    "spared-wrongly-stopped",
    "struck-wrongly-refused",
    "struck-refused",
)
"""Whose story a comparison tells: the first kind of which there is somebody."""


@dataclass(frozen=True)
class Told:
    """A twin's story with its heading."""

    title: str
    lives: Lives


def figures(done: Twin) -> dict[str, Figure]:
    """Return no figure: a life is told, not drawn."""
    return {}


def story(done: Comparison) -> Told | None:
    """Return the two lives of one synthetic person of a comparison; None if nobody was spared or struck.

    Nobody chose them: among those whom the harm befell they have the smallest keyed hash.
    """
    from glasshouse.experiments import twin as twins

    if done.lives is None or done.people is None or not done.people.changed:
        return None
    for kind in LOOKED_FOR:
        people = twins.find(*done.lives, kind, most=1)
        if people:
            told = twins.twin(*done.lives, people[0])
            return Told(_title(told), lives(told, bounds(done, kind)))
    return None


def bounds(done: Comparison, kind: str) -> list[str]:
    """Return how many people could have been harmed in the first world only, under any coupling of the two."""
    from glasshouse.experiments import twin as twins

    harm = kind.partition("-")[2]
    measure = twins.PEOPLE_OF.get(harm)
    if measure is None:
        return []
    row = done.row(measure)
    shares = [row[key] / done.base.people for key in ("base", "changed")]
    low, high = (1e5 * bound for bound in twins.bounds(*shares))
    what = harm.replace("-", " ")
    return [
        (
            f"In the population {number(1e5 * shares[0])} of every 100,000 are {what} in the first world and "
            f"{number(1e5 * shares[1])} in the second. From {number(low)} to {number(high)} of every 100,000 can be so in "
            "the first world only, whatever ties the two worlds together (bounds of Fréchet 1935): the two shares cannot "
            "say more."
        )
    ]


def worlds(one: Plan, other: Plan) -> tuple[str, str]:
    """Return what the two worlds are, in words."""
    more = [
        [use.text for use in mine.safeguards if use not in theirs.safeguards]
        for mine, theirs in ((one, other), (other, one))
    ]
    if one.scenario.name != other.scenario.name:
        return one.scenario.title, other.scenario.title
    names = [f"With {listing(some)}" if some else "Without" for some in more]
    return (names[0], names[1]) if names[0] != names[1] else ("First world", "Second world")


def lives(told: Twin, more: list[str] | None = None) -> Lives:
    """Return a twin as two lives side by side."""
    from glasshouse.experiments.twin import LIMITS

    days: dict[tuple[int, str], tuple[list[dict[str, str]], list[dict[str, str]]]] = {}
    for place, lines in enumerate((told.first, told.second)):
        for line in lines:
            if line["event"] != "end":
                days.setdefault((int(line["day"]), str(line["when"])), ([], []))[place].append(_line(line))
    who = next((str(line["text"]) for line in told.before if line["event"] == "person"), "")
    ends = [
        next((str(line["text"]) for line in lines if line["event"] == "end"), "")
        for lines in (told.first, told.second)
    ]
    return Lives(
        who=worlds(*told.plans),
        person=who,
        shared=[_line(line) for line in told.before if line["event"] not in ("person", "end")],
        reason=told.reason,
        apart=[(when, one, other) for (_, when), (one, other) in sorted(days.items())],
        ends=(ends[0], ends[1]),
        under=told.under,
        bounds=[*(more or []), LIMITS],
    )


def _line(line: dict[str, Any]) -> dict[str, str]:
    return {"date": str(line["when"])} | {
        key: str(line.get(key) or "") for key in ("text", "cause", "verdict")
    }


def _title(told: Twin) -> str:
    return f"One synthetic person, twice: number {told.person}"


def page(done: Twin) -> Page:
    """Return the page of a twin."""
    one, other = done.plans
    names = worlds(one, other)
    parted = (
        f"Their lives part on day {done.day}"
        if done.day is not None
        else "Nothing that happens to them differs"
    )
    return Page(
        kind="twin",
        title=_title(done),
        lead=f"The same person under the same luck, in two worlds: {names[0].lower()}, and {names[1].lower()}. "
        f"{parted}, {done.under}.",
        about=[
            ("Scenario", one.scenario.name),
            ("Synthetic people", f"{one.people:,}"),
            ("Days", str(one.days)),
            ("Seed", str(one.seed)),
        ],
        honesty=honesty(
            one.scenario,
            one.people,
            "Nobody lived either life. No data can say what would have become of one individual; this is one pair of "
            f"paths through the model, {done.under}.",
        ),
        sections=[Section("twin", capital(f"{parted.lower()}"), "Two lives", lives=lives(done))],
        commands=[one.command(), other.command()],
    )
