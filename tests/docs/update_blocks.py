"""Run the pages that show figures and write what their commands print today: `python tests/docs/update_blocks.py [PAGE]...`.

It replaces figures, not stories: a line that no printed line resembles is marked, for a person to look at.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from pages import AS_WRITTEN, PAGES, Block, Player, anew, blocks, is_shown


def refresh(page: Path) -> None:
    """Run a page in a folder of its own, write it anew and say what changed."""
    player, before, changed = Player(small=False), None, []
    for block in blocks(page):
        if page in AS_WRITTEN:
            player.take(block)
        shown = is_shown(block, before) and page in AS_WRITTEN
        printed = player.run(block.printed_by) if block.printed_by else player.printed if shown else ""
        if printed and (text := anew(block.text, printed)) != block.text:
            changed.append((block, text))
        before = block
    for block, text in reversed(changed):
        replace(block, text)
        print(f"{block.place} is written anew", flush=True)


def replace(block: Block, text: str) -> None:
    """Put another text between the fences of a block."""
    lines = block.page.read_text(encoding="utf-8").splitlines()
    lines[block.line : block.line + block.text.count("\n")] = text.splitlines()
    block.page.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Refresh the pages that are named, or all that show figures."""
    for page in [Path(name).resolve() for name in sys.argv[1:]] or PAGES:
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            refresh(page)


if __name__ == "__main__":
    main()
