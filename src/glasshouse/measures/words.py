"""Numbers as a person says them: two significant digits, thousands apart, and what they are out of."""

from __future__ import annotations

import math

from glasshouse.measures.formula import Measure

MISSING = "unknown"


def rounded(value: float, digits: int = 2) -> float:
    """Return the value to so many significant digits.

    >>> rounded(41237), rounded(0.004567), rounded(0)
    (41000.0, 0.0046, 0.0)
    """
    return float(f"{value:.{digits - 1}e}") if value and math.isfinite(value) else 0.0


def digits(value: float, low: float | None, high: float | None) -> int:
    """Return the fewest significant digits, 2 to 5, in which a value still lies inside its interval.

    >>> digits(376.9, 366.0, 389.0), digits(376.9, 376.6, 377.2), digits(376.9, None, None)
    (2, 3, 2)
    """
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
        return 2
    return next((n for n in (2, 3, 4) if low <= rounded(value, n) <= high), 5)


def number(value: float | None, digits: int = 2) -> str:
    """Return a number for prose: significant digits, thousands apart, no exponent; 'unknown' for nothing.

    >>> number(41237), number(0.0004567), number(7.26), number(0), number(None)
    ('41,000', '0.00046', '7.3', '0', 'unknown')
    """
    if value is None or not math.isfinite(value):
        return MISSING
    short = rounded(value, digits)
    if short == 0:
        return "0"
    if value == round(value) and abs(value) < 10:  # what was counted is whole: 3, not 3.0
        return f"{value:.0f}"
    places = max(digits - 1 - math.floor(math.log10(abs(short))), 0)
    return f"{short:,.{places}f}"


def exact(value: float) -> str:
    """Return a whole number with thousands apart, for tables of things that were counted.

    >>> exact(1234567.0)
    '1,234,567'
    """
    return f"{round(value):,}"


def share(value: float | None, digits: int = 2) -> str:
    """Return a share 0..1 as per cent; what is nearly none or nearly all is said so, never rounded to it.

    >>> share(0.0345), share(0.00002), share(0.9996), share(1.0)
    ('3.5 %', 'under 0.01 %', 'over 99.9 %', '100 %')
    """
    if value is None or not math.isfinite(value):
        return MISSING
    if 0 < value < 1e-4:
        return "under 0.01 %"
    if 0.999 < value < 1:
        return "over 99.9 %"
    return f"{number(100 * value, digits)} %"


def of_people(per_100k: float | None, unit: str = "people") -> str:
    """Return a rate per 100,000 people as a phrase, in the round number of people that makes it readable.

    People are counted out of people; events and days are counted for every so many people.

    >>> of_people(41.2)
    'about 41 of 100,000 people'
    >>> of_people(0.23)
    'about 2.3 of a million people'
    >>> of_people(5400, "events")
    'about 5,400 events for every 100,000 people'
    """
    if per_100k is None or not math.isfinite(per_100k):
        return MISSING
    many, out_of = per_100k, "100,000"
    if 0 < per_100k < 1:
        many, out_of = (per_100k * 10, "a million") if per_100k >= 0.1 else (per_100k * 1e4, "a billion")
    if per_100k == 0:
        return f"none of {out_of} people" if unit == "people" else f"no {unit} for {out_of} people"
    if unit == "people":
        return f"about {number(many)} of {out_of} people"
    return f"about {number(many)} {unit} for every {out_of} people"


def between(low: float | None, high: float | None, digits: int = 2) -> str:
    """Return an interval as a phrase, or an empty one where there is none.

    >>> between(38.4, 44.9)
    'between 38 and 45'
    """
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
        return ""
    if low == high == 0:
        return ""
    if low == 0:
        return f"at most {number(high, digits)}"
    if number(low, digits) == number(high, digits):
        return between(low, high, digits + 1) if digits < 6 else f"close to {number(low, digits)}"
    return f"between {number(low, digits)} and {number(high, digits)}"


def times(ratio: float | None, low: float | None = None, high: float | None = None) -> str:
    """Return how many times as often, with its interval.

    >>> times(2.04, 1.61, 2.58)
    '2 times as often (between 1.6 and 2.6)'
    """
    if ratio is None or not math.isfinite(ratio):
        return "cannot be compared: the reference has none"
    shown = f"{rounded(ratio):g}"
    around = between(low, high)
    return f"{shown} times as often" + (f" ({around})" if around else "")


def phrase(measure: Measure, value: float | None, per_100k: float | None) -> str:
    """Return the number of a measure as a phrase that says what it is out of."""
    if measure.counted:
        return of_people(per_100k, measure.unit)
    if measure.unit == "share":
        return share(value)
    return f"{number(value)} {measure.unit}" if value is not None else MISSING
