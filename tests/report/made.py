"""Runs that never ran: tables with the real names and plausible numbers, so that the page can be tested
without the engine."""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from glasshouse.base import ledger
from glasshouse.measures.registry import MEASURES
from glasshouse.society import load

# Per 100,000 people, of the size that china-2018 may give.
FIGURES = {
    "messages": 1.1e9,
    "payments": 6.6e7,
    "rides": 1.2e6,
    "reviews": 1.4e5,
    "searches": 1.05e8,
    "bills": 2.6e6,
    "tickets": 2.2e5,
    "records_made": 2.9e9,
    "sightings": 4.1e8,
    "face_sightings": 4.5e6,
    "alerts": 840.0,
    "false_alerts": 751.0,
    "false_alerts_per_million_faces": 167.0,
    "false_alerts_per_alert": 0.894,
    "stops": 212.0,
    "wrongful_stops": 151.0,
    "files_opened": 302.0,
    "people_rated": 38_400.0,
    "people_listed": 452.0,
    "people_restricted": 610.0,
    "people_wrongly_listed": 6.3,
    "people_wrongly_listed_law": 74.0,
    "people_wrongly_listed_benchmark": 0.0,
    "requests_for_service": 245_000.0,
    "refusals": 3_460.0,
    "wrongful_refusals": 48.0,
    "wrongful_refusals_law": 610.0,
    "wrongful_refusals_benchmark": 31.0,
    "refusals_by_rule": 2771.0,
    "refusals_flights": 1_410.0,
    "refusals_fast_trains": 1_230.0,
    "refusals_loans": 610.0,
    "refusals_property": 22.0,
    "refusals_travel_abroad": 14.0,
    "refusals_executive_posts": 3.1,
    "refusals_deposit_free_rental": 160.0,
    "refusals_private_school": 11.0,
    "refusals_job": 0.0,
    "people_refused": 683.0,
    "people_wrongly_refused": 11.4,
    "people_notified": 410.0,
    "wrong_never_notified": 8.7,
    "wrong_never_appealed": 10.9,
    "appeals_filed": 9.4,
    "appeals_won": 1.6,
    "remedied": 1.3,
    "posts_suppressed": 820.0,
    "posts_wrongly_suppressed": 190.0,
    "people_exposed_in_breach": 5_400.0,
    "household_members_affected": 1_090.0,
    "people_enrolled_unasked": 7_900.0,
    "people_in_hardship": 1_240.0,
    "debts_paid": 71.0,
    "debts_unpaid": 812.0,
    "true_matches": 61.0,
    "perks_granted": 5_600.0,
    "staff_days": 38.0,
    "appeal_backlog": 4.4,
    "review_backlog": 12.0,
    "errors_in_favour": 44.0,
    "refusals_missed": 35.0,
    "refusals_tainted": 92.0,
    "fear_mean": 0.021,
    "hardship_mean": 0.05,
    "grievance": 0.43,
}


HAPPENINGS = [
    {"week": 12, "region": -1, "what": "conceded: the courts give more time"},
    *({"week": 3 + region, "region": region, "what": "records leaked"} for region in range(4)),
]


@dataclass
class FakeRun:
    """What `results.open(folder)` gives, made up."""

    measures: pl.DataFrame
    by_region: pl.DataFrame
    gaps: pl.DataFrame
    timeline: pl.DataFrame
    manifest: dict[str, Any]
    happenings: pl.DataFrame
    folder: Path = Path("runs/china-2018")
    digest: str = "9f2b7c51d0a84e6c3bb1f6b7a25d9c10e8f4472d6a0b93c5871e2f6d4c3b2a19"
    charts: list[Any] = field(default_factory=list)


def noise(*words: object) -> float:
    """A number from -1 to 1 that depends on nothing but the words."""
    return zlib.crc32(repr(words).encode()) / 2**31 - 1


def measure_rows(people: int, factor: float) -> list[dict[str, Any]]:
    rows = []
    for name, measure in MEASURES.items():
        figure = factor * FIGURES.get(name, 20.0 + 15 * noise(name))
        if not measure.counted and factor:
            figure = FIGURES.get(name, 0.3 + 0.2 * noise(name))
        spread = 1.96 * math.sqrt(max(figure, 1e-9) * 1e5 / people) if measure.counted else 0.03 * figure
        rows.append(
            {
                "measure": name,
                "link": measure.link,
                "kind": measure.kind,
                "unit": measure.unit,
                "value": figure * people / 1e5 if measure.counted else figure,
                "per_100k": figure if measure.counted else None,
                **bounds(figure, spread, people / 1e5 if measure.counted else 1.0, counted=measure.counted),
                "interval": "simulation",
                "says": measure.says,
            }
        )
    return rows


def bounds(figure: float, spread: float, size: float, counted: bool = True) -> dict[str, Any]:
    low, high = max(0.0, figure - spread), figure + spread
    return {"low": low, "high": high, "value_low": low * size, "value_high": high * size}


