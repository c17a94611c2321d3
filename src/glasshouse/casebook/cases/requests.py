"""Requests for records: accounts that one request opens, and what a legal test refuses and narrows."""

from __future__ import annotations

import numpy as np

from glasshouse.casebook.case import Case, Given
from glasshouse.casebook.facts import fact
from glasshouse.casebook.rows import Row, generator, of_draws, over, row
from glasshouse.climate.week import accounts_handed_over

DRAWS = 8_000
TESTED = {"custody.legal_test": 1.0, "custody.compliance": 1.0, "custody.accounts_per_request": 1.0}


def refused(values: dict[str, float]) -> float:
    """Returns the share of requests that the test refuses: what is lost if nothing is narrowed."""
    return 1 - accounts_handed_over({**values, **TESTED, "custody.legal_test_narrowing": 0.0})


def narrowed(values: dict[str, float]) -> float:
    """Returns the share that it narrows: what is lost if a narrowed request is left nothing and none is refused."""
    return 1 - accounts_handed_over(
        {**values, **TESTED, "custody.legal_test_refusal": 0.0, "custody.narrowed_share": 0.0}
    )


def answer(given: Given) -> list[Row]:
    """Returns the rows of the case."""
    told = fact("C6.2017")
    base = {
        **given.values,
        "custody.legal_test_refusal": told["rejected"] / told["presented"],
        "custody.legal_test_narrowing": told["modified"] / told["presented"],
        **given.changed,
    }
    rows = []
    for year in ("C6.2020", "C6.2021"):
        later = fact(year)
        for what, chance in (("rejected", refused(base)), ("modified", narrowed(base))):
            uncertain = generator(17).beta(
                chance * told["presented"] + 0.5, (1 - chance) * told["presented"] + 0.5, DRAWS
            )
            counts = generator(18).binomial(round(later["presented"]), uncertain)
            words = "binomial, inputs uncertain"
            rows.append(
                row(
                    f"{what}-{year[-4:]}",
                    f"applications {what} in {year[-4:]}",
                    chance * later["presented"],
                    of_draws(counts, words),
                    published=later[what],
                    of=year,
                )
            )
    return [*rows, *breadth(given), *limits(given)]


def breadth(given: Given) -> list[Row]:
    """Does a test that refuses and narrows explain why one country names 627 accounts a request and another four?"""
    untested = given.but({"custody.legal_test": 0.0, "custody.compliance": 1.0})
    asked = accounts_handed_over(untested)
    ends = [
        accounts_handed_over(
            {
                **untested,
                "custody.legal_test": 1.0,
                "custody.legal_test_refusal": r,
                "custody.legal_test_narrowing": n,
                "custody.narrowed_share": k,
            }
        )
        for r in (0.0003, 0.07)
        for n in (0.2, 0.3)
        for k in (0.1, 0.5)
    ]
    tested = accounts_handed_over({**untested, "custody.legal_test": 1.0})
    return [
        row(
            "breadth",
            "accounts a request names, no test",
            asked,
            published=fact("C3.breadth")["per_request"],
            of="C3.breadth",
            unit="accounts per request",
        ),
        row(
            "breadth-tested",
            "the same after a test as strict as the court of 2017, against the United States",
            tested,
            over(ends),
            published=fact("C3.united-states")["per_request"],
            of="C3.united-states",
            unit="accounts per request",
            reason=(
                "a test after the asking takes off a fifth; requests about one person at a time are a "
                "rule on who may be asked about, not a rate of refusal"
            ),
        ),
    ]


def limits(given: Given) -> list[Row]:
    """A test that refuses all opens nothing, and so does an operator who never complies."""
    all_refused = given.but({"custody.legal_test": 1.0, "custody.legal_test_refusal": 1.0})
    never = given.but({"custody.compliance": 0.0})
    off = given.but({"custody.legal_test": 0.0})
    return [
        row(
            "all-refused",
            "accounts opened if every request is refused",
            accounts_handed_over(all_refused),
            published=0.0,
            unit="accounts",
            role="exact",
        ),
        row(
            "never-complied",
            "accounts opened if nobody complies",
            accounts_handed_over(never),
            published=0.0,
            unit="accounts",
            role="exact",
        ),
        row(
            "no-test",
            "accounts opened without a test",
            accounts_handed_over(off),
            published=float(np.prod([off["custody.accounts_per_request"], off["custody.compliance"]])),
            unit="accounts",
            role="exact",
        ),
    ]


CASE = Case(
    name="requests",
    title="Requests for records, and a legal test",
    question=(
        "What does a court that refuses and narrows take off, and does it explain why requests are broad "
        "in one country?"
    ),
    scenario="china-2018",
    uses=("custody.",),
    inputs=("C6.2017", "C3.breadth", "C3.compliance"),
    held_back=("C6.2020", "C6.2021", "C3.united-states"),
    rival=(
        "The refusal rate alone as the benefit of a warrant: five in a hundred, and everything about "
        "breadth left out."
    ),
    miss_means="That counting refusals says little about a warrant: what is never asked for does not show.",
    answer=answer,
)
