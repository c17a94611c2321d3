"""Which values are in force where and when: distinct regimes, and the schedule of weeks and regions."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glasshouse.base.errors import TooLarge

MOST_REGIMES = 4096  # each costs the engine a set of tables; an index must also fit 16 bits


@dataclass(frozen=True)
class Change:
    """A dated change, cast: `set` holds numbers, `regions` positions. `week` is below 0 for history."""

    week: int
    date: datetime.date
    what: str
    regions: tuple[int, ...]
    set: dict[str, float]
    source: str = ""


@dataclass(frozen=True)
class Timeline:
    """All that decides a value, from the weakest to the strongest.

    Attributes:
        ledger: The ledger's numbers.
        history: Changes before day 0, by date.
        first: The scenario's own values on day 0.
        where: Values of some regions.
        coming: Changes during the run, by date.
        fixed: Values of `--set`, which hold always and everywhere.
        fixed_by_perfect: Perfect values, which hold over all others.
        regions: Number of regions.
    """

    ledger: dict[str, float]
    history: tuple[Change, ...]
    first: dict[str, float]
    where: tuple[tuple[tuple[int, ...], dict[str, float]], ...]
    coming: tuple[Change, ...]
    fixed: dict[str, float]
    fixed_by_perfect: dict[str, float]
    regions: int

    def values(self) -> dict[str, float]:
        """Returns the values on day 0 where no region differs."""
        everywhere = [c.set for c in self.history if len(c.regions) == self.regions]
        return self._stacked([*everywhere, self.first])

    def in_region(self, region: int, week: int) -> dict[str, float]:
        """Returns the values of a region in a week."""
        layers = [c.set for c in self.history if region in c.regions]
        layers.append(self.first)
        layers += [values for regions, values in self.where if region in regions]
        layers += [c.set for c in self.coming if c.week <= week and region in c.regions]
        return self._stacked(layers)

    def schedule(self, weeks: int, regions: int) -> tuple[tuple[dict[str, float], ...], NDArray[np.int16]]:
        """Returns all distinct regimes, and which of them holds in each week and region: (weeks, regions).

        Raises:
            TooLarge: If so many changes overlap that the regimes cannot be numbered.
        """
        regimes: dict[tuple[float, ...], int] = {}
        values: list[dict[str, float]] = []
        schedule = np.zeros((weeks, regions), np.int16)
        for week in sorted({0, *(change.week for change in self.coming)}):
            for region in range(regions):
                found = self.in_region(region, week)
                number = regimes.setdefault(tuple(found.values()), len(regimes))
                if number == len(values):
                    values.append(found)
                if len(values) > MOST_REGIMES:
                    raise TooLarge(
                        "Too many changes overlap", allowed=f"{MOST_REGIMES:,} distinct sets of values"
                    )
                schedule[week:, region] = number
        return tuple(values), schedule

    def masked(self) -> list[str]:
        """Returns a sentence for each dated change that `--set` overrules."""
        return [
            f"--set {name} holds for the whole run: the change of {change.date} ({change.what}) "
            "leaves it alone."
            for change in self.coming
            for name in change.set
            if name in self.fixed and name not in self.fixed_by_perfect
        ]

    def _stacked(self, layers: list[dict[str, float]]) -> dict[str, float]:
        # Every layer names known parameters only, so the order of keys is always the ledger's: equal worlds
        # give equal tuples of values.
        stacked = dict(self.ledger)
        for layer in (*layers, self.fixed, self.fixed_by_perfect):
            stacked.update(layer)
        return stacked
