"""Approval and concern together: two attitudes, not one; and what approval does when somebody learns pros and cons."""

from __future__ import annotations

from glasshouse.base import draw, ledger
from glasshouse.casebook.case import Case, Given
from glasshouse.casebook.facts import fact
from glasshouse.casebook.rows import Row, over, row
from glasshouse.casebook.stage import Stage
from glasshouse.day import first
from glasshouse.day.response import happen as response
from glasshouse.day.response.tables import approving_given_concern

TRIES = 20_000


def crowd(values: dict[str, float], informed: bool) -> tuple[float, float, float]:
    """Returns the shares that approve, that are concerned, and that are both, on the first day or after learning."""
    stage = Stage(values)
    approve = concerned = both = 0
    for k in range(TRIES):
        i = stage.person(k)
        a, b, c, d = draw.draw(1, k, 0, draw.START, 1)
        stage.all("AWARE")[i] = 0
        first.attitudes(stage.M, stage.P, i, a, b, c, d)
        if informed:
            _, luck, _, _ = draw.draw(1, k, 1, draw.FEEL, 0)
            response.learn(stage.M, stage.P, stage.D, i, 0, response.OWN, luck)
        yes, worried = stage.all("APPROVAL")[i] >= 8, stage.all("CONCERN")[i] >= 8
        approve, concerned, both = approve + yes, concerned + worried, both + (yes and worried)
    return approve / TRIES, concerned / TRIES, both / TRIES


def answer(given: Given) -> list[Row]:
    """Returns the rows of the case."""
    return [*together(given), *told_pros_and_cons(given)]


def together(given: Given) -> list[Row]:
    """Both attitudes on the first day, and how many have both."""
    approve, concerned, both = crowd(dict(given.values), informed=False)
    worried, agreeing = given["response.concern_at_start"], given["response.approval_at_start"]
    span = ledger.load()["response.concern_approval_correlation"]
    low, high = approving_given_concern(worried, agreeing, given[span.name])
    ends = [worried * approving_given_concern(worried, agreeing, x)[1] for x in (span.low, span.high)]
    single = max(0.0, approve + concerned - 1.0)
    return [
        row("approve", "approve", approve, of="A28"),
        row("concerned", "see a threat to their privacy", concerned, of="A32"),
        row(
            "margins",
            "approval as the two answers give it",
            worried * high + (1 - worried) * low,
            published=agreeing,
            unit="share of adults",
            role="exact",
        ),
        row(
            "both",
            "approve and are concerned",
            both,
            over(ends),
            unit="share of adults",
            reason=(
                f"the two surveys asked different people; one attitude alone would allow {single:.0%} at the least and "
                "would call it confusion"
            ),
        ),
    ]


def told_pros_and_cons(given: Given) -> list[Row]:
    """Approval of those who approved as the students did, before and after they learn."""
    told, moves = fact("A30"), ledger.load()["response.information_on_approval"]
    before = {**given.values, "response.approval_at_start": told["before"]}

    def after(values: dict[str, float]) -> float:
        return crowd(values, informed=True)[0]

    heard = after(before)
    ends = [heard, *(after({**before, moves.name: x}) for x in (moves.low, moves.high))]
    untold = crowd(before, informed=False)[0] - after({**before, moves.name: 0.0})
    return [
        row(
            "informed",
            "approve after hearing pros and cons",
            heard,
            over(ends),
            published=told["after"],
            of="A30",
        ),
        row(
            "fall",
            "points of approval lost by information",
            100 * (heard - told["before"]),
            over([100 * (x - told["before"]) for x in ends]),
            published=100 * (told["after"] - told["before"]),
            of="A30",
            unit="percentage points",
        ),
        row(
            "untold",
            "approval lost by those who are told nothing",
            untold,
            published=0.0,
            unit="share of adults",
            role="exact",
        ),
    ]


CASE = Case(
    name="approval",
    title="Approval and concern together",
    question="Can four in five approve and three in four feel threatened, and what does information do?",
    scenario="china-2018",
    uses=("response.concern", "response.approval", "response.information"),
    inputs=("A28", "A32"),
    held_back=("A30",),
    rival=(
        "One attitude from trust to fear: whoever is concerned does not approve, so that 80 and 76 % "
        "cannot both be true."
    ),
    miss_means="That approval measured without information is no measure of consent.",
    answer=answer,
)
