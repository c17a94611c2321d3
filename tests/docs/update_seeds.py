"""Run every command of docs/seeds.md and write its numbers anew: `python tests/docs/update_seeds.py`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from seeds import PAGE, PEOPLE, said, seeds, values


def main() -> None:
    """Write the page and say what changed."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    for seed in seeds():
        new = said(values(seed.command, PEOPLE)[seed.measure])
        if new != seed.number:
            print(f"{seed.command}: {seed.measure} was {seed.number or 'empty'}, is {new}", flush=True)
        cells = lines[seed.line].rstrip().rstrip("|").rsplit("|", 1)
        lines[seed.line] = f"{cells[0]}| {new} |"
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
