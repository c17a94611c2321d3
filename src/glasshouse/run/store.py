"""What a run keeps in memory: people, side rows in an arena, and the tables that tallies flow into."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glasshouse.base import columns as c
from glasshouse.base.counters import NCOUNT
from glasshouse.base.desk import GONE_WEEKS
from glasshouse.run.kernels import move_rows


class Place(NamedTuple):
    """Where communities lie, each (communities,) but `start`.

    start: first person (communities + 1,). at: where that person is stored, which is the same unless only some of the
    communities live here. region, urban flag, resampling block.
    """

    start: NDArray[np.int64]
    at: NDArray[np.int64]
    region: NDArray[np.int16]
    urban: NDArray[np.uint8]
    block: NDArray[np.int16]


class Store(NamedTuple):
    """The arena of side rows: rows (room, 2), first row of each community (communities + 1,), rows in use.

    There is more room than `start` hands out; memory that was never written to costs nothing.
    """

    rows: NDArray[np.uint64]
    start: NDArray[np.int64]
    used: NDArray[np.int32]

    @property
    def nbytes(self) -> int:
        """Bytes in use."""
        return int(self.start[-1]) * 16 + self.start.nbytes + self.used.nbytes


class Out(NamedTuple):
    """Tables of one worker's week, and the shared block tables, of which each worker owns the blocks it works on."""

    region: NDArray[np.int64]
    cell: NDArray[np.int64]
    block_region: NDArray[np.int64]
    block_cell: NDArray[np.int64]
    gone: NDArray[np.int64]
    trace: NDArray[np.uint32]
    burden: NDArray[np.int32]


SPARE = 2
"""The arena is laid out this many times as large as its first rows need."""


def empty_store(communities: int, room: int, here: NDArray[np.bool_] | None = None) -> Store:
    """Return an arena with `room` free rows in every community, or in those that live `here` (communities,)."""
    here = np.ones(communities, np.bool_) if here is None else here
    start = np.concatenate([[0], np.cumsum(here, dtype=np.int64)]) * room
    return Store(np.zeros((int(start[-1]) * SPARE, 2), np.uint64), start, np.zeros(communities, np.int32))


def wider(store: Store, need: int) -> NDArray[np.int64] | None:
    """Return where communities' rows must begin so that each that lives here has `need` free rows; None if each has.

    Only communities that ran short get more; the rest keep what they use plus `need`, so the arena stays small.
    """
    room = np.diff(store.start)
    here = room > 0
    if int((room - store.used).min(where=here, initial=need)) >= need:
        return None
    room = np.where(here, store.used.astype(np.int64) + need + np.minimum(store.used, 64) // 2, 0)
    return np.concatenate([[0], np.cumsum(room)])


def grow(store: Store, need: int) -> Store:
    """Return an arena in which every community that lives here has at least `need` free rows.

    Rows move within the same memory as long as it suffices.
    """
    start = wider(store, need)
    if start is None:
        return store
    rows = store.rows
    if start[-1] > len(rows):
        rows = np.zeros((int(start[-1]) * SPARE, 2), np.uint64)
        rows[: store.start[-1]] = store.rows[: store.start[-1]]
    move_rows(rows, store.start, start, store.used)
    return Store(rows, start, store.used)


def people_in(folder: Path | None, people: int) -> c.People:
    """Return zeroed columns for `people` people, in memory or in files mapped from a folder.

    Raises:
        OSError: the folder cannot be written, or its disk has too little room.
    """
    if folder is None:
        return c.empty_people(people)
    return c.People(*(_mapped(folder / name, kind, people) for name, kind in KINDS.items()))


KINDS = {name: column.dtype for name, column in c.empty_people(0)._asdict().items()}
"""The stored columns and their types."""


def _mapped(path: Path, kind: np.dtype, people: int) -> NDArray:
    """Return a file's bytes as a column. Its room is claimed now: a disk that fills up later kills without a word."""
    with path.open("wb") as file:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(file.fileno(), 0, max(1, people * kind.itemsize))
        else:
            file.truncate(max(1, people * kind.itemsize))
    column = np.memmap(path, kind, "r+", shape=(people,)) if people else np.zeros(0, kind)
    path.unlink()  # the mapping lives on, and a crash leaves nothing behind
    return np.asarray(column)


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
