"""The user's own inputs: volumes and tested error rates, each with its source.

    organisation: City police of Example
    police: true                    # optional: whether the Law Enforcement Directive is the law to open
    volumes:
      people: {value: 240000, source: "municipal register, 1 January 2026"}
      cameras.watchlist_size: {value: 900, source: "order of 3 March 2026"}
    error_rates:
      cameras.false_match_rate: {value: 2.0e-7, source: "test report 12, table 3", tested: "12 May 2026, 40,000 faces"}

`people` is how many people the real deployment reaches; every other name is a parameter of the ledger. A value counts
only if the run was made with it: an error rate in a letter changes nothing in a simulation.
"""

from __future__ import annotations

import math
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from glasshouse.base.errors import BadValue, quoted, unknown
from glasshouse.base.reading import Document, read_file

ILLUSTRATIVE = "illustrative: none of these inputs is yours"
KEYS = ("organisation", "police", "volumes", "error_rates")
PEOPLE = "people"


@dataclass(frozen=True)
class Entry:
    """One value of the user's: a volume, or an error rate with when and how it was tested."""

    name: str
    value: float
    source: str
    tested: str = ""


@dataclass(frozen=True)
class Own:
    """What the user entered."""

    organisation: str
    police: bool | None
    volumes: tuple[Entry, ...]
    error_rates: tuple[Entry, ...]

    @property
    def people(self) -> float | None:
        """How many people the real deployment reaches."""
        return next((entry.value for entry in self.volumes if entry.name == PEOPLE), None)


@dataclass(frozen=True)
class Stamp:
    """What is stamped on every page, and why.

    text: the stamp; never empty, since no run consists of the user's inputs alone. yours, asked: error and delay values
    in force that are the user's, and how many there are. unused: the user's values that the run was not made with.
    command: the run with all of them.
    """

    text: str
    yours: tuple[str, ...]
    asked: int
    unused: tuple[str, ...]
    command: str


def read(file: str | Path) -> Own:
    """Read the user's own inputs.

    Raises:
        BadValue: a key, value or source that is missing or wrong, with file and line.
        UnknownName: a key or parameter nobody knows; with the nearest name.
    """
    document = read_file(Path(file).expanduser(), BadValue, str(file))
    data = document.data
    if not isinstance(data, dict):
        raise BadValue("Your own inputs are a mapping", place=document.place(), allowed=", ".join(KEYS))
    for key in data:
        if key not in KEYS:
            raise unknown("key in your own inputs", key, KEYS, place=document.place(key))
    police = data.get("police")
    if police is not None and not isinstance(police, bool):
        raise BadValue(
            "police says whether", value=police, place=document.place("police"), allowed="true or false"
        )
    return Own(
        organisation=_text(data.get("organisation"), document, "organisation"),
        police=police,
        volumes=_entries(document, "volumes"),
        error_rates=_entries(document, "error_rates"),
    )


def _entries(document: Document, part: str) -> tuple[Entry, ...]:
    given = document.data.get(part) or {}
    if not isinstance(given, dict):
        raise BadValue(
            f"{part} is a mapping of names to values", place=document.place(part), allowed=_FORM[part]
        )
    return tuple(_entry(document, part, str(name), said) for name, said in given.items())


_FORM = {
    "volumes": '{value: 240000, source: "where it is from"}',
    "error_rates": '{value: 0.0001, source: "where it is from", tested: "when and on how many"}',
}


def _entry(document: Document, part: str, name: str, said: Any) -> Entry:
    _known(document, part, name)
    if not isinstance(said, dict):
        raise BadValue(
            f"{name} needs a value and a source", place=document.place(part, name), allowed=_FORM[part]
        )
    needed = ("value", "source", "tested") if part == "error_rates" else ("value", "source")
    for key in said:
        if key not in needed:
            raise unknown(f"key of {name}", key, needed, place=document.place(part, name, key))
    for key in needed:
        if key not in said:
            raise BadValue(f"{name} has no {key}", place=document.place(part, name), allowed=_FORM[part])
    value = said["value"]
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise BadValue(
            f"{name}: {quoted(value)} is not a value",
            value=value,
            place=document.place(part, name, "value"),
            allowed="a number, not negative",
        )
    texts = {key: _text(said[key], document, part, name, key) for key in needed if key != "value"}
    return Entry(name, float(value), **texts)


def _known(document: Document, part: str, name: str) -> None:
    """Refuse a name that is no parameter, and an error rate that is no error."""
    from glasshouse.base import ledger

    if part == "volumes" and name == PEOPLE:
        return
    known = ledger.load()
    place = document.place(part, name)
    if name not in known:
        raise unknown(
            "parameter", name, [*known, PEOPLE], place=place, next_step="`glasshouse parameters` lists them"
        )
    if part == "error_rates" and not (known[name].error or known[name].delay):
        raise BadValue(
            f"{name} is not an error or a delay",
            value=name,
            place=place,
            allowed=", ".join(key for key in known if known[key].error or known[key].delay),
            next_step="Put it under volumes",
        )


def _text(said: Any, document: Document, *keys: str) -> str:
    if not isinstance(said, str) or not said.strip():
        raise BadValue(
            f"{keys[-1]} must say something",
            value=said,
            place=document.place(*keys),
            allowed="a text, not empty",
        )
    return " ".join(said.split())


def errors_in_force(ledger: Iterable[Mapping[str, Any]], off: frozenset[str]) -> list[Mapping[str, Any]]:
    """Return the ledger's rows of errors and delays whose mechanism is on."""
    return [row for row in ledger if (row["error"] or row["delay"]) and row["mechanism"] not in off]


def stamp(own: Own | None, ledger: Iterable[Mapping[str, Any]], off: frozenset[str], command: str) -> Stamp:
    """Return the stamp for a run with those values in force, made by that command."""
    rows = list(ledger)
    asked = errors_in_force(rows, off)
    if own is None:
        return Stamp(ILLUSTRATIVE, (), len(asked), (), "")
    force = {str(row["name"]): float(row["value"]) for row in rows}
    given = [entry for entry in (*own.volumes, *own.error_rates) if entry.name != PEOPLE]
    unused = [entry for entry in given if not math.isclose(entry.value, force[entry.name], rel_tol=1e-9)]
    names = {str(row["name"]) for row in asked}
    yours = tuple(e.name for e in own.error_rates if e not in unused and e.name in names)
    sets = " ".join(f"--set {shlex.quote(f'{entry.name}={entry.value!r}')}" for entry in unused)
    again = f"{command} {sets}" if unused else ""
    text = ILLUSTRATIVE
    if yours and own.people is not None:
        text = f"partly illustrative: {len(yours)} of the {len(asked)} error and delay values are yours"
        if len(yours) == len(asked):
            text = (
                f"error and delay values and volumes of {own.organisation}; everything else as in the ledger"
            )
    return Stamp(text, yours, len(asked), tuple(entry.name for entry in unused), again)
