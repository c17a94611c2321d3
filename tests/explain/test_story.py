from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

import glasshouse.explain as explain
from glasshouse.base import events as e
from glasshouse.base.errors import BadValue, UnknownName
from glasshouse.explain import phrases, words
from glasshouse.explain.person import Person

WOMAN = Person.of(dict.fromkeys(range(40), 0))
MAN = Person.of(dict.fromkeys(range(40), 0) | {0: 1})


def stories(run: Any, harm: str, most: int = 12) -> list[explain.Story]:
    return [explain.story(run, person) for person in explain.find(run, harm)[:most]]


def test_a_story_opens_with_who_it_is_and_that_nobody_lived_it(press: Any) -> None:
    told = stories(press, "refused", 1)[0]
    first = told.lines[0]["text"]
    assert first.startswith(f"Synthetic person {told.person}, seed 1, in china-2018-press: a ")
    assert first.endswith("Nobody lived this life.")
    assert "income in the" in first


def test_a_story_ends_with_what_it_came_to(press: Any) -> None:
    for told in stories(press, "refused"):
        end = told.lines[-1]["text"]
        assert end.startswith("In 120 days ")
        assert "was refused" in end


def test_everybody_wrongly_refused_is_told_what_would_have_been_true(harsh: Any) -> None:
    for told in stories(harsh, "wrongly-refused"):
        assert "ad every record been right" in told.lines[-1]["text"]
        assert any(line["verdict"] == "wrong in fact" for line in told.lines if line["event"] == "refused")


def test_a_mix_up_at_the_counter_is_named_as_such(harsh: Any) -> None:
    causes = [
        line["cause"]
        for told in stories(harsh, "wrongly-refused", 32)
        for line in told.lines
        if line["event"] == "refused"
    ]
    assert any("for somebody else of the same name" in cause for cause in causes)


def test_a_refusal_by_points_names_the_last_losses(harsh: Any) -> None:
    told = [
        line
        for harm in ("refused", "wrongly-refused")
        for one in stories(harsh, harm, 32)
        for line in one.lines
    ]
    causes = [line["cause"] for line in told if line["event"] == "refused"]
    lost = [cause for cause in causes if "points were below the bar" in cause]
    assert lost
    assert all("last lost: " in cause or "from the first day" in cause for cause in lost)


def test_a_wrongful_listing_is_told_with_its_days(harsh: Any) -> None:
    ends = [told.lines[-1]["text"] for told in stories(harsh, "wrongly-listed")]
    assert all("for somebody else's debt" in end for end in ends)


def test_points_are_told_with_what_they_were_lost_for(harsh: Any) -> None:
    for told in stories(harsh, "marked-for-lawful-act"):
        for line in told.lines:
            if line["event"] == "late_payment":
                assert " and lost " in line["text"]


def test_lines_are_dated_in_order_and_every_one_is_a_sentence(harsh: Any) -> None:
    for told in stories(harsh, "appealed"):
        days = [line["day"] for line in told.lines[1:-1]]
        assert days == sorted(days)
        for line in told.lines:
            assert line["text"][0].isupper() and line["text"].endswith("."), line["text"]
            assert "{" not in line["text"] + line["cause"]
            assert "  " not in line["text"]


def test_the_text_is_folded_and_says_why(harsh: Any) -> None:
    told = stories(harsh, "wrongly-refused", 1)[0]
    text = str(told)
    assert max(map(len, text.splitlines())) <= 100
    assert "because" in text
    assert "[wrong in fact]" in text


def test_a_story_is_plain_data(press: Any) -> None:
    told = stories(press, "refused", 1)[0]
    data = json.loads(json.dumps(told.as_dict()))
    assert data["person"] == told.person
    assert {"day", "date", "event", "text", "cause", "chain", "first_cause", "verdict"} <= set(
        data["lines"][1]
    )


def test_the_same_story_comes_out_of_the_run_folder(conceding: Any, tmp_path: Path) -> None:
    from glasshouse import results

    folder = results.write(conceding, tmp_path / "run")
    person = explain.find(conceding, "listed")[0]
    assert explain.find(str(folder), "listed") == explain.find(conceding, "listed")
    assert explain.story(str(folder), person) == explain.story(conceding, person)


def test_somebody_to_whom_nothing_happened_has_a_story_too(press: Any) -> None:
    told = explain.story(press, 0)
    assert len(told.lines) >= 2


@pytest.mark.parametrize("person", [-1, 60_000, 10**12])
def test_nobody_beyond_the_last_person(press: Any, person: int) -> None:
    with pytest.raises(BadValue, match="0 to 59,999"):
        explain.story(press, person)


def test_an_unknown_harm_is_answered_with_the_nearest(press: Any) -> None:
    with pytest.raises(UnknownName, match="Did you mean wrongly-refused"):
        explain.find(press, "wrongly-refussed")


def test_harms_are_said_in_words() -> None:
    assert explain.HARMS["wrongly-refused"] == "refused something by an error of fact"


@pytest.mark.parametrize("kind", sorted(e.BY_NUMBER))
def test_every_kind_of_event_has_its_sentence_for_her_and_for_him(kind: int) -> None:
    for a, b in ((0, 0), (1, 1), (3, 2)):
        event = {"event": kind, "a": a if kind != e.GOOD_DEED else min(a, 2), "b": b, "cause": 0}
        for person, stranger in ((WOMAN, {"he", "his", "him"}), (MAN, {"she", "her", "hers"})):
            said = words.clause(person, event)
            assert not stranger & set(said.replace(",", " ").replace(";", " ").split()), said
            assert words.briefly(person, event)


def test_large_numbers_are_told_in_two_digits() -> None:
    assert phrases.roughly(6_781) == "6,800"
    assert phrases.roughly(12) == "12"


def test_one_story_among_a_million_people_takes_under_two_seconds(city: Any) -> None:
    begun = time.process_time()
    explain.story(city, 777_777)
    assert time.process_time() - begun < 2


def test_refusals_that_broke_no_rule_themselves_may_still_follow_from_those_that_did() -> None:
    from glasshouse.explain.ending import _undone

    assert _undone(7, 8) == "at least 7 of the 8 refusals would not have happened"
    assert _undone(2, 2) == "none of the refusals would have happened"
    assert _undone(1, 1) == "the refusal would not have happened"
