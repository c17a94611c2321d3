import datetime
import itertools
import math
import shlex

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glasshouse import scenario
from glasshouse.base import ledger
from glasshouse.base.errors import BadValue, InputError, TooLarge, UnknownName
from glasshouse.society.marginals import load

BASE = "name: mine\ntitle: t\nabout: a\nstart: 2018-01-01\nsociety: china\n"
NAMES = sorted(ledger.load())


@pytest.fixture(scope="module")
def china():
    return load("china")


@pytest.fixture
def plan(tmp_path, china):
    def _plan(more="", **options):
        file = tmp_path / "mine.yaml"
        file.write_text(BASE + more, encoding="utf-8")
        return scenario.plan(file, society=china, **options)

    return _plan


def position(plan, code):
    return [region.code for region in plan.society.regions].index(code)


def in_force(plan, name, code, week):
    return plan.regimes[plan.schedule[week, position(plan, code)]][name]


def test_without_a_word_a_plan_has_a_million_people_a_year_seed_one_and_the_ledger(plan):
    made = plan()
    assert (made.people, made.days, made.seed, made.weeks, made.off) == (1_000_000, 365, 1, 53, frozenset())
    assert made.values == ledger.load().numbers()
    assert len(made.regimes) == 1 and made.schedule.dtype == np.int16
    assert made.schedule.shape == (53, 31) and not made.schedule.any()


def test_a_dated_event_changes_the_week_that_contains_it_and_all_later_ones(plan):
    made = plan("events: [{date: 2018-01-15, what: x, set: {rating.grace_days: 60}}]")
    assert [in_force(made, "rating.grace_days", "CN-BJ", week) for week in (0, 1, 2, 3, 52)] == [
        10,
        10,
        60,
        60,
        60,
    ]
    assert [(event.week, event.date, event.set) for event in made.events] == [
        (2, datetime.date(2018, 1, 15), {"rating.grace_days": 60.0})
    ]


def test_a_regional_override_holds_in_its_regions_only(plan):
    made = plan("where: [{regions: [CN-SD, CN-BJ], set: {rating.points_region_share: 1}}]")
    assert in_force(made, "rating.points_region_share", "CN-SD", 0) == 1
    assert (
        in_force(made, "rating.points_region_share", "CN-GD", 0) == made.values["rating.points_region_share"]
    )
    assert len(made.regimes) == 2


def test_history_is_in_force_on_day_0_unless_the_scenario_says_otherwise(plan):
    history = "events: [{date: 2015-01-01, what: x, set: {rating.grace_days: 60, rating.removal_days: 4}}]\n"
    made = plan(history + "set: {rating.grace_days: 20}")
    assert (made.values["rating.grace_days"], made.values["rating.removal_days"]) == (20, 4)
    assert made.events == () and made.history[0].date.year == 2015
    assert "2015" not in made.ledger["rating.grace_days"].source
    assert made.ledger["rating.removal_days"].value == 4


def test_an_event_after_the_run_changes_nothing(plan):
    made = plan("events: [{date: 2019-01-15, what: x, set: {rating.grace_days: 60}}]")
    assert made.events == () and len(made.regimes) == 1


def test_set_holds_everywhere_and_always_and_the_plan_says_what_it_overrules(plan):
    made = plan(
        "events: [{date: 2018-01-15, what: the reform, set: {rating.grace_days: 60}}]\n"
        "where: [{regions: [CN-SD], set: {rating.grace_days: 5}}]",
        set={"rating.grace_days": 33},
    )
    assert {regime["rating.grace_days"] for regime in made.regimes} == {33}
    assert "the reform" in made.warnings[0]
    assert made.ledger["rating.grace_days"].set_by == "--set rating.grace_days"
    assert made.ledger["rating.grace_days"].grade == "assumed"


