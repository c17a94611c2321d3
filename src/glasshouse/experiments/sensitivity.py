"""Which unmeasured assumption does an answer hang on?

Three passes over the same assumptions: one at a time to the ends of each range (seconds), Morris screening
over all of them (Morris 1991; Campolongo 2007 for mu*), and first-order and total Sobol indices (Saltelli
2010) on the ten that matter most. A model is any function from points to values: the laboratory, or a test
function with known indices.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glasshouse.base.errors import BadValue, EngineError
from glasshouse.experiments.ranges import Axis, assumed, settings
from glasshouse.experiments.study import Study
from glasshouse.experiments.worlds import Told, World, needed

if TYPE_CHECKING:
    import polars as pl

Array = NDArray[np.float64]
Model = Callable[[Array], Array]
"""Points (points, axes) -> values (points,)."""

TOP = 10
TRAJECTORIES = 4
LEVELS = 4


def one_at_a_time(axes: Sequence[Axis], model: Model) -> pl.DataFrame:
    """Returns what each assumption does alone, from end to end of its range, the others as assumed.

    Columns: parameter, grade, value, low, high, at_low, at_high, base, swing (the largest move); ordered by
    swing.
    """
    import polars as pl

    here = np.array([one.value for one in axes])
    points = [here]
    for place, one in enumerate(axes):
        for end in (one.low, one.high):
            point = here.copy()
            point[place] = end
            points.append(point)
    values = model(np.array(points))
    base, ends = float(values[0]), values[1:].reshape(-1, 2)
    rows = [
        {
            "parameter": one.name,
            "grade": one.grade,
            "value": one.value,
            "low": one.low,
            "high": one.high,
            "at_low": float(low),
            "at_high": float(high),
            "base": base,
            "swing": float(max(low, high, base) - min(low, high, base)),
        }
        for one, (low, high) in zip(axes, ends, strict=True)
    ]
    return pl.DataFrame(rows).sort("swing", descending=True, nulls_last=True, maintain_order=True)


def morris(
    axes: Sequence[Axis], model: Model, trajectories: int = TRAJECTORIES, seed: int = 1
) -> pl.DataFrame:
    """Returns the elementary effects of each assumption: mu_star (how much), sigma (how unevenly), ordered.

    It takes trajectories x (axes + 1) values of the model.
    """
    import polars as pl

    analysed, sampled = _salib("morris")

    problem = _problem(axes)
    shares = sampled.sample(problem, trajectories, num_levels=LEVELS, seed=seed)
    values = _finite(model(_at(axes, shares)))
    found = analysed.analyze(problem, shares, values, num_levels=LEVELS, seed=seed)
    table = pl.DataFrame(
        {
            "parameter": [one.name for one in axes],
            "grade": [one.grade for one in axes],
            "mu_star": np.asarray(found["mu_star"], float),
            "mu_star_confidence": np.asarray(found["mu_star_conf"], float),
            "mu": np.asarray(found["mu"], float),
            "sigma": np.asarray(found["sigma"], float),
        }
    )
    return table.sort("mu_star", descending=True, maintain_order=True)


def sobol(
    axes: Sequence[Axis], model: Model, points: int = 64, replicates: int = 1, seed: int = 1
) -> pl.DataFrame:
    """Returns first-order and total Sobol indices: which share of the variance each assumption explains.

    It takes replicates x points x (axes + 2) values of the model; points is rounded up to a power of two.
    Columns: parameter, grade, first, first_confidence, total, total_confidence, and the spread over
    replicates where there are several.
    """
    import polars as pl

    analysed, sampled = _salib("sobol")

    problem = _problem(axes)
    size = 1 << max(1, int(np.ceil(np.log2(max(points, 2)))))
    found = []
    for step in range(replicates):
        shares = sampled.sample(problem, size, calc_second_order=False, seed=seed + step)
        values = _finite(model(_at(axes, shares)))
        if np.ptp(values) == 0:  # nothing moves it: SALib would divide by a variance of zero
            found.append({key: np.zeros(len(axes)) for key in ("S1", "S1_conf", "ST", "ST_conf")})
            continue
        found.append(analysed.analyze(problem, values, calc_second_order=False, seed=seed + step))
    mean = {key: np.mean([one[key] for one in found], axis=0) for key in ("S1", "S1_conf", "ST", "ST_conf")}
    spread = np.std([one["ST"] for one in found], axis=0)
    table = pl.DataFrame(
        {
            "parameter": [one.name for one in axes],
            "grade": [one.grade for one in axes],
            "first": mean["S1"],
            "first_confidence": mean["S1_conf"],
            "total": mean["ST"],
            "total_confidence": mean["ST_conf"],
            "total_spread": spread,
        }
    )
    return table.sort("total", descending=True, maintain_order=True)


def _salib(what: str) -> tuple[Any, Any]:
    return needed(f"SALib.analyze.{what}"), needed(f"SALib.sample.{what}")


def _problem(axes: Sequence[Axis]) -> dict[str, Any]:
    """The axes as SALib wants them: shares of ranges, so that wide ones are varied on their own scale."""
    if not axes:
        raise BadValue("There is no assumption to vary", allowed="one or more parameters with a range")
    return {"num_vars": len(axes), "names": [one.name for one in axes], "bounds": [[0.0, 1.0]] * len(axes)}


def _at(axes: Sequence[Axis], shares: Any) -> Array:
    return np.stack([one.at(shares[:, place]) for place, one in enumerate(axes)], axis=1)


def _finite(values: Array) -> Array:
    """Returns values in which a failed world counts as the mean of the others; the indices then miss it."""
    bad = ~np.isfinite(values)
    if bad.mean() > 0.2:
        raise EngineError("More than a fifth of the worlds failed or had nothing to divide by")
    return np.where(bad, np.mean(values[~bad]), values)


# --- the laboratory as a model ---


def laboratory(world: World, measure: str, axes: Sequence[Axis], study: Study) -> Model:
    """Returns the laboratory as a model: the measure in the world at each point."""

    def values(points: Array) -> Array:
        worlds = [world.having(assume=settings(axes, point)) for point in points]
        return np.array([result.values.get(measure, np.nan) for result in study.run(worlds)])

    return values


@dataclass(frozen=True)
class Sensitivity:
    """What an answer hangs on.

    alone: one at a time. screening: Morris over all assumptions; None in a quick pass. indices: Sobol on the
    top ten; None in a quick pass. low, high: the smallest and largest value seen one at a time, the measure's
    assumption range.
    """

    world: World
    measure: str
    base: float
    low: float
    high: float
    alone: pl.DataFrame
    screening: pl.DataFrame | None
    indices: pl.DataFrame | None
    worlds: int
    ran: int

    def says(self) -> str:
        """Returns the finding in a sentence."""
        if not self.alone.height or not self.alone["swing"][0]:
            return f"No assumption, alone, moves {self.measure} in this world."
        first = self.alone.row(0, named=True)
        return (
            f"{self.measure} hangs most on {first['parameter']} ({first['grade']}): {first['at_low']:.3g} at "
            f"{first['low']:g} and {first['at_high']:.3g} at {first['high']:g}, against {self.base:.3g} at "
            f"{first['value']:g}."
        )

    def as_dict(self) -> dict[str, Any]:
        """Returns the answer of `glasshouse sensitivity --json`."""
        return {
            "scenario": self.world.scenario,
            "people": self.world.people,
            "measure": self.measure,
            "base": self.base,
            "assumption_range": [self.low, self.high],
            "alone": self.alone.to_dicts(),
            "screening": None if self.screening is None else self.screening.to_dicts(),
            "indices": None if self.indices is None else self.indices.to_dicts(),
            "worlds": self.worlds,
            "ran": self.ran,
            "says": self.says(),
        }


def sensitivity(
    world: World,
    measure: str = "people_wrongly_refused",
    *,
    quick: bool = False,
    only: Sequence[str] = (),
    trajectories: int = TRAJECTORIES,
    points: int = 64,
    replicates: int = 1,
    folder: str | Path | None = None,
    workers: int | None = None,
    told: Told | None = None,
) -> Sensitivity:
    """Finds the assumptions on which a measure hangs.

    Args:
        world: Scenario, people (20,000 are enough for a first look), days, seed.
        measure: What is looked at.
        quick: One at a time only.
        only: Parameters to look at; every assumed one if empty.
        trajectories: Of the Morris design.
        points: Of the Sobol design.
        replicates: Of the Sobol design.
        folder: As of a study.
        workers: As of a study.
        told: As of a study.

    Raises:
        UnknownName: An unknown measure or parameter; with the nearest name.
    """
    from glasshouse.measures.registry import measure as known

    aim = known(measure).name
    axes = assumed(world.plan(), only=only)
    with Study(folder, workers, told=told) as study:
        alone = one_at_a_time(axes, laboratory(world, aim, axes, study))
        screening = indices = None
        if not quick:
            screening = morris(axes, laboratory(world, aim, axes, study), trajectories, world.seed)
            first = screening["parameter"].to_list()[:TOP]
            few = [one for one in axes if one.name in first]
            indices = sobol(few, laboratory(world, aim, few, study), points, replicates, world.seed)
        ran = study.ran
    ends = np.array([*alone["at_low"], *alone["at_high"], alone["base"][0]], dtype=float)
    return Sensitivity(
        world=world,
        measure=aim,
        base=float(alone["base"][0]),
        low=float(np.nanmin(ends)),
        high=float(np.nanmax(ends)),
        alone=alone,
        screening=screening,
        indices=indices,
        worlds=count(len(axes), quick, trajectories, points, replicates),
        ran=ran,
    )


def count(
    axes: int, quick: bool, trajectories: int = TRAJECTORIES, points: int = 64, replicates: int = 1
) -> int:
    """Returns how many worlds a sensitivity analysis needs."""
    alone = 1 + 2 * axes
    size = 1 << max(1, int(np.ceil(np.log2(max(points, 2)))))
    return alone if quick else alone + trajectories * (axes + 1) + replicates * size * (min(axes, TOP) + 2)
