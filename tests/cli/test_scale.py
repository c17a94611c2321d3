"""The options of scale on the command line: what cannot be is refused in one line, what can be changes no bit."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from glasshouse.cli.app import app

SMALL = ("nothing", "--people", "2000", "--days", "28", "--json")


def glasshouse(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


@pytest.fixture(autouse=True)
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def digest(result: Result) -> str:
    assert result.exit_code == 0, result.stderr
    return str(json.loads(result.stdout)["digest"])


KILLED = """
import os, signal, sys
from glasshouse.run import here
from glasshouse.cli.main import main
finish = here.finish_week
def dies(world, week, count):
    if week == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    finish(world, week, count)
here.finish_week = dies
sys.argv = ["glasshouse", *sys.argv[1:]]
main()
"""


def test_a_killed_run_is_resumed_where_it_was_to_become(room: Path) -> None:
    words = ("run", *SMALL, "--out", "mine", "--checkpoint-every", "1")
    done = subprocess.run([sys.executable, "-c", KILLED, *words], capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    resumed = glasshouse("resume", "mine", "--json")
    assert digest(resumed) == digest(glasshouse("run", *SMALL))
    assert json.loads(resumed.stdout)["run_dir"] == str(room / "mine")
    again = glasshouse("resume", "mine")
    assert again.exit_code == 2 and "is whole; there is nothing to resume" in again.stderr


def test_people_in_mapped_files_live_the_same_lives_and_leave_nothing_behind(room: Path) -> None:
    (room / "fast").mkdir()
    mapped = glasshouse("run", *SMALL, "--state-in", "fast")
    assert digest(mapped) == digest(glasshouse("run", *SMALL))
    assert list((room / "fast").iterdir()) == []


@pytest.mark.slow
def test_workers_on_this_machine_live_the_same_lives() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "glasshouse", "run", *SMALL, "--cluster", "local:2"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["digest"] == digest(glasshouse("run", *SMALL))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--checkpoint-every", "0"), "1 or more weeks"),
        (("--state-in", "nowhere"), "There is no folder nowhere"),
        (("--state-in", ".", "--cluster", "local:2"), "either --state-in or --cluster"),
        (("--cluster", "local:none"), "local:1 to local:256"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(words: tuple[str, ...], says: str) -> None:
    result = glasshouse("run", *SMALL, *words)
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stdout == ""
    assert not list(Path("runs").glob("*")) if Path("runs").exists() else True


def test_more_people_than_the_disk_of_mapped_files_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    usage = shutil.disk_usage(".")._replace(free=10**9)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    result = glasshouse("run", "nothing", "--people", "1_000_000_000", "--state-in", ".")
    assert result.exit_code == 2
    assert "need 14 GB on the disk of .; 1 GB are free" in result.stderr
    assert "about 67,857,142 people fit" in result.stderr