def test_perfect_closes_every_channel_of_error_and_delay_everywhere_and_always(plan):
    perfect = ledger.load().perfect()
    made = plan(
        "events: [{date: 2018-01-15, what: x, set: {rating.service_failure: 0.2}}]\n"
        "concessions: [{name: x, level: local, set: {rating.service_failure: 0.1, rating.grace_days: 60}}]",
        set={"cameras.reviewer_false_accept": 0.3},
        perfect=True,
    )
    for regime in made.regimes:
        assert {name: regime[name] for name in perfect} == perfect
    assert made.concessions[0].set == {"rating.service_failure": 0, "rating.grace_days": 60}
    assert made.values["platform.suppression_true_positive_rate"] == 1
    assert made.perfect and made.command().endswith("--perfect")


def test_concessions_take_from_the_ledger_what_they_do_not_say(plan):
    made = plan("concessions: [{name: a_thing, level: company, threshold: 0.2, set: {rating.points: 0}}]")
    won = made.concessions[0]
    assert (won.name, won.what, won.level, won.threshold) == ("a_thing", "a thing", "company", 0.2)
    assert won.width == made.values["response.concession_width"]
    assert won.weekly_hazard == made.values["response.concession_weekly_hazard"]


def test_mechanisms_are_switched_off_by_the_scenario_and_by_without(plan):
    made = plan("without: [cameras]", without=["gates"])
    assert made.off == {"cameras", "gates"}
    assert "--without gates" in made.command() and "cameras" not in made.command()


@pytest.mark.parametrize(
    ("more", "options", "reason"),
    [
        ("set: {rating.grase_days: 3}", {}, r"Did you mean rating\.grace_days\?"),
        ("", {"set": {"grace_dayz": 3}}, r"Did you mean rating\.grace_days\?"),
        ("where: [{regions: [CN-XX], set: {}}]", {}, "no region named 'CN-XX'"),
        ("events: [{date: 2018-02-01, what: x, regions: [CN-S], set: {}}]", {}, "no region"),
        ("without: [camera]", {}, r"Did you mean cameras\?"),
        ("", {"without": ["gatez"]}, r"Did you mean gates\?"),
        (
            "concessions: [{name: x, level: local, set: {rating.pionts: 0}}]",
            {},
            r"Did you mean rating\.points\?",
        ),
    ],
)
def test_an_unknown_name_anywhere_gives_the_nearest(plan, more, options, reason):
    with pytest.raises(UnknownName, match=reason):
        plan(more, **options)


@pytest.mark.parametrize(
    ("more", "options", "reason"),
    [
        ("set: {rating.grace_days: -1}", {}, r"impossible .*mine\.yaml, line 6\)\. Allowed: 0 or more"),
        ("set: {rating.service_failure: 1.5}", {}, "Allowed: 0 to 1"),
        ("set: {rating.grace_days: ten}", {}, "'ten' is not a number"),
        ("set: {rating.grace_days: [3]}", {}, "not a number"),
        ("set: {rating.grace_days: true}", {}, "truth value"),
        ("events: [{date: 2018-02-01, what: x, set: {cameras.per_1000: -4}}]", {}, "impossible"),
        ("concessions: [{name: x, level: local, set: {rating.points: 2}}]", {}, "impossible"),
        ("set: {rating.grace_days: {value: 100, range: [3, 95]}}", {}, "Allowed: 3 to 95"),
        ("", {"set": {"rating.grace_days": math.nan}}, "--set rating.grace_days"),
        ("", {"people": 0}, "from 1"),
        ("", {"days": 0}, "from 1"),
        ("", {"days": -7}, "from 1"),
        ("", {"seed": -1}, "from 0"),
        ("", {"people": 1.5}, "not a whole number"),
        ("", {"people": True}, "not a whole number"),
        ("", {"seed": 2**64}, "impossible"),
    ],
)
def test_an_impossible_value_is_refused_with_its_place_and_what_is_allowed(plan, more, options, reason):
    with pytest.raises(BadValue, match=reason):
        plan(more, **options)


