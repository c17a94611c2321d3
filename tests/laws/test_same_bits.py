"""The same bits on any number of threads, in any pieces, compiled or not, today or tomorrow."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from .worlds import world

HERE = Path(__file__).parent.parent
GOLDEN = json.loads((HERE / "golden" / "runs.json").read_text(encoding="utf-8"))


def same(a, b) -> bool:
    """Return whether two outcomes agree in everything that a run returns, not only in their digests."""
    return (
        a.digest == b.digest
        and all(
            (getattr(a, t) == getattr(b, t)).all()
            for t in ("week_region", "week_cell", "block_region", "block_cell")
        )
        and all((a.climate[k] == b.climate[k]).all() for k in a.climate)
        and all((a.finds[k] == b.finds[k]).all() for k in a.finds)
        and all((a.panel[k] == b.panel[k]).all() for k in a.panel)
        and a.happenings == b.happenings
    )


@pytest.mark.parametrize("scenario", ["china-2018", "china-2018-press"])
def test_threads_and_pieces_change_no_bit(scenario):
    one = world(scenario, threads=1)
    for threads, block in ((2, None), (2, 1), (1, 3), (3, 7)):
        assert same(one, world(scenario, threads=threads, block=block)), (threads, block)


def test_another_seed_is_another_world():
    assert world("china-2018").digest != world("china-2018", seed=2).digest


def test_the_digest_sees_every_table_and_every_person():
    from glasshouse.run.here import final_digest

    table = np.arange(12).reshape(3, 4)
    other = table.copy()
    other[2, 3] += 1
    digests = {
        final_digest(1, table),
        final_digest(2, table),
        final_digest(1, other),
        final_digest(1, table, other),
    }
    assert len(digests) == 4


@pytest.mark.parametrize("run", GOLDEN, ids=lambda run: run["scenario"])
def test_a_small_run_gives_the_stored_digest(run):
    """If this fails because the model was meant to change: `scripts/update-golden`, and say why in the commit."""
    out = world(run["scenario"], people=run["people"], days=run["days"], seed=run["seed"])
    assert out.digest == run["digest"], "the model's bits changed; if that was meant: scripts/update-golden"


SMALL = json.loads((HERE / "golden" / "small.json").read_text(encoding="utf-8"))
"""Tiny worlds; one is full of errors, so that nearly every line of every kernel runs."""


def digest(run) -> str:
    """Simulate one of the small worlds and return its digest."""
    from glasshouse.run.here import simulate
    from glasshouse.scenario.planning import plan

    made = plan(run["scenario"], people=run["people"], days=run["days"], seed=run["seed"], set=run["set"])
    return simulate(made, threads=1).digest


@pytest.mark.kernels
@pytest.mark.parametrize("run", SMALL, ids=lambda run: run["scenario"])
def test_a_tiny_world_gives_the_stored_digest_compiled_and_uncompiled(run):
    assert digest(run) == run["digest"], "the model's bits changed; if that was meant: scripts/update-golden"


UNCOMPILED = """
import json, sys
from glasshouse.run.here import simulate
from glasshouse.scenario.planning import plan
print(json.dumps([simulate(plan(r["scenario"], people=r["people"], days=r["days"], seed=r["seed"], set=r["set"]),
      threads=1).digest for r in json.loads(sys.argv[1])]))
"""


def test_the_same_source_uncompiled_gives_the_same_bits():
    """In a process of its own, in which any warning (an overflow, say) is an error."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", UNCOMPILED, json.dumps(SMALL)],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout) == [digest(run) for run in SMALL]
