"""Shards: the same bits on any number of workers, with one killed in mid-week, with a state lost."""

import os
import signal
from contextlib import contextmanager

import numpy as np
import pytest

from glasshouse import scenario
from glasshouse.base.errors import BadValue, EngineError
from glasshouse.run import cluster, here, joining, worker
from glasshouse.run.shard import Shard, share_out

from .shards import PLAN, on, planned, same


@pytest.mark.parametrize("shards", [1, 2, 3, 4])
def test_any_number_of_workers_gives_the_same_bits(workers, alone, shards):
    seen = []
    assert same(alone, here.simulate(planned(), hire=on(workers, seen, shards=shards)))
    assert len(seen[0].jobs) == shards
    assert not worker._shards, "workers forget a run that is over"


def test_a_state_that_is_lost_is_made_again_from_the_letters(workers, alone):
    seen = []

    def progress(week, *rest):
        if week == 3:
            worker._shards.pop((seen[0].jobs[1].run, 1)).close()

    assert same(alone, here.simulate(planned(), hire=on(workers, seen, shards=2), progress=progress))
    assert seen[0].exchange.made_again == 3


def test_a_week_that_breaks_off_is_not_lived_twice(workers, alone, monkeypatch):
    """Out of memory in mid-week, say: the half-lived state is thrown away."""
    seen, broken = [], []
    week = Shard.week

    def breaks(shard, letter):
        if letter.week == 2 and not broken:
            broken.append(shard)
            week(shard, letter)
            raise worker.LettersMissing
        return week(shard, letter)

    monkeypatch.setattr(Shard, "week", breaks)
    assert same(alone, here.simulate(planned(), hire=on(workers, seen, shards=2)))
    assert broken and seen[0].exchange.made_again == 2


def test_a_shard_that_nobody_can_live_is_said(workers, monkeypatch):
    def never(*args):
        raise worker.LettersMissing

    monkeypatch.setattr(worker, "taken", never)
    with pytest.raises(EngineError, match="Shard 0 could not be lived on any worker in 5 tries"):
        here.simulate(planned(), hire=on(workers, []))


class Lost:
    """A client whose workers, or whose scheduler, are no more."""

    def __init__(self, info):
        self.scheduler_info = lambda **named: info

    def done(self):
        return False

    def result(self, timeout):
        raise TimeoutError


@pytest.mark.parametrize(
    ("info", "said"),
    [({"workers": {}}, "No worker is left, and none came back in 10 s"), ({}, "scheduler no longer answers")],
)
def test_a_cluster_that_is_lost_on_the_way_is_said_and_not_waited_for(monkeypatch, info, said):
    monkeypatch.setattr(cluster, "ALONE", 10)
    hands = cluster.Cluster.__new__(cluster.Cluster)
    hands.client = Lost(info)
    with pytest.raises(EngineError, match=f"{said}.*glasshouse resume"):
        hands.waited(hands.client)


def test_workers_that_come_back_in_time_are_waited_for(monkeypatch):
    monkeypatch.setattr(cluster, "ALONE", 10)
    there, replies = iter([{}, {"a": 1}, {}, {"a": 1}]), iter([TimeoutError] * 4)

    class Slow(Lost):
        def result(self, timeout):
            for problem in replies:
                raise problem
            return "lived"

    hands = cluster.Cluster.__new__(cluster.Cluster)
    hands.client = Slow(None)
    hands.client.scheduler_info = lambda **named: {"workers": next(there)}
    assert hands.waited(hands.client) == "lived"


def test_the_weekly_exchange_is_small_and_does_not_grow_with_the_people(workers):
    sizes = []
    for people in (3_000, 12_000):
        seen = []
        here.simulate(scenario.plan("china-2018", people=people, days=14), hire=on(workers, seen, shards=2))
        sizes.append((seen[0].exchange.letter_bytes, seen[0].exchange.count_bytes))
    assert sizes[0][0] == sizes[1][0]
    assert sizes[0][1] == pytest.approx(sizes[1][1], abs=100), "a few bytes are how long numbers are"
    assert sum(sizes[0]) / 2 / 2 < 200_000, "bytes a week and shard"


def test_blocks_are_dealt_evenly_and_all_of_them():
    for blocks, shards in ((64, 7), (16, 4), (16, 20)):
        dealt = share_out(blocks, shards)
        assert sorted(block for share in dealt for block in share) == list(range(blocks))
        assert max(map(len, dealt)) - min(map(len, dealt)) <= 1


@pytest.mark.parametrize("where", ["local:0", "local:many", "local:", "local:1000"])
def test_a_number_of_workers_that_cannot_be_is_refused(where):
    with pytest.raises(BadValue, match="--cluster"), joining.connected(where):
        pass


