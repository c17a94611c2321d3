"""The engine and a slow, obvious model written apart from it agree in the rates of what matters."""

from functools import lru_cache

import pytest

from glasshouse.base.counters import INDEX, STOCKS

from .model import Model

WEEKS, ENGINE, NAIVE = 20, 300_000, 16_000
LOUD = {
    # rare things made common, so that thousands of people are enough
    "rating.listed_at_start": 0.03,
    "rating.restricted_at_start": 0.02,
    "life.default_per_year": 0.007,
    "rating.identity_error": 0.0,
    "rating.name_only_share": 0.0,
    "remedies.notice_share": 1.0,
    "remedies.appeal_rate": 0.3,
    "remedies.appeal_capacity_per_100k_week": 15.0,
    "remedies.appeal_abandon_per_week": 0.08,
    "remedies.copy_share": 0.0,
    "life.critical_post_per_year": 0.2,
    # links that the naive model leaves out
    "rating.points_region_share": 0.0,
    "rating.bureau_flow": 0.0,
    "rating.bureau_false_late_per_year": 0.0,
    **{
        f"gates.{gate}.asks_score": 0.0
        for gate in ("flights", "fast_trains", "travel_abroad", "executive_posts", "private_school", "job")
    },
    "gates.counter_error": 0.0,
    "cameras.face_enabled_share": 0.0,
    "custody.requests_per_100k_year": 0.0,
    "life.contested_speech_share": 0.0,
    "response.silence_strength": 0.0,
    "response.contact_awareness_per_year": 0.0,
    "platform.suppression_false_positive_rate": 0.0,
    "response.feed_news_effect": 0.0,
    **{
        f"response.grievance_per_{what}": 0.0
        for what in ("wrong", "stop", "exposure", "enrolment", "suppression")
    },
}


@lru_cache
def both():
    """Return (engine's counts per person, naive model's counts per person)."""
    from glasshouse.base import ledger
    from glasshouse.run.here import simulate
    from glasshouse.scenario.planning import plan

    known = ledger.load()
    values = {name: value for name, value in LOUD.items() if name in known}
    made = plan("china-2018", people=ENGINE, days=7 * WEEKS, set=values, without=("custody",))
    out = simulate(made)
    weight = out.layout.weight / (out.layout.weight * out.layout.region_people).sum()
    engine = {}
    for name, k in INDEX.items():
        table = out.week_region[:, :, k] @ weight
        engine[name] = float(table[-1] if name in STOCKS else table.sum())
    engine["posts_suppressed_rightly"] = engine["posts_suppressed"] - engine["posts_wrongly_suppressed"]
    engine["refusals_rule"] = engine["refusals_by_rule"]
    slow = Model(made.society, dict(made.values), NAIVE, WEEKS, seed=11).run()
    return engine, {name: count / NAIVE for name, count in slow.items()}


TOLERANCE = {
    # measure: how far the two may lie apart, relatively: three to four standard errors of the smaller model, in which few
    # frequent travellers carry most refusals
    "late_payments": 0.10,
    "defaults": 0.45,
    "traffic_offences": 0.12,
    "volunteering": 0.12,
    "donations": 0.40,
    "new_cases": 0.40,
    "debts_paid": 0.50,
    "listed_person_days": 0.30,
    "people_listed": 0.30,
    "wrongly_listed_days_law": 0.35,
    "requests_for_service": 0.06,
    "refused_trips": 0.35,
    "refusals": 0.40,
    "refusals_law": 0.50,
    "refusals_rule": 0.40,
    "people_refused": 0.30,
    "appeals_filed": 0.35,
    "appeals_lost": 0.45,
    "appeals_won": 0.60,
    "appeals_abandoned": 0.80,
    "critical_posts_wished": 0.25,
    "posts_critical": 0.30,
    "posts_suppressed_rightly": 0.45,
    "app_users": 0.06,
    "people_aware": 0.10,
    "hardship_sum": 0.06,
    "fear_sum": 0.35,
}


@pytest.mark.parametrize("name", TOLERANCE)
def test_the_engine_and_the_naive_model_agree_in(name):
    engine, naive = both()
    assert naive[name] > 0
    assert engine[name] == pytest.approx(naive[name], rel=TOLERANCE[name])
