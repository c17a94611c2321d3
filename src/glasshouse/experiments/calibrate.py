"""Calibration: which values of the assumed parameters published figures cannot rule out.

Not one optimum: a set. A point is ruled out if, for any figure, the model is further from it than three
standard deviations of the figure's own uncertainty (history matching; Craig et al. 1997, Vernon et al.
2010). Optuna proposes where to look next, so that the set is found with few worlds; it decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from glasshouse.base.errors import BadScenario, BadValue
from glasshouse.experiments import sheet
from glasshouse.experiments.ranges import Axis
from glasshouse.experiments.study import Study
from glasshouse.experiments.sweep import axes_of
from glasshouse.experiments.worlds import Result, Told, World, needed

if TYPE_CHECKING:
    import polars as pl

RULED_OUT = 3.0
"""Implausibility above which a point is ruled out: Pukelsheim's three sigma."""

BATCH = 8


@dataclass(frozen=True)
class Calibrated:
    """What published figures leave possible.

    trials: every point tried, with the model's figures, its implausibility and whether it is kept. kept: the
    points that cannot be ruled out. left: parameter, low, high (of the kept), prior_low, prior_high,
    share_left.
    used: ids of the figures that were fitted; none of them may be called a validation. checks: figures held
    back, against the range that the kept points predict.
    """

    trials: pl.DataFrame
    kept: pl.DataFrame
    left: pl.DataFrame
    checks: pl.DataFrame
    used: tuple[str, ...]
    ran: int

    def validate(self, figure: str) -> None:
        """Refuses a figure as validation that was used to calibrate.

        Raises:
            BadValue: It was.
        """
        refuse_used(figure, self.used)

    def says(self) -> str:
        """Returns the finding in a sentence."""
        if not self.kept.height:
            return f"All {self.trials.height} points are ruled out: the model misses {', '.join(self.used)}."
        words = [
            f"{row['parameter']} {row['low']:.3g} to {row['high']:.3g} "
            f"(of {row['prior_low']:g} to {row['prior_high']:g})"
            for row in self.left.iter_rows(named=True)
        ]
        return (
            f"{self.kept.height} of {self.trials.height} points cannot be ruled out: "
            + "; ".join(words)
            + "."
        )

    def as_dict(self) -> dict[str, Any]:
        """Returns the answer of `glasshouse calibrate --json`."""
        return {
            "used": list(self.used),
            "trials": self.trials.height,
            "kept": self.kept.to_dicts(),
            "left": self.left.to_dicts(),
            "checks": self.checks.to_dicts(),
            "ran": self.ran,
            "says": self.says(),
        }


def refuse_used(figure: str, used: Sequence[str]) -> None:
    """Refuses a figure as validation that was used to calibrate.

    Raises:
        BadValue: With the reason.
    """
    if figure in used:
        raise BadValue(
            f"{figure} was used to calibrate and cannot validate: the model was made to agree with it",
            value=figure,
            allowed="a figure that was held back",
        )


def calibrate(
    study: str | Path | sheet.Calibration,
    *,
    folder: str | Path | None = None,
    workers: int | None = None,
    told: Told | None = None,
) -> Calibrated:
    """Finds the parameter values that published figures cannot rule out.

    Args:
        study: A study file, or what it says.
        folder: Where finished worlds are kept; beside a study file, `NAME.calibrate`, if None.
        workers: As of a study.
        told: As of a study.

    Raises:
        BadScenario: A study that does not hold together.
        BadValue: A figure that is both fitted and held back.
    """
    said = study if isinstance(study, sheet.Calibration) else sheet.read(study, sheet.Calibration)
    if folder is None and not isinstance(study, sheet.Calibration):
        folder = Path(study).with_suffix(".calibrate")
    used = tuple(one.id for one in said.targets)
    for one in said.check:
        refuse_used(one.id, used)
    base, axes = _world(said)
    points: list[dict[str, float]] = []
    results: list[Result] = []
    with Study(folder, workers, told=told) as hands:
        for batch in _proposals(said, axes, points, results):
            results += hands.run([base.having(assume=point) for point in batch])
        ran = hands.ran
    return _judged(said, axes, points, results, used, ran)


