"""Consent by default: who agrees when the box is empty, and when it is ticked, by the kernel that enrols."""

from __future__ import annotations

from functools import cache

import numpy as np

from glasshouse.base import ledger
from glasshouse.casebook.case import Case, Given, Setting
from glasshouse.casebook.facts import fact
from glasshouse.casebook.rows import Row, binomial, generator, of_draws, row
from glasshouse.casebook.stage import ALWAYS, Stage
from glasshouse.day.platform import tables as pt
from glasshouse.day.platform import week as platform

TRIES = 20_000


def agree(values: dict[str, float], ticked: float) -> float:
    """Returns the share of people asked who are enrolled, with the box ticked (1), empty (0) or in between."""
    return _agree(
        tuple(sorted({**values, "platform.prompt_default": ticked, "platform.ask_share": 1.0}.items()))
    )


@cache
def _agree(values: tuple[tuple[str, float], ...]) -> float:
    stage = Stage(dict(values))
    yes = 0
    for k in range(TRIES):
        i = stage.person(k)
        stage.all("CONSENT")[i] = 0
        platform.enrol(stage.M, stage.P, stage.D, i)
        yes += int(stage.all("CONSENT")[i])
    assert stage.P[pt.ASK] == ALWAYS
    return yes / TRIES


EASY = (
    "the form knows two defaults and a straight line between them; that people left to choose behave as if the box had "
    "been ticked is not in it"
)
BURDEN = (
    "answers to a prompt about tracking are rarer than answers about organs: what is asked, and how often, moves consent "
    "as much as the default"
)
IN_EACH = 161 / 3
"""People in each of the three ways of asking."""


def answer(given: Given) -> list[Row]:
    """Returns the rows of the case."""
    return [*boxes(given), *prompts(given), *bill(given)]


def boxes(given: Given) -> list[Row]:
    """The experiment: an empty box, a ticked one, and none."""
    values, told = dict(given.values), fact("D4")

    def agreed(name: str, what: str, ticked: float, published: float, of: str, why: str = "") -> Row:
        share = agree(values, ticked)
        return row(name, what, share, binomial(IN_EACH, share), published=published, of=of, reason=why)

    return [
        agreed("opt-in", "agree, box empty", 0.0, told["opt_in"], "D4"),
        agreed("opt-out", "agree, box ticked", 1.0, told["opt_out"], "D4"),
        agreed("neutral", "agree, no default", 0.5, fact("D4.neutral").value, "D4.neutral", EASY),
    ]


def prompts(given: Given) -> list[Row]:
    """Another question asked with an empty box, the limit in which nobody is asked, and what ticking adds."""
    values = dict(given.values)
    asked_in = agree(values, 0.0)
    lowest = ledger.load()["platform.consent_asked_in"].low
    return [
        row(
            "tracking",
            "let an app track them, asked with no box ticked",
            asked_in,
            (lowest, asked_in, "assumption: the ledger's range of consent when asked in"),
            published=fact("D5")["world"],
            of="D5",
            reason=BURDEN,
        ),
        row(
            "nobody-asked",
            "enrolled of those not asked",
            _unasked(values),
            published=1.0,
            unit="share of people",
            role="exact",
        ),
        row(
            "ticking-adds",
            "enrolled more, for each person asked, with the box ticked",
            agree(values, 1.0) - asked_in,
            unit="share of people asked",
        ),
    ]


def _unasked(values: dict[str, float]) -> float:
    stage = Stage({**values, "platform.ask_share": 0.0})
    for k in range(512):
        platform.enrol(stage.M, stage.P, stage.D, stage.person(k))
    return float(stage.all("CONSENT")[:512].mean())


def bill(given: Given) -> list[Row]:
    """The annual bill of January 2018, in a whole society: enrolled with the box ticked, and had it been empty."""
    (yes, asked), (other_yes, other_asked) = (_week_of_the_bill(given, ticked) for ticked in (1.0, 0.0))
    with_box, without = yes / max(asked, 1), other_yes / max(other_asked, 1)
    draws = generator(6)
    ratio = draws.binomial(asked, with_box, 4000) / max(asked, 1)
    ratio = ratio / np.maximum(draws.binomial(other_asked, without, 4000) / max(other_asked, 1), 1e-9)
    return [
        row(
            "pre-ticked-bill",
            "enrolled by the bill with its box ticked, for each who would be with an empty one",
            with_box / max(without, 1e-9),
            of_draws(ratio, "simulation"),
            unit="ratio",
            reason=(
                "the direction agrees with the outcry of January 2018 (A25); how many were enrolled was "
                "never published"
            ),
        )
    ]


def _week_of_the_bill(given: Given, ticked: float) -> tuple[int, int]:
    """Returns how many were enrolled and how many were asked in the week of 2 January 2018."""
    from glasshouse.base.counters import index
    from glasshouse.run.here import simulate
    from glasshouse.scenario import plan

    # without concessions: the company gives way weeks before the bill in some worlds, and the box would be empty anyway
    values = {**given.changed, "platform.prompt_default": ticked, "response.concession_weekly_hazard": 0.0}
    made = plan("sesame-pretick", people=round(given["people"]), days=91, set=values)
    counts = simulate(made).week_region[12].sum(axis=0)
    return int(counts[index("consents_given")]), int(counts[index("consents_asked")])


CASE = Case(
    name="consent",
    title="Consent by default",
    question="How many agree because they agree, and how many because a box was ticked?",
    scenario="sesame-pretick",
    uses=("platform.",),
    inputs=("D4", "A25"),
    held_back=("D4.neutral", "D5"),
    rival="Consent as a preference: the default would not matter, and both boxes would give the same share.",
    miss_means=(
        "That defaults work differently here than in the experiment: the shares must then be measured on "
        "the real prompt."
    ),
    answer=answer,
    settings=(
        Setting("people", 40_000, "people", 5_000, 10_000_000, "Simulated people for the annual bill."),
    ),
    slow=True,
)
