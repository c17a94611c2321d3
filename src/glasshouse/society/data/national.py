"""The national tables of a society file: the pyramid, incomes, and their keys, checked.

They give the fit its shape; the regions give it its totals.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasshouse.base.errors import BadSociety, nearest, quoted
from glasshouse.base.reading import Document
from glasshouse.society.communities import MAX_PEOPLE
from glasshouse.society.data.reading import number
from glasshouse.society.data.tables import SUM_SLACK, age_span

Floats = NDArray[np.float64]


def pyramid(document: Document) -> tuple[list[int], Floats]:
    """The national table `age_by_sex`: first ages (B,), and men and women (B,2)."""
    entry = document.data["age_by_sex"]
    place = document.place("age_by_sex")
    if not isinstance(entry, dict) or not entry:
        raise BadSociety(
            "age_by_sex is not a table", place=place, allowed="lines such as `0-14: [men, women]`"
        )
    first, people, expected = [], [], 0
    for band, pair in entry.items():
        here = document.place("age_by_sex", band)
        begin, end = age_span(str(band), here)
        if begin != expected:
            raise BadSociety(f"The band {band} does not begin at age {expected}", value=band, place=here)
        people.append(_numbers(pair, 2, f"age_by_sex {band}", here, "men, women"))
        first.append(begin)
        expected = 10_000 if end is None else end + 1
    if expected != 10_000:
        raise BadSociety(
            "The last band of age_by_sex is not open", place=place, allowed="a last band such as 75+"
        )
    return first, np.array(people)


def income_by_urban(document: Document) -> Floats:
    """The national table `income_by_urban` (2,5): quintiles of rural and urban people; one for all if not
    given."""
    if "income_by_urban" not in document.data:
        return np.ones((2, 5))
    entry = document.data["income_by_urban"]
    place = document.place("income_by_urban")
    if not isinstance(entry, dict) or set(entry) != {"rural", "urban"}:
        raise BadSociety(
            "income_by_urban is not a table", place=place, allowed="two lines, `rural:` and `urban:`"
        )
    return np.array(
        [
            _numbers(entry[p], 5, f"income_by_urban {p}", document.place("income_by_urban", p))
            for p in ("rural", "urban")
        ]
    )


def income_settings(document: Document) -> tuple[Floats, Floats, float, float]:
    """What `income:` says: quintile means (5,), people (5,), ratio of towns to country, spread within a
    place."""
    entry, place = document.data.get("income"), document.place("income")
    keys = ("quintile_means", "people", "urban_rural_ratio", "spread")
    if not isinstance(entry, dict):
        raise BadSociety("mean_income needs the table `income`", place=place, allowed=", ".join(keys))
    check_keys(document, ("income",), keys)
    means = np.array(_numbers(entry.get("quintile_means"), 5, "quintile_means", place, "lowest to highest"))
    if (np.diff(means) <= 0).any():
        raise BadSociety("quintile_means do not rise", place=document.place("income", "quintile_means"))
    people = np.array(_numbers(entry.get("people", [0.2] * 5), 5, "people", place, "shares of people"))
    if abs(people.sum() - 1) > SUM_SLACK:
        raise BadSociety(
            f"people add up to {people.sum():.4f}",
            place=document.place("income", "people"),
            allowed="shares adding to 1",
        )
    ratio = number(entry.get("urban_rural_ratio"), "urban_rural_ratio", 0.1, 20, "urban / rural mean", place)
    return (
        means,
        people,
        ratio,
        number(entry.get("spread"), "spread", 0.05, 2, "standard deviation of ln income", place),
    )


def check_keys(document: Document, at: tuple[str, ...], known: tuple[str, ...]) -> None:
    """Raises BadSociety for a key that nobody knows, with the nearest one."""
    entry: Any = document.data
    for key in at:
        entry = entry[key]
    for key in entry:
        if key not in known:
            raise BadSociety(
                f"There is no entry {quoted(key)} here",
                value=key,
                place=document.place(*at, key),
                allowed=", ".join(known),
                nearest=nearest(str(key), known),
            )


def _numbers(value: Any, count: int, what: str, place: str, order: str = "") -> list[float]:
    if not isinstance(value, list) or len(value) != count:
        raise BadSociety(
            f"{what} is {quoted(value)}",
            value=value,
            place=place,
            allowed=f"{count} numbers in brackets {order}".strip(),
        )
    found = [number(item, what, 0, MAX_PEOPLE, "not negative", place) for item in value]
    if not sum(found) > 0:
        raise BadSociety(
            f"{what} holds nothing but zeros", value=value, place=place, allowed="a number above zero"
        )
    return found
