"""Dates, numbers and lists as a newspaper prints them."""

from __future__ import annotations

import datetime


def date(start: datetime.date, day: int) -> str:
    """Return the date of a day of the run, for print: 4 March 2018."""
    then = start + datetime.timedelta(days=int(day))
    return f"{then.day} {then:%B %Y}"


def listing(items: list[str]) -> str:
    """Return items as a phrase: a, b and c."""
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def times(n: int) -> str:
    """Return how often: once, twice, 3 times."""
    return ("never", "once", "twice")[n] if n < 3 else f"{n:,} times"


def counted(n: int, noun: str) -> str:
    """Return a number with its noun: 1 day, 2 days."""
    return f"{n:,} {noun}" + ("" if n == 1 else "s")


def roughly(n: int) -> str:
    """Return a number in two significant digits: more would be false precision."""
    digits = max(0, len(str(n)) - 2)
    return f"{round(n, -digits):,}"
