"""The tables of a run folder: tallies, climate, people to look at; to frames, and back to tallies."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from glasshouse.measures.frames import EVERYWHERE
from glasshouse.measures.tallies import MARGINS, SHAPE, Tallies

AXES = {
    "week_region": ("week", "region"),
    "week_cell": ("week", "cell"),
    "block_region": ("block", "region"),
    "block_cell": ("block", "cell"),
}
"""The raw tallies and the two axes that stand in front of the counters."""

OWN = ("regions", "climate", "happenings", "finds", "panel", "histograms", *AXES)
"""The tables that hold what the engine gave; the others are worked out from them."""


def tables(outcome: Any, tallies: Tallies) -> dict[str, pl.DataFrame]:
    """Return the engine's own tables as frames."""
    return {
        "regions": regions(outcome.plan.society.regions, tallies),
        "climate": climate(outcome.climate, tallies.regions),
        "happenings": happenings(outcome.happenings, tallies.regions),
        "finds": finds(outcome.finds),
        "panel": pl.DataFrame({name: np.asarray(values) for name, values in outcome.panel.items()}),
        "histograms": histograms(outcome.histograms),
        **{name: tally(name, tallies) for name in AXES},
    }


def regions(society: Sequence[Any], tallies: Tallies) -> pl.DataFrame:
    """Return code, names, place on the tile map, real and simulated people, and the weight of each region."""
    tiles = [getattr(region, "tile", (None, None)) for region in society]
    return pl.DataFrame(
        {
            "region": tallies.regions,
            "name": tallies.names,
            "name_local": [getattr(region, "name_local", region.name) for region in society],
            "population": [getattr(region, "population", None) for region in society],
            "tile_row": [tile[0] for tile in tiles],
            "tile_column": [tile[1] for tile in tiles],
            "people_simulated": tallies.region_people,
            "weight": tallies.weight,
        }
    )


def tally(name: str, tallies: Tallies) -> pl.DataFrame:
    """Return one raw tally as a wide frame: its two axes, the traits of cells, a column for each counter."""
    array: NDArray[np.int64] = getattr(tallies, name)
    first, second = AXES[name]
    many, each = array.shape[:2]
    columns: dict[str, Any] = {first: np.repeat(np.arange(many, dtype=np.int32), each)}
    if second == "region":
        columns["region"] = list(tallies.regions) * many
    else:
        columns |= _cells(many)
    flat = array.reshape(many * each, -1)
    return pl.DataFrame(columns | {name: flat[:, place] for place, name in enumerate(tallies.counters)})


def _cells(many: int) -> dict[str, Any]:
    """Return number and traits of the cells, repeated."""
    places = np.tile(np.arange(int(np.prod(SHAPE)), dtype=np.int32), many)
    levels = np.unravel_index(places, SHAPE)
    words = {
        trait: pl.Series(list(names)).gather(level)
        for (trait, names), level in zip(MARGINS.items(), levels, strict=True)
    }
    return {"cell": places, **words}


def climate(series: Mapping[str, NDArray[Any]], codes: Sequence[str]) -> pl.DataFrame:
    """Return the weekly climate: week, region, and a column for each series that has one number for both.

    Series of any other shape are only in climate.npz, which holds all of them exactly as the engine had them.
    """
    flat = {name: np.asarray(values) for name, values in series.items()}
    plain = {
        name: values for name, values in flat.items() if values.ndim == 2 and values.shape[1] == len(codes)
    }
    weeks = len(next(iter(plain.values()))) if plain else 0
    columns: dict[str, Any] = {
        "week": np.repeat(np.arange(weeks, dtype=np.int32), len(codes)),
        "region": list(codes) * weeks,
    }
    return pl.DataFrame(columns | {name: values.reshape(-1) for name, values in plain.items()})


def happenings(rows: Sequence[Mapping[str, Any]], codes: Sequence[str]) -> pl.DataFrame:
    """Return breaches, concessions and dated events: week, region (a code, or 'all'), what, and the rest.

    What is not plain is written as JSON.
    """
    names = list(dict.fromkeys(["week", "region", "what", *(key for row in rows for key in row)]))
    columns = {name: [_plain(row.get(name)) for row in rows] for name in names}
    columns["region"] = [_code(place, codes) for place in columns["region"]]
    kinds = {name: {type(one) for one in values} - {type(None)} for name, values in columns.items()}
    for name, found in kinds.items():
        if not (len(found) == 1 or found == {int, float}):
            columns[name] = [None if value is None else str(value) for value in columns[name]]
            kinds[name] = {str}
    schema = {name: pl.String for name, found in kinds.items() if found == {str}}
    return pl.DataFrame(columns, schema_overrides={**schema, "week": pl.Int32}, strict=False)


def _code(place: Any, codes: Sequence[str]) -> str:
    """Return a region's code for its number or code; the whole country is 'all'."""
    if isinstance(place, int):
        return codes[place] if place >= 0 else EVERYWHERE
    return str(place) if place else EVERYWHERE


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return json.dumps(value, default=str, ensure_ascii=False)


def finds(found: Mapping[str, NDArray[np.int64]]) -> pl.DataFrame:
    """Return people to look at: harm, rank (0 is first), person."""
    return _long(found, "harm", "rank", "person")


def histograms(counted: Mapping[str, NDArray[np.int64]]) -> pl.DataFrame:
    """Return final histograms: histogram, bin, people."""
    return _long(counted, "histogram", "bin", "people")


def _long(arrays: Mapping[str, NDArray[np.int64]], name: str, place: str, value: str) -> pl.DataFrame:
    """Return named arrays below each other: the array's name, the place in it, the value there."""
    return pl.DataFrame(
        {
            name: [one for one, values in arrays.items() for _ in values],
            place: np.concatenate(
                [np.zeros(0, np.int32), *(np.arange(len(v), dtype=np.int32) for v in arrays.values())]
            ),
            value: np.concatenate(
                [np.zeros(0, np.int64), *(np.asarray(v, np.int64) for v in arrays.values())]
            ),
        },
        schema_overrides={name: pl.String, place: pl.Int32},
    )


def tallies_back(
    manifest: Mapping[str, Any], frames: Mapping[str, pl.DataFrame], series: Mapping[str, NDArray[Any]]
) -> Tallies:
    """Return the tallies of a stored run, equal to those it was written from."""
    counters = tuple(manifest["counters"])
    places = frames["regions"]
    sizes = {"region": len(places), "cell": int(np.prod(SHAPE))}
    arrays = {
        name: frames[name].select(counters).to_numpy().reshape(-1, sizes[second], len(counters))
        for name, (_, second) in AXES.items()
    }
    return Tallies(
        counters=counters,
        stocks=frozenset(manifest["stocks"]),
        seed=int(manifest["seed"]),
        people=int(manifest["people"]),
        regions=tuple(places["region"]),
        names=tuple(places["name"]),
        weight=places["weight"].to_numpy(),
        climate=series,
        off=frozenset(manifest["off"]),
        **arrays,
    )
