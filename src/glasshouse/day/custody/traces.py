"""Traces: places and hours at which a person was recorded, drawn on demand, and how many others fit them.

Nothing is stored. A trace is a function of (seed, person, n): a home, a second place, and the rest anywhere, each place
drawn by its popularity. Whether another person was at all of its points follows from the same marginals: either their home
or second place is one of them, or they came by chance. So the share of unique traces is an output, for any number of
points and any number of people; no published uniqueness goes in.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from glasshouse.base import draw
from glasshouse.society.classes import CONNECTIVITY_FACTORS, CONNECTIVITY_SHARES

Array = NDArray[np.float64]
SAMPLE = 256
"""Traces over which the share of unique ones is taken: the standard error is below .03, mostly below .01."""
SEED = 20130325


@dataclass(frozen=True)
class Habits:
    """The marginals from which traces are made.

    Attributes:
        people_per_place: Residents of a mean place.
        recorded: By connectivity class, the chance to be recorded in an hour (or on a day, where days are the unit).
        home, work: Shares of recorded points at home and at a second place; the rest lie anywhere.
        spread: Standard deviation of the logarithm of the popularity of places.
        reach: Power of connectivity with which the share of points elsewhere grows.
    """

    people_per_place: float
    recorded: tuple[float, float, float, float]
    home: float
    work: float
    spread: float
    reach: float


@dataclass(frozen=True)
class Traces:
    """Points of some traces: how many fall on each place, and how popular the place is, shape (traces, places).

    The first place is the home, the second the place of work; every other point has a place of its own.
    """

    count: NDArray[np.int64]
    popularity: Array


def elsewhere(habits: Habits, connectivity: int) -> Array:
    """Return the shares of points at home, at work and elsewhere of one class: the well connected move more."""
    rest = min(1.0, (1 - habits.home - habits.work) * CONNECTIVITY_FACTORS[connectivity] ** habits.reach)
    settled = max(habits.home + habits.work, 1e-12)
    return np.array([habits.home / settled * (1 - rest), habits.work / settled * (1 - rest), rest])


def keyed(person: int, n: int) -> Array:
    """Return four uniform numbers of (person, point n)."""
    u = draw.draw(SEED, person, 0, draw.TRACE, n)
    return (np.array([int(x) for x in u], dtype=float) + 0.5) / 2**32


@cache
def draws(sample: int, points: int) -> Array:
    """Return the uniform numbers behind `sample` traces, shape (sample, points + 1, 4): row 0 home and work."""
    return np.array([[keyed(k, n) for n in range(points + 1)] for k in range(sample)])


def traces(habits: Habits, points: int, connectivity: int, sample: int = SAMPLE) -> Traces:
    """Draw the points of `sample` traces; a place that people go to is met as often as it is popular."""
    u = draws(sample, points)
    normal = np.vectorize(NormalDist().inv_cdf)
    # popularity with mean one over places; over visits it is shifted by the variance
    popular = np.exp(habits.spread * normal(u[:, :, :2]) + habits.spread**2 / 2)
    count = np.zeros((sample, points + 2), dtype=np.int64)
    popularity = np.ones((sample, points + 2))
    popularity[:, 0], popularity[:, 1] = popular[:, 0, 0], popular[:, 0, 1]
    ends = np.cumsum(elsewhere(habits, connectivity))
    for n in range(points):
        kind = np.minimum(np.searchsorted(ends, u[:, n + 1, 2]), 2)
        place = np.where(kind < 2, kind, n + 2)
        count[np.arange(sample), place] += 1
        popularity[:, n + 2] = popular[:, n + 1, 1]
    return Traces(count, popularity)


def chance_of_another(habits: Habits, seen: Traces, people: float) -> Array:
    """Return, for each trace, the chance q that one other person was recorded at all of its points, shape (traces,).

    q = sum over homes x and second places y of P(x) P(y) prod_points a (h [at x] + w [at y] + e v / K), with a the chance
    to be recorded, h, w, e the shares of home, work and elsewhere, v the popularity and K the number of places.
    """
    places = max(people / habits.people_per_place, 1.0)
    share = np.minimum(seen.popularity / places, 1.0)
    slots = seen.count.shape[1]
    used = seen.count > 0
    q = np.zeros(len(seen.count))
    for k, (a, weight) in enumerate(zip(habits.recorded, CONNECTIVITY_SHARES, strict=True)):
        home, work, rest = elsewhere(habits, k)
        # homes and second places that are none of the points: one term each, index `slots`
        for x, y in product(range(slots + 1), repeat=2):
            at = rest * share
            chance = np.ones(len(q)) * weight
            for own, place in ((home, x), (work, y)):
                if place < slots:
                    chance *= share[:, place] * used[:, place]
                    at = at + own * (np.arange(slots) == place)
                else:
                    chance *= np.clip(1 - (share * used).sum(axis=1), 0, 1)
            q += chance * np.prod(np.minimum(a * at, 1.0) ** seen.count, axis=1)
    return np.minimum(q, 1.0)


@cache
def unicity(habits: Habits, points: int, people: float, connectivity: int = 1, sample: int = SAMPLE) -> float:
    """Return the share of traces that nobody else among `people` fits, with `points` known: E[(1 - q)^(N - 1)]."""
    if people <= 1:
        return 1.0
    q = chance_of_another(habits, traces(habits, points, connectivity, sample), people)
    return float(np.exp((people - 1) * np.log1p(-np.minimum(q, 1 - 1e-15))).mean())
