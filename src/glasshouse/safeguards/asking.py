"""What somebody asks for: a safeguard, how strong, since when."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from glasshouse.base.errors import BadValue, quoted
from glasshouse.safeguards import catalogue

FORM = "NAME, NAME=STRENGTH or NAME=STRENGTH@DATE, such as appeal=0.5@2018-07-01; strength from 0 to 1"


@dataclass(frozen=True)
class Use:
    """A safeguard in use: its strength from 0 to 1, and the day from which it holds (None: always)."""

    name: str
    strength: float
    since: datetime.date | None = None

    @property
    def text(self) -> str:
        """The use as `--with` says it.

        >>> Use("appeal", 1.0).text, Use("appeal", 0.5, datetime.date(2018, 7, 1)).text
        ('appeal', 'appeal=0.5@2018-07-01')
        """
        day = f"@{self.since.isoformat()}" if self.since else ""
        return self.name if self.strength == 1 and not day else f"{self.name}={self.strength:.12g}{day}"


Asked = Mapping[str, Any] | Iterable[Any]


def asked(given: Asked) -> tuple[Use, ...]:
    """Returns the safeguards asked for, in the order of the catalogue: the order of asking changes nothing.

    Args:
        given: `{"appeal": 0.5}`, or texts as `--with` takes them, or uses.

    Raises:
        UnknownName: A safeguard nobody knows; with the nearest name.
        BadValue: A strength outside 0 to 1, a day that is none, a safeguard asked for twice.
    """
    items = (
        [_pair(*pair) for pair in given.items()] if isinstance(given, Mapping) else [_one(x) for x in given]
    )
    found: dict[str, Use] = {}
    for use in items:
        if use.name in found:
            raise BadValue(f"The safeguard {use.name} is asked for twice", value=use.text, place="--with")
        found[use.name] = use
    return tuple(found[name] for name in catalogue.names() if name in found)


def _one(given: Any) -> Use:
    if isinstance(given, Use):
        return _checked(given)
    if not isinstance(given, str):
        raise BadValue(f"{quoted(given)} asks for no safeguard", value=given, place="--with", allowed=FORM)
    name, equals, rest = given.partition("=")
    if not equals:
        name, at, day = given.partition("@")
        rest = f"1{at}{day}"
    return _pair(name.strip(), rest.strip())


def _pair(name: str, given: Any) -> Use:
    if isinstance(given, Use):
        return _checked(given)
    since = None
    if isinstance(given, str):
        number, at, day = given.partition("@")
        if at:
            since = _day(name, day)
        try:
            given = float(number)
        except ValueError:
            raise BadValue(
                f"{name}: {quoted(number)} is not a strength", value=number, place="--with", allowed=FORM
            ) from None
    return _checked(Use(catalogue.read(name, "--with").name, given, since))


def _checked(use: Use) -> Use:
    catalogue.read(use.name, "--with")
    ok = isinstance(use.strength, int | float) and not (
        isinstance(use.strength, float) and math.isnan(use.strength)
    )
    if not ok or not 0 <= use.strength <= 1:
        raise BadValue(
            f"{use.name}: the strength {quoted(use.strength)} is impossible",
            value=use.strength,
            place="--with",
            allowed="a number from 0 (absent) to 1 (full)",
        )
    return Use(use.name, float(use.strength) + 0.0, use.since)


def _day(name: str, day: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(day.strip())
    except ValueError:
        raise BadValue(
            f"{name}: {quoted(day)} is not a day", value=day, place="--with", allowed="year-month-day"
        ) from None
