"""Runaway patrols (Ensign et al. 2018): the published urn as a limit of the climate's attention of patrols.

Each step a patrol goes to one of two districts with the probability that attention gives it, and only there finds
offences. Attention is the climate's own; the districts are its two regions.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from glasshouse.base.counters import NCOUNT, index
from glasshouse.casebook.case import Case, Given, Setting
from glasshouse.casebook.facts import fact
from glasshouse.casebook.rows import Array, Row, generator, row
from glasshouse.climate.week import Climate, _Counts

PEOPLE = np.full(2, 1000.0)
"""A thousand people in each district, so that a count is a count per thousand."""


def climate(start: Array) -> Climate:
    """Returns a climate of two districts in whose books these findings stand."""
    made = Climate(seed=1, people=PEOPLE, real=PEOPLE, off=frozenset(), high={}, expected_alerts=np.zeros(2))
    made.findings = np.asarray(start, dtype=float)
    return made


def attention(world: Climate, values: dict[str, float], captured: Array, happened: Array) -> Array:
    """Tells the climate what was captured and what happened in a step; returns each district's share of patrols."""
    last: Any = np.zeros((2, NCOUNT))
    last[:, index("offences_captured")] = captured
    last[:, index("traffic_offences")] = happened
    world._attention([values, values], _Counts(last, PEOPLE))
    return np.asarray(world.findings / world.findings.sum())


def following(given: Given, **but: float) -> dict[str, float]:
    """Returns the values with all patrols following the findings."""
    told = fact("F3.rates")
    usual = {
        "cameras.follow_findings": 1.0,
        "cameras.findings_fade": told["decay"],
        "cameras.reported_share": 0.0,
    }
    return {**given.under(usual), **{f"cameras.{name}": x for name, x in but.items()}}


def urn(values: dict[str, float], rates: Array, start: Array, draws: int, runs: int, seed: int) -> Array:
    """Returns the first district's share after so many patrols, one number a run."""
    luck = generator(seed)
    ends = []
    for _ in range(runs):
        world, share = climate(start), start / start.sum()
        for first, found in zip(luck.random(draws), luck.poisson(rates, (draws, 2)), strict=True):
            there = np.array([first < share[0], first >= share[0]])
            share = attention(world, values, found * there, found)
        ends.append(share[0])
    return np.array(ends)


def limit(values: dict[str, float], rates: Array) -> float:
    """Returns the share at which expected findings no longer move attention."""
    world, share = climate(rates.copy()), rates / rates.sum()
    for _ in range(20_000):
        new = attention(world, values, share * rates, rates)
        if abs(new[0] - share[0]) < 1e-14:
            break
        share = new
    return float(share[0])


def root(rates: Array, reported: float) -> float:
    """Returns the root in 0..1 of (c + d - a - b) x^2 + (a - 2c - d) x + c = 0 (Ensign et al. 2018)."""
    a, b = rates[0], reported * rates[1]
    c, d = reported * rates[0], rates[1]
    found = [
        x.real
        for x in np.roots([c + d - a - b, a - 2 * c - d, c])
        if abs(x.imag) < 1e-12 and -1e-12 <= x.real <= 1 + 1e-12
    ]
    return float(found[0])


def answer(given: Given) -> list[Row]:
    """Returns the rows of the case."""
    rates = np.array([given["first_rate"], given["second_rate"]])
    return [
        ended(given, rates, "runaway", 0.0, "findings of patrols only"),
        ended(given, rates, "fixed", 1.0, "each finding weighed by one minus the place's share"),
        *(reported(given, rates, percent) for percent in (10, 20, 30, 40, 50)),
        *limits(given, rates),
    ]


def ended(given: Given, rates: Array, name: str, fix: float, what: str) -> Row:
    """Where patrols are after as many draws as the paper has, as a mean of urns."""
    start = np.array([given["known_first"], given["known_second"]])
    draws, runs = round(fact("F3.rates")["draws"]), round(given["runs"])
    ends = urn(following(given, patrol_fix=fix), rates, start, draws, runs, 31 + int(fix))
    mean = float(ends.mean())
    spread = (
        1.96 * float(ends.std()) * (1 / len(ends) + 1 / 200) ** 0.5
    )  # the paper's mean is one of 200 runs
    return row(
        name,
        f"share of patrols in the first district after 1,000, {what}",
        mean,
        (mean - spread, mean + spread, "simulation"),
        published=fact(f"F3.{name}")["mean"],
        of=f"F3.{name}",
    )


def reported(given: Given, rates: Array, percent: int) -> Row:
    """The limit where some offences are reported anyway, against the root of the paper's equation."""
    return row(
        f"reported-{percent}",
        f"limit share if {percent} % of all offences are reported anyway",
        limit_with_reports(given, rates, percent / 100),
        published=root(rates, percent / 100),
        of="F3.roots",
        unit="share",
    )


def limit_with_reports(given: Given, rates: Array, share: float) -> float:
    """Returns the limit share of the first district if this share of offences is reported, without the correction."""
    return limit(following(given, reported_share=share, findings_fade=0.02, patrol_fix=0.0), rates)


def limits(given: Given, rates: Array) -> list[Row]:
    """What reports leave of the loop, and the two worlds in which there is none."""
    true = float(rates[0] / rates.sum())
    return [
        row(
            "attenuated",
            "reports weaken the loop and do not end it: what is left of the excess at one report in two",
            (limit_with_reports(given, rates, 0.5) - true) / (1 - true),
            unit="share of the excess",
        ),
        row(
            "all-reported",
            "limit share if every offence is reported",
            limit_with_reports(given, rates, 1.0),
            published=true,
            unit="share",
            role="exact",
        ),
        row(
            "nobody-follows",
            "attention of patrols that do not follow findings, first district over the mean",
            _still(given),
            published=1.0,
            unit="ratio",
            role="exact",
        ),
    ]


def _still(given: Given) -> float:
    values = {**following(given), "cameras.follow_findings": 0.0}
    world = climate(np.array([9.0, 1.0]))
    from glasshouse.base.cast import HALF_SCALE

    return (
        world._attention([values, values], _Counts(np.zeros((2, NCOUNT), dtype=np.int64), PEOPLE))[0]
        / HALF_SCALE
    )


CASE = Case(
    name="patrols",
    title="Runaway patrols",
    question="If patrols go where offences were found, where do they end up?",
    scenario="china-2018",
    uses=("cameras.follow_findings", "cameras.patrol_fix", "cameras.findings_fade", "cameras.reported_share"),
    inputs=("F3.rates",),
    held_back=("F3.runaway", "F3.fixed", "F3.roots"),
    rival=(
        "Attention in proportion to offences that happened: the share of patrols would settle at the true "
        "share, .567, with no fix at all."
    ),
    miss_means="That the climate's attention is not the urn it is taken for.",
    answer=answer,
    settings=(
        Setting(
            "first_rate",
            3.68511,
            "incidents a step",
            0.001,
            1e4,
            "Incidents in the first district (F3.rates).",
        ),
        Setting(
            "second_rate",
            2.816466,
            "incidents a step",
            0.001,
            1e4,
            "Incidents in the second district (F3.rates).",
        ),
        Setting("known_first", 609, "incidents", 1e-6, 1e9, "In the books beforehand (F3.rates)."),
        Setting("known_second", 379, "incidents", 1e-6, 1e9, "In the books beforehand (F3.rates)."),
        Setting("runs", 40, "runs", 2, 10_000, "Urns drawn."),
    ),
)
