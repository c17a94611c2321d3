"""One society on several machines: shards on Dask workers, the weekly climate the only exchange."""

from __future__ import annotations

import itertools
import os
import pickle
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from glasshouse.base.errors import EngineError
from glasshouse.run.kept import Part, Where
from glasshouse.run.protocol import Count, Kept, Letter, Life
from glasshouse.run.shard import share_out
from glasshouse.run.survey import joined
from glasshouse.run.worker import Job, Reply, be_at, forget, keep, look

if TYPE_CHECKING:
    from glasshouse.run.world import World

TRIES = 5
"""How often a shard is made again in one week before the cluster is given up."""
LOOK, ALONE = 5, 120
"""Seconds between two looks whether any worker is left, and for which one may come back."""


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
    device = "cpu"
    _numbers = itertools.count()

    def __init__(
        self, client: Any, world: World, threads: int | None = None, shards: int | None = None
    ) -> None:
        self.client = client
        self.world = world
        self.exchange = Exchange(workers=sorted(self.there())[:shards])
        self.threads = threads
        self.deal(len(self.exchange.workers))

    @property
    def letters(self) -> list[Letter]:
        """Those of all weeks so far."""
        return self.world.letters

    def deal(self, shards: int, kept: Where | None = None) -> None:
        """Deal the blocks out to shards, and the shards to workers."""
        run = f"{os.getpid()}-{next(self._numbers)}-{time.time_ns()}"
        world = self.world
        shares = share_out(int(world.layout.blocks), shards)
        self.jobs = [
            Job(run, number, world.plan, tuple(blocks), self.threads, kept, world.traced)
            for number, blocks in enumerate(shares)
        ]
        workers = self.exchange.workers
        self.at = {job.number: workers[job.number % len(workers)] for job in self.jobs}

    def begin(self) -> None:
        """Draw everybody's traits and first day."""
        self.everywhere(anew=True)

    def week(self, letter: Letter) -> Count:
        """Live one week and return what it brought."""
        start = time.perf_counter()
        replies = self.everywhere()
        counts = [reply.brought for reply in replies if reply.brought is not None]
        whole = Count(*(np.sum([getattr(c, name) for c in counts], axis=0) for name in Count._fields))
        seen = self.exchange
        seen.weeks += 1
        seen.letter_bytes += sum(len(pickle.dumps((job.bare, letter))) for job in self.jobs)
        seen.count_bytes += sum(len(pickle.dumps(reply)) for reply in replies)
        busy = max(reply.seconds for reply in replies)
        seen.worked += busy
        seen.cpu += sum(reply.cpu for reply in replies)
        seen.waited += time.perf_counter() - start - busy
        seen.made_again += sum(reply.made for reply in replies)
        return whole

    def everywhere(self, anew: bool = False) -> list[Reply]:
        """Bring every shard to the end of the last letter's week; `anew`: no worker has one yet."""
        weeks = len(self.letters)
        known = self.letters if anew else self.letters[-1:]
        asked = [self.ask(be_at, job if anew else job.bare, known, weeks) for job in self.jobs]
        replies = [
            self.answer(future, be_at, job, self.letters, weeks)
            for future, job in zip(asked, self.jobs, strict=True)
        ]
        self.at = {job.number: reply.worker for job, reply in zip(self.jobs, replies, strict=True)}
        return replies

    def ask(self, task: Any, job: Job, *more: Any, anywhere: bool = False) -> Any:
        """Hand a task to the worker that has the shard; if that one is gone, Dask chooses another."""
        known, place = self.there(), self.at[job.number]
        pinned = {} if anywhere or place not in known else {"workers": [place], "allow_other_workers": True}
        return self.client.submit(task, job, *more, pure=False, **pinned)

    def there(self) -> set[str]:
        """Return the workers that there are.

        Raises:
            EngineError: there is no scheduler any more.
        """
        try:
            return set(self.client.scheduler_info(n_workers=-1)["workers"])
        except (KeyError, OSError):  # a client that lost its scheduler knows nothing
            raise gone("The scheduler no longer answers") from None

    def waited(self, future: Any) -> Any:
        """Wait for a task as long as there are workers.

        Raises:
            EngineError: none is left, and none came back in time.
        """
        alone = 0
        while True:
            try:
                return future.result(timeout=LOOK)
            except TimeoutError:
                if future.done():
                    raise
            alone = 0 if self.there() else alone + LOOK
            if alone >= ALONE:
                raise gone(f"No worker is left, and none came back in {ALONE} s")

    def answer(self, future: Any, task: Any, job: Job, *all_letters: Any) -> Any:
        """Wait for a task; where the shard is lost, have it made again from all letters.

        Raises:
            EngineError: no worker could make it.
        """
        from concurrent.futures import CancelledError

        from distributed import KilledWorker
        from distributed.comm import CommClosedError

        problem = "no worker has it"
        for _ in range(TRIES):
            anywhere = False
            try:
                if (reply := self.waited(future)) is not None:
                    return reply
            except (KilledWorker, CancelledError, CommClosedError) as lost:
                problem, anywhere = repr(lost), True
            future = self.ask(task, job, *all_letters, anywhere=anywhere)
        raise EngineError(
            f"Shard {job.number} could not be lived on any worker in {TRIES} tries ({problem})",
            place="--cluster",
            next_step="See the workers' logs: most often a worker has too little memory for its shard",
        )

    def keep(self, path: Path, identity: dict[str, Any]) -> Kept:
        """Have every worker write its shard's state into a file beside `path`, if it sees the folder.

        Without these files (workers on machines that do not share the disk) the letters, which are in the run's own file,
        are enough to go on: every week is then lived again.
        """
        path, of = path.absolute(), len(self.jobs)
        files = [path.with_name(f"{path.stem}.shard-{job.number}-of-{of}.state") for job in self.jobs]
        whose = list(zip(self.jobs, files, strict=True))
        asked = [self.ask(keep, job.bare, self.letters[-1:], file, identity) for job, file in whose]
        sizes = [
            self.answer(future, keep, job, self.letters, file, identity)
            for future, (job, file) in zip(asked, whose, strict=True)
        ]
        if not all(sizes):
            return Kept((), sum(sizes))
        parts = tuple(Part(file.name, job.blocks) for job, file in whose)
        where = Where(path.parent, parts, len(self.letters), identity)
        self.jobs = [job._replace(kept=where) for job in self.jobs]
        return Kept(parts, sum(sizes))

    def go_on(self, where: Where) -> None:
        """Take up the people, by whomever they were kept, in shards for the workers that there are now."""
        self.close()
        self.deal(len(self.exchange.workers), where)
        self.everywhere(anew=True)

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
        if self.world.traced:
            self.gather_traces(lives)
        return Life(joined([life.survey for life in lives]), block_region, block_cell)

    def gather_traces(self, lives: Sequence[Life]) -> None:
        """Put everybody's trace and burden into the world, person by person: 8 bytes each over the wire."""
        world, size = self.world, np.diff(self.world.place.start)
        people = int(size.sum())
        world.trace, world.burden = np.zeros(people, np.uint32), np.zeros(people, np.int32)
        for job, life in zip(self.jobs, lives, strict=True):
            there = np.repeat(np.isin(world.place.block, job.blocks), size)
            world.trace[there], world.burden[there] = life.trace, life.burden

    def close(self) -> None:
        """Have every worker forget the run."""
        import contextlib

        with contextlib.suppress(Exception):  # a cluster that is gone has forgotten
            self.client.run(forget, self.jobs[0].run)


def gone(what: str) -> EngineError:
    """Return the error for a cluster that was lost in the middle of a run."""
    return EngineError(
        what,
        place="--cluster",
        next_step="If checkpoints were kept, `glasshouse resume RUN` goes on from the last, with other workers or none",
    )
