"""Write the casebook's pages from its data: python docs/casebook/build.py [CASE]...

Runs the book (about a minute) and writes one page and one picture for each case, and the table of all. Nothing here is
typed by hand twice: questions, figures and sources come from the package.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np

from glasshouse.base import ledger
from glasshouse.casebook import facts
from glasshouse.casebook.book import Book, cases, run
from glasshouse.casebook.case import Case, given_to
from glasshouse.casebook.cases import court_list, reidentification
from glasshouse.casebook.rows import Row
from glasshouse.cli.casebook import figure
from glasshouse.day.rating import averaging
from glasshouse.report import picture
from glasshouse.report.charts.style import data, themed

HERE = Path(__file__).parent
COLOURS = {
    "inside": "#1b7f5c",
    "exact": "#1b7f5c",
    "miss": "#c0392b",
    "fit": "#7a7a7a",
    "prediction": "#2b6cb0",
}
ALL_AT_ONCE = "Written by docs/casebook/build.py from the package's data; do not edit."

ABOUT = (
    "Published figures beside the laboratory's. A row is *inside* when the published figure lies in the interval, a "
    "*miss* when it does not, *exact* where arithmetic decides, a *fit* where something was adjusted to it, and a "
    "*prediction* where nobody published a figure. A fit is no validation. Misses stand here with their reason. All of "
    "it comes from `glasshouse casebook`."
)


def shown(row: Row) -> tuple[str, str, str]:
    """Return published figure, model and interval of a row as people write them."""
    published = "–" if row.published is None else figure(row.published)
    if row.published_low is not None and row.published_high is not None:
        published = f"{figure(row.published_low)} to {figure(row.published_high)}"
    interval = f"{figure(row.low)} to {figure(row.high)} ({row.interval})"
    return published, figure(row.model), "–" if row.interval in ("none", "exact") else interval


def table(rows: list[Row]) -> str:
    """Return rows as a Markdown table."""
    out = ["| what | unit | published | model | interval | verdict | row |", "|---|---|---|---|---|---|---|"]
    for row in rows:
        cells = (row.what, row.unit, *shown(row), f"**{row.verdict}**", row.source.partition(":")[0] or "–")
        out.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(out)


def told(name: str) -> str:
    """Return a fact as a list item."""
    fact = facts.fact(name)
    numbers = ", ".join(f"{key.replace('_', ' ')} {figure(x)}" for key, x in fact.figure.items())
    numbers = numbers.replace("value ", "")
    text = f"- **{fact.id}** ({fact.role}, {fact.grade}, {fact.date}): {fact.says}"
    text += f" {numbers} {fact.unit}." if numbers else ""
    return f"{text} Source: {fact.source}." + (f" {fact.note}" if fact.note else "")


def page(case: Case, rows: list[Row]) -> str:
    """Return the page of one case."""
    misses = [f"- **{row.what}**: {row.reason}." for row in rows if row.verdict == "miss"]
    notes = [f"- {row.what}: {row.reason}." for row in rows if row.verdict == "prediction" and row.reason]
    own = [f"- `{case.name}.{s.name}` = {s.value:g} {s.unit}. {s.says}" for s in case.settings]
    example = (
        f" --set {case.name}.{case.settings[0].name}={case.settings[0].value:g}" if case.settings else ""
    )
    parts = [
        f"# {case.title}",
        f"<!-- {ALL_AT_ONCE} -->",
        f"**{case.question}**",
        f"![{alternative(case, rows)}]({case.name}.svg)",
        "## Result\n\n" + table(rows),
        "## Where it misses, and why\n\n" + ("\n".join(misses) or "Nowhere in this case."),
        "## What goes in\n\n" + "\n".join(told(name) for name in case.inputs),
        "## What was held back\n\n" + "\n".join(told(name) for name in case.held_back),
        "## A rival that would fail\n\n" + case.rival,
        "## What a miss would mean\n\n" + case.miss_means,
        "## To be read with\n\n" + "\n".join(notes) if notes else "",
        "## Your own figures\n\n```bash\nglasshouse casebook " + case.name + example + "\n```\n\n"
        + ("\n".join(own) + "\n\n" if own else "")
        + "Any parameter of the ledger that begins with "
        + ", ".join(f"`{name}`" for name in case.uses)
        + " can be set too. What rests on it is then a prediction with an interval.",
    ]  # fmt: skip
    return "\n\n".join(part for part in parts if part) + "\n"


def alternative(case: Case, rows: list[Row]) -> str:
    """Return the sentence that replaces the picture."""
    words = {w: sum(r.verdict == w for r in rows) for w in ("inside", "miss", "exact", "fit", "prediction")}
    return f"{case.title}: " + ", ".join(f"{many} {word}" for word, many in words.items() if many)


def draw(case: Case, rows: list[Row]) -> Any:
    """Return the case's picture: a curve where there is one, else published figures against the model's interval."""
    curve = CURVES.get(case.name)
    chart = curve() if curve else ratios(rows)
    return themed(chart, alternative(case, rows))


def ratios(rows: list[Row]) -> Any:
    """Published over model, with the interval over model: a point on the line at 1 is a perfect prediction."""
    drawn = []
    for row in rows:
        if row.published is None or row.model <= 0 or row.published <= 0 or row.role == "exact":
            continue
        clip = lambda x, m=row.model: float(np.clip(x / m, 0.05, 20))  # noqa: E731
        drawn.append(
            {
                "what": row.what,
                "low": clip(row.low),
                "high": clip(row.high),
                "at": clip(row.published),
                "verdict": row.verdict,
            }
        )
    scale = alt.Scale(type="log", domain=[0.05, 20])
    base = alt.Chart(data(drawn)).encode(
        y=alt.Y("what:N", sort=None, title=None, axis=alt.Axis(labelLimit=0))
    )
    values = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20]
    axis = alt.Axis(
        values=values,
        title="published figure over the model's (dot), and the model's interval (bar)",
        format="~g",
    )
    bar = base.mark_bar(height=9, opacity=0.35, color="#7a7a7a").encode(
        x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q"
    )
    dot = base.mark_point(filled=True, size=90).encode(
        x=alt.X("at:Q", scale=scale),
        color=alt.Color("verdict:N", title=None, scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))),
        shape=alt.Shape("verdict:N", title=None, scale=alt.Scale(domain=list(COLOURS), range=["circle", "circle", "cross", "square", "diamond"])),  # noqa: E501
    )  # fmt: skip
    one = alt.Chart(data([{"one": 1.0}])).mark_rule(color="#444").encode(x=alt.X("one:Q", scale=scale))
    return alt.layer(bar, one, dot).properties(width=420, height=alt.Step(24))


def lines(rows: list[dict[str, Any]], x: str, y: str, legend: str = "which") -> Any:
    """A line for each series, and a point where somebody measured."""
    colour = alt.Color(
        f"{legend}:N", title=None, legend=alt.Legend(symbolType="stroke", symbolStrokeWidth=4, symbolSize=300)
    )
    base = alt.Chart(data([r for r in rows if not r.get("measured")]))
    line = base.mark_line(strokeWidth=2.5).encode(
        x=alt.X("x:Q", title=x), y=alt.Y("y:Q", title=y), color=colour
    )
    dots = alt.Chart(data([r for r in rows if r.get("measured")])).mark_point(
        filled=True, size=110, stroke="white"
    )
    return alt.layer(line, dots.encode(x="x:Q", y="y:Q", color=colour)).properties(width=560, height=280)


def unique_traces() -> Any:
    """Unicity by the number of points, telephones and cards; the dots are the published figures."""
    given = given_to(cases()["re-identification"], {})
    rows: list[dict[str, Any]] = []
    for which, habits, people, dot in (
        ("telephones, 1.5 million", reidentification.phones(given), 1.5e6, facts.fact("C7").value),
        ("cards, 1.1 million", reidentification.cards(given), 1.1e6, facts.fact("C8").value),
    ):
        rows += [
            {"x": n, "y": reidentification.unique(habits, n, people), "which": which} for n in range(1, 9)
        ]
        rows.append({"x": 4, "y": dot, "which": which, "measured": True})
    return lines(rows, "points known (dots: published)", "share of traces that are unique")


def averaging_curve() -> Any:
    """False debts by unevenness."""
    grid, free = np.linspace(0, 2, 41), ledger.load()["rating.averaged_free_share"].value
    rows = [
        {"x": float(u), "y": averaging.averaged_debts(float(u), t, free), "which": f"debts above {t:g} fortnights"}
        for t in (0.0, 0.1, 1.0, 3.0) for u in grid
    ]  # fmt: skip
    return lines(rows, "unevenness of income within a year (0: even)", "share of honest people with a debt")


def court_curve() -> Any:
    """Refused flights and names over time; the dots are published figures, fitted up to January 2018."""
    case = cases()["court-list"]
    path, _, _ = court_list.fitted(given_to(case, {}))
    rows: list[dict[str, Any]] = []
    for what in ("listed", "flights", "trains"):
        total = np.cumsum(path.weekly[what])
        rows += [
            {"x": 2013.75 + week / 52.18, "y": float(y), "which": court_list.WORDS[what]}
            for week, y in enumerate(total)
            if week % 4 == 0
        ]
        for name in ("A1", "A3", "A4", "A5", "A6", "A7", "A8"):
            fact, scale = facts.fact(name), court_list.natural_share() if what == "listed" else 1.0
            seen = fact.figure.get(what, fact.figure.get("value") if what == "listed" else None)
            if seen is not None:
                when = court_list.day(name)
                at = when.year + when.timetuple().tm_yday / 365
                rows.append(
                    {"x": at, "y": seen / 1e6 * scale, "which": court_list.WORDS[what], "measured": True}
                )
    chart = lines(rows, "year (dots: published; fitted to the end of 2017)", "millions since October 2013")
    chart.layer[0].encoding.x.scale = alt.Scale(zero=False)
    chart.layer[0].encoding.x.axis = alt.Axis(format="d")
    return chart


CURVES = {"re-identification": unique_traces, "income-averaging": averaging_curve, "court-list": court_curve}


def index(book: Book) -> str:
    """Return the first page: the table of all rows that compare, by case."""
    counts = ", ".join(f"{many} {word}" for word, many in book.counts.items())
    parts = [
        "# Casebook",
        f"<!-- {ALL_AT_ONCE} -->",
        ABOUT,
        f"In all: {counts}.",
        "| case | question | inside | miss | exact | fit | prediction |\n|---|---|---|---|---|---|---|\n"
        + "\n".join(
            f"| [{case.title}]({name}.md) | {case.question} | "
            + " | ".join(str(sum(r.verdict == w for r in book.of(name))) for w in ("inside", "miss", "exact", "fit", "prediction"))  # noqa: E501
            + " |"
            for name, case in cases().items()
        ),
        "## Every miss\n\n" + table([row for row in book.rows if row.verdict == "miss"]),
        (
            "What this means for trust: [validation](../validation.md). What nobody measured at all: "
            "[gaps](../what-nobody-measured.md)."
        ),
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def main(names: list[str]) -> None:
    """Run the book and write the pages."""
    book = run(names)
    for name in book.seconds:
        case, rows = cases()[name], book.of(name)
        (HERE / f"{name}.md").write_text(page(case, rows), encoding="utf-8")
        (HERE / f"{name}.svg").write_text(picture.drawing(draw(case, rows)), encoding="utf-8")
        print(f"docs/casebook/{name}.md")
    if not names:
        (HERE / "README.md").write_text(index(book), encoding="utf-8")
        print("docs/casebook/README.md")


if __name__ == "__main__":
    main(sys.argv[1:])
