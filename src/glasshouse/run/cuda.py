"""A GPU as hands (see `protocol.Hands`): the society lives in its memory, and only the weekly counts come back."""

from __future__ import annotations

import math
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.base.errors import TooLarge
from glasshouse.base.jit import compiled
from glasshouse.run import here, kept, survey
from glasshouse.run.gpu import gpu, named
from glasshouse.run.protocol import Kept, Life
from glasshouse.run.state import CHANGING
from glasshouse.run.store import Store, wider
from glasshouse.run.world import Bench, gathered

if TYPE_CHECKING:
    from glasshouse.run.kept import Where
    from glasshouse.run.protocol import Count, Letter
    from glasshouse.run.world import World

WARP = 32
WARPS = 8
"""On each multiprocessor: a lane takes 255 registers of 65,536, so no more fit at once."""
SIMULATED = (2, 4)
"""Blocks and threads in the simulator: two of each are enough to be wrong, and lanes must live several communities."""
LOOKERS = 4096
"""Lanes at most that look at people after the last week: each counts into tables of its own (130 kB)."""
WEEKLY = ("region", "cell", "gone")
SHARE = 0.95
"""Of the GPU's free memory, at most."""
FREE_ROWS = 16
"""Free side rows of every community before each week, as on a processor."""


class Lanes:
    """The lanes of this machine's GPU.

    Args:
        world: its memory on the host is touched by checkpoints only.
        shape: blocks, and threads of a block; None: as many as the GPU runs at once.

    Attributes:
        seconds: by kernel, until the GPU was done with it.

    Raises:
        BadValue: there is no GPU to be used.
        TooLarge: its memory does not hold the people.
    """

    name = "cuda"

    def __init__(self, world: World, shape: tuple[int, int] | None = None) -> None:
        self.cuda = gpu()
        from glasshouse.run import lanes

        self.world, self.kernels, self.seconds = world, lanes, dict[str, float]()
        self.device = named(self.cuda)
        bench = Bench.new(world.plan.seed)
        bench.D[[d.TRACING, d.LISTENING]] = 1 if len(world.trace) else 0
        self.benches = [bench]
        self.shape = shape or self.widest(bench)
        self.todo = self.sent(np.flatnonzero(world.here))
        self.weights, self.traits = self.sent(world.weights), self.sent(world.traits)
        self.place = type(world.place)(*(self.sent(x) for x in world.place))
        self.people = c.People(*(self.cuda.device_array(x.shape, x.dtype) for x in world.people))
        self.store = world.store._replace(
            rows=self.arena(int(world.store.start[-1])),
            start=self.sent(world.store.start),
            used=self.sent(world.store.used),
        )
        self.out = world.out()
        self.tables = type(self.out)(*(self.sent(x) for x in self.out))
        self.D, self.M, self.U, self.buffer = map(self.scratch, (bench.D, bench.M, bench.U, bench.buffer))

    # --- memory ---

    def widest(self, bench: Bench) -> tuple[int, int]:
        """Return how many blocks of a warp each this GPU runs at once, if there is work and memory for them."""
        if not compiled():
            return SIMULATED
        people, rows = self.world.people, int(self.world.store.start[-1])
        needed = (
            sum(column.nbytes for column in people) + 2 * 16 * rows + sum(x.nbytes for x in self.world.place)
        )
        free = float(self.cuda.current_context().get_memory_info()[0])
        blocks = -(-int(self.world.here.sum()) // WARP)
        blocks = min(blocks, WARPS * self.cuda.get_current_device().MULTIPROCESSOR_COUNT)
        each = WARP * sum(x.nbytes for x in (bench.D, bench.M, bench.U, bench.buffer))
        blocks = min(blocks, int((SHARE * free - needed) // each))
        if blocks < 1:
            raise TooLarge(
                f"{self.world.plan.people:,} people need about {needed / 1e9:.2g} GB of the GPU's memory; "
                f"{free / 1e9:.2g} GB are free",
                value=self.world.plan.people,
                place="--people",
                next_step="Ask for fewer people, or leave out --device",
            )
        return blocks, WARP

    def sent(self, array: NDArray[Any]) -> Any:
        """Return a copy on the GPU; an empty array takes one place, which nobody reads."""
        return self.cuda.to_device(np.ascontiguousarray(array) if array.size else np.zeros(1, array.dtype))

    def scratch(self, one: NDArray[Any], lanes: int | None = None) -> Any:
        """Return what `one` lane needs for all lanes, interleaved and cleared, (..., lanes)."""
        lanes = lanes or math.prod(self.shape)
        flat = self.cuda.device_array((one.size, lanes), one.dtype)
        self.launch("wipe", flat, lanes=lanes)
        return flat.reshape(*one.shape, lanes)

    def arena(self, rows: int) -> Any:
        """Return room for so many side rows."""
        return self.cuda.device_array((max(1, rows), 2), np.uint64)

    def launch(self, name: str, *arguments: Any, lanes: int | None = None) -> None:
        """Run a kernel on all lanes, or on the first so many, and wait for it."""
        blocks, threads = self.shape
        if lanes is not None:
            blocks = lanes // threads
        begun = time.perf_counter()
        getattr(self.kernels, name)[blocks, threads](*arguments)
        self.cuda.synchronize()
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - begun

    # --- life ---

    def begin(self) -> None:
        """Draw everybody's traits and first day."""
        self.live("begin", 0, self.traits, scratch=(self.D, self.M))

    def week(self, letter: Letter) -> Count:
        """Live one week and return what it brought."""
        self.make_room()
        self.live("week", letter.week, scratch=(self.D, self.M, self.U, self.buffer), out=(self.tables,))
        weekly = [(getattr(self.tables, name), getattr(self.out, name)) for name in WEEKLY]
        for there, table in weekly:
            there.copy_to_host(table)
        count = gathered([self.out], letter.week)  # which clears them
        for there, table in weekly:
            there.copy_to_device(table)
        return count

    def live(
        self, name: str, week: int, *more: Any, scratch: tuple[Any, ...], out: tuple[Any, ...] = ()
    ) -> None:
        """Run `begin` or `week` for everybody under the plan rows as they are."""
        here.prepare_desks(self.world, self, week)
        head = self.sent(self.benches[0].D[: d.ENV])
        full = self.sent(np.zeros(1, np.int64))
        PP = self.sent(self.world.PP)
        self.launch(
            name, self.todo, self.place, self.people, self.store, PP, *more, head, *scratch, self.weights, *out, full
        )  # fmt: skip
        self.benches[0].D[d.OVERFLOW] = full.copy_to_host()[0]
        here.check_room(self)

    def make_room(self) -> None:
        """Give every community the free side rows that a week may need."""
        world = self.world
        self.store.used.copy_to_host(world.store.used)
        start = wider(world.store, FREE_ROWS)
        if start is None:
            return
        rows, begins = self.arena(int(start[-1])), self.sent(start)
        self.launch("move", self.store.rows, self.store.start, rows, begins, self.store.used)
        self.store = self.store._replace(rows=rows, start=begins)
        world.store = world.store._replace(start=start)

    # --- what comes back ---

    def keep(self, path: Path, identity: dict[str, Any]) -> Kept:
        """Copy the people into the world, which goes into the run's own file, as if threads had lived there."""
        self.fetch()
        return Kept([kept.Part(path.name, kept.blocks_here(self.world))], 0)

    def fetch(self) -> None:
        """Copy the state of everybody, and the tables, into the world's own memory."""
        world = self.world
        for name in CHANGING:
            getattr(self.people, name).copy_to_host(getattr(world.people, name))
        self.store.used.copy_to_host(world.store.used)
        world.store = world.store._replace(rows=self.store.rows.copy_to_host())
        self.fetch_tables()

    def fetch_tables(self) -> None:
        """Copy the blocks' tables (and traces, if lives are compared) into the world."""
        for name in ("block_region", "block_cell", "trace", "burden"):
            if len(table := getattr(self.world, name)):
                getattr(self.tables, name).copy_to_host(table)

    def go_on(self, where: Where) -> None:
        """Take up the people, or live their weeks again if a file is missing."""
        if not kept.take_up(self.world, where):
            for letter in self.world.letters:
                letter.read(self.world)
                self.week(letter)
            return
        world, store = self.world, self.world.store
        for name in CHANGING:
            getattr(self.people, name).copy_to_device(getattr(world.people, name))
        self.store = Store(*map(self.sent, (store.rows[: store.start[-1]], store.start, store.used)))
        for name in ("block_region", "block_cell", "trace", "burden"):
            if len(table := getattr(world, name)):
                getattr(self.tables, name).copy_to_device(table)

    def finish(self) -> Life:
        """Look at everybody after the last week; of the people only a sample comes back."""
        self.fetch_tables()
        return Life(self.look(), self.world.block_region, self.world.block_cell)

    def look(self) -> survey.Survey:
        """Return the survey: every lane looks at its own, and the host joins what they found."""
        lanes = min(math.prod(self.shape), LOOKERS)
        own = survey.Looking()
        found, best, who, counted = (
            self.scratch(x, lanes) for x in (own.found, own.best, own.who, own.counted)
        )
        stirred = self.sent(np.zeros(1, np.int64))
        self.launch(
            "look", self.todo, self.place, self.people, self.store, self.benches[0].D[d.SEED], self.sent(survey.WANTED),
            found, best, who, counted, self.D, self.M, stirred, lanes=lanes,
        )  # fmt: skip
        world = self.world
        self.store.used.copy_to_host(world.store.used)
        persons = survey.sample(world.plan.people)
        return survey.Survey(
            digest=int(stirred.copy_to_host().view(np.uint64)[0]),
            finds=joined(*(x.copy_to_host() for x in (found, best, who))),
            persons=persons,
            panel=survey.columns(self.picked(survey.stored(world, persons))),
            counted=counted.copy_to_host().sum(axis=-1),
            rows_bytes=world.store.nbytes,
        )

    def picked(self, at: NDArray[np.int64]) -> c.People:
        """Return the stored columns of a few people."""
        places, found = self.sent(at), []
        for column in self.people:
            found.append(self.cuda.device_array(len(at), column.dtype))
            self.launch("pick", column, places, found[-1])
        return c.People(*(column.copy_to_host() for column in found))

    def close(self) -> None:
        """Let go of the GPU's memory."""
        for name in ("people", "store", "tables", "D", "M", "U", "buffer"):
            setattr(self, name, None)


def joined(
    found: NDArray[np.int64], best: NDArray[np.int64], who: NDArray[np.int64]
) -> dict[str, NDArray[np.int64]]:
    """Return hash and person of those found by any lane, by harm.

    `found` is (harms, lanes), the others are (harms, KEEP, lanes).
    """
    real = np.arange(survey.KEEP)[:, None] < found[:, None, :]
    pairs = np.stack([best, who], axis=-1)
    return {name: survey.smallest([pairs[h][real[h]]]) for h, name in enumerate(survey.HARMS)}
