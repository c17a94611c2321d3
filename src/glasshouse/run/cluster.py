"""One society on several machines: shards on Dask workers, the weekly climate the only exchange.

A task says "be at the end of week w": a worker that has the shard lives the one week that is missing; a worker that has
not (the one before was killed) makes it anew from all letters. So a lost worker costs time and changes nothing, and
there is no state in a shard that the letters do not determine.
"""

from __future__ import annotations

import itertools
import logging
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from glasshouse.base.errors import BadValue, EngineError
from glasshouse.run import here, state
from glasshouse.run.model import model_hash
from glasshouse.run.protocol import Count, Kept, Letter, Life
from glasshouse.run.shard import Shard, share_out
from glasshouse.run.statefile import Damaged, StateFile, write
from glasshouse.run.survey import joined

if TYPE_CHECKING:
    from glasshouse.run.world import World
    from glasshouse.scenario.planning import Plan

PATIENCE = "15s"
"""For the scheduler to answer."""
TRIES = 5
"""How often a shard is made again in one week before the cluster is given up."""


class Where(NamedTuple):
    """A checkpoint whose shards lie in files: the run's own file, the number of shards, weeks lived, whose it is."""

    path: Path
    of: int
    weeks: int
    identity: dict[str, Any]


def shard_file(path: Path, number: int, of: int) -> Path:
    """Return the file in which a shard is kept beside the run's own."""
    return path.with_name(f"{path.stem}.shard-{number}-of-{of}.state")


class Job(NamedTuple):
    """What a worker must know of a shard to make it."""

    run: str
    number: int
    plan: Plan
    blocks: tuple[int, ...]
    threads: int | None
    kept: Where | None = None

    @property
    def file(self) -> Path:
        """The state file of the shard, if one was kept."""
        return shard_file(self.kept.path, self.number, self.kept.of) if self.kept else Path()


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
    """A worker has no state of the shard, and was sent the last letter only."""


_shards: dict[tuple[str, int], Shard] = {}
"""The shards that live in this worker's process."""
_asked: dict[str, float] = {}
"""When somebody last asked for a run's shards, in seconds."""
IDLE = 600
"""Seconds after which a run is taken to be over; if it is not, its shards are made again."""


def be_at(job: Job, letters: Sequence[Letter], weeks: int) -> Reply:
    """Bring a shard to the end of week `weeks`; runs on a worker.

    Args:
        job: the shard.
        letters: the last letter, or all of them.
        weeks: how many weeks will have been lived.

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
    if len(letters) < weeks:
        raise LettersMissing
    here.warm_up()
    shard = Shard(job.plan, job.blocks, job.threads or own_threads())
    take_up(shard, job)
    return shard


def take_up(shard: Shard, job: Job) -> None:
    """Put the kept state into a new shard, if this worker can see its file and the file is good."""
    if job.kept is None:
        return
    try:
        file = StateFile(job.file)
    except Damaged:  # or not there: then every week is lived again, which changes nothing
        return
    if file.words == words_of(job, job.kept):
        state.restore_people(shard.world, file)
        shard.lived = job.kept.weeks


def words_of(job: Job, where: Where) -> dict[str, Any]:
    """Return what a shard's file says of itself."""
    return {"identity": where.identity, "weeks": where.weeks, "blocks": list(job.blocks)}


def keep(job: Job, letters: Sequence[Letter], where: Where) -> int:
    """Write a shard's state beside the run's own file and return its size; 0 if this worker cannot see the folder."""
    if not where.path.parent.is_dir():
        return 0
    be_at(job, letters, where.weeks)
    shard = _shards[job.run, job.number]
    path = shard_file(where.path, job.number, where.of)
    return write(path, words_of(job, where), state.of_people(shard.world), shard.hands.crew.threads)


def look(job: Job, letters: Sequence[Letter]) -> Life:
    """Look at a shard's people after the last week; runs on a worker."""
    be_at(job, letters, len(letters))
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


@dataclass
class Exchange:
    """What went over the wire (bytes), how long weeks took: the slowest worker, all cores, waiting for both (seconds)."""

    letter_bytes: int = 0
    count_bytes: int = 0
    weeks: int = 0
    worked: float = 0.0
    cpu: float = 0.0
    waited: float = 0.0
    made_again: int = 0
    workers: list[str] = field(default_factory=list)


