"""A case: a question, what goes in, what is held back, and the function that lets the mechanisms answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from glasshouse.base.errors import BadValue, quoted, unknown
from glasshouse.casebook.rows import Row


@dataclass(frozen=True)
class Setting:
    """A number of the deployment that a case looks at, which no ledger holds: how many faces, how many people.

    Attributes:
        name, value, unit: As for a parameter; set by `CASE.NAME=VALUE`.
        low, high: What is possible.
        says: What it is, and why this value.
    """

    name: str
    value: float
    unit: str
    low: float
    high: float
    says: str

    def check(self, value: object, place: str) -> float:
        """Returns the value if it is possible.

        Raises:
            BadValue: With what is allowed.
        """
        possible = isinstance(value, int | float) and np.isfinite(value) and self.low <= value <= self.high
        if not possible or not isinstance(value, int | float):
            allowed = f"{self.low:g} to {self.high:g} ({self.unit})"
            raise BadValue(
                f"{place}: {quoted(value)} is impossible", value=value, place="--set", allowed=allowed
            )
        return float(value)


@dataclass(frozen=True)
class Case:
    """One case of the book.

    Attributes:
        name, title, question: What it is called, and what it asks.
        scenario: The scenario whose values it starts from.
        uses: Beginnings of the ledger names that it rests on; setting one of them makes its rows predictions.
        inputs, held_back: Facts that go in, and facts that stay out.
        rival: A model that would fail the check.
        miss_means: What one would have to conclude from a miss.
        answer: Returns the rows.
        settings: Its own numbers.
        slow: Whether it simulates whole societies.
    """

    name: str
    title: str
    question: str
    scenario: str
    uses: tuple[str, ...]
    inputs: tuple[str, ...]
    held_back: tuple[str, ...]
    rival: str
    miss_means: str
    answer: Callable[[Given], list[Row]]
    settings: tuple[Setting, ...] = ()
    slow: bool = False

    def touched(self, given: Mapping[str, float]) -> bool:
        """Returns whether some of these settings change what the case answers."""
        own = {f"{self.name}.{s.name}" for s in self.settings}
        return any(name in own or name.startswith(self.uses) for name in given)


@dataclass(frozen=True)
class Given:
    """What a case works with: every value of the ledger, as the scenario and the options leave it, and its settings.

    Attributes:
        values: Full name to number.
        own: The case's settings.
        changed: Ledger values that were set from outside.
    """

    values: Mapping[str, float]
    own: Mapping[str, float]
    changed: Mapping[str, float] = field(default_factory=dict)

    def __getitem__(self, name: str) -> float:
        """Returns a ledger value (a name with a dot) or a setting of the case."""
        return self.values[name] if "." in name else self.own[name]

    def but(self, values: Mapping[str, float]) -> dict[str, float]:
        """Returns all ledger values with some put in their place."""
        return {**self.values, **values}

    def under(self, values: Mapping[str, float]) -> dict[str, float]:
        """Returns all ledger values with some put in their place, unless they were set from outside."""
        return {**self.values, **values, **self.changed}

    def room(self, mechanism: str, but: Mapping[str, float] | None = None) -> dict[str, float]:
        """Returns the values of one mechanism by their short names, as its tables read them."""
        values = self.but({f"{mechanism}.{name}": x for name, x in (but or {}).items()})
        return {n.partition(".")[2]: x for n, x in values.items() if n.startswith(f"{mechanism}.")}


@cache
def values_of(scenario: str) -> dict[str, float]:
    """Returns the values in force on the first day of a scenario."""
    from glasshouse.scenario import plan

    return dict(plan(scenario, people=1_000, days=7).values)


def given_to(case: Case, settings: Mapping[str, float]) -> Given:
    """Returns what a case works with under the options."""
    own = {s.name: s.value for s in case.settings}
    changed = {}
    for name, value in settings.items():
        head, _, rest = name.partition(".")
        if head == case.name:
            own[rest] = value
        elif name in values_of(case.scenario):
            changed[name] = value
    return Given({**values_of(case.scenario), **changed}, own, changed)


def checked(settings: Mapping[str, Any], cases: Sequence[Case]) -> dict[str, float]:
    """Returns options as numbers, each a ledger value or a setting of a case.

    Raises:
        UnknownName: With the nearest name.
        BadValue: What is impossible; with what is allowed.
    """
    from glasshouse.base import ledger

    book = ledger.load()
    own = {f"{case.name}.{s.name}": s for case in cases for s in case.settings}
    out = {}
    for name, value in settings.items():
        if name in own:
            out[name] = own[name].check(value, name)
        elif name in book:
            out[name] = book[name].check(value, "--set")
        else:
            raise unknown(
                "setting",
                name,
                [*own, *book],
                place="--set",
                next_step="`glasshouse casebook --settings` lists those of the cases",
            )
    return out
