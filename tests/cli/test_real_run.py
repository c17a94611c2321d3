"""The real engine behind the command line, at 20,000 people and 60 days: from the scenario to a story."""

from __future__ import annotations

import doctest
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import glasshouse as gh
from glasshouse.api import finished, flow
from glasshouse.api.zeros import ERRORS_ONLY
from glasshouse.cli.app import app
from glasshouse.measures import MEASURES

SIZE = ("--people", "20000", "--days", "60")


def glasshouse(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """china-2018 as `--json` tells it; made once."""
    folder = tmp_path_factory.mktemp("real")
    result = glasshouse("run", "china-2018", *SIZE, "--json", "--out", str(folder / "run"))
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_every_measure_is_there_and_the_chain_is_not_empty(told: dict) -> None:
    assert set(told["measures"]) == set(MEASURES)
    for name in ("records_made", "sightings", "people_listed", "requests_for_service", "people_refused"):
        assert told["measures"][name]["value"] > 0, name


def test_the_timings_and_the_memory_are_those_of_a_real_run(told: dict) -> None:
    assert told["person_days_per_second"] > 1e5
    assert 14 <= told["bytes_per_person"] <= 20
    assert told["peak_memory_mb"] > 50
    assert len(told["digest"]) == 64


def test_threads_change_no_bit(told: dict, tmp_path: Path) -> None:
    again = glasshouse("run", "china-2018", *SIZE, "--threads", "1", "--json", "--out", str(tmp_path / "one"))
    assert json.loads(again.stdout)["digest"] == told["digest"]


def test_verify_runs_it_again_to_the_same_digest(told: dict) -> None:
    result = glasshouse("verify", told["run_dir"])
    assert result.exit_code == 0, result.stdout
    assert told["digest"] in result.stdout


def test_somebody_refused_has_a_story_in_which_events_have_causes(told: dict) -> None:
    people = json.loads(glasshouse("explain", told["run_dir"], "--find", "refused", "--json").stdout)[
        "people"
    ]
    assert people
    story = json.loads(glasshouse("explain", told["run_dir"], str(people[0]), "--json").stdout)
    assert any("refused" in line["event"] for line in story["lines"])
    assert all({"day", "date", "event", "text", "cause"} <= set(line) for line in story["lines"])
    assert str(people[0]) in glasshouse("explain", told["run_dir"], str(people[0])).stdout.replace(",", "")


def test_a_person_or_a_harm_that_does_not_exist_is_refused(told: dict) -> None:
    for words in (("20000",), ("--find", "wrongly-refusd")):
        result = glasshouse("explain", told["run_dir"], *words)
        assert result.exit_code == 2, result.stderr
    assert "wrongly-refused" in result.stderr


def test_the_examples_of_the_python_names_are_true(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for room in (gh.api, finished, flow):
        tried = doctest.testmod(room)
        assert tried.attempted > 0
        assert tried.failed == 0


def test_the_first_lines_of_the_package_are_true(told: dict) -> None:
    run = gh.open(told["run_dir"])
    assert {"measure", "value", "per_100k", "low", "high", "interval"} <= set(run.measures.columns)
    assert {"majority", "minority"} <= set(run.by_group["level"])
    assert run.timeline["week"].max() == 8
    assert set(run.by_region["region"]) >= {"CN-SD", "CN-BJ"}
    person = run.find("refused")[0]
    assert gh.explain(told["run_dir"], person).text() == run.explain(person).text()
    assert run.report() == run.report_path


def test_in_a_perfect_apparatus_nothing_is_wrong_in_fact_and_refusals_remain(tmp_path: Path) -> None:
    run = gh.run("china-2018", people=20_000, days=60, perfect=True, out=tmp_path / "perfect")
    value = dict(run.measures.select("measure", "value").iter_rows())
    assert {name: value[name] for name in sorted(ERRORS_ONLY) if value[name]} == {}
    assert value["refusals_by_rule"] > 0


def test_without_an_apparatus_there_is_no_harm_and_no_record(tmp_path: Path) -> None:
    run = gh.run("nothing", people=20_000, days=60, out=tmp_path / "nothing")
    harms = run.measures.filter(kind="harm").select("measure", "value")
    assert {name: value for name, value in harms.iter_rows() if value} == {}
    assert "records_made" in run.zeros()


def test_ctrl_c_stops_a_real_run_cleanly(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "glasshouse",
        "run",
        "china-2018",
        "--people",
        "200000",
        "--days",
        "3650",
    ]
    with subprocess.Popen(
        command, cwd=tmp_path, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as run:
        wait_for_a_folder(tmp_path, run)
        time.sleep(3)
        os.kill(run.pid, signal.SIGINT)
        out, err = run.communicate(timeout=60)
    assert run.returncode == 130
    assert out == ""
    assert "Traceback" not in err
    assert "Interrupted" in err
    (part,) = (tmp_path / "runs").iterdir()
    assert (part / "INCOMPLETE").exists()


def wait_for_a_folder(place: Path, run: subprocess.Popen[str]) -> None:
    """Until the run has claimed its folder."""
    end = time.monotonic() + 30
    while not list(place.glob("runs/*/INCOMPLETE")):
        assert run.poll() is None
        assert time.monotonic() < end
        time.sleep(0.05)
