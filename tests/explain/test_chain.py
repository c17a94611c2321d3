from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from glasshouse.base import events as e
from glasshouse.base import rows
from glasshouse.explain import HARMS, find, story
from glasshouse.explain.chain import Chain
from glasshouse.explain.firsts import SORTS, sort
from glasshouse.explain.log import EVENT

LOOKED_AT = 20


def life(*told: tuple[int, ...]) -> Chain:
    """A life made by hand: (day, event, a, b, cause, cause day, verdict) in the order in which it happened."""
    return Chain(np.array([(7, *one) for one in told], dtype=EVENT))


def behind(chain: Chain) -> list[int | None]:
    return [chain.behind(i) for i in range(len(chain.kind))]


def test_a_refusal_goes_back_by_way_of_listing_and_case_to_the_debt() -> None:
    chain = life(
        (10, e.DEFAULT, 0, 0, 0, 0, 0),
        (10, e.CASE_OPENED, 0, 0, e.DEFAULT, 10, rows.RULE),
        (20, e.BOUND, rows.LISTED, rows.LISTED, e.DEFAULT, 10, rows.RULE),
        (40, e.REFUSED, 0, 3, e.DEFAULT, 10, rows.RULE),
    )
    assert chain.links(3) == [2, 1, 0]
    assert sort(chain, 0) == "act"


def test_a_namesake_at_the_counter_is_not_the_namesake_of_a_case() -> None:
    chain = life(
        (10, e.NAMESAKE, 3, 0, 0, 0, rows.FACT),
        (10, e.CASE_OPENED, rows.WRONG_PERSON, 0, e.NAMESAKE, 10, rows.FACT),
        (15, e.NAMESAKE, 3, 1, 0, 0, rows.FACT),
        (15, e.REFUSED, 1, 1, e.NAMESAKE, 15, rows.FACT),
        (20, e.BOUND, rows.LISTED, rows.LISTED | rows.WRONG_PERSON, e.NAMESAKE, 10, rows.FACT),
        (30, e.REFUSED, 1, 1, e.NAMESAKE, 10, rows.FACT),
    )
    assert chain.links(3) == [2]
    assert chain.links(5) == [4, 1, 0]
    assert sort(chain, 2) == sort(chain, 0) == "error"


def test_a_cause_without_its_day_is_the_last_of_its_kind_before() -> None:
    chain = life(
        (0, e.REFUSED, 0, 1, e.TRAITS_ALONE, 0, rows.RULE),
        (9, e.REFUSED, 1, 1, e.TRAITS_ALONE, 9, rows.RULE),
        (12, e.NOT_SOUGHT, 1, 0, e.REFUSED, 0, 0),
        (13, e.REFUSED, 1, 1, e.TRAITS_ALONE, 13, rows.RULE),
    )
    assert behind(chain) == [None, None, 1, None]


def test_an_end_is_explained_by_what_paid_or_corrected_it() -> None:
    case = rows.LISTED | rows.RESTRICTED
    chain = life(
        (-50, e.BEFORE_FIRST_DAY, case, 0, 0, 0, 0),
        (-30, e.BEFORE_FIRST_DAY, case, 0, 0, 0, 0),
        (30, e.PAID, 0, 0, e.CASE_OPENED, -50, 0),
        (37, e.REMOVED, case, 0, e.BEFORE_FIRST_DAY, -50, 0),
        (90, e.REMOVED, case, 0, e.BEFORE_FIRST_DAY, -30, 0),
    )
    assert chain.links(3) == [2, 0]
    assert chain.links(4) == [1]
    assert sort(chain, 0) == "before the first day"


def test_an_appeal_is_followed_from_its_ground_to_its_end() -> None:
    chain = life(
        (5, e.FALSE_RECORD, 0, 0, 0, 0, rows.FACT),
        (5, e.POINTS_LOST, 5, 5, e.FALSE_RECORD, 5, rows.FACT),
        (8, e.REFUSED, 2, 1, e.POINTS_LOST, 8, rows.FACT),
        (8, e.NOTIFIED, 0, 0, e.REFUSED, 8, 0),
        (8, e.APPEAL_FILED, 0, 0, e.FALSE_RECORD, 5, 0),
        (70, e.APPEAL_WON, 62, 3, e.APPEAL_FILED, 8, 0),
        (70, e.CORRECTED, 62, 0, e.APPEAL_WON, 70, 0),
        (70, e.POINTS_GAINED, 5, 0, e.CORRECTED, 70, 0),
    )
    assert chain.links(7) == [6, 5, 4, 2, 1, 0]


def test_a_refusal_by_points_names_the_loss_that_its_verdict_is_about() -> None:
    losses = (
        (1, e.FALSE_RECORD, 0, 0, 0, 0, rows.FACT),
        (1, e.POINTS_LOST, 50, 50, e.FALSE_RECORD, 1, rows.FACT),
        (3, e.CONTAGION, 2, 0, 0, 0, rows.BENCH),
        (3, e.POINTS_LOST, 5, 0, e.CONTAGION, 3, rows.BENCH),
        (5, e.LATE_PAYMENT, 0, 0, 0, 0, 0),
        (5, e.POINTS_LOST, 5, 0, e.LATE_PAYMENT, 5, rows.RULE),
    )
    for verdict, loss in ((rows.FACT, 1), (rows.BENCH, 3), (rows.RULE, 5)):
        chain = life(*losses, (9, e.REFUSED, 2, 1, e.POINTS_LOST, 9, verdict))
        assert chain.behind(6) == loss


def test_silence_comes_from_the_blow_before_it_or_from_the_quiet_of_others() -> None:
    chain = life(
        (1, e.POST_WITHHELD, 0, 3, 0, 0, 0),
        (2, e.CRITICAL_POST, 1, 0, 0, 0, 0),
        (2, e.POST_SUPPRESSED, 0, 0, e.CRITICAL_POST, 2, rows.BENCH),
        (9, e.POST_WITHHELD, 90, 3, 0, 0, 0),
    )
    assert behind(chain) == [None, None, 1, 2]
    assert sort(chain, 0) == "outside"


def test_an_event_that_lost_its_cause_is_an_error_of_the_program() -> None:
    chain = life((4, e.CASE_OPENED, 0, 0, e.DEFAULT, 4, rows.RULE))
    with pytest.raises(ValueError, match="no cause"):
        sort(chain, 0)


@pytest.mark.parametrize("harm", HARMS)
@pytest.mark.parametrize("name", ["press", "city", "harsh"])
def test_every_event_of_people_found_by_a_harm_ends_in_a_first_cause(
    name: str, harm: str, request: pytest.FixtureRequest
) -> None:
    run = request.getfixturevalue(name)
    for person in find(run, harm)[:LOOKED_AT]:
        told = story(run, person).lines[1:-1]
        assert told, f"person {person} was found by {harm}, and nothing happened"
        for line in told:
            assert line["first_cause"]["sort"] in SORTS
            assert line["cause"] and line["text"], f"person {person}, day {line['day']}"
            days = [line["day"], *(link["day"] for link in line["chain"])]
            assert days == sorted(days, reverse=True), f"person {person}: an effect before its cause"


def test_the_harms_of_the_shipped_scenarios_are_looked_at(press: Any, city: Any, harsh: Any) -> None:
    assert not [harm for harm in HARMS if not find(harsh, harm)]
    assert len(find(press, "refused")) >= LOOKED_AT
    assert find(city, "wrongly-stopped")
