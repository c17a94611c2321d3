"""A finished run as one object for programs (`--json`) and one small page for notebooks."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glasshouse.api.finished import Run

KEPT = ("value", "unit", "kind", "per_100k", "low", "high")
KEPT_IN_PARTS = ("value", "per_100k", "low", "high")


def as_dict(run: Run) -> dict[str, Any]:
    """Return the run as `glasshouse run --json` prints it; intervals are per 100,000 for counts."""
    return {
        "scenario": run.scenario,
        "people": run.people,
        "days": run.days,
        "seed": run.seed,
        "digest": run.digest,
        "run_dir": str(run.folder),
        "report": str(run.report_path) if run.report_path.exists() else None,
        "seconds": run.seconds,
        "person_days_per_second": run.person_days_per_second,
        "peak_memory_mb": run.peak_memory_mb,
        "bytes_per_person": run.bytes_per_person,
        "measures": measures(run),
    }


def measures(run: Run) -> dict[str, Any]:
    """Return every measure by name, with the groups and regions inside."""
    found: dict[str, Any] = {
        row["measure"]: {key: row[key] for key in KEPT} | {"by_group": {}, "by_region": {}}
        for row in run.measures.iter_rows(named=True)
    }
    for row in run.by_group.iter_rows(named=True):
        found[row["measure"]]["by_group"][row["level"]] = {key: row[key] for key in KEPT_IN_PARTS}
    for row in run.by_region.iter_rows(named=True):
        found[row["measure"]]["by_region"][row["region"]] = {key: row[key] for key in KEPT_IN_PARTS}
    return found


def as_html(run: Run) -> str:
    """Return harms, costs and claimed benefits side by side, as a small page for notebooks."""
    columns = (("Harms", "harm"), ("Costs", "cost"), ("Claimed benefits", "claimed_benefit"))
    cells = "".join(
        f"<td style='vertical-align:top;text-align:left'>{_column(run, *one)}</td>" for one in columns
    )
    return (
        f"<p><b>{escape(run.scenario)}</b>: {run.people:,} synthetic people, {run.days} days, "
        f"seed {run.seed}<br>"
        f"<code>{escape(run.command)}</code></p><table><tr>{cells}</tr></table>"
        "<p>Per 100,000 people, with 95 % simulation intervals. Nothing here is a fact about real people.</p>"
    )


def _column(run: Run, title: str, kind: str) -> str:
    """One kind of measure as a small table; only counts that are not zero."""
    rows = [row for row in run.measures.filter(kind=kind).iter_rows(named=True) if row["per_100k"]]
    lines = "".join(
        f"<tr><td style='text-align:left'>{escape(row['measure'].replace('_', ' '))}</td>"
        f"<td>{_two(row['per_100k'])}</td>"
        f"<td>{_two(row['low'])} – {_two(row['high'])}</td></tr>"
        for row in rows
    )
    return f"<b>{title}</b><table>{lines}</table>"


def _two(number: float | None) -> str:
    """A number in two significant digits."""
    from glasshouse.report.words import number as said

    return "" if number is None else said(number)
