"""Run a plan on this machine, a week at a time: threads over resampling blocks, or the lanes of a GPU."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.base.errors import RowsOverflow
from glasshouse.run import compiling, kept, kernels, store
from glasshouse.run.outcome import Outcome
from glasshouse.run.protocol import Kept, Letter, Life
from glasshouse.run.survey import (
    HARMS,
    WANTED,
    Looking,
    Survey,
    found,
    histograms,
    homes,
    panel,
    sample,
    smallest,
    unpacked,
)
from glasshouse.run.world import Bench, World, finish_week, gathered, make, prepare_week

if TYPE_CHECKING:
    from glasshouse.run.cuda import Lanes
    from glasshouse.run.kept import Where
    from glasshouse.run.protocol import Count, Hands, Hiring, Keeper
    from glasshouse.run.store import Out
    from glasshouse.scenario.planning import Plan

Progress = Callable[[int, int, int, float], None]
"""Called after every week with (weeks done, weeks, person-days done, seconds)."""
CHUNK = 32
"""Communities handed to a thread at a time, all of one resampling block; any size gives the same bits."""


def chunks(world: World, size: int) -> list[list[NDArray[np.int64]]]:
    """Return the communities cut into pieces of one resampling block each, the pieces of a block together."""
    block = np.where(world.here, world.place.block, -1)
    of_block = [np.flatnonzero(block == b) for b in range(int(world.layout.blocks))]
    return [[part[j : j + size] for j in range(0, len(part), size)] for part in of_block if len(part)]


class Crew:
    """Threads with a bench each; no two work on one block at a time, because its tallies are written without a lock."""

    def __init__(self, world: World, threads: int, size: int) -> None:
        self.world = world
        self.work = chunks(world, size)
        self.threads = max(1, min(threads, len(self.work)))
        self.benches = [Bench.new(world.plan.seed) for _ in range(self.threads)]
        self.outs: list[Out] = [world.out() for _ in range(self.threads)]
        for bench in self.benches:
            bench.D[d.TRACING] = 1 if len(world.trace) else 0
            bench.D[d.LISTENING] |= bench.D[d.TRACING]
        self.pool = ThreadPoolExecutor(self.threads)
        self.stopping = False

    def each(self, task: Callable[[Bench, Out, NDArray[np.int64]], int | None]) -> int:
        """Run `task` over all pieces and return the sum of what it returns (modulo 2**64).

        Blocks wait in a queue. A thread takes the first, works one piece of it and puts it back at the end: so all blocks
        are done at nearly the same time, and no thread waits for longer than a piece.
        """
        todo: SimpleQueue[list[NDArray[np.int64]]] = SimpleQueue()
        for pieces in self.work:
            todo.put(pieces[::-1])

        def labour(j: int) -> int:
            total = 0
            while not self.stopping:
                try:
                    pieces = todo.get_nowait()
                except Empty:
                    break
                # compiled integers wrap without a word; run uncompiled, NumPy's would warn
                with np.errstate(over="ignore"):
                    total += task(self.benches[j], self.outs[j], pieces.pop()) or 0
                if pieces:
                    todo.put(pieces)
            return total

        return sum(self.pool.map(labour, range(self.threads))) % 2**64

    def close(self) -> None:
        """Let the threads go: after Ctrl-C each ends with the piece in hand, not with the week."""
        self.stopping = True
        self.pool.shutdown(cancel_futures=True)


def simulate(
    plan: Plan,
    threads: int | None = None,
    block: int | None = None,
    progress: Progress | None = None,
    climate: Mapping[str, NDArray[np.float64]] | None = None,
    trace: bool = False,
    hire: Hiring | None = None,
    keeper: Keeper | None = None,
    folder: Path | None = None,
    device: str = "cpu",
) -> Outcome:
    """Simulate a plan and return its outcome; no `threads`, `block` (communities a piece) or `device` changes a bit.

    With `climate` (the series of another outcome of the same society and length) people live under that climate and
    those queues: what then differs is the direct effect of what was changed. With `trace` the outcome carries a hash of
    every person's events and the number of harms each suffered.

    Args:
        plan: what to run.
        threads: how many; every core if None.
        block: communities a piece.
        progress: told after every week.
        climate: the series to live under.
        trace: compare lives.
        hire: finds other hands than this machine's threads.
        keeper: keeps the state, and may already have some from which the run goes on.
        folder: for the people's columns, in files mapped into memory.
        device: whose threads live the weeks: `cpu`, or `cuda` for this machine's GPU.

    Raises:
        BadValue: there is no GPU, or something that it needs is missing.
        RowsOverflow: a community had more side rows than its room; nothing is ever dropped.
        RateAboveUpper: a value asks for more events than its clock offers.
    """
    begun = time.perf_counter()
    compile_seconds = 0.0 if hire else warm_up(device)
    start = time.perf_counter()
    world = make(plan, climate, trace, blocks=() if hire else None, folder=folder)
    hands = hire(world) if hire else own_hands(world, device, threads, block)
    try:
        hands.begin()
        lived = keeper.kept(world, hands) if keeper else 0
        ready = time.perf_counter()
        live(world, hands, lived, keeper, progress)
        done = time.perf_counter()
        out = replace(conclude(world, hands.finish()), device=hands.device)
    finally:
        hands.close()
    out.seconds.update(
        compile=compile_seconds,
        setup=ready - start,
        simulate=done - ready,
        total=time.perf_counter() - begun,
    )
    return out


def live(world: World, hands: Hands, lived: int, keeper: Keeper | None, progress: Progress | None) -> None:
    """Live the weeks that are left: climate down, communities in parallel, counts up."""
    plan, start = world.plan, time.perf_counter()
    for week in range(lived, plan.weeks):
        prepare_week(world, week)
        world.letters.append(Letter.of(world, week))
        finish_week(world, week, hands.week(world.letters[-1]))
        if keeper is not None and week + 1 < plan.weeks:
            keeper.week(world, hands, week + 1)
        if progress is not None:
            days = min(plan.days, 7 * (week + 1)) - 7 * lived
            progress(week + 1, plan.weeks, days * plan.people, time.perf_counter() - start)


def own_hands(world: World, device: str, threads: int | None = None, block: int | None = None) -> Hands:
    """Return this machine's hands: the threads of its processor, or the lanes of its GPU."""
    if device == "cpu":
        return Threads(world, threads, block)
    from glasshouse.run.cuda import Lanes

    return Lanes(world)


