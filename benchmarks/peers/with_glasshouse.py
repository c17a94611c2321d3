"""The step with Glasshouse's own parts: its compiler options, its keyed draws, contacts inside communities, threads.

A community's days are lived one after the other while its people are in the cache. Draws, contacts and what happens are
loops of their own over small buffers, so that each becomes vector instructions. As in the engine, a draw is a function
of seed, person and day: no order of threads changes a bit.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from benchmarks.peers.step import COMMUNITY, RULES, Tally
from glasshouse.base import draw
from glasshouse.base.jit import kernel
from glasshouse.society.contacts import MARGIN

PIECE = 64
"""Communities handed to a thread at a time."""


class Society:
    """Scores (people,), a byte each, and the four counters."""

    def __init__(self, people: int, days: int, seed: int, threads: int | None = None) -> None:
        self.score = np.full(people, RULES.best, np.uint8)
        self.days, self.seed = days, seed
        self.threads = threads or os.cpu_count() or 1
        self.counted = np.zeros(4, np.int64)

    def live(self) -> None:
        """Live all days, the communities spread over threads."""
        communities = range(0, len(self.score) // COMMUNITY, PIECE)
        with ThreadPoolExecutor(self.threads) as pool:
            self.counted += sum(pool.map(self.piece, communities), np.zeros(4, np.int64))

    def piece(self, first: int) -> Any:
        """Live all days of some communities and return what was counted (4,)."""
        last = min(first + PIECE, len(self.score) // COMMUNITY)
        counted = np.zeros(4, np.int64)
        bench = np.zeros((3, COMMUNITY), np.int64), np.zeros((4, COMMUNITY), np.int64)
        ring = np.zeros(COMMUNITY + 2 * MARGIN, np.int64)
        live(self.seed, first, last, self.days, np.array(RULES), self.score, *bench, ring, counted)
        return counted

    def tally(self) -> Tally:
        """Return what was counted."""
        return Tally(*self.counted.tolist(), int((self.score < RULES.line).sum()))


@kernel
def live(
    seed: int,
    first: int,
    last: int,
    days: int,
    rules: Any,
    score: Any,
    S: Any,
    U: Any,
    ring: Any,
    counted: Any,
) -> None:
    """Live all days of the communities `first` to `last - 1`.

    S (3, people) holds score, near and whether listed; U (4, people) the draws; `ring` has a margin on both sides.
    """
    for community in range(first, last):
        person = community * COMMUNITY
        for i in range(COMMUNITY):
            S[0, i] = score[person + i]
        for day in range(days):
            draw.fill(seed, person, COMMUNITY, day, draw.WEEK, U, 0)
            look(S, ring, rules[6])
            happen(S, U, rules, counted)
        for i in range(COMMUNITY):
            score[person + i] = S[0, i]


@kernel
def look(S: Any, ring: Any, line: int) -> None:
    """Count everybody's listed contacts as of the day's start."""
    for i in range(COMMUNITY):
        ring[MARGIN + i] = 1 if S[0, i] < line else 0
    for i in range(MARGIN):
        ring[i] = ring[COMMUNITY + i]
        ring[MARGIN + COMMUNITY + i] = ring[MARGIN + i]
    for i in range(COMMUNITY):
        j = MARGIN + i
        close = ring[j - 1] + ring[j + 1] + ring[j - 2] + ring[j + 2]
        S[1, i] = close + ring[j - 5] + ring[j + 5] + ring[j - 11] + ring[j + 11]
        S[2, i] = ring[j]


@kernel
def happen(S: Any, U: Any, rules: Any, counted: Any) -> None:
    """Let the day happen to everybody of a community."""
    slip, guilt, travel, credit, loss, best, line, bar = rules
    slips = listings = journeys = loans = 0
    for i in range(COMMUNITY):
        slipped = 1 if U[0, i] < slip + guilt * S[1, i] else 0
        points = max(S[0, i] - loss, 0) if slipped else min(S[0, i] + 1, best)
        listed = 1 if points < line else 0
        slips += slipped
        listings += listed & (1 - S[2, i])
        journeys += listed & (1 if U[1, i] < travel else 0)
        loans += (1 if points < bar + S[1, i] else 0) & (1 if U[2, i] < credit else 0)
        S[0, i] = points
    counted[0] += slips
    counted[1] += listings
    counted[2] += journeys
    counted[3] += loans
