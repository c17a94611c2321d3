"""The week of a community taken apart: the passes of `day/loop.py` one after the other, each timed.

`passes` repeats the order of `community_week`. That it still is the same week is checked, not hoped: `check` lives a
community both ways and compares every column.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.base import draw, pack, rows
from glasshouse.base.jit import kernel
from glasshouse.day import loop
from glasshouse.day.cameras import tables as cameras
from glasshouse.day.custody import tables as custody
from glasshouse.day.platform import tables as platform
from glasshouse.day.platform import week as platform_week
from glasshouse.day.rating import tables as rating
from glasshouse.day.rating import week as rating_week
from glasshouse.day.response import tables as response
from glasshouse.day.response import week as response_week
from glasshouse.day.stock import take_stock
from glasshouse.run import here, kernels
from glasshouse.run.world import Bench, World, make, prepare_week
from glasshouse.society.contacts import read_contacts

CLOCKS = {"demand": 0, "breach": 1, "speech": 2, "luck": 3}
"""Row of each clock's draws, after `loop.CLOCK_DRAWS`."""


class Pass(NamedTuple):
    """A step of the week: what it does, whose it is, how to run it."""

    name: str
    mechanism: str
    run: Callable[[], object]
    calls: int = 1
    """Kernels called from Python, whose cost is taken off."""


@kernel
def nothing(M: Any, P: Any, D: Any, n: int, U: Any, buffer: Any) -> int:
    """Cost what it costs to call a kernel from Python."""
    return n


@kernel
def cells(M: Any, n: int) -> None:
    """Find everybody's cell, as `community_week` does."""
    for i in range(n):
        age3 = (1 if M[c.AGE, i] >= 2 else 0) + (1 if M[c.AGE, i] >= 5 else 0)
        who = (M[c.GROUP, i] * 2 + M[c.SEX, i]) * 2 + M[c.URBAN, i]
        M[c.CELL, i] = (who * 5 + M[c.INCOME, i]) * 3 + age3


def lived(people: int, weeks: int, room: int = 1 << 20) -> tuple[World, Bench, Any, list[Any]]:
    """Return china-2018 on the morning of week number `weeks`: world, bench, tables, and the log of every week."""
    from glasshouse.scenario import plan

    world = make(plan("china-2018", people=people, days=7 * weeks + 14))  # the last week counts more
    crew = here.Crew(world, 1, here.CHUNK)
    bench = crew.benches[0] = Bench.new(world.plan.seed, room)
    log = []
    try:
        here.begin(world, crew)
        for week in range(weeks):
            here.one_week(world, crew, week)
            n = int(bench.D[d.N_LOG])
            assert n <= room, "the log was too short"
            log.append(bench.D[d.LOG : d.LOG + n * d.LOG_FIELDS].reshape(n, d.LOG_FIELDS).copy())
            bench.D[d.N_LOG] = 0
        prepare_week(world, weeks)
        here.prepare_desks(world, crew, weeks)
    finally:
        crew.close()
    bench.D[d.LISTENING] = 0
    return world, bench, crew.outs[0], log


def settle(world: World, bench: Bench, k: int) -> int:
    """Put community `k` on the bench, as it is at the start of the week; return its number of people."""
    n = int(kernels.set_place(bench.D, world.place, k, world.PP, world.weights))
    pack.unpack(world.people, world.place.at[k], n, bench.M)
    rows.load_rows(world.store.rows, world.store.start[k], world.store.used[k], bench.D)
    return n


@kernel
def clear_desk(D: Any, block: int, out: Any) -> None:
    """Carry all that was counted to the tables; a run does so with the kinds of person once for many communities."""
    kernels.flush(D, block, out)
    kernels.flush_cells(D, block, out)


def clear(world: World, bench: Bench, out: Any, k: int) -> None:
    """Carry what community `k` counted to the tables."""
    clear_desk(bench.D, world.place.block[k], out)


