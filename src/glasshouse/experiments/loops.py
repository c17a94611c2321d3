"""Six feedback loops, each a switch: what does the world look like with the loop, and what without?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from glasshouse.base.errors import unknown
from glasshouse.experiments import paired
from glasshouse.experiments.worlds import World, live

if TYPE_CHECKING:
    import polars as pl

    from glasshouse.run.outcome import Outcome

NEVER = 2048.0
"""More than the points column or the largest score can be: a threshold that nobody reaches."""


@dataclass(frozen=True)
class Loop:
    """A feedback loop.

    open: values that cut it. closed: values that close it where the scenario leaves it open. shows: measures
    in which it appears, the most telling first. watched: a number of the whole run that no measure gives,
    and what it is.
    """

    name: str
    says: str
    open: dict[str, float]
    closed: dict[str, float]
    shows: tuple[str, ...]
    watched: tuple[str, Callable[[Outcome], float]] | None = None

    def is_closed(self, values: dict[str, float]) -> bool:
        """Returns whether the loop runs at these values."""
        return any(values[name] != value for name, value in self.open.items())


def attention(outcome: Outcome) -> float:
    """Returns the share of attention that goes to the tenth of people who get most of it, last week."""
    last = np.asarray(outcome.climate["attention"][-1], dtype=float)
    people = np.asarray(outcome.layout.region_people * outcome.layout.weight, dtype=float)
    order = np.argsort(-last, kind="stable")
    share = np.cumsum(people[order]) / people.sum()
    weight = np.cumsum((last * people)[order]) / (last * people).sum()
    return float(np.interp(0.1, share, weight))


LOOPS = (
    Loop(
        "hardship_spiral",
        "A refusal brings hardship, hardship brings default and lateness, and these bring refusals.",
        {"life.default_hardship_factor": 1.0, "life.lateness_hardship_factor": 1.0},
        {"life.default_hardship_factor": 2.0, "life.lateness_hardship_factor": 2.0},
        ("late_payments", "defaults", "refusals"),
    ),
    Loop(
        "contagion",
        "Listed contacts cost points, and lost points make contacts of others worse.",
        {"rating.contagion": 0.0},
        {"rating.contagion": 0.25},
        ("contagion_points", "points_lost", "refusals"),
    ),
    Loop(
        "runaway_patrols",
        "Patrols go where offences were found, and find offences where they go (Ensign et al. 2018).",
        {"cameras.follow_findings": 0.0},
        {"cameras.follow_findings": 1.0},
        ("offences_captured", "points_lost"),
        ("attention_of_top_tenth", attention),
    ),
    Loop(
        "narrowing_feed",
        "The feed shows what was read, and what is shown is read.",
        {"platform.feed_personalised": 0.0},
        {"platform.feed_personalised": 1.0},
        ("feed_effective_topics", "people_aware"),
    ),
    Loop(
        "spiral_of_silence",
        "Who sees few like-minded posts keeps silent, and so others see fewer.",
        {"response.silence_strength": 0.0},
        {"response.silence_strength": 0.4},
        ("posts_held_back", "posts_critical"),
    ),
    Loop(
        "perks_for_the_well_rated",
        "The well-rated get better terms, which ease the hardship that spoils a rating (Matthew effect).",
        {"rating.points_perk": NEVER, "rating.bureau_perk": NEVER},
        {"rating.points_perk": 1030.0, "rating.bureau_perk": 650.0},
        ("perks_granted", "hardship_mean", "late_payments"),
    ),
)


@dataclass(frozen=True)
class Bench:
    """What each loop contributes.

    table: loop, in_scenario (whether the scenario closes it), measure, without, with, contributes, low, high.
    """

    world: World
    table: pl.DataFrame

    def as_dict(self) -> dict[str, Any]:
        """Returns the answer of `glasshouse loops --json`."""
        return {
            "scenario": self.world.scenario,
            "people": self.world.people,
            "loops": {loop.name: loop.says for loop in LOOPS},
            "contributes": self.table.to_dicts(),
        }


def loops(
    world: World,
    only: tuple[str, ...] = (),
    threads: int | None = None,
    told: Callable[[str], None] | None = None,
) -> Bench:
    """Runs each loop open and closed with the same luck, and says what closing it contributes.

    A loop that the scenario leaves open is closed at the value named in `LOOPS`, and the table says so.

    Raises:
        UnknownName: An unknown loop; with the nearest name.
    """
    import polars as pl

    known = {loop.name: loop for loop in LOOPS}
    for name in only:
        if name not in known:
            raise unknown("feedback loop", name, known)
    base = world.plan()
    first = live(base, threads=threads)
    rows: list[dict[str, Any]] = []
    for loop in LOOPS:
        if only and loop.name not in only:
            continue
        if told is not None:
            told(loop.name)
        there = loop.is_closed(base.values)
        rows += _contribution(loop, world, first, there, threads)
    return Bench(world, pl.DataFrame(rows, infer_schema_length=None))


def _contribution(
    loop: Loop, world: World, first: Outcome, there: bool, threads: int | None
) -> list[dict[str, Any]]:
    """Returns a row for each measure in which a loop shows."""
    cut = live(world.having(set=loop.open).plan(), threads=threads)
    shut = first if there else live(world.having(set=loop.closed).plan(), threads=threads)
    whole = paired.country(paired.Tables.of(cut, shut))
    low, high = whole.bounds()
    rows = []
    for name in loop.shows:
        place = whole.matrix.names.index(name)
        size = float(whole.size[place])
        numbers = (whole.base, whole.changed, whole.difference, low, high)
        keys = ("without", "with", "contributes", "low", "high")
        rows.append(
            {"loop": loop.name, "in_scenario": there, "measure": name}
            | {key: _finite(float(values[place]) * size) for key, values in zip(keys, numbers, strict=True)}
        )
    if loop.watched is not None:
        name, watch = loop.watched
        before, after = watch(cut), watch(shut)
        rows.append(
            {"loop": loop.name, "in_scenario": there, "measure": name, "without": before, "with": after}
            | {"contributes": after - before, "low": None, "high": None}
        )
    return rows


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None
