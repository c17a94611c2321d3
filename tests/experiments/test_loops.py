"""Six feedback loops: each appears when it is closed and vanishes when it is cut."""

import pytest

from glasshouse.base.errors import UnknownName
from glasshouse.experiments import loops as bench
from glasshouse.experiments.worlds import World, live, national

WORLD = World("china-2018", 20_000, 180)
LOOPS = {loop.name: loop for loop in bench.LOOPS}


def value(measure, name, cut, **more):
    loop = LOOPS[name]
    return national(live(WORLD.having(set=(loop.open if cut else loop.closed) | more).plan()))[measure]


@pytest.fixture(scope="module")
def table():
    return bench.loops(WORLD).table


def row(table, loop, measure):
    return table.filter(loop=loop, measure=measure).row(0, named=True)


def test_every_loop_of_the_bench_is_there_and_is_a_switch(table):
    assert table["loop"].n_unique() == len(bench.LOOPS) == 6
    values = WORLD.plan().values
    assert {loop.name for loop in bench.LOOPS if not loop.is_closed(values)} == {
        "contagion",
        "runaway_patrols",
    }


def test_hardship_breeds_lateness_and_without_the_loop_it_breeds_none(table):
    assert row(table, "hardship_spiral", "late_payments")["low"] > 0
    harder = {"response.hardship_at_start": 0.2}
    assert value("late_payments", "hardship_spiral", False, **harder) > value(
        "late_payments", "hardship_spiral", False
    )
    assert value("late_payments", "hardship_spiral", True, **harder) == value(
        "late_payments", "hardship_spiral", True
    )


def test_listed_contacts_cost_points_only_where_guilt_is_contagious():
    pilot = {"rating.points_region_share": 1.0}
    assert value("contagion_points", "contagion", False, **pilot) > 0
    assert value("contagion_points", "contagion", True, **pilot) == 0


def test_patrols_that_follow_findings_gather_in_a_few_places(table):
    attention = row(table, "runaway_patrols", "attention_of_top_tenth")
    assert attention["without"] == pytest.approx(0.1, abs=0.01)
    assert attention["with"] > 1.5 * attention["without"]


def test_a_personalised_feed_narrows_and_an_open_one_does_not(table):
    topics = row(table, "narrowing_feed", "feed_effective_topics")
    assert topics["high"] < 0 and topics["without"] > 9.5  # of ten


def test_silence_spreads_only_where_people_look_at_others():
    loud = {"life.critical_post_per_year": 0.2}
    assert value("posts_held_back", "spiral_of_silence", False, **loud) > value(
        "posts_held_back", "spiral_of_silence", True, **loud
    )


def test_perks_ease_hardship_and_without_them_nobody_gets_any(table):
    perks = row(table, "perks_for_the_well_rated", "perks_granted")
    assert perks["without"] == 0 and perks["with"] > 0
    assert row(table, "perks_for_the_well_rated", "hardship_mean")["high"] < 0


def test_an_unknown_loop_gets_the_nearest_name():
    with pytest.raises(UnknownName, match="contagion"):
        bench.loops(WORLD, only=("contagio",))
    assert bench.Bench(
        WORLD, bench.loops(World("china-2018", 2_000, 14), only=("contagion",)).table
    ).as_dict()
