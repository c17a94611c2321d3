"""Re-identification: how many traces and how many combinations of facts belong to one person only.

Traces come from marginals by key, through the same function that decides what a breach reveals. No published uniqueness
goes in: only how many people share an antenna or a shop, and how often they are recorded.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from glasshouse.casebook.case import Case, Given, Setting
from glasshouse.casebook.facts import fact
from glasshouse.casebook.rows import Interval, Row, over, row
from glasshouse.day.custody import tables, traces
from glasshouse.society.classes import CONNECTIVITY_FACTORS, CONNECTIVITY_SHARES

ZIP_SPREADS = (0.0, 0.5, 1.0, 1.5)
"""Standard deviations of the logarithm of the size of a postcode that are tried."""


def phones(given: Given) -> traces.Habits:
    """Returns the habits behind telephone records of the study: recorded when they call, at one of 6,500 antennas."""
    told = fact("C7.setting")
    an_hour = told["interactions_per_month"] / (365.25 / 12 * 24)
    return _habits(given, told["people"] / told["antennas"], an_hour)


def cards(given: Given) -> traces.Habits:
    """Returns the habits behind card payments: recorded on days on which they pay, at one of 10,000 shops."""
    told = fact("C8.setting")
    return _habits(given, told["people"] / told["shops"], given["card_payments_per_day"])


def _habits(given: Given, people_per_place: float, recorded: float) -> traces.Habits:
    a, b, c, d = (float(x) for x in 1 - np.exp(-recorded * CONNECTIVITY_FACTORS))
    return traces.Habits(
        people_per_place=people_per_place,
        recorded=(a, b, c, d),
        home=given["custody.trace_home_share"],
        work=given["custody.trace_work_share"],
        spread=given["custody.trace_place_spread"],
        reach=given["custody.trace_reach"],
    )


def unique(habits: traces.Habits, points: int, people: float) -> float:
    """Returns the share of unique traces over all classes of connectivity."""
    return float(
        sum(w * traces.unicity(habits, points, people, k) for k, w in enumerate(CONNECTIVITY_SHARES))
    )


def assumed(habits: traces.Habits, points: int, people: float) -> Interval:
    """Returns the range over the assumed habits: where points lie, how unequal places are, bursts of records."""
    values = [unique(habits, points, people)]
    for home, work in ((0.3, 0.1), (0.7, 0.3)):
        for spread in (0.0, 1.5):
            for burst in (1.0, 3.0):
                first, second, third, fourth = habits.recorded
                other = replace(
                    habits,
                    home=home,
                    work=work if home + work < 1 else 0.29,
                    spread=spread,
                    recorded=(first / burst, second / burst, third / burst, fourth / burst),
                )
                values.append(unique(other, points, people))
    return over(
        values, "assumption: ledger ranges of home, second place and spread; bursts of up to three records"
    )


IN_STEP = "real people move in step (the same commute, the same hours); here they share places only by chance"
EXTRAPOLATED = "as above; the study's own figure is an extrapolation too"
CLUSTERED = "payments cluster on a few chains and days more than the places here"


def answer(given: Given) -> list[Row]:
    """Returns the rows of the case."""
    telephony = phones(given)
    return [*published(given, telephony), *curve(telephony), *postcodes(), *limits(telephony), yours(given)]


def published(given: Given, telephony: traces.Habits) -> list[Row]:
    """Telephones and cards: unique through four points."""
    people, shoppers = fact("C7.setting")["people"], fact("C8.setting")["people"]

    def compared(name: str, what: str, habits: traces.Habits, among: float, of: str, why: str) -> Row:
        model, span = unique(habits, 4, among), assumed(habits, 4, among)
        return row(name, what, model, span, of=of, reason=why)

    return [
        compared("phones", "telephone traces unique through four points", telephony, people, "C7", IN_STEP),
        compared("phones-country", "the same among 60 million", telephony, 6e7, "C7.country", EXTRAPOLATED),
        compared("cards", "card traces unique through four points", cards(given), shoppers, "C8", CLUSTERED),
    ]


def curve(telephony: traces.Habits) -> list[Row]:
    """The telephones' curve at other numbers of points."""
    people = fact("C7.setting")["people"]
    return [
        row(
            f"phones-{points}",
            f"telephone traces unique through {points} point{'s' * (points > 1)}",
            unique(telephony, points, people),
            assumed(telephony, points, people),
            unit="share of traces",
        )
        for points in (1, 2, 3, 6)
    ]


