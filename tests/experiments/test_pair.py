"""Pairs of real worlds: the engine's promises as a comparison shows them."""

from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from glasshouse import scenario
from glasshouse.base.errors import BadValue, UnknownName
from glasshouse.experiments import pair
from glasshouse.experiments.split import parted
from glasshouse.experiments.worlds import World, live, national

PEOPLE, DAYS = 20_000, 120


@pytest.fixture(scope="module")
def floor():
    """The floor of essential services against the world without it."""
    return pair.compare(*pair.worlds("china-2018", ["essential_services"], people=PEOPLE, days=DAYS))


@pytest.fixture(scope="module")
def nothing():
    return pair.compare(*pair.worlds("china-2018", ["human_review=0"], people=PEOPLE, days=DAYS))


def test_strength_zero_changes_no_bit_and_nobody(nothing):
    assert nothing.digests[0] == nothing.digests[1]
    assert set(nothing.measures["difference"].fill_null(0)) == {0}
    assert (nothing.people.changed, nothing.people.better, nothing.people.worse) == (0, 0, 0)


def test_the_floor_keeps_trains_open_and_the_effect_has_an_interval(floor):
    row = floor.row("refusals_fast_trains")
    # what is left are slips at the counter, which no rule about lists can stop
    assert row["base"] > 0 and row["changed"] < 0.1 * row["base"]
    assert row["low"] < row["difference"] < row["high"] < 0
    assert row["share_spared"] > 0.9 and row["bound"] is None, "one person has many refusals"
    assert -1 <= row["share_low"] <= row["share"] <= row["share_high"]


def test_pairing_reaches_four_fifths_of_its_bound_for_harms_that_befall_a_person_once():
    done = pair.compare(
        *pair.worlds("china-2018-press", ["no_single_score"], people=PEOPLE, days=DAYS), split=False
    )
    rows = done.measures.filter(pl.col("bound").is_not_null(), pl.col("difference").abs() > 50)
    assert {"people_refused", "household_members_affected"} <= set(rows["measure"])
    assert set(rows["unit"]) == {"people"}
    assert (rows["narrowed"] / rows["bound"]).min() > 0.8
    assert done.row("fear_mean")["bound"] is None, "nobody is spared a mean as a whole"


def test_direct_effect_and_spillover_add_up_to_the_difference(floor):
    rows = floor.measures.filter(
        pl.col("direct").is_not_null(), pl.col("measure").is_in(list(pair.ERROR_CAUSED))
    )
    assert rows.height >= 5
    for row in rows.iter_rows(named=True):
        assert row["direct"] + row["spillover"] == pytest.approx(row["difference"], abs=1e-6)


def test_groups_add_up_and_regions_are_all_there(floor):
    total = floor.row("refusals")["difference"]
    groups = floor.by_group.filter(measure="refusals", margin="group")["difference"].sum()
    assert groups == pytest.approx(total, rel=1e-6)
    assert floor.by_region["region"].n_unique() == len(floor.base.society.regions)


def test_fewer_people_changed_than_there_are_and_nobody_is_counted_twice(floor):
    assert 0 < floor.people.better + floor.people.worse <= floor.people.changed < PEOPLE
    assert floor.people.better > floor.people.worse


def test_services_are_asked_for_that_were_not_before(floor):
    assert floor.row("services_not_asked_for")["difference"] >= 0
    assert floor.row("posts_not_written")["base"] is None


def test_json_has_the_shape_that_was_promised(floor):
    said = floor.as_dict()
    one = said["measures"]["people_refused"]
    assert {"base", "changed", "difference", "low", "high", "direct", "spillover", "by_group"} <= set(one)
    assert one["by_group"]["group: minority"].keys() == {"base", "changed", "difference", "low", "high"}
    assert said["people_changed"] >= said["people_better"] + said["people_worse"]
    assert "--with essential_services" in said["changed"]


def test_a_world_under_its_own_climate_is_itself(floor):
    """The split rests on this: replaying the base's climate changes nothing but what the safeguard changes."""
    plan = World("china-2018", 6_000, 60).plan()
    first = live(plan)
    assert live(plan, climate=first.climate).digest == first.digest


def test_errors_and_the_spiral_have_their_own_twins():
    done = pair.compare(
        *pair.worlds("china-2018", ["correction_propagation"], people=6_000, days=90),
        errors=True,
        split=False,
    )
    names = set(done.measures["measure"])
    assert {"error_caused_refusals", "error_caused_people_refused", "spiral_refusals"} <= names
    assert done.row("error_caused_stops")["base"] > 0  # nearly every stop rests on a false match


def test_several_seeds_give_a_mean_with_quantiles():
    done = pair.compare(
        *pair.worlds("china-2018", ["essential_services"], people=3_000, days=60), seeds=3, split=False
    )
    row = done.row("requests_for_service")
    assert row["interval"] == "mean of 3 seeds"
    seeds = done.seeds.filter(measure="requests_for_service").row(0, named=True)
    assert seeds["low"] <= seeds["mean"] <= seeds["high"] and row["difference"] == seeds["mean"]


