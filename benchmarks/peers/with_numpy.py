"""The step as one would write it in NumPy: whole columns, a day at a time.

Contacts are shifted views of the communities' rows, which is faster than an index table, and the draws are 32-bit
numbers of SFC64, the fastest generator that NumPy has.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.peers.step import COMMUNITY, DRAW, RULES, SHIFTS, Tally

MARGIN = max(SHIFTS)


class Society:
    """Scores (communities, people of one) and the four counters."""

    def __init__(self, people: int, days: int, seed: int) -> None:
        self.score = np.full((people // COMMUNITY, COMMUNITY), RULES.best, np.int16)
        self.days = days
        self.random = np.random.Generator(np.random.SFC64(seed))
        self.counted = np.zeros(4, np.int64)

    def live(self) -> None:
        """Live all days."""
        for _ in range(self.days):
            draws = self.random.integers(DRAW, size=(3, *self.score.shape), dtype=np.uint32)
            self.score, counted = day(self.score, draws)
            self.counted += counted

    def tally(self) -> Tally:
        """Return what was counted."""
        return Tally(*self.counted.tolist(), int((self.score < RULES.line).sum()))


def day(score: NDArray[np.int16], draws: NDArray[np.uint32]) -> tuple[NDArray[np.int16], NDArray[np.int64]]:
    """Return the scores after a day and what was counted, given three draws for everybody (3, communities, people)."""
    was_listed = score < RULES.line
    near = contacts(was_listed)
    slips = draws[0] < (RULES.slip + RULES.guilt * np.arange(2 * len(SHIFTS) + 1, dtype=np.uint32))[near]
    score = np.where(slips, np.maximum(score - RULES.loss, 0), np.minimum(score + 1, RULES.best))
    listed = score < RULES.line
    no_journey = (draws[1] < RULES.travel) & listed
    no_credit = (draws[2] < RULES.credit) & (score < RULES.bar + near)
    counted = [
        np.count_nonzero(happened) for happened in (slips, listed & ~was_listed, no_journey, no_credit)
    ]
    return score, np.array(counted)


def contacts(listed: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Return how many of everybody's contacts are listed, for rows that are communities."""
    ring = np.concatenate([listed[:, -MARGIN:], listed, listed[:, :MARGIN]], axis=1).view(np.uint8)
    near = np.zeros(listed.shape, np.uint8)
    for shift in SHIFTS:
        near += ring[:, MARGIN - shift : MARGIN - shift + COMMUNITY]
        near += ring[:, MARGIN + shift : MARGIN + shift + COMMUNITY]
    return near
