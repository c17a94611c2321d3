"""The answer to a question: tables for a reader, the same rows for a program."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from rich.console import Console
from rich.table import Table


@dataclass
class Rows:
    """One table: a title, and rows that share their keys; the keys head the columns."""

    title: str
    rows: list[dict[str, Any]]


@dataclass
class Answer:
    """What a benchmark found: its question, its tables, notes on how to read them, and any target that was missed."""

    question: str
    tables: list[Rows]
    notes: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def show(self, console: Console) -> None:
        """Print the answer."""
        console.print(f"\n[bold]{self.question}[/bold]")
        for rows in self.tables:
            console.print(drawn(rows))
        for note in self.notes:
            console.print(f"  {note}", markup=False)
        for missed in self.missed:
            console.print(f"  target missed: {missed}", style="yellow", markup=False)

    def as_dict(self) -> dict[str, Any]:
        """Return the answer as plain data."""
        return asdict(self)


def drawn(rows: Rows) -> Table:
    """Return the rows as a Rich table, numbers to the right."""
    table = Table(title=rows.title, title_justify="left")
    for name in rows.rows[0]:
        number = any(isinstance(row[name], int | float) for row in rows.rows)
        table.add_column(name, justify="right" if number else "left", overflow="fold")
    for row in rows.rows:
        table.add_row(*(said(value) for value in row.values()))
    return table


def said(value: Any) -> str:
    """Return a value as a reader wants it: three significant digits, thousands apart, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if isinstance(value, int) or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"
