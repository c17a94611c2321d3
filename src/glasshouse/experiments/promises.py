"""Does each safeguard do what it is meant to do? The table that `scripts/safeguards` prints.

For each safeguard, in the shipped scenario that it names: strength 0 must leave the digest as it is; full
strength must move its measure by more than the size stated in its file, and do so across the stated share of
the plausible space of the assumed parameters.

The space is that of the world which the safeguard meets. What the safeguard itself sets is held at the
scenario's value, since the promise is about a world without it. `everywhere` gives it up: there its own
parameters vary too, so that it may be there already, and no bound of the promise holds.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from glasshouse.experiments import pair, verdict
from glasshouse.experiments.ranges import Array, Axis, assumed, latin, settings
from glasshouse.experiments.study import Study
from glasshouse.experiments.worlds import Result, World, live
from glasshouse.measures.registry import measure
from glasshouse.safeguards import Safeguard, asked, names, read

PEOPLE, ACROSS_PEOPLE, POINTS = 100_000, 20_000, 12
MOST_PEOPLE = 200_000
"""Where events are rare the sampled worlds have more people, but never more than this."""

LEAST_EVENTS = 10


@dataclass(frozen=True)
class Across:
    """An effect over the plausible space.

    effects: by point; not a number where nothing can be told. few: points with hardly anything to move. failed: points
    where no world could be run, with the first reason.
    """

    effects: Array
    holds: float
    few: int
    failed: int
    problem: str

    @property
    def usual(self) -> float:
        """The median effect of the points that can be told."""
        told = self.effects[~np.isnan(self.effects)]
        return float(np.median(told)) if len(told) else 0.0


@dataclass(frozen=True)
class Promise:
    """What one safeguard was stated to do, and did.

    effect, low, high: share of the base value by which it moved the measure, in the stated direction, with its 95 %
    paired interval. across: share of the sampled points at which it moved by the stated size, of those that can be
    told; usual: the median effect there. few, failed: points that cannot, of how many. everywhere: the same share where
    the safeguard's own parameters vary too and no bounds hold. silent: strength 0 changed no bit.
    """

    safeguard: str
    scenario: str
    given: str
    where: str
    outside: str
    measure: str
    direction: str
    stated: float
    because: str
    stated_across: float
    base: float
    changed: float
    effect: float
    low: float
    high: float
    across: float
    usual: float
    few: int
    failed: int
    points: int
    problem: str
    everywhere: float
    silent: bool
    staff_days: float

    @property
    def moved(self) -> bool:
        """Whether full strength moved the measure by more than was stated."""
        return bool(self.effect >= self.stated)

    @property
    def kept(self) -> bool:
        """Whether everything that was stated held, and at half of the points at least something could be told."""
        told = self.points - self.few - self.failed
        return self.silent and self.moved and self.across >= self.stated_across and 2 * told >= self.points

    def as_dict(self) -> dict[str, Any]:
        """Returns the row as plain values."""
        return asdict(self) | {"moved": self.moved, "kept": self.kept}


def promises(
    only: Iterable[str] = (),
    people: int = PEOPLE,
    points: int = POINTS,
    across_people: int = ACROSS_PEOPLE,
    workers: int | None = None,
    told: Callable[[Promise], None] | None = None,
    seed: int = 1,
) -> list[Promise]:
    """Returns what each safeguard was stated to do, and did.

    Args:
        only: Safeguards; all if empty.
        people: Simulated people of the effect.
        points: Points of the plausible space.
        across_people: Simulated people at each of them, at least.
        workers: Processes; every core if None.
        told: Called with each row as it is ready.
        seed: Of the worlds and of the points. Sizes and bounds were last revised with seed 1 in sight; another
            seed asks about luck and points that nobody had seen when they were stated.
    """
    found = []
    with Study(None, workers) as study:
        for name in only or names():
            row = _one(read(name), people, points, across_people, study, seed)
            found.append(row)
            if told is not None:
                told(row)
    return found


def _one(
    safeguard: Safeguard, people: int, points: int, across_people: int, study: Study, seed: int
) -> Promise:
    meant = safeguard.meant
    given = tuple(use.text for use in asked(meant.given))
    world = World(
        meant.scenario, across_people, seed=seed, set=tuple(sorted(meant.set.items())), safeguards=given
    )
    said = verdict.claim(world, [safeguard.name], meant.measure, by=meant.by, given=given)
    base, changed = (one.having(people=people).plan() for one in (said.base, said.changed))
    frame = pair.compare(base, changed, split=False)
    row = frame.row(meant.measure)
    effect, low, high = verdict.shares(said, row)
    said = _enough(said, row, people)
    bounded, free = spaces(safeguard, said)
    within = across(said, bounded, points, study)
    everywhere = within if bounded == free else across(said, free, points, study)
    return Promise(
        safeguard=safeguard.name,
        scenario=meant.scenario,
        given=" ".join([*given, *(f"{name}={value:g}" for name, value in meant.set.items())]),
        where=", ".join(f"{name} {low:g} to {high:g}" for name, (low, high) in meant.where.items()),
        outside=meant.outside,
        measure=meant.measure,
        direction=meant.direction,
        stated=meant.by,
        because=meant.because,
        stated_across=meant.across,
        base=row["base"] or 0.0,
        changed=row["changed"] or 0.0,
        effect=effect,
        low=low,
        high=high,
        across=within.holds,
        usual=within.usual,
        few=within.few,
        failed=within.failed,
        points=points,
        problem=within.problem,
        everywhere=everywhere.holds,
        silent=silent(safeguard.name, meant.scenario),
        staff_days=float(frame.row("staff_days")["difference"] or 0.0),
    )


def few(by: float) -> float:
    """Returns the number of events below which a spared share `by` is less than two standard errors from none.

    >>> round(few(0.1)), round(few(0.7))
    (36, 10)
    """
    return max(LEAST_EVENTS, 4 * (1 - min(by, 1.0)) / by)


def _enough(said: verdict.Claim, row: dict[str, Any], people: int) -> verdict.Claim:
    """Returns the claim about worlds with people enough for three times `few` events at the assumed values."""
    events = max(row["base"] or 0.0, row["changed"] or 0.0)
    if not measure(said.measure).counted or events <= 0:  # to a mean or a share everybody contributes
        return said
    wanted = max(said.base.people, min(MOST_PEOPLE, int(3 * few(said.by) / events * people)))
    return replace(said, base=said.base.having(people=wanted), changed=said.changed.having(people=wanted))


def spaces(safeguard: Safeguard, said: verdict.Claim) -> tuple[list[Axis], list[Axis]]:
    """Returns the assumptions that vary for the promise, within its bounds, and all that could."""
    free = assumed(said.base.plan())
    # a factor has to work from wherever it starts; what is set outright is the safeguard itself
    own = {change.parameter for change in safeguard.changes if change.bound != "times"}
    bounds = safeguard.meant.where
    kept = [one for one in free if one.name not in own or one.name in bounds]
    return [_within(one, bounds.get(one.name)) for one in kept], free


def _within(one: Axis, bounds: tuple[float, float] | None) -> Axis:
    return one if bounds is None else replace(one, low=bounds[0], high=bounds[1])


def across(said: verdict.Claim, axes: Sequence[Axis], points: int, study: Study) -> Across:
    """Returns the effect at points of a plausible space, each range on its own scale."""
    results = worlds(said, axes, latin(axes, points, said.base.seed), study)
    counted = measure(said.measure).counted
    effects, rare, failed = np.full(points, np.nan), 0, 0
    for place, (base, changed) in enumerate(results):
        if base.problem or changed.problem:
            failed += 1
            continue
        before, after = base.values[said.measure], changed.values[said.measure]
        effect = said.effect(before, after)
        if np.isnan(effect) or (counted and max(before, after) < few(said.by)):
            rare += 1
            continue
        effects[place] = effect
    ok = ~np.isnan(effects)
    held = float(np.mean([said.holds(one) for one in effects[ok]])) if ok.any() else 0.0
    problem = next((one.problem for both in results for one in both if one.problem), "")
    return Across(effects, held, rare, failed, problem)


def worlds(
    said: verdict.Claim, axes: Sequence[Axis], points: Array, study: Study
) -> list[tuple[Result, Result]]:
    """Returns the results of both worlds at each point."""
    asked_for = [
        one.having(assume=settings(axes, point)) for point in points for one in (said.base, said.changed)
    ]
    found = study.run(asked_for)
    return list(zip(found[::2], found[1::2], strict=True))


def silent(name: str, scenario: str, people: int = 3_000, days: int = 70) -> bool:
    """Returns whether strength 0 leaves the digest of a small run as it is."""
    world = World(scenario, people, days)
    none = world.having(safeguards=[f"{name}=0"])
    return live(world.plan()).digest == live(none.plan()).digest


LINE = "{:<24}{:<21}{:<33}{:>7}{:>8}  {:<14}{:>7}{:>8}{:>9}{:>12}  {:<7}{}"
HEAD = (
    *("safeguard", "scenario", "measure", "stated", "effect", "95 %"),
    *("stated", "across", "points", "everywhere", "silent", ""),
)


def lines(row: Promise) -> list[str]:
    """Returns a row of the table, and below it what it rests on."""
    told = row.points - row.few - row.failed
    first = LINE.format(
        *(row.safeguard, row.scenario, f"{row.measure} {row.direction}", f"{row.stated:.2f}"),
        *(f"{row.effect:.2f}", f"{row.low:.2f} to {row.high:.2f}", f"{row.stated_across:.2f}"),
        *(f"{row.across:.2f}", f"{told} of {row.points}", f"{row.everywhere:.2f}"),
        *("yes" if row.silent else "NO", "" if row.kept else "FAILS"),
    )
    below = {
        "so much because": row.because,
        "given": row.given,
        "where": row.where,
        "outside": row.outside,
        "not run": row.problem and f"{row.failed} points: {row.problem}",
    }
    return [first.rstrip(), *(f"    {name}: {text}" for name, text in below.items() if text)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the table; returns 1 if a safeguard does not do what it is meant to do."""
    parser = argparse.ArgumentParser(
        prog="scripts/safeguards", description="What safeguards are meant to do, and do."
    )
    parser.add_argument("safeguard", nargs="*", help="all if none is named")
    parser.add_argument(
        "--seed", type=int, default=1, help="another seed: other luck, other points; 1 if not given"
    )
    asked_for = parser.parse_args(arguments)
    if unknown := set(asked_for.safeguard) - set(names()):
        parser.error(f"there is no safeguard {min(unknown)}; there are {', '.join(names())}")
    print(LINE.format(*HEAD).rstrip())
    rows = promises(
        asked_for.safeguard, told=lambda row: print("\n".join(lines(row)), flush=True), seed=asked_for.seed
    )
    print(
        "stated, effect: share of the measure's value. across: share of the points of the assumed ranges at which the\n"
        "effect was as large, where the safeguard is new and within `where`; points: those with anything to move.\n"
        "everywhere: the same share over all ranges, also where what it sets is there already."
    )
    print(f"{sum(row.kept for row in rows)} of {len(rows)} do what they are meant to do")
    return 0 if all(row.kept for row in rows) else 1


if __name__ == "__main__":
    raise SystemExit(main())
