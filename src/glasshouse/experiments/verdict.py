"""Verdict cards: a claim, its effect, where in the plausible space it holds, and what flips it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasshouse.base.errors import BadValue
from glasshouse.experiments import pair
from glasshouse.experiments.ranges import Axis, Scale, assumed, latin, settings
from glasshouse.experiments.study import Study
from glasshouse.experiments.worlds import Told, World

Array = NDArray[np.float64]
POINTS = 32
CANDIDATES = 12
"""Assumptions whose ends are tried for a flip: those that go most with the effect over the sampled space."""

BISECTIONS = 7


@dataclass(frozen=True)
class Claim:
    """That a change moves a measure one way by at least a share of its value without the change."""

    base: World
    changed: World
    measure: str
    direction: str
    by: float

    def says(self) -> str:
        """Returns the claim in words."""
        more = [use for use in self.changed.safeguards if use not in self.base.safeguards]
        what = " and ".join(more) or self.changed.scenario
        verb = "lowers" if self.direction == "down" else "raises"
        size = f" by {self.by:.2g} of its value or more" if self.by > 0 else ""
        return f"{what} {verb} {self.measure}{size}"

    def effect(self, base: float, changed: float) -> float:
        """Returns the effect in the claimed direction as a share of the base; NaN with nothing to move."""
        if not np.isfinite(base) or not np.isfinite(changed) or base == 0:
            return float("inf") if self.direction == "up" and base == 0 and changed > 0 else float("nan")
        return (base - changed if self.direction == "down" else changed - base) / base

    def holds(self, effect: float) -> bool:
        """Returns whether an effect bears the claim out; no effect at all never does."""
        return bool(effect >= self.by and effect > 0)


@dataclass(frozen=True)
class Flip:
    """An assumption that, alone, flips a claim.

    value: the value nearest to the assumed one that was found to flip it. effect: the effect there. distance:
    how far that is from the assumed value, as a share of the range.
    """

    parameter: str
    grade: str
    assumed: float
    value: float
    low: float
    high: float
    effect: float
    distance: float

    def says(self) -> str:
        """Returns the flip in words."""
        return (
            f"{self.parameter} flips it at {self.value:.4g} (assumed {self.assumed:g}, range {self.low:g} to "
            f"{self.high:g}, {self.grade}): the effect there is {self.effect:.2g} of the value."
        )


@dataclass(frozen=True)
class Card:
    """What can be said of a claim.

    effect, low, high: the effect as a share of the base, with its 95 % paired interval, at the assumed
    values.
    shares: `uniform` and `log-uniform` -> share of the plausible space in which the claim holds.
    undefined: share of the space in which there was nothing to move. points: sampled, each scale.
    flips: assumptions that flip it, the nearest first; empty if none of those tried does.
    """

    claim: Claim
    effect: float
    low: float
    high: float
    shares: dict[str, float]
    undefined: dict[str, float]
    points: int
    flips: tuple[Flip, ...]
    tried: tuple[str, ...]
    ran: int

    @property
    def holds(self) -> bool:
        """Whether the claim holds at the assumed values, its whole interval on the right side."""
        return self.claim.holds(self.effect) and self.low > 0

    def says(self) -> str:
        """Returns the card in words."""
        holds = "holds" if self.holds else "does not hold"
        space = " and ".join(f"{share:.0%} ({scale})" for scale, share in self.shares.items())
        flip = (
            self.flips[0].says()
            if self.flips
            else "No assumption that was tried flips it alone, within its range."
        )
        return (
            f"{self.claim.says()}: {holds} at the assumed values ({self.effect:.2g} of the value, "
            f"{self.low:.2g} to {self.high:.2g}). It holds in {space} of the plausible space. {flip}"
        )

    def as_dict(self) -> dict[str, Any]:
        """Returns the answer of `glasshouse verdict --json`."""
        return {
            "claim": self.claim.says(),
            "measure": self.claim.measure,
            "by": self.claim.by,
            "holds": self.holds,
            "effect": self.effect,
            "low": self.low,
            "high": self.high,
            "share_of_space": self.shares,
            "nothing_to_move": self.undefined,
            "points": self.points,
            "flips": [vars(one) for one in self.flips],
            "tried": list(self.tried),
            "says": self.says(),
            "ran": self.ran,
        }


def claim(
    world: World, protected: Sequence[Any], measure: str, by: float | None = None, given: Sequence[Any] = ()
) -> Claim:
    """Returns a claim about safeguards: a harm or cost goes down, a description goes the stated way.

    Args:
        world: The world as it is.
        protected: The safeguards of the claim.
        measure: What they are said to move.
        by: By which share of its value at least; what the safeguard itself states if None, else nothing.
        given: Safeguards that are there either way.

    Raises:
        BadValue: A claimed benefit as the measure, or no safeguard.
    """
    from glasshouse.measures.registry import refuse_claimed_benefit
    from glasshouse.safeguards import asked, read

    aim = refuse_claimed_benefit(measure)
    uses, both = asked(protected), asked(given)
    if not uses:
        raise BadValue("A claim needs a safeguard", place="--with", allowed="one or more safeguards")
    meant = [read(use.name).meant for use in uses if read(use.name).meant.measure == aim.name]
    direction = meant[0].direction if meant else "down"
    size = by if by is not None else (meant[0].by if meant and len(uses) == 1 else 0.0)
    if not 0 <= size < np.inf:
        raise BadValue(
            f"by: {size} is impossible", value=size, place="--by", allowed="0 or more, a share of the value"
        )
    there = {use.name for use in both}
    base = world.having(safeguards=[use.text for use in both])
    every = asked([*both, *(use for use in uses if use.name not in there)])
    return Claim(base, world.having(safeguards=[use.text for use in every]), aim.name, direction, size)


def verdict(
    said: Claim,
    *,
    points: int = POINTS,
    only: Sequence[str] = (),
    candidates: int = CANDIDATES,
    people: int | None = None,
    folder: str | Path | None = None,
    workers: int | None = None,
    told: Told | None = None,
) -> Card:
    """Judges a claim.

    Args:
        said: The claim.
        points: How many points of the plausible space are tried, on each of two scales.
        only: Assumptions to vary; every assumed one if empty.
        candidates: How many assumptions are tried for a flip.
        people: Simulated people of the effect at the assumed values; those of the claim's world if None.
        folder: As of a study.
        workers: As of a study.
        told: As of a study.
    """
    effect, low, high = _here(said, people)
    axes = assumed(said.base.plan(), only=only)
    shares, undefined, correlated = {}, {}, np.zeros(len(axes))
    with Study(folder, workers, told=told) as study:
        for label, scale in (("uniform", "linear"), ("log-uniform", "log")):
            sampled = latin(axes, points, said.base.seed, _scale(scale))
            found = effects(said, axes, sampled, study)
            defined = ~np.isnan(found)
            shares[label] = (
                float(np.mean([said.holds(one) for one in found[defined]])) if defined.any() else 0.0
            )
            undefined[label] = float(np.mean(~defined))
            correlated = np.maximum(correlated, _correlation(sampled, found))
        order = np.argsort(-correlated, kind="stable")[:candidates]
        tried = [axes[place] for place in order]
        held = said.holds(effects(said, axes, np.array([[one.value for one in axes]]), study)[0])
        flips = _flips(said, tried, held, study)
        ran = study.ran
    return Card(
        said,
        effect,
        low,
        high,
        shares,
        undefined,
        points,
        tuple(flips),
        tuple(one.name for one in tried),
        ran,
    )


def _scale(name: str) -> Scale:
    return "log" if name == "log" else "linear"


def _here(said: Claim, people: int | None) -> tuple[float, float, float]:
    """Returns the effect at the assumed values as a share of the base, with its paired interval."""
    base, changed = (
        one.having(people=people).plan() if people else one.plan() for one in (said.base, said.changed)
    )
    return shares(said, pair.compare(base, changed, split=False).row(said.measure))


def shares(said: Claim, row: dict[str, Any]) -> tuple[float, float, float]:
    """Returns the effect in the claimed direction as a share of the base, with its interval, from a comparison."""
    if not row["base"]:
        effect = said.effect(0.0, row["changed"] or 0.0)
        return effect, effect, effect
    sign = -1.0 if said.direction == "down" else 1.0
    found = [sign * (row["share"] if row[key] is None else row[key]) for key in pair.SHARES]
    return found[0], min(found[1:]), max(found[1:])


def effects(said: Claim, axes: Sequence[Axis], points: Array, study: Study) -> Array:
    """Returns the effect at each point."""
    worlds = [
        one.having(assume=settings(axes, point)) for point in points for one in (said.base, said.changed)
    ]
    values = [result.values.get(said.measure, np.nan) for result in study.run(worlds)]
    return np.array([said.effect(*values[at : at + 2]) for at in range(0, len(values), 2)])


def _correlation(points: Array, effects: Array) -> Array:
    """Returns how much each assumption goes with the effect: Spearman's rank correlation, unsigned."""
    ok = np.isfinite(effects)
    if ok.sum() < 4 or np.ptp(effects[ok]) == 0:
        return np.zeros(points.shape[1])
    ranks = np.argsort(np.argsort(points[ok], axis=0), axis=0).astype(float)
    effect = np.argsort(np.argsort(effects[ok])).astype(float)
    ranks -= ranks.mean(axis=0)
    effect -= effect.mean()
    size = np.sqrt((ranks**2).sum(axis=0) * (effect**2).sum())
    return np.abs(np.divide(ranks.T @ effect, size, out=np.zeros(len(size)), where=size > 0))


