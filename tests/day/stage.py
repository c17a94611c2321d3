"""A stage for one scene: a few people, a plan row, a desk, and the log of what happened.

A scene sets columns and plan slots by hand (0: never; ALWAYS: certain), lets one kernel run, and reads what it counted
and wrote down.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.base import events, rows
from glasshouse.base.counters import COUNTERS, index

ALWAYS = 2**32
NEVER = 0
ADULT = 3


@lru_cache
def plan_row(
    scenario: str, chosen: tuple[tuple[str, float], ...], without: tuple[str, ...], perfect: bool
) -> Any:
    """Return the plan row of the first region in the first week."""
    from glasshouse.run.world import make, prepare_week
    from glasshouse.scenario.planning import plan

    world = make(plan(scenario, people=62, days=14, set=dict(chosen), without=without, perfect=perfect))
    prepare_week(world, 0)
    return world.PP[0]


class Stage:
    """A community of `n` grown-up people in a week of china-2018, with every value that a scene may set."""

    def __init__(
        self,
        n: int = 1,
        scenario: str = "china-2018",
        without: tuple[str, ...] = (),
        perfect: bool = False,
        **values: float,
    ) -> None:
        from glasshouse.run.world import Bench

        chosen = tuple((name.replace("__", "."), value) for name, value in sorted(values.items()))
        self.P = plan_row(scenario, chosen, without, perfect).copy()
        bench = Bench.new(seed=1, log_room=4096)
        self.M, self.D, self.U, self.buffer = bench.M, bench.D, bench.U, bench.buffer
        self.n = n
        self.D[d.N], self.D[d.DAYS] = n, 7
        self.M[c.AGE, :n] = ADULT
        self.M[c.INCOME, :n] = 2
        self.cells()

    def cells(self) -> None:
        """Put everybody into the cell of an adult woman of the majority in the country."""
        self.M[c.CELL, : self.n] = (self.M[c.INCOME, : self.n]) * 3 + 1

    def week(self, number: int, days: int = 7) -> Stage:
        """Turn the calendar to a week."""
        self.D[d.WEEK], self.D[d.DAY0], self.D[d.DAYS] = number, 7 * number, days
        return self

    def person(self, i: int = 0, **columns: int) -> Stage:
        """Set columns of person `i` by name, in lower case."""
        for name, value in columns.items():
            self.M[getattr(c, name.upper()), i] = value
        return self

    def get(self, column: str, i: int = 0) -> int:
        """Return a column of person `i`."""
        return int(self.M[getattr(c, column.upper()), i])

    def has(self, flag: int, i: int = 0) -> bool:
        """Return whether something has ever happened to person `i`."""
        return bool(self.M[c.EVER, i] & flag)

    def case(
        self,
        i: int = 0,
        flags: int = rows.LISTED | rows.RESTRICTED,
        start: int = 0,
        bind: int = 0,
        **more: int,
    ) -> int:
        """Open a court case for person `i` and return its place."""
        p = rows.new_row(self.M, self.D, i, rows.CASE, events.DEFAULT, flags, start, bind)
        for name, value in more.items():
            self.D[p + getattr(d, name.upper())] = value
        return int(p)

    def field(self, p: int, name: str) -> int:
        """Return a field of a side row."""
        return int(self.D[p + getattr(d, name.upper())])

    def counted(self, name: str) -> int:
        """Return how much of a counter stands on the desk, over all kinds of people."""
        total = self.D[d.REGION_TALLY + index(name)]
        if index(name) in d.DENSE_COUNTERS:
            first = d.DENSE + d.DENSE_COUNTERS.index(index(name)) * c.CELLS
            total += self.D[first : first + c.CELLS].sum()
        return int(total)

    def everything_counted(self) -> dict[str, int]:
        """Return all counters that are not zero."""
        return {name: self.counted(name) for name in COUNTERS if self.counted(name) != 0}

    def story(self, i: int | None = None) -> list[str]:
        """Return the names of the events written down, in order."""
        names = {event.number: event.name for event in events.EVENTS}
        return [names[e[2]] for e in self.log() if i is None or e[0] == i]

    def log(self) -> list[tuple[int, ...]]:
        """Return the events: person, day, event, two details, cause, its day, verdict."""
        many = int(self.D[d.N_LOG])
        table = self.D[d.LOG : d.LOG + many * d.LOG_FIELDS].reshape(many, d.LOG_FIELDS)
        return [tuple(int(x) for x in line) for line in table]


def near(seen: int, expected: float, standard_errors: float = 4.5) -> bool:
    """Return whether a Poisson or binomial count is within so many standard errors of what is expected."""
    return abs(seen - expected) <= standard_errors * np.sqrt(max(expected, 1.0))
