"""How harm spreads: over the weeks, and over groups of people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import mean, variance
from typing import Any

from glasshouse.report import charts
from glasshouse.report.facts import DRAWN, Facts
from glasshouse.report.figure import Figure, Table
from glasshouse.report.words import capital, known, label, number, span

PANELS = (
    ("refusals", "Refusals, new each week", "harm"),
    ("wrongful_refusals", "Wrong in fact, new each week", "fact"),
    ("people_listed", "People on the list, current", "harm"),
    ("people_wrongly_listed", "Wrongly listed, current", "fact"),
    ("wrongful_stops", "Wrongful stops, new", "fact"),
    ("posts_wrongly_suppressed", "Posts wrongly hidden, new", "fact"),
    ("fear_mean", "Fear, mean of 0 to 1", "neutral"),
    ("grievance", "Grievance in the news", "neutral"),
    ("appeal_backlog", "Appeals waiting, current", "cost"),
)


# The comparisons that are drawn: the level that stands for a trait, and the intersections with group.
COMPARED = (
    ("group", "minority"),
    ("sex", "female"),
    ("urban", "rural"),
    ("income", "lowest fifth"),
    ("age", "55 and over"),
    ("group x sex", "minority, female"),
    ("group x urban", "minority, rural"),
    ("group x income", "minority, lowest fifth"),
)


def weeks(facts: Facts) -> Figure | None:
    """Return the small multiples over the weeks, leaving out measures that are zero throughout.

    A last week that was cut short by the end of the run is left out: its counts would look like a fall.
    """
    full = max(facts.days // 7, 1)
    rows: list[dict[str, Any]] = []
    table: list[tuple[str, ...]] = []
    for name, title, ink in PANELS:
        series = {week: value for week, value in weekly(facts.timeline, name).items() if week < full}
        if any(series.values()):
            rows.extend(
                {"week": week, "value": value, "panel": title, "ink": ink} for week, value in series.items()
            )
            table.append((title, *ends(series)))
    if not rows:
        return None
    last = max(int(row["week"]) for row in rows)
    marked = [e for e in facts.events if not e.get("regions") and int(e["week"]) <= last]
    events = [{"week": int(e["week"]), "event": True} for e in marked]
    said = [
        f"{t[0].lower()}, from {t[1]} in the first week to {t[2]} in the last, highest {t[3]} in week {t[4]}"
        for t in table
    ]
    sentence = f"By week: {'; '.join(said)}."
    return Figure(
        "weeks",
        trend([row for row in rows if row["panel"] == rows[0]["panel"]]),
        "Each small chart has a scale of its own that begins at zero. Counts are per 100,000 people.",
        sentence,
        Table(
            "Beginning, end and highest week", ("Series", "Week 1", "Last week", "Highest", "In week"), table
        ),
        lambda width: charts.weeks([*rows, *events], width, sentence),
    )


QUARTER = 4


def trend(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the title: how a series went, if its last quarter differs from its first by more than its weeks do."""
    values = [float(row["value"]) for row in rows]
    size = len(values) // QUARTER
    if size < QUARTER:
        return "Week by week"
    first, last = values[:size], values[-size:]
    before, after = mean(first), mean(last)
    noise = 2 * ((variance(first) + variance(last)) / size) ** 0.5
    name, _, how = str(rows[0]["panel"]).partition(",")
    each = " a week" if "new" in how else ""
    if abs(after - before) <= noise:
        return f"{name}: about {number(mean(values))}{each}, with no trend beyond chance"
    return f"{name}: {number(before)}{each} in the first quarter of the run, {number(after)} in the last"


def ends(series: dict[int, float]) -> tuple[str, str, str, str]:
    """Return a weekly series in four words: its first and last value, its highest, and the week of that."""
    top = max(series, key=lambda week: series[week])
    return number(series[min(series)]), number(series[max(series)]), number(series[top]), str(top + 1)


def weekly(rows: Sequence[dict[str, Any]], measure: str) -> dict[int, float]:
    """Return one national value a week; the value per 100,000 where the timeline has it."""
    return {
        int(row["week"]): float(row["per_100k"] if known(row.get("per_100k")) else row["value"])
        for row in rows
        if row["measure"] == measure and known(row["value"])
    }


def drawn_gaps(facts: Facts, measure: str) -> list[dict[str, Any]]:
    """Return the gaps of one measure that are drawn, one for each comparison, in the order above."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in facts.gaps:
        place = (str(row["margin"]), str(row["compared"]))
        # The first pair of a level is against the reference group of both traits.
        if (
            row["measure"] == measure
            and place in COMPARED
            and row.get("enough", True)
            and (row.get("ratio") or 0) > 0
        ):
            found.setdefault(place, row)
    return [found[place] for place in COMPARED if place in found]


def gaps(facts: Facts) -> Figure | None:
    """Return the ratios between groups, or None where no ratio could be computed."""
    rows: list[dict[str, Any]] = []
    for measure in DRAWN:
        for row in drawn_gaps(facts, measure):
            rows.append(
                {
                    "panel": capital(label(measure)),
                    "label": capital(str(row["compared"])),
                    "pair": f"{capital(str(row['compared']))} against {row['reference']}",
                    "ratio": float(row["ratio"]),
                    "low": row.get("ratio_low"),
                    "high": row.get("ratio_high"),
                    "bounds": span(row.get("ratio_low"), row.get("ratio_high")) or "none",
                    "difference": number(row.get("difference")),
                    "difference_bounds": span(row.get("difference_low"), row.get("difference_high"))
                    or "none",
                }
            )
    if not rows:
        return None
    order = [level for _, level in COMPARED]
    # Panels share one order of rows, also where the first of them lacks some.
    names = sorted({str(row["label"]) for row in rows}, key=lambda name: order.index(name.lower()))
    widest = max(rows, key=lambda row: max(row["ratio"], 1 / row["ratio"]))
    sentence = (
        f"{len(rows)} ratios between groups. The widest: {widest['panel'].lower()}, "
        f"{widest['pair'].lower()}, {number(widest['ratio'])} times (95 % simulation interval "
        f"{widest['bounds']}). All are in the table."
    )
    return Figure(
        "gaps",
        "Who bears it",
        "How many times as common as in the group it is compared with: majority, male, urban, highest "
        "fifth, 25-54; where two traits are named, both. The bar is the 95 % simulation interval; grey "
        "where it cannot be told from equal, no dot where too few people were affected to compare.",
        sentence,
        Table(
            "Ratios and differences between groups",
            (
                "Measure",
                "Groups",
                "Ratio",
                "Interval of the ratio",
                "Difference per 100,000",
                "Interval of the difference",
            ),
            [
                (
                    r["panel"],
                    r["pair"],
                    number(r["ratio"]),
                    r["bounds"],
                    r["difference"],
                    r["difference_bounds"],
                )
                for r in rows
            ],
        ),
        lambda width: charts.gaps(rows, width, sentence, names),
    )
