"""Worlds in which something must be exactly zero."""

import numpy as np
import pytest

from .worlds import MECHANISMS, SHIPPED, WRONG_IN_FACT, nonzero, owned, total, world

PEOPLE, DAYS = 12_000, 90
MADE_BY_PEOPLE = {
    "late_payments", "defaults", "traffic_offences", "public_order_offences", "volunteering", "donations", "awards",
    "critical_posts_wished", "people", "hardship_sum", "people_in_hardship", "concern_sum", "approval_sum", "people_aware",
    "people_concerned", "people_approving",
}  # fmt: skip
"""What people do and think with no apparatus over them."""


def test_without_an_apparatus_there_is_no_record_no_stop_no_refusal_and_nothing_wrong():
    out = world("nothing")
    assert nonzero(out) <= MADE_BY_PEOPLE
    for column in (
        "points",
        "listed",
        "listed_true",
        "side",
        "adopted",
        "watch",
        "taint",
        "consent",
        "ever",
        "late_false",
        "stock",
    ):
        assert not out.panel[column].any(), column
    assert out.happenings == []


def test_without_an_apparatus_nobody_is_afraid_and_every_post_is_written():
    out = world("nothing")
    assert total(out, "fear_sum") == 0 and total(out, "posts_not_written") == 0
    assert total(out, "critical_posts_wished") > 0


@pytest.mark.parametrize("scenario", [name for name in SHIPPED if name != "nothing"])
def test_a_perfect_apparatus_is_wrong_in_fact_about_nobody(scenario):
    out = world(scenario, people=40_000, days=180, perfect=True)
    wrong = {name: total(out, name) for name in WRONG_IN_FACT}
    assert not any(wrong.values()), wrong
    assert (
        not out.panel["taint"].any()
        and not out.panel["watch_wrong"].any()
        and not out.panel["late_false"].any()
    )
    assert (out.panel["points"] == out.panel["points_true"]).all()
    assert (out.panel["listed"] == out.panel["listed_true"]).all()


@pytest.mark.parametrize(
    ("scenario", "by_rule"),
    [
        (
            "china-2018",
            ("refusals_by_rule", "people_refused", "people_listed", "refused_trips", "services_not_sought"),
        ),
        ("china-2018-press", ("refusals_by_rule", "points_lost")),
        ("disputed-payment", ("refusals_benchmark", "refusals_by_rule")),
        ("rongcheng", ("points_lost",)),
        ("city-lfr", ("sightings", "stops", "true_matches")),
    ],
)
def test_a_perfect_apparatus_still_refuses_and_takes_by_rule(scenario, by_rule):
    out = world(scenario, people=40_000, days=180, perfect=True)
    assert all(total(out, name) > 0 for name in by_rule), {name: total(out, name) for name in by_rule}


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_a_mechanism_left_out_counts_nothing(mechanism):
    out = world("china-2018", without=(mechanism,))
    left = nonzero(out) & set(owned(mechanism))
    # attitudes are traits of the first day as well as responses; without the response they are not there at all
    shared = {"staff_minutes", "errors_in_favour"}  # counted by several links
    if mechanism == "remedies":
        shared |= {"wrong_never_notified", "wrong_never_appealed"}  # without remedies nobody is told
    assert left <= shared, left


@pytest.mark.parametrize(
    ("mechanism", "gone"),
    [
        ("platform", ("records_held", "files_opened", "people_rated")),
        ("life", ("records_made", "new_cases", "points_lost", "offences_captured", "sightings")),
        ("cameras", ("offences_captured", "stops", "points_lost")),
        ("custody", ("files_opened", "records_held")),
        (
            "rating",
            ("refusals_law", "refusals_by_rule", "people_listed", "appeals_filed", "refusals_flights"),
        ),
        ("gates", ("refusals", "perks_granted", "requests_for_service")),
        ("remedies", ("people_notified", "appeals_filed", "remedied")),
    ],
)
def test_what_hangs_on_a_mechanism_goes_with_it(mechanism, gone):
    out = world("china-2018", without=(mechanism,))
    still = {name: total(out, name) for name in gone if total(out, name) != 0}
    if mechanism == "cameras":
        still.pop("points_lost", None)  # late payments and defaults cost points without a camera
    if mechanism == "life":
        still.pop("points_lost", None)
    if mechanism == "rating":
        still.pop("refusals_flights", None)  # the clerk's own errors remain
    assert not still, still


def test_with_everything_off_only_people_are_left():
    out = world("china-2018", without=tuple(MECHANISMS))
    assert nonzero(out) == {"people"}
    assert np.all(out.week_region[:, :, :].sum(axis=(1, 2)) == PEOPLE)
