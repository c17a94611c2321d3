"""Seek: a person whose life went a certain way, such as a contested post, then the list, then a closed door."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glasshouse.base import events as e
from glasshouse.base.errors import unknown
from glasshouse.explain.chain import Chain
from glasshouse.explain.replaying import Replay, stage
from glasshouse.explain.words import VERDICTS

if TYPE_CHECKING:
    from glasshouse.explain.replaying import Source

COMMUNITIES = 500
"""Looked at, at most: a replay of one takes about a twentieth of a second for a year."""
NUMBERS: dict[str, int] = {event.name: event.number for event in e.EVENTS}
ANY = "any"
JUDGED: dict[str, int] = {words.replace(" ", "-"): number for number, words in VERDICTS.items()} | {ANY: 0}
"""Verdicts on the last event, as they are asked for: `wrong-in-law`, ... or `any`."""


def seek(
    run: Source | str | Path,
    path: Sequence[str],
    verdict: str = ANY,
    most: int = 1,
    communities: int = COMMUNITIES,
    told: Callable[[int, int], None] | None = None,
) -> list[int]:
    """Return people to whom the last event of a path happened because of the others, in their order.

    Communities are lived again one by one, in the order of their numbers, until enough people are found: nobody is
    chosen for what else happened to them.

    Args:
        run: a run folder, an opened one, or an outcome in memory.
        path: names of events (`glasshouse.base.events`), the first cause first. Other links may lie between.
        verdict: on the last event, a name of `JUDGED`.
        most: people wanted.
        communities: looked at, at most.
        told: hears how many of how many were looked at.

    Raises:
        UnknownName: no such event or verdict; the nearest is named.
    """
    kinds = [number(NUMBERS, "event", name) for name in path]
    judged = number(JUDGED, "verdict", verdict)
    if isinstance(run, str | Path):
        from glasshouse.results import open as opened

        run = opened(run)
    made = stage(run)
    all_ = min(communities, len(made.world.place.start) - 1)
    found: list[int] = []
    for community in range(all_):
        found += went(made.replay(community), kinds, judged)
        if told is not None:
            told(community + 1, all_)
        if len(found) >= most:
            break
    return found[:most]


def number(known: dict[str, int], what: str, name: str) -> int:
    """Return the number of an event or verdict.

    Raises:
        UnknownName: there is none of that name; the nearest is named.
    """
    if name not in known:
        raise unknown(what, name, known, next_step=f"The {what}s are {', '.join(known)}")
    return known[name]


def went(lived: Replay, kinds: Sequence[int], judged: int) -> list[int]:
    """Return the people of a community in whose life the last of some kinds of event has the others behind it."""
    last = np.unique(lived.events["person"][ends(lived.events, kinds, judged)])
    return [int(person) for person in last if leads(lived.of(int(person)), kinds, judged)]


def ends(events: NDArray[Any], kinds: Sequence[int], judged: int) -> NDArray[np.bool_]:
    """Return which events are of the last kind, with the verdict asked for (0: any)."""
    return np.asarray((events["event"] == kinds[-1]) & ((events["verdict"] == judged) | (judged == 0)))


def leads(events: NDArray[Any], kinds: Sequence[int], judged: int) -> bool:
    """Return whether one life has a last event whose chain of causes holds the others in their order."""
    chain = Chain(events)
    for i in np.flatnonzero(ends(events, kinds, judged)):
        behind = iter(int(chain.kind[j]) for j in chain.links(int(i)))  # nearest first
        if all(kind in behind for kind in reversed(kinds[:-1])):
            return True
    return False
