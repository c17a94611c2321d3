"""What a run keeps in memory: people, side rows in an arena, and the tables that tallies flow into."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glasshouse.base import columns as c
from glasshouse.base.counters import NCOUNT
from glasshouse.base.desk import GONE_WEEKS


class Place(NamedTuple):
    """Where communities lie: first person (communities + 1,), region, urban flag, resampling block (communities,)."""

    start: NDArray[np.int64]
    region: NDArray[np.int16]
    urban: NDArray[np.uint8]
    block: NDArray[np.int16]


class Store(NamedTuple):
    """The arena of side rows: rows (room, 2), first row of each community (communities + 1,), rows in use."""

    rows: NDArray[np.uint64]
    start: NDArray[np.int64]
    used: NDArray[np.int32]


class Out(NamedTuple):
    """Tables of one worker's week, and the shared block tables, of which each worker owns the blocks it works on."""

    region: NDArray[np.int64]
    cell: NDArray[np.int64]
    block_region: NDArray[np.int64]
    block_cell: NDArray[np.int64]
    gone: NDArray[np.int64]
    trace: NDArray[np.uint32]
    burden: NDArray[np.int32]


def empty_store(communities: int, room: int) -> Store:
    """Return an arena with `room` free rows in every community."""
    start = np.arange(communities + 1, dtype=np.int64) * room
    return Store(np.zeros((communities * room, 2), np.uint64), start, np.zeros(communities, np.int32))


def grow(store: Store, need: int) -> Store:
    """Return an arena in which every community has at least `need` free rows, or the same one if it has already.

    Only communities that ran short get more; the rest keep what they use plus `need`, so the arena stays small.
    """
    free = np.diff(store.start) - store.used
    if int(free.min()) >= need:
        return store
    room = store.used.astype(np.int64) + need + np.minimum(store.used, 64) // 2
    start = np.concatenate([[0], np.cumsum(room)])
    rows = np.zeros((int(start[-1]), 2), np.uint64)
    owner = np.repeat(np.arange(len(room)), store.used)
    offset = np.arange(len(owner)) - np.repeat(np.cumsum(store.used) - store.used, store.used)
    rows[start[owner] + offset] = store.rows[store.start[owner] + offset]
    return Store(rows, start, store.used)


def empty_out(
    regions: int,
    block_region: NDArray[np.int64],
    block_cell: NDArray[np.int64],
    trace: NDArray[np.uint32],
    burden: NDArray[np.int32],
) -> Out:
    """Return a worker's tables; block tables and (if lives are compared) traces and burdens are shared."""
    return Out(
        np.zeros((regions, NCOUNT), np.int64),
        np.zeros((c.CELLS, NCOUNT), np.int64),
        block_region,
        block_cell,
        np.zeros((regions, GONE_WEEKS), np.int64),
        trace,
        burden,
    )
