"""The rows of docs/seeds.md, read from the page itself, and the runs behind them."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs/seeds.md"
PEOPLE = 200_000


@dataclass(frozen=True)
class Seed:
    """A row of the page: piece of the story, command, mechanism, parameter, measure, number, and its line."""

    piece: str
    command: str
    mechanism: str
    parameter: str
    measure: str
    number: str
    line: int

    @property
    def scenario(self) -> str:
        """The scenario that the command runs."""
        return shlex.split(self.command)[0]

    @property
    def set(self) -> dict[str, float]:
        """What the command sets otherwise."""
        words = shlex.split(self.command)[1:]
        assert words[::2] == ["--set"] * (len(words) // 2), f"line {self.line}: only --set is read here"
        return {name: float(value) for name, _, value in (word.partition("=") for word in words[1::2])}


def seeds(text: str | None = None) -> list[Seed]:
    """Return the rows of the page."""
    found = []
    for number, line in enumerate((PAGE.read_text(encoding="utf-8") if text is None else text).splitlines()):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if (
            line.startswith("|")
            and len(cells) == 6
            and not set(line) <= set("|-")
            and cells[1] != "`glasshouse run`"
        ):
            found.append(Seed(*(cell.strip("`") for cell in cells), number))  # type: ignore[call-arg, arg-type]
    return found


@cache
def values(command: str, people: int, days: int | None = None) -> dict[str, dict[str, object]]:
    """Return every measure of the run behind a row."""
    from glasshouse.measures.evaluate import evaluate
    from glasshouse.run.here import simulate
    from glasshouse.scenario import plan

    seed = Seed("", command, "", "", "", "", 0)
    made = plan(seed.scenario, people=people, days=days, seed=1, set=seed.set)
    return {row["measure"]: row for row in evaluate(simulate(made), replicates=64).measures.to_dicts()}


def said(row: dict[str, object]) -> str:
    """Return a measure's number as the page says it: per 100,000 people, or the value with its unit."""
    from glasshouse.report.words import number

    if row["per_100k"] is not None:
        return number(row["per_100k"])
    return f"{number(row['value'])} {row['unit']}"
