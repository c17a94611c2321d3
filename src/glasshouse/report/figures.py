"""The figures of the report: what each one claims, the sentence that replaces it, its data as a table, and
how it is drawn."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from . import charts, picture
from .facts import DRAWN, Facts
from .palette import VERDICTS
from .words import capital, known, label, listing, number, percent, span


@dataclass(frozen=True)
class Table:
    """A data table: a caption, column heads, and rows of text whose first cell heads the row."""

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]

    @property
    def numeric(self) -> list[bool]:
        """Which columns hold numbers and stand to the right."""
        return [all(NUMERAL.match(cell) for cell in column) for column in zip(*self.rows, strict=True)]


NUMERAL = re.compile(r"-?\d|(none|not shown|not known|under [\d.]+( %)?)?$")


@dataclass(frozen=True)
class Figure:
    """One chart with everything that lets a reader do without seeing it.

    `draw` takes a width in pixels and returns the Altair chart; `alternative` is one sentence with the
    finding and its numbers; `table` holds the data. `note` is printed under the title, `key` (colour name,
    words) beside the drawing; `empty` where there is none. In a notebook a figure shows its chart.
    """

    name: str
    title: str
    note: str
    alternative: str
    table: Table
    draw: Callable[[int], Any] | None
    key: Sequence[tuple[str, str]] = ()
    empty: str = "Every value is zero, so there is nothing to draw."

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        """Show the chart in a notebook: drawn here, so that a notebook without network shows it too."""
        if self.draw is None:
            return {"text/plain": self.alternative}
        return {"image/svg+xml": picture.drawing(self.draw(charts.WIDE)), "text/plain": self.alternative}


# The steps of the chain: stage, what happens in words, the measures that stand for it (added up), colour of
# its bar.
CHAIN = (
    (
        "Act",
        "things an app can log",
        ("messages", "payments", "rides", "reviews", "searches", "bills", "tickets"),
        "neutral",
    ),
    ("Captured", "records the app made", ("records_made",), "neutral"),
    ("", "sightings by a camera", ("sightings",), "neutral"),
    ("Disclosed", "files opened", ("files_opened",), "neutral"),
    ("Attributed", "alerts on a face", ("alerts",), "neutral"),
    ("", "stops", ("stops",), "harm"),
    ("Rated", "people with a score", ("people_rated",), "neutral"),
    ("", "people on the list", ("people_listed",), "harm"),
    ("At the gate", "services asked for", ("requests_for_service",), "neutral"),
    ("Refused", "refusals", ("refusals",), "harm"),
    ("", "people refused", ("people_refused",), "harm"),
    ("", "of them wrong in fact", ("people_wrongly_refused",), "harm"),
    ("Told", "people notified", ("people_notified",), "benefit"),
    ("Appealed", "appeals filed", ("appeals_filed",), "benefit"),
    ("", "appeals won", ("appeals_won",), "benefit"),
    ("Corrected", "wrongs put right", ("remedied",), "benefit"),
)

# Where a verdict can be read: title, all of them, and the measures that carry each verdict; the rest is by
# rule.
SPLITS = (
    ("Posts suppressed", "posts_suppressed", {"fact": "posts_wrongly_suppressed"}),
    ("Face alerts", "alerts", {"fact": "false_alerts"}),
    ("Stops", "stops", {"fact": "wrongful_stops"}),
    (
        "People on the list",
        "people_listed",
        {
            "fact": "people_wrongly_listed",
            "law": "people_wrongly_listed_law",
            "benchmark": "people_wrongly_listed_benchmark",
        },
    ),
    (
        "Refusals",
        "refusals",
        {
            "fact": "wrongful_refusals",
            "law": "wrongful_refusals_law",
            "benchmark": "wrongful_refusals_benchmark",
        },
    ),
)

SHORT = {"fact": "in fact", "law": "in law", "benchmark": "benchmark", "rule": "by rule"}

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
GATES = (
    "flights",
    "fast_trains",
    "loans",
    "property",
    "travel_abroad",
    "executive_posts",
    "deposit_free_rental",
    "private_school",
    "job",
)
PAIRS = (
    "people_refused",
    "people_wrongly_refused",
    "refusals",
    "people_listed",
    "people_wrongly_listed",
    "points_wrongly_lost",
    "household_members_affected",
    "people_in_hardship",
    "debts_paid",
    "appeals_filed",
)
BESIDE_BENEFITS = {"debts_paid"}


def chain(facts: Facts) -> Figure:
    """Return the chain from acts to refusals and remedies."""
    rows: list[dict[str, Any]] = []
    stage = ""
    for named, text, measures, ink in CHAIN:
        stage = named or stage
        found = [
            facts.per_100k(name)
            for name in measures
            if name in facts.measures and not facts.measures[name].off
        ]
        if any(value is not None for value in found):
            first = not any(row["in"] == stage for row in rows)
            rows.append(
                {
                    "in": stage,
                    "stage": stage if first else "",
                    "label": text,
                    "ink": ink,
                    "per_100k": sum(value or 0.0 for value in found),
                }
            )
    told = {str(row["label"]): number(row["per_100k"]) for row in rows}
    sentence = (
        "For every 100,000 people: " + listing([f"{name}, {said}" for name, said in told.items()]) + "."
    )
    heads = [f"{told[text]} {word}" for text, word in CHAIN_HEADS if told.get(text, "0") != "0"]
    title = ", ".join(heads[:3]) if len(heads) > 2 else "From an act to a refusal, and back"
    return Figure(
        "chain",
        title,
        "Per 100,000 people, over the whole run. The scale is logarithmic, so a bar half as long stands for "
        "far less than half. Acts, people and refusals are different things: read each bar by itself.",
        sentence,
        Table(
            "The chain, per 100,000 people",
            ("Stage", "What", "Per 100,000 people"),
            [(str(row["in"]), str(row["label"]), number(row["per_100k"])) for row in rows],
        ),
        (lambda width: charts.chain(rows, width, sentence)) if any(row["per_100k"] for row in rows) else None,
        tuple((ink, word) for ink, word in CHAIN_KEY if any(row["ink"] == ink for row in rows)),
    )


# The title counts the first three of these that happened.
CHAIN_HEADS = (
    ("records the app made", "records"),
    ("refusals", "refusals"),
    ("wrongs put right", "wrongs put right"),
    ("sightings by a camera", "sightings"),
    ("alerts on a face", "alerts"),
    ("stops", "stops"),
)
CHAIN_KEY = (("neutral", "what goes in"), ("harm", "what is done to people"), ("benefit", "the way back"))


def split(facts: Facts, whole: str, parts: dict[str, str]) -> dict[str, float] | None:
    """Return the shares of the verdicts among all events of one kind, or None where there were no events."""
    total = facts.per_100k(whole)
    if not total:
        return None
    shares = {key: min((facts.per_100k(name) or 0.0) / total, 1.0) for key, name in parts.items()}
    return {**dict.fromkeys(VERDICTS, 0.0), **shares, "rule": max(0.0, 1.0 - sum(shares.values()))}


def verdicts(facts: Facts) -> Figure | None:
    """Return the split over the verdicts at each link where one can be read, or None where nothing
    happened."""
    rows: list[dict[str, Any]] = []
    for title, whole, parts in SPLITS:
        shares = split(facts, whole, parts)
        if shares is None:
            continue
        said = [f"{percent(shares[key])} {VERDICTS[key]}" for key in (*parts, "rule")]
        short = [f"{percent(shares[key])} {SHORT[key]}" for key in (*parts, "rule") if shares[key] > 0]
        rows.append(
            {
                "label": f"{title}: {facts.measures[whole].words}",
                "text": " · ".join(short),
                "brief": " · ".join(short[:-1]) or short[0],
                **shares,
                "said": f"{title.lower()}: {listing(said)}",
                "title": title,
            }
        )
    if not rows:
        return None
    key = [(name, word) for name, word in VERDICTS.items() if any(row[name] for row in rows)]
    sentence = "Share of each verdict. " + capital("; ".join(str(row["said"]) for row in rows)) + "."
    return Figure(
        "verdicts",
        "What was wrong with them",
        "Counts are per 100,000 people. Wrong in fact: the wrong person, a false or stale record, content "
        "misread. Wrong in law: the rule's own conditions were broken. By rule: neither, which says nothing "
        "about whether the rule is just.",
        sentence,
        Table(
            "Verdicts at each link, as shares",
            ("Link", *map(capital, VERDICTS.values())),
            [(str(r["title"]), *(percent(r[key]) for key in VERDICTS)) for r in rows],
        ),
        lambda width: charts.verdicts(rows, width, sentence),
        key,
    )


def thousand(facts: Facts) -> Figure | None:
    """Return a thousand refusals as squares, or None where there were none."""
    shares = split(facts, "refusals", SPLITS[-1][2])
    if shares is None:
        return None
    counts = charts.squares(shares)
    said = listing([f"{counts[key]} {word}" for key, word in VERDICTS.items()])
    wrong = counts["fact"] + counts["law"]
    return Figure(
        "thousand",
        f"Of every 1,000 refusals, {wrong} break the rules they claim to follow",
        "One square is one refusal in a thousand. A verdict that occurs at all has at least one square.",
        f"Of every 1,000 refusals: {said}.",
        Table(
            "A thousand refusals by verdict",
            ("Verdict", "Of 1,000 refusals", "Exact share"),
            [(capital(word), str(counts[key]), percent(shares[key])) for key, word in VERDICTS.items()],
        ),
        lambda width: charts.thousand(shares, width, said),
        [(key, f"{counts[key]} {word}") for key, word in VERDICTS.items() if counts[key]],
    )


def gates(facts: Facts) -> Figure | None:
    """Return the refusals at each gate, most first, or None where nothing was refused."""
    rows = []
    for gate in GATES:
        found = facts.measures.get(f"refusals_{gate}")
        if found is not None and found.figure:
            rows.append(
                {
                    "label": capital(label(gate)),
                    "value": found.figure,
                    "low": found.low,
                    "high": found.high,
                    "text": found.words,
                    "bounds": span(found.low, found.high) or "none",
                }
            )
    if not rows:
        return None
    rows.sort(key=lambda row: -float(str(row["value"])))
    first = rows[0]
    sentence = (
        "Refusals per 100,000 people: "
        + listing([f"{str(r['label']).lower()} {r['text']}" for r in rows])
        + "."
    )
    return Figure(
        "gates",
        f"Which door stays shut: {str(first['label']).lower()} most often",
        "Refusals per 100,000 people, repeat attempts included. The thin line is the 95 % simulation "
        "interval.",
        sentence,
        Table(
            "Refusals at each gate, per 100,000 people",
            ("Gate", "Refusals", "95 % simulation interval"),
            [(str(r["label"]), str(r["text"]), str(r["bounds"])) for r in rows],
        ),
        lambda width: charts.bars(rows, width, sentence),
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
    first = table[0]
    title = f"{first[0].split(',')[0]}: {first[1]} in the first week, {first[2]} in the last"
    return Figure(
        "weeks",
        title if first[1] != first[2] else "Week by week",
        "Each small chart has a scale of its own that begins at zero. Counts are per 100,000 people.",
        sentence,
        Table(
            "Beginning, end and highest week", ("Series", "Week 1", "Last week", "Highest", "In week"), table
        ),
        lambda width: charts.weeks([*rows, *events], width, sentence),
    )


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
