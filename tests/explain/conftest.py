from __future__ import annotations

from typing import Any

import pytest

HARSH = {
    "life.default_per_year": 0.007,
    "life.critical_post_per_year": 0.2,
    "life.contested_speech_share": 0.01,
    "platform.ask_share": 0.5,
    "platform.enrol_per_year": 2.0,
    "platform.enrolled_at_start": 0.2,
    "platform.suppression_true_positive_rate": 0.5,
    "platform.report_share": 0.2,
    "platform.misread_rate": 0.1,
    "custody.misread_file_rate": 0.05,
    "custody.breach_per_year": 0.5,
    "rating.identity_error": 0.02,
    "rating.name_only_share": 1.0,
    "rating.removal_late_share": 0.5,
    "rating.points_region_share": 1.0,
    "rating.bureau_false_late_per_year": 0.05,
    "gates.counter_error": 0.001,
    "gates.missed_check": 0.1,
    "response.chilling": 0.3,
    "remedies.notice_share": 1.0,
    "remedies.appeal_rate": 0.1,
    "remedies.appeal_capacity_per_100k_week": 10.0,
    "remedies.appeal_abandon_per_week": 0.1,
    "remedies.audit_per_year": 1.0,
    "remedies.compensation": 1.0,
    "remedies.compensation_takeup": 0.4,
    "remedies.pre_review": 0.5,
}
"""Errors and remedies at the ends of their ranges, so that in a small society everything happens to somebody."""


def simulated(scenario: str, people: int, days: int, **how: Any) -> Any:
    """A run in memory."""
    from glasshouse.run.here import simulate
    from glasshouse.scenario import plan

    return simulate(plan(scenario, people=people, days=days, **how), threads=2)


@pytest.fixture(scope="session")
def press() -> Any:
    return simulated("china-2018-press", 60_000, 120)


@pytest.fixture(scope="session")
def city() -> Any:
    return simulated("city-lfr", 1_000_000, 120)


@pytest.fixture(scope="session")
def harsh() -> Any:
    return simulated("china-2018-press", 16_000, 180, set=HARSH)


@pytest.fixture(scope="session")
def conceding() -> Any:
    """A run in which grievance wins policies, which changes what a replay must know."""
    return simulated("sesame-pretick", 8_000, 60, set={"response.grievance_per_enrolment": 0.1})
