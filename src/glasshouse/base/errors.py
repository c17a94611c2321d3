"""Everything that can go wrong, as one tree.

::

    GlasshouseError            exit code 1   anything this program says in its own words
    ├── InputError             exit code 2   what the user gave is wrong, and can be put right
    │   ├── UnknownName        a name nobody knows: parameter, scenario, mechanism, region, measure ...
    │   ├── BadValue           a known name with a value it cannot have
    │   ├── BadScenario        a scenario file that cannot be read or does not hold together
    │   ├── BadSociety         a society file that cannot be read or does not hold together
    │   ├── IndividualsRefused a table that looks like records of people; only aggregates are read
    │   ├── TooLarge           more people or days than this machine or this program can hold
    │   └── BadRunFolder       a run folder that is missing, unfinished, altered or in the way
    ├── EngineError            exit code 1   the engine broke one of its own promises
    │   ├── RowsOverflow       more side rows than the arena holds; rows are never dropped in silence
    │   └── RateAboveUpper     a rate above the fixed upper rate of its kind of event
    └── Interrupted            exit code 130 Ctrl-C; what was finished is kept and marked as partial

Each error carries the value, the place, what is allowed, the nearest known name and the next step, and
`str()` of it is one paragraph that a person can act on.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import ClassVar


class GlasshouseError(Exception):
    """Anything this program says in its own words, without a traceback.

    Args:
        message: What is wrong, as a sentence without its full stop.
        value: The value that was given, if one was.
        place: Where it was given: file and line, or the option.
        allowed: What would have been allowed.
        nearest: The nearest known name, if there is one near.
        next_step: What to do now.
    """

    exit_code: ClassVar[int] = 1

    def __init__(
        self,
        message: str,
        *,
        value: object = None,
        place: str = "",
        allowed: str = "",
        nearest: str = "",
        next_step: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.value = value
        self.place = place
        self.allowed = allowed
        self.nearest = nearest
        self.next_step = next_step

    def __str__(self) -> str:
        """Returns one paragraph: what, where, what is allowed, the nearest name, the next step."""
        where = f" ({self.place})" if self.place else ""
        parts = [_sentence(self.message + where)]
        if self.allowed:
            parts.append(_sentence(f"Allowed: {self.allowed}"))
        if self.nearest:
            parts.append(f"Did you mean {self.nearest}?")
        if self.next_step:
            parts.append(_sentence(self.next_step))
        return " ".join(parts)

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        """Keeps every field when the error crosses from a worker process."""
        fields = (self.value, self.place, self.allowed, self.nearest, self.next_step)
        return _rebuild, (type(self), self.message, *fields)


class InputError(GlasshouseError):
    """What the user gave is wrong, and can be put right."""

    exit_code = 2


class UnknownName(InputError):
    """A name nobody knows."""


class BadValue(InputError):
    """A known name with a value it cannot have."""


class BadScenario(InputError):
    """A scenario file that cannot be read or does not hold together."""


class BadSociety(InputError):
    """A society file that cannot be read or does not hold together."""


class IndividualsRefused(InputError):
    """A table that looks like records of people: the laboratory reads aggregates only."""


class TooLarge(InputError):
    """More people or days than this machine or this program can hold."""


class BadRunFolder(InputError):
    """A run folder that is missing, unfinished, altered or in the way."""


class EngineError(GlasshouseError):
    """The engine broke one of its own promises; the result would be wrong, so there is none."""


class RowsOverflow(EngineError):
    """More side rows than the arena holds; rows are never dropped in silence."""


class RateAboveUpper(EngineError):
    """A rate above the fixed upper rate of its kind of event."""


class Interrupted(GlasshouseError):
    """Ctrl-C: what was finished is kept and marked as partial."""

    exit_code = 130


def nearest(name: str, known: Iterable[str]) -> str:
    """Returns the known name nearest to `name`, or an empty string if none is near.

    Dotted names are also compared by their last part, so that `grace_day` finds `rating.grace_days`.

    >>> nearest("rating.grace_dayz", ["rating.grace_days", "rating.listing_share"])
    'rating.grace_days'
    >>> nearest("grace_day", ["rating.grace_days", "rating.listing_share"])
    'rating.grace_days'
    """
    names = sorted(set(known))
    folded: dict[str, str] = {}
    for full in names:
        folded.setdefault(full.casefold(), full)
    asked = name.casefold()[:200]
    whole = difflib.get_close_matches(asked, folded, n=1, cutoff=0.7)
    if whole:
        return folded[whole[0]]
    tails: dict[str, str] = {}
    for full in names:
        tails.setdefault(full.casefold().rpartition(".")[2], full)
    tail = difflib.get_close_matches(asked.rpartition(".")[2], tails, n=1, cutoff=0.75)
    return tails[tail[0]] if tail else ""


def unknown(
    what: str, name: object, known: Iterable[str], *, place: str = "", next_step: str = ""
) -> UnknownName:
    """Returns the error for a name nobody knows, with the nearest known name or, if few, all of them.

    Args:
        what: What kind of name it is: "parameter", "scenario", "mechanism" ...
        name: The name that was given.
        known: The names that would have been allowed.
        place: File and line, or the option.
        next_step: The command that lists the names.
    """
    names = sorted(set(known))
    near = nearest(str(name), names)
    listed = ", ".join(names) if len(names) <= 12 else ""
    return UnknownName(
        f"There is no {what} named {quoted(name)}",
        value=name,
        place=place,
        allowed="" if near else listed,
        nearest=near,
        next_step=next_step,
    )


def quoted(value: object, limit: int = 80) -> str:
    """Returns the value as it may be shown: quoted if it is text, cut if it is long, on one line."""
    shown = repr(value) if isinstance(value, str) else str(value)
    shown = " ".join(shown.split())
    return shown if len(shown) <= limit else shown[: limit - 3] + "..."


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else text + "."


def _rebuild(
    kind: type[GlasshouseError], message: str, value: object, place: str, allowed: str, near: str, step: str
) -> GlasshouseError:
    return kind(message, value=value, place=place, allowed=allowed, nearest=near, next_step=step)
