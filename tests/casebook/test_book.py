"""The book: twelve cases through the laboratory's own mechanisms, each row with an honest verdict."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from glasshouse.base.errors import BadValue, UnknownName
from glasshouse.casebook import facts
from glasshouse.casebook.book import cases, run
from glasshouse.casebook.rows import VERDICTS, row

QUICK = [name for name in cases() if name != "court-list"]
SMALL = {"court-list.people": 8_000}


@pytest.fixture(scope="module")
def courts():
    return run(["court-list"], SMALL)


def test_there_are_twelve_cases_that_say_what_they_ask_and_what_would_fail():
    assert len(cases()) == 12
    for case in cases().values():
        assert case.question.endswith("?") and case.rival and case.miss_means.startswith("That ")
        for name in (*case.inputs, *case.held_back):
            facts.fact(name)
        roles = {facts.fact(name).role for name in case.held_back}
        assert roles <= {"check", "exact"}, case.name
        assert {facts.fact(name).role for name in case.inputs} <= {"input", "fit", "context"}, case.name


def test_every_row_has_a_verdict_and_no_name_stands_twice(book, courts):
    rows = [*book.rows, *courts.rows]
    assert len({r.id for r in rows}) == len(rows)
    for r in rows:
        assert r.verdict in VERDICTS and r.unit and r.what, r.id
        assert math.isfinite(r.model) and r.low - 1e-9 <= r.high, r.id


def test_what_is_exact_is_exact(book):
    exact = [r for r in book.rows if r.role == "exact"]
    assert len(exact) >= 25
    for r in exact:
        assert r.verdict == "exact" and abs(r.model - r.published) <= 1e-6 * max(1, abs(r.published)), r.id


def test_checks_lie_inside_or_are_printed_as_a_miss_with_a_reason(book):
    checks = [r for r in book.rows if r.role == "check"]
    assert len(checks) >= 35
    for r in checks:
        assert r.verdict in ("inside", "miss"), r.id
        assert r.verdict == "inside" or len(r.reason) > 20, r.id


def test_nothing_that_was_fitted_is_called_inside(book):
    for r in book.rows:
        if r.source:
            role = facts.fact(r.source.partition(":")[0]).role
            assert r.role == role, r.id
            assert (r.verdict == "fit") == (role in ("fit", "input")), r.id


def test_the_patterns_that_were_held_back_come_out(book):
    """The results on which trust in the laboratory rests; a change that loses one of them must be looked at."""
    for name in (
        "face-recognition.at-1000", "face-recognition.28-january-2022-false", "face-recognition.7-july-2022-true",
        "human-review.right", "human-review.wrong-share", "re-identification.phones", "re-identification.cards",
        "requests.rejected-2020", "requests.modified-2021", "chilling.persistence", "chilling.another-instrument",
        "approval.informed", "patrols.runaway", "patrols.fixed",
    ):  # fmt: skip
        assert book[name].verdict == "inside", book[name]


def test_known_misses_are_admitted(book):
    for name in (
        "requests.breadth-tested",
        "consent.neutral",
        "chilling.justifiers",
        "human-review.michigan",
        "face-recognition.2022-07-arrests",
        "face-recognition.2023-arrests",
        "errors-and-appeals.flagged",
    ):
        assert book[name].verdict == "miss", book[name]


def test_the_court_list_at_other_settings_is_a_prediction(courts):
    assert {r.verdict for r in courts.rows} == {"prediction"}
    later, before = courts["court-list.flights-2019-07"], courts["court-list.flights-2017-12"]
    assert later.model > before.model > 5


OTHERS = {
    "face-recognition": {"face-recognition.faces": 50_000, "cameras.true_positive_rate": 0.5},
    "human-review": {"cameras.reviewer_false_accept": 0.3},
    "points": {"rating.points_award": 20, "points.people": 6_000},
    "consent": {"platform.consent_asked_in": 0.1, "consent.people": 6_000},
    "re-identification": {"re-identification.people": 1e5, "custody.trace_points_held": 2},
    "requests": {"custody.legal_test_refusal": 0.5},
    "errors-and-appeals": {"remedies.appeal_rubber_stamp": 0.9},
    "income-averaging": {"rating.averaged_unevenness": 1.5},
    "chilling": {"response.fear_slow_share": 0.2},
    "approval": {"response.approval_at_start": 0.5},
    "patrols": {"patrols.first_rate": 2.9, "patrols.runs": 4},
}


@pytest.mark.parametrize("name", QUICK)
def test_every_case_answers_at_other_inputs_with_predictions(book, name):
    other = run([name], OTHERS[name])
    assert {r.verdict for r in other.rows} <= {"prediction", "exact"}
    before = {r.id: r.model for r in book.of(name)}
    assert any(abs(before[r.id] - r.model) > 1e-9 for r in other.rows if r.id in before), "nothing moved"


def test_a_setting_of_another_case_changes_nothing(book):
    other = run(["requests"], {"cameras.true_positive_rate": 0.5})
    assert [r.as_dict() for r in other.rows] == [r.as_dict() for r in book.of("requests")]


def test_no_watchlist_no_alert_and_one_person_is_unique(book):
    empty = run(["face-recognition"], {"cameras.watchlist_size": 0})
    assert empty["face-recognition.deployment-alerts"].model == 0
    assert empty["face-recognition.deployment-alerts"].high == 0
    alone = run(["re-identification"], {"re-identification.people": 1})
    assert alone["re-identification.yours"].model == 1.0
    nobody = run(["face-recognition"], {"face-recognition.faces": 0})
    assert nobody["face-recognition.deployment-alerts"].model == 0


ENDS = [
    (f"{name}.{s.name}", end)
    for name in QUICK
    for s in cases()[name].settings
    for end in (s.low, s.high)
    if s.name not in ("known_first", "known_second", "runs")  # the loop forgets its start
    and f"{name}.{s.name}" not in ("points.people", "consent.people")  # how much is simulated
]


@pytest.mark.parametrize(("setting", "end"), ENDS)
def test_at_the_ends_of_its_own_settings_a_case_answers_and_arithmetic_holds(setting, end):
    """Whoever brings figures of another deployment gets numbers, and what is exact stays exact."""
    size = {"points": 6_000, "consent": 6_000, "patrols": 4}
    name = setting.partition(".")[0]
    small = {f"{name}.{'runs' if name == 'patrols' else 'people'}": size[name]} if name in size else {}
    for r in run([name], {**small, setting: end}).rows:
        assert np.isfinite([r.model, r.low, r.high]).all() and r.low <= r.high, r
        assert r.role != "exact" or r.verdict == "exact", r


def test_the_urns_equation_is_that_without_the_correction():
    rows = run(["patrols"], {"cameras.patrol_fix": 1.0, "patrols.runs": 4}).rows
    assert {r.verdict for r in rows if r.role == "exact"} == {"exact"}


def test_names_and_numbers_that_cannot_be_are_refused():
    with pytest.raises(UnknownName, match="face-recognition"):
        run(["face-recogniton"])
    with pytest.raises(UnknownName, match=r"face-recognition\.faces"):
        run(["requests"], {"face-recognition.face": 3})
    with pytest.raises(BadValue, match="impossible"):
        run(["requests"], {"custody.legal_test_refusal": 1.5})
    with pytest.raises(BadValue, match="0 to"):
        run(["face-recognition"], {"face-recognition.faces": -1})


def test_a_row_is_judged_by_its_role():
    assert row("x", "x", 0.5, (0.4, 0.6, "binomial"), published=0.6, of="D5").verdict == "inside"
    assert row("x", "x", 0.5, (0.4, 0.6, "binomial"), published=0.61, of="D5", reason="why").verdict == "miss"
    assert row("x", "x", 0.5, (0.4, 0.6, "binomial"), published=(0.61, 0.7), of="D8.human").verdict == "miss"
    assert (
        row("x", "x", 0.5, (0.4, 0.6, "binomial"), published=(0.55, 0.7), of="D8.human").verdict == "inside"
    )
    assert row("x", "x", 0.5, published=0.5, of="D4").verdict == "fit"
    assert row("x", "x", 0.5, published=0.5 + 2e-6, role="exact").verdict == "miss"
    assert row("x", "x", 0.5).verdict == "prediction"


def test_the_book_can_be_read_by_programs(book):
    told = json.loads(json.dumps(book.as_dict()))
    assert {"id", "published", "model", "low", "high", "role", "verdict", "source"} <= set(told["cases"][0])
    assert sum(told["verdicts"].values()) == len(told["cases"]) == book.frame.height
