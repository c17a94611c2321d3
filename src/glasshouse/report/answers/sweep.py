"""A sweep as figures and a page: a measure over what was varied, every dot a world."""

from __future__ import annotations

from typing import TYPE_CHECKING

from glasshouse.report import charts, sentences
from glasshouse.report.answers.effect import per_100k
from glasshouse.report.answers.layout import Page, Section, honesty
from glasshouse.report.figure import Figure, Table
from glasshouse.report.grounds import amount
from glasshouse.report.words import capital, known, label, number

if TYPE_CHECKING:
    import polars as pl

    from glasshouse.experiments.sweep import Swept

FIXED = ("run", "scenario", "people", "seed", "safeguards", "digest", "seconds", "problem")
SHOWN = 6
ROWS = 200


def measures(table: pl.DataFrame) -> list[str]:
    """Return the measures of a sweep's table that vary, those of the headlines first."""
    from glasshouse.measures.registry import MEASURES

    found = [
        name for name in (*sentences.HARMS, *table.columns) if name in table.columns and name in MEASURES
    ]
    return [name for name in dict.fromkeys(found) if table[name].drop_nulls().n_unique() > 1]


def varied(table: pl.DataFrame) -> list[str]:
    """Return what a sweep varied: parameters, and the seed where several were tried."""
    from glasshouse.measures.registry import MEASURES

    named = [name for name in table.columns if name not in FIXED and name not in MEASURES]
    return named + (["seed"] if table["seed"].n_unique() > 1 else [])


def figures(done: Swept, names: list[str] | None = None) -> dict[str, Figure]:
    """Return a figure of each measure that varies (the first few, or those named), by name."""
    shown = names if names is not None else measures(done.table)[:SHOWN]
    made = {name: over(done, name) for name in shown}
    return {name: figure for name, figure in made.items() if figure is not None}


def over(done: Swept, measure: str) -> Figure | None:
    """Return one measure over everything that was varied; None where nothing was, or no world ran."""
    rows, table = [], []
    for row in done.table.iter_rows(named=True):
        value = row[measure]
        if row["problem"] or not known(value):
            continue
        figure = value * per_100k(measure, row["people"])
        spots = [(name, row[name]) for name in varied(done.table)]
        rows += [{"panel": name, "x": float(at), "y": figure} for name, at in spots]
        table.append(
            (str(row["run"]), *(amount(at) for _, at in spots), row["safeguards"] or "none", number(figure))
        )
    if not rows:
        return None
    figures_of = sorted(float(row["y"]) for row in rows)
    sentence = (
        f"{capital(label(measure))} in {len(table)} worlds: from {number(figures_of[0])} to {number(figures_of[-1])} "
        "per 100,000 people."
    )
    return Figure(
        f"over-{measure}",
        capital(label(measure)),
        "Per 100,000 people where it counts; every dot is a world, and the rest varies with it.",
        sentence,
        Table(
            f"{capital(label(measure))} in the first {min(len(table), ROWS)} of {len(table)} worlds",
            ("World", *varied(done.table), "Safeguards", capital(label(measure))),
            table[:ROWS],
        ),
        lambda width: charts.dots(rows, width, sentence),
    )


def page(done: Swept) -> Page:
    """Return the page of a sweep."""
    from glasshouse.scenario import read

    table = done.table
    scenario = read(str(table["scenario"][0]))
    people = int(table["people"][0])
    failed = [
        f"World {row['run']}: {row['problem']}" for row in table.iter_rows(named=True) if row["problem"]
    ]
    sections = [
        Section("worlds", "What varies with what", "What varies", figures=list(figures(done).values())),
        Section("failed", "Worlds that failed", "Failed", points=failed[:SHOWN]),
    ]
    return Page(
        kind="sweep",
        title=f"{table.height:,} worlds of {scenario.title}",
        lead=f"{table.height:,} worlds were planned, {done.failed:,} failed; what was varied: "
        f"{', '.join(varied(table)) or 'safeguards only'}.",
        about=[
            ("Scenario", scenario.name),
            ("Synthetic people of each", f"{people:,}"),
            ("Worlds", f"{table.height:,}"),
        ],
        honesty=honesty(scenario, people),
        sections=sections,
        commands=["glasshouse sweep STUDY.yaml"],
    )
