"""The plan: the complete description of a run, from which nothing is guessed any more."""

from __future__ import annotations

import datetime
import math
import shlex
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from glasshouse.base.ledger import Ledger
from glasshouse.safeguards.asking import Use
from glasshouse.scenario.model import Scenario

if TYPE_CHECKING:
    from glasshouse.society.marginals import Society


@dataclass(frozen=True)
class DatedChange:
    """A dated event that falls into the run.

    Attributes:
        week: The week that contains it.
        date: Its day.
        what: What happened, in words.
        regions: Positions of the regions it holds for, in the order of the society.
        set: The values it changes, as cast.
        source: Who says so.
    """

    week: int
    date: datetime.date
    what: str
    regions: tuple[int, ...]
    set: dict[str, float]
    source: str


@dataclass(frozen=True)
class Concession:
    """A policy that grievance may win.

    Hazard a week: `weekly_hazard / (1 + exp(-(grievance - threshold) / width))`.
    """

    name: str
    level: str
    threshold: float
    width: float
    weekly_hazard: float
    set: dict[str, float]
    what: str
    source: str = ""


@dataclass(frozen=True, eq=False)
class Plan:
    """Everything a run needs; nothing is guessed after this.

    Attributes:
        scenario: As resolved.
        society: With its regions and marginals.
        people: Simulated people.
        days: Length; the last week may be short.
        seed: Of every draw.
        start: Day 0.
        ledger: The entries in force on day 0 nationwide; ranges take in every value the run may use.
        values: Their numbers.
        regimes: All distinct complete sets of values.
        schedule: (weeks, regions), the regime in force.
        events: Dated changes within the run, by date.
        history: Dated changes before day 0, in force from the start.
        concessions: What grievance may win.
        off: Mechanisms switched off.
        perfect: Whether every error and delay is set to its perfect value.
        overrides: What `--set` gave.
        without: What `--without` gave; `off` has these and the scenario's.
        warnings: What is possible but worth knowing.
        safeguards: What `--with` gave; the values have them already.
        assumed: Names of `overrides` that `--assume` gave: safeguards start from them, and may change them.
    """

    scenario: Scenario
    society: Society
    people: int
    days: int
    seed: int
    start: datetime.date
    ledger: Ledger = field(repr=False)
    values: dict[str, float] = field(repr=False)
    regimes: tuple[dict[str, float], ...] = field(repr=False)
    schedule: NDArray[np.int16] = field(repr=False)
    events: tuple[DatedChange, ...]
    history: tuple[DatedChange, ...]
    concessions: tuple[Concession, ...]
    off: frozenset[str]
    perfect: bool
    overrides: dict[str, float]
    without: tuple[str, ...]
    warnings: tuple[str, ...]
    safeguards: tuple[Use, ...] = ()
    assumed: tuple[str, ...] = ()

    @property
    def weeks(self) -> int:
        """Weeks begun."""
        return math.ceil(self.days / 7)

    @property
    def regions(self) -> int:
        """Number of regions."""
        return len(self.society.regions)

    def command(self) -> str:
        """Returns the exact command that makes the same run."""
        of = self.scenario
        name = of.name if of.shipped or of.file is None else str(of.file)
        parts = ["glasshouse", "run", name, "--people", str(self.people), "--days", str(self.days)]
        parts += ["--seed", str(self.seed)]
        for key, value in self.overrides.items():
            parts += ["--assume" if key in self.assumed else "--set", f"{key}={_shortest(value)}"]
        for mechanism in self.without:
            parts += ["--without", mechanism]
        for use in self.safeguards:
            parts += ["--with", use.text]
        return shlex.join(parts + ["--perfect"] * self.perfect)


def _shortest(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
