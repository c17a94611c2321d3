"""Where the people of a kept state lie, and how they get into a world that holds the same blocks, or others.

Threads keep everybody in the run's own file, shards each in a file beside it. Whoever goes on takes what it needs from
whichever files there are, so a run kept by threads goes on on a cluster, the other way round, and on any number of
workers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glasshouse.run import state
from glasshouse.run.statefile import Damaged, StateFile
from glasshouse.run.store import Store

if TYPE_CHECKING:
    from glasshouse.run.world import World

Held = tuple[StateFile, NDArray[np.bool_]]
"""A checked file, and the communities whose people it holds (communities,)."""


class Part(NamedTuple):
    """A file of a checkpoint, by its name in the folder, and the resampling blocks whose people it holds."""

    name: str
    blocks: tuple[int, ...]


class Where(NamedTuple):
    """A checkpoint: its folder, the files that hold people, weeks lived, whose it is."""

    folder: Path
    parts: tuple[Part, ...]
    weeks: int
    identity: dict[str, Any]

    @classmethod
    def of(cls, path: Path, words: dict[str, Any]) -> Where:
        """Return what the words of the run's own file say."""
        parts = tuple(Part(name, tuple(blocks)) for name, blocks in words["parts"])
        return cls(path.absolute().parent, parts, words["weeks"], words["identity"])


def words_of(identity: dict[str, Any], weeks: int, blocks: Iterable[int]) -> dict[str, Any]:
    """Return what a file that holds people says of itself."""
    return {"identity": identity, "weeks": weeks, "blocks": list(blocks)}


def blocks_here(world: World) -> tuple[int, ...]:
    """Return the resampling blocks whose people live in this memory."""
    return tuple(np.unique(world.place.block[world.here]).tolist())


def take_up(world: World, where: Where) -> bool:
    """Put the kept state of those who live here into a world that has had its first day.

    False, and nothing is changed, if a file that is needed is not to be seen from here, is damaged or is another's: then
    the weeks must be lived again from the letters.
    """
    wanted, held = set(blocks_here(world)), []
    for part in where.parts:
        if wanted.isdisjoint(part.blocks):
            continue
        try:
            file = StateFile(where.folder / part.name)
        except Damaged:
            return False
        said = words_of(where.identity, where.weeks, part.blocks)
        if any(file.words.get(name) != value for name, value in said.items()):
            return False
        held.append((file, part.blocks))
    if wanted - {block for _, blocks in held for block in blocks}:
        return False
    if len(held) == 1 and wanted == set(held[0][1]):
        state.restore_people(world, held[0][0])
    else:
        restore_some(world, [(file, np.isin(world.place.block, blocks)) for file, blocks in held])
    return True


def restore_some(world: World, held: Sequence[Held]) -> None:
    """Put the people who live here into their places from files in which they lie in others."""
    here, size = world.here, np.diff(world.place.start)
    room, used = np.zeros(len(here), np.int64), np.zeros(len(here), np.int32)
    starts = []
    for file, there in held:
        starts.append(file.get("rows.start"))
        both = here & there
        room[both] = np.diff(starts[-1])[both]
        used[both] = file.get("rows.used")[both]
    start = np.concatenate([[0], np.cumsum(room)])
    rows = world.store.rows
    if start[-1] > len(rows):
        rows = np.zeros((int(start[-1]), 2), np.uint64)
    for (file, there), rows_there in zip(held, starts, strict=True):
        shared = np.flatnonzero(here & there)
        lies = np.cumsum(np.where(there, size, 0)) - np.where(there, size, 0)
        moved = runs(lies[shared], world.place.at[shared], size[shared])
        for name, column in people(world):
            file.move(name, column, moved)
        file.move("rows.rows", rows, runs(rows_there[shared], start[shared], room[shared]))
        blocks = np.unique(world.place.block[shared])
        for name in ("block_region", "block_cell"):
            getattr(world, name)[blocks] = file.get(name)[blocks]
    world.store = Store(rows, start, used)


def people(world: World) -> Iterable[tuple[str, NDArray[Any]]]:
    """Yield the columns that have a place for every person, under their names in a file."""
    for name in state.CHANGING:
        yield f"people.{name}", getattr(world.people, name)
    for name in ("trace", "burden"):
        if len(getattr(world, name)):
            yield name, getattr(world, name)


def runs(begin: NDArray[np.int64], to: NDArray[np.int64], length: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return (begin, to, length) of what can be moved in one piece, (runs, 3), in the order of `begin`.

    Neighbours on both sides are moved together.
    """
    if not len(begin):
        return np.zeros((0, 3), np.int64)
    apart = (begin[1:] != (begin + length)[:-1]) | (to[1:] != (to + length)[:-1])
    first = np.concatenate([[0], np.flatnonzero(apart) + 1])
    return np.stack([begin[first], to[first], np.add.reduceat(length, first)], axis=1)