class Threads:
    """This machine's threads as hands (see `protocol.Hands`); they share the world's plan rows, so no letter is read."""

    name = "threads"
    device = "cpu"

    def __init__(self, world: World, threads: int | None = None, block: int | None = None) -> None:
        self.world = world
        self.crew = Crew(world, threads or os.cpu_count() or 1, block or CHUNK)

    def begin(self) -> None:
        """Draw everybody's traits and first day."""
        begin(self.world, self.crew)

    def keep(self, path: Path, identity: dict[str, Any]) -> Kept:
        """Nothing more is to be kept: all who live here are in the world, which goes into the run's own file."""
        return Kept([kept.Part(path.name, kept.blocks_here(self.world))], 0)

    def go_on(self, where: Where) -> None:
        """Take up the people, or live their weeks again if a shard's file is missing."""
        if not kept.take_up(self.world, where):
            for letter in self.world.letters:
                letter.read(self.world)
                self.week(letter)

    def week(self, letter: Letter) -> Count:
        """Live one week and return what it brought."""
        return count_week(self.world, self.crew, letter.week)

    def finish(self) -> Life:
        """Look at the people after the last week."""
        return Life(look(self.world, self.crew), self.world.block_region, self.world.block_cell)

    def close(self) -> None:
        """Let the threads go."""
        self.crew.close()


def begin(world: World, crew: Crew) -> None:
    """Draw the first day."""
    prepare_desks(world, crew, 0)
    crew.each(
        lambda bench, out, piece: kernels.begin(
            piece,
            world.place,
            world.people,
            world.store,
            world.PP,
            world.traits,
            bench.D,
            bench.M,
            world.weights,
        )
    )
    check_room(crew)


def one_week(world: World, crew: Crew, week: int) -> None:
    """Live one week: climate down, communities in parallel, counts up."""
    prepare_week(world, week)
    finish_week(world, week, count_week(world, crew, week))


def count_week(world: World, crew: Crew, week: int) -> Count:
    """Let the communities that live here live one week under the plan rows as they are."""
    world.store = store.grow(world.store, 16)
    prepare_desks(world, crew, week)
    crew.each(
        lambda bench, out, piece: kernels.week(
            piece, world.place, world.people, world.store, world.PP,
            bench.D, bench.M, bench.U, bench.buffer, world.weights, out,
        )
    )  # fmt: skip
    check_room(crew)
    return gathered(crew.outs, week)


