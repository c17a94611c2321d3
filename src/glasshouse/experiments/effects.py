"""The tables of a comparison: every measure of the country, of each group and of each region."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from glasshouse.experiments import paired

if TYPE_CHECKING:
    import polars as pl

    from glasshouse.measures.matrix import Array

SHARES = ("share", "share_low", "share_high")
"""Columns: the difference as a share of the base, with its interval."""


def measures(tables: paired.Tables, spillover: Array | None) -> pl.DataFrame:
    """Returns the measures of the whole country, the climate's series and what did not happen included.

    Args:
        tables: Of both worlds.
        spillover: The part of each measure's effect that comes through the climate, as a rate; None if unknown.
    """
    from glasshouse.measures.frames import frame

    whole = paired.country(tables)
    rows = _counted(whole, spillover) + _series(tables)
    rows += _not_happened(rows)
    return frame({name: [_number(one.get(name)) for one in rows] for name in rows[0]})


def _counted(whole: paired.Contrast, spillover: Array | None) -> list[dict[str, Any]]:
    """Returns a row for each measure that people add up to, with its interval, its split and its bound."""
    low, high = whole.bounds()
    shares = whole.shares()
    through = np.full(len(whole.base), np.nan) if spillover is None else spillover
    numbers = (whole.base, whole.changed, whole.difference, low, high)
    rows = []
    for place, measure in enumerate(whole.matrix.measures):
        unit = float(whole.size[place])
        base, changed, moved, least, most = (one[place] for one in numbers)
        found = row(measure, base, changed, moved, least, most, unit)
        found["per_100k"] = float(whole.difference[place]) * 1e5 if whole.matrix.counted[place] else None
        found["direct"] = float((whole.difference - through)[place]) * unit
        found["spillover"] = float(through[place]) * unit
        found |= {name: float(values[place]) for name, values in zip(SHARES, shares, strict=True)}
        rows.append(found | _narrowed(measure, whole, place))
    return rows


def _series(tables: paired.Tables) -> list[dict[str, Any]]:
    """Returns a row for each measure that is one series for everybody."""
    from glasshouse.measures.registry import MEASURES
    from glasshouse.measures.seen import seen

    return [
        row(
            MEASURES[one.measure.name],
            one.value,
            other.value,
            other.value - one.value,
            None,
            None,
        )
        for one, other in zip(seen(tables.base), seen(tables.changed), strict=True)
    ]


def row(
    measure: Any, base: Any, changed: Any, difference: Any, low: Any, high: Any, unit: float = 1.0
) -> dict[str, Any]:
    """Returns a measure's row; rates become values by `unit`, which is people for a count."""
    numbers = {"base": base, "changed": changed, "difference": difference, "low": low, "high": high}
    return {
        "measure": measure.name,
        "link": measure.link,
        "kind": measure.kind,
        "unit": measure.unit,
        **{name: None if value is None else float(value) * unit for name, value in numbers.items()},
        **dict.fromkeys(("per_100k", "direct", "spillover", *SHARES, "share_spared", "bound", "narrowed")),
        "interval": "paired simulation" if low is not None else "none: one series for everybody",
    }


def _narrowed(measure: Any, whole: paired.Contrast, place: int) -> dict[str, Any]:
    """Returns what pairing did for a harm that became rarer: share spared, bound, and what was reached.

    The bound is for harms that befall a person once or not at all. Where one person has many (refusals, days on a list)
    the many may be the ones that are spared, which pairing narrows less; and a level that everybody has, such as mean
    fear, is spared to nobody as a whole. Neither has a bound.
    """
    base, changed, sd = whole.base[place], whole.changed[place], whole.sd[place]
    if measure.kind != "harm" or not whole.matrix.counted[place] or not 0 <= changed < base or not sd > 0:
        return {}
    spared = float((base - changed) / base)
    most = paired.bound(spared) if measure.unit == "people" else None
    return {"share_spared": spared, "bound": most, "narrowed": float(whole.apart[place] / sd)}


def _not_happened(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Returns what people did in the second world and not in the first: posts, requests, breaches."""
    by_name = {row["measure"]: row for row in rows}
    return [
        by_name[act] | {"measure": name, "kind": kind, "base": None, "changed": None}
        for name, (act, kind) in paired.NOT_HAPPENED.items()
    ]


def _number(value: Any) -> Any:
    return None if isinstance(value, float) and not np.isfinite(value) else value


def _flat(contrast: paired.Contrast, **labels: str) -> list[dict[str, Any]]:
    low, high = contrast.bounds()
    numbers = {
        "base": contrast.base,
        "changed": contrast.changed,
        "difference": contrast.difference,
        "low": low,
        "high": high,
    }
    size, people = contrast.size, float(contrast.people[0])
    columns = [[_number(one) for one in (values * size).tolist()] for values in numbers.values()]
    return [
        {**labels, "people": people, "measure": name} | dict(zip(numbers, row, strict=True))
        for name, *row in zip(contrast.matrix.names, *columns, strict=True)
    ]


def by_group(tables: paired.Tables) -> pl.DataFrame:
    """Returns every measure for each level of each margin, such as income."""
    import polars as pl

    from glasshouse.measures.tallies import MARGINS

    rows = [
        row
        for margin in MARGINS
        for level, contrast in paired.group(tables, margin)
        for row in _flat(contrast, margin=margin, level=level)
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def by_region(tables: paired.Tables) -> pl.DataFrame:
    """Returns every measure for each region."""
    import polars as pl

    rows = [
        row
        for place, code in enumerate(tables.base.regions)
        for row in _flat(paired.region(tables, place), region=code)
    ]
    return pl.DataFrame(rows, infer_schema_length=None)
