"""The tables of a run: groups and regions add up to the country, and rates convert into each other."""

import time

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glasshouse.base.errors import EngineError
from glasshouse.measures.evaluate import evaluate
from glasshouse.measures.registry import MEASURES
from glasshouse.measures.tallies import Tallies

from .made import outcome

FLOWS = [name for name, measure in MEASURES.items() if measure.formula.way == "flow"]


@pytest.fixture(scope="module")
def made():
    return outcome(gap=1.5)


@pytest.fixture(scope="module")
def evaluation(made):
    return evaluate(made)


def value(frame, name):
    return frame.filter(pl.col("measure") == name)["value"][0]


def test_every_measure_of_the_registry_is_there_once(evaluation):
    assert evaluation.measures["measure"].to_list() == list(MEASURES)


def test_every_margin_adds_up_to_the_total(evaluation):
    totals = dict(evaluation.measures.select("measure", "value").iter_rows())
    sums = evaluation.by_group.group_by("measure", "margin").agg(pl.col("value").sum())
    checked = 0
    for name, _, total in sums.iter_rows():
        if MEASURES[name].counted:
            assert total == pytest.approx(totals[name], rel=1e-9)
            checked += 1
    assert checked > 1000


def test_people_of_every_margin_add_up_to_the_people_simulated(made, evaluation):
    one = (
        evaluation.by_group.filter(pl.col("measure") == "refusals")
        .group_by("margin")
        .agg(pl.col("people").sum())
    )
    assert one["people"].to_list() == pytest.approx([made.plan.people] * len(one))


@settings(max_examples=10, deadline=None)
@given(
    weight=st.lists(st.floats(0.02, 8), min_size=1, max_size=4),
    seed=st.integers(0, 2**31),
)
def test_the_country_is_the_weighted_sum_of_its_regions(weight, seed):
    one = outcome(seed=seed, weeks=1, blocks=4, per_block=30, weight=tuple(weight))
    tallies = Tallies.of(one)
    result = evaluate(one, replicates=20)
    raw = tallies.block_region.sum(axis=0)
    for name in ("refusals", "people_listed", "staff_days"):
        formula = MEASURES[name].formula
        sums = raw[:, tallies.index[formula.top[0]]] * formula.factor
        assert value(result.measures, name) == pytest.approx(float(sums @ tallies.region_weight))
    assert tallies.region_weight @ tallies.region_people == pytest.approx(one.plan.people)


def test_regions_with_enough_people_add_up_to_the_country(evaluation):
    whole = evaluation.by_region.group_by("measure").agg(pl.col("value").sum(), pl.col("enough").all())
    totals = dict(evaluation.measures.select("measure", "value").iter_rows())
    summed = [(name, total) for name, total, enough in whole.iter_rows() if enough and MEASURES[name].counted]
    assert len(summed) > 80
    for name, total in summed:
        assert total == pytest.approx(totals[name], rel=1e-9)


def test_weeks_add_up_to_the_run_for_whatever_is_a_flow(evaluation):
    totals = dict(evaluation.measures.select("measure", "value").iter_rows())
    weeks = (
        evaluation.timeline.filter(pl.col("region") == "all").group_by("measure").agg(pl.col("value").sum())
    )
    summed = dict(weeks.iter_rows())
    assert all(summed[name] == pytest.approx(totals[name], rel=1e-9) for name in FLOWS)


def test_a_stock_is_what_stands_at_the_end_of_the_last_week(evaluation):
    last = evaluation.timeline.filter((pl.col("region") == "all") & (pl.col("week") == 2))
    assert value(last, "people_listed") == pytest.approx(value(evaluation.measures, "people_listed"))


def test_groups_by_week_add_up_to_the_country_by_week(evaluation):
    both = evaluation.timeline_by_group.group_by("week", "measure").agg(pl.col("value").sum())
    for week, name, total in both.filter(pl.col("measure") == "refusals").iter_rows():
        whole = evaluation.timeline.filter((pl.col("region") == "all") & (pl.col("week") == week))
        assert total == pytest.approx(value(whole, name), rel=1e-9)


def test_the_gap_that_was_put_in_is_found(evaluation):
    row = evaluation.gaps.row(
        by_predicate=(pl.col("measure") == "refusals") & (pl.col("margin") == "group"), named=True
    )
    assert (row["compared"], row["reference"]) == ("minority", "majority")
    assert row["ratio_low"] < 1.5 < row["ratio_high"]
    assert row["difference_low"] < row["difference"] < row["difference_high"]


def test_intersections_are_compared_with_the_reference_and_inside_themselves(evaluation):
    rows = evaluation.gaps.filter((pl.col("measure") == "stops") & (pl.col("margin") == "group x sex"))
    pairs = set(rows.select("compared", "reference").iter_rows())
    assert pairs == {
        ("majority, female", "majority, male"),
        ("minority, female", "majority, male"),
        ("minority, female", "majority, female"),
        ("minority, male", "majority, male"),
    }


def test_errors_per_face_and_per_alert_convert_into_each_other(evaluation):
    get = {name: value(evaluation.measures, name) for name in MEASURES}
    per_face = get["false_alerts_per_million_faces"] / 1e6
    assert per_face * get["face_sightings"] == pytest.approx(
        get["false_alerts_per_alert"] * get["alerts"], rel=1e-12
    )
    assert per_face * get["face_sightings"] == pytest.approx(get["false_alerts"], rel=1e-12)


