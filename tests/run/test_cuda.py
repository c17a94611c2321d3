"""A GPU: the same bits in the CUDA simulator, checkpoints that go either way, and one clear line where there is none."""

import importlib.util
import json
import os
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from glasshouse import api, results
from glasshouse.base.errors import BadValue, TooLarge, UnknownName
from glasshouse.run import survey
from glasshouse.run.cuda import WARPS, Lanes, joined
from glasshouse.run.gpu import gpu
from glasshouse.run.tiny import tiny_plan
from glasshouse.run.world import Bench, make

from . import simulated

SIMULATOR = {"NUMBA_ENABLE_CUDASIM": "1", "NUMBA_DISABLE_JIT": "1", "PYTHONWARNINGS": "ignore"}


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    """A folder with what lanes of the simulator lived (see `simulated`), beside a run cut short by threads."""
    folder = tmp_path_factory.mktemp("lanes")
    simulated.cut_short(folder / "other", "cpu")
    program = [sys.executable, simulated.__file__, str(folder)]
    done = subprocess.run(program, env=os.environ | SIMULATOR, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder


def test_lanes_live_the_same_life_as_threads(lived):
    """Digest, climate and every table: `verify` runs it again by threads and compares all that a run keeps."""
    run = results.open(lived / "run")
    assert run.manifest["device"] == "cuda (simulator)"
    found = results.verify(run)
    assert found.ok and not found.first_difference and not found.changed, found.says
    assert any(len(people) for people in run.finds.values())


def test_every_kernel_took_part(lived):
    first = json.loads((lived / "kernels.json").read_text(encoding="utf-8"))[1]  # the one before compiles
    assert first["week"] == 3
    assert first.keys() == {"wipe", "begin", "move", "week", "look", "pick"}


def test_threads_go_on_with_what_lanes_kept(lived):
    whole = results.open(lived / "run")
    assert api.resume(lived / "cut").digest == whole.digest


def test_lanes_go_on_with_what_threads_kept(lived):
    whole = results.open(lived / "run")
    other = results.open(lived / "other")
    assert other.digest == whole.digest
    assert other.manifest["device"] == "cuda (simulator)"


def command(*words, **environment):
    program = [sys.executable, "-m", "glasshouse", "run", "nothing", "--people", "100", "--days", "7", *words]
    return subprocess.run(program, env=os.environ | environment, capture_output=True, text=True)


def test_without_a_gpu_one_line_says_what_to_do(tmp_path):
    done = command("--device", "cuda", "--out", str(tmp_path / "run"), CUDA_VISIBLE_DEVICES="-1")
    assert done.returncode == 2 and not done.stdout
    assert done.stderr.count("\n") == 1
    assert "There is no NVIDIA GPU here" in done.stderr and "leave out --device" in done.stderr
    assert not (tmp_path / "run").exists()


def test_without_the_extra_it_is_named(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(BadValue, match=r"extra `cuda`.*pip install 'glasshouse\[cuda\]'"):
        gpu()


def test_a_gpu_without_compiler_libraries_is_said(monkeypatch):
    from numba import cuda
    from numba.cuda.cudadrv import driver

    monkeypatch.setattr(driver, "driver", SimpleNamespace(is_available=True))
    monkeypatch.setattr(cuda, "gpus", [0])
    monkeypatch.setattr(cuda, "is_available", lambda: False)
    with pytest.raises(BadValue, match="not the libraries that compile for it"):
        gpu()
    monkeypatch.setattr(cuda, "is_available", lambda: True)
    assert gpu() is cuda


def test_a_simulator_with_compiled_kernels_is_refused(monkeypatch):
    import numba

    monkeypatch.setattr(numba.config, "ENABLE_CUDASIM", True)
    with pytest.raises(BadValue, match="NUMBA_DISABLE_JIT=1"):
        gpu()


def test_what_cannot_go_with_a_gpu_is_refused(tmp_path):
    with pytest.raises(UnknownName, match="no device named 'cuba'"):
        api.run("nothing", people=100, days=7, device="cuba")
    with pytest.raises(BadValue, match="Give either --device or --cluster"):
        api.run("nothing", people=100, days=7, device="cuda", cluster="local:1")
    with pytest.raises(BadValue, match="Give either --device or --state-in"):
        api.run("nothing", people=100, days=7, device="cuda", state_in=tmp_path)


def lanes_of(free, communities=31, units=132):
    """Return the lanes asked for on a GPU with so many free bytes and multiprocessors."""
    lanes = object.__new__(Lanes)
    lanes.world = make(tiny_plan())
    lanes.world.here = np.ones(communities, np.bool_)
    lanes.cuda = SimpleNamespace(
        current_context=lambda: SimpleNamespace(get_memory_info=lambda: (free, free)),
        get_current_device=lambda: SimpleNamespace(MULTIPROCESSOR_COUNT=units),
    )
    return lanes.widest(Bench.new(1))


def test_more_people_than_its_memory_holds_are_refused():
    with pytest.raises(TooLarge, match=r"62 people need about .* of the GPU's memory"):
        lanes_of(1e6)


def test_lanes_are_as_many_as_there_is_work_and_memory_for():
    assert lanes_of(1e12) == (1, 32), "31 communities need no second warp"
    assert lanes_of(1e12, 1_000_000) == (132 * WARPS, 32)
    assert 0 < lanes_of(1e9, 1_000_000)[0] < 132 * WARPS


def test_what_lanes_found_is_joined_by_smallest_hash():
    random = np.random.default_rng(4)
    harms, lanes = len(survey.HARMS), 6
    found = random.integers(0, survey.KEEP + 1, (harms, lanes))
    best = np.sort(random.integers(0, 2**32, (harms, survey.KEEP, lanes)), axis=1)
    who = random.integers(0, 10**6, best.shape)
    for h, pairs in enumerate(joined(found, best, who).values()):
        every = sorted(
            (best[h, j, lane], who[h, j, lane]) for lane in range(lanes) for j in range(found[h, lane])
        )
        assert pairs.tolist() == [list(pair) for pair in every[: survey.KEEP]]
