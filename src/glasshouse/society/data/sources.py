"""Where the numbers of a society come from: unit, date, publication and evidence grade of each column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from glasshouse.base.errors import BadSociety, nearest, quoted
from glasshouse.base.reading import Document

GRADES = ("measured", "reported", "derived", "assumed")
KEYS = ("unit", "date", "source", "grade", "range", "says")
DEFAULT = "default"  # the entry that stands for every column without one of its own


@dataclass(frozen=True)
class Source:
    """Where a column of a society comes from."""

    unit: str
    date: str  # date of validity
    source: str  # publication, its table or page; or "no measurement found"
    grade: str  # measured | reported | derived | assumed
    says: str = ""
    low: float | None = None  # lowest and highest value a region plausibly has, for assumed columns
    high: float | None = None


def read_sources(document: Document, needed: list[str]) -> dict[str, Source]:
    """The source of each needed column, from `sources:` of a society file.

    Raises BadSociety for a column without source, date and grade, and for entries that no column needs.
    """
    entries = document.data.get("sources")
    if not isinstance(entries, dict):
        raise BadSociety(
            "The file does not say where its numbers come from",
            place=document.place("sources"),
            allowed="`sources:` with source, date and grade for each column, or for `default`",
        )
    for name in entries:
        if name not in needed and name != DEFAULT:
            raise BadSociety(
                f"There is no column or table named {quoted(name)} to give a source for",
                value=name,
                place=document.place("sources", name),
                allowed=", ".join([*needed, DEFAULT]),
                nearest=nearest(str(name), needed),
            )
    found = {name: _source(document, name, entry) for name, entry in entries.items()}
    for name in needed:
        if name not in found and DEFAULT not in found:
            raise BadSociety(
                f"{name} has no source",
                value=name,
                place=document.place("sources"),
                allowed=f"source, date and grade for {name}, or for `{DEFAULT}`",
            )
    return {name: found[name] if name in found else found[DEFAULT] for name in needed}


def _source(document: Document, name: str, entry: Any) -> Source:
    place = document.place("sources", name)
    if not isinstance(entry, dict):
        raise BadSociety(f"The source of {name} is not a mapping", place=place, allowed=", ".join(KEYS))
    for key in entry:
        if key not in KEYS:
            raise BadSociety(
                f"The source of {name} has no entry {quoted(key)}",
                value=key,
                place=document.place("sources", name, key),
                allowed=", ".join(KEYS),
                nearest=nearest(str(key), KEYS),
            )
    for key in ("source", "date", "grade"):
        if not str(entry.get(key) or "").strip():
            raise BadSociety(
                f"The source of {name} lacks its {key}", place=place, allowed="source, date and grade"
            )
    grade = str(entry["grade"])
    if grade not in GRADES:
        raise BadSociety(
            f"The grade of {name} is {quoted(grade)}",
            value=grade,
            place=document.place("sources", name, "grade"),
            allowed=", ".join(GRADES),
            nearest=nearest(grade, GRADES),
        )
    low, high = _range(document, name, entry.get("range"))
    return Source(
        unit=str(entry.get("unit", "")),
        date=str(entry["date"]),
        source=str(entry["source"]).strip(),
        grade=grade,
        says=str(entry.get("says", "")).strip(),
        low=low,
        high=high,
    )


def _range(document: Document, name: str, pair: Any) -> tuple[float | None, float | None]:
    if pair is None:
        return None, None
    numbers = isinstance(pair, list) and len(pair) == 2 and all(type(end) in (int, float) for end in pair)
    if not numbers or not pair[0] <= pair[1]:
        raise BadSociety(
            f"The range of {name} is {quoted(pair)}",
            value=pair,
            place=document.place("sources", name, "range"),
            allowed="[lowest, highest]",
        )
    return float(pair[0]), float(pair[1])
