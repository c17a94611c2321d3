"""From two worlds with the same luck to an answer: what changed, for whom, week by week, and at which cost."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from glasshouse.experiments import pair, paired
from glasshouse.lab import names
from glasshouse.measures.registry import MEASURES
from glasshouse.measures.seen import seen
from glasshouse.measures.tallies import MARGINS

if TYPE_CHECKING:
    from glasshouse.run.outcome import Outcome

PER = 100_000


def answer(base: Outcome, changed: Outcome, known: bool = False) -> dict[str, Any]:
    """Returns everything that the page shows about two worlds; `known`: the first came from memory."""
    tables = paired.Tables.of(base, changed)
    whole = paired.country(tables)
    people = pair.people(base, changed)
    plan = base.plan
    return {
        "scenario": plan.scenario.name,
        "title": plan.scenario.title,
        "people": plan.people,
        "days": plan.days,
        "seed": plan.seed,
        "start": plan.start.isoformat(),
        "base": world(base),
        "changed": world(changed),
        "same": base.digest == changed.digest,
        "lives": people.as_dict() if people else None,
        "measures": rows(tables, whole),
        "groups": groups(tables),
        "weeks": weeks(tables),
        "finds": {harm: [int(one) for one in found[:4]] for harm, found in base.finds.items()},
        "warnings": list(dict.fromkeys([*changed.plan.warnings])),
        "seconds": {
            "base": 0.0 if known else base.seconds["total"],
            "changed": changed.seconds["total"],
        },
    }


def world(outcome: Outcome) -> dict[str, Any]:
    """Returns what identifies a world: the command that makes it, and the digest that it has to give."""
    plan = outcome.plan
    return {
        "command": plan.command(),
        "digest": outcome.digest,
        "scenario": plan.scenario.name,
        "title": plan.scenario.title,
        "safeguards": [use.text for use in plan.safeguards],
        "set": dict(plan.overrides),
        "off": sorted(plan.off),
    }


def rows(tables: paired.Tables, whole: paired.Contrast) -> list[dict[str, Any]]:
    """Returns one row for each measure of the country.

    `base`, `changed`, `difference`, `low`, `high` are per 100,000 people for a count and the value itself for a mean or
    a share (`per` says which). `low` and `high` are the 95 % paired simulation interval of the difference.
    """
    low, high = whole.bounds()
    out = []
    for place, measure in enumerate(whole.matrix.measures):
        per = PER if whole.matrix.counted[place] else 1
        numbers = {
            "base": whole.base, "changed": whole.changed, "difference": whole.difference, "low": low, "high": high,
        }  # fmt: skip
        out.append(
            about(measure, per)
            | {name: number(values[place] * per) for name, values in numbers.items()}
            | {"value_base": number(whole.base[place] * whole.size[place])}
            | {"value_changed": number(whole.changed[place] * whole.size[place])}
            | {"interval": "paired simulation"}
        )
    size = tables.base.people
    for before, after in zip(seen(tables.base), seen(tables.changed), strict=True):
        per = PER if before.measure.counted else 1
        scale = PER / size if before.measure.counted else 1.0
        out.append(
            about(MEASURES[before.measure.name], per)
            | {"base": number(before.value * scale), "changed": number(after.value * scale)}
            | {"difference": number((after.value - before.value) * scale), "low": None, "high": None}
            | {"value_base": number(before.value), "value_changed": number(after.value)}
            | {"interval": "none: one series for everybody"}
        )
    return out


def about(measure: Any, per: int) -> dict[str, Any]:
    """Returns what a measure is, in words."""
    return {
        "measure": measure.name, "label": names.MEASURES[measure.name], "link": measure.link, "kind": measure.kind,
        "unit": measure.unit, "says": measure.says, "per": per,
    }  # fmt: skip


def groups(tables: paired.Tables) -> dict[str, Any]:
    """Returns every measure by group: `levels` (margin, level), and for each measure five series over them."""
    levels: list[list[str]] = []
    columns: dict[str, list[Any]] = {}
    for margin in MARGINS:
        for level, one in paired.group(tables, margin):
            levels.append([margin, level])
            low, high = one.bounds()
            per = np.where(one.matrix.counted, PER, 1)
            numbers = np.stack([one.base, one.changed, one.difference, low, high]) * per
            for place, name in enumerate(one.matrix.names):
                columns.setdefault(name, []).append([number(value) for value in numbers[:, place]])
    fields = ["base", "changed", "difference", "low", "high"]
    return {"levels": levels, "fields": fields, "measures": columns}


def weeks(tables: paired.Tables) -> dict[str, Any]:
    """Returns every measure by week in both worlds, for the country."""
    out: dict[str, Any] = {}
    per = np.where(tables.matrix.counted, PER, 1)
    for which, tallies in (("base", tables.base), ("changed", tables.changed)):
        counts = np.einsum("wrc,r->wc", tallies.week_region, tallies.region_weight)
        rates = tables.matrix.rate(*tables.matrix.apply(counts)) * per
        for place, name in enumerate(tables.matrix.names):
            out.setdefault(name, {})[which] = [number(value) for value in rates[:, place]]
    return out


def number(value: Any) -> float | None:
    """Returns a number for JSON, None if it is none; six significant digits, which is more than is known.

    >>> number(float("nan")), number(1234567.89), number(0.0)
    (None, 1234570.0, 0.0)
    """
    plain = float(value)
    return float(f"{plain:.6g}") + 0.0 if math.isfinite(plain) else None