def test_a_scheduler_that_does_not_answer_is_one_clear_line(monkeypatch):
    monkeypatch.setattr(joining, "PATIENCE", "1s")
    nobody = pytest.raises(BadValue, match=r"No Dask scheduler answers at tcp://127.0.0.1:9")
    with nobody, joining.connected("tcp://127.0.0.1:9"):
        pass


def test_without_dask_the_extra_is_named(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(BadValue, match=r"pip install 'glasshouse\[cluster\]'"), joining.connected("local:2"):
        pass


def test_workers_of_another_model_are_refused(workers, monkeypatch):
    monkeypatch.setattr(
        workers, "run", lambda *args: {"tcp://10.0.0.7:1": ("0123456789abcdef", np.__version__)}
    )
    with pytest.raises(BadValue, match=r"tcp://10.0.0.7:1 has model 0123456789abcdef"):
        joining.check_workers(workers, "tcp://10.0.0.1:8786")
    monkeypatch.setattr(workers, "run", lambda *args: {})
    with pytest.raises(BadValue, match="has no workers"):
        joining.check_workers(workers, "tcp://10.0.0.1:8786")


def test_traced_lives_come_back_person_by_person(workers):
    one = here.simulate(planned(), trace=True)
    other = here.simulate(planned(), trace=True, hire=on(workers, [], shards=3))
    assert same(one, other) and one.burden.any()
    assert np.array_equal(one.trace, other.trace) and np.array_equal(one.burden, other.burden)


def test_a_comparison_in_shards_is_the_comparison(workers, monkeypatch):
    from glasshouse.experiments import pair, study

    worlds = pair.worlds("china-2018", ["appeal"], **PLAN)
    alone = pair.compare(*worlds, split=False)
    seen, finish = [], cluster.Cluster.finish
    monkeypatch.setattr(cluster.Cluster, "finish", lambda hands: seen.append(hands) or finish(hands))
    with study.elsewhere(workers):
        spread = pair.compare(*worlds, split=False)
    assert len(seen) == 2 and len(seen[0].jobs) == 4
    assert spread.digests == alone.digests and spread.people == alone.people
    assert spread.measures.equals(alone.measures)


def test_experiments_in_python_are_spread_by_one_line(workers, monkeypatch):
    import glasshouse as gh
    from glasshouse.experiments.ensemble import ensemble
    from glasshouse.experiments.study import Study
    from glasshouse.experiments.worlds import World

    joined = []

    @contextmanager
    def connected(where):
        joined.append(where)
        yield workers

    monkeypatch.setattr(joining, "connected", connected)
    world = World("china-2018", people=2_000, days=14)
    with gh.on_cluster("tcp://10.0.0.1:8786"):
        assert Study().workers == 4
        spread = ensemble(world, seeds=2)
    assert joined == ["tcp://10.0.0.1:8786"]
    assert spread.values.equals(ensemble(world, seeds=2, workers=1).values)


def test_every_week_a_worker_is_sent_its_name_and_a_letter_and_nothing_else(workers):
    import pickle

    seen = []
    here.simulate(scenario.plan("china-2018", people=3_000, days=21), hire=on(workers, seen, shards=2))
    exchange, job = seen[0].exchange, seen[0].jobs[0]
    assert exchange.letter_bytes / exchange.weeks / 2 < 6_000 < len(pickle.dumps(job))


def test_a_run_that_nobody_asks_for_any_more_is_forgotten(monkeypatch):
    class Left:
        closed = False

        def close(self):
            self.closed = True

    left, now = Left(), [100.0]
    monkeypatch.setattr(worker.time, "monotonic", lambda: now[0])
    worker.forget_idle("left")
    worker._shards["left", 0] = left
    now[0] += worker.IDLE
    worker.forget_idle("other")
    assert not left.closed
    now[0] += 1
    worker.forget_idle("other")
    assert left.closed and ("left", 0) not in worker._shards


@pytest.mark.slow
def test_a_worker_killed_in_mid_week_costs_time_and_changes_nothing(alone):
    seen, told = [], []

    def armed():
        """Die inside the third piece of the next week."""
        from glasshouse.run import kernels

        calls, week = [], kernels.week

        def dies(*args):
            calls.append(1)
            if len(calls) == 3:
                os.kill(os.getpid(), signal.SIGKILL)
            return week(*args)

        kernels.week = dies

    with joining.connected("local:2") as client:

        def progress(week, *rest):
            told.append(week)
            if week == 2:
                client.run(armed, workers=[seen[0].at[0]])

        out = here.simulate(planned(), hire=on(client, seen), progress=progress)
        assert seen[0].at[0] != seen[0].exchange.workers[0], "somebody else has the shard now"
    assert same(alone, out)
    assert told == [1, 2, 3, 4, 5] and seen[0].exchange.made_again >= 2
