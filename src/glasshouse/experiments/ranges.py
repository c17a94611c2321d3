"""The plausible space: every assumed parameter with its range, and points of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from glasshouse.base.errors import BadValue

if TYPE_CHECKING:
    from glasshouse.base.ledger import Parameter
    from glasshouse.scenario import Plan

Array = NDArray[np.float64]
Scale = Literal["linear", "log"]
WIDE = 10.0
"""A range whose ends differ by this factor or more is also looked at on the scale of logarithms."""


@dataclass(frozen=True)
class Axis:
    """One assumption that is varied: its name, the value that is assumed, its range, its grade, its scale."""

    name: str
    value: float
    low: float
    high: float
    grade: str
    scale: Scale = "linear"
    whole: bool = False

    @property
    def wide(self) -> bool:
        """Whether the range spans an order of magnitude."""
        return self.low > 0 and self.high / self.low >= WIDE

    def at(self, share: Array | float, scale: Scale | None = None) -> Array:
        """Returns the values at shares 0..1 of the range."""
        share = np.asarray(share, dtype=np.float64)
        if (scale or self.scale) == "log" and self.low > 0:
            found = np.exp(np.log(self.low) + share * (np.log(self.high) - np.log(self.low)))
        else:
            found = self.low + share * (self.high - self.low)
        found = np.clip(found, self.low, self.high)
        return np.rint(found) if self.whole else found


def assumed(plan: Plan, grades: Iterable[str] = ("assumed",), only: Sequence[str] = ()) -> list[Axis]:
    """Returns the assumptions of a plan that can be varied without making other people of its people.

    Left out: parameters of mechanisms that are off, traits of people (they would break the pairing), ranges
    of one value, and what `--set` gave.

    Args:
        plan: The world.
        grades: Evidence grades that are varied.
        only: Names; all if empty.

    Raises:
        UnknownName: A name nobody knows.
    """
    wanted = [plan.ledger.named(name).name for name in only]
    allowed = set(grades)
    rooms = {"society", *plan.off}
    found = []
    for parameter in plan.ledger.values():
        if wanted:
            if parameter.name in wanted:
                found.append(axis(parameter))
        elif (
            parameter.grade in allowed
            and parameter.mechanism not in rooms
            and parameter.low < parameter.high
            and parameter.name not in plan.overrides
        ):
            found.append(axis(parameter))
    return found


def axis(parameter: Parameter, scale: Scale | None = None) -> Axis:
    """Returns a parameter as an axis; wide ranges are varied on the scale of logarithms."""
    one = Axis(parameter.name, parameter.value, parameter.low, parameter.high, parameter.grade)
    chosen: Scale = scale or ("log" if one.wide else "linear")
    return Axis(one.name, one.value, one.low, one.high, one.grade, chosen)


def latin(axes: Sequence[Axis], points: int, seed: int, scale: Scale | None = None) -> Array:
    """Returns points of the space by Latin hypercube, (points, axes): every slice of every range is visited
    once.

    Args:
        axes: The assumptions.
        points: How many.
        seed: Of the design; the people's luck is another.
        scale: `linear` (uniform) or `log` (log-uniform where the range is above zero); each axis' own if
        None.

    Raises:
        BadValue: Fewer than one point.
    """
    from scipy.stats import qmc

    if points < 1:
        raise BadValue(f"points: {points} is too few", value=points, allowed="1 or more")
    shares = qmc.LatinHypercube(d=len(axes), rng=np.random.default_rng(seed)).random(points)
    return spread(axes, shares, scale)


def sobol(axes: Sequence[Axis], points: int, seed: int) -> Array:
    """Returns points by a scrambled Sobol sequence, rounded up to a power of two, (points, axes)."""
    from scipy.stats import qmc

    power = max(1, int(np.ceil(np.log2(max(points, 2)))))
    shares = qmc.Sobol(d=len(axes), rng=np.random.default_rng(seed)).random_base2(power)
    return spread(axes, shares)


def spread(axes: Sequence[Axis], shares: Array, scale: Scale | None = None) -> Array:
    """Returns the values at shares of the ranges, (points, axes)."""
    columns = [one.at(shares[:, place], scale) for place, one in enumerate(axes)]
    return np.stack(columns, axis=1) if columns else np.zeros((len(shares), 0))


def settings(axes: Sequence[Axis], point: Any) -> dict[str, float]:
    """Returns a point as `--set` takes it."""
    return {one.name: float(value) for one, value in zip(axes, point, strict=True)}
