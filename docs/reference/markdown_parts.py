"""The few pieces of Markdown that the pages of the reference are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def cell(text: object) -> str:
    """Return a text that fits into a cell: one line, no bar that would end it, no mark-up that was not meant."""
    line = " ".join(str(text).split())
    for sign in "\\|<*_":
        line = line.replace(sign, "\\" + sign) if sign != "<" else line.replace(sign, "&lt;")
    return line


def code(text: object) -> str:
    """Return a name as code."""
    return f"`{text}`"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return rows of finished cells as a table."""
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def items(texts: Iterable[str]) -> str:
    """Return texts as a list."""
    return "\n".join(f"- {text}" for text in texts)


def figure(number: float) -> str:
    """Return a number without noise: six digits at most, thousands apart, small ones as powers of ten.

    >>> figure(1_200_000), figure(1.667e-08), figure(0.35)
    ('1,200,000', '1.667e-08', '0.35')
    """
    return f"{number:,.0f}" if number == round(number) and abs(number) < 1e15 else f"{number:.6g}"


def page(*parts: str) -> str:
    """Return parts as a page, without those that are empty."""
    return "\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n"
