"""Income averaging (Robodebt): a debt out of uneven fortnights, none out of even ones."""

from __future__ import annotations

import numpy as np

from glasshouse.base import cast
from glasshouse.casebook.case import Case, Given, Setting
from glasshouse.casebook.facts import fact
from glasshouse.casebook.rows import Row, over, row
from glasshouse.casebook.stage import Stage
from glasshouse.day.rating import averaging
from glasshouse.day.rating import tables as rt


def entered(given: Given, **but: float) -> float:
    """Returns false debts entered per adult and year, as the rating's plan row has them."""
    values = given.but({f"rating.{name}": x for name, x in but.items()})
    from glasshouse.run.world import high_values

    accepted = float(Stage(values).P[rt.AVERAGED]) / cast.ONE
    return accepted * high_values()["rating.averaged_checks_per_year"]


def answer(given: Given) -> list[Row]:
    """Returns the rows of the case."""
    return [*even(given), half_a_year(given), *uneven(given), no_checks(given)]


def even(given: Given) -> list[Row]:
    """Even income: averaging finds no debt, whatever the income, and enters none."""
    incomes = np.linspace(0, 3, 301)[:, None] * np.ones(averaging.FORTNIGHTS)
    found = averaging.averaged_debt(incomes, given["rating.averaged_free_share"])
    return [
        row(
            "even",
            "largest debt of 301 honest people with even income",
            float(np.abs(found).max()),
            published=0.0,
            of="D9",
            unit="fortnights of benefit",
        ),
        row(
            "even-entered",
            "false debts entered if all income is even",
            entered(given, averaged_checks_per_year=0.005, averaged_unevenness=0.0),
            published=0.0,
            of="D9",
            unit="per adult and year",
        ),
    ]


def half_a_year(given: Given) -> Row:
    """Half a year idle and half at work: the debt beside what one works out by hand."""
    mean, free = given["mean_income"], given["rating.averaged_free_share"]
    worked = np.array([[0.0] * 13 + [2 * mean] * 13])
    by_hand = (
        13.0
        - 26 * float(np.clip((1 - mean) / (1 - free), 0, 1))
        + 13 * float(np.clip((1 - 2 * mean) / (1 - free), 0, 1))
    )
    return row(
        "half-a-year",
        "debt of somebody idle for half a year and at work for the other",
        float(averaging.averaged_debt(worked, free)[0]),
        published=by_hand,
        of="D9",
        unit="fortnights of benefit",
    )


def uneven(given: Given) -> list[Row]:
    """Uneven income: who is found to owe, and how many false debts at the scheme's number of checks."""
    free = given["rating.averaged_free_share"]
    share = averaging.averaged_debts(
        given["rating.averaged_unevenness"], given["rating.averaged_tolerance"], free
    )
    shares = [averaging.averaged_debts(u, t, free) for u in (0.0, 0.3, 0.6, 1.2, 2.0) for t in (0.0, 3.0)]
    told = fact("D9.scale")
    checks = told["people"] / told["years"] / told["adults"]
    return [
        row(
            "uneven",
            "honest people against whom averaging finds a debt",
            share,
            over(shares),
            unit="share of people checked",
            reason="no count of honest people checked and cleared was published",
        ),
        row(
            "scale",
            "false debts per 100,000 adults and year, at the scheme's number of debts as checks",
            1e5 * entered(given, averaged_checks_per_year=checks),
            over([1e5 * checks * s for s in shares]),
            unit="per 100,000 adults and year",
            reason=(
                "433,000 people in about four years is 530 per 100,000 adults and year, if every one of "
                "them was checked and had reported truly"
            ),
        ),
    ]


def no_checks(given: Given) -> Row:
    """Without a check nobody owes."""
    return row(
        "no-checks",
        "false debts without checks",
        entered(given, averaged_checks_per_year=0.0),
        published=0.0,
        unit="per adult and year",
        role="exact",
    )


CASE = Case(
    name="income-averaging",
    title="Income averaging (Robodebt)",
    question="Does a computed average find debts in people who told the truth?",
    scenario="china-2018",
    uses=("rating.averaged",),
    inputs=("D9.scale",),
    held_back=("D9",),
    rival=(
        "Error as a coin toss at each check: even incomes would be hit as often as uneven ones, and the "
        "poor with odd jobs no more than others."
    ),
    miss_means="That the benefit's rule was not the bent line assumed here.",
    answer=answer,
    settings=(
        Setting(
            "mean_income",
            0.6,
            "share of the cut-off",
            0.0,
            5.0,
            "Mean income of the example with an idle half-year.",
        ),
    ),
)
