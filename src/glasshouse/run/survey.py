"""The end of a run looked at: people found by each harm, a sample panel, histograms of the final state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasshouse.base import columns as c
from glasshouse.base.pack import new_table, unpack

WRONGED_NOT_TOLD = c.EVER_WRONGED | c.EVER_NOTIFIED
HARMS: dict[str, tuple[int, int, str]] = {
    # name: mask over the flags of a life, value wanted, in words
    "wrongly-refused": (c.EVER_REFUSED_FACT, c.EVER_REFUSED_FACT, "refused something by an error of fact"),
    "refused-against-law": (
        c.EVER_REFUSED_LAW,
        c.EVER_REFUSED_LAW,
        "refused although the rule's own conditions failed",
    ),
    "refused": (c.EVER_REFUSED, c.EVER_REFUSED, "refused something, rightly or wrongly"),
    "wrongly-listed": (
        c.EVER_LISTED_FACT,
        c.EVER_LISTED_FACT,
        "listed for somebody else's debt or a false record",
    ),
    "listed": (c.EVER_LISTED, c.EVER_LISTED, "listed as a judgment defaulter"),
    "wrongly-stopped": (c.EVER_STOPPED, c.EVER_STOPPED, "stopped by police on a false alert"),
    "exposed": (c.EVER_EXPOSED, c.EVER_EXPOSED, "records leaked in a breach"),
    "file-opened": (c.EVER_FILE, c.EVER_FILE, "file opened by an authority"),
    "marked-for-lawful-act": (
        c.EVER_BENCHMARK,
        c.EVER_BENCHMARK,
        "lost points for lawful speech or for knowing somebody",
    ),
    "wronged-and-never-told": (WRONGED_NOT_TOLD, c.EVER_WRONGED, "wronged by a record and never notified"),
    "appealed": (c.EVER_APPEALED, c.EVER_APPEALED, "filed an appeal"),
}
KEEP = 32
"""People kept per harm."""
PANEL = 2000
"""People in the sample panel."""


HISTOGRAMS = {
    "hardship": 256, "fear": 256, "concern": 16, "approval": 16, "points": 2048, "points_true": 2048, "feed": 16,
    "stock": 16,
}  # fmt: skip
"""What is counted person by person at the end, in the order of `kernels.look`, with the number of bins."""


@dataclass(frozen=True, eq=False)
class Survey:
    """The end state of the people who live in one place; surveys of several places can be joined.

    Attributes:
        digest: sum of a hash over people and rows, modulo 2**64.
        finds: by harm, (found, 2): keyed hash and person, smallest first.
        persons: of the sample panel who live here. panel: their columns, (stored columns, persons).
        counted: histograms, (histograms, bins).
        rows_bytes: of side rows.
    """

    digest: int
    finds: dict[str, NDArray[np.int64]]
    persons: NDArray[np.int64]
    panel: NDArray[np.int64]
    counted: NDArray[np.int64]
    rows_bytes: int


class Looking:
    """One worker's part of a survey: arrays that `kernels.look` fills."""

    def __init__(self) -> None:
        many = len(HARMS)
        self.found = np.zeros(many, np.int64)
        self.best, self.who = np.zeros((many, KEEP), np.int64), np.zeros((many, KEEP), np.int64)
        self.counted = np.zeros((len(HISTOGRAMS), max(HISTOGRAMS.values())), np.int64)

    def finds(self) -> dict[str, NDArray[np.int64]]:
        """Return hash and person of those found, by harm."""
        pairs = np.stack([self.best, self.who], axis=2)
        return {name: pairs[h, : self.found[h]] for h, name in enumerate(HARMS)}


WANTED = np.array([(mask, value) for mask, value, _ in HARMS.values()], np.int64)


def joined(parts: Sequence[Survey]) -> Survey:
    """Return the survey of several places as one; the order of the places does not matter."""
    persons = np.concatenate([part.persons for part in parts])
    order = np.argsort(persons)
    return Survey(
        digest=sum(part.digest for part in parts) % 2**64,
        finds={name: smallest([part.finds[name] for part in parts]) for name in HARMS},
        persons=persons[order],
        panel=np.concatenate([part.panel for part in parts], axis=1)[:, order],
        counted=sum((part.counted for part in parts), np.zeros_like(parts[0].counted)),
        rows_bytes=sum(part.rows_bytes for part in parts),
    )


def smallest(parts: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return the first KEEP pairs of (hash, person) of several lists."""
    pairs = np.concatenate(parts)
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))][:KEEP]


def found(survey: Survey) -> dict[str, NDArray[np.int64]]:
    """Return up to KEEP person numbers per harm: those with the smallest keyed hash, so the choice is nobody's."""
    return {name: pairs[:, 1].copy() for name, pairs in survey.finds.items()}


def unpacked(world: Any, persons: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the logical columns of the given people, who live here, shape (stored columns, people)."""
    at = stored(world, persons)
    return columns(c.People(*(column[at] for column in world.people)))


def stored(world: Any, persons: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return at which places the given people, who live here, are stored."""
    home = homes(world, persons)
    return np.asarray(world.place.at[home] + persons - world.place.start[home])


def columns(chosen: c.People) -> NDArray[np.int64]:
    """Return the logical columns of some stored people, shape (stored columns, people)."""
    many = len(chosen.status)
    table = new_table(max(1, many))
    unpack(chosen, 0, many, table)
    return table[: c.CELL, :many].astype(np.int64)


def homes(world: Any, persons: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the communities of the given people."""
    return np.searchsorted(world.place.start, persons, side="right") - 1


def sample(people: int) -> NDArray[np.int64]:
    """Return the numbers of the people of the sample panel, at even distances over the society."""
    return np.unique(np.linspace(0, people - 1, min(PANEL, people)).astype(np.int64))


def panel(world: Any, survey: Survey) -> dict[str, NDArray[Any]]:
    """Return the end state of the sample, column by column."""
    columns: dict[str, NDArray[Any]] = {"person": survey.persons}
    columns["region"] = world.place.region[homes(world, survey.persons)].astype(np.int64)
    for number, column in enumerate(c.COLUMNS[: c.CELL]):
        columns[column.name.lower()] = survey.panel[number]
    return columns


def histograms(survey: Survey) -> dict[str, NDArray[np.int64]]:
    """Return how many people have each value of the columns that a report draws."""
    return {name: survey.counted[h, :bins].copy() for h, (name, bins) in enumerate(HISTOGRAMS.items())}
