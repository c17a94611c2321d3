"""The same world with other luck: quantiles over seeds, for whatever hangs on rare national events."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from glasshouse.base.errors import BadValue, EngineError
from glasshouse.experiments.study import Study
from glasshouse.experiments.worlds import Told, World

if TYPE_CHECKING:
    import polars as pl

ENOUGH = 20
"""Fewer seeds than this say little about the tails of anything that a breach decides."""


@dataclass(frozen=True)
class Ensemble:
    """Worlds that differ in their luck only.

    quantiles: measure, mean, sd, q025, q25, median, q75, q975. values: one row a seed, one column a measure.
    failed: seed -> reason.
    """

    world: World
    seeds: int
    quantiles: pl.DataFrame
    values: pl.DataFrame
    failed: dict[int, str]

    def as_dict(self) -> dict[str, Any]:
        """Returns everything as plain values."""
        return {"seeds": self.seeds, "quantiles": self.quantiles.to_dicts(), "failed": self.failed}


def ensemble(
    world: World,
    seeds: int = ENOUGH,
    *,
    folder: str | Path | None = None,
    workers: int | None = None,
    told: Told | None = None,
) -> Ensemble:
    """Runs a world with several kinds of luck, from its own seed on.

    Raises:
        BadValue: Fewer than two seeds.
        EngineError: No seed could be run; with the reason of the first.
    """
    import polars as pl

    if seeds < 2:
        raise BadValue(f"seeds: {seeds} is too few", value=seeds, place="--seeds", allowed="2 or more")
    worlds = [world.having(seed=world.seed + step) for step in range(seeds)]
    with Study(folder, workers, told=told) as study:
        results = study.run(worlds)
    failed = {one.seed: result.problem for one, result in zip(worlds, results, strict=True) if result.problem}
    good = [
        (one.seed, result.values) for one, result in zip(worlds, results, strict=True) if not result.problem
    ]
    if not good:
        raise EngineError(f"No seed could be run: {next(iter(failed.values()))}")
    values = pl.DataFrame([{"seed": seed, **measures} for seed, measures in good])
    return Ensemble(world, seeds, _quantiles(values), values, failed)


def _quantiles(values: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    names = [name for name in values.columns if name != "seed"]
    table = values.select(names).to_numpy()
    rows = []
    for place, name in enumerate(names):
        here = table[np.isfinite(table[:, place]), place]
        if not len(here):
            continue
        q = np.quantile(here, [0.025, 0.25, 0.5, 0.75, 0.975])
        sd = float(here.std(ddof=1)) if len(here) > 1 else None
        keys = ("q025", "q25", "median", "q75", "q975")
        rows.append(
            {"measure": name, "mean": float(here.mean()), "sd": sd} | dict(zip(keys, q.tolist(), strict=True))
        )
    return pl.DataFrame(rows)
