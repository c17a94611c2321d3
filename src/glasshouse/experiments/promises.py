"""Does each safeguard do what it is meant to do? The table that `scripts/safeguards` prints.

For each safeguard, in the shipped scenario that it names: strength 0 must leave the digest as it is; full
strength must move its measure by more than the size stated in its file, and do so across the stated share of
the plausible space of the assumed parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from glasshouse.experiments import pair, verdict
from glasshouse.experiments.ranges import assumed, latin
from glasshouse.experiments.study import Study
from glasshouse.experiments.worlds import World, live
from glasshouse.safeguards import Safeguard, asked, names, read

PEOPLE, ACROSS_PEOPLE, POINTS = 200_000, 20_000, 16


@dataclass(frozen=True)
class Promise:
    """What one safeguard was stated to do, and did.

    effect, low, high: share of the base value by which it moved the measure, in the stated direction. across:
    share of the sampled points at which it moved by the stated size, of those where there was anything to
    move; usual: the median effect there.
    silent: strength 0 changed no bit. kept: all three hold.
    """

    safeguard: str
    scenario: str
    given: str
    measure: str
    direction: str
    stated: float
    stated_across: float
    base: float
    changed: float
    effect: float
    low: float
    high: float
    across: float
    usual: float
    nothing_to_move: float
    silent: bool
    staff_days: float

    @property
    def moved(self) -> bool:
        """Whether full strength moved the measure by more than was stated."""
        return bool(self.effect >= self.stated)

    @property
    def kept(self) -> bool:
        """Whether everything that was stated held."""
        return self.silent and self.moved and self.across >= self.stated_across

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
) -> list[Promise]:
    """Returns what each safeguard was stated to do, and did.

    Args:
        only: Safeguards; all if empty.
        people: Simulated people of the effect.
        points: Points of the plausible space.
        across_people: Simulated people at each of them.
        workers: Processes; every core if None.
        told: Called with each row as it is ready.
    """
    found = []
    with Study(None, workers) as study:
        for name in only or names():
            row = _one(read(name), people, points, across_people, study)
            found.append(row)
            if told is not None:
                told(row)
    return found


def _one(safeguard: Safeguard, people: int, points: int, across_people: int, study: Study) -> Promise:
    meant = safeguard.meant
    given = tuple(use.text for use in asked(meant.given))
    world = World(meant.scenario, across_people, set=tuple(sorted(meant.set.items())), safeguards=given)
    said = verdict.claim(world, [safeguard.name], meant.measure, by=meant.by, given=given)
    base, changed = (one.having(people=people).plan() for one in (said.base, said.changed))
    frame = pair.compare(base, changed, split=False)
    row = frame.row(meant.measure)
    effects = _across(said, points, study)
    effect, low, high = verdict.shares(said, row)
    defined = effects[~np.isnan(effects)]
    return Promise(
        safeguard=safeguard.name,
        scenario=meant.scenario,
        given=" ".join([*given, *(f"{name}={value:g}" for name, value in meant.set.items())]),
        measure=meant.measure,
        direction=meant.direction,
        stated=meant.by,
        stated_across=meant.across,
        base=row["base"] or 0.0,
        changed=row["changed"] or 0.0,
        effect=effect,
        low=low,
        high=high,
        across=float(np.mean([said.holds(one) for one in defined])) if len(defined) else 0.0,
        usual=float(np.median(defined)) if len(defined) else 0.0,
        nothing_to_move=float(np.mean(np.isnan(effects))),
        silent=silent(safeguard.name, meant.scenario),
        staff_days=float(frame.row("staff_days")["difference"] or 0.0),
    )


def _across(said: verdict.Claim, points: int, study: Study) -> Any:
    """Returns the effect at points of the plausible space, each range on its own scale."""
    axes = assumed(said.base.plan())
    return verdict.effects(said, axes, latin(axes, points, said.base.seed), study)


def silent(name: str, scenario: str, people: int = 3_000, days: int = 70) -> bool:
    """Returns whether strength 0 leaves the digest of a small run as it is."""
    world = World(scenario, people, days)
    none = world.having(safeguards=[f"{name}=0"])
    return live(world.plan()).digest == live(none.plan()).digest


def main() -> int:
    """Prints the table; returns 1 if a safeguard does not do what it is meant to do."""
    line = "{:<24}{:<19}{:<32}{:>8}{:>9}  {:<18}{:>8}{:>8}{:>8}  {:<7}{}"
    print(
        line.format(
            "safeguard",
            "scenario",
            "measure",
            "stated",
            "effect",
            "95 %",
            "stated",
            "across",
            "usual",
            "silent",
            "",
        )
    )

    def show(row: Promise) -> None:
        interval = f"{row.low:.2f} to {row.high:.2f}"
        words = "" if row.kept else "FAILS"
        print(
            line.format(
                row.safeguard,
                row.scenario,
                f"{row.measure} {row.direction}",
                f"{row.stated:.2f}",
                f"{row.effect:.2f}",
                interval,
                f"{row.stated_across:.2f}",
                f"{row.across:.2f}",
                f"{row.usual:.2f}",
                "yes" if row.silent else "NO",
                words,
            ),
            flush=True,
        )

    rows = promises(told=show)
    print(f"{sum(row.kept for row in rows)} of {len(rows)} do what they are meant to do")
    return 0 if all(row.kept for row in rows) else 1


if __name__ == "__main__":
    raise SystemExit(main())
