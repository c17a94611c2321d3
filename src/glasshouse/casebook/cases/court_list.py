"""The court list 2013-2019: fitted to January 2018, predicted after, by a run of the scenario `court-list`.

Three numbers are fitted, each to figures up to January 2018 only: how many entries a month in three periods, and which
share of flight and of train checks asks the list. Then the same run goes on to July 2019.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from glasshouse.base.counters import index
from glasshouse.casebook.case import Case, Given, Setting
from glasshouse.casebook.facts import fact
from glasshouse.casebook.rows import Row, generator, of_draws, row

NATURAL = ("A11", "A12", "A33")
"""Facts that say which share of entries are natural persons: .83, .76 or .82 of people and organisations."""
UNTIL = datetime.date(2019, 7, 14)
PERIODS = ("A1", "A3", "A4")
FITTED_GATES = ("flights", "trains")
GATE = {"flights": "flights", "trains": "fast_trains"}


@dataclass(frozen=True)
class Path:
    """Cumulative counts of a run, in millions of real people or events, at any date."""

    start: datetime.date
    weekly: Mapping[str, Any]
    simulated: Mapping[str, float]

    def at(self, what: str, date: datetime.date) -> float:
        """Returns the count from the first day to `date`."""
        total = np.concatenate([[0.0], np.cumsum(self.weekly[what])])
        return float(np.interp((date - self.start).days / 7, np.arange(len(total)), total))


def natural_share() -> float:
    """Returns the mean share of natural persons among entries."""
    found = fact("A33")
    shares = [found["people"] / found["entries"]]
    for name in ("A11", "A12"):
        told = fact(name)
        shares.append(told["people"] / (told["people"] + told["organisations"]))
    return float(np.mean(shares))


def day(name: str) -> datetime.date:
    """Returns the date of a fact."""
    return datetime.date.fromisoformat(fact(name).date)


def lived(
    people: int, changed: Mapping[str, float], listing: tuple[float, ...], asks: Mapping[str, float]
) -> Path:
    """Runs the scenario to July 2019 with these shares of unpaid cases listed in the three periods."""
    return _lived(people, tuple(sorted(changed.items())), listing, tuple(sorted(asks.items())))


@cache
def _lived(
    people: int,
    changed: tuple[tuple[str, float], ...],
    listing: tuple[float, ...],
    asks: tuple[tuple[str, float], ...],
) -> Path:
    from glasshouse.run.here import simulate
    from glasshouse.scenario import plan, read

    told = read("court-list")
    days = (UNTIL - told.start).days
    made = plan(told, people=people, days=days, set=dict(changed))
    out = simulate(_with(made, listing, dict(asks)))
    weight = np.array([r.population for r in made.society.regions]) / out.layout.region_people
    weekly = {
        name: (out.week_region[:, :, index(counter)] * weight).sum(axis=1) / 1e6
        for name, counter in (
            ("listed", "new_listings"),
            ("flights", "refusals_flights"),
            ("trains", "refusals_fast_trains"),
            ("trips", "refused_trips"),
            ("refusals", "refusals"),
        )
    }
    # a few travellers are refused many times, so that people, not refusals, are what chance draws
    people_seen = {"listed": "new_listings", "flights": "people_refused"}
    seen = {name: float(out.week_region[:, :, index(counter)].sum()) for name, counter in people_seen.items()}
    return Path(told.start, weekly, seen)


def _with(made: Any, listing: tuple[float, ...], asks: Mapping[str, float]) -> Any:
    """Returns the plan with the fitted shares put into every regime, by the period that a week lies in."""
    ends = [(day(name) - made.start).days // 7 for name in PERIODS[:-1]]
    regimes: list[dict[str, float]] = []
    known: dict[tuple[int, int], int] = {}
    schedule = np.zeros_like(made.schedule)
    for week in range(len(made.schedule)):
        period = sum(week >= end for end in ends)
        for r, old in enumerate(made.schedule[week]):
            key = (int(old), period)
            if key not in known:
                known[key] = len(regimes)
                regimes.append(_regime(made.regimes[int(old)], listing[period], asks))
            schedule[week, r] = known[key]
    return replace(made, regimes=tuple(regimes), schedule=schedule)


def _regime(values: Mapping[str, float], listing: float, asks: Mapping[str, float]) -> dict[str, float]:
    out = {**values, "rating.listing_share": listing}
    for gate, scale in asks.items():
        for rule in ("asks_list", "asks_restriction"):
            name = f"gates.{GATE[gate]}.{rule}"
            out[name] = min(1.0, values[name] * scale)
    return out


def fitted(given: Given) -> tuple[Path, tuple[float, ...], dict[str, float]]:
    """Returns the run whose entries and refusals agree with what was published up to January 2018."""
    people = round(given["people"])
    changed = dict(given.changed)
    usual = given["rating.listing_share"]
    listing: tuple[float, ...] = (usual,) * 3
    asks = dict.fromkeys(FITTED_GATES, 0.5)
    natural = given["natural_share"]
    for _ in range(3):
        path = lived(people, changed, listing, asks)
        before, scale = (0.0, 0.0), []
        for name in PERIODS:
            told = fact(name).figure.get("listed", fact(name).figure.get("value", 0.0)) * natural / 1e6
            now = path.at("listed", day(name))
            scale.append((told - before[0]) / max(now - before[1], 1e-9))
            before = (told, now)
        listing = tuple(min(1.0, share * s) for share, s in zip(listing, scale, strict=True))
        for gate in FITTED_GATES:
            asks[gate] = min(1.0, asks[gate] * fact("A5")[gate] / 1e6 / max(path.at(gate, day("A5")), 1e-9))
    return lived(people, changed, listing, asks), listing, asks


def answer(given: Given) -> list[Row]:
    """Returns the rows of the case."""
    path, listing, asks = fitted(given)
    natural = given["natural_share"]
    rows = []
    for name in ("A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8"):
        told = fact(name)
        for what in ("listed", "flights", "trains"):
            published = told.figure.get(what, told.figure.get("value") if what == "listed" else None)
            if published is None:
                continue
            of_people = natural if what == "listed" else 1.0
            rows.append(_compared(path, name, what, published / 1e6, of_people))
    rows += [
        _fitted(
            "entries-scale",
            "share of unpaid cases that are listed, fitted to 2017",
            listing[2],
            "share of unpaid cases",
        ),
        _fitted(
            "flight-checks",
            "share of flight checks that ask the list, fitted",
            asks["flights"],
            "share of checks",
        ),
        _fitted(
            "train-checks",
            "share of G-train checks that ask the list, fitted",
            asks["trains"],
            "share of checks",
        ),
        row(
            "queries-a-trip",
            "attempts counted for one refused trip: the other definition of an interception",
            path.at("refusals", UNTIL) / max(path.at("trips", UNTIL), 1e-9),
            unit="attempts per trip",
            reason=(
                "the yearly totals and the first 34 days differ eightfold; if the totals count trips, "
                "flights must be refused in fewer checks than if they count attempts"
            ),
        ),
        *_first_weeks(given),
    ]
    return rows


REASONS = {
    ("A2", "listed"): (
        "entries are fitted as even within three periods, and the second, from March 2014 to February 2017, began slowly: "
        "the list took on speed when more courts entered names"
    ),
    ("A6", "flights"): (
        "flights were refused twice as fast in 2018 as before, which nothing published up to January 2018 announced"
    ),
    ("A7", "flights"): "as for the end of 2018",
    ("A7", "trains"): "refused trains nearly stopped growing in 2019 while the list went on growing",
    ("A8", "trains"): "as for March 2019",
    ("A8", "flights"): (
        "between March and July 2019 refused flights jumped by 7.5 million: something in the counting or in the booking "
        "systems changed, and no rate fitted to earlier years can show it"
    ),
}
BEYOND = "growth after January 2018 was not that of the years before"
WORDS = {"listed": "natural persons entered", "flights": "refused flights", "trains": "refused fast trains"}


def _fitted(name: str, what: str, value: float, unit: str) -> Row:
    """Returns the row of a number that was fitted, and so agrees with itself."""
    return row(name, what, value, unit=unit, role="fit", published=value)


def _compared(path: Path, name: str, what: str, published: float, of_people: float) -> Row:
    when = day(name)
    model = path.at(what, when)
    count = max(path.simulated["listed" if what == "listed" else "flights"], 1.0)
    # the fit moved with the same noise, and the share of natural persons is known to a few percent
    draws = model * generator(7).normal(1.0, np.sqrt(2 / count), 4000)
    if what == "listed":
        draws = draws * generator(8).uniform(0.95, 1.05, 4000)
    return row(
        f"{what}-{when:%Y-%m}",
        f"{WORDS[what]} by {when:%B %Y}, millions",
        model,
        of_draws(draws, "simulation, share of natural persons"),
        published=published * of_people,
        of=name,
        unit="millions",
        reason=REASONS.get((name, what), BEYOND),
    )


def _first_weeks(given: Given) -> list[Row]:
    """The first 34 days of interception: how many of the listed were met, and how often each."""
    from glasshouse.run.here import simulate
    from glasshouse.scenario import plan, read

    told = read("court-list")
    moved = replace(told, start=datetime.date(2014, 7, 1))
    values = {
        "rating.listed_at_start": 0.02,
        "rating.restricted_at_start": 0.0,
        "gates.fast_trains.asks_list": 0.0,
        "gates.fast_trains.asks_restriction": 0.0,
        "gates.loans.demand_per_year": 0.2,
        "gates.loans.asks_list": 0.0,
        "gates.property.asks_list": 0.0,
        "gates.property.asks_restriction": 0.0,
        "gates.private_school.asks_list": 0.0,
        "gates.private_school.asks_restriction": 0.0,
        "gates.executive_posts.asks_list": 0.0,
        "life.default_per_year": 0.003,
    }
    made = plan(moved, people=round(given["people"]), days=34, set={**values, **given.changed})
    out = simulate(made).week_region
    listed = float(out[0, :, index("people_listed")].sum())
    people = float(out[:, :, index("people_refused")].sum())
    attempts = float(out[:, :, index("refusals")].sum())
    reached, each = people / max(listed, 1.0), attempts / max(people, 1.0)
    draws = generator(10)
    return [
        row(
            "first-weeks",
            "listed people refused a flight in the first 34 days",
            reached,
            of_draws(draws.poisson(people, 4000) / max(listed, 1.0), "simulation"),
            of="A10.reached",
            reason=(
                "one adult in ten flies in a year and debtors here are poorer than the mean; the first "
                "people listed had been chosen among debtors known to be able to pay, and so flew more"
            ),
        ),
        row(
            "attempts-each",
            "refusals of each person refused, first 34 days",
            each,
            of_draws(draws.poisson(attempts, 4000) / max(people, 1.0), "simulation"),
            published=fact("A10")["per_person"],
            of="A10",
            unit="refusals per person",
        ),
    ]


CASE = Case(
    name="court-list",
    title="The court list, 2013 to 2019",
    question="Fitted to January 2018, does the list go on as it did?",
    scenario="court-list",
    uses=("rating.", "gates.", "life.", "society."),
    inputs=("A1", "A3", "A4", "A5", "A9", "A10", "A11", "A12", "A15", "A33"),
    held_back=("A2", "A6", "A7", "A8", "A10.reached"),
    rival=(
        "Refusals as people: a model that refuses each listed person once predicts fewer refusals than "
        "names, where there were more."
    ),
    miss_means=(
        "That entries and refusals follow decisions of institutions (campaigns, booking systems, ways of "
        "counting) and not a rate that can be carried forward."
    ),
    answer=answer,
    settings=(
        Setting("people", 120_000, "people", 5_000, 10_000_000, "Simulated people; six years of them."),
        Setting(
            "natural_share",
            round(natural_share(), 3),
            "share of entries",
            0.5,
            1.0,
            "Natural persons among entries: the mean of three published months.",
        ),
    ),
    slow=True,
)