def _world(said: sheet.Calibration) -> tuple[World, list[Axis]]:
    from glasshouse.measures.registry import measure
    from glasshouse.safeguards import asked

    for target in (*said.targets, *said.check):
        measure(target.measure)
    uses = tuple(use.text for use in asked(said.safeguards))
    both = set(said.set) & set(said.fit)
    if both:
        raise BadScenario(f"{min(both)} is both set and fitted", value=min(both), allowed="one of the two")
    base = World(
        said.scenario,
        said.people,
        said.days,
        said.seed,
        tuple(sorted(said.set.items())),
        (),
        uses,
        tuple(said.without),
        said.perfect,
    )
    return base, axes_of(dict(said.fit), base)


def _proposals(
    said: sheet.Calibration, axes: list[Axis], points: list[dict[str, float]], results: list[Result]
) -> Any:
    """Yields batches of points; what became of them must stand in `results` before the next is asked for."""
    optuna = needed("optuna")
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    sampler = optuna.samplers.TPESampler(seed=said.seed, n_startup_trials=max(BATCH, said.trials // 3))
    search = optuna.create_study(sampler=sampler)
    room = {
        one.name: optuna.distributions.FloatDistribution(
            one.low, one.high, log=one.scale == "log" and one.low > 0
        )
        for one in axes
    }
    while len(points) < said.trials:
        asked = [search.ask(room) for _ in range(min(BATCH, said.trials - len(points)))]
        batch = [{name: float(value) for name, value in trial.params.items()} for trial in asked]
        points += batch
        yield batch
        for trial, result in zip(asked, results[-len(batch) :], strict=True):
            distance = implausibility(said, result)
            if np.isfinite(distance):
                search.tell(trial, distance)
            else:
                search.tell(trial, state=optuna.trial.TrialState.FAIL)


def predicted(said: sheet.Calibration, target: sheet.Target, result: Result) -> float:
    """Returns what the model says of a figure; NaN if the world failed."""
    from glasshouse.measures.registry import measure

    aim = measure(target.measure)
    value = result.values.get(aim.name, float("nan"))
    return value * 1e5 / said.people if target.per_100k and aim.counted else value


def implausibility(said: sheet.Calibration, result: Result) -> float:
    """Returns how many standard deviations the worst figure is missed by: (high - low) / 4 is one."""
    return max(
        abs(predicted(said, target, result) - target.value) / ((target.high - target.low) / 4)
        for target in said.targets
    )


def _judged(
    said: sheet.Calibration,
    axes: list[Axis],
    points: list[dict[str, float]],
    results: list[Result],
    used: tuple[str, ...],
    ran: int,
) -> Calibrated:
    import polars as pl

    rows = []
    for point, result in zip(points, results, strict=True):
        distance = implausibility(said, result)
        figures = {one.id: predicted(said, one, result) for one in (*said.targets, *said.check)}
        kept = bool(np.isfinite(distance) and distance <= RULED_OUT)
        rows.append({**point, **figures, "implausibility": distance, "kept": kept, "problem": result.problem})
    trials = pl.DataFrame(rows, infer_schema_length=None)
    kept_rows = trials.filter(pl.col("kept"))
    left = [
        {
            "parameter": one.name,
            "low": kept_rows[one.name].min(),
            "high": kept_rows[one.name].max(),
            "prior_low": one.low,
            "prior_high": one.high,
            "share_left": (kept_rows[one.name].max() - kept_rows[one.name].min()) / (one.high - one.low),  # type: ignore[operator]
        }
        for one in axes
        if kept_rows.height
    ]
    checks = [
        {
            "id": one.id,
            "measure": one.measure,
            "published": one.value,
            "low": kept_rows[one.id].min(),
            "high": kept_rows[one.id].max(),
            "inside": bool(kept_rows[one.id].min() <= one.high and kept_rows[one.id].max() >= one.low),  # type: ignore[operator]
        }
        for one in said.check
        if kept_rows.height
    ]
    return Calibrated(trials, kept_rows, pl.DataFrame(left), pl.DataFrame(checks), used, ran)
