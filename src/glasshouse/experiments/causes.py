"""What error and the hardship spiral caused: each world of a pair against its own twin without them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from glasshouse.experiments import paired
from glasshouse.experiments.effects import row
from glasshouse.experiments.plans import faultless, unspiralled

if TYPE_CHECKING:
    import polars as pl

    from glasshouse.run.outcome import Outcome
    from glasshouse.scenario import Plan

ERROR_CAUSED = (
    "refusals",
    "people_refused",
    "refused_trips",
    "listed_person_days",
    "people_listed",
    "stops",
    "points_lost",
    "posts_suppressed",
    "people_exposed_in_breach",
)
"""Harms of which the part is given that a world without error would not have."""


def with_causes(
    frame: pl.DataFrame,
    tables: paired.Tables,
    base: Plan,
    changed: Plan,
    threads: int | None,
    simulate: Callable[..., Outcome],
) -> pl.DataFrame:
    """Returns the table with what errors and the hardship spiral caused, each world against its own twin."""
    import polars as pl

    rows = []
    worlds = {"base": (base, tables.base), "changed": (changed, tables.changed)}
    for cause, twin in (("error_caused", faultless), ("spiral", unspiralled)):
        found = {
            which: paired.country(paired.Tables.of(simulate(twin(plan), threads=threads), tallies))
            for which, (plan, tallies) in worlds.items()
        }
        for name in ERROR_CAUSED if cause == "error_caused" else ("refusals",):
            rows.append(_caused(f"{cause}_{name}", name, found))
    more = pl.DataFrame(rows, schema=frame.schema)
    return pl.concat([frame, more])


def _caused(called: str, name: str, found: Mapping[str, paired.Contrast]) -> dict[str, Any]:
    place = found["base"].matrix.names.index(name)
    value = {which: float((one.difference * one.size)[place]) for which, one in found.items()}
    spread = math.hypot(*(float((one.sd * one.size)[place]) for one in found.values()))
    moved, half = value["changed"] - value["base"], 1.96 * float(spread)
    measure = found["base"].matrix.measures[place]
    return row(measure, value["base"], value["changed"], moved, moved - half, moved + half) | {
        "measure": called,
        "kind": "harm",
        "interval": "paired simulation, both twins taken as independent",
    }