def test_per_100k_is_the_value_over_the_people(made, evaluation):
    row = evaluation.measures.row(by_predicate=pl.col("measure") == "refusals", named=True)
    assert row["per_100k"] == pytest.approx(row["value"] / made.plan.people * 1e5)
    assert row["low"] < row["per_100k"] < row["high"]
    assert row["value_low"] < row["value"] < row["value_high"]
    assert (
        value(evaluation.measures.select("measure", pl.col("per_100k").alias("value")), "fear_mean") is None
    )


def test_too_few_people_to_report_is_said_and_not_printed():
    few = evaluate(outcome(weeks=1, blocks=4, per_block=60, weight=(1.0, 1.0, 1.0, 1.0, 1.0)), replicates=20)
    rows = few.by_region.filter((pl.col("region") == "CN-11") & (pl.col("measure") == "refusals"))
    assert rows["value"][0] is None and rows["low"][0] is None
    assert rows["note"][0] == "too few people to report: under 10 events or 1,000 people"
    assert not rows["enough"][0]


def test_a_zero_of_few_people_is_not_printed_beside_numbers_that_are_withheld(made):
    from glasshouse.base.counters import COUNTERS

    one = outcome(weeks=1, blocks=4, per_block=400, weight=(1.0, 1.0, 1.0))
    place = COUNTERS.index("wrongful_stops")
    one.block_region[..., place] = 0
    one.block_region[:, 2, place] = 2  # eight in a region three times as large as the first
    rows = evaluate(one, replicates=20).by_region.filter(pl.col("measure") == "wrongful_stops")
    assert rows["enough"].to_list() == [False, False, False]
    one.block_region[:, 2, place] = 50  # now the first would have had 67 at the same rate, and had none
    rows = evaluate(one, replicates=20).by_region.filter(pl.col("measure") == "wrongful_stops")
    assert rows["enough"].to_list() == [True, True, True] and rows["value"][0] == 0
    one.block_region[..., place] = 0  # none anywhere
    rows = evaluate(one, replicates=20).by_region.filter(pl.col("measure") == "wrongful_stops")
    assert rows["enough"].to_list() == [True, True, True]


def test_what_cannot_be_divided_is_missing_and_not_a_number_that_misleads(made):
    from glasshouse.base.counters import COUNTERS

    one = outcome(weeks=1, blocks=4, per_block=40)
    for table in (one.week_region, one.week_cell, one.block_region, one.block_cell):
        for name in ("remedied", "days_to_remedy"):
            table[..., COUNTERS.index(name)] = 0
    result = evaluate(one, replicates=20)
    assert value(result.measures, "days_to_remedy") is None
    assert value(result.measures, "remedied") == 0


def test_an_apparatus_that_is_off_has_zero_harm_and_says_why():
    from glasshouse.base.counters import COUNTERS

    links = ("platform", "cameras", "custody", "rating", "gates", "response", "remedies")
    one = outcome(weeks=1, blocks=4, per_block=40, off=links)
    for table in (one.week_region, one.week_cell, one.block_region, one.block_cell):
        for place, name in enumerate(COUNTERS):
            if name != "people":
                table[..., place] = 0
    harms = evaluate(one, replicates=20).measures.filter(pl.col("kind") == "harm")
    assert harms["value"].to_list() == [0.0] * len(harms)
    assert harms["high"].to_list() == [0.0] * len(harms)
    assert set(harms["interval"]) == {"none: the mechanism is switched off"}


def test_climate_measures_have_no_interval_and_say_so(evaluation):
    row = evaluation.measures.row(by_predicate=pl.col("measure") == "grievance", named=True)
    assert row["low"] is None and row["interval"] == "none: one series for everybody"


def test_requests_are_a_rate_that_becomes_a_number_at_the_size_of_the_run(made, evaluation):
    tallies = Tallies.of(made)
    people = tallies.region_people * tallies.region_weight
    assert value(evaluation.measures, "requests") == pytest.approx(
        (made.climate["requests"] @ people).sum() / 1e5
    )


def test_a_missing_climate_series_is_named():
    one = outcome(weeks=1, blocks=4, per_block=40)
    del one.climate["requests"]
    with pytest.raises(EngineError, match="needs the climate series requests"):
        evaluate(one, replicates=20)


def test_nested_values_are_plain_and_complete(evaluation):
    nested = evaluation.nested()
    assert set(nested) == set(MEASURES)
    one = nested["people_wrongly_refused"]
    assert one["unit"] == "people" and one["kind"] == "harm"
    assert one["by_group"]["minority"]["low"] <= one["by_group"]["minority"]["per_100k"]
    assert set(one["by_region"]) == {"CN-11", "CN-37", "CN-44", "CN-54", "CN-65"}


def test_all_measures_of_a_large_country_take_under_a_second():
    made = outcome(weeks=1, blocks=4, per_block=40)
    random = np.random.default_rng(1)
    tallies = Tallies.of(made)
    import dataclasses

    big = dataclasses.replace(
        tallies,
        regions=tuple(f"R{n}" for n in range(31)),
        names=tuple(f"Region {n}" for n in range(31)),
        weight=np.ones(31),
        week_region=random.integers(1, 50, (53, 31, len(tallies.counters))),
        week_cell=random.integers(1, 50, (53, 120, len(tallies.counters))),
        block_region=random.integers(1, 50, (64, 31, len(tallies.counters))),
        block_cell=random.integers(1, 50, (64, 120, len(tallies.counters))),
        climate={name: np.ones((53, 31)) for name in made.climate},
    )
    evaluate(big)
    start = time.process_time()
    evaluate(big)
    assert (
        time.process_time() - start < 4
    )  # processor time of all threads on a busy machine; alone about 0.4 s
