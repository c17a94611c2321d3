"""Errors and appeals: disputed credit reports, contested refusals, names matched alone; by the appeal's own kernels."""

from __future__ import annotations

from functools import cache

import numpy as np

from glasshouse.base import desk as d
from glasshouse.base import events
from glasshouse.base import rows as rowkinds
from glasshouse.casebook.case import Case, Given, Setting
from glasshouse.casebook.facts import fact
from glasshouse.casebook.rows import Row, binomial, over, row
from glasshouse.casebook.stage import ALWAYS, Stage
from glasshouse.climate import fields as w
from glasshouse.day.gates import happen as gates
from glasshouse.day.rating import happen as rating
from glasshouse.day.remedies import happen as remedies
from glasshouse.day.remedies import week as remedies_week

TRIES = 20_000
SAMPLE = 1001
"""People whose credit reports were looked through (D6)."""
Values = tuple[tuple[str, float], ...]


def frozen(values: dict[str, float]) -> Values:
    """Returns values that can be a key."""
    return tuple(sorted(values.items()))


@cache
def overturned(values: Values, wrong: bool) -> float:
    """Returns the share of appeals won, against entries that are wrong or right, if somebody looks at each in turn."""
    named = dict(values)
    stage = Stage(named)
    stage.P[w.FRONTIER] = 1 << 30  # the queue is short: every case is reached in its first week
    stage.P[w.APPEAL_LOOKED] = round(ALWAYS * (1 - named["remedies.appeal_rubber_stamp"]))
    won = 0
    for k in range(TRIES):
        stage.clear()
        i = stage.person(k)
        flags = rowkinds.LISTED | (rowkinds.WRONG_PERSON if wrong else 0)
        p = rowkinds.new_row(stage.M, stage.D, i, rowkinds.CASE, events.DEFAULT, flags, 0, 0)
        stage.D[p + d.STAGE] = rowkinds.PENDING
        remedies_week.appeal_week(stage.M, stage.P, stage.D, p)
        won += int(stage.D[p + d.STAGE] == rowkinds.WON)
    return won / TRIES


@cache
def filed(values: Values, wronged: bool) -> float:
    """Returns the share of refusals contested by people who were told, of all incomes, rightly or wrongly refused."""
    stage = Stage(dict(values))
    many = 0
    for k in range(TRIES):
        stage.clear()
        i = stage.person(k)
        stage.all("INCOME")[i] = k % 5
        p = rowkinds.new_row(stage.M, stage.D, i, rowkinds.CASE, events.DEFAULT, rowkinds.LISTED, 0, 0)
        remedies.appeal(stage.M, stage.P, stage.D, i, 0, k, p, True, wronged, 0)
        many += int(stage.D[p + d.STAGE] == rowkinds.PENDING)
    return many / TRIES


def answer(given: Given) -> list[Row]:
    """Returns the rows of the case."""
    return [*funnel(given), *medicare(given), *names(given)]


def funnel(given: Given) -> list[Row]:
    """Credit reports: of those with an error, how many changed, whose score moved, who changed tier?"""
    found = fact("D6.prevalence").value
    won = overturned(frozen(dict(given.values)), True)
    moved, tiers = _scores(given)
    changed = found * won
    helped = (
        "participants were helped by an expert and had papers; at the bureau's desk the ledger lets three "
        "in ten through unread"
    )
    score = (
        "every false late payment here costs the same points, while most real errors touched nothing that "
        "the score reads"
    )
    tier = "the bands are those of another bureau (A22), fifty points wide, and an error here costs forty"

    def compared(name: str, what: str, share: float, why: str) -> Row:
        return row(name, what, share, binomial(SAMPLE, share), of=f"D6.{name}", reason=why)

    return [
        compared("modified", "people whose report was changed", changed, helped),
        compared("score", "people whose score changed", changed * moved, score),
        compared("tier", "people who changed to another tier", changed * tiers, tier),
        row(
            "perfect",
            "reports changed if reviewers look at all and never err",
            overturned(
                frozen(given.but({"remedies.appeal_rubber_stamp": 0.0, "remedies.appeal_false_uphold": 0.0})),
                True,
            ),
            published=1.0,
            unit="share of disputes",
            role="exact",
        ),
    ]


def _scores(given: Given) -> tuple[float, float]:
    """Returns the shares of people whose score moves, and whose band changes, when one false late payment goes."""
    stage = Stage(dict(given.values))
    edges = [fact("A22")[f"edges_{n}"] for n in ("first", "second", "third", "fourth")]
    moved = tiers = total = 0
    for age in range(1, 8):
        for income in range(5):
            for conn in range(4):
                stage.all("AGE")[0], stage.all("INCOME")[0], stage.all("CONN")[0] = age, income, conn
                with_error = rating.score(stage.M, stage.P, 0, 1, 0)
                without = rating.score(stage.M, stage.P, 0, 0, 0)
                moved += with_error != without
                tiers += int(
                    np.searchsorted(edges, with_error, "right") != np.searchsorted(edges, without, "right")
                )
                total += 1
    return moved / total, tiers / total