def gap_rows(factor: float) -> list[dict[str, Any]]:
    pairs = [
        ("group", "minority", "majority", 1.3),
        ("sex", "female", "male", 0.8),
        ("urban", "rural", "urban", 0.6),
        ("income", "lowest fifth", "highest fifth", 1.9),
        ("age", "55 and over", "25-54", 0.5),
        ("age", "under 25", "25-54", 0.3),
        ("income", "second fifth", "highest fifth", 1.5),
        ("group x sex", "minority, female", "majority, male", 1.1),
        ("group x income", "minority, lowest fifth", "majority, highest fifth", 2.4),
        ("group x sex", "minority, male", "majority, male", 1.2),
    ]
    rows = []
    for measure in MEASURES:
        for by, a, b, ratio in pairs:
            ratio *= math.exp(0.4 * noise(measure, a))
            wide = 1.15 + 0.5 * abs(noise(measure, b, a))
            base = factor * FIGURES.get(measure, 20.0)
            defined = base > 0
            rows.append(
                {
                    "measure": measure,
                    "margin": by,
                    "compared": a,
                    "reference": b,
                    "ratio": ratio if defined else None,
                    "ratio_low": ratio / wide if defined else None,
                    "ratio_high": ratio * wide if defined else None,
                    "difference": base * (ratio - 1),
                    "difference_low": base * (ratio / wide - 1),
                    "difference_high": base * (ratio * wide - 1),
                    "enough": defined,
                }
            )
    return rows


def region_rows(society: str, factor: float) -> list[dict[str, Any]]:
    rows = []
    for region in load(society).regions:
        for measure in ("people_refused", "people_wrongly_refused", "refusals", "people_listed"):
            figure = factor * FIGURES[measure] * math.exp(0.5 * noise(region.code, measure))
            spread = 1.96 * math.sqrt(max(figure, 0) * 1e5 / max(region.population / 1400, 4096))
            few = region.code in ("CN-XZ", "CN-QH") and measure == "people_wrongly_refused"
            rows.append(
                {
                    "region": region.code,
                    "measure": measure,
                    "value": None if few else figure,
                    "per_100k": None if few else figure,
                    **bounds(figure, spread, 1.0),
                    "note": "too few people to report" if few else "",
                }
            )
    return rows


def week_rows(weeks: int, factor: float) -> list[dict[str, Any]]:
    rows = []
    for measure in MEASURES:
        level = factor * FIGURES.get(measure, 20.0) / (52 if MEASURES[measure].formula.way == "flow" else 1)
        for week in range(weeks):
            drift = 0.75 + 0.25 * week / weeks + 0.06 * noise(measure, week) + (0.3 if week == 7 else 0)
            rows.append(
                {
                    "week": week,
                    "region": "all",
                    "measure": measure,
                    "value": level * drift,
                    "per_100k": level * drift,
                }
            )
    return rows


def make(
    scenario: str = "china-2018",
    society: str = "china",
    people: int = 1_000_000,
    factor: float = 1.0,
    days: int = 365,
    title: str = "China in 2018, as documented",
    **changes: Any,
) -> FakeRun:
    manifest = {
        "scenario": {
            "name": scenario,
            "title": title,
            "society": society,
            "about": "Court instruments carry the weight; points are pilots; no score decides flights.",
            "sources": ["China Law Translate, https://www.chinalawtranslate.com/en/getting-rongcheng-right/"],
            "start": "2018-01-01",
            "caution": "Say this first.",
            "events": [
                {"date": "2017-06-01", "what": "a law comes into force"},
                {
                    "date": "2018-01-03",
                    "what": "pre-ticked box withdrawn after an outcry",
                    "source": "https://example.org/a",
                },
            ],
            "leaves_out": ["Policing of Xinjiang, detention and hukou.", "Lists other than the courts' own."],
        },
        "people": people,
        "days": days,
        "seed": 1,
        "versions": {"glasshouse": "0.1.0"},
        "command": f"glasshouse run {scenario} --people {people} --days {days} --seed 1",
        "digest": "9f2b7c51d0a84e6c3bb1f6b7a25d9c10e8f4472d6a0b93c5871e2f6d4c3b2a19",
        "ledger": [
            {
                "name": p.name,
                "value": p.value,
                "unit": p.unit,
                "low": p.low,
                "high": p.high,
                "grade": p.grade,
                "source": p.source,
                "says": p.says,
                "date": p.date,
            }
            for p in ledger.load().values()
        ],
        **changes,
    }
    weeks = math.ceil(days / 7)
    return FakeRun(
        pl.DataFrame(measure_rows(people, factor), infer_schema_length=None),
        pl.DataFrame(region_rows(society, factor)),
        pl.DataFrame(gap_rows(factor), infer_schema_length=None),
        pl.DataFrame(week_rows(weeks, factor)),
        manifest,
        pl.DataFrame(HAPPENINGS, schema={"week": pl.Int32, "region": pl.Int64, "what": pl.String}),
    )


STORY = [
    {
        "date": "2018-01-01",
        "text": "Uses the app; enrolled in scoring without being asked.",
        "cause": "the provider enrols by default",
    },
    {
        "date": "2018-03-14",
        "text": "A court opens an enforcement case against them.",
        "cause": "somebody who used their identity document did not pay a debt",
        "verdict": "wrong in fact",
    },
    {
        "date": "2018-04-02",
        "text": "Put on the list of judgment defaulters. No notice reaches them.",
        "cause": "the case of 14 March, grace of 10 days over",
    },
    {
        "date": "2018-05-21",
        "text": "Refused a flight, then four more attempts on the same trip.",
        "cause": "the listing of 2 April",
        "verdict": "wrong in fact",
    },
    {
        "date": "2018-05-22",
        "text": "Learns of the listing at the counter; fear rises.",
        "cause": "the refusal of 21 May",
    },
    {"date": "2018-06-04", "text": "Files an appeal.", "cause": "believes to be wronged"},
    {
        "date": "2018-10-09",
        "text": "The appeal is decided: upheld without being looked at.",
        "cause": "the queue was longer than the court's capacity",
    },
]
