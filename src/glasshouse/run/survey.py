"""The end of a run looked at: people found by each harm, a sample panel, histograms of the final state."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasshouse.base import columns as c
from glasshouse.base.numbers import whole
from glasshouse.base.pack import unpack
from glasshouse.run import kernels

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


def finds(world: Any) -> dict[str, NDArray[np.int64]]:
    """Return up to KEEP person numbers per harm: those with the smallest keyed hash, so the choice is nobody's."""
    out = {}
    for name, (mask, wanted, _) in HARMS.items():
        best, who = np.zeros(KEEP, np.int64), np.zeros(KEEP, np.int64)
        found = kernels.find(
            world.people.ever, whole(np.uint64(world.plan.seed).astype(np.int64)), mask, wanted, best, who
        )
        out[name] = who[:found].copy()
    return out


def unpacked(world: Any, persons: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the logical columns of the given people, shape (stored columns, people)."""
    chosen = c.People(*(column[persons] for column in world.people))
    table = np.zeros((c.N_COLUMNS, max(1, len(persons))), np.int64)
    unpack(chosen, 0, len(persons), table)
    return table[: c.CELL, : len(persons)]


def panel(world: Any) -> dict[str, NDArray[Any]]:
    """Return the end state of people at even distances over the society."""
    people = world.plan.people
    persons = np.unique(np.linspace(0, people - 1, min(PANEL, people)).astype(np.int64))
    table = unpacked(world, persons)
    columns: dict[str, NDArray[Any]] = {"person": persons}
    where = np.searchsorted(world.place.start, persons, side="right") - 1
    columns["region"] = world.place.region[where].astype(np.int64)
    for number, column in enumerate(c.COLUMNS[: c.CELL]):
        columns[column.name.lower()] = table[number]
    return columns


def histograms(world: Any) -> dict[str, NDArray[np.int64]]:
    """Return how many people have each value of the columns that a report draws."""
    people = world.people
    points = np.bincount((people.status & np.uint32(2047)).astype(np.int64), minlength=2048)
    true_points = np.bincount(
        ((people.status >> np.uint32(11)) & np.uint32(2047)).astype(np.int64), minlength=2048
    )
    return {
        "hardship": np.bincount(people.hardship, minlength=256),
        "fear": np.bincount(
            np.minimum(255, people.fear_fast.astype(np.int64) + people.fear_slow), minlength=256
        ),
        "concern": np.bincount(people.attitude & 15, minlength=16),
        "approval": np.bincount(people.attitude >> 4, minlength=16),
        "points": points,
        "points_true": true_points,
        "feed": np.bincount(people.habits & 15, minlength=16),
        "stock": np.bincount(people.habits >> 4, minlength=16),
    }