def medicare(given: Given) -> list[Row]:
    """Contested refusals: one in ten filed, four in five overturned, and why that is no error rate."""
    told, won = fact("D7.filed").value, fact("D7.overturned").value
    careful = given.under(
        {"remedies.appeal_rate": told, "remedies.appeal_rubber_stamp": 0.0, "remedies.explanation_share": 0.0}
    )
    upheld, freed = overturned(frozen(careful), False), overturned(frozen(careful), True)
    among = min(1.0, max(0.0, (won - upheld) / max(freed - upheld, 1e-9)))
    psi = {x: frozen({**careful, "remedies.appeal_selection": x}) for x in (1.0, 3.0, 10.0)}
    latent = {x: _latent(filed(v, True), filed(v, False), among) for x, v in psi.items()}
    rare = 0.2
    mixed = rare * filed(psi[10.0], True), (1 - rare) * filed(psi[10.0], False)
    seen = (mixed[0] * freed + mixed[1] * upheld) / max(sum(mixed), 1e-12)
    return [
        row(
            "filed",
            "refusals contested, at the published rate",
            filed(psi[1.0], False),
            binomial(TRIES, filed(psi[1.0], False)),
            of="D7.filed",
        ),
        row(
            "overturned",
            "contested refusals overturned",
            among * freed + (1 - among) * upheld,
            of="D7.overturned",
        ),
        row(
            "wrong-among-contested",
            "wrong among those contested, if reviewers err as passport officers",
            among,
            unit="share of appeals",
            reason=(
                "an unread appeal leaves the machine's word standing, so 83 % overturned also means that "
                "nearly all were read"
            ),
        ),
        row(
            "wrong-among-all",
            "wrong among all refusals, if the wronged appeal one to ten times as readily",
            latent[3.0],
            over(list(latent.values()), "assumption: odds ratio of appealing 1 to 10"),
            unit="share of refusals",
            reason="nothing published pins it down: between .08 (what was in fact put right) and .83",
        ),
        row(
            "overturn-is-not-error",
            "overturned, where one refusal in five is wrong and the wronged appeal ten times as readily",
            seen,
            unit="share of appeals",
            reason="an overturn rate three times the error rate, from selection alone",
        ),
        row(
            "corrected",
            "refusals put right, of all refused",
            filed(psi[1.0], False) * won,
            unit="share of refusals",
            reason="one in twelve; the rest was never contested",
        ),
    ]


def _latent(wronged: float, rightly: float, among: float) -> float:
    """Returns the share of wrong refusals behind a share `among` of wrong ones in those contested."""
    if among >= 1:
        return 1.0
    odds = among / (1 - among) * rightly / max(wronged, 1e-12)
    return odds / (1 + odds)


def names(given: Given) -> list[Row]:
    """Names matched alone: how many of those who asked for their file stood in it, and whose alert was passed on."""
    told = fact("D14.setting")
    requests = given["requests"]
    rows = []
    for crowding in (100.0, given["society.name_crowding"], 1000.0):
        per_request = min(0.05, given["list"] * crowding / given["files"])
        rows.append(_turned_away(given, per_request) * requests)
    flagged, disclosed = fact("D14.flagged"), fact("D14.disclosed")
    years = told["months"] / 12
    rates = [given["gates.loans.demand_per_year"], 0.2, 1.5]
    asked = [1 - float(np.exp(-rate * years)) for rate in rates]
    return [
        row(
            "flagged",
            "people flagged by name alone, of those who asked for their file",
            rows[1],
            over(rows, "assumption: 100 to 1,000 namesakes of a mean person"),
            of="D14.flagged",
            reason=(
                "names on a sanctions list are not drawn like those of the people who ask: most are rare "
                "in the country, so a model of equal chances finds many times too many"
            ),
        ),
        row(
            "disclosed",
            "of the flagged, share whose alert reached a lender in seven months",
            asked[0],
            over(asked, "assumption: ledger's range of loan requests"),
            published=disclosed.value / flagged.value,
            of="D14.disclosed",
            unit="share of people flagged",
        ),
        row(
            "empty-list",
            "flagged with an empty list",
            _turned_away(given, 0.0),
            published=0.0,
            unit="share of requests",
            role="exact",
        ),
    ]


def _turned_away(given: Given, per_request: float) -> float:
    """Returns the share of requests at which a namesake is taken for somebody else, over classes of names."""
    from glasshouse.society.classes import NAME_SHARES

    stage = Stage(given.but({"gates.counter_error": per_request, "society.name_crowding": 500.0}))
    many = 0.0
    for name, share in enumerate(NAME_SHARES):
        hits = sum(
            gates.slips(stage.P, gates.OPEN_DOOR, name, int(u), 0) != gates.OPEN_DOOR
            for u in ((np.arange(2000) + 0.5) / 2000 * ALWAYS).astype(np.int64)
        )
        many += share * hits / 2000
    return many


CASE = Case(
    name="errors-and-appeals",
    title="Errors, disputes, appeals, namesakes",
    question="How much of an error is found, contested, put right, and what does an overturn rate say?",
    scenario="credit-bureau",
    uses=("remedies.", "rating.bureau", "gates.loans", "society.name_crowding"),
    inputs=("D6.prevalence", "D7.filed", "D7.overturned", "A22", "D14.setting"),
    held_back=("D6.modified", "D6.score", "D6.tier", "D14.flagged", "D14.disclosed"),
    rival=(
        "Overturned appeals as the error rate: 83 % of refusals wrong, and one in twelve put right a sign "
        "of health."
    ),
    miss_means=(
        "That what a score reads, who gets help with a dispute and which names are listed matter more "
        "than rates of error."
    ),
    answer=answer,
    settings=(
        Setting(
            "requests",
            8_556_000,
            "requests",
            1,
            1e10,
            (
                "People who asked one bureau for their file in seven months: 44 million a year over three "
                "bureaus."
            ),
        ),
        Setting(
            "list", 6_000, "names", 0, 1e8, "Names on the list matched against (D14.setting, from memory)."
        ),
        Setting("files", 2.08e8, "files", 1, 1e10, "Files of the bureau (D14.setting)."),
    ),
)
