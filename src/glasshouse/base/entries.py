"""Reads the entries of one `params.yaml` into parameters, and says what is wrong with an entry, and where."""

from __future__ import annotations

import datetime
import math
import re
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from glasshouse.base.errors import BadValue, quoted, unknown
from glasshouse.base.ledger import GRADES, KINDS, Parameter
from glasshouse.base.reading import Document, read_file

NEEDED = ("value", "unit", "range", "date", "source", "grade", "says")
OPTIONAL = ("error", "delay", "perfect", "casebook", "kind")
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?\Z")


def parameters_of(file: Path, mechanism: str, shown: str = "") -> list[Parameter]:
    """Reads every entry of a file.

    Args:
        file: A `params.yaml`.
        mechanism: The room that owns it; opens the full names.
        shown: How to call the file in messages.

    Raises:
        BadValue: If an entry lacks something or says something impossible.
        UnknownName: If an entry has a field that nobody knows, with the nearest known one.
    """
    document = read_file(file, BadValue, shown)
    if document.data is None:
        return []
    if not isinstance(document.data, dict):
        raise BadValue("A mapping of names to entries is needed", place=document.place())
    return [_Entry(document, name, mechanism).parameter() for name in document.data]


class _Entry:
    """One entry on its way to a parameter: each method takes one field and complains in its name."""

    def __init__(self, document: Document, name: str, mechanism: str) -> None:
        self.document = document
        self.name = name
        self.full = f"{mechanism}.{name}"
        self.mechanism = mechanism
        self.fields = document.data[name]

    def parameter(self) -> Parameter:
        self._shape()
        low, high = self._range()
        draft = Parameter(
            name=self.full,
            value=low,
            unit=self._text("unit"),
            low=low,
            high=high,
            date=self._date(),
            source=self._text("source"),
            grade=self._one_of("grade", GRADES),
            says=self._text("says"),
            error=self._flag("error"),
            delay=self._flag("delay"),
            perfect=0.0,
            kind=self._one_of("kind", KINDS) if "kind" in self.fields else "number",
            casebook=self._casebook(),
            mechanism=self.mechanism,
            file=self.document.name,
            line=self.document.line(self.name),
        )
        return self._with_values(draft)

    def _with_values(self, draft: Parameter) -> Parameter:
        for end in (draft.low, draft.high):
            draft.check(end, self._place("range"))
        value = draft.check(self.fields["value"], self._place("value"))
        if not draft.low <= value <= draft.high:
            self._refuse("value", "lies outside the entry's own range", f"{draft.low:g} to {draft.high:g}")
        perfect = draft.check(self.fields.get("perfect", 0), self._place("perfect"))
        if "perfect" in self.fields and not (draft.error or draft.delay):
            self._refuse(
                "perfect", "is given for what is neither an error nor a delay", "error: true or delay: true"
            )
        return replace(draft, value=value, perfect=perfect)

    def _shape(self) -> None:
        if not _NAME.match(self.name):
            place = self._place()
            raise BadValue(
                f"{quoted(self.name)} cannot be a parameter's name",
                place=place,
                allowed="words_joined_like_this",
            )
        if not isinstance(self.fields, dict):
            raise BadValue(
                f"{self.full}: a mapping is needed", place=self._place(), allowed=", ".join(NEEDED)
            )
        for field in self.fields:
            if field not in NEEDED + OPTIONAL:
                raise unknown(f"field of {self.full}", field, NEEDED + OPTIONAL, place=self._place(field))
        missing = [field for field in NEEDED if field not in self.fields]
        if missing:
            raise BadValue(f"{self.full}: {', '.join(missing)} is missing", place=self._place())

    def _range(self) -> tuple[float, float]:
        ends = self.fields["range"]
        if not isinstance(ends, list) or len(ends) != 2 or not all(map(_is_number, ends)):
            self._refuse("range", "is not a range", "two finite numbers, [low, high]")
        if ends[0] > ends[1]:
            self._refuse("range", "runs backwards", "[low, high] with low at most high")
        return float(ends[0]), float(ends[1])

    def _text(self, field: str) -> str:
        text = self.fields[field]
        if not isinstance(text, str) or not text.strip():
            self._refuse(field, "is not a text", "words")
        return " ".join(text.split())

    def _date(self) -> str:
        date = self.fields["date"]
        if not isinstance(date, str | int | datetime.date) or isinstance(date, bool) or not str(date).strip():
            self._refuse("date", "is not a date of validity", 'a year, a day or a span, such as "2018-2020"')
        return str(date)

    def _one_of(self, field: str, words: tuple[str, ...]) -> str:
        word = self.fields[field]
        if word not in words:
            raise unknown(f"{field} for {self.full}", word, words, place=self._place(field))
        return str(word)

    def _flag(self, field: str) -> bool:
        flag = self.fields.get(field, False)
        if not isinstance(flag, bool):
            self._refuse(field, "is neither true nor false", "true or false")
        return bool(flag)

    def _casebook(self) -> tuple[str, ...]:
        rows = self.fields.get("casebook", [])
        if not isinstance(rows, list) or not all(isinstance(row, str) for row in rows):
            self._refuse("casebook", "is not a list of casebook rows", "such as [B8, B12]")
        return tuple(rows)

    def _place(self, field: str = "") -> str:
        return self.document.place(self.name, field) if field else self.document.place(self.name)

    def _refuse(self, field: str, what: str, allowed: str) -> NoReturn:
        value = self.fields[field]
        message = f"{self.full}: {field} {quoted(value)} {what}"
        raise BadValue(message, value=value, place=self._place(field), allowed=allowed)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
