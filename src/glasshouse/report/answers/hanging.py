"""What an answer hangs on: one assumption at a time, screened, and by its share of the variance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from glasshouse.report import charts, grounds
from glasshouse.report.answers.effect import per_100k
from glasshouse.report.answers.layout import Page, Section, command, honesty
from glasshouse.report.figure import Figure, Table
from glasshouse.report.words import known, label, number, span

if TYPE_CHECKING:
    from glasshouse.experiments.sensitivity import Sensitivity

SHOWN = 10


def entries(measure: str, people: float, alone: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the assumptions that move a measure most, one at a time, as `grounds.hangs` takes them."""
    scale = per_100k(measure, people)
    ends = {"low": "at_low", "base": "base", "high": "at_high"}
    return [
        {
            "name": row["parameter"],
            "measure": measure,
            "grade": row["grade"],
            "range": (row["low"], row["high"]),
        }
        | {key: row[column] * scale for key, column in ends.items()}
        for row in alone
        if known(row["swing"]) and row["swing"] > 0 and known(row["at_low"]) and known(row["at_high"])
    ][:SHOWN]


def figures(done: Sensitivity) -> dict[str, Figure]:
    """Return every figure of a sensitivity analysis by name."""
    made = [
        grounds.hangs(entries(done.measure, done.world.people, done.alone.to_dicts())),
        screening(done),
        indices(done),
    ]
    return {figure.name: figure for figure in made if figure is not None}


def screening(done: Sensitivity) -> Figure | None:
    """Return the Morris screening; None in a quick pass."""
    if done.screening is None or not done.screening["mu_star"].max():
        return None
    scale = per_100k(done.measure, done.world.people)
    rows = [
        {
            "label": row["parameter"],
            "value": row["mu_star"] * scale,
            "low": max(0.0, row["mu_star"] - row["mu_star_confidence"]) * scale,
            "high": (row["mu_star"] + row["mu_star_confidence"]) * scale,
            "text": number(row["mu_star"] * scale),
            "sigma": number(row["sigma"] * scale),
            "grade": row["grade"],
        }
        for row in done.screening.head(SHOWN).iter_rows(named=True)
        if row["mu_star"] > 0
    ]
    said = "; ".join(f"{row['label']} {row['text']}" for row in rows)
    return Figure(
        "screening",
        "How much each moves it, wherever the others stand",
        "Morris screening: mean size of the effect of a step (mu*, Campolongo 2007), per 100,000 people, with its 95 % "
        "confidence. In the table sigma: how unevenly, because it works with others or not in a straight line.",
        f"Mean size of the effect (mu*): {said}.",
        Table(
            f"Screening of {label(done.measure)} (Morris), per 100,000 people",
            ("Assumption", "Grade", "mu*", "95 % confidence", "sigma"),
            [
                (r["label"], r["grade"], r["text"], span(r["low"], r["high"]) or "none", r["sigma"])
                for r in rows
            ],
        ),
        lambda width: charts.bars(rows, width, said, "assumed", charts.LONG),
    )


def indices(done: Sensitivity) -> Figure | None:
    """Return the Sobol indices; None in a quick pass, or where nothing varies."""
    if done.indices is None or not done.indices["total"].max():
        return None
    rows = [
        {
            "label": row["parameter"],
            "value": max(row["total"], 0.0),
            "low": max(row["total"] - row["total_confidence"], 0.0),
            "high": row["total"] + row["total_confidence"],
            "text": f"{row['total']:.2f}",
            "first": f"{row['first']:.2f} ± {row['first_confidence']:.2f}",
            "total": f"{row['total']:.2f} ± {row['total_confidence']:.2f}",
            "grade": row["grade"],
        }
        for row in done.indices.iter_rows(named=True)
    ]
    said = "; ".join(f"{row['label']} first {row['first']}, total {row['total']}" for row in rows)
    return Figure(
        "indices",
        "Whose uncertainty it is",
        "Total Sobol index (Saltelli 2010): the share of the variance that would be left if everything else were known, "
        "with its 95 % confidence. First order, in the table: the share that would go if this alone were known.",
        f"Share of the variance: {said}.",
        Table(
            f"Indices of {label(done.measure)} (Sobol)",
            ("Assumption", "Grade", "First order", "Total"),
            [(r["label"], r["grade"], r["first"], r["total"]) for r in rows],
        ),
        lambda width: charts.bars(rows, width, said, "assumed", charts.LONG),
    )


def page(done: Sensitivity) -> Page:
    """Return the page of a sensitivity analysis."""
    from glasshouse.scenario import read

    world, scenario = done.world, read(done.world.scenario)
    scale = per_100k(done.measure, world.people)
    low, base, high = (value * scale for value in (done.low, done.base, done.high))
    made = figures(done)
    more = ["--measure", done.measure, *(["--quick"] if done.screening is None else [])]
    more += [word for use in world.safeguards for word in ("--with", use)]
    sections = [
        Section(
            "alone",
            "One at a time",
            "One at a time",
            says=[]
            if "hangs" in made
            else [f"No assumption, alone, moves {label(done.measure)} in this world."],
            figures=[made.get("hangs")],
        ),
        Section("screening", "All of them", "All of them", figures=[made.get("screening")]),
        Section("indices", "Shares of the variance", "Shares", figures=[made.get("indices")]),
    ]
    return Page(
        kind="sensitivity",
        title=f"What {label(done.measure)} hang on",
        lead=f"In this model {label(done.measure)} are {number(base)} per 100,000 people, and from {number(low)} to "
        f"{number(high)} when one assumption at a time goes to the ends of its range.",
        about=[
            ("Scenario", scenario.name),
            ("Measure", done.measure),
            ("Synthetic people", f"{world.people:,}"),
            ("Worlds", f"{done.worlds:,}"),
            ("Seed", str(world.seed)),
        ],
        honesty=honesty(
            scenario,
            world.people,
            "A range of assumptions does not shrink with more people. It is as good as the ranges are, and most of "
            "them are assumed too.",
        ),
        sections=sections,
        commands=[command("sensitivity", world, *more)],
    )
