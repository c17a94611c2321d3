"""Human review: what operators let through, let pass and stop, by the kernels that work alerts and new entries."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.base import rows as rowkinds
from glasshouse.casebook.case import Case, Given
from glasshouse.casebook.cases import face_recognition
from glasshouse.casebook.facts import fact
from glasshouse.casebook.rows import Row, binomial, generator, of_draws, row
from glasshouse.casebook.stage import ALWAYS, Stage
from glasshouse.climate import fields as w
from glasshouse.day.cameras import tables as ct
from glasshouse.day.cameras import week as cameras
from glasshouse.day.rating import happen as rating
from glasshouse.day.rating import tables as rt

TRIES = 20_000


def alerts_pass(values: dict[str, float], right: bool, stop: bool) -> float:
    """Returns the share of alerts, right or false, that are sent out (or, with `stop`, end in a stop)."""
    return _alerts_pass(tuple(sorted(values.items())), right, stop)


@cache
def _alerts_pass(values: tuple[tuple[str, float], ...], right: bool, stop: bool) -> float:
    stage = Stage(dict(values))
    stage.P[w.REVIEW_SHARE] = ALWAYS  # a trial: somebody looks at every alert
    if not stop:
        stage.P[ct.STOP] = ALWAYS
    passed = 0
    for k in range(TRIES):
        i = stage.person(k)
        stage.M[c.WATCH, i] = 1 if right else 0
        passed += cameras.alert(stage.M, stage.P, stage.D, i, 0, 0) != cameras.NO_STOP
    return passed / TRIES


def wrong_share_after(values: dict[str, float], wrong: float) -> float:
    """Returns the share of entries that are wrong after review, if a share `wrong` of the findings were."""
    stage = Stage(values)
    stage.P[w.PRE_REVIEWED] = round(ALWAYS * (1 - values["remedies.appeal_rubber_stamp"]))
    for place, sure in ((rt.SERVICE, 0), (rt.NO_MEANS, 0), (rt.PAID_IN_GRACE, 0), (rt.LISTING, ALWAYS)):
        stage.P[place] = sure
    stage.P[rt.COURT] = ALWAYS
    kept = []
    for flags in (rowkinds.WRONG_PERSON, 0):
        entered = 0
        for k in range(TRIES):
            stage.clear()
            rating.open_case(stage.M, stage.P, stage.D, stage.person(k), 0, 1, flags, 0)
            entered += int(stage.D[d.N_ROWS])
        kept.append(entered / TRIES)
    false, true = wrong * kept[0], (1 - wrong) * kept[1]
    return false / (false + true) if false + true > 0 else 0.0


def answer(given: Given) -> list[Row]:
    """Returns the rows of the case."""
    return [*trials(given), *limits(given), *michigan(given)]


@dataclass(frozen=True)
class Trials:
    """What comes of some alerts: how many are sent out and end in a stop, false and right, expected and in draws."""

    out: tuple[float, float]
    stopped: tuple[float, float]
    out_drawn: tuple[Any, Any]
    stopped_drawn: tuple[Any, Any]

    @property
    def wrong_share(self) -> float:
        """The share of those stopped who were the wrong person."""
        return self.stopped[0] / max(sum(self.stopped), 1e-12)

    @property
    def wrong_share_drawn(self) -> Any:
        """The same in draws, of those in which anybody was stopped."""
        many = self.stopped_drawn[0] + self.stopped_drawn[1]
        return (self.stopped_drawn[0] / np.maximum(many, 1))[many > 0]


def through(given: Given, alerts: int) -> Trials:
    """Lets as many alerts of the old system pass operators and officers."""
    sent, met = (
        tuple(alerts_pass(dict(given.values), right, stop=stop) for right in (False, True))
        for stop in (False, True)
    )
    precision = face_recognition.old_precision(given)
    draws = generator(42)
    right = draws.binomial(alerts, precision)
    out = tuple(draws.binomial(n, p) for n, p in zip((alerts - right, right), sent, strict=True))
    stopped = tuple(draws.binomial(n, q / p if p else 0.0) for n, p, q in zip(out, sent, met, strict=True))
    middle = float(np.median(precision))
    false, true = alerts * (1 - middle), alerts * middle
    return Trials((false * sent[0], true * sent[1]), (false * met[0], true * met[1]), out, stopped)  # type: ignore[arg-type]


def trials(given: Given) -> list[Row]:
    """The trials of 2018-19: of 42 alerts, how many judged credible, stopped, right?"""
    told = fact("B14.trials")
    made = through(given, round(told["alerts"]))
    wrong_before = 1 - float(np.median(face_recognition.old_precision(given)))

    def compared(name: str, what: str, model: float, spread: Any, why: str = "", **but: Any) -> Row:
        interval = of_draws(spread, "binomial, inputs uncertain")
        about = {"published": told.figure.get(name), "unit": "people", **but}
        return row(name, what, model, interval, of="B14.trials", reason=why, **about)

    return [
        compared(
            "credible",
            "alerts judged credible, of 42",
            sum(made.out),
            sum(made.out_drawn),
            LET_THROUGH,
            unit="alerts",
        ),
        compared(
            "stopped",
            "people stopped, of 42 alerts",
            sum(made.stopped),
            sum(made.stopped_drawn),
            MORE_STOPPED,
        ),
        compared("right", "of them the right person", made.stopped[1], made.stopped_drawn[1]),
        compared(
            "wrong-share",
            "share of those stopped who were the wrong person",
            made.wrong_share,
            made.wrong_share_drawn,
            published=1 - told["right"] / told["stopped"],
            unit="share of people stopped",
        ),
        row(
            "review-cuts",
            "review lowers the share of wrong people by",
            wrong_before - made.wrong_share,
            unit="share",
            reason="and does not end it",
        ),
    ]


LET_THROUGH = (
    "operators let through more than careful comparison would: about half of the false alerts, as if two in five were "
    "waved through (the ledger says one in five)"
)
MORE_STOPPED = (
    "more false alerts were let through, and more of those sent out were stopped, than the ledger's shares"
)


def limits(given: Given) -> list[Row]:
    """A reviewer without error sends out nobody wrong; one who waves everything through changes nothing."""
    sure = given.but({"cameras.rubber_stamp_share": 0.0, "cameras.reviewer_false_accept": 0.0})
    asleep = given.but({"cameras.rubber_stamp_share": 1.0})
    return [
        row(
            "no-error",
            "false alerts sent out by a reviewer without error",
            alerts_pass(sure, False, False),
            published=0.0,
            unit="share of false alerts",
            role="exact",
        ),
        row(
            "waved-through",
            "false alerts sent out by one who waves all through",
            alerts_pass(asleep, False, False),
            published=1.0,
            unit="share of false alerts",
            role="exact",
        ),
    ]


def michigan(given: Given) -> list[Row]:
    """Fraud findings: 93 % wrong without a human; with one?"""
    automatic, human = fact("D8.automatic"), fact("D8.human")
    wrong = wrong_share_after(dict(given.values), automatic["share"])
    ends = [
        wrong_share_after(
            given.but({"remedies.appeal_false_uphold": uphold, "remedies.appeal_rubber_stamp": stamp}),
            automatic["share"],
        )
        for uphold, stamp in ((0.0, 0.0), (0.5, 0.99))
    ]
    low, high, words = binomial(human["findings"], wrong)
    return [
        row(
            "michigan",
            "fraud findings that are wrong although somebody looked",
            wrong,
            (low, high, words),
            published=(human["low"], human["high"]),
            of="D8.human",
            reason=(
                "a reviewer with the error of passport officers, who waves three in ten through, catches "
                "too few: the human part in Michigan must have included an independent fact (the "
                "claimant's answer), or those findings were better from the start"
            ),
        ),
        row(
            "michigan-range",
            "the same over the whole range of reviewers",
            wrong,
            (min(ends), max(ends), "assumption: ends of the ledger's ranges"),
            unit="share of findings",
        ),
        row(
            "michigan-none",
            "the same with nobody looking",
            wrong_share_after(given.but({"remedies.appeal_rubber_stamp": 1.0}), automatic["share"]),
            published=automatic["share"],
            of="D8.automatic",
        ),
    ]


CASE = Case(
    name="human-review",
    title="Human review of alerts and findings",
    question="How much of what a machine gets wrong does a person catch before it takes effect?",
    scenario="city-lfr",
    uses=("cameras.", "remedies.appeal_false_uphold", "remedies.appeal_rubber_stamp", "rating."),
    inputs=("B12", "D11", "B9", "B14.2022-01-28.true", "B14.2022-01-28", "D8.automatic"),
    held_back=("B14.trials", "D8.human"),
    rival=(
        "'A human in the loop' as a switch that removes error: nobody wrong would be stopped, and no "
        "reviewed finding would be wrong."
    ),
    miss_means=(
        "That the error of people in a laboratory task is not the error of people at work: what they see "
        "beside the match, and how much time they have, decides."
    ),
    answer=answer,
)
