"""The whole state of a run between two weeks, as words and arrays: what a checkpoint holds.

Traits are left out: they are drawn again from the seed, and of all columns they compress worst. So a state is put into
a world that has had its first day.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from glasshouse.run.protocol import Letter
from glasshouse.run.store import Store

if TYPE_CHECKING:
    from glasshouse.run.world import World

CHANGING = ("status", "ever", "habits", "hardship", "fear_fast", "fear_slow", "attitude")
"""The stored columns that a week may change."""
CLIMATE = ("grievance_fast", "grievance_slow", "findings", "load", "waiting", "cases")
QUEUE = ("pending", "credit", "reached")


class Source(Protocol):
    """Where a state is read from."""

    words: dict[str, Any]

    def get(self, name: str) -> NDArray[Any]:
        """Return an array."""

    def into(self, name: str, array: NDArray[Any]) -> None:
        """Read an array into an existing one."""


def words(world: World) -> dict[str, Any]:
    """Return what is no array: happenings, policies won, the order of the climate's series."""
    return {
        "happenings": world.happenings,
        "won": [sorted(world.regimes.won[r]) for r in range(len(world.weights))],
        "letters": [[sorted(won) for won in letter.won] for letter in world.letters],
        "series": list(world.climate.series),
    }


def arrays(world: World) -> Iterator[tuple[str, NDArray[Any]]]:
    """Yield the state's arrays by name: those of the people, then those of the climate."""
    yield from of_people(world)
    yield "letters", np.stack([letter.fields for letter in world.letters])
    yield "week_region", np.stack(world.week_region)
    yield "week_cell", np.stack(world.week_cell)
    for name, series in world.climate.series.items():
        yield f"series.{name}", np.stack(series)
    for name in CLIMATE:
        yield f"climate.{name}", getattr(world.climate, name)
    for name in QUEUE:
        yield f"queue.{name}", getattr(world.climate.queue, name)


def of_people(world: World) -> Iterator[tuple[str, NDArray[Any]]]:
    """Yield the arrays of those who live here: what a shard keeps."""
    for name in CHANGING:
        yield f"people.{name}", getattr(world.people, name)
    yield "rows.start", world.store.start
    yield "rows.used", world.store.used
    yield "rows.rows", world.store.rows[: world.store.start[-1]]
    for name in ("block_region", "block_cell", "trace", "burden"):
        yield name, getattr(world, name)


def restore(world: World, source: Source) -> None:
    """Put a state into a world that has had its first day, all but the people's (see `kept`)."""
    fields = source.get("letters")
    world.letters = [
        Letter(week, fields[week], tuple(frozenset(policies) for policies in won))
        for week, won in enumerate(source.words["letters"])
    ]
    world.week_region = list(source.get("week_region"))
    world.week_cell = list(source.get("week_cell"))
    world.happenings = list(source.words["happenings"])
    world.regimes.won = {r: frozenset(won) for r, won in enumerate(source.words["won"])}
    climate = world.climate
    climate.series = {name: list(source.get(f"series.{name}")) for name in source.words["series"]}
    for name in CLIMATE:
        setattr(climate, name, source.get(f"climate.{name}"))
    for name in QUEUE:
        setattr(climate.queue, name, source.get(f"queue.{name}"))


def restore_people(world: World, source: Source) -> None:
    """Put back the state of those who live here, kept by a world that held the same blocks."""
    for name in CHANGING:
        source.into(f"people.{name}", getattr(world.people, name))
    start = source.get("rows.start")
    rows = world.store.rows
    if start[-1] > len(rows):
        rows = np.zeros((int(start[-1]), 2), np.uint64)
    source.into("rows.rows", rows[: start[-1]])
    world.store = Store(rows, start, source.get("rows.used"))
    for name in ("block_region", "block_cell", "trace", "burden"):
        source.into(name, getattr(world, name))
