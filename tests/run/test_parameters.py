"""No parameter without effect: every number of the ledger reaches the engine."""

from functools import lru_cache

import numpy as np
import pytest

from glasshouse.base import ledger
from glasshouse.base.counters import NCOUNT, index
from glasshouse.climate.week import Climate
from glasshouse.day.cast_plan import Caster
from glasshouse.run.world import expected_alerts, high_values
from glasshouse.scenario.planning import plan
from glasshouse.society import traits

LEDGER = ledger.load()
PLAN = plan("city-lfr", people=62, days=7)
REGIONS = len(PLAN.society.regions)
BASE = {name: parameter.value for name, parameter in LEDGER.items()}
BY_CONCESSION = {
    "response.concession_weekly_hazard",
    "response.concession_threshold",
    "response.concession_width",
}
"""Defaults of a concession that a scenario leaves unsaid: they reach the engine with the scenario."""
FIXED = {name for name, parameter in LEDGER.items() if parameter.low == parameter.high}
"""Numbers that a rulebook states: their range is one number."""
SWITCHES = {
    # a number that matters only beside others is looked at beside them
    "rating.single_score_floor": {"rating.single_score": 1.0},
    "rating.bureau_flow": {"rating.bureau_list_loss": 100.0}, "remedies.compensation_takeup": {"remedies.compensation": 1.0},
    "remedies.pre_review_capacity_per_100k_week": {"remedies.pre_review": 1.0},
    "cameras.patrol_fix": {"cameras.follow_findings": 1.0}, "cameras.findings_fade": {"cameras.follow_findings": 1.0},
    "cameras.reported_share": {"cameras.follow_findings": 1.0},
    "rating.case_weeks": {"remedies.pre_review": 1.0},
    "rating.averaged_unevenness": {"rating.averaged_checks_per_year": 0.01},
    "rating.averaged_tolerance": {"rating.averaged_checks_per_year": 0.01},
    "rating.averaged_free_share": {"rating.averaged_checks_per_year": 0.01},
    "custody.legal_test_refusal": {"custody.legal_test": 1.0}, "custody.legal_test_narrowing": {"custody.legal_test": 1.0},
    "custody.narrowed_share": {"custody.legal_test": 1.0, "custody.legal_test_narrowing": 0.5},
    "custody.breach_per_year": {"custody.central_store": 0.0}, "platform.consent_asked_in": {"platform.prompt_default": 0.5},
}  # fmt: skip


def engine_sees(values, weeks=12):
    """Return everything that the engine knows of the values: plan rows, traits, some weeks of climate."""
    society = PLAN.society
    real = np.full(REGIONS, 4e7)
    rows = Caster(high_values(), frozenset(), society.camera_density, society.minority, real).rows(values)
    climate = Climate(
        seed=5, people=np.full(REGIONS, 1e6), real=real, off=frozenset(), high=high_values(),
        expected_alerts=expected_alerts([values] * REGIONS, society, frozenset()),
    )  # fmt: skip
    seen = [rows.copy(), traits.thresholds(society, values)]
    last = np.zeros((REGIONS, NCOUNT), np.int64)
    for name, count in (
        ("alerts", 10**6), ("new_cases", 10**5), ("refusals_fact", 5000), ("critical_posts_wished", 10**4),
        ("posts_suppressed", 3000), ("app_users", 5 * 10**5), ("wrongful_stops", 900), ("people_exposed_in_breach", 10**5),
        ("people_enrolled_unasked", 10**5), ("consents_given", 10**5), ("offences_captured", 10**4),
        ("traffic_offences", 10**5),
        ("people_with_records", 5 * 10**5),
    ):  # fmt: skip
        last[:, index(name)] = count + np.arange(REGIONS) * count // 100
    for week in range(weeks):
        if week:
            climate.queue.record(week - 1, np.full(REGIONS, 10**5), np.zeros_like(climate.queue.pending))
        climate.write(week, [values] * REGIONS, last if week else None, rows)
        seen.append(rows[:, -512:].copy())
        seen.append(np.asarray(climate.grievance))
    seen += [np.stack(series) for series in climate.series.values()]
    return seen


@lru_cache
def usual(beside, weeks):
    """Return what the engine sees at the ledger's values, with some switches thrown."""
    return engine_sees({**BASE, **dict(beside)}, weeks)


@pytest.mark.parametrize("name", [name for name in LEDGER if name not in BY_CONCESSION | FIXED])
def test_every_number_of_the_ledger_moves_something_in_the_engine(name):
    parameter = LEDGER[name]
    beside = {**BASE, **SWITCHES.get(name, {})}
    weeks = 104 if name in ("custody.breach_per_year", "custody.central_store") else 12  # leaks are rare
    beside_only = tuple(SWITCHES.get(name, {}).items())
    base = usual(beside_only, weeks)
    ends = (end for end in (parameter.high, parameter.low) if end != beside[name])
    moved = (
        a != b for end in ends for a, b in zip(base, engine_sees({**beside, name: end}, weeks), strict=True)
    )
    assert any(difference.any() for difference in moved), f"{name} has no effect at either end of its range"


def test_only_the_points_that_a_rulebook_states_have_no_range():
    assert {"rating.points_start"} == FIXED


def test_values_at_either_end_of_every_range_can_be_cast():
    """No end of a range asks for more events than its clock offers."""
    for end in ("low", "high"):
        values = {name: getattr(parameter, end) for name, parameter in LEDGER.items()}
        assert engine_sees(values)
