"""Runs many worlds over the cores, here or of a cluster, and keeps what is finished: none is ever run again.

Finished worlds are lines of one file, each written and flushed whole; a line that was cut short is ignored.
"""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any

from glasshouse.experiments.worlds import Result, Told, World, sharded, work

FILE = "worlds.jsonl"
FEW = 3
"""Fewer worlds than this are not worth starting processes for."""


_elsewhere: ContextVar[tuple[Executor, int] | None] = ContextVar("elsewhere", default=None)


@contextmanager
def elsewhere(client: Any) -> Iterator[None]:
    """Let every study begun in this context run its worlds on the workers of a Dask client.

    Single runs (those of a comparison, of the feedback loops) are cut into shards, one for each worker.
    """
    workers = sum(about["nthreads"] for about in client.scheduler_info(n_workers=-1)["workers"].values())
    with client.get_executor(pure=False) as pool:
        token, other = _elsewhere.set((pool, workers)), sharded.set(client)
        try:
            yield
        finally:
            sharded.reset(other)
            _elsewhere.reset(token)


class Study:
    """A place where finished worlds are kept, and hands that run the others.

    Args:
        folder: Where finished worlds are kept; None keeps them in memory only.
        workers: Processes; every core if None. One runs everything in this process.
        blocks: Measures whose block values are kept, for paired intervals.
        told: Called after each world with (done, of, seconds left).

    Use it with `with`, so that its processes end.
    """

    def __init__(
        self,
        folder: str | Path | None = None,
        workers: int | None = None,
        blocks: Sequence[str] = (),
        told: Told | None = None,
    ) -> None:
        self.file = Path(folder) / FILE if folder is not None else None
        self.workers = max(1, workers if workers is not None else (os.cpu_count() or 1))
        self.blocks = tuple(blocks)
        self.told = told
        self.ran = 0
        self._kept: dict[str, Result] = {}
        self._pool: Executor | None = None
        self._lent = _elsewhere.get()
        if self._lent is not None:
            self._pool, self.workers = self._lent
        if self.file is not None:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self._kept = _read(self.file, self.blocks)

    def __enter__(self) -> Study:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the processes; worlds that were under way are dropped, finished ones are kept."""
        if self._pool is not None and self._lent is None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def known(self, worlds: Iterable[World]) -> int:
        """Returns how many of these worlds are finished already."""
        return sum(world.key() in self._kept for world in set(worlds))

    def run(self, worlds: Sequence[World]) -> list[Result]:
        """Runs what is not finished and returns the result of each world, in the order given.

        Failed worlds are results with a reason. Ctrl-C leaves everything finished in the folder.
        """
        keys = [world.key() for world in worlds]
        todo = {key: world for key, world in zip(keys, worlds, strict=True) if key not in self._kept}
        if self._lent is None and (len(todo) < FEW or self.workers == 1):
            self._alone(todo)
        else:
            self._together(todo)
        return [self._kept[key] for key in keys]

    def _alone(self, todo: dict[str, World]) -> None:
        begun = time.perf_counter()
        for done, (key, world) in enumerate(todo.items()):
            self._keep(key, world, work(world, self.blocks, threads=self.workers))
            self._say(done + 1, len(todo), begun)

    def _together(self, todo: dict[str, World]) -> None:
        """Hands worlds to processes, a few ahead, so that an interruption drops few."""
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self.workers, mp_context=_context())
        begun, done = time.perf_counter(), 0
        waiting = list(todo.items())[::-1]
        flying: dict[Future[Result], tuple[str, World]] = {}
        try:
            while waiting or flying:
                while waiting and len(flying) < 2 * self.workers:
                    key, world = waiting.pop()
                    flying[self._pool.submit(work, world, self.blocks)] = (key, world)
                ready, _ = wait(flying, return_when=FIRST_COMPLETED)
                for future in ready:
                    key, world = flying.pop(future)
                    self._keep(key, world, future.result())
                    done += 1
                    self._say(done, len(todo), begun)
        except BaseException:
            self.close()
            raise

    def _keep(self, key: str, world: World, result: Result) -> None:
        self._kept[key] = result
        self.ran += 1
        if self.file is None:
            return
        line = json.dumps({"key": key, "world": asdict(world), "result": _plain(asdict(result))})
        with self.file.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())

    def _say(self, done: int, of: int, begun: float) -> None:
        if self.told is not None:
            self.told(done, of, (time.perf_counter() - begun) / done * (of - done))


def _context() -> Any:
    """Processes start fresh: forking one whose kernels run on threads can hang."""
    import multiprocessing

    return multiprocessing.get_context("spawn")


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value


def _read(file: Path, blocks: Sequence[str]) -> dict[str, Result]:
    """Returns the finished worlds of a file that have the block values that are wanted."""
    found: dict[str, Result] = {}
    if not file.exists():
        return found
    text = file.read_text(encoding="utf-8")
    if text and not text.endswith("\n"):  # the last line was cut short: what follows must begin on its own
        with file.open("a", encoding="utf-8") as more:
            more.write("\n")
    for line in text.splitlines():
        try:
            said = json.loads(line)
            result = Result(**said["result"])
        except (ValueError, KeyError, TypeError):
            continue
        values = {name: math.nan if value is None else value for name, value in result.values.items()}
        if result.problem or set(blocks) <= set(result.top):
            found[said["key"]] = Result(
                values, result.top, result.below, result.digest, result.seconds, result.problem
            )
    return found


def estimate(worlds: Sequence[World], workers: int | None = None) -> float:
    """Returns how many seconds the worlds will take: a small one is timed, and people and days scaled up."""
    if not worlds:
        return 0.0
    first = worlds[0]
    probe = first.having(people=min(first.people, 5_000), days=min(first.days or 365, 28))
    work(probe)  # loads or compiles the kernels
    begun = time.perf_counter()
    plan = probe.plan()
    set_up = time.perf_counter() - begun
    took = work(probe).seconds
    per_person_day = max(took - set_up, 1e-4) / (plan.people * plan.days)
    each = [set_up + per_person_day * world.people * (world.days or 365) for world in worlds]
    return sum(each) / max(1, workers if workers is not None else (os.cpu_count() or 1))
