"""A run from the command line: what is printed, what is written, and what happens when it is cut short."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner, Result

import glasshouse as gh
from glasshouse.cli.app import app
from glasshouse.measures import MEASURES

SMALL = ("--people", "20000", "--days", "28")
ENGINE = Path(__file__).with_name("small_engine.py")


def glasshouse(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


@pytest.fixture(scope="module")
def told(engine: ModuleType) -> dict:
    """A run of china-2018 as `--json` tells it."""
    result = glasshouse("run", "china-2018", *SMALL, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_a_run_ends_with_the_table_and_says_where_the_report_is(engine: ModuleType) -> None:
    result = glasshouse("run", "china-2018", *SMALL)
    assert result.exit_code == 0, result.stderr
    for words in (
        "people wrongly refused",
        "Harms",
        "Costs",
        "Claimed benefits",
        "95 % simulation intervals",
    ):
        assert words in result.stdout
    report = Path(result.stdout.split("report ")[-1].strip())
    assert report.is_file()
    assert "<html" in report.read_text(encoding="utf-8")[:200]


def test_json_is_one_object_on_standard_output_and_nothing_else(told: dict) -> None:
    assert set(told) == {
        "scenario", "people", "days", "seed", "digest", "run_dir", "report", "seconds",
        "person_days_per_second", "peak_memory_mb", "bytes_per_person", "measures",
    }  # fmt: skip
    assert (told["scenario"], told["people"], told["days"], told["seed"]) == ("china-2018", 20_000, 28, 1)
    assert set(told["seconds"]) == {"compile", "setup", "simulate", "report"}
    assert all(isinstance(value, float) for value in told["seconds"].values())
    assert told["peak_memory_mb"] > 10
    assert Path(told["report"]).is_file()
    assert set(told["measures"]) == set(MEASURES)


def test_each_measure_in_json_carries_unit_kind_interval_groups_and_regions(told: dict) -> None:
    refused = told["measures"]["people_refused"]
    assert set(refused) == {"value", "unit", "kind", "per_100k", "low", "high", "by_group", "by_region"}
    assert refused["kind"] == "harm"
    assert refused["low"] <= refused["per_100k"] <= refused["high"]
    assert {"majority", "minority"} <= set(refused["by_group"])
    assert set(refused["by_group"]["minority"]) == {"value", "per_100k", "low", "high"}
    assert len(refused["by_region"]) == 31


def test_quiet_says_only_where_the_report_is(engine: ModuleType) -> None:
    result = glasshouse("run", "nothing", *SMALL, "--quiet")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert len(result.stdout.splitlines()) == 1
    assert result.stdout.startswith("report: ")


def test_zeros_are_explained_after_a_run(engine: ModuleType) -> None:
    result = glasshouse("run", "nothing", *SMALL)
    assert "switched off" in result.stdout
    assert "Nothing at all happened" in result.stdout


def test_the_report_of_china_2018_shows_what_the_press_told_beside_it(told: dict) -> None:
    beside = gh.open(Path(told["run_dir"]) / "china-2018-press")
    assert beside.scenario == "china-2018-press"
    assert "as the press told it" in Path(told["report"]).read_text(encoding="utf-8")


def test_an_existing_folder_is_refused_and_nothing_in_it_is_touched(
    engine: ModuleType, tmp_path: Path
) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "notes.txt").write_text("keep me")
    result = glasshouse("run", "nothing", *SMALL, "--out", str(mine))
    assert result.exit_code == 2
    assert "--out" in result.stderr
    assert [file.name for file in mine.iterdir()] == ["notes.txt"]


def test_a_place_that_cannot_be_written_is_refused_before_anything_is_simulated(
    engine: ModuleType, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("I am no folder")
    result = glasshouse("run", "nothing", *SMALL, "--out", str(tmp_path / "file" / "run"))
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


def test_more_people_than_memory_holds_are_refused_with_the_estimate(
    engine: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glasshouse.api.memory.available", lambda: 3e9)
    result = glasshouse("run", "china-2018", "--people", "1_400_000_000", "--json", "--out", "huge")
    assert result.exit_code == 2
    assert "22 GB" in result.stderr
    assert "--people" in result.stderr
    assert result.stdout == ""
    assert not Path("huge").exists()


def test_the_printed_command_gives_the_same_lives_again(engine: ModuleType) -> None:
    words = ("run", "nothing", *SMALL, "--seed", "7", "--set", "rating.grace_days=30", "--without", "cameras")
    first = json.loads(glasshouse(*words, "--json").stdout)
    command = gh.open(first["run_dir"]).command
    again = json.loads(glasshouse(*command.split()[1:], "--json").stdout)
    assert again["digest"] == first["digest"]
    assert again["run_dir"] != first["run_dir"]


def test_verify_passes_for_a_run_as_it_was_and_fails_for_a_damaged_one(engine: ModuleType) -> None:
    folder = json.loads(glasshouse("run", "nothing", *SMALL, "--json").stdout)["run_dir"]
    assert glasshouse("verify", folder).exit_code == 0
    told = json.loads(glasshouse("verify", folder, "--json").stdout)
    assert told["ok"] is True
    table = Path(folder) / "measures.parquet"
    table.write_bytes(table.read_bytes()[:-9] + b"123456789")
    damaged = glasshouse("verify", folder)
    assert damaged.exit_code == 2
    assert "measures.parquet" in damaged.stderr


def test_query_answers_in_sql_and_explains_a_misspelt_column(told: dict) -> None:
    folder = told["run_dir"]
    result = glasshouse(
        "query", folder, "SELECT measure, value FROM measures WHERE kind = 'harm' LIMIT 2", "--json"
    )
    assert json.loads(result.stdout)["columns"] == ["measure", "value"]
    assert len(json.loads(result.stdout)["rows"]) == 2
    assert "value" in glasshouse("query", folder, "SELECT value FROM measures").stdout
    wrong = glasshouse("query", folder, "SELECT valeu FROM measures")
    assert wrong.exit_code == 2
    assert "value" in wrong.stderr


def test_explain_lists_harms_then_people_then_tells_a_life(told: dict) -> None:
    folder = told["run_dir"]
    harms = json.loads(glasshouse("explain", folder, "--find", "--json").stdout)["harms"]
    assert {"harm", "says", "people_to_look_at"} == set(harms[0])
    for words in (("--find", "wrongly-refused"), ("--find=wrongly-refused",)):
        people = json.loads(glasshouse("explain", folder, *words, "--json").stdout)["people"]
        assert people == [7, 412]
    assert "Nobody in this run" in glasshouse("explain", folder, "--find", "stopped").stdout
    life = json.loads(glasshouse("explain", folder, "7", "--json").stdout)
    assert life["lines"][0]["cause"]
    assert "was refused a flight" in glasshouse("explain", folder, "7").stdout
    for words in ((), ("seven",)):
        assert glasshouse("explain", folder, *words).exit_code == 2


def test_a_report_can_be_written_again(engine: ModuleType) -> None:
    folder = json.loads(glasshouse("run", "nothing", *SMALL, "--json").stdout)["run_dir"]
    report = Path(folder) / "report.html"
    report.unlink()
    assert glasshouse("report", folder).exit_code == 0
    assert report.is_file()


@pytest.mark.parametrize("command", ["report", "verify", "explain", "query"])
def test_a_folder_that_is_no_run_is_refused(command: str, tmp_path: Path) -> None:
    more = {"explain": ["7"], "query": ["SELECT 1"]}.get(command, [])
    for folder in (tmp_path, tmp_path / "absent"):
        result = glasshouse(command, str(folder), *more)
        assert result.exit_code == 2
        assert str(folder) in result.stderr.replace("\n", "")


def test_a_notebook_shows_the_three_kinds_side_by_side(told: dict) -> None:
    page = gh.open(told["run_dir"])._repr_html_()
    assert page.index("Harms") < page.index("Costs") < page.index("Claimed benefits")
    assert "people wrongly refused" in page


def test_charts_of_a_run_display_in_a_notebook(told: dict) -> None:
    charts = gh.open(told["run_dir"]).charts
    assert "chain" in charts
    shown = charts["chain"]._repr_mimebundle_()
    assert shown


def interrupted_after(week: int, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command with slow weeks, interrupted as by Ctrl-C once a week has begun."""
    command = [sys.executable, str(ENGINE), "run", "nothing", "--people", "20000", "--days", "70", *words]
    with subprocess.Popen(
        command, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as run:
        assert run.stderr
        seen = []
        for line in run.stderr:
            seen.append(line)
            if f"week {week}" in line:
                break
        time.sleep(0.1)
        run.send_signal(signal.SIGINT)
        out, err = run.communicate(timeout=60)
    return subprocess.CompletedProcess(command, run.returncode, out, "".join(seen) + err)


def test_an_interruption_is_said_marked_and_leaves_other_runs_alone(tmp_path: Path) -> None:
    (tmp_path / "runs" / "mine").mkdir(parents=True)
    (tmp_path / "runs" / "mine" / "notes.txt").write_text("keep me")
    result = interrupted_after(3, tmp_path, "--json", "--out", "cut")
    assert result.returncode == 130
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert "Interrupted after week 2 of 10" in result.stderr
    assert not (tmp_path / "cut").exists()
    (part,) = tmp_path.glob("cut.unfinished-*")
    assert "interrupted" in (part / "INCOMPLETE").read_text()
    assert json.loads((part / "interrupted.json").read_text()) == {"weeks_done": 2, "weeks": 10}
    opened = glasshouse("verify", str(part))
    assert opened.exit_code == 2
    assert "cut short" in opened.stderr
    assert (tmp_path / "runs" / "mine" / "notes.txt").read_text() == "keep me"
