"""Arrays of measures as Polars frames: one row for each measure and slice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from glasshouse.base.counters import STOCKS
from glasshouse.measures.formula import Measure
from glasshouse.measures.groups import Cut
from glasshouse.measures.matrix import Array, Matrix, divide
from glasshouse.measures.registry import MEASURES, REGION_ONLY
from glasshouse.measures.seen import Seen
from glasshouse.measures.slices import FEW_EVENTS, FEW_PEOPLE, Slice
from glasshouse.measures.tallies import GROUPS, Tallies

SIMULATION = "simulation"
OFF = "none: the mechanism is switched off"
CLIMATE = "none: one series for everybody"
TOO_FEW = f"too few people to report: under {FEW_EVENTS} events or {FEW_PEOPLE:,} people"
EVERYWHERE = "all"


def frame(columns: dict[str, Any]) -> pl.DataFrame:
    """Return a frame in which what is not a number is null."""
    return pl.DataFrame({name: _column(values) for name, values in columns.items()}, nan_to_null=True)


def _column(values: Any) -> Any:
    return np.ascontiguousarray(values) if isinstance(values, np.ndarray) else values


def _numbers(one: Slice) -> dict[str, Array]:
    """Return values and intervals flattened slice by slice.

    `low` and `high` are on the scale on which slices compare: per 100,000 people for a count, the value
    itself for a mean or a share. `value_low` and `value_high` are on the scale of the value.
    """
    counted = one.matrix.counted
    per, compared = np.where(counted, 1e5, np.nan), np.where(counted, 1e5, 1.0)
    columns = {
        "value": one.rate * one.size,
        "per_100k": one.rate * per,
        "low": one.low * compared,
        "high": one.high * compared,
        "value_low": one.low * one.size,
        "value_high": one.high * one.size,
    }
    return {name: values.reshape(-1) for name, values in columns.items()}


def _intervals(one: Slice) -> list[str]:
    """Return the kind of each interval; of a mechanism that is off there is none, as nothing can happen."""
    nothing = one.matrix.off & ((one.rate == 0) | np.isnan(one.rate))
    return [OFF if off else SIMULATION for off in nothing.reshape(-1)]


def measures(everybody: Slice, climate: Sequence[Seen], tallies: Tallies) -> pl.DataFrame:
    """Return the totals, in the order of the chain, with what each is and how it is read."""
    names = everybody.matrix.names
    counted = frame({"measure": names, **_numbers(everybody), "interval": _intervals(everybody)})
    rows = pl.concat([counted, _climate_rows(climate, tallies)], how="diagonal")
    fields = ("link", "kind", "unit", "says", "how")
    about = pl.DataFrame(
        {"measure": one.name} | {field: getattr(one, field) for field in fields} for one in MEASURES.values()
    )
    first = ["measure", "link", "kind", "unit"]
    joined = about.join(rows, on="measure", how="left", maintain_order="left")
    return joined.select(*first, *rows.columns[1:], "says", "how")


def _climate_rows(climate: Sequence[Seen], tallies: Tallies) -> pl.DataFrame:
    per = [1e5 / tallies.people if one.measure.counted else np.nan for one in climate]
    value = np.array([one.value for one in climate])
    return frame(
        {
            "measure": [one.measure.name for one in climate],
            "value": value,
            "per_100k": value * np.array(per),
            "interval": [_climate_interval(one, tallies) for one in climate],
        }
    )


def _climate_interval(one: Seen, tallies: Tallies) -> str:
    return OFF if one.measure.link in tallies.off else CLIMATE


def by_group(parts: Sequence[Cut]) -> pl.DataFrame:
    """Return every measure for every level of every cut."""
    return pl.concat([_cut(part) for part in parts]).filter(~pl.col("measure").is_in(sorted(REGION_ONLY)))


def _cut(part: Cut) -> pl.DataFrame:
    matrix, levels = part.slice.matrix, len(part.levels)
    each = len(matrix.names)
    return frame(
        {
            "measure": list(matrix.names) * levels,
            "margin": [part.margin] * (levels * each),
            "level": np.repeat(part.levels, each).tolist(),
            "people": np.repeat(part.slice.people[:, 0], each),
            **_numbers(part.slice),
            "interval": _intervals(part.slice),
            "enough": part.slice.enough.reshape(-1),
        }
    )


def gaps(parts: Sequence[Cut]) -> pl.DataFrame:
    """Return every gap between groups; a difference between counts is per 100,000 people."""
    return pl.concat([_gaps(part) for part in parts]).filter(~pl.col("measure").is_in(sorted(REGION_ONLY)))


def _gaps(part: Cut) -> pl.DataFrame:
    matrix = part.slice.matrix
    scale = np.where(matrix.counted, 1e5, 1.0)
    units = [f"{one.unit} per 100,000 people" if one.counted else one.unit for one in matrix.measures]
    enough = part.slice.enough

    def stack(field: str, times: Array | float = 1.0) -> Array:
        return np.concatenate([getattr(one, field) * times for one in part.gaps])

    return frame(
        {
            "measure": list(matrix.names) * len(part.gaps),
            "margin": [part.margin] * (len(matrix.names) * len(part.gaps)),
            "compared": [part.levels[one.compared] for one in part.gaps for _ in matrix.names],
            "reference": [part.levels[one.reference] for one in part.gaps for _ in matrix.names],
            **{field: stack(field) for field in ("ratio", "ratio_low", "ratio_high")},
            **{field: stack(field, scale) for field in ("difference", "difference_low", "difference_high")},
            "difference_unit": units * len(part.gaps),
            "enough": np.concatenate([enough[one.compared] & enough[one.reference] for one in part.gaps]),
        }
    )


def by_region(regions: Slice, climate: Sequence[Seen], tallies: Tallies) -> pl.DataFrame:
    """Return every measure for every region; a number that rests on too few people is null and says so."""
    matrix = regions.matrix
    each, many = len(matrix.names), len(tallies.regions)
    enough = regions.enough.reshape(-1)
    counted = frame(
        {
            "measure": list(matrix.names) * many,
            "region": np.repeat(tallies.regions, each).tolist(),
            **{name: np.where(enough, values, np.nan) for name, values in _numbers(regions).items()},
            "interval": _intervals(regions),
            "enough": enough,
            "note": np.where(enough, "", TOO_FEW).tolist(),
        }
    )
    people = tallies.region_weight * tallies.region_people
    names = frame({"region": tallies.regions, "name": tallies.names, "people": people})
    rows = pl.concat([counted, *(_seen_by_region(one, tallies) for one in climate)], how="diagonal")
    joined = rows.join(names, on="region", how="left", maintain_order="left")
    return joined.select("measure", "region", "name", "people", *rows.columns[2:])


def _seen_by_region(one: Seen, tallies: Tallies) -> pl.DataFrame:
    people = tallies.region_weight * tallies.region_people
    many = len(tallies.regions)
    return frame(
        {
            "measure": [one.measure.name] * many,
            "region": list(tallies.regions),
            "value": one.region,
            "per_100k": divide(one.region * 1e5, people) if one.measure.counted else np.full(many, np.nan),
            "interval": [_climate_interval(one, tallies)] * many,
            "enough": [True] * many,
            "note": [""] * many,
        }
    )


def timeline(tallies: Tallies, matrix: Matrix, climate: Sequence[Seen]) -> pl.DataFrame:
    """Return every measure in every week, for each region and for the whole country (region 'all')."""
    top, below = matrix.apply(tallies.week_region)
    weight = tallies.region_weight[:, None]
    people = tallies.region_people * tallies.region_weight
    whole = (top * weight).sum(axis=1, keepdims=True), (below * weight).sum(axis=1, keepdims=True)
    rate = np.concatenate([matrix.rate(*whole), matrix.rate(top, below)], axis=1)
    places = (EVERYWHERE, *tallies.regions)
    counted = _weeks("region", places, rate, np.concatenate([[tallies.people], people]), matrix)
    return pl.concat([counted, *(_seen_by_week(one, tallies, places) for one in climate)])


def timeline_by_group(tallies: Tallies, matrix: Matrix) -> pl.DataFrame:
    """Return every flow in every week for the majority and the minority (stocks by group exist at the end only)."""
    cells = tallies.week_cell * tallies.cell_unit
    groups = cells.reshape(len(cells), len(GROUPS), -1, cells.shape[-1]).sum(axis=2)
    people = groups[-1, :, tallies.index["people"]]
    rows = _weeks("group", GROUPS, matrix.rate(*matrix.apply(groups)), people, matrix)
    return rows.filter(
        pl.col("measure").is_in([one.name for one in matrix.measures if _weekly_by_group(one)])
    )


def _weekly_by_group(one: Measure) -> bool:
    """Return whether a measure is counted by kind of person in every week."""
    parts = (*one.formula.top, *one.formula.below)
    return one.name not in REGION_ONLY and STOCKS.isdisjoint(parts)


def _weeks(
    slice_name: str, slices: Sequence[str], rate: Array, people: Array, matrix: Matrix
) -> pl.DataFrame:
    """Return rates of shape (weeks, slices, measures) as rows."""
    weeks, many, each = rate.shape
    size = np.where(matrix.counted, people[:, None], 1.0)
    return frame(
        {
            "week": np.repeat(np.arange(weeks, dtype=np.int32), many * each),
            slice_name: _repeated(np.repeat(np.arange(many), each), weeks, slices),
            "measure": _repeated(np.arange(each), weeks * many, matrix.names),
            "value": (rate * size).reshape(-1),
            "per_100k": (rate * np.where(matrix.counted, 1e5, np.nan)).reshape(-1),
        }
    )


def _repeated(codes: Any, times: int, words: Sequence[str]) -> pl.Series:
    """Return words by code, the whole repeated; gathering in Polars is far faster than lists of text."""
    return pl.Series(list(words)).gather(np.tile(codes, times).astype(np.uint32))


def _seen_by_week(one: Seen, tallies: Tallies, places: Sequence[str]) -> pl.DataFrame:
    values = np.concatenate([one.week[:, None], one.week_region], axis=1)
    people = np.concatenate([[tallies.people], tallies.region_people * tallies.region_weight])
    per = divide(values * 1e5, people) if one.measure.counted else np.full(values.shape, np.nan)
    weeks, many = values.shape
    return frame(
        {
            "week": np.repeat(np.arange(weeks, dtype=np.int32), many),
            "region": _repeated(np.arange(many), weeks, places),
            "measure": [one.measure.name] * values.size,
            "value": values.reshape(-1),
            "per_100k": per.reshape(-1),
        }
    )


def nested(measures: pl.DataFrame, by_group: pl.DataFrame, by_region: pl.DataFrame) -> dict[str, Any]:
    """Return measures as nested plain values: name -> numbers, with groups and regions inside."""
    keep = ("value", "per_100k", "low", "high")
    about = ("value", "unit", "kind", "link", "per_100k", "low", "high", "interval")
    result: dict[str, Any] = {}
    for row in measures.iter_rows(named=True):
        result[row["measure"]] = {key: row[key] for key in about} | {"by_group": {}, "by_region": {}}
    for row in by_group.iter_rows(named=True):
        result[row["measure"]]["by_group"][row["level"]] = {key: row[key] for key in keep}
    for row in by_region.iter_rows(named=True):
        note = {"note": row["note"]} if row["note"] else {}
        result[row["measure"]]["by_region"][row["region"]] = {key: row[key] for key in keep} | note
    return result
