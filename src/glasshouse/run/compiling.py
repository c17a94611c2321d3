"""The first start: compile the kernels in two processes, once for all processes of this machine.

Compiling takes one core the better part of half a minute, and LLVM holds a lock, so threads do not help. But what one
process has compiled lies in the cache for the other: a second process compiles what follows from candidates while this
one compiles the rest, and then loads it. Others who start meanwhile wait for the cache instead of doing the same again.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.base import jit
from glasshouse.run.world import Bench, World

if TYPE_CHECKING:
    from glasshouse.run.here import Crew, Threads

LAST = "kernels.week-*.nbi"
"""What the cache holds, once the kernel that calls all others is compiled, in a room that is named after where it lies."""


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Wait until no other process of this machine is compiling for the same cache, where files can be locked."""
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(ImportError, OSError):
            import fcntl

            lock = stack.enter_context((jit.cache_folder() / "lock").open("w"))
            fcntl.flock(lock, fcntl.LOCK_EX)  # the system lets go of it, however this process ends
        yield


def is_cold() -> bool:
    """Return whether the kernels have to be compiled, and what is compiled will be kept.

    The same sources may lie in two places: what was compiled for the one does not serve the other.
    """
    if not (jit.compiled() and jit.CACHED):
        return False
    from glasshouse.run import kernels

    dispatcher: Any = kernels.week  # compiled, whatever its signature says
    room = Path(dispatcher._cache.cache_path).name
    return not any((jit.cache_folder() / room).glob(LAST))


def side_by_side(world: World, hands: Threads) -> None:
    """Compile the kernels of a tiny world in two processes; what fails here is compiled again where it is used."""
    if len(os.sched_getaffinity(0)) < 2:
        return
    house = Path(__file__).resolve().parents[2]
    path = os.pathsep.join([str(house), *filter(None, [os.environ.get("PYTHONPATH")])])
    with contextlib.suppress(OSError):
        other = subprocess.Popen(
            [sys.executable, "-m", "glasshouse.run.compiling"],
            env={**os.environ, "PYTHONPATH": path},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            everybody(world, hands.crew)
            hands.begin()
        finally:
            other.wait()


def everybody(world: World, crew: Crew) -> None:
    """Compile what happens to everybody in a week, on a community without people."""
    from glasshouse.day import loop
    from glasshouse.day.stock import take_stock

    bench, P = crew.benches[0], world.PP[0]
    loop.rows_pass(bench.M, P, bench.D)
    loop.everyday(bench.M, P, bench.D, 0, bench.U, bench.buffer)
    U = bench.U
    loop.screen(bench.M, P, 0, U[0], U[1], U[2], U[3], U[loop.SHOWS])
    take_stock(bench.M, P, bench.D, 0)


def the_few() -> None:
    """Compile what follows from candidates, and what reads the people once more at the end."""
    from glasshouse.day import loop
    from glasshouse.run import here
    from glasshouse.run.tiny import tiny_plan
    from glasshouse.run.world import make

    world = make(tiny_plan())
    bench = Bench.new(world.plan.seed)
    loop.candidates(bench.M, world.PP[0], bench.D, 0, bench.U)
    hands = here.Threads(world, 1)
    here.look(world, hands.crew)
    hands.close()


if __name__ == "__main__":
    the_few()
