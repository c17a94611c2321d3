"""The six scenarios outside the first eight: each shows the harm that it is about, and what it leaves out."""

from __future__ import annotations

from functools import lru_cache

import pytest

from glasshouse.base.counters import index
from glasshouse.run.here import simulate
from glasshouse.scenario import plan, read

SIX = (
    "suining-2010",
    "credit-bureau",
    "welfare-fraud-score",
    "border-watchlist",
    "predictive-patrol",
    "health-code-2022",
)


@lru_cache
def lived(name, people=20_000, safeguards=(), chosen=(), days=None):
    made = plan(name, people=people, safeguards=safeguards, set=dict(chosen), days=days)
    return simulate(made).week_region


def total(counts, name):
    return int(counts[..., index(name)].sum())


@pytest.mark.parametrize("name", SIX)
def test_each_says_its_sources_and_what_it_leaves_out_and_runs(name):
    told = read(name)
    assert len(told.sources) >= 2 and len(told.leaves_out) >= 4 and told.caution
    assert plan(name, people=20_000).warnings == ()
    assert total(lived(name), "people") > 0


def test_the_bureau_errs_and_few_errors_are_contested():
    counts = lived("credit-bureau")
    assert total(counts, "refusals_fact") > 0 and total(counts, "refusals_by_rule") > total(
        counts, "refusals_fact"
    )
    assert total(counts, "appeals_filed") < total(counts, "people_wrongly_refused")
    assert total(counts, "people_listed") == 0 and total(counts, "sightings") == 0


def test_most_findings_of_the_agency_are_wrong_until_somebody_looks():
    before = lived("welfare-fraud-score", 60_000, days=365)
    after = lived(
        "welfare-fraud-score",
        60_000,
        (),
        (("remedies.pre_review", 1.0), ("remedies.appeal_rubber_stamp", 0.0)),
        365,
    )
    share = total(before, "new_wrong_listings") / total(before, "new_listings")
    assert share > 0.7
    assert total(after, "new_wrong_listings") < 0.4 * total(before, "new_wrong_listings")


def test_even_income_ends_the_agencys_averaged_debts():
    even = lived("welfare-fraud-score", 60_000, (), (("rating.averaged_unevenness", 0.0),), 365)
    uneven = lived("welfare-fraud-score", 60_000, days=365)
    assert total(even, "new_wrong_listings") < 0.2 * total(uneven, "new_wrong_listings")


def test_most_hits_at_the_border_are_false_and_most_are_dropped():
    counts = lived("border-watchlist", 60_000)
    passages, hits = total(counts, "face_sightings"), total(counts, "alerts")
    assert 0.8 < passages / 60_000 / 1.4 < 1.3
    assert 1.2 < 1000 * hits / passages < 4.5  # 2.5 technical hits for 1,000 passengers in 2020
    assert total(counts, "false_alerts") > 0.95 * hits
    assert total(counts, "stops") < 0.12 * hits


def test_patrols_run_away_and_the_correction_holds_them():
    def shares(*chosen):
        captured = lived("predictive-patrol", 40_000, (), chosen, 728)[
            52:, :, index("offences_captured")
        ].sum(axis=0)
        return captured / captured.sum()

    followed, still = shares(), shares(("cameras.follow_findings", 0.0))
    fixed = shares(("cameras.patrol_fix", 1.0))
    assert followed.max() > still.max() + 0.03
    assert fixed.max() < followed.max()


def test_no_accuracy_helps_against_misuse_and_a_limit_on_purpose_does():
    plain = lived("health-code-2022", 100_000)
    accurate = lived(
        "health-code-2022",
        100_000,
        ("human_review", "raised_threshold", "audit", "two_person_verification", "correction_propagation"),
    )
    bound = lived("health-code-2022", 100_000, ("purpose_limitation",))
    assert total(plain, "refusals_benchmark") > 0
    assert total(accurate, "refusals_benchmark") == total(plain, "refusals_benchmark")
    assert total(bound, "refusals_benchmark") == 0
    assert total(bound, "files_opened") == total(plain, "files_opened")


def test_suinings_rulebook_takes_points_in_one_province_only():
    counts = lived("suining-2010")
    lost = counts[:, :, index("points_lost")].sum(axis=0)
    codes = [region.code for region in plan("suining-2010", people=20_000).society.regions]
    assert {code for code, many in zip(codes, lost, strict=True) if many > 0} == {"CN-JS"}
