"""Resampling of blocks of communities: how far a number would move with other people of the same kind.

What this simulation interval covers: the luck of who lives in which community and what happens to them, with
the weekly climate (news, queues, breaches that reach a whole region) as it was in this run.
What it does not cover: other climates (run other seeds), and everything that is assumed rather than measured
(sweep the assumed parameters). At 1.4 billion people it shrinks to nothing while both of those stay as wide
as they are.

Method: communities are put into blocks, the same number in every region. Within each region n-1 of the n
blocks are drawn with replacement and weigh n/(n-1) each (J. N. K. Rao and C. F. J. Wu, Resampling inference
with complex survey data, Journal of the American Statistical Association 83, 1988): plain resampling of 16
blocks would be 3 % too narrow.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from glasshouse.measures.tallies import Tallies

REPLICATES = 400
_STREAM = 0x62_6F_6F_74  # "boot": keeps these draws apart from anything else seeded with the run's seed


@dataclass(frozen=True)
class Draws:
    """How often each block counts in each replicate.

    region: one array (replicates, blocks of that region with people) for each region.
    used: for each region, the numbers of those blocks.
    block: (replicates, blocks), for tables that have no region; each block holds its part of every region.
    freedom: degrees of freedom of a national number; of a region (regions,); of a group.
    """

    region: tuple[NDArray[np.float64], ...]
    used: tuple[NDArray[np.intp], ...]
    block: NDArray[np.float64]
    freedom: int
    region_freedom: NDArray[np.int64]
    block_freedom: int

    @cached_property
    def replicates(self) -> int:
        """The number of replicates."""
        return len(self.block)


def drawn(tallies: Tallies, replicates: int = REPLICATES) -> Draws:
    """Return the resampling weights of a run, seeded from the run's seed."""
    random = np.random.default_rng([tallies.seed, _STREAM])
    people = tallies.block_region[:, :, tallies.index["people"]]
    used = tuple(np.flatnonzero(people[:, region]) for region in range(people.shape[1]))
    sizes = np.array([len(blocks) for blocks in used])
    region = [_resampled(random, size, replicates) for size in sizes]
    lone = np.flatnonzero(sizes == 1)
    _pool(random, region, lone, replicates)
    filled = np.flatnonzero(people.sum(axis=1))
    block = np.zeros((replicates, len(people)))
    block[:, filled] = _resampled(random, len(filled), replicates)
    return Draws(
        region=tuple(region),
        used=used,
        block=block,
        freedom=int(np.maximum(sizes - 1, 0).sum()) + max(len(lone) - 1, 0),
        region_freedom=np.maximum(sizes - 1, 0),
        block_freedom=len(filled) - 1,
    )


def _resampled(random: np.random.Generator, size: int, replicates: int) -> NDArray[np.float64]:
    """Return Rao and Wu's weights for one stratum, (replicates, size); a single block always weighs 1."""
    if size < 2:
        return np.ones((replicates, size))
    times = random.multinomial(size - 1, np.full(size, 1 / size), size=replicates)
    return np.asarray(times * (size / (size - 1)), dtype=np.float64)


def _pool(
    random: np.random.Generator, region: list[NDArray[np.float64]], lone: NDArray[np.intp], replicates: int
) -> None:
    """Resample regions of a single block against each other (collapsed strata): too wide, but never zero."""
    if len(lone) > 1:
        together = _resampled(random, len(lone), replicates)
        for place, one in enumerate(lone):
            region[one] = together[:, place : place + 1]
