"""The registry: every measure is read from what is counted, and a claimed benefit is never a goal."""

import re

import pytest

from glasshouse.base.counters import COUNTERS, STOCKS
from glasshouse.base.errors import BadValue, UnknownName
from glasshouse.measures import MEASURES, measure, nearest, refuse_claimed_benefit, together
from glasshouse.measures.registry import ALIASES, KINDS, LINKS, PAIRED_ONLY

MODEL = [
    "app_users",
    "records_made",
    "records_held",
    "people_enrolled_unasked",
    "feed_effective_topics",
    "posts_critical",
    "posts_suppressed",
    "posts_wrongly_suppressed",
    "sightings",
    "alerts",
    "false_alerts",
    "alerts_unreviewed",
    "stops",
    "wrongful_stops",
    "repeat_wrongful_stops_per_person",
    "true_matches",
    "requests",
    "files_opened",
    "people_exposed_in_breach",
    "people_reidentifiable",
    "people_rated",
    "people_listed",
    "people_restricted",
    "people_wrongly_listed",
    "days_wrongly_listed",
    "points_wrongly_lost",
    "score_mean",
    "errors_in_favour",
    "requests_for_service",
    "refusals",
    "wrongful_refusals",
    "refusals_missed",
    "people_refused",
    "people_wrongly_refused",
    "attempts_per_refused_person",
    "days_refused",
    "perks_granted",
    "household_members_affected",
    "hardship_mean",
    "people_in_hardship",
    "fear_mean",
    "concern_mean",
    "approval_mean",
    "people_aware",
    "opt_outs",
    "grievance",
    "people_notified",
    "wrong_never_notified",
    "appeals_filed",
    "appeals_won",
    "appeals_abandoned",
    "wrong_never_appealed",
    "days_to_remedy",
    "copies_uncorrected",
    "review_backlog",
    "appeal_backlog",
    "staff_days",
    "debts_paid",
]


@pytest.mark.parametrize("name", MODEL)
def test_every_measure_that_the_model_names_exists(name):
    assert name in MEASURES


@pytest.mark.parametrize("name", ["wrongful_refusals", "people_wrongly_listed", "days_wrongly_listed"])
def test_what_is_wrong_is_split_by_verdict(name):
    assert {f"{name}_law", f"{name}_benchmark"} <= set(MEASURES)
    assert measure(f"{name}_fact") is MEASURES[name]


def test_every_counter_is_read_by_some_measure():
    read = {name for m in MEASURES.values() for name in (*m.formula.top, *m.formula.below)}
    assert set(COUNTERS) - read == set()


@pytest.mark.parametrize("one", MEASURES.values(), ids=lambda one: one.name)
def test_every_measure_is_whole(one):
    assert one.link in LINKS and one.kind in KINDS and one.unit
    assert re.fullmatch(r"[A-Z].*\.", one.says) and one.how
    assert all(other in MEASURES for other in one.beside)
    if one.formula.way == "flow":
        assert not set(one.formula.top) & STOCKS
    if one.formula.way == "stock":
        assert set(one.formula.top) <= STOCKS


def test_a_name_says_people_if_and_only_if_people_are_counted():
    for one in MEASURES.values():
        if one.name.startswith("people_"):
            assert one.unit == "people"


def test_false_alerts_come_per_face_and_per_alert_and_never_alone():
    trio = ("false_alerts", "false_alerts_per_million_faces", "false_alerts_per_alert")
    for name in trio:
        assert together([name]) == trio
    assert together(["stops", "false_alerts"]) == (*trio, "stops")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("people_wrongly_refusd", "people_wrongly_refused"),
        ("People wrongly refused", "people_wrongly_refused"),
        ("false-alerts-per-face", "false_alerts_per_million_faces"),
        ("zzzzzz", None),
    ],
)
def test_the_nearest_name_to_a_misspelt_one(typed, meant):
    assert nearest(typed) == meant


def test_an_unknown_measure_names_the_nearest():
    with pytest.raises(UnknownName, match=r"Did you mean wrongful_stops\?"):
        measure("wrongful_stop")


@pytest.mark.parametrize("name", PAIRED_ONLY)
def test_a_measure_of_two_worlds_is_sent_to_compare(name):
    with pytest.raises(UnknownName, match="two worlds"):
        measure(name)


@pytest.mark.parametrize("name", [name for name, one in MEASURES.items() if one.kind == "claimed_benefit"])
def test_a_claimed_benefit_is_refused_as_a_goal(name):
    with pytest.raises(BadValue, match="claimed benefit"):
        refuse_claimed_benefit(name)


def test_a_harm_may_be_what_a_ranking_is_for():
    assert refuse_claimed_benefit("people_wrongly_refused").kind == "harm"


def test_no_other_name_hides_a_measure():
    assert not set(ALIASES) & set(MEASURES)
    assert set(ALIASES.values()) <= set(MEASURES)
