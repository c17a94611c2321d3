"""Shards: the same bits on any number of workers, with one killed in mid-week, with a state lost."""

import os
import signal

import numpy as np
import pytest

from glasshouse import scenario
from glasshouse.base.errors import BadValue, EngineError
from glasshouse.run import cluster, here
from glasshouse.run.shard import Shard, share_out

PLAN = {"people": 6_000, "days": 33, "seed": 5}


def planned():
    return scenario.plan("china-2018", **PLAN)


@pytest.fixture(scope="module")
def alone():
    return here.simulate(planned(), threads=2)


def same(one, other):
    """Return whether two outcomes agree in everything that a run returns."""
    tables = ("week_region", "week_cell", "block_region", "block_cell")
    return (
        one.digest == other.digest
        and all(np.array_equal(getattr(one, name), getattr(other, name)) for name in tables)
        and all(
            np.array_equal(getattr(one, name)[key], getattr(other, name)[key])
            for name in ("climate", "finds", "panel", "histograms")
            for key in getattr(one, name)
        )
        and one.happenings == other.happenings
    )


@pytest.fixture(scope="module")
def workers():
    """Four workers in this process: all of Dask but the processes."""
    import distributed

    with (
        distributed.LocalCluster(
            n_workers=4,
            threads_per_worker=1,
            processes=False,
            dashboard_address="127.0.0.1:0",
            memory_limit=0,
        ) as local,
        distributed.Client(local) as client,
    ):
        yield client


def on(client, seen, **named):
    def hire(world):
        seen.append(cluster.Cluster(client, world, 1, **named))
        return seen[-1]

    return hire


@pytest.mark.parametrize("shards", [1, 2, 3, 4])
def test_any_number_of_workers_gives_the_same_bits(workers, alone, shards):
    seen = []
    assert same(alone, here.simulate(planned(), hire=on(workers, seen, shards=shards)))
    assert len(seen[0].jobs) == shards
    assert not cluster._shards, "workers forget a run that is over"


def test_a_state_that_is_lost_is_made_again_from_the_letters(workers, alone):
    seen = []

    def progress(week, *rest):
        if week == 3:
            cluster._shards.pop((seen[0].jobs[1].run, 1)).close()

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
            raise cluster.LettersMissing
        return week(shard, letter)

    monkeypatch.setattr(Shard, "week", breaks)
    assert same(alone, here.simulate(planned(), hire=on(workers, seen, shards=2)))
    assert broken and seen[0].exchange.made_again == 2


def test_a_shard_that_nobody_can_live_is_said(workers, monkeypatch):
    def never(*args):
        raise cluster.LettersMissing

    monkeypatch.setattr(cluster, "taken", never)
    with pytest.raises(EngineError, match="Shard 0 could not be lived on any worker in 5 tries"):
        here.simulate(planned(), hire=on(workers, []))


def test_the_weekly_exchange_is_small_and_does_not_grow_with_the_people(workers):
    sizes = []
    for people in (3_000, 12_000):
        seen = []
        here.simulate(scenario.plan("china-2018", people=people, days=14), hire=on(workers, seen, shards=2))
        sizes.append((seen[0].exchange.letter_bytes, seen[0].exchange.count_bytes))
    assert sizes[0] == sizes[1]
    assert sum(sizes[0]) / 2 / 2 < 200_000, "bytes a week and shard"


def test_blocks_are_dealt_evenly_and_all_of_them():
    for blocks, shards in ((64, 7), (16, 4), (16, 20)):
        dealt = share_out(blocks, shards)
        assert sorted(block for share in dealt for block in share) == list(range(blocks))
        assert max(map(len, dealt)) - min(map(len, dealt)) <= 1


@pytest.mark.parametrize("where", ["local:0", "local:many", "local:", "local:1000"])
def test_a_number_of_workers_that_cannot_be_is_refused(where):
    with pytest.raises(BadValue, match="--cluster"), cluster.connected(where):
        pass


def test_a_scheduler_that_does_not_answer_is_one_clear_line(monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", "1s")
    nobody = pytest.raises(BadValue, match=r"No Dask scheduler answers at tcp://127.0.0.1:9")
    with nobody, cluster.connected("tcp://127.0.0.1:9"):
        pass


def test_without_dask_the_extra_is_named(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(BadValue, match=r"pip install 'glasshouse\[cluster\]'"), cluster.connected("local:2"):
        pass


def test_workers_of_another_model_are_refused(workers, monkeypatch):
    monkeypatch.setattr(
        workers, "run", lambda *args: {"tcp://10.0.0.7:1": ("0123456789abcdef", np.__version__)}
    )
    with pytest.raises(BadValue, match=r"tcp://10.0.0.7:1 has model 0123456789abcdef"):
        cluster.check_workers(workers, "tcp://10.0.0.1:8786")
    monkeypatch.setattr(workers, "run", lambda *args: {})
    with pytest.raises(BadValue, match="has no workers"):
        cluster.check_workers(workers, "tcp://10.0.0.1:8786")


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

    with cluster.connected("local:2") as client:

        def progress(week, *rest):
            told.append(week)
            if week == 2:
                client.run(armed, workers=[seen[0].at[0]])

        out = here.simulate(planned(), hire=on(client, seen), progress=progress)
        assert seen[0].at[0] != seen[0].exchange.workers[0], "somebody else has the shard now"
    assert same(alone, out)
    assert told == [1, 2, 3, 4, 5] and seen[0].exchange.made_again >= 2
