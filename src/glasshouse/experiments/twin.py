"""The twin: one synthetic person's two lives, side by side from the first event that differs.

Two worlds share every candidate event; so until the first causal difference both lives are the same. What is said
of one person holds in this model, under shared luck: no data can identify the joint fate of an individual, and the
bounds beside the story say how far any other coupling could go.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from glasshouse.base import events
from glasshouse.base.errors import unknown
from glasshouse.experiments.comparison import UNDER
from glasshouse.experiments.plans import refuse
from glasshouse.experiments.worlds import national

if TYPE_CHECKING:
    from glasshouse.explain import Replay
    from glasshouse.scenario import Plan

SPARED = "spared-"
"""`spared-wrongly-refused`: harmed in the first world and not in the second. `struck-...`: the other way round."""

STRUCK = "struck-"
LIMITS = (
    "No data can say what would have become of one individual: another coupling of the two worlds spares other "
    "people. Only the numbers for the population hold, with their intervals."
)
PEOPLE_OF = {
    "wrongly-refused": "people_wrongly_refused",
    "refused-against-law": "people_wrongly_refused_law",
    "refused": "people_refused",
    "wrongly-stopped": "people_stopped_wrongly",
    "exposed": "people_exposed_in_breach",
}
"""Harm -> the measure that counts its people, for the bounds."""


@dataclass(frozen=True)
class Twin:
    """Two lives of one person.

    Attributes:
        person: Their number.
        day: Of the first event that differs; None if both lives are the same.
        reason: Why they part there, in words.
        before: Lines of the life that both share, up to that day.
        first, second: Lines of each life from that day on.
        touched: Parameters that differ between the worlds in that week and place.
        climate: Names of the climate's series that differed in the region up to that week.
        plans: Of the two worlds.
    """

    person: int
    day: int | None
    reason: str
    before: tuple[dict[str, Any], ...]
    first: tuple[dict[str, Any], ...]
    second: tuple[dict[str, Any], ...]
    touched: tuple[str, ...]
    climate: tuple[str, ...]
    plans: tuple[Plan, Plan]
    under: str = UNDER

    def as_dict(self) -> dict[str, Any]:
        """Returns the answer of `glasshouse twin --json`."""
        return {
            "person": self.person,
            "under": self.under,
            "day": self.day,
            "reason": self.reason,
            "touched": list(self.touched),
            "climate": list(self.climate),
            "before": list(self.before),
            "first": list(self.first),
            "second": list(self.second),
        }


@dataclass(frozen=True)
class Bound:
    """How many people a harm may have befallen in the first world only, whatever ties the two worlds together.

    first, second: shares of people whom it befell in each world. low, high: between what the share of those must lie
    whom it befell in the first world and not in the second (Frechet 1935).
    """

    harm: str
    first: float
    second: float
    low: float
    high: float

    def says(self) -> str:
        """Returns the bound in words."""
        first, second, low, high = (f"{1e5 * x:.4g}" for x in (self.first, self.second, self.low, self.high))
        return (
            f"{self.harm.replace('-', ' ')}: {first} of 100,000 people in the first world, {second} in the second; "
            f"from {low} to {high} in the first only."
        )


def coupled(one: Any, other: Any) -> list[Bound]:
    """Returns, for each harm, the bounds on how many it befell in the first world only, under any coupling.

    Args:
        one: The first world: a run folder, an opened run, or an outcome.
        other: The second.
    """
    worlds = [_harmed(opened(run)) for run in (one, other)]
    return [
        Bound(harm, first, second, *bounds(first, second))
        for harm, measure in PEOPLE_OF.items()
        for first, second in [[world.get(measure, 0.0) for world in worlds]]
        if first or second
    ]


def _harmed(run: Any) -> dict[str, float]:
    """Returns the share of people of each measure of `PEOPLE_OF`."""
    if hasattr(run, "manifest"):
        rows = run.measures.filter(run.measures["measure"].is_in(list(PEOPLE_OF.values())))
        per = zip(rows["measure"], rows["per_100k"], strict=True)
        return {name: value / 1e5 for name, value in per if value is not None}
    values, people = national(run), _plan(run).people
    return {name: values[name] / people for name in PEOPLE_OF.values() if name in values}


def opened(run: Any) -> Any:
    """Returns an opened run from a folder; an outcome or an opened run as it is."""
    if isinstance(run, str | Path):
        from glasshouse.results import open as stored

        return stored(run)
    return getattr(run, "stored", run)


def _plan(run: Any) -> Plan:
    plan = run.plan
    made: Plan = plan() if callable(plan) else plan
    return made


def twin(one: Any, other: Any, person: int) -> Twin:
    """Returns a person's two lives.

    Args:
        one: The first world: a run folder, an opened run, or an outcome.
        other: The second world, of the same people and luck.
        person: Their number.

    Raises:
        BadValue: The runs cannot be paired, or there is no such person.
        BadRunFolder: A folder holds no whole run, or was made by another program.
    """
    from glasshouse.explain import replay, story

    one, other = opened(one), opened(other)
    plans = _plan(one), _plan(other)
    refuse(*plans)
    stories = [story(run, person) for run in (one, other)]
    community = _community(one, person)
    lived, again = replay(one, community), replay(other, community)
    day = _parting(lived, again, person)
    if day is None:
        same = "Nothing that happens to this person differs between the two worlds."
        return Twin(person, None, same, tuple(stories[0].lines), (), (), (), (), plans)
    week = min(max(day, 0) // 7, plans[0].weeks - 1)
    touched = _touched(plans[0], plans[1], week, lived.region)
    climate = _climate(one, other, week, lived.region)
    return Twin(
        person=person,
        day=day,
        reason=_reason(lived, again, person, day, touched, climate),
        before=tuple(line for line in stories[0].lines if _before(line, day)),
        first=tuple(line for line in stories[0].lines if not _before(line, day)),
        second=tuple(line for line in stories[1].lines if not _before(line, day)),
        touched=touched,
        climate=climate,
        plans=plans,
    )


def _community(run: Any, person: int) -> int:
    from glasshouse.explain.replaying import stage

    return stage(run).community_of(person)


def _parting(one: Replay, other: Replay, person: int) -> int | None:
    """Returns the day of the first event that is in one life and not in the other; None if there is none."""
    lives = [life.of(person) for life in (one, other)]
    shorter = min(len(life) for life in lives)
    different = np.flatnonzero(lives[0][:shorter] != lives[1][:shorter])
    if len(different):
        at = int(different[0])
        return int(min(life["day"][at] for life in lives))
    if len(lives[0]) == len(lives[1]):
        return None
    longer = max(lives, key=len)
    return int(longer["day"][shorter])


def _before(line: dict[str, Any], day: int) -> bool:
    """Returns whether a line of a story belongs to the shared part: who they are, and days before the parting."""
    return line["event"] == "person" or (line["event"] != "end" and line["day"] < day)


def _touched(one: Plan, other: Plan, week: int, region: int) -> tuple[str, ...]:
    values = [plan.regimes[int(plan.schedule[week, region])] for plan in (one, other)]
    return tuple(name for name in values[0] if values[0][name] != values[1][name])


def _climate(one: Any, other: Any, week: int, region: int) -> tuple[str, ...]:
    return tuple(
        name
        for name, series in one.climate.items()
        if name in other.climate
        and not np.array_equal(
            np.asarray(series)[: week + 1, ..., region],
            np.asarray(other.climate[name])[: week + 1, ..., region],
        )
    )


def _reason(
    one: Replay, other: Replay, person: int, day: int, touched: tuple[str, ...], climate: tuple[str, ...]
) -> str:
    """Returns why two lives part, in words: what happens in one only, and what differs between the worlds."""
    here = [_of_day(life, person, day) for life in (one, other)]
    only = [[name for name in mine if name not in theirs] for mine, theirs in (here, here[::-1])]
    words = [", ".join(dict.fromkeys(names)) or "nothing more" for names in only]
    what = f"On day {day} the first life has {words[0]}, the second {words[1]}."
    if only == [[], []]:
        what = f"On day {day} the same happens in both lives, with another outcome."
    why = (
        f" Between the worlds differ: {', '.join(touched)}." if touched else " No rule differs in that week."
    )
    if climate:
        why += f" The climate of the region differs too: {', '.join(climate)}."
    else:
        why += " The climate was the same until then."
    return what + why


def _of_day(life: Replay, person: int, day: int) -> list[str]:
    mine = life.of(person)
    return [events.BY_NUMBER[int(kind)].name.replace("_", " ") for kind in mine["event"][mine["day"] == day]]


def find(one: Any, other: Any, what: str, most: int = 10) -> list[int]:
    """Returns people whom a harm befell in one world and not in the other.

    Args:
        one: The first world.
        other: The second world.
        what: `spared-HARM` (in the first only) or `struck-HARM` (in the second only).
        most: How many at most; nobody chose them, they have the smallest keyed hashes.

    Raises:
        UnknownName: No such harm; with the nearest.
    """
    from glasshouse.explain import HARMS
    from glasshouse.explain import find as found

    known = [mark + harm for mark in (SPARED, STRUCK) for harm in HARMS]
    # the issue's own spelling: spared-wrongful-refusal
    asked = what.replace("wrongful-refusal", "wrongly-refused").replace("wrongful-stop", "wrongly-stopped")
    if asked not in known:
        raise unknown("kind of twin", what, known)
    one, other = opened(one), opened(other)
    refuse(_plan(one), _plan(other))
    harm = asked.partition("-")[2]
    with_harm, without = (one, other) if asked.startswith(SPARED) else (other, one)
    return [person for person in found(with_harm, harm) if not _befell(without, person, harm)][:most]


def _befell(run: Any, person: int, harm: str) -> bool:
    """Returns whether a harm befell a person in a run: their community is lived again."""
    from glasshouse.base.columns import EVER
    from glasshouse.explain import replay
    from glasshouse.run.survey import HARMS

    mask, wanted, _ = HARMS[harm]
    lived = replay(run, _community(run, person))
    return (int(lived.end[EVER, person - lived.first]) & mask) == wanted


def side_by_side(told: Twin) -> list[tuple[str, str, str]]:
    """Returns the two lives by day: (day in words, first life, second life)."""
    days: dict[tuple[int, str], tuple[list[str], list[str]]] = {}
    for place, lines in enumerate((told.first, told.second)):
        for line in lines:
            days.setdefault((int(line["day"]), str(line["when"])), ([], []))[place].append(_said(line))
    return [(when, "\n".join(one), "\n".join(other)) for (_, when), (one, other) in sorted(days.items())]


def _said(line: dict[str, Any]) -> str:
    cause = f", because {line['cause']}" if line["cause"] else ""
    verdict = f" [{line['verdict']}]" if line["verdict"] else ""
    return f"{line['text']}{cause}{verdict}"


def bounds(harmed: float, harmed_other: float) -> tuple[float, float]:
    """Returns between what the share of people who are harmed in the first world only must lie (Frechet 1935).

    Args:
        harmed: Share of people harmed in the first world.
        harmed_other: Share harmed in the second.

    >>> bounds(0.010, 0.004)
    (0.006, 0.01)
    """
    return round(max(0.0, harmed - harmed_other), 12), min(harmed, 1.0 - harmed_other)
