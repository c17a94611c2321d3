"""Which unknown matters: the findings of `glasshouse sensitivity --json`, as evidence."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from glasshouse.base.errors import BadValue
from glasshouse.report.export.figures import amount

SHOWN = 5


@dataclass(frozen=True)
class Swings:
    """What one measure does when one assumption at a time goes to the ends of its range, widest swing first."""

    measure: str
    people: int
    rows: tuple[dict[str, Any], ...]

    def lines(self) -> list[str]:
        """Return the widest swings as sentences."""
        moved = [row for row in self.rows if row["swing"]]
        if not moved:
            return [f"With {self.people:,} people, no assumption moves {self.measure} by itself."]
        said = [
            (
                f"{self.measure} hangs most on these assumptions, one at a time, each to both ends of its range "
                f"({self.people:,} people):"
            )
        ]
        return said + [
            f"{row['parameter']} ({row['grade']}): {amount(row['at_low'])} at {amount(row['low'])}, {amount(row['base'])} "
            f"at {amount(row['value'])}, {amount(row['at_high'])} at {amount(row['high'])}"
            for row in moved[:SHOWN]
        ]


def read(file: str | Path, scenario: str) -> Swings:
    """Read the findings for a scenario.

    Raises:
        BadValue: the file holds none, or those of another scenario.
    """
    path = Path(file).expanduser()
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        of, rows = found["scenario"], tuple(found["alone"])
        made = Swings(found["measure"], int(found["people"]), rows)
        made.lines()
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise BadValue(
            f"{path} holds no findings on sensitivity: {problem}",
            value=str(path),
            place="--sensitivity",
            allowed="what `glasshouse sensitivity --json` prints",
        ) from None
    if of != scenario:
        raise BadValue(
            f"{path} is about {of}, and this is {scenario}",
            value=of,
            place="--sensitivity",
            next_step=f"`glasshouse sensitivity {scenario} --quick --json` makes the right one",
        )
    return made
