"""The integer tables of one run, as measures need them: from an outcome in memory or from a run folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

WEIGHT_UNIT = 1024
"""Cell tables are weighted in 1/1024: integers, so that any order of adding gives the same sum."""

GROUPS = ("majority", "minority")
SEXES = ("female", "male")
PLACES = ("rural", "urban")
INCOMES = ("lowest fifth", "second fifth", "third fifth", "fourth fifth", "highest fifth")
AGES = ("under 25", "25-54", "55 and over")
MARGINS: dict[str, tuple[str, ...]] = {
    "group": GROUPS,
    "sex": SEXES,
    "urban": PLACES,
    "income": INCOMES,
    "age": AGES,
}
"""The traits of a cell, slowest first: cell = (((group * 2 + sex) * 2 + urban) * 5 + income) * 3 + age."""

SHAPE = tuple(len(levels) for levels in MARGINS.values())


@dataclass(frozen=True)
class Tallies:
    """What a run counted.

    counters: names of the last axis of every table; stocks: those that are end-of-week sums over people.
    regions: codes, (regions,); names: how a region is called; weight: real population share / simulated
    share. week_region (weeks, regions, counters): raw. week_cell (weeks, cells, counters): weighted, in
    1/1024. block_region (blocks, regions, counters): raw. block_cell (blocks, cells, counters): weighted, in
    1/1024. In the block tables flows are added up over the weeks and stocks are those of the last week.
    climate: name -> (weeks, regions). off: mechanisms that the plan switched off.
    """

    counters: tuple[str, ...]
    stocks: frozenset[str]
    seed: int
    people: int
    regions: tuple[str, ...]
    names: tuple[str, ...]
    weight: NDArray[np.float64]
    week_region: NDArray[np.int64]
    week_cell: NDArray[np.int64]
    block_region: NDArray[np.int64]
    block_cell: NDArray[np.int64]
    climate: Mapping[str, NDArray[Any]]
    off: frozenset[str]

    @classmethod
    def of(cls, outcome: Any) -> Tallies:
        """Return the tallies of an outcome of the engine; `outcome` may already be tallies."""
        if isinstance(outcome, cls):
            return outcome
        from glasshouse.base import counters

        used = len(counters.COUNTERS)  # the tables keep room for counters to come
        plan, layout = outcome.plan, outcome.layout
        return cls(
            counters=counters.COUNTERS,
            stocks=counters.STOCKS,
            seed=int(plan.seed),
            people=int(plan.people),
            regions=tuple(region.code for region in plan.society.regions),
            names=tuple(region.name for region in plan.society.regions),
            weight=np.asarray(layout.weight, dtype=np.float64),
            week_region=outcome.week_region[..., :used],
            week_cell=outcome.week_cell[..., :used],
            block_region=outcome.block_region[..., :used],
            block_cell=outcome.block_cell[..., :used],
            climate=outcome.climate,
            off=frozenset(plan.off),
        )

    @cached_property
    def index(self) -> dict[str, int]:
        """Counter name -> its column."""
        return {name: place for place, name in enumerate(self.counters)}

    @cached_property
    def region_people(self) -> NDArray[np.int64]:
        """Simulated people in each region, (regions,)."""
        return np.asarray(self.block_region[:, :, self.index["people"]].sum(axis=0))

    @cached_property
    def region_weight(self) -> NDArray[np.float64]:
        """What one simulated person of a region counts for in a national number, (regions,).

        The engine rounds weights to 1/1024 in the cell tables. The same rounding is used here, so that groups
        and regions add up to the same national number; a common factor then brings the people back to the
        number simulated.
        """
        rounded = np.rint(self.weight * WEIGHT_UNIT) / WEIGHT_UNIT
        return rounded * (self.people / float(rounded @ self.region_people))

    @cached_property
    def cell_unit(self) -> float:
        """What one unit of a cell table counts for in a national number."""
        return self.people / float(self.block_cell[:, :, self.index["people"]].sum())

    @cached_property
    def mean_weight(self) -> float:
        """The weight that a random event carries: above 1 where small regions are over-sampled."""
        counted = self.region_weight * self.region_people
        return float((self.region_weight * counted).sum() / counted.sum())
