"""A stage for kernels: one plan row and one desk, on which a case lets the engine's own functions act.

What runs here is what runs in a scenario, person by person; only the crowd is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from glasshouse.base import columns as c
from glasshouse.base import desk as d

ADULT = 3
ALWAYS = 1 << 32


class Stage:
    """A community of adults under one set of values.

    Attributes:
        P: The plan row, every mechanism on. M, D: People and desk, as kernels take them.
    """

    def __init__(self, values: Mapping[str, float], minority: float = 0.1, people: float = 1e6) -> None:
        from glasshouse.day.cast_plan import Caster
        from glasshouse.run.world import Bench, high_values

        one = np.ones(1)
        caster = Caster(high_values(), frozenset(), one, one * minority, one * people)
        self.P = caster.rows(values)[0]
        bench = Bench.new(seed=1)
        self.M, self.D = bench.M, bench.D
        self.D[d.N], self.D[d.DAYS] = c.COMMUNITY, 7
        self.M[c.AGE], self.M[c.INCOME] = ADULT, 2
        self.M[c.CELL] = self.M[c.INCOME] * 3 + 1

    def person(self, k: int) -> int:
        """Returns the place at which person `k` (any number) acts; draws belong to `k`."""
        self.D[d.FIRST] = k // c.COMMUNITY * c.COMMUNITY
        return k % c.COMMUNITY

    def week(self, number: int) -> None:
        """Turns the calendar."""
        self.D[d.WEEK], self.D[d.DAY0] = number, 7 * number

    def clear(self) -> None:
        """Forgets all side rows."""
        self.D[d.N_ROWS] = 0

    def all(self, column: str) -> Any:
        """Returns a column of everybody, to be read or written."""
        return self.M[getattr(c, column)]