def test_a_second_coupling_agrees_about_the_population():
    """Other luck in the second world: single lives are coupled otherwise, the population's difference is the same."""
    base, changed = pair.worlds("china-2018", ["camera_moratorium"], people=PEOPLE, days=DAYS)
    one = live(base)
    shared, other = live(changed), live(pair.again(changed, seed=99))
    stops = [national(world)["stops"] for world in (one, shared, other)]
    assert stops[0] > 0 and stops[1] == stops[2] == 0
    records = [national(world)["records_made"] for world in (shared, other)]
    assert records[0] == pytest.approx(records[1], rel=0.02)


@pytest.mark.parametrize(
    ("what", "options"),
    [("seed", {"seed": 2}), ("people", {"people": 4_000}), ("days", {"days": 30})],
)
def test_worlds_of_other_luck_or_size_are_refused_with_the_reason(what, options):
    base = scenario.plan("china-2018", people=3_000, days=20, seed=1)
    other = scenario.plan("china-2018", **({"people": 3_000, "days": 20, "seed": 1} | options))
    with pytest.raises(BadValue, match=f"cannot be paired: {what}"):
        pair.compare(base, other)


def test_worlds_of_other_people_are_refused():
    one = scenario.plan("china-2018", people=3_000, days=20)
    city = scenario.plan("city-lfr", people=3_000, days=20)
    with pytest.raises(BadValue, match="different societies"):
        pair.compare(one, city)
    traits = scenario.plan("china-2018", people=3_000, days=20, set={"society.lookalike_sd": 0.1})
    with pytest.raises(BadValue, match="other people"):
        pair.compare(one, traits)


def test_nothing_to_compare_and_unknown_measures_are_said(floor):
    with pytest.raises(BadValue, match="nothing to compare"):
        pair.worlds("china-2018", [], people=3_000, days=20)
    with pytest.raises(UnknownName, match="people_refused"):
        floor.row("people_refusd")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("uses", "given", "capacity", "backlog", "measure"),
    [
        (
            ["human_review"],
            [],
            {"cameras.review_capacity_per_100k_day": 2.0, "remedies.pre_review_capacity_per_100k_week": 1.2},
            "review_backlog",
            "wrongful_stops",
        ),
        (
            ["appeal"],
            ["notice"],
            {"remedies.appeal_capacity_per_100k_week": 0.8},
            "appeal_backlog",
            "people_wrongly_listed_law",
        ),
    ],
)
def test_review_and_appeal_fail_when_their_capacity_is_cut_to_a_tenth(
    uses, given, capacity, backlog, measure
):
    world = World("china-2018", 100_000, 365)
    base = national(live(world.having(safeguards=given).plan()))
    full = national(live(world.having(safeguards=[*given, *uses]).plan()))
    tenth = national(live(world.having(safeguards=[*given, *uses], set=capacity).plan()))
    assert tenth[backlog] > 2 * full[backlog]
    spared = base[measure] - full[measure]
    assert spared > 0 and base[measure] - tenth[measure] < 0.7 * spared


def test_what_was_conceded_in_one_world_only_is_said():
    """Fewer complaints, less pressure: a reform that comes later is part of what a safeguard does, and is named."""
    weeks = [
        {"week": 3, "region": -1, "what": "conceded: more time"},
        {"week": 5, "region": 2, "what": "leaked"},
    ]
    one, other = SimpleNamespace(happenings=weeks), SimpleNamespace(happenings=weeks[1:])
    (said,) = parted(one, other)
    assert said.startswith("conceded: more time: in week 4 without the change, never with it")
    later = [weeks[0], {"week": 9, "region": 2, "what": "leaked"}, {"week": 7, "region": 4, "what": "leaked"}]
    (said,) = parted(one, SimpleNamespace(happenings=later))
    assert "in 1 region, in week 6.0 on average without the change" in said
    assert "in 2 regions, in week 9.0 on average with it" in said
    assert parted(one, one) == []


def test_lives_that_got_worse_are_split_by_way(floor):
    assert floor.direct is not None and floor.direct.worse <= floor.people.worse
    assert floor.people.spared > floor.people.added >= 0
    said = floor.as_dict()
    assert said["people_direct"]["people_better"] == floor.direct.better > 0
    assert said["harms_spared"] == floor.people.spared


def test_the_same_climate_is_recognised():
    plan = World("china-2018", 3_000, 40).plan()
    one = live(plan)
    assert pair.same_climate(one, one)
    other = live(World("china-2018", 3_000, 40, safeguards=("camera_moratorium",)).plan())
    assert not pair.same_climate(one, other)
    assert np.isfinite(one.climate["news"]).all()
