"""Numbers as a newspaper would print them: two significant digits, an interval beside them, and no more than
is known."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from glasshouse.measures.words import rounded, share

Row = Mapping[str, Any]


def known(value: object) -> bool:
    """Return whether a value is a finite number, which an empty or divided-by-zero cell is not."""
    return isinstance(value, int | float) and math.isfinite(value)


def number(value: object, digits: int = 2) -> str:
    """Return a number in two significant digits and words: 1.2 million, 46,000, 130, 4.7, 0.012, 0.

    Anything that is not a finite number is said to be not known.
    """
    if not known(value):
        return "not known"
    two = rounded(float(value), digits)  # type: ignore[arg-type]
    for size, name in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if abs(two) >= size:
            return (
                f"{two / size:,.{digits}g} {name}"
                if abs(two / size) < 10**digits
                else f"{two / size:,.0f} {name}"
            )
    if two == 0:
        return "0"
    if abs(two) < 0.0001:
        return "under 0.0001" if two > 0 else "0"
    places = max(digits - 1 - math.floor(math.log10(abs(two))), 0)
    return f"{two:,.{places}f}"


def signed(value: object, digits: int = 2) -> str:
    """Return a difference with its sign, in two significant digits.

    >>> signed(-12.4), signed(0.0), signed(3.0), signed(-0.00003)
    ('−12', '0', '+3.0', 'above −0.0001')
    """
    if not known(value):
        return "not known"
    said = number(abs(float(value)), digits)  # type: ignore[arg-type]
    if said == "0":
        return said
    less = float(value) < 0  # type: ignore[arg-type]
    if said.startswith("under "):
        return said.replace("under ", "above −" if less else "under +")
    return ("−" if less else "+") + said


def signed_percent(part: object) -> str:
    """Return a share of change with its sign, as a percentage.

    >>> signed_percent(-0.5), signed_percent(0.00001), signed_percent(20.0)
    ('−50 %', 'under +0.01 %', '+2,000 %')
    """
    if not known(part):
        return "not known"
    change = float(part)  # type: ignore[arg-type]
    sign = "−" if change < 0 else "+" if change > 0 else ""
    said = share(abs(change)) if abs(change) < 10 else f"{number(100 * abs(change))} %"
    bound, _, rest = said.rpartition("under ")
    return f"{bound}under {sign}{rest}" if rest != said else sign + said


def signed_span(low: object, high: object) -> str:
    """Return the interval of a difference as 'low to high', or the empty string when there is none."""
    if not (known(low) and known(high)):
        return ""
    digits = 3 if signed(low) == signed(high) and low != high else 2
    return f"{signed(low, digits)} to {signed(high, digits)}".replace(" ", "\N{NO-BREAK SPACE}")


def percent(part: object) -> str:
    """Return a share of 0..1 as a percentage in two significant digits; nearly none and nearly all are said
    as such."""
    return share(float(part)) if known(part) else "not known"  # type: ignore[arg-type]


def span(low: object, high: object) -> str:
    r"""Return an interval as 'low to high' that does not break over lines, or the empty string when there is none.

    >>> span(366.0, 389.0), span(376.66, 377.41), span(None, 3.0)
    ('370\xa0to\xa0390', '376.7\xa0to\xa0377.4', '')
    """
    if not (known(low) and known(high)):
        return ""
    # More digits where two would make both ends look the same.
    digits = 2 if low == high else next((n for n in (2, 3, 4) if number(low, n) != number(high, n)), 5)
    return f"{number(low, digits)} to {number(high, digits)}".replace(" ", "\N{NO-BREAK SPACE}")


def interval(row: Row) -> str:
    """Return the interval of a measure and what kind it is, for printing right after the number."""
    text, kind = span(row.get("low"), row.get("high")), str(row.get("interval") or "simulation")
    if kind.startswith("none") or not text:
        reason = kind.partition(": ")[2]
        return f"no interval: {reason}" if reason else "no interval"
    return f"{INTERVALS.get(kind, kind)}: {text}"


INTERVALS = {
    "simulation": "95 % simulation interval",
    "seeds": "95 % interval over seeds",
    "assumption": "range over the assumed parameters",
}


NO_SERVICE = ("by_rule", "missed", "tainted")
"""What follows `refusals_` in the name of a measure and is not a service."""


def label(name: str) -> str:
    """Return a measure's name as words.

    >>> label("people_wrongly_refused"), label("people_wrongly_listed_law"), label("refusals_loans")
    ('people wrongly refused', 'people wrongly listed in law', 'refusals of loans')
    """
    if name.startswith("refusals_") and name.removeprefix("refusals_") not in NO_SERVICE:
        return "refusals of " + label(name.removeprefix("refusals_"))
    for ending, words in (("_law", " in law"), ("_benchmark", " against the benchmark")):
        if name.endswith(ending):
            return label(name.removesuffix(ending)) + words
    return name.replace("_", " ")


def capital(text: str) -> str:
    """Return the text with its first letter in upper case and the rest as it was."""
    return text[:1].upper() + text[1:]


def listing(items: list[str]) -> str:
    """Return items as a phrase: a, b and c."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def duration(days: int) -> str:
    """Return the length of a run in words."""
    if 360 <= days <= 370:
        return "a year"
    return "a day" if days == 1 else f"{days} days"