class Cluster:
    """Dask workers as hands (see `protocol.Hands`), a shard on each, or on the first `shards` of them."""

    name = "cluster"
    _numbers = itertools.count()

    def __init__(
        self, client: Any, world: World, threads: int | None = None, shards: int | None = None
    ) -> None:
        self.client = client
        self.letters: list[Letter] = []
        self.world = world
        workers = sorted(client.scheduler_info(n_workers=-1)["workers"])[:shards]
        self.exchange = Exchange(workers=workers)
        self.threads = threads
        self.deal(len(workers))

    def deal(self, shards: int, kept: Where | None = None) -> None:
        """Deal the blocks out to shards, and the shards to workers."""
        run = f"{os.getpid()}-{next(self._numbers)}-{time.time_ns()}"
        shares = share_out(int(self.world.layout.blocks), shards)
        self.jobs = [
            Job(run, number, self.world.plan, tuple(blocks), self.threads, kept)
            for number, blocks in enumerate(shares)
        ]
        workers = self.exchange.workers
        self.at = {job.number: workers[job.number % len(workers)] for job in self.jobs}

    def begin(self) -> None:
        """Draw everybody's traits and first day."""
        self.everywhere()

    def week(self, letter: Letter) -> Count:
        """Live one week and return what it brought."""
        start = time.perf_counter()
        self.letters.append(letter)
        replies = self.everywhere()
        counts = [reply.brought for reply in replies if reply.brought is not None]
        whole = Count(*(np.sum([getattr(c, name) for c in counts], axis=0) for name in Count._fields))
        seen = self.exchange
        seen.weeks += 1
        seen.letter_bytes += letter.nbytes * len(self.jobs)
        seen.count_bytes += sum(count.nbytes for count in counts)
        busy = max(reply.seconds for reply in replies)
        seen.worked += busy
        seen.cpu += sum(reply.cpu for reply in replies)
        seen.waited += time.perf_counter() - start - busy
        seen.made_again += sum(reply.made for reply in replies)
        return whole

    def everywhere(self) -> list[Reply]:
        """Bring every shard to the end of the last letter's week."""
        weeks = len(self.letters)
        asked = [self.ask(be_at, job, self.letters[-1:], weeks) for job in self.jobs]
        replies = [
            self.answer(future, be_at, job, self.letters, weeks)
            for future, job in zip(asked, self.jobs, strict=True)
        ]
        self.at = {job.number: reply.worker for job, reply in zip(self.jobs, replies, strict=True)}
        return replies

    def ask(self, task: Any, job: Job, *more: Any, anywhere: bool = False) -> Any:
        """Hand a task to the worker that has the shard; if that one is gone, Dask chooses another."""
        known = set(self.client.scheduler_info(n_workers=-1)["workers"])
        place = self.at[job.number]
        pinned = {} if anywhere or place not in known else {"workers": [place], "allow_other_workers": True}
        return self.client.submit(task, job, *more, pure=False, **pinned)

    def answer(self, future: Any, task: Any, job: Job, *all_letters: Any) -> Any:
        """Wait for a task; where the shard is lost, have it made again from all letters.

        Raises:
            EngineError: no worker could make it.
        """
        from concurrent.futures import CancelledError

        from distributed import KilledWorker

        problem: BaseException | None = None
        for _ in range(TRIES):
            try:
                return future.result()
            except (LettersMissing, KilledWorker, CancelledError) as lost:
                problem = lost
                future = self.ask(task, job, *all_letters, anywhere=not isinstance(lost, LettersMissing))
        raise EngineError(
            f"Shard {job.number} could not be lived on any worker in {TRIES} tries ({problem!r})",
            place="--cluster",
            next_step="See the workers' logs: most often a worker has too little memory for its shard",
        )

    def keep(self, path: Path, identity: dict[str, Any]) -> Kept:
        """Keep the letters, and have every worker write its shard's state beside `path` if it sees the folder.

        Without shard files (workers on machines that do not share the disk) the letters alone are enough to go on:
        every week is then lived again.
        """
        where = Where(path.absolute(), len(self.jobs), len(self.letters), identity)
        asked = [self.ask(keep, job, self.letters[-1:], where) for job in self.jobs]
        sizes = [
            self.answer(future, keep, job, self.letters, where)
            for future, job in zip(asked, self.jobs, strict=True)
        ]
        if all(sizes):
            self.jobs = [job._replace(kept=where) for job in self.jobs]
        fields = np.stack([letter.fields for letter in self.letters])
        won = [[sorted(policies) for policies in letter.won] for letter in self.letters]
        words = {"hands": self.name, "shards": len(self.jobs), "won": won, "files": all(sizes)}
        return Kept(words, {"letters": fields}, sum(sizes))

    def go_on(self, path: Path, file: StateFile) -> None:
        """Take up the letters, and the shards as they were dealt then."""
        words = file.words
        fields = file.get("letters")
        self.letters = [
            Letter(week, fields[week], tuple(frozenset(policies) for policies in won))
            for week, won in enumerate(words["won"])
        ]
        where = Where(path.absolute(), words["shards"], words["weeks"], words["identity"])
        self.close()
        self.deal(words["shards"], where if words["files"] else None)
        self.everywhere()

    def finish(self) -> Life:
        """Look at the people after the last week."""
        asked = [self.ask(look, job, self.letters) for job in self.jobs]
        lives = [
            self.answer(future, look, job, self.letters) for future, job in zip(asked, self.jobs, strict=True)
        ]
        block_region, block_cell = self.world.block_region, self.world.block_cell
        for job, life in zip(self.jobs, lives, strict=True):
            block_region[list(job.blocks)] = life.block_region
            block_cell[list(job.blocks)] = life.block_cell
        return Life(joined([life.survey for life in lives]), block_region, block_cell)

    def close(self) -> None:
        """Have every worker forget the run."""
        import contextlib

        with contextlib.suppress(Exception):  # a cluster that is gone has forgotten
            self.client.run(forget, self.jobs[0].run)


