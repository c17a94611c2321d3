"""What is said between the climate and whoever lives the weeks: threads on this machine, shards on a cluster, a GPU.

Down goes a letter: the week's climate and the policies won. Up comes a count. Nothing else is exchanged, so whoever
has all letters up to a week can live any part of the society up to that week again, to the same bits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from glasshouse.climate.week import RECORDED

if TYPE_CHECKING:
    from glasshouse.run.kept import Part, Where
    from glasshouse.run.survey import Survey
    from glasshouse.run.world import World

FIELDS = tuple(RECORDED.values())
"""The places of a plan row that the climate sets anew every week."""


class Count(NamedTuple):
    """What a week brought, added up: by region (R, counters), by cell (cells, counters), appeals gone (R, weeks)."""

    region: NDArray[np.int64]
    cell: NDArray[np.int64]
    gone: NDArray[np.int64]

    @property
    def nbytes(self) -> int:
        """Bytes of all three."""
        return self.region.nbytes + self.cell.nbytes + self.gone.nbytes


@dataclass(frozen=True, eq=False)
class Letter:
    """What everybody can see in a week: the climate's fields (fields, R) and the policies won in each region."""

    week: int
    fields: NDArray[np.int64]
    won: tuple[frozenset[int], ...]

    @classmethod
    def of(cls, world: World, week: int) -> Letter:
        """Return the letter of a world whose climate is written for `week`."""
        won = tuple(world.regimes.won[r] for r in range(len(world.weights)))
        return cls(week, world.PP[:, FIELDS].T.copy(), won)

    @property
    def nbytes(self) -> int:
        """Bytes of what the letter says."""
        return self.fields.nbytes + 8 * sum(map(len, self.won))

    def read(self, world: World) -> None:
        """Put what the letter says into the plan rows of a world."""
        world.regimes.won = dict(enumerate(self.won))
        world.PP = world.regimes.rows(self.week)
        for place, values in zip(FIELDS, self.fields, strict=True):
            world.PP[:, place] = values


class Life(NamedTuple):
    """What the people of one place leave at the end: their survey, their blocks' tables; traces if they lived elsewhere."""

    survey: Survey
    block_region: NDArray[np.int64]
    block_cell: NDArray[np.int64]
    trace: NDArray[np.uint32] = np.zeros(0, np.uint32)
    burden: NDArray[np.int32] = np.zeros(0, np.int32)


class Kept(NamedTuple):
    """Where hands keep the people: files beside the run's own, or that one, with their blocks; bytes written elsewhere."""

    parts: Sequence[Part]
    bytes: int


class Hands(Protocol):
    """Whoever lives the weeks of a society; `name` says which kind they are, `device` on what they work."""

    name: str
    device: str

    def begin(self) -> None:
        """Draw everybody's traits and first day."""

    def week(self, letter: Letter) -> Count:
        """Live one week and return what it brought."""

    def keep(self, path: Path, identity: dict[str, Any]) -> Kept:
        """Keep what does not live in the world's own memory, in files beside `path`."""

    def go_on(self, where: Where) -> None:
        """Take up the people, by whomever they were kept; the world has its letters and its climate already."""

    def finish(self) -> Life:
        """Look at the people after the last week."""

    def close(self) -> None:
        """Let go of threads, processes and memory."""


class Keeper(Protocol):
    """Whoever keeps a run's state, so that it can go on after a crash."""

    def kept(self, world: World, hands: Hands) -> int:
        """Put the newest good state into a world that has had its first day; return the weeks lived (0: none kept)."""

    def week(self, world: World, hands: Hands, weeks: int) -> None:
        """Keep the state after `weeks` weeks, if it is time."""


Hiring = Callable[["World"], Hands]
"""Finds the hands for a world."""
