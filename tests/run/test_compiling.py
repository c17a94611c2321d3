"""The first start: the cache says whether it is cold, one process at a time fills it, and a helper that fails is no harm."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from glasshouse.base import jit
from glasshouse.run import compiling, here, kernels
from glasshouse.run.tiny import tiny_plan
from glasshouse.run.world import make


@pytest.fixture
def empty_cache(tmp_path, monkeypatch):
    monkeypatch.setattr(jit, "cache_folder", lambda: tmp_path)
    return tmp_path


def test_a_cache_is_cold_until_the_kernel_that_calls_all_others_lies_in_it(empty_cache, monkeypatch):
    monkeypatch.setattr(jit, "compiled", lambda: True)
    monkeypatch.setattr(jit, "CACHED", True)
    assert compiling.is_cold()
    here_and_elsewhere = Path(kernels.week._cache.cache_path).name, "run_of_another_checkout"
    for room in reversed(here_and_elsewhere):
        assert compiling.is_cold(), "what another checkout compiled does not serve this one"
        (empty_cache / room).mkdir()
        (empty_cache / room / "kernels.week-81.py311.nbi").touch()
    assert not compiling.is_cold()


def test_a_cache_that_cannot_be_kept_is_never_called_cold(empty_cache, monkeypatch):
    monkeypatch.setattr(jit, "CACHED", False)
    assert not compiling.is_cold()


def test_who_starts_while_another_is_compiling_waits_for_it(empty_cache):
    """A lock belongs to an open file, not to a process: a thread stands for the other process here."""
    order, held = [], threading.Event()

    def other():
        with compiling.alone():
            held.set()
            time.sleep(0.3)
            order.append("other")

    thread = threading.Thread(target=other)
    thread.start()
    assert held.wait(20)
    with compiling.alone():
        order.append("this")
    thread.join()
    assert order == ["other", "this"]


def test_a_cache_folder_that_is_gone_stops_nobody(tmp_path, monkeypatch):
    monkeypatch.setattr(jit, "cache_folder", lambda: tmp_path / "gone")
    entered = []
    with compiling.alone():
        entered.append(True)
    assert entered
    assert not (tmp_path / "gone").exists()


def test_a_second_process_that_cannot_start_leaves_everything_to_this_one(monkeypatch):
    world = make(tiny_plan())
    hands = here.Threads(world, 1)
    shared = []
    monkeypatch.setattr(compiling, "everybody", lambda *_: shared.append(True))
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    compiling.side_by_side(world, hands)
    assert shared == []
    hands.begin()
    hands.close()
    assert world.people.t1.any(), "this process makes the people all the same"


def test_the_second_process_is_this_module_and_compiles_without_a_word():
    done = subprocess.run(
        [sys.executable, "-m", "glasshouse.run.compiling"],
        capture_output=True,
        text=True,
        timeout=500,
        check=True,
    )
    assert done.stdout == done.stderr == ""