def passes(world: World, bench: Bench, out: Any, k: int, n: int) -> list[Pass]:
    """Return the week's steps for the community on the bench, in the order of `community_week`."""
    M, D, U, buffer = bench.M, bench.D, bench.U, bench.buffer
    P = world.PP[world.place.region[k]]
    seed, first, week = int(D[d.SEED]), int(D[d.FIRST]), int(D[d.WEEK])
    K, W, C = loop.CLOCK_DRAWS, loop.WEEK_DRAWS, loop.CHANNEL_DRAWS
    news = platform.NEWS if P[platform.ON] == 1 else 0
    scratch = c.empty_people(c.COMMUNITY)
    return [
        Pass("unpack", "storage", lambda: settle(world, bench, k), 3),
        Pass("cells and contacts", "society", lambda: (cells(M, n), read_contacts(M, n, buffer, P[response.FEARFUL])), 2),
        Pass("side rows", "rating, remedies", lambda: loop.rows_pass(M, P, D) if P[rating.ON] else None),
        Pass("draws of the week", "draws", lambda: draw.fill(seed, first, n, week, draw.WEEK, U, W)),
        Pass("draws for rounding", "draws", lambda: draw.fill(seed, first, n, week, draw.ROUNDING, U, C)),
        Pass("fading", "response", lambda: response_week.fading(M, P, n, U[W]) if P[response.ON] else None),
        Pass("hearing", "response",
             lambda: response_week.hearing(M, P, D, n, U[W + 3], news) if P[response.ON] else None),
        Pass("outings, sightings, alerts", "cameras",
             lambda: loop.under_cameras(M, P, D, n, U, U[W + 1], U[C]) if P[cameras.ON] else None),
        Pass("joining and leaving", "platform",
             lambda: platform_week.memberships(M, P, D, n, U[W + 2]) if P[platform.ON] else None),
        Pass("feeds", "platform", lambda: platform_week.feeds(M, P, n, U[C + 1]) if P[platform.ON] else None),
        Pass("points and files fade", "rating",
             lambda: rating_week.quiet_changes(M, P, D, n, U[C + 2], P[rating.LATE_POINTS]) if P[rating.ON] else None),
        Pass("records made and held", "platform, custody",
             lambda: loop.records(M, P, D, n, U, buffer, U[C + 1]) if P[custody.ON] or P[platform.ON] else None),
        Pass("draws of the clocks", "draws", lambda: draw.fill(seed, first, n, week, draw.CLOCKS, U, K)),
        Pass("screen", "screen", lambda: loop.screen(M, P, n, *U[K : K + 4], U[loop.SHOWS])),
        Pass("candidates", "all", lambda: loop.candidates(M, P, D, n, U)),
        Pass("stock of people", "counting", lambda: take_stock(M, P, D, n)),
        Pass("pack", "storage", lambda: pack.pack_state(scratch, 0, n, M)),
        Pass("tally", "counting", lambda: clear(world, bench, out, k)),
    ]  # fmt: skip


def apart(world: World, bench: Bench, out: Any, k: int) -> list[str]:
    """Return the columns that the passes, one by one, leave otherwise than `community_week` does."""
    n = settle(world, bench, k)
    loop.community_week(bench.M, world.PP[world.place.region[k]], bench.D, n, bench.U, bench.buffer)
    clear(world, bench, out, k)
    whole = bench.M.copy()
    settle(world, bench, k)
    for step in passes(world, bench, out, k, n):
        step.run()
    return [c.COLUMNS[j].name for j in np.flatnonzero((whole[:, :n] != bench.M[:, :n]).any(axis=1))]


def check(world: World, bench: Bench, out: Any, k: int) -> None:
    """Raise if the passes do not do what `community_week` does."""
    if differ := apart(world, bench, out, k):
        raise RuntimeError(
            f"benchmarks/one_week.py no longer lives the week of day/loop.py: {', '.join(differ)} differ"
        )


def timed(run: Callable[[], object]) -> int:
    """Return the nanoseconds that one call took."""
    start = time.perf_counter_ns()
    run()
    return time.perf_counter_ns() - start
