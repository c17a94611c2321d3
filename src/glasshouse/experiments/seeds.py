"""A pair under several kinds of luck: means and quantiles over seeds, for what hangs on rare national events."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from glasshouse.base.errors import BadValue
from glasshouse.experiments.plans import again
from glasshouse.experiments.worlds import national

if TYPE_CHECKING:
    import polars as pl

    from glasshouse.run.outcome import Outcome
    from glasshouse.scenario import Plan


def count(seeds: int) -> None:
    """Refuses an impossible number of seeds before anything runs.

    Raises:
        BadValue: Fewer than one, or more than anybody waits for.
    """
    if not 1 <= seeds <= 10_000:
        raise BadValue(f"seeds: {seeds} is impossible", value=seeds, place="--seeds", allowed="1 to 10,000")


def over_seeds(
    base: Plan,
    changed: Plan,
    seeds: int,
    threads: int | None,
    simulate: Callable[..., Outcome],
    say: Callable[[str], None],
    first: tuple[Outcome, Outcome],
) -> pl.DataFrame:
    """Returns the differences over several seeds: mean and quantiles."""
    import polars as pl

    if seeds == 1:
        return pl.DataFrame()
    found = [_differences(*first)]
    for step in range(1, seeds):
        say(f"seed {base.seed + step}, {step + 1} of {seeds}")
        pair = [simulate(again(plan, seed=plan.seed + step), threads=threads) for plan in (base, changed)]
        found.append(_differences(*pair))
    names = list(found[0])
    values = np.array([[one[name] for name in names] for one in found])
    ok = np.isfinite(values).all(axis=0)
    low, high = np.quantile(np.where(ok, values, 0.0), [0.025, 0.975], axis=0)
    columns = {"mean": values.mean(axis=0), "sd": values.std(axis=0, ddof=1), "low": low, "high": high}
    table = pl.DataFrame({"measure": names, "seeds": [seeds] * len(names), **columns})
    return table.filter(pl.Series(ok))


def _differences(one: Outcome, other: Outcome) -> dict[str, float]:
    before, after = national(one), national(other)
    return {name: after[name] - before[name] for name in before}


def with_means(frame: pl.DataFrame, several: pl.DataFrame) -> pl.DataFrame:
    """Returns the table with the mean over seeds and its 95 % interval in place of one seed's difference."""
    import polars as pl

    from glasshouse.measures.interval import student

    count = int(several["seeds"][0])
    half = student(count - 1) / np.sqrt(count)
    means = several.select(
        "measure",
        pl.col("mean"),
        (pl.col("mean") - half * pl.col("sd")).alias("mean_low"),
        (pl.col("mean") + half * pl.col("sd")).alias("mean_high"),
    )
    said = pl.lit(f"mean of {count} seeds")
    return (
        frame.join(means, on="measure", how="left", maintain_order="left")
        .with_columns(
            pl.coalesce("mean", "difference").alias("difference"),
            pl.coalesce("mean_low", "low").alias("low"),
            pl.coalesce("mean_high", "high").alias("high"),
            pl.when(pl.col("mean").is_not_null()).then(said).otherwise(pl.col("interval")).alias("interval"),
        )
        .drop("mean", "mean_low", "mean_high")
    )
