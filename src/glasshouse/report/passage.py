"""The passage of a record: the chain from act to refusal, what was wrong at each link, and which doors stayed
shut."""

from __future__ import annotations

from typing import Any

from glasshouse.report import charts
from glasshouse.report.facts import Facts
from glasshouse.report.figure import Figure, Table
from glasshouse.report.palette import VERDICTS
from glasshouse.report.words import capital, label, listing, number, percent, span

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
        lambda width: charts.stacked(rows, width, sentence),
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
