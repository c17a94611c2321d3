"""Whose lives changed, and by which way: directly, or through the climate and the queues that everybody shares.

The direct effect is what the change does while climate and queues stay as they were in the base; what comes
round through them is the spillover (Hudgens and Halloran 2008).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from glasshouse.experiments import paired
from glasshouse.experiments.comparison import People

if TYPE_CHECKING:
    from glasshouse.measures.matrix import Array
    from glasshouse.run.outcome import Outcome

SPLIT_PEOPLE = 40_000
"""The split into direct effect and spillover is worked out on at most so many people: it is itself a paired
difference, so that a few are enough, and a comparison of a million costs little more than two runs."""


@dataclass(frozen=True)
class Split:
    """spillover: the part of each measure's effect that comes through the climate, as a rate. direct: whose lives
    changed while the climate stayed as it was."""

    spillover: Array
    direct: People | None


def same_climate(one: Outcome, other: Outcome) -> bool:
    """Returns whether everything that couples communities was the same in both worlds, in every week."""
    return one.climate.keys() == other.climate.keys() and all(
        np.array_equal(series, other.climate[name]) for name, series in one.climate.items()
    )


def split(one: Outcome, other: Outcome, threads: int | None, simulate: Callable[..., Outcome]) -> Split:
    """Returns the split of the effect between two worlds, `other` being the changed one.

    The spillover is the changed world in its own climate minus the changed world in the climate of the base: the same
    people, so a part of them is enough.
    """
    if same_climate(one, other):
        return Split(np.zeros(len(paired.Tables.of(one, other).matrix.measures)), people(one, other))
    base, own = one, other
    if other.plan.people > SPLIT_PEOPLE:
        base, own = (
            simulate(
                replace(whole.plan, people=SPLIT_PEOPLE), threads=threads, climate=whole.climate, trace=True
            )
            for whole in (one, other)
        )
    kept = simulate(own.plan, threads=threads, climate=one.climate, trace=True)
    direct = people(base, kept)
    size = other.plan.people / own.plan.people
    return Split(
        paired.country(paired.Tables.of(kept, own)).difference,
        None if direct is None else direct.times(size),
    )


def people(one: Outcome, other: Outcome) -> People | None:
    """Returns whose lives changed, for whom it got better and for whom worse; None if nobody was traced."""
    lives, again = getattr(one, "trace", None), getattr(other, "trace", None)
    if lives is None or again is None or not len(lives) or not len(again):
        return None
    layout = one.layout
    weight = np.repeat(layout.weight, layout.region_people)  # people are numbered region by region
    weight = weight * (len(weight) / weight.sum())
    heavier = np.asarray(other.burden, np.int64) - np.asarray(one.burden, np.int64)
    added = heavier * weight
    return People(
        changed=float(weight[lives != again].sum()),
        better=float(weight[heavier < 0].sum()),
        worse=float(weight[heavier > 0].sum()),
        spared=float(-added[heavier < 0].sum()),
        added=float(added[heavier > 0].sum()),
    )


# --- what happened to everybody ---


def parted(one: Outcome, other: Outcome) -> list[str]:
    """Returns in words which national and local happenings differ between two worlds, the widest first.

    A concession that is won in one world only, or later, changes the lives of people whom the safeguard never touched.
    """
    first, second = (_weeks(outcome.happenings) for outcome in (one, other))
    found = []
    for what in dict.fromkeys([*first, *second]):
        weeks, again = first.get(what, {}), second.get(what, {})
        if weeks != again:
            local = -1 not in {*weeks, *again}
            words = f"{what}: {_when(weeks)} without the change, {_when(again)} with it; its effects are spillover."
            found.append((local, words))
    return [words for _, words in sorted(found)]


def _weeks(happenings: Iterable[dict[str, Any]]) -> dict[str, dict[int, list[int]]]:
    """Returns the weeks of every happening by region; -1 is the whole country."""
    found: dict[str, dict[int, list[int]]] = {}
    for one in happenings:
        found.setdefault(one["what"], {}).setdefault(int(one["region"]), []).append(int(one["week"]))
    return found


def _when(weeks: dict[int, list[int]]) -> str:
    """Returns when something happened, in words."""
    if not weeks:
        return "never"
    if list(weeks) == [-1]:
        return "in week " + ", ".join(str(week + 1) for week in weeks[-1])
    every = [week + 1 for those in weeks.values() for week in those]
    regions = "1 region" if len(weeks) == 1 else f"{len(weeks)} regions"
    return f"in {regions}, in week {np.mean(every):.1f} on average"
