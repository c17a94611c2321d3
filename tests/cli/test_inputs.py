"""The commands about what goes in, as a researcher who prepares a scenario uses them."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner, Result

from glasshouse.cli.app import app


def glasshouse(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def printed(*words: str) -> dict:
    result = glasshouse(*words)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


SHIPPED = (
    "nothing", "china-2018", "china-2018-press", "court-list", "rongcheng", "sesame-pretick",
    "disputed-payment", "city-lfr",
)  # fmt: skip


def test_every_shipped_scenario_is_listed_with_its_title() -> None:
    listed = {entry["name"]: entry for entry in printed("scenarios", "--json")["scenarios"]}
    assert set(SHIPPED) <= set(listed)
    assert all(entry["title"] for entry in listed.values())
    assert "china-2018" in glasshouse("scenarios").stdout


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_scenario_can_be_shown_and_checked(name: str) -> None:
    shown = glasshouse("show", name)
    assert shown.exit_code == 0
    assert "Sources" in shown.stdout
    assert "Leaves out" in shown.stdout
    assert printed("show", name, "--json")["name"] == name
    assert printed("check", name, "--json")["ok"] is True


def test_a_misspelt_scenario_is_answered_with_the_nearest_name() -> None:
    result = glasshouse("show", "china-2081")
    assert result.exit_code == 2
    assert "china-2018" in result.stderr


def test_parameters_carry_value_range_unit_grade_and_source() -> None:
    found = {entry["name"]: entry for entry in printed("parameters", "--json")["parameters"]}
    grace = found["rating.grace_days"]
    assert grace["range"][0] <= grace["value"] <= grace["range"][1]
    for key in ("unit", "grade", "source", "says", "date", "file", "line"):
        assert grace[key], key


def test_parameters_can_be_asked_for_by_grade() -> None:
    found = printed("parameters", "--grade", "assumed", "--json")["parameters"]
    assert found
    assert {entry["grade"] for entry in found} == {"assumed"}
    wrong = glasshouse("parameters", "--grade", "assumd")
    assert wrong.exit_code == 2
    assert "assumed" in wrong.stderr


def test_parameters_of_a_scenario_are_the_ones_it_sets() -> None:
    name = "rating.single_score"
    own = {entry["name"]: entry["value"] for entry in printed("parameters", "--json")["parameters"]}
    press = printed("parameters", "china-2018-press", "--json")["parameters"]
    assert own[name] == 0
    assert {entry["name"]: entry["value"] for entry in press}[name] == 1


def test_each_parameter_is_one_line_in_a_pipe() -> None:
    lines = glasshouse("parameters").stdout.splitlines()
    assert sum("rating.grace_days" in line for line in lines) == 1
    assert next(line for line in lines if "rating.grace_days" in line).split()[1:4]


def test_a_new_scenario_passes_the_check_at_once_and_nothing_is_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    assert glasshouse("new", str(file)).exit_code == 0
    before = file.read_bytes()
    assert glasshouse("check", str(file)).exit_code == 0
    again = glasshouse("new", str(file))
    assert again.exit_code == 2
    assert "exists" in again.stderr
    assert file.read_bytes() == before


def test_a_new_scenario_from_an_unknown_one_writes_nothing(tmp_path: Path) -> None:
    result = glasshouse("new", str(tmp_path / "mine.yaml"), "--extends", "china-2081")
    assert result.exit_code == 2
    assert "china-2018" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_schema_for_editors_accepts_a_new_scenario_and_refuses_a_misspelt_one(tmp_path: Path) -> None:
    schema = printed("schema")
    file = tmp_path / "mine.yaml"
    glasshouse("new", str(file))
    content = json.loads(json.dumps(YAML(typ="safe").load(file), default=str))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(content, schema)
    content["set"] = {"rating.grace_dayz": 3}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(content, schema)


def test_a_mistake_in_a_file_is_said_with_file_and_line(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("name: mine\nextends: china-2018\nset:\n  rating.grace_dayz: 3\n", encoding="utf-8")
    result = glasshouse("check", str(file))
    assert result.exit_code == 2
    assert "mine.yaml, line 4" in result.stderr
    assert "rating.grace_days" in result.stderr


def test_a_syntax_error_in_a_file_is_said_with_line_and_column(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("name: mine\nset: [1, 2\n", encoding="utf-8")
    result = glasshouse("check", str(file))
    assert result.exit_code == 2
    assert "line" in result.stderr
    assert "column" in result.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--people", "0"], "people"),
        (["--people", "-5"], "people"),
        (["--people", "1e30"], "too many"),
        (["--days", "0"], "days"),
        (["--days", "-1"], "days"),
        (["--days", "1e9"], "days"),
        (["--seed", "-1"], "seed"),
        (["--set", "rating.grace_dayz=3"], "rating.grace_days"),
        (["--set", "rating.grace_days=-3"], "0 or more"),
        (["--set", "cameras.false_match_rate=2"], "0 to 1"),
        (["--without", "camera"], "cameras"),
        (["--threads", "0"], "1 or more"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_what_is_allowed(words: list[str], says: str) -> None:
    for command in ("run", "plan") if words[0] != "--threads" else ("run",):
        result = glasshouse(command, "china-2018", *words)
        assert result.exit_code == 2
        assert says in result.stderr
        assert result.stdout == ""


def test_a_value_outside_the_published_range_is_said_but_allowed(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("name: mine\nextends: china-2018\nset:\n  rating.grace_days: 200\n", encoding="utf-8")
    warnings = printed("check", str(file), "--json")["warnings"]
    assert "rating.grace_days" in " ".join(warnings)


def test_the_plan_prints_the_week_with_kinds_rates_columns_and_streams() -> None:
    result = glasshouse("plan", "china-2018", "--without", "cameras")
    assert result.exit_code == 0, result.stderr
    for words in (
        "cameras (off)",
        "fast trains",
        "private school",
        "fear_fast",
        "retry",
        "--without cameras",
    ):
        assert words in result.stdout
    week = {row["mechanism"]: row for row in printed("plan", "china-2018", "--json")["week"]}
    assert {kind["kind"] for kind in week["life"]["kinds"]} >= {"late_payment", "default", "traffic_offence"}
    assert "points" in week["rating"]["writes"]
    assert "suppress" in week["platform"]["streams"]
    assert all(row["on"] for row in week.values())


def test_every_kind_of_event_of_the_clocks_is_in_the_week() -> None:
    from glasshouse.society import clocks

    week = printed("plan", "china-2018", "--json")["week"]
    kinds = [kind["kind"] for row in week for kind in row["kinds"]]
    assert sorted(kinds) == sorted((*clocks.GATES, *clocks.BREACHES, *clocks.SPEECHES, *clocks.STRIKES))
    for row in week:
        for kind in row["kinds"]:
            assert 0 <= kind["upper_rate_per_year"][0] <= kind["upper_rate_per_year"][1]
