"""Relative profiles: how a rate is spread over kinds of people, read from `profiles.yaml` beside this file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from glasshouse.base.errors import BadValue, unknown
from glasshouse.base.reading import read_file

GRADES = ("measured", "reported", "derived", "assumed")


@dataclass(frozen=True)
class Profile:
    """A profile: values by kind of person, with unit, source and evidence grade."""

    name: str
    values: tuple[object, ...]
    by: str
    unit: str
    grade: str
    source: str
    says: str


@cache
def profiles() -> dict[str, Profile]:
    """Return all profiles by name.

    Raises:
        BadValue: a profile with a number below zero, an unknown grade or a missing key; file and line are said.
    """
    document = read_file(Path(__file__).with_name("profiles.yaml"), BadValue)
    out = {}
    for name, entry in document.data.items():
        place = document.place(name)
        missing = {"values", "by", "unit", "grade", "source", "says"} - set(entry)
        if missing or entry["grade"] not in GRADES:
            raise BadValue(
                f"profile {name}: {', '.join(sorted(missing)) or 'grade'} is missing or unknown", place=place
            )
        array = np.array(entry["values"], dtype=float)
        if not np.isfinite(array).all() or (array < 0).any():
            raise BadValue(f"profile {name}: every value must be a number of at least zero", place=place)
        out[name] = Profile(
            name, tuple(entry["values"]), *(str(entry[k]) for k in ("by", "unit", "grade", "source", "says"))
        )
    return out


def profile(name: str) -> NDArray[np.float64]:
    """Return the values of a profile, one axis per kind of person it names.

    Raises:
        UnknownName: there is no such profile; the nearest name is said.
    """
    if name not in profiles():
        raise unknown("profile", name, profiles(), place="profiles.yaml")
    return np.array(profiles()[name].values, dtype=float)
