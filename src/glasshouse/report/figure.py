"""A figure: what it claims, the sentence that replaces it, its data as a table, and how it is drawn."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from glasshouse.report import charts, picture


@dataclass(frozen=True)
class Table:
    """A data table: a caption, column heads, and rows of text whose first cell heads the row."""

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]

    @property
    def numeric(self) -> list[bool]:
        """Which columns hold numbers and stand to the right."""
        return [all(NUMERAL.match(cell) for cell in column) for column in zip(*self.rows, strict=True)]


NUMERAL = re.compile(r"[-−+]?\d|(none|not shown|not known|(under|above) [−+]?[\d.]+( %)?)?$")


@dataclass(frozen=True)
class Figure:
    """One chart with everything that lets a reader do without seeing it.

    `draw` takes a width in pixels and returns the Altair chart; `alternative` is one sentence with the
    finding and its numbers; `table` holds the data. `note` is printed under the title, `key` (colour name,
    words) beside the drawing; `empty` where there is none. In a notebook a figure shows its chart.
    """

    name: str
    title: str
    note: str
    alternative: str
    table: Table
    draw: Callable[[int], Any] | None
    key: Sequence[tuple[str, str]] = ()
    empty: str = "Every value is zero, so there is nothing to draw."

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        """Show the chart in a notebook: drawn here, so that a notebook without network shows it too."""
        if self.draw is None:
            return {"text/plain": self.alternative}
        return {"image/svg+xml": picture.drawing(self.draw(charts.WIDE)), "text/plain": self.alternative}
