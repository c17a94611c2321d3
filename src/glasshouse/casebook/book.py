"""The book: every case, in order, and how they are run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import import_module
from typing import Any

from glasshouse.base.errors import unknown
from glasshouse.casebook.case import Case, checked, given_to
from glasshouse.casebook.rows import VERDICTS, Row

ORDER = (
    "face_recognition",
    "human_review",
    "court_list",
    "points",
    "consent",
    "reidentification",
    "requests",
    "errors_and_appeals",
    "income_averaging",
    "chilling",
    "approval",
    "patrols",
)


@cache
def cases() -> Mapping[str, Case]:
    """Returns all cases by name, in the order of the book."""
    found = [import_module(f"glasshouse.casebook.cases.{name}").CASE for name in ORDER]
    return {case.name: case for case in found}


@dataclass(frozen=True)
class Book:
    """The rows of some cases, and how long each took."""

    rows: tuple[Row, ...]
    seconds: Mapping[str, float] = field(default_factory=dict)
    set: Mapping[str, float] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows have each verdict."""
        return {word: sum(row.verdict == word for row in self.rows) for word in VERDICTS}

    def of(self, case: str) -> list[Row]:
        """Returns the rows of one case."""
        return [row for row in self.rows if row.id.startswith(f"{case}.")]

    def __getitem__(self, name: str) -> Row:
        """Returns the row of that id."""
        return next(row for row in self.rows if row.id == name)

    @property
    def frame(self) -> Any:
        """The rows as a Polars frame."""
        import polars as pl

        return pl.DataFrame([row.as_dict() for row in self.rows], infer_schema_length=None)

    def as_dict(self) -> dict[str, Any]:
        """Returns everything in plain types."""
        return {
            "cases": [row.as_dict() for row in self.rows],
            "verdicts": self.counts,
            "seconds": dict(self.seconds),
            "set": dict(self.set),
        }


def run(
    names: Iterable[str] = (),
    set: Mapping[str, Any] | None = None,
    progress: Callable[[Case], None] | None = None,
) -> Book:
    """Runs some cases, or all.

    Args:
        names: Of cases; all if none is given.
        set: Ledger values and settings of cases (`face-recognition.faces`); what rests on one becomes a prediction.
        progress: Told of each case before it runs.

    Raises:
        UnknownName: A case, parameter or setting nobody knows; with the nearest name.
        BadValue: A number that is impossible.
    """
    book = cases()
    asked = list(dict.fromkeys(names)) or list(book)
    for name in asked:
        if name not in book:
            raise unknown("case", name, book, next_step="`glasshouse casebook --list` lists them")
    settings = checked(set or {}, list(book.values()))
    rows: list[Row] = []
    seconds = {}
    for name in asked:
        case = book[name]
        if progress:
            progress(case)
        begun = time.perf_counter()
        made = case.answer(given_to(case, settings))
        seconds[name] = round(time.perf_counter() - begun, 2)
        touched = case.touched(settings)
        rows += [replace(row.as_prediction() if touched else row, id=f"{name}.{row.id}") for row in made]
    return Book(tuple(rows), seconds, settings)
