"""A hook of MkDocs that adds the pages made from code and ledger, and the pages that lie beside the README.

Nothing here is kept: the site says what the registry, the ledger, the command line and the root's pages say at the
moment of the build. `scripts/docs` runs it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))  # its neighbours; MkDocs loads a hook as a lone file

import commands
import interface
import mechanisms
import parameters
import scenarios
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

import measures
import safeguards
from glasshouse.base.ledger import ROOMS

ROOT = Path(__file__).resolve().parents[2]
PAGES: dict[str, Callable[[], str]] = {
    "reference/commands.md": commands.text,
    "reference/python.md": interface.text,
    "reference/measures.md": measures.text,
    "reference/parameters/index.md": parameters.overview,
    **{f"reference/parameters/{room}.md": lambda room=room: parameters.of(room) for room in ROOMS},
    "reference/mechanisms.md": mechanisms.text,
    "reference/safeguards.md": safeguards.text,
    "reference/scenarios.md": scenarios.text,
    "contributing.md": lambda: from_root("CONTRIBUTING.md"),
    "changelog.md": lambda: from_root("CHANGELOG.md"),
}


def from_root(name: str) -> str:
    """Return a page of the root: links into docs lead on, links to files of the source become their names."""
    text = (ROOT / name).read_text(encoding="utf-8")
    moved = {"CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}

    def link(found: re.Match[str]) -> str:
        label, target = found.groups()
        if "://" in target or target.startswith("#"):
            return found.group()
        if target.startswith("docs/") or target in moved:
            return f"[{label}]({moved.get(target, target.removeprefix('docs/'))})"
        return label if label.startswith("`") or label != target else f"`{label}`"

    return re.sub(r"\[([^\]]+)\]\(([^)\s]+)\)", link, text)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages."""
    for path, made in PAGES.items():
        files.append(File.generated(config, path, content=made()))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Take out the note that only writers of a generated page need."""
    return re.sub(r"^<!-- Written by .*?-->\n+", "", markdown, flags=re.MULTILINE)
