"""Numbers as a newspaper would print them: two significant digits, an interval beside them, and no more than is known."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

Row = Mapping[str, Any]


def known(value: object) -> bool:
    """Return whether a value is a finite number, which an empty or divided-by-zero cell is not."""
    return isinstance(value, int | float) and math.isfinite(value)


def rounded(value: float, digits: int = 2) -> float:
    """Return the value with so many significant digits."""
    return float(f"{value:.{digits - 1}e}") if value else 0.0


def number(value: object) -> str:
    """Return a number in two significant digits and words: 1.2 million, 46,000, 130, 4.7, 0.012, 0.

    Numbers between 10 and 99 keep whole digits; anything that is not a finite number is said to be unknown.
    """
    if not known(value):
        return "not known"
    two = rounded(float(value))  # type: ignore[arg-type]
    for size, name in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if abs(two) >= size:
            return f"{two / size:.2g} {name}" if abs(two / size) < 100 else f"{two / size:.0f} {name}"
    if abs(two) >= 10 or two == 0:
        return f"{two:,.0f}"
    if abs(two) >= 0.001:
        return f"{two:.{1 if abs(two) >= 1 else 1 - math.floor(math.log10(abs(two)))}f}"
    return f"{two:.1e}"


def percent(share: object) -> str:
    """Return a share of 0..1 as a percentage in two significant digits, with 'under 0.1' for what is nearly nothing."""
    if not known(share):
        return "not known"
    value = 100 * float(share)  # type: ignore[arg-type]
    if 0 < abs(value) < 0.1:
        return "under 0.1 %"
    if value > 99 and value < 100:
        return f"{min(value, 99.9):.1f} %"
    return f"{number(value)} %"


def span(low: object, high: object) -> str:
    """Return an interval as 'low to high', or the empty string when there is none."""
    if not (known(low) and known(high)):
        return ""
    return f"{number(low)} to {number(high)}"


def interval(row: Row, unit: str = "") -> str:
    """Return the interval of a measure and what kind it is, for printing right after the number."""
    text = span(row.get("low"), row.get("high"))
    if not text:
        return "no interval was computed"
    kind = INTERVALS.get(str(row.get("interval") or "simulation"), str(row.get("interval")))
    return f"{kind}: {text}{unit}"


INTERVALS = {
    "simulation": "95 % simulation interval",
    "seeds": "95 % interval over seeds",
    "assumption": "range over the assumed parameters",
    "assumptions": "range over the assumed parameters",
}


def label(name: str) -> str:
    """Return a measure's name as words: people_wrongly_refused -> people wrongly refused."""
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