def test_more_people_or_days_than_there_is_room_for_are_refused(plan):
    for options in ({"people": 10**15}, {"days": 10**6}):
        with pytest.raises(TooLarge):
            plan(**options)


def test_a_value_outside_the_range_is_possible_but_said(plan):
    made = plan("set: {rating.grace_days: 120}")
    assert "outside the ledger's range 3 to 90" in made.warnings[0]
    assert made.ledger["rating.grace_days"].high == 120


def test_a_range_stated_beside_the_value_is_taken_without_a_warning(plan):
    made = plan(
        "set: {rating.grace_days: {value: 120, range: [3, 200], why: a test, source: a law, grade: reported}}"
    )
    assert made.warnings == ()
    entry = made.ledger["rating.grace_days"]
    assert (entry.high, entry.source, entry.grade) == (200, "a law", "reported")
    assert entry.says.endswith("Here: a test")


def test_the_command_makes_the_same_plan_again(plan, china):
    made = plan(
        "events: [{date: 2018-01-15, what: x, set: {rating.grace_days: 60}}]", people=5_000, days=30, seed=9
    )
    made = plan(people=5_000, days=30, seed=9, set={"cameras.false_match_rate": 2e-8, "rating.points": 0})
    words = shlex.split(made.command())
    assert words[:2] == ["glasshouse", "run"]
    options = dict(zip(words[3::2], words[4::2], strict=True))
    assert (options["--people"], options["--days"], options["--seed"]) == ("5000", "30", "9")
    pairs = dict(scenario.assignment(b) for a, b in itertools.pairwise(words) if a == "--set")
    again = scenario.plan(words[2], people=5_000, days=30, seed=9, set=pairs, society=china)
    assert again.values == made.values and again.command() == made.command()


@given(data=st.data())
@settings(deadline=None, max_examples=60)
def test_every_value_inside_its_range_plans_and_is_in_force_everywhere(china, data):
    name = data.draw(st.sampled_from(NAMES))
    entry = ledger.load()[name]
    value = data.draw(st.floats(entry.low, entry.high))
    made = scenario.plan("china-2018", society=china, set={name: value}, people=1000, days=60)
    assert all(regime[name] == value for regime in made.regimes)
    assert made.values[name] == value and not [w for w in made.warnings if "outside" in w]


@given(
    value=st.one_of(
        st.floats(), st.integers(), st.text(max_size=4), st.none(), st.lists(st.integers(), max_size=2)
    )
)
@settings(deadline=None, max_examples=60)
def test_no_value_of_set_gives_anything_but_a_plan_or_a_refusal(china, value):
    try:
        made = scenario.plan("nothing", society=china, set={"rating.service_failure": value})
    except InputError as refused:
        assert "--set rating.service_failure" in str(refused)
    else:
        assert 0 <= made.values["rating.service_failure"] <= 1


def test_changes_without_end_are_refused_before_they_fill_the_memory(plan, china):
    codes = [region.code for region in china.regions]
    events = "".join(
        f"- {{date: 2018-{1 + n // 28 % 12:02}-{1 + n % 28:02}, what: x, regions: [{codes[n % 31]}], "
        f"set: {{rating.grace_days: {3 + n / 100}}}}}\n"
        for n in range(390)
    )
    made = plan("events:\n" + events)
    assert len(made.regimes) <= 391
    with pytest.raises(InputError, match="at most 400"):
        plan("events:\n" + "- {date: 2018-01-01, what: x}\n" * 500)


@pytest.mark.parametrize("text", ["", "=", "a", "a=", "=3", "a=b", "a=1e", "a=1=2"])
def test_what_is_no_assignment_is_refused(text):
    with pytest.raises(BadValue, match="NAME=NUMBER"):
        scenario.assignment(text)


def test_an_assignment_takes_numbers_and_on_and_off():
    assert scenario.assignment(" rating.court = off ") == ("rating.court", 0.0)
    assert scenario.assignment("cameras.false_match_rate=1e-8") == ("cameras.false_match_rate", 1e-8)
