"""The ledger: every number of the model with its unit, range, date, source and evidence grade.

The numbers live in `params.yaml` files beside the mechanisms that use them, never in code, so that a
researcher can read, question and change them. `entries` reads those files and says exactly where one is
wrong; this file holds what was read.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from glasshouse.base.errors import BadValue, quoted, unknown

MECHANISMS = ("life", "platform", "cameras", "custody", "rating", "gates", "response", "remedies")
ROOMS = ("society", *MECHANISMS)
GRADES = ("measured", "reported", "derived", "assumed")
KINDS = ("number", "share", "switch")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of the model, and how we know it.

    Attributes:
        name: Full name, such as `rating.grace_days`.
        value: The value in force.
        unit: What it counts, in words.
        low: Lower end of the range that is published or thought possible.
        high: Upper end of that range.
        date: Date of validity.
        source: The publication, its table or page.
        grade: `measured`, `reported`, `derived` or `assumed`.
        says: One sentence: what it is and why this value.
        error: Whether it is a channel of error, which `--perfect` closes.
        delay: Whether it is a delay, which `--perfect` removes.
        perfect: The value in a perfect apparatus, where `error` or `delay`.
        kind: `number`, `share` (0 to 1) or `switch` (0 to 1: how strongly it is on).
        casebook: Rows of the casebook that it rests on.
        mechanism: The room that owns it.
        file: The file that says so.
        line: The line in that file.
        set_by: Where a scenario or an option changed it; empty if the ledger's own value stands.
    """

    name: str
    value: float
    unit: str
    low: float
    high: float
    date: str
    source: str
    grade: str
    says: str
    error: bool
    delay: bool
    perfect: float
    kind: str
    casebook: tuple[str, ...]
    mechanism: str
    file: str
    line: int
    set_by: str = ""

    @property
    def place(self) -> str:
        """File and line of the entry."""
        return f"{self.file}, line {self.line}"

    @property
    def is_probability(self) -> bool:
        """Whether the value can only lie between 0 and 1: shares, switches, and rates of error."""
        return self.kind != "number" or self.name.endswith(("_share", "_rate"))

    @property
    def limits(self) -> tuple[float, float]:
        """What is physically possible: 0 to 1 for probabilities, otherwise nothing below 0.

        A number whose own range goes below zero, such as a correlation or a shift of opinion, may be
        negative.
        """
        if self.is_probability:
            return min(0.0, self.low), 1.0
        return (-math.inf if self.low < 0 else 0.0), math.inf

    def allowed(self) -> str:
        """Returns what the parameter may be, in words."""
        lowest, highest = self.limits
        bound = (
            f"{lowest:g} to {highest:g}"
            if math.isfinite(highest)
            else ("any number" if lowest < 0 else "0 or more")
        )
        return f"{bound} ({self.unit}); the ledger's range is {self.low:g} to {self.high:g}"

    def check(self, value: object, place: str = "") -> float:
        """Returns the value as a number if it is physically possible.

        Args:
            value: A number, or a truth value for a share or switch.
            place: File and line, or the option, for the message.

        Raises:
            BadValue: If it is no number, not finite, negative, or a share above 1.
        """
        where = place or self.place
        if isinstance(value, bool) and self.kind == "number":
            raise self._bad("is a truth value, and a number is needed", value, where)
        if not isinstance(value, int | float):
            raise self._bad("is not a number", value, where)
        try:
            number = float(value)
        except OverflowError:
            raise self._bad("is too large", value, where) from None
        if not math.isfinite(number):
            raise self._bad("is not a finite number", value, where)
        lowest, highest = self.limits
        if not lowest <= number <= highest:
            raise self._bad("is impossible", value, where)
        return number + 0.0  # + 0.0 turns -0.0 into 0.0, so that equal worlds have equal digests

    def _bad(self, what: str, value: object, place: str) -> BadValue:
        return BadValue(
            f"{self.name}: {quoted(value)} {what}", value=value, place=place, allowed=self.allowed()
        )


class Ledger(Mapping[str, Parameter]):
    """All parameters by full name; asking for an unknown one gives the nearest name.

    A ledger never changes; `changed` returns another.
    """

    def __init__(self, parameters: Iterable[Parameter]) -> None:
        self._parameters = {parameter.name: parameter for parameter in parameters}

    def __getitem__(self, name: str) -> Parameter:
        """Returns the parameter; raises KeyError, as a mapping does. `named` explains instead."""
        return self._parameters[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parameters)

    def __len__(self) -> int:
        return len(self._parameters)

    def __repr__(self) -> str:
        return f"<Ledger of {len(self)} parameters>"

    def named(self, name: object, place: str = "") -> Parameter:
        """Returns the parameter called `name`.

        Raises:
            UnknownName: With the nearest known name.
        """
        found = self._parameters.get(name) if isinstance(name, str) else None
        if found is None:
            raise unknown(
                "parameter", name, self, place=place, next_step="`glasshouse parameters` lists them all"
            )
        return found

    def numbers(self) -> dict[str, float]:
        """Returns the value of every parameter."""
        return {name: parameter.value for name, parameter in self._parameters.items()}

    def perfect(self) -> dict[str, float]:
        """Returns the perfect value of every parameter that is an error or a delay."""
        return {name: p.perfect for name, p in self._parameters.items() if p.error or p.delay}

    def of(self, mechanism: str) -> Ledger:
        """Returns the part that one room owns."""
        return Ledger(p for p in self._parameters.values() if p.mechanism == mechanism)

    def changed(self, changes: Iterable[Parameter]) -> Ledger:
        """Returns a ledger in which the given parameters stand in place of those of the same name."""
        return Ledger((self._parameters | {p.name: p for p in changes}).values())

    def widened(self, values: Mapping[str, float]) -> Ledger:
        """Returns a ledger whose ranges contain the given values too."""
        return self.changed(
            replace(p, low=min(p.low, value), high=max(p.high, value))
            for name, value in values.items()
            if not (p := self._parameters[name]).low <= value <= p.high
        )


@cache
def load() -> Ledger:
    """Returns the ledger that is shipped: one file for each mechanism, and one for the society.

    Raises:
        InputError: With file, line and what is allowed, if an entry is wrong.
    """
    root = Path(__file__).parent.parent
    files = {
        room: root / ("society" if room == "society" else f"day/{room}") / "params.yaml" for room in ROOMS
    }
    return read({room: file for room, file in files.items() if file.exists()}, root.parent)


def read(files: Mapping[str, Path], root: Path | None = None) -> Ledger:
    """Reads one file for each room.

    Args:
        files: Room to file; the room's name opens the names of its parameters.
        root: Files are called by their path from here in messages.

    Raises:
        InputError: With file, line and what is allowed, if an entry is wrong.
    """
    from glasshouse.base.entries import parameters_of

    parameters: list[Parameter] = []
    for room, file in files.items():
        shown = file.relative_to(root).as_posix() if root and file.is_relative_to(root) else str(file)
        parameters.extend(parameters_of(file, room, shown))
    return Ledger(parameters)
