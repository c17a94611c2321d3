"""Communities: how a number of simulated people is laid out over the regions of a society.

A community is about 512 people who know each other (docs/odd.md, 1.2): the unit of parallel work, of
replay and of resampling. People are numbered 0 .. people-1 in the order of communities, and communities
in the order of regions, so that a person's number says where the person lives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasshouse.base.errors import BadValue

COMMUNITY_SIZE = 512  # people: no community is larger
MIN_COMMUNITIES = 8  # communities a small region gets when the people allow it
BLOCKS_SMALL, BLOCKS_LARGE = 16, 64  # resampling blocks, below and above ...
LARGE_SOCIETY = 4_000_000  # ... this many people
MAX_PEOPLE = 2**40  # 700 times the largest society: beyond it 64-bit products of people could overflow


@dataclass(frozen=True)
class Layout:
    """Who lives where: people, communities and resampling blocks of one run.

    Axes: R regions, C communities. `weight` turns a simulated person of a region into real ones:
    real population share = weight x simulated share.
    """

    region_people: NDArray[np.int64]  # (R,) simulated people
    weight: NDArray[np.float64]  # (R,) real share / simulated share
    community_start: NDArray[np.int64]  # (C+1,) number of the first person of each community; last = people
    community_region: NDArray[np.int16]  # (C,)
    community_urban: NDArray[np.uint8]  # (C,) 1 urban, 0 rural
    community_block: NDArray[np.int16]  # (C,) resampling block, 0 .. blocks-1
    blocks: int

    @property
    def people(self) -> int:
        """Simulated people in all regions."""
        return int(self.community_start[-1])

    @property
    def communities(self) -> int:
        """Number of communities."""
        return len(self.community_region)

    def community_of(self, person: int) -> int:
        """The community in which a person lives.

        Raises BadValue for a number that no person has.
        """
        if not 0 <= person < self.people:
            raise BadValue(
                f"Person {person} does not exist",
                value=person,
                allowed=f"0 to {self.people - 1}",
                next_step="Choose a person of this run",
            )
        return int(np.searchsorted(self.community_start, person, side="right")) - 1


def smallest_region(people: int, regions: int) -> int:
    """The number of people a region gets at least.

    Eight communities if that takes at most half of the people; else half of an even share, but one whole
    community as long as there are people for it. Holding back half keeps every weight at 2 or less once
    there are two communities per region: over-sampling small regions must not make the large ones too
    coarse.
    """
    even = people // regions
    return max(1, min(MIN_COMMUNITIES * COMMUNITY_SIZE, max(even // 2, min(COMMUNITY_SIZE, even))))


def share_out(people: int, population: NDArray[np.int64]) -> NDArray[np.int64]:
    """Share people over regions in proportion to population, no region below `smallest_region`.

    Takes population (R,), returns people (R,) that add up exactly: whole numbers by largest remainder,
    ties to the earlier region.
    """
    floor = smallest_region(people, len(population))
    wanted = people * (population / population.sum())
    held = wanted < floor
    while True:  # raising small regions takes from the others, which may push one more below the floor
        free = ~held
        left = people - floor * int(held.sum())
        wanted = np.where(held, floor, 0.0)
        if free.any():
            wanted[free] = left * (population[free] / population[free].sum())
        fallen = free & (wanted < floor)
        if not fallen.any():
            break
        held |= fallen
    whole = np.floor(wanted).astype(np.int64)
    order = np.argsort(whole - wanted, kind="stable")  # most negative first: the largest remainder
    whole[order[: people - int(whole.sum())]] += 1
    return whole


def lay_out(people: int, population: Sequence[int], urban: Any) -> Layout:
    """Lay `people` out over regions, communities and resampling blocks.

    Takes the real population (R,) and the urban share (R,) of each region. Communities of a region differ
    by at most one person; its first n x urban / n communities are spread evenly; blocks go round-robin
    over all communities, so they are balanced within a region and as a whole. About 13 bytes and 5 ns a
    community.

    Raises BadValue when there are fewer people than regions, or more than 64-bit arithmetic can hold.
    """
    residents = np.asarray(population, dtype=np.int64)
    _check(people, len(residents))
    region_people = share_out(people, residents)
    counts = -(-region_people // COMMUNITY_SIZE)
    total = int(counts.sum())
    start = np.empty(total + 1, dtype=np.int64)
    start[total] = people
    towns = np.empty(total, dtype=np.uint8)
    first = person = 0
    for size, count, share in zip(region_people.tolist(), counts.tolist(), np.asarray(urban), strict=True):
        j = np.arange(count, dtype=np.int64)
        start[first : first + count] = person + j * size // count
        urban_count = round(float(share) * count)
        towns[first : first + count] = (j + 1) * urban_count // count - j * urban_count // count
        first, person = first + count, person + size
    blocks = BLOCKS_SMALL if people <= LARGE_SOCIETY else BLOCKS_LARGE
    layout = Layout(
        region_people=region_people,
        weight=(residents / residents.sum()) / (region_people / people),
        community_start=start,
        community_region=np.repeat(np.arange(len(residents), dtype=np.int16), counts),
        community_urban=towns,
        community_block=np.resize(np.arange(blocks, dtype=np.int16), total),
        blocks=blocks,
    )
    for array in (layout.region_people, layout.weight, layout.community_start, layout.community_region):
        array.flags.writeable = False
    layout.community_urban.flags.writeable = layout.community_block.flags.writeable = False
    return layout


def _check(people: int, regions: int) -> None:
    if isinstance(people, bool) or not isinstance(people, (int, np.integer)):
        raise BadValue(
            f"people is {people!r}, which is not a whole number",
            value=people,
            allowed="a whole number",
            next_step="Give the number of people to simulate",
        )
    if people < regions:
        raise BadValue(
            f"{people} people cannot be shared over {regions} regions: each region needs at least one",
            value=people,
            allowed=f"at least {regions}; from {regions * 2 * COMMUNITY_SIZE} on, small regions are"
            " whole communities",
            next_step=f"Ask for more people, for example {regions * 4096}",
        )
    if people > MAX_PEOPLE:
        raise BadValue(
            f"{people} people are more than any society on Earth has",
            value=people,
            allowed=f"at most {MAX_PEOPLE}",
            next_step="Ask for fewer people; 1400000000 is the whole of China",
        )
