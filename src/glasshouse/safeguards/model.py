"""What a safeguard is: what it changes, who asks for it, what it costs, how it fails, what it is for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

Bound = Literal["at_most", "at_least", "times"]
How = Literal["linear", "log"]


@dataclass(frozen=True)
class Change:
    """One parameter, and how a safeguard moves it away from the value in force.

    Attributes:
        parameter: Full name in the ledger.
        bound: `at_most` and `at_least` never make a value worse than it already is; `times` multiplies it.
        full: The value (or factor) at full strength.
        how: How the values between are found: on the value itself, or on its logarithm.
        none_is: What 0 stands for where 0 means "none" (no expiry at all), else None.
        why: Why this value, in a sentence.
    """

    parameter: str
    bound: Bound
    full: float
    how: How
    none_is: float | None
    why: str

    def value(self, in_force: float, strength: float) -> float:
        """Returns the value at a strength from 0 to 1, given the value in force.

        >>> Change("custody.retention_days", "at_most", 30, "log", None, "").value(120, 0.5)
        60.0
        >>> Change("rating.grace_days", "at_least", 90, "linear", None, "").value(100, 1.0)
        100
        """
        if strength == 0:
            return in_force
        now = self.none_is if self.none_is is not None and in_force == 0 else in_force
        target = now * self.full if self.bound == "times" else self._bounded(now)
        if target == now:
            return in_force
        if strength == 1:
            return target
        if self.how == "log" and now > 0 and target > 0:
            return round(math.exp((1 - strength) * math.log(now) + strength * math.log(target)), 12)
        return now + strength * (target - now)

    def _bounded(self, now: float) -> float:
        return min(now, self.full) if self.bound == "at_most" else max(now, self.full)

    def says(self) -> str:
        """Returns the change at full strength in words."""
        words = {"at_most": "at most", "at_least": "at least", "times": "times"}
        return f"{self.parameter} {words[self.bound]} {self.full:g}"


@dataclass(frozen=True)
class Law:
    """Who asks for a safeguard: a law, judgment or standard.

    `checked` is False where the text was cited from general knowledge and not read again.
    """

    anchor: str
    date: str
    demands: str
    source: str
    checked: bool


@dataclass(frozen=True)
class Cost:
    """What a safeguard costs.

    Attributes:
        staff: The institution's working time, in words.
        counted_in: Measures of the laboratory that count it (staff_days ...); empty where none does.
        parameters: The ledger's parameters on which the cost rests.
        delay: Time that passes, in words.
        money: A sum with its source, or what is known of it.
        misses: What is lost of the claimed benefits, in words.
    """

    staff: str
    counted_in: tuple[str, ...]
    parameters: tuple[str, ...]
    delay: str
    money: str
    misses: str


@dataclass(frozen=True)
class Failure:
    """A way in which a safeguard fails, and the parameters that make it fail.

    `worse` gives values at which it does. `--set` of one of these parameters wins over the safeguard, so that
    a promise can be made without the means.
    """

    how: str
    worse: dict[str, float]
    source: str


@dataclass(frozen=True)
class Meant:
    """What a safeguard is meant to do, stated before it was tried.

    Attributes:
        measure: The measure it is meant to move.
        direction: `down` or `up`.
        by: The least share of the base value by which full strength should move it.
        because: Why so much: a source, or arithmetic on the ledger.
        scenario: The shipped scenario in which to look.
        given: Other safeguards that must be there for it to have anything to act on.
        set: Values that the scenario needs for it to have anything to act on.
        across: The least share of the assumed ranges in which the direction and size should hold.
        where: The part of those ranges for which `across` is stated: parameter -> (low, high). Empty: all of them.
        outside: What makes the promise fail beyond that part.
    """

    measure: str
    direction: Literal["down", "up"]
    by: float
    because: str
    scenario: str
    given: dict[str, float]
    set: dict[str, float]
    across: float
    where: dict[str, tuple[float, float]]
    outside: str


@dataclass(frozen=True)
class Safeguard:
    """Something that protects people, and what is known of it.

    Attributes:
        name: One word, such as `human_review`.
        title: One line.
        says: What it is, in plain words.
        link: The link of the chain it acts on.
        changes: The parameters it changes.
        laws: Who asks for it.
        change_of_law: Where and why it would need a change of law; may be empty.
        cost: What it costs.
        failures: How it fails.
        meant: What it is meant to do.
        beside: Safeguard -> what to know when both are there (contradiction, redundancy, dependence).
        needs: Safeguard -> what to know when that one is missing.
        file: The file that says so.
    """

    name: str
    title: str
    says: str
    link: str
    changes: tuple[Change, ...]
    laws: tuple[Law, ...]
    change_of_law: str
    cost: Cost
    failures: tuple[Failure, ...]
    meant: Meant
    beside: dict[str, str]
    needs: dict[str, str]
    file: str

    @property
    def fails_by(self) -> frozenset[str]:
        """The parameters in which it can fail."""
        return frozenset(name for failure in self.failures for name in failure.worse)

    def as_dict(self) -> dict[str, Any]:
        """Returns everything as plain values, fit for JSON."""
        from dataclasses import asdict

        plain = asdict(self)
        plain["fails_by"] = sorted(self.fails_by)
        return plain
