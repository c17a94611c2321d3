"""What a Dask worker does: hold shards, and bring them to the end of a week when asked.

A task says "be at the end of week w": a worker that has the shard lives the one week that is missing; a worker that has
not (the one before was killed) makes it anew, from files if some were kept and from all letters. So a lost worker costs
time and changes nothing, and there is no state in a shard that the letters do not determine.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from glasshouse.run import here, state
from glasshouse.run.kept import Where, take_up, words_of
from glasshouse.run.model import model_hash
from glasshouse.run.shard import Shard
from glasshouse.run.statefile import write

if TYPE_CHECKING:
    from pathlib import Path

    from glasshouse.run.protocol import Count, Letter, Life
    from glasshouse.scenario.planning import Plan


class Job(NamedTuple):
    """A shard by its name; and what a worker must know to make it.

    `kept` says where people were kept, by whomever; `traced` whether their lives are compared.
    """

    run: str
    number: int
    plan: Plan | None = None
    blocks: tuple[int, ...] = ()
    threads: int | None = None
    kept: Where | None = None
    traced: bool = False

    @property
    def bare(self) -> Job:
        """The name alone: enough for whoever has the shard, and small enough to be sent every week."""
        return Job(self.run, self.number)


class Reply(NamedTuple):
    """What a worker says after a week.

    `worker` is its address, `made` the weeks that it had to live again, `seconds` the time that it worked, `cpu` that
    of all its threads.
    """

    worker: str
    made: int
    seconds: float
    cpu: float
    brought: Count | None


class LettersMissing(Exception):
    """A worker has no state of the shard, and was sent its name and the last letter only."""


_shards: dict[tuple[str, int], Shard] = {}
"""The shards that live in this worker's process."""
_asked: dict[str, float] = {}
"""When somebody last asked for a run's shards, in seconds."""
IDLE = 600
"""Seconds after which a run is taken to be over; if it is not, its shards are made again."""


def be_at(job: Job, letters: Sequence[Letter], weeks: int) -> Reply | None:
    """Bring a shard to the end of week `weeks`; runs on a worker, as do `keep` and `look`.

    Args:
        job: the shard, or its name alone.
        letters: the last letter, or all of them.
        weeks: how many weeks will have been lived.

    Returns:
        What the week brought; None if the shard is not here and must be made from all letters.
    """
    try:
        return lived(job, letters, weeks)
    except LettersMissing:  # no error to Dask, which would print one
        return None


def lived(job: Job, letters: Sequence[Letter], weeks: int) -> Reply:
    """Live what is missing of a shard.

    Raises:
        LettersMissing: the shard is not here and must be made from all letters.
    """
    start, cpu = time.perf_counter(), time.process_time()
    shard = taken(job, letters, weeks)
    made = max(0, weeks - 1 - shard.lived) if len(letters) == weeks else 0
    if shard.lived < weeks:
        shard.catch_up(letters) if len(letters) == weeks else shard.week(letters[-1])
    _shards[job.run, job.number] = shard  # put back only now: a week broken off must not be lived twice
    return Reply(address(), made, time.perf_counter() - start, time.process_time() - cpu, shard.last)


def taken(job: Job, letters: Sequence[Letter], weeks: int) -> Shard:
    """Take the shard out of this process's memory, or make it anew."""
    forget_idle(job.run)
    shard = _shards.pop((job.run, job.number), None)
    if shard is not None and shard.lived in (weeks - 1, weeks):
        return shard
    if job.plan is None or len(letters) < weeks:
        raise LettersMissing
    here.warm_up()
    shard = Shard(job.plan, job.blocks, job.threads or own_threads(), job.traced)
    if job.kept is not None and take_up(shard.world, job.kept):
        shard.lived = job.kept.weeks
    return shard


def keep(job: Job, letters: Sequence[Letter], file: Path, identity: dict[str, Any]) -> int | None:
    """Write a shard's state into a file and return its size; 0 if this worker cannot see the folder."""
    if not file.parent.is_dir():
        return 0
    weeks = letters[-1].week + 1
    if be_at(job, letters, weeks) is None:
        return None
    shard = _shards[job.run, job.number]
    words = words_of(identity, weeks, shard.blocks)
    return write(file, words, state.of_people(shard.world), shard.hands.crew.threads)


def look(job: Job, letters: Sequence[Letter]) -> Life | None:
    """Look at a shard's people after the last week."""
    if be_at(job, letters, len(letters)) is None:
        return None
    return _shards[job.run, job.number].finish()


def forget(run: str) -> None:
    """Let go of a run's shards in this process."""
    for key in [key for key in _shards if key[0] == run]:
        _shards.pop(key).close()


def forget_idle(run: str) -> None:
    """Let go of the shards of other runs that nobody asked for in a while: whoever began them was killed."""
    now = time.monotonic()
    _asked[run] = now
    for other in {key[0] for key in _shards}:
        if now - _asked.get(other, now) > IDLE:
            forget(other)


def address() -> str:
    """Return this worker's address."""
    from distributed import get_worker

    return str(get_worker().address)


def own_threads() -> int:
    """Return how many threads this worker was given."""
    from distributed import get_worker

    return int(get_worker().state.nthreads)


def who_am_i() -> tuple[str, str]:
    """Return model and NumPy of this process: equal ones give equal bits."""
    return model_hash(), np.__version__
