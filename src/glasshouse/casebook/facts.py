"""The published figures as data: what was measured elsewhere, by whom, and what it may be used for.

They stand in `facts/*.yaml`, in our own words. A figure has one role: `input` (a value of the ledger or a
setting of a case), `fit` (something was adjusted to it), `check` (held back), `exact` (arithmetic) or
`context`. A test holds the ledger against them: nothing is both adjusted to and checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from glasshouse.base.errors import BadValue, unknown
from glasshouse.base.ledger import GRADES, Ledger

ROLES = ("input", "fit", "check", "exact", "context")
READ = ("excerpt", "secondary", "memory", "repository", "arithmetic")
NEEDED = ("says", "unit", "date", "source", "grade", "read", "role")
OPTIONAL = ("figure", "of", "note")


@dataclass(frozen=True, slots=True)
class Fact:
    """One published figure.

    Attributes:
        id: Row of the casebook, such as `A6` or `B13.joshua-fight`.
        says: What was measured, in our words.
        figure: Its numbers by name; a single number is called `value`; empty if the fact is a rule or an event.
        unit, of, date: What it counts, of whom, and when.
        source: The publication, its address where there is one.
        grade: As in the ledger: measured, reported, derived, assumed.
        read: How we know it: an excerpt read, a secondary text, memory, a repository, arithmetic.
        role: What it may be used for.
        note: A caution.
    """

    id: str
    says: str
    figure: Mapping[str, float]
    unit: str
    of: str
    date: str
    source: str
    grade: str
    read: str
    role: str
    note: str = ""

    def __getitem__(self, name: str) -> float:
        """Returns one of its numbers."""
        return self.figure[name]

    @property
    def value(self) -> float:
        """The number of a fact that has one only."""
        return self.figure["value"]


@cache
def load(folder: Path | None = None) -> Mapping[str, Fact]:
    """Returns all facts by id.

    Raises:
        BadValue: If a file holds something else than facts; with file and line.
    """
    facts: dict[str, Fact] = {}
    for file in sorted((folder or Path(__file__).parent / "facts").glob("*.yaml")):
        for fact in _facts_of(file):
            if fact.id in facts:
                raise BadValue(f"The fact {fact.id} is given twice", value=fact.id, place=str(file))
            facts[fact.id] = fact
    return facts


def fact(name: str) -> Fact:
    """Returns the fact of that id.

    Raises:
        UnknownName: With the nearest known one.
    """
    found = load().get(name)
    if found is None:
        raise unknown("fact", name, load())
    return found


def _facts_of(file: Path) -> list[Fact]:
    from glasshouse.base.reading import read_file

    document = read_file(file, BadValue, file.name)
    found = []
    for name, fields in document.data.items():
        place = document.place(name)
        missing = [key for key in NEEDED if key not in fields]
        strange = [key for key in fields if key not in NEEDED + OPTIONAL]
        if missing or strange:
            raise BadValue(
                f"{name}: missing {missing}, not known {strange}",
                place=place,
                allowed=", ".join(NEEDED + OPTIONAL),
            )
        for key, words in (("grade", GRADES), ("read", READ), ("role", ROLES)):
            if fields[key] not in words:
                raise unknown(key, fields[key], words, place=place)
        found.append(_fact(str(name), fields))
    return found


def _fact(name: str, fields: Mapping[str, Any]) -> Fact:
    figure = fields.get("figure", {})
    numbers = figure if isinstance(figure, dict) else {"value": figure}
    text = {key: str(fields.get(key, "")) for key in (*NEEDED, "of", "note")}
    return Fact(id=name, figure={key: float(value) for key, value in numbers.items()}, **text)


def misused(ledger: Ledger) -> list[str]:
    """Returns what the ledger uses and must not: unknown rows, and figures that are held back as checks."""
    facts = load()
    wrong = []
    for name, parameter in ledger.items():
        for row in parameter.casebook:
            if row not in facts:
                wrong.append(f"{name} rests on {row}, which is no row of the casebook")
            elif facts[row].role not in ("input", "fit"):
                wrong.append(f"{name} rests on {row}, which is a {facts[row].role} and no input")
    return wrong
