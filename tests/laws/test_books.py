"""Accounts that must balance in every world, in every week, in every table."""

import numpy as np
import pytest

from glasshouse.base.counters import COUNTERS, INDEX, REGION_ONLY, STOCKS

from .worlds import SHIPPED, total, weekly, world

GATES = [name for name in COUNTERS if name.startswith("refusals_")][:9]
VERDICTS = ("refusals_fact", "refusals_law", "refusals_benchmark", "refusals_by_rule")
TOLD = (
    ("remedies.notice_share", 1.0),
    ("remedies.appeal_rate", 0.9),
    ("remedies.appeal_abandon_per_week", 0.05),
    ("rating.listed_at_start", 0.05),
)
"""Values at which many appeals are filed, abandoned and decided in a short run."""


def busy(scenario="china-2018", capacity=2.0):
    return world(
        scenario,
        people=30_000,
        days=180,
        values=(*TOLD, ("remedies.appeal_capacity_per_100k_week", capacity)),
    )


@pytest.mark.parametrize("scenario", SHIPPED)
def test_every_refusal_has_one_gate_and_one_verdict(scenario):
    out = world(scenario)
    refusals = weekly(out, "refusals")
    assert (sum(weekly(out, name) for name in GATES) == refusals).all()
    assert (sum(weekly(out, name) for name in VERDICTS) == refusals).all()
    assert (weekly(out, "refused_trips") <= refusals).all()
    assert total(out, "people_refused") <= total(out, "refused_trips")


@pytest.mark.parametrize("capacity", [0.05, 2.0, 10.0])
def test_appeals_filed_are_pending_decided_or_abandoned(capacity):
    out = busy(capacity=capacity)
    filed = weekly(out, "appeals_filed").cumsum()
    left = sum(weekly(out, name) for name in ("appeals_won", "appeals_lost", "appeals_abandoned")).cumsum()
    assert (filed == left + weekly(out, "appeals_pending")).all()
    assert filed[-1] > 100


def test_the_queue_knows_of_exactly_the_appeals_that_are_pending():
    """The host counts cases by week of filing; people's rows count them one by one."""
    for days_of_grace in (0, 3, 10):
        out = world(
            "china-2018",
            people=30_000,
            days=180,
            values=(
                *TOLD,
                ("rating.grace_days", max(3, days_of_grace)),
                ("remedies.appeal_capacity_per_100k_week", 2.0),
            ),
        )
        pending = out.week_region[:-1, :, INDEX["appeals_pending"]]
        assert (out.climate["appeal_backlog"][1:] == pending).all()
        assert pending.sum() > 0


@pytest.mark.parametrize("scenario", SHIPPED)
def test_people_in_are_people_out(scenario):
    out = world(scenario)
    assert (out.week_region[:, :, INDEX["people"]] == out.layout.region_people).all()
    assert out.block_region[:, :, INDEX["people"]].sum() == 12_000


@pytest.mark.parametrize("scenario", ["china-2018", "china-2018-press"])
def test_the_four_tables_tell_the_same_story(scenario):
    out = world(scenario)
    weights = np.rint(out.layout.weight * 1024).astype(np.int64)
    for name, k in INDEX.items():
        by_region = out.week_region[:, :, k]
        by_block = out.block_region[:, :, k].sum(axis=0)
        assert (by_block == (by_region[-1] if name in STOCKS else by_region.sum(axis=0))).all(), name
        if name in REGION_ONLY:
            continue
        if name not in STOCKS:
            assert (out.week_cell[:, :, k].sum(axis=1) == (by_region * weights).sum(axis=1)).all(), name
        assert out.block_cell[:, :, k].sum() == (by_block * weights).sum(), name


@pytest.mark.parametrize("scenario", ["china-2018", "city-lfr"])
def test_alerts_are_true_or_false_and_looked_at_or_not(scenario):
    out = world(scenario, people=40_000, days=180)
    assert (weekly(out, "alerts") == weekly(out, "true_alerts") + weekly(out, "false_alerts")).all()
    assert (weekly(out, "alerts") == weekly(out, "alerts_reviewed") + weekly(out, "alerts_unreviewed")).all()
    assert (weekly(out, "stops") == weekly(out, "true_matches") + weekly(out, "wrongful_stops")).all()
    assert total(out, "alerts") > 0


def test_errors_per_face_and_per_alert_convert_into_each_other():
    """Precision = true / (true + faces x rate): both are counted, and neither is worked out from the other."""
    out = world("china-2018", people=40_000, days=180)
    faces, false, alerts = (total(out, name) for name in ("face_sightings", "false_alerts", "alerts"))
    per_face, per_alert = false / faces, false / alerts
    assert per_alert == pytest.approx(per_face * faces / alerts, rel=1e-12)


@pytest.mark.parametrize("scenario", SHIPPED)
def test_a_part_is_never_more_than_its_whole(scenario):
    out = world(scenario)
    for part, whole in (
        ("posts_suppressed", "posts_critical"),
        ("posts_reported", "posts_suppressed"),
        ("posts_misread", "posts_reported"),
        ("people_wrongly_refused", "people_refused"),
        ("appeals_won_tainted", "appeals_won"),
        ("files_misread", "files_opened"),
        ("people_reidentifiable", "people_exposed_in_breach"),
        ("people_stopped_wrongly", "wrongful_stops"),
        ("points_wrongly_lost", "points_lost"),
        ("late_removals", "removals"),
        ("consents_given", "consents_asked"),
        ("people_wrongly_listed_fact", "people_listed"),
        ("wrongly_listed_days_fact", "listed_person_days"),
        ("face_sightings", "sightings"),
        ("posts_not_written", "critical_posts_wished"),
    ):
        extra = total(out, "posts_wrongly_suppressed") if part == "posts_suppressed" else 0
        assert total(out, part) - extra <= total(out, whole), (part, whole)
    for name in (
        "people_listed",
        "people_restricted",
        "people_aware",
        "people_in_hardship",
        "wrong_never_notified",
        "app_users",
    ):
        assert 0 <= total(out, name) <= 12_000


def test_last_weeks_stock_of_listed_people_is_what_their_rows_say():
    out = world("china-2018", people=30_000, days=180)
    assert int(out.panel["listed"].sum()) <= total(out, "people_listed") <= total(out, "people_restricted")
