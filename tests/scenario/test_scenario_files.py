import datetime
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glasshouse import scenario
from glasshouse.base.errors import BadScenario, InputError, UnknownName

BASE = """\
name: mine
title: a title
about: what it shows
start: 2018-01-01
society: china
"""


@pytest.fixture
def write(tmp_path):
    def _write(text, name="mine.yaml"):
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        return file

    return _write


def test_a_file_says_who_where_since_when_and_what_changes(write):
    told = scenario.read(
        write(
            BASE + "without: [cameras]\nset: {rating.grace_days: 30}\n"
            "where: [{regions: [CN-SD], set: {rating.points: 0}}]\n"
            "events:\n- {date: 2018-06-01, what: later, set: {}}\n"
            "- {date: 2018-02-01, what: sooner, regions: [CN-BJ]}\n"
            "concessions: [{name: x, level: local, set: {rating.points: 0}}]\n"
        )
    )
    assert (told.name, told.start, told.days, told.without) == (
        "mine",
        datetime.date(2018, 1, 1),
        365,
        ("cameras",),
    )
    assert [event.what for event in told.events] == ["sooner", "later"]
    assert told.events[0].regions == ("CN-BJ",) and told.events[1].regions == ()
    assert told.settings[0].place.endswith("mine.yaml, line 7")


def test_a_child_keeps_what_it_does_not_say_and_adds_its_changes(write):
    write(
        BASE.replace("mine", "parent")
        + "days: 30\nsources: [a]\nset: {rating.grace_days: 30, rating.points: 0}\n"
        + "events: [{date: 2018-02-01, what: of the parent}]\nwithout: [cameras]\n",
        "parent.yaml",
    )
    told = scenario.read(
        write(
            "extends: parent.yaml\ntitle: other\nsources: [b]\nwithout: []\nset: {rating.grace_days: 60}\n"
            "events: [{date: 2018-01-15, what: of the child}]\n",
            "child.yaml",
        )
    )
    assert (told.name, told.title, told.about, told.days) == ("child", "other", "what it shows", 30)
    assert told.sources == ("a", "b") and told.without == ()
    assert {s.name: s.value for s in told.settings} == {"rating.grace_days": 60, "rating.points": 0}
    assert [event.what for event in told.events] == ["of the child", "of the parent"]


def test_scenarios_that_extend_each_other_in_a_circle_are_refused(write):
    write(BASE + "extends: b.yaml\n", "a.yaml")
    with pytest.raises(BadScenario, match="circle"):
        scenario.read(write("extends: a.yaml\n", "b.yaml"))


def test_a_long_chain_of_parents_is_refused(write):
    for n in range(12):
        write(BASE + f"extends: s{n + 1}.yaml\n", f"s{n}.yaml")
    with pytest.raises(BadScenario, match="at most 8"):
        scenario.read(write(BASE + "extends: s1.yaml\n", "s0.yaml"))


def test_a_misspelt_scenario_gives_the_nearest_and_a_missing_file_says_so(tmp_path):
    with pytest.raises(UnknownName, match=r"Did you mean china-2018\?"):
        scenario.read("chian-2018")
    with pytest.raises(BadScenario, match="No such file"):
        scenario.read(tmp_path / "none.yaml")
    with pytest.raises(UnknownName, match="line 6"):
        (tmp_path / "x.yaml").write_text(BASE + "extends: chinna-2018\n")
        scenario.read(tmp_path / "x.yaml")


@pytest.mark.parametrize(
    ("more", "reason", "line"),
    [
        ("evnts: []", "Did you mean events", 6),
        ("set: {rating.grace_days: {valeu: 3}}", "Did you mean value", 6),
        ("events:\n- date: 2018-01-01\n  waht: x", "Did you mean what", 8),
        ("events:\n- date: 2018-01-01", "events.0.what is missing", 7),
        ("events:\n- date: soon\n  what: x", "'soon' cannot be read", 7),
        ("where:\n- regions: []\n  set: {}", "at least 1 item", 7),
        ("concessions:\n- name: x\n  level: regional\n  set: {}", "'company', 'local' or 'national'", 8),
        ("concessions:\n- name: x\n  level: local\n  width: 0\n  set: {}", "greater than 0", 9),
        ("days: 0", "greater than or equal to 1", 6),
        ("days: 1.5", "integer", 6),
        ("without: cameras", "list", 6),
        ("set: {rating.grace_days: {value: 1, grade: guessed}}", "'assumed'", 6),
        ("set: {rating.grace_days: {value: 1, range: [1]}}", "at least 2 items", 6),
        ("sources: [1]", "string", 6),
    ],
)
def test_a_file_that_does_not_hold_together_is_refused_with_its_line(write, more, reason, line):
    with pytest.raises(InputError) as refused:
        scenario.read(write(BASE + more + "\n"))
    assert reason in str(refused.value)
    assert f"mine.yaml, line {line}" in str(refused.value)


@pytest.mark.parametrize("key", ["title", "about", "start", "society"])
def test_what_a_run_needs_must_be_said_somewhere(write, key):
    with pytest.raises(BadScenario, match=f"{key} is missing"):
        scenario.read(write("".join(line + "\n" for line in BASE.splitlines() if not line.startswith(key))))


@pytest.mark.parametrize("path", ["", "  ", "a\0b.yaml", "x" * 5000 + ".yaml", "/etc/passwd", "."])
def test_a_path_that_cannot_be_a_scenario_is_refused(path):
    with pytest.raises(InputError):
        scenario.read(path)


def test_what_is_resolved_reads_back_as_the_same_scenario():
    for name in scenario.names():
        told = scenario.read(name)
        back = scenario.restore(json.loads(json.dumps(told.resolved)))
        assert back == told and json.dumps(told.resolved)
        assert back.resolved == told.resolved


def test_an_altered_manifest_is_refused():
    resolved = scenario.read("china-2018").resolved
    for change in ({"start": "soon"}, {"events": 3}, {"concessions": [{}]}, {"title": None}, {"odd": 1}):
        with pytest.raises(InputError):
            scenario.restore(resolved | change)


def test_the_society_file_is_looked_for_beside_the_scenario_that_names_it(write, tmp_path):
    told = scenario.read(write(BASE.replace("china", "towns.yaml")))
    assert told.society == str((tmp_path / "towns.yaml").resolve())


_lines = st.sampled_from(
    [
        *BASE.splitlines(),
        "set: {rating.grace_days: 3}",
        "set:",
        "  rating.grace_days: .nan",
        "events: [",
        "]",
        "- a",
        "start: [1]",
        "days: -1",
        "days: 99999999999999999999",
        "extends: mine.yaml",
        "extends: china-2018",
        "x: *a",
        "without: [a]",
        "where: [{regions: all, set: {}}]",
        "name: {a: 1}",
        "about: ''",
        "\x00",
        "society: ../..",
    ]
)


@given(st.lists(_lines, max_size=12))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
def test_a_hostile_file_never_gives_a_traceback(write, lines):
    file = write("\n".join(lines), "mine.yaml")
    try:
        told = scenario.read(file)
    except InputError as refused:
        assert "\n" not in str(refused)
    else:
        assert told.title


def test_a_billion_laughs_and_a_deep_nest_are_refused_at_once(write):
    laughs = "a: &a [x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
    )
    for text in (laughs, "a: " + "[" * 50_000, "a: " + "{b: " * 50_000, "x" * 300_000, "- " * 100_000):
        with pytest.raises(InputError):
            scenario.read(write(text))
