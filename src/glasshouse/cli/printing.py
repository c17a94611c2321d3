"""Two ways to print, tables for people and one JSON object for programs, and how numbers look in both."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table

WIDTH_IN_PIPES = 200  # a table that goes to a file or to grep must not be cut at 80 columns


def console() -> Console:
    """Standard output for people; made anew each time, because tests and notebooks replace `sys.stdout`."""
    from rich.console import Console

    return Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH_IN_PIPES)


def print_json(content: Any) -> None:
    """Print one JSON object and nothing else; what is not a number in JSON (NaN, infinity) becomes null."""
    sys.stdout.write(json.dumps(plain(content), ensure_ascii=False, allow_nan=False, indent=2) + "\n")


def plain(content: Any) -> Any:
    """The same content in types that JSON knows.

    >>> plain({"low": float("nan"), "days": (1, 2)})
    {'low': None, 'days': [1, 2]}
    """
    if isinstance(content, float):
        return content if math.isfinite(content) else None
    if content is None or isinstance(content, str | bool | int):
        return content
    if isinstance(content, dict):
        return {str(key): plain(value) for key, value in content.items()}
    if isinstance(content, list | tuple | set | frozenset):
        return [plain(value) for value in content]
    if hasattr(content, "tolist"):  # NumPy scalars and arrays
        return plain(content.tolist())
    if hasattr(content, "as_dict"):
        return plain(content.as_dict())
    return str(content)  # dates, paths


def table(*columns: str, title: str | None = None, right: Sequence[str] = ()) -> Table:
    """An empty table in the house's style; `right` names the columns of numbers."""
    from rich import box
    from rich.table import Table

    made = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        made.add_column(column, justify="right" if column in right else "left", no_wrap=column in right)
    return made


def show(*things: RenderableType) -> None:
    """Print things for people to standard output."""
    out = console()
    for thing in things:
        out.print(thing)


def escaped(text: object) -> str:
    """Text that Rich must not read as markup, such as a list in brackets."""
    from rich.markup import escape

    return escape(str(text))


def clipped(text: str, most: int) -> str:
    """The beginning of a text that must stay on one line.

    >>> clipped("share of adults", 9)
    'share of…'
    """
    return escaped(text if len(text) <= most else text[: most - 1].rstrip() + "…")


def bullets(title: str, lines: Iterable[object]) -> str:
    """A titled list, or nothing if there are no lines."""
    body = "\n".join(f"  · {escaped(line)}" for line in lines)
    return f"[bold]{escaped(title)}[/bold]\n{body}" if body else ""


def figure(number: float | None, digits: int = 2) -> str:
    """A number for people: two significant digits, thousands apart, never in exponents unless tiny.

    >>> figure(123456.0), figure(3.14159), figure(0.0), figure(0.00000321), figure(None)
    ('120,000', '3.1', '0', '3.2e-06', '–')
    """
    if number is None or not math.isfinite(number):
        return "–"
    if number == 0:
        return "0"
    if abs(number) < 1e-4:
        return f"{number:.{digits - 1}e}"
    places = digits - 1 - math.floor(math.log10(abs(number)))
    shown = round(number, places)
    return f"{shown:,.{max(places, 0)}f}"