def prepare_desks(world: World, crew: Crew | Lanes, week: int) -> None:
    """Put the week's dates on every desk."""
    for bench in crew.benches:
        bench.D[d.WEEK] = week
        bench.D[d.DAY0] = 7 * week
        bench.D[d.DAYS] = min(7, world.plan.days - 7 * week)
        bench.D[d.LAST] = 1 if week == world.plan.weeks - 1 else 0


def check_room(crew: Crew | Lanes) -> None:
    """Raise RowsOverflow if any community ran out of room for side rows."""
    for bench in crew.benches:
        if bench.D[d.OVERFLOW] != 0:
            raise RowsOverflow(
                "a community opened more court cases and wrong marks in one week than its arena has room for",
                place=f"community {int(bench.D[d.OVERFLOW]) - 1}",
                next_step="lower what opens cases and marks: rates of default, of false records and misreading, of stops "
                "that end in a record (a few corners of the ledger's ranges, all at once, are too much)",
            )


def look(world: World, crew: Crew) -> Survey:
    """Look once at everybody who lives here, after the last week."""
    looking = {id(bench): Looking() for bench in crew.benches}

    def task(bench: Bench, out: Out, piece: NDArray[np.int64]) -> int:
        own = looking[id(bench)]
        kernels.look(
            piece,
            world.place,
            world.people,
            bench.D[d.SEED],
            WANTED,
            own.found,
            own.best,
            own.who,
            own.counted,
        )
        stirred = kernels.digest(piece, world.place, world.people, world.store, bench.D, bench.M)
        return int(np.int64(stirred).view(np.uint64))

    digest = crew.each(task)
    parts = list(looking.values())
    persons = sample(world.plan.people)
    persons = persons[world.here[homes(world, persons)]]
    return Survey(
        digest=digest,
        finds={name: smallest([part.finds()[name] for part in parts]) for name in HARMS},
        persons=persons,
        panel=unpacked(world, persons),
        counted=sum((part.counted for part in parts), np.zeros_like(parts[0].counted)),
        rows_bytes=world.store.nbytes,
    )


def conclude(world: World, life: Life) -> Outcome:
    """Return the outcome of a world that has lived its days."""
    survey = life.survey
    week_region = np.stack(world.week_region)
    week_cell = np.stack(world.week_cell)
    tables = life.block_region.nbytes + life.block_cell.nbytes + week_region.nbytes + week_cell.nbytes
    rows = survey.rows_bytes + sum(x.nbytes for x in world.place)
    people = world.plan.people
    return Outcome(
        plan=world.plan,
        layout=world.layout,
        week_region=week_region,
        week_cell=week_cell,
        block_region=life.block_region,
        block_cell=life.block_cell,
        climate={name: np.stack(series) for name, series in world.climate.series.items()},
        happenings=world.happenings,
        finds=found(survey),
        panel=panel(world, survey),
        histograms=histograms(survey),
        seconds={},
        bytes_per_person=c.DENSE_BYTES + rows / people,
        digest=final_digest(survey.digest, week_region, week_cell),
        trace=world.trace,
        burden=world.burden,
        memory={"dense": c.DENSE_BYTES, "side_rows": rows / people, "tables_mb": tables / 2**20},
    )


def final_digest(people: int, *tables: NDArray[np.int64]) -> str:
    """Return the SHA-256 over the people's digest and the weekly tables, in a fixed byte order."""
    whole = hashlib.sha256(b"glasshouse 1")
    whole.update(int(people).to_bytes(8, "little"))
    for table in tables:
        whole.update(np.ascontiguousarray(table, dtype="<i8").tobytes())
    return whole.hexdigest()


_warm: set[str] = set()


def warm_up(device: str = "cpu") -> float:
    """Compile the kernels, or load them from the cache, on a world of a few people; return the seconds it took."""
    if device in _warm:
        return 0.0
    from glasshouse.run.tiny import tiny_plan

    start = time.perf_counter()
    world = make(tiny_plan())
    with compiling.alone():
        hands = own_hands(world, device, 1)
        if isinstance(hands, Threads) and compiling.is_cold():
            compiling.side_by_side(world, hands)
        hands.begin()
        live(world, hands, 0, None, None)
        conclude(world, hands.finish())
        hands.close()
    _warm.add(device)
    return time.perf_counter() - start
