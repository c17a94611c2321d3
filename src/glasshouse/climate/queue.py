"""The appeal queue of each region: first in, first out, by a frontier that moves as capacity allows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from glasshouse.base.desk import GONE_WEEKS
from glasshouse.base.rows import FRACTIONS


class Queue:
    """Counts pending cases by week of filing and publishes the frontier: (day, fraction) up to which all are decided.

    A case knows its own filing time and is decided when the frontier passes it; so nobody has to be told, and a replay
    needs only the series of frontiers.
    """

    def __init__(self, begun: Sequence[float]) -> None:
        """Start empty, with the part of a next case that every region's office has done already (0..1)."""
        regions = len(begun)
        self.pending = np.zeros((regions, GONE_WEEKS), dtype=np.int64)
        self.credit = np.array(begun, dtype=float)
        self.reached = np.zeros(regions, dtype=np.int64)

    def record(self, week: int, filed: NDArray[np.int64], gone: NDArray[np.int64]) -> None:
        """Take in one week: cases filed (regions,), cases that left by week of filing (regions, weeks)."""
        self.pending[:, week % GONE_WEEKS] += filed
        self.pending -= gone

    def backlog(self) -> NDArray[np.int64]:
        """Return the cases waiting, (regions,)."""
        return np.asarray(self.pending.sum(axis=1))

    def advance(self, week: int, capacity: NDArray[np.float64]) -> list[int]:
        """Return the frontier of each region for `week` (day * FRACTIONS + fraction), spending `capacity` cases.

        Unused capacity is not saved up, except for the part of one case that a small office could not finish.
        """
        frontier = []
        for r, more in enumerate(capacity):
            self.credit[r] = min(self.credit[r], 1.0) + more
            frontier.append(self._frontier(r, week))
        return frontier

    def _frontier(self, r: int, week: int) -> int:
        """Return how far this week's capacity reaches; inside a week of filing, cases lie evenly over what is left of it."""
        for w in range(max(0, week - GONE_WEEKS + 1), week):
            waiting = self.pending[r, w % GONE_WEEKS]
            if waiting <= 0:
                continue
            end = (w + 1) * 7 * FRACTIONS
            if self.credit[r] < waiting:
                done = np.floor(self.credit[r])
                self.credit[r] -= done
                begin = max(int(self.reached[r]), w * 7 * FRACTIONS)
                self.reached[r] = begin + int((end - begin) * done / waiting)
                return int(self.reached[r])
            self.credit[r] -= waiting
            self.reached[r] = end
        return week * 7 * FRACTIONS