def yours(given: Given) -> Row:
    """Positions of an app, for as many points and people as were set."""
    an_hour = given["life.location_fixes_per_day"] / 24
    mine = _habits(given, given["custody.trace_people_per_place"], an_hour)
    points = round(given["custody.trace_points_held"])
    return row(
        "yours",
        f"positions of an app unique through {points} points among {given['people']:,.0f} people",
        unique(mine, points, given["people"]),
        assumed(mine, points, given["people"]),
        unit="share of traces",
    )


def postcodes() -> list[Row]:
    """Postcode, sex and day of birth: the closed form, and what unequal postcodes do to it."""
    told = fact("C11.setting")
    chance = 1 / told["birthdays_and_sexes"]
    mean = told["people"] / told["postcodes"]
    equal = float(tables.unicity(chance, 1, mean - 1))
    values = [_unequal(chance, mean, spread) for spread in ZIP_SPREADS]
    span = over(values, "assumption: postcodes equal, or spread by up to 1.5 in the logarithm")
    both = "ages are not spread evenly over 78 years, and the two estimates used different postcodes"

    def compared(name: str, what: str, model: float, of: str) -> Row:
        return row(name, what, model, span, of=of, reason=both)

    return [
        row(
            "closed-form",
            "(1 - 1/d)^(n-1), n = 9,330, d = 56,940",
            float(tables.unicity(chance, 1, 9_329)),
            of="C12",
            unit="share of people",
        ),
        compared(
            "postcodes-1990",
            "people unique by postcode, sex and birthday, first estimate",
            equal,
            "C11.sweeney",
        ),
        compared("postcodes-2000", "the same, second estimate", values[2], "C11.golle"),
    ]


def _unequal(chance: float, mean: float, spread: float) -> float:
    """Returns the share of people who are unique if sizes of postcodes are lognormal: people live in the large ones."""
    z = np.random.Generator(np.random.Philox(11)).normal(size=20_000)
    sizes = mean * np.exp(spread * z + spread**2 / 2)  # as met by people
    return float(tables.unicity(chance, 1, np.maximum(sizes - 1, 0)).mean())


def limits(habits: traces.Habits) -> list[Row]:
    """One person is unique; without a point nobody is."""
    return [
        row(
            "one-person",
            "one person among one",
            unique(habits, 1, 1),
            published=1.0,
            unit="share of traces",
            role="exact",
        ),
        row(
            "no-points",
            "unique without a point known",
            unique(habits, 0, 1e6),
            published=0.0,
            unit="share of traces",
            role="exact",
        ),
    ]


CASE = Case(
    name="re-identification",
    title="Re-identification of traces and combinations",
    question="From how few places and hours does an 'anonymous' trace belong to one person only?",
    scenario="china-2018",
    uses=("custody.trace", "life.location_fixes_per_day"),
    inputs=("C7.setting", "C8.setting", "C11.setting"),
    held_back=("C7", "C7.country", "C8", "C11.sweeney", "C11.golle", "C12"),
    rival=(
        "Independent points with one share q for every place: unicity jumps from nothing to everything "
        "between two points and three, and depends on nothing but the number of people."
    ),
    miss_means="That homes, second places and chance visits are not enough to describe how people share places.",
    answer=answer,
    settings=(
        Setting("people", 5e7, "people", 1, 1e10, "People in the data of one's own case."),
        Setting(
            "card_payments_per_day",
            0.3,
            "payments per person and day",
            0.01,
            20,
            "Card payments; not published for the study, assumed.",
        ),
    ),
)
