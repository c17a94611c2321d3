"""One number with all that it needs: what it is, its interval, and the question that gives it again."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

KINDS = {"harm": "harm", "cost": "cost", "claimed_benefit": "claimed benefit", "description": ""}


@dataclass(frozen=True)
class Figure:
    """One number.

    In a run, `low` and `high` bound `value`. In a comparison `value` is the world as it is, and `low` and `high` bound
    `difference`. `trace` is SQL over the run's tables, or the key in the comparison's JSON. `expected_here` is the
    value scaled to the people whom the user's own deployment reaches.
    """

    name: str
    says: str
    kind: str
    unit: str
    value: float | None
    low: float | None
    high: float | None
    per_100k: float | None
    interval: str
    trace: str
    changed: float | None = None
    difference: float | None = None
    expected_here: float | None = None
    note: str = ""

    @property
    def sentence(self) -> str:
        """Return the number as a sentence."""
        mark = f" ({KINDS[self.kind]})" if KINDS.get(self.kind) else ""
        head = f"{self.says.rstrip('.')}{mark} [{self.name}]"
        if self.difference is not None:
            said = (
                f"{amount(self.value)} {self.unit} as it is, {amount(self.changed)} with the change; difference "
                f"{amount(self.difference)}{_bounds(self.low, self.high, self.interval)}"
            )
        else:
            said = f"{amount(self.value)} {self.unit}{_bounds(self.low, self.high, self.interval)}"
        if self.per_100k is not None and self.difference is None:
            said += f", {amount(self.per_100k)} for 100,000 people"
        if self.expected_here is not None:
            said += f"; scaled to your volume: {amount(self.expected_here)}"
        asked = f" ({self.trace})" if " FROM gaps " in self.trace else ""  # the others are asked by name
        return f"{head}: {said}.{asked}" + (f" {self.note}" if self.note else "")


def _bounds(low: float | None, high: float | None, interval: str) -> str:
    if low is None or high is None:
        return " (no interval)"
    return f" (95 % {interval} interval {amount(low)} to {amount(high)})"


def amount(value: object) -> str:
    """Return a number so that it can be compared with what the trace gives: six significant digits, no exponent.

    >>> amount(1234567.0), amount(0.000012345678), amount(None), amount(0.0)
    ('1,234,567', '0.0000123457', 'unknown', '0')
    """
    if not isinstance(value, int | float) or not math.isfinite(value):
        return "unknown"
    if value == round(value) and abs(value) < 1e15:
        return f"{value:,.0f}"
    return np.format_float_positional(float(value), precision=6, unique=False, fractional=False, trim="-")


def of_run(row: Mapping[str, Any], people_here: float | None) -> Figure:
    """Return one measure of a run."""
    per = row["per_100k"]
    return Figure(
        name=row["measure"],
        says=row["says"],
        kind=row["kind"],
        unit=row["unit"],
        value=row["value"],
        low=row["value_low"],
        high=row["value_high"],
        per_100k=per,
        interval=row["interval"],
        trace=f"SELECT value FROM measures WHERE measure = '{row['measure']}'",
        expected_here=None if per is None or people_here is None else per * people_here / 1e5,
    )


def of_comparison(row: Mapping[str, Any]) -> Figure:
    """Return one measure of a comparison."""
    from glasshouse.measures.registry import MEASURES

    name = str(row["measure"])
    said = MEASURES[name].says if name in MEASURES else name.replace("_", " ").capitalize()
    return Figure(
        name=name,
        says=said,
        kind=row["kind"],
        unit=row["unit"],
        value=row["base"],
        low=row["low"],
        high=row["high"],
        per_100k=row.get("per_100k"),
        interval="paired simulation",
        trace=f"measures.{name} of `glasshouse compare --json`",
        changed=row["changed"],
        difference=row["difference"],
    )


def of_gap(row: Mapping[str, Any], says: str) -> Figure:
    """Return the ratio of one group's rate to another's."""
    where = " AND ".join(f"{key} = '{row[key]}'" for key in ("measure", "margin", "compared", "reference"))
    return Figure(
        name=f"{row['measure']}: {row['compared']} against {row['reference']}",
        says=f"{says.rstrip('.')}: how many times as common among {row['compared']} as among {row['reference']}",
        kind="description",
        unit="times",
        value=row["ratio"],
        low=row["ratio_low"],
        high=row["ratio_high"],
        per_100k=None,
        interval="simulation",
        trace=f"SELECT ratio FROM gaps WHERE {where}",
        note=_doubt(row),
    )


def _doubt(row: Mapping[str, Any]) -> str:
    """Return why a ratio should not be leaned on, if so."""
    if not row["enough"]:
        return "Too few people stand behind this ratio to rely on it."
    low, high = row["ratio_low"], row["ratio_high"]
    if low is not None and high is not None and low <= 1 <= high:
        return "Here it cannot be told from equal."
    return ""


def of_group(row: Mapping[str, Any], says: str, kind: str, unit: str) -> Figure:
    """Return the effect on one group in a comparison."""
    return Figure(
        name=f"{row['measure']}: {row['level']}",
        says=f"{says.rstrip('.')}, {row['level']}",
        kind=kind,
        unit=unit,
        value=row["base"],
        low=row["low"],
        high=row["high"],
        per_100k=None,
        interval="paired simulation",
        trace=f"measures.{row['measure']}.by_group['{row['level']}'] of `glasshouse compare --json`",
        changed=row["changed"],
        difference=row["difference"],
    )
