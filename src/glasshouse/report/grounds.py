"""What the numbers stand on: the ledger by grade, what the result hangs on, and the same rules wired another
way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from glasshouse.report import charts
from glasshouse.report.facts import Facts
from glasshouse.report.figure import Figure, Table
from glasshouse.report.words import capital, known, label, listing, number, percent, span

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
GRADES = ("measured", "reported", "derived", "assumed")


def amount(value: object) -> str:
    """Return a parameter's value as it was put in, without the rounding of prose."""
    if not known(value):
        return str(value)
    exact = float(value)  # type: ignore[arg-type]
    return f"{exact:,.0f}" if exact == int(exact) and abs(exact) < 1e15 else f"{exact:.6g}"


def between(entry: Mapping[str, Any]) -> str:
    """Return the range of a parameter."""
    if not (known(entry.get("low")) and known(entry.get("high"))):
        return "no range given"
    return f"{amount(entry['low'])} to {amount(entry['high'])}"


def grades(facts: Facts) -> Figure | None:
    """Return how many of the numbers put in carry each grade of evidence."""
    rows = [{"grade": grade, "count": sum(p["grade"] == grade for p in facts.parameters)} for grade in GRADES]
    rows = [row for row in rows if row["count"]]
    if not rows:
        return None
    total = len(facts.parameters)
    guessed = sum(p["grade"] == "assumed" for p in facts.parameters)
    said = listing([f"{row['count']} {row['grade']}" for row in rows])
    return Figure(
        "grades",
        f"{guessed} of the {total} numbers put in have never been measured",
        "Measured: a primary source. Reported: the press or a secondary source. Derived: arithmetic from "
        "those. Assumed: nobody measured it, so it has a range.",
        f"Of {total} numbers put in: {said}.",
        Table(
            "Numbers put in, by grade of evidence",
            ("Grade", "Numbers", "Share"),
            [(capital(str(r["grade"])), str(r["count"]), percent(r["count"] / total)) for r in rows],
        ),
        lambda width: charts.grades(rows, width, said),
        [(str(r["grade"]), f"{r['grade']}: {r['count']}") for r in rows],
    )


def ledger(facts: Facts) -> list[tuple[str, list[tuple[str, list[dict[str, Any]]]]]]:
    """Return the parameters by grade, most doubtful first, and within a grade by mechanism."""
    made = []
    for grade in reversed(GRADES):
        entries = sorted(
            (p for p in facts.parameters if p["grade"] == grade), key=lambda p: str(p["mechanism"])
        )
        folders = [(name, list(group)) for name, group in groupby(entries, key=lambda p: str(p["mechanism"]))]
        if folders:
            made.append((grade, folders))
    return made


def press(here: Facts, there: Facts) -> Figure | None:
    """Return the run beside the same society under the rules as the press told them, or None where both are
    zero."""
    rows: list[dict[str, Any]] = []
    for name in PAIRS:
        one, two = here.measures.get(name), there.measures.get(name)
        if one and two and known(one.figure) and known(two.figure) and (one.figure or two.figure):
            rows.append(
                {
                    "label": capital(label(name))
                    + (" (claimed benefit)" if one.kind == "claimed_benefit" else ""),
                    "here": one.figure,
                    "there": two.figure,
                    "one": one,
                    "two": two,
                }
            )
    if not rows:
        return None
    who = ("As documented", "As the press told it")
    said = "; ".join(
        f"{str(r['label']).lower()}, {number(r['here'])} against {number(r['there'])}" for r in rows
    )
    sentence = f"Per 100,000 people, as documented against as the press told it: {said}."
    return Figure(
        "press",
        "One score, or many lists?",
        "Per 100,000 people; each pair of bars is on a scale of its own. The press wiring was run with "
        f"{there.people:,} synthetic people, this one with {here.people:,}.",
        sentence,
        Table(
            "As documented and as the press told it, per 100,000 people",
            ("Measure", who[0], "95 % interval", who[1], "95 % interval"),
            [
                (str(r["label"]), r["one"].words, bounds(r["one"]), r["two"].words, bounds(r["two"]))
                for r in rows
            ],
        ),
        lambda width: charts.pairs(rows_plain(rows), width, sentence, who),
        [("here", who[0]), ("press", who[1])],
    )


def bounds(reading: Any) -> str:
    """Return the interval of a reading as two numbers."""
    return span(reading.low, reading.high) or "none"


def rows_plain(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return rows without the readings, which a drawing cannot hold."""
    return [{key: row[key] for key in ("label", "here", "there")} for row in rows]


def hangs(entries: Sequence[Mapping[str, Any]]) -> Figure | None:
    """Return what the result hangs on: for each assumption the result at both ends of its range, widest swing
    first.

    Rows: `name`, `measure`, `low`, `high`, `base` (of the result), and optionally `grade` and `range` (of the
    assumption). None where the table is empty.
    """
    ends = ("low", "base", "high")
    rows = [
        {
            "label": str(e["name"]),
            **{end: float(e[end]) for end in ends},
            "measure": str(e.get("measure", "")),
            "grade": str(e.get("grade") or "assumed"),
            "range": " to ".join(map(amount, e["range"])) if e.get("range") else "not given",
        }
        for e in entries
        if all(known(e.get(end)) for end in ends)
    ]
    if not rows:
        return None
    rows.sort(key=lambda row: -swing(row))
    first, measure = rows[0], label(str(rows[0]["measure"])) or "the result"
    reach = [float(row[end]) for row in rows for end in ends]  # type: ignore[arg-type]
    sentence = (
        f"{measure} per 100,000 people hangs most on {first['label']}: {number(first['low'])} at the low end of its "
        f"range, {number(first['high'])} at the high end, {number(first['base'])} as run."
    )
    return Figure(
        "hangs",
        f"What it hangs on, first of all {first['label']}",
        f"{capital(measure)} per 100,000 people when one assumption at a time goes from one end of its range to the "
        f"other, the rest as assumed: from {number(min(reach))} to {number(max(reach))}. The tick is the result with "
        "the assumed values.",
        capital(sentence),
        Table(
            "What the result hangs on",
            ("Assumption", "Grade", "Its range", "At its low end", "As run", "At its high end"),
            [
                (str(r["label"]), str(r["grade"]), str(r["range"]), *(number(r[end]) for end in ends))
                for r in rows
            ],
        ),
        lambda width: charts.swings(rows, width, sentence),
    )


def swing(row: Mapping[str, Any]) -> float:
    """Return how far the result moves between its lowest and its highest value."""
    values = [float(row[end]) for end in ("low", "base", "high")]
    return max(values) - min(values)


def reach(entries: Sequence[Mapping[str, Any]]) -> dict[str, tuple[float, float]]:
    """Return the lowest and highest value that each measure takes when one assumption at a time is moved."""
    found: dict[str, tuple[float, float]] = {}
    for entry in entries:
        name, values = str(entry["measure"]), [float(entry[end]) for end in ("low", "base", "high")]
        low, high = found.get(name, (values[1], values[1]))
        found[name] = (min(low, *values), max(high, *values))
    return found
