"""Every measure that the model promises is not zero in at least one shipped scenario."""

import math
from functools import lru_cache

import pytest

from .worlds import world

SCENARIOS = (
    "china-2018", "china-2018-press", "rongcheng", "sesame-pretick", "disputed-payment", "city-lfr", "court-list",
)  # fmt: skip
PROMISED = (
    "app_users", "records_made", "records_held", "people_enrolled_unasked", "feed_effective_topics", "posts_critical",
    "posts_suppressed", "posts_wrongly_suppressed", "sightings", "alerts", "false_alerts", "alerts_unreviewed", "stops",
    "wrongful_stops", "repeat_wrongful_stops_per_person", "true_matches", "requests", "files_opened",
    "people_exposed_in_breach", "people_reidentifiable", "people_rated", "people_listed", "people_restricted",
    "people_wrongly_listed", "days_wrongly_listed", "points_wrongly_lost", "score_mean", "errors_in_favour",
    "requests_for_service", "refusals", "wrongful_refusals", "refusals_missed", "people_refused", "people_wrongly_refused",
    "attempts_per_refused_person", "days_refused", "perks_granted", "household_members_affected", "hardship_mean",
    "people_in_hardship", "fear_mean", "concern_mean", "approval_mean", "people_aware", "opt_outs", "grievance",
    "people_notified", "wrong_never_notified", "appeals_filed", "appeals_won", "appeals_abandoned", "wrong_never_appealed",
    "days_to_remedy", "copies_uncorrected", "review_backlog", "appeal_backlog", "staff_days", "debts_paid",
)  # fmt: skip
"""What the laboratory was made to measure, by link of the chain; what needs two worlds is apart."""
NEEDS_A_LARGER_WORLD = {
    "people_exposed_in_breach": "a store leaks once in ten years",
    "people_reidentifiable": "follows from a leak",
    "appeals_won": "some fourteen appeals are filed among 60,000 people in half a year, and most are lost to the deadline",
    "days_to_remedy": "follows from an appeal won",
    "copies_uncorrected": "follows from an appeal won",
}


@lru_cache
def seen(people: int, days: int) -> dict[str, float]:
    """Return the greatest absolute value of each measure over the shipped scenarios."""
    from glasshouse.measures.evaluate import evaluate

    most: dict[str, float] = {}
    for scenario in SCENARIOS:
        measures = evaluate(world(scenario, people=people, days=days))
        frame = getattr(measures, "measures", measures)
        for row in frame.iter_rows(named=True):
            value = row["value"]
            if value is not None and not math.isnan(value):
                most[row["measure"]] = max(most.get(row["measure"], 0.0), abs(value))
    return most


@pytest.mark.parametrize("name", [name for name in PROMISED if name not in NEEDS_A_LARGER_WORLD])
def test_among_sixty_thousand_people_in_half_a_year_some_scenario_shows(name):
    assert seen(60_000, 180).get(name, 0) != 0


@pytest.mark.slow
@pytest.mark.parametrize("name", PROMISED)
def test_among_two_hundred_thousand_people_in_a_year_some_scenario_shows(name):
    assert seen(200_000, 365).get(name, 0) != 0
