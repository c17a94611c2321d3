"""The plan as integers: one row per region and regime, filled by each mechanism that is switched on."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from glasshouse.base.slots import PLAN_SIZE
from glasshouse.day.cameras import tables as cameras
from glasshouse.day.custody import tables as custody
from glasshouse.day.gates import tables as gates
from glasshouse.day.life import tables as life
from glasshouse.day.platform import tables as platform
from glasshouse.day.rating import tables as rating
from glasshouse.day.remedies import tables as remedies
from glasshouse.day.response import tables as response
from glasshouse.society import clocks


@lru_cache(maxsize=4)
def _clocks(high: tuple[tuple[str, float], ...]) -> NDArray[np.int64]:
    """Return a plan row with the clocks' part only; every world of a ledger has the same."""
    row = np.zeros(PLAN_SIZE, dtype=np.int64)
    clocks.fill(row, dict(high))
    row.flags.writeable = False
    return row


def _fill_most(row: NDArray[np.int64]) -> None:
    """Write into the clocks which draws are too high for any state of a person; luck is left to the climate."""
    conduct, voice = np.repeat(row[life.CONDUCT : life.CONDUCT + 8], 5), row[life.VOICE : life.VOICE + 4]
    late = row[life.LATE_BY_HARDSHIP : life.LATE_BY_HARDSHIP + 256].max()
    default = row[life.DEFAULT_BY_HARDSHIP : life.DEFAULT_BY_HARDSHIP + 256].max()
    demands = clocks.most(row, clocks.DEMAND_CLOCK, clocks.DEMAND_CLASSES)
    demands[:, : gates.N_GATES] = row[gates.DEMAND : gates.DEMAND + gates.N_GATES]
    breaches = clocks.most(row, clocks.BREACH_CLOCK, clocks.BREACH_CLASSES)
    for kind, high in ((clocks.LATE, late), (clocks.DEFAULT, default),
                       (clocks.TRAFFIC, row[life.TRAFFIC]), (clocks.ORDER, row[life.ORDER])):  # fmt: skip
        breaches[:, kind] = (high * conduct) >> 16
    breaches[:, clocks.VOLUNTEER : clocks.AWARD + 1] = row[life.VOLUNTEER : life.VOLUNTEER + 3]
    posts = clocks.most(row, clocks.SPEECH_CLOCK, clocks.SPEECH_CLASSES)
    posts[:, clocks.CRITICAL] = (row[life.CRITICAL] * voice) >> 16
    posts[:, clocks.FLAGGED] = (row[platform.FLAGGED] * voice) >> 16


class Caster:
    """Turns ledger values into plan rows; rows of equal values and regions are made once.

    Args:
        high: range maxima of the ledger, which alone set the clocks' upper rates.
        off: mechanisms switched off.
        density, minority, population: per region, shape (regions,).
    """

    def __init__(
        self,
        high: Mapping[str, float],
        off: frozenset[str],
        density: NDArray[np.float64],
        minority: NDArray[np.float64],
        population: NDArray[np.float64],
    ) -> None:
        self.high = high
        self.off = off
        self.density = density
        self.minority = minority
        self.population = population
        self.clocks = _clocks(tuple(high.items()))

    def base(self, values: Mapping[str, float]) -> NDArray[np.int64]:
        """Return the part of a plan row that no region changes, shape (PLAN_SIZE,)."""
        base = self.clocks.copy()
        if "life" not in self.off:
            life.fill(base, values, self.high)
        if "platform" not in self.off:
            platform.fill(base, values, self.high)
        if "rating" not in self.off:
            rating.fill(base, values, self.high)
        if "gates" not in self.off:
            gates.fill(base, values, self.high)
        if "response" not in self.off:
            response.fill(base, values)
            if {"platform", "cameras", "rating"} <= self.off:
                base[response.AWARE_AT_START] = 0  # there is nothing to know of
        if "remedies" not in self.off:
            remedies.fill(base, values)
        _fill_most(base)
        return base

    def row(self, base: NDArray[np.int64], values: Mapping[str, float], region: int) -> NDArray[np.int64]:
        """Return a region's plan row: `base` with the region's cameras and custody."""
        row = base.copy()
        if "cameras" not in self.off:
            cameras.fill(row, values, self.high, float(self.density[region]), float(self.minority[region]))
        if "custody" not in self.off:
            weekly = sum(life.per_week(values).values()) * values["platform.logging_share"]
            custody.fill(row, values, weekly, float(self.population[region]))
        return row

    def rows(self, values: Mapping[str, float]) -> NDArray[np.int64]:
        """Return plan rows for every region at the given values, shape (regions, PLAN_SIZE)."""
        base = self.base(values)
        return np.stack([self.row(base, values, r) for r in range(len(self.density))])