def _flips(said: Claim, axes: Sequence[Axis], held: bool, study: Study) -> list[Flip]:
    """Returns the assumptions that flip the claim at an end of their range, and where they begin to."""
    ends = [(one, end) for one in axes for end in (one.low, one.high) if end != one.value]
    worlds = [
        world.having(assume={one.name: end}) for one, end in ends for world in (said.base, said.changed)
    ]
    values = [result.values.get(said.measure, np.nan) for result in study.run(worlds)]
    found = []
    for place, (one, end) in enumerate(ends):
        effect = said.effect(*values[2 * place : 2 * place + 2])
        if said.holds(effect) != held:
            value, effect = _bisect(said, one, end, effect, held, study)
            distance = abs(value - one.value) / (one.high - one.low)
            found.append(Flip(one.name, one.grade, one.value, value, one.low, one.high, effect, distance))
    return sorted(found, key=lambda flip: flip.distance)


def _bisect(
    said: Claim, one: Axis, end: float, effect: float, held: bool, study: Study
) -> tuple[float, float]:
    """Returns the tried value nearest to the assumed one that flips the claim, and the effect there."""
    safe, flipped, there = one.value, end, effect
    for _ in range(BISECTIONS):
        middle = (safe + flipped) / 2
        if one.wide and safe > 0 and flipped > 0:
            middle = float(np.sqrt(safe * flipped))
        values = [
            result.values.get(said.measure, np.nan)
            for result in study.run(
                [world.having(assume={one.name: middle}) for world in (said.base, said.changed)]
            )
        ]
        now = said.effect(values[0], values[1])
        if said.holds(now) != held:
            flipped, there = middle, now
        else:
            safe = middle
    return flipped, there