@contextmanager
def connected(where: str, threads: int | None = None) -> Iterator[Any]:
    """Start workers on this machine (`local:4`) or join a scheduler (`tcp://host:8786`, `tls://...`); yield the client.

    Raises:
        BadValue: Dask is not installed, nobody answers, or the workers are of another model.
    """
    try:
        import distributed
    except ImportError:
        raise BadValue(
            "Dask is not installed, which --cluster needs",
            value=where,
            place="--cluster",
            next_step="pip install 'glasshouse[cluster]'",
        ) from None
    if where.startswith("local:"):
        with local(where, threads) as cluster, distributed.Client(cluster) as client:
            yield client
        return
    try:
        client = distributed.Client(where, timeout=PATIENCE)
    except (OSError, ValueError, TypeError, RuntimeError) as problem:
        raise BadValue(
            f"No Dask scheduler answers at {where} ({(str(problem) or type(problem).__name__).splitlines()[0]})",
            value=where,
            place="--cluster",
            allowed="local:N, or the address of a scheduler such as tcp://host:8786",
            next_step="Start one with `dask scheduler`, and workers with `dask worker ADDRESS --nworkers 4`",
        ) from None
    with client:
        check_workers(client, where)
        yield client


def local(where: str, threads: int | None) -> Any:
    """Return workers on this machine, each a process; memory is watched by the estimate at the door, not by Dask."""
    import distributed

    text = where.removeprefix("local:")
    most = 256
    if not text.isdigit() or not 1 <= int(text) <= most:
        raise BadValue(
            f"{where} does not say how many workers",
            value=where,
            place="--cluster",
            allowed=f"local:1 to local:{most}",
        )
    return distributed.LocalCluster(
        n_workers=int(text),
        threads_per_worker=threads or max(1, (os.cpu_count() or 1) // int(text)),
        processes=True,
        memory_limit=0,
        silence_logs=logging.ERROR,
        dashboard_address="127.0.0.1:0",
    )


def check_workers(client: Any, where: str) -> None:
    """Refuse a scheduler without workers, and workers of another model.

    Raises:
        BadValue: saying which.
    """
    found = client.run(who_am_i)
    if not found:
        raise BadValue(
            f"The scheduler at {where} has no workers",
            value=where,
            place="--cluster",
            next_step=f"Start some with `dask worker {where} --nworkers 4`",
        )
    mine = who_am_i()
    for worker, theirs in found.items():
        if tuple(theirs) != mine:
            raise BadValue(
                f"The worker at {worker} has model {theirs[0]} with NumPy {theirs[1]}; here are {mine[0]} and {mine[1]}",
                value=where,
                place="--cluster",
                next_step="Install the same Glasshouse, with the same constraints, on every worker",
            )
