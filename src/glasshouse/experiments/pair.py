"""Two worlds with the same luck: what a safeguard changes, for whom, directly and through everybody else.

What pairing may claim: differences between populations, with intervals. What it may not: the joint fate of
one person is not identified by any data. "Better" and "worse" count people in this model, under shared luck.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from glasshouse.experiments import effects, paired
from glasshouse.experiments.causes import ERROR_CAUSED, with_causes
from glasshouse.experiments.comparison import UNDER, Comparison, People
from glasshouse.experiments.effects import SHARES
from glasshouse.experiments.plans import again, refuse, worlds
from glasshouse.experiments.seeds import count, over_seeds, with_means
from glasshouse.experiments.split import SPLIT_PEOPLE, parted, people, same_climate
from glasshouse.experiments.split import split as split_up
from glasshouse.experiments.worlds import Lives, live

if TYPE_CHECKING:
    from glasshouse.run.outcome import Outcome
    from glasshouse.scenario import Plan

__all__ = [
    "ERROR_CAUSED",
    "SHARES",
    "SPLIT_PEOPLE",
    "UNDER",
    "Comparison",
    "People",
    "again",
    "compare",
    "people",
    "refuse",
    "same_climate",
    "worlds",
]

Told = Callable[[str], None]
Live = Callable[..., "Outcome"]


def compare(
    base: Plan,
    changed: Plan,
    *,
    seeds: int = 1,
    threads: int | None = None,
    split: bool = True,
    errors: bool = False,
    told: Told | None = None,
    simulate: Live = live,
) -> Comparison:
    """Compares two worlds of the same people under the same luck.

    Args:
        base: The world as it is.
        changed: The same world with something changed, such as safeguards.
        seeds: With how many different kinds of luck; at least 20 for whatever lies downstream of rare national
            events such as breaches. The people, the groups and the split come from the first.
        threads: Every core if None; the numbers are the same.
        split: Whether the effect is split into direct effect and spillover (a further run or three small ones).
        errors: Whether the parts caused by errors and by the hardship spiral are worked out (two further runs
            for each world).
        told: Called with the name of each phase.
        simulate: What runs a plan.

    Raises:
        BadValue: The worlds differ in people or luck.
    """
    refuse(base, changed)
    count(seeds)
    say = told or (lambda phase: None)
    watch = _Watch()
    say("the world as it is")
    one = simulate(base, threads=threads, trace=True)
    watch.ended("base")
    say("the world with the change")
    other = simulate(changed, threads=threads, trace=True)
    watch.ended("changed")
    tables, parts = paired.Tables.of(one, other), None
    if split:
        say("the change in the climate as it was")
        parts = split_up(one, other, threads, simulate)
    watch.ended("split")
    frame = effects.measures(tables, parts.spillover if parts else None)
    if errors:
        say("worlds without error and without the hardship spiral")
        frame = with_causes(frame, tables, base, changed, threads, simulate)
    several = over_seeds(base, changed, seeds, threads, simulate, say, (one, other))
    watch.all_ended()
    return Comparison(
        base=base,
        changed=changed,
        measures=with_means(frame, several) if seeds > 1 else frame,
        by_group=effects.by_group(tables),
        by_region=effects.by_region(tables),
        seeds=several,
        people=people(one, other),
        direct=parts.direct if parts else None,
        digests=(one.digest, other.digest),
        warnings=_warnings(one, other),
        seconds=watch.seconds,
        lives=(Lives.of(one), Lives.of(other)),
    )


class _Watch:
    """How many seconds each part took, one after another, and all together."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._began = self._last = time.perf_counter()

    def ended(self, part: str) -> None:
        now = time.perf_counter()
        self.seconds[part], self._last = now - self._last, now

    def all_ended(self) -> None:
        self.seconds["total"] = time.perf_counter() - self._began


def _warnings(one: Outcome, other: Outcome) -> tuple[str, ...]:
    base, changed = one.plan, other.plan
    found = [*changed.warnings, *parted(one, other)]
    if base.start != changed.start:
        found.append(
            f"The worlds begin on {base.start} and {changed.start}: dated changes fall into different weeks."
        )
    return tuple(dict.fromkeys(found))
