"""Safeguards as objects: what they change, what they leave alone, and what they say."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glasshouse import safeguards, scenario
from glasshouse.base import ledger
from glasshouse.base.errors import BadScenario, BadValue, UnknownName
from glasshouse.measures import MEASURES
from glasshouse.safeguards.catalogue import from_file
from glasshouse.safeguards.model import Change

MODEL = [
    "opt_in_consent",
    "notice",
    "explanation",
    "warrant",
    "mandatory_reporting",
    "retention_cap",
    "purpose_limitation",
    "data_minimisation",
    "encryption",
    "watchlist_criteria",
    "raised_threshold",
    "two_person_verification",
    "human_review",
    "grace_period",
    "capacity_test",
    "appeal",
    "suspensive_appeal",
    "correction_propagation",
    "expiry",
    "no_contagion",
    "essential_services",
    "audit",
    "compensation",
    "camera_moratorium",
    "no_single_score",
]
LEDGER = ledger.load()


@pytest.fixture(scope="module")
def china():
    from glasshouse.society.marginals import load

    return load("china")


@pytest.fixture
def plan(china):
    def _plan(name="china-2018", **options):
        return scenario.plan(name, people=20_000, days=60, society=china, **options)

    return _plan


def test_every_safeguard_of_the_model_is_there_and_no_other():
    assert sorted(safeguards.names()) == sorted(MODEL)


@pytest.mark.parametrize("name", MODEL)
def test_a_safeguard_is_whole(name):
    one = safeguards.read(name)
    assert one.title and one.says and one.laws and one.failures and one.cost.staff
    assert one.meant.measure in MEASURES
    assert set(one.cost.counted_in) <= set(MEASURES)
    assert set(one.beside) | set(one.needs) | set(one.meant.given) <= set(MODEL) - {name}
    assert one.meant.scenario in scenario.names()
    assert all(law.anchor and law.date and law.demands and law.source for law in one.laws)
    assert one.as_dict()["changes"][0]["parameter"] in LEDGER


@pytest.mark.parametrize("name", MODEL)
def test_full_strength_stays_where_a_clock_has_room(name):
    """Upper rates come from range maxima: a value above them could only be refused."""
    for change in safeguards.read(name).changes:
        parameter = LEDGER[change.parameter]
        for value in (parameter.low, parameter.value, parameter.high):
            assert change.value(value, 1.0) <= parameter.high


@pytest.mark.parametrize("name", MODEL)
def test_strength_zero_changes_no_value(plan, name):
    base, none = plan(), plan(safeguards={name: 0})
    assert none.regimes == base.regimes and (none.schedule == base.schedule).all()
    assert none.values == base.values and none.concessions == base.concessions
    assert none.warnings == base.warnings


@given(st.sampled_from(MODEL), st.floats(0, 1), st.floats(0, 1))
def test_more_strength_never_moves_a_value_back(name, one, other):
    weak, strong = sorted((one, other))
    for change in safeguards.read(name).changes:
        at = LEDGER[change.parameter].value
        low, high, full = (change.value(at, strength) for strength in (weak, strong, 1.0))
        slack = 1e-9 * max(1.0, abs(at), abs(full))
        if (
            weak > 0 or change.none_is is None
        ):  # 0 days of expiry mean none at all, which is no number between
            assert abs(full - high) <= abs(full - low) + slack
            assert min(at or low, full) - slack <= low <= max(at or low, full) + slack


def test_a_bound_never_makes_a_value_worse():
    assert Change("custody.retention_days", "at_most", 30, "log", None, "").value(10, 1) == 10
    assert Change("rating.grace_days", "at_least", 90, "linear", None, "").value(200, 0.5) == 200


def test_zero_that_means_none_is_read_as_the_end_of_the_range():
    expiry = Change("rating.expiry_days", "at_most", 365, "log", 1825, "")
    assert expiry.value(0, 0) == 0 and expiry.value(0, 1) == 365
    assert 365 < expiry.value(0, 0.5) < 1825


def test_a_dated_safeguard_holds_from_its_week_on(plan):
    made = plan(safeguards=["appeal=0.5@2018-01-29"])
    rate = [made.regimes[made.schedule[week, 0]]["remedies.appeal_rate"] for week in range(made.weeks)]
    assert rate[:4] == [0.02] * 4 and all(0.02 < value < 0.1 for value in rate[4:])
    assert made.values["remedies.appeal_rate"] == 0.02


def test_the_command_repeats_it_and_the_order_of_asking_changes_nothing(plan):
    one = plan(safeguards=["notice", "appeal=0.5@2018-01-29"])
    other = plan(safeguards={"appeal": "0.5@2018-01-29", "notice": 1})
    assert one.command().endswith("--with appeal=0.5@2018-01-29 --with notice")
    assert one.safeguards == other.safeguards and one.regimes == other.regimes
    assert one.safeguards[0].since == datetime.date(2018, 1, 29)


def test_set_wins_where_a_safeguard_can_fail_and_is_the_start_elsewhere(plan):
    held = {"remedies.appeal_capacity_per_100k_week": 0.1, "remedies.appeal_rate": 0.05}
    made = plan(set=held, safeguards={"appeal": 1, "notice": 1})
    assert made.values["remedies.appeal_capacity_per_100k_week"] == 0.1
    assert made.values["remedies.appeal_rate"] == 0.1
    assert any("appeal_capacity" in warning and "holds" in warning for warning in made.warnings)


def test_what_is_perfect_stays_perfect(plan):
    made = plan(perfect=True, safeguards={"raised_threshold": 1, "human_review": 1})
    assert made.values["cameras.true_positive_rate"] == 1 and made.values["cameras.rubber_stamp_share"] == 0


def test_a_concession_never_takes_back_what_a_safeguard_gave(plan):
    won = {one.name: one.set for one in plan(safeguards={"grace_period": 1}).concessions}
    assert won["grace_and_exclusions"]["rating.grace_days"] == 90


def test_a_concession_may_name_a_safeguard(tmp_path, china):
    file = tmp_path / "mine.yaml"
    file.write_text(
        "extends: china-2018\nconcessions:\n"
        "- {name: unticked, level: company, safeguard: opt_in_consent, strength: 0.5}\n"
        "- {name: more, level: local, safeguard: appeal, set: {remedies.copy_days: 5}}\n",
        encoding="utf-8",
    )
    made = scenario.plan(file, people=20_000, days=14, society=china)
    won = {one.name: one.set for one in made.concessions}
    assert won["unticked"]["platform.ask_share"] == 0.5
    assert won["more"]["remedies.appeal_rate"] == 0.1 and won["more"]["remedies.copy_days"] == 5
    again = scenario.restore(made.scenario.resolved)
    assert again.concessions == made.scenario.concessions


def test_a_concession_that_concedes_nothing_is_refused(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("extends: china-2018\nconcessions: [{name: air, level: local}]\n", encoding="utf-8")
    with pytest.raises(BadScenario, match="concessions"):
        scenario.read(file)


def test_contradictory_redundant_and_idle_safeguards_are_said(plan):
    said = " ".join(plan("city-lfr", safeguards={"camera_moratorium": 1, "raised_threshold": 1}).warnings)
    assert "camera_moratorium with raised_threshold" in said
    assert "no_contagion is redundant here" in " ".join(plan(safeguards={"no_contagion": 1}).warnings)
    said = " ".join(plan("city-lfr", safeguards={"retention_cap": 1, "explanation": 1}).warnings)
    assert "retention_cap has nothing to act on" in said and "would need a change of law" in said
    assert "explanation without notice" in said
    late = plan(safeguards=["audit@2030-01-01"])
    assert "after the last day" in " ".join(late.warnings) and late.regimes == plan().regimes


@pytest.mark.parametrize(
    ("asked", "error", "word"),
    [
        ({"apeal": 1}, UnknownName, "appeal"),
        ({"appeal": 1.5}, BadValue, "from 0"),
        ({"appeal": float("nan")}, BadValue, "from 0"),
        ({"appeal": True}, None, ""),
        (["appeal=much"], BadValue, "STRENGTH"),
        (["appeal=1@someday"], BadValue, "year-month-day"),
        (["appeal", "appeal=0.5"], BadValue, "twice"),
        ([3], BadValue, "STRENGTH"),
    ],
)
def test_wrong_asking_is_answered_with_what_is_allowed(asked, error, word):
    if error is None:
        assert safeguards.asked(asked)[0].strength == 1
        return
    with pytest.raises(error, match=word):
        safeguards.asked(asked)


def test_a_safeguard_file_with_a_mistake_says_its_line(tmp_path):
    text = (
        "title: t\nsays: s\nlink: rating\nchanges:\n- {parameter: rating.grace_dayz, at_least: 3, why: w}\n"
        "law: [{anchor: a, date: d, demands: d, source: s}]\ncost: {staff: s}\n"
        "fails: [{how: h, worse: {rating.grace_days: 3}, source: s}]\n"
        "meant: {measure: new_listings, direction: down, by: 0.1, because: b, scenario: china-2018, across: 0.5}\n"
    )
    file = tmp_path / "mine.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UnknownName, match=r"line 5.*grace_days"):
        from_file(file)
    file.write_text(text.replace("grace_dayz, at_least: 3", "grace_days"), encoding="utf-8")
    with pytest.raises(BadScenario, match="one of at_most"):
        from_file(file)
    bounded = "across: 0.5, outside: o, where: {rating.grace_days: [3, 200]}"
    file.write_text(
        text.replace("grace_dayz", "grace_days").replace("across: 0.5", bounded), encoding="utf-8"
    )
    with pytest.raises(BadScenario, match="no part of its range"):
        from_file(file)
    file.write_text(
        text.replace("grace_dayz", "grace_days").replace("across: 0.5", bounded[:23]), encoding="utf-8"
    )
    with pytest.raises(BadScenario, match="beyond them"):
        from_file(file)
    file.write_text(text.replace("link: rating", "lnk: rating"), encoding="utf-8")
    with pytest.raises(BadScenario, match=r"lnk|link"):
        from_file(file)
