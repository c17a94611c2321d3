"""A run killed at twenty moments goes on to the same digest; so does one killed on the command line."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from glasshouse import results, scenario
from glasshouse.api import resume

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def kills(tmp_path_factory):
    room = tmp_path_factory.mktemp("kills")
    done = subprocess.run(
        [sys.executable, str(HERE / "kills.py"), str(room)], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def test_a_run_killed_at_twenty_moments_goes_on_to_the_same_digest(kills):
    assert len(kills["ends"]) == 20
    for end in kills["ends"]:
        assert end["killed"] == -signal.SIGKILL, end
        assert end["digest"] == kills["digest"], end


def test_the_moments_were_spread_over_the_run(kills):
    kept = [tuple(end["kept"]) for end in kills["ends"] if isinstance(end["kept"], list)]
    assert len(set(kept)) >= 5, "kills fell between different checkpoints"
    assert all(len(weeks) <= 3 for weeks in kept), (
        "two are kept, and a third only while an old one is dropped"
    )


KILLED_WHILE_WRITING = """
import os, sys, signal
from glasshouse.results import manifest
from glasshouse.api import run
def dies(*args):
    os.kill(os.getpid(), signal.SIGKILL)
manifest.text = dies
run("nothing", people=2_000, days=21, out=sys.argv[1], checkpoint_every=1)
"""


def test_a_run_killed_while_its_tables_were_written_is_finished_in_its_place(tmp_path):
    target = tmp_path / "run"
    done = subprocess.run([sys.executable, "-c", KILLED_WHILE_WRITING, str(target)], capture_output=True)
    assert done.returncode == -signal.SIGKILL
    assert not target.exists()
    run = resume(target)
    assert run.folder == target
    assert not (target / "checkpoints").exists()
    again = results.verify(run.stored)
    assert again.ok


def test_a_run_killed_before_its_last_renaming_is_only_renamed(tmp_path):
    target = tmp_path / "run"
    done = subprocess.run([sys.executable, "-c", KILLED_WHILE_WRITING, str(target)], capture_output=True)
    assert done.returncode == -signal.SIGKILL
    whole = resume(target)
    left = tmp_path / "run.unfinished-1"
    whole.folder.rename(left)
    (left / "checkpoints").mkdir()
    (left / "checkpoints" / "run.json").write_text(
        json.dumps(
            {
                "format": 1, "target": str(target), "store": str(tmp_path), "command": None, "every": 1,
                **{key: whole.manifest[key] for key in (
                    "scenario", "people", "days", "seed", "overrides", "assumed", "without", "perfect", "safeguards",
                )},
            }
        )
    )  # fmt: skip
    (left / "checkpoints" / "society.npz").write_bytes((left / "society.npz").read_bytes())
    assert resume(target).digest == whole.digest
    assert not left.exists()


def test_an_interrupted_run_says_how_to_go_on(tmp_path):
    from glasshouse.api import run

    class Hand:
        def phase(self, name):
            pass

        def week(self, week, weeks, person_days, seconds):
            if week == 2:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt, match="glasshouse resume"):
        run("nothing", people=2_000, days=28, out=tmp_path / "run", checkpoint_every=1, watcher=Hand())
    assert (
        resume(tmp_path / "run").digest
        == run("nothing", people=2_000, days=28, out=tmp_path / "other").digest
    )


def test_a_run_that_is_still_being_made_cannot_be_resumed(tmp_path):
    from glasshouse.base.errors import BadRunFolder
    from glasshouse.results import resuming

    plan = scenario.plan("nothing", people=2_000, days=14)
    with results.begin(plan, tmp_path / "run") as draft:
        keeper = resuming.prepare(draft, 1)
        assert keeper.lock is not None
        with pytest.raises(BadRunFolder, match="still being made"):
            resuming.Resumed(tmp_path / "run").begin()
        keeper.release()
        taken = resuming.Resumed(tmp_path / "run").begin()
        taken.checkpoints(None, 1, print).release()
