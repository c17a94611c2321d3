"""The page of gaps names every number that nobody measured, and no number that does not exist."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import pytest

from glasshouse.base import ledger
from glasshouse.casebook.book import cases

PAGE = Path(__file__).parents[2] / "docs/what-nobody-measured.md"
ASSUMED = [name for name, parameter in ledger.load().items() if parameter.grade == "assumed"]


@cache
def named() -> frozenset[str]:
    """Return the names of parameters on the page; a star stands for all that begin so."""
    return frozenset(re.findall(r"`([a-z]+\.[a-z0-9_.*]+)`", PAGE.read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", ASSUMED)
def test_what_is_assumed_stands_among_the_gaps(name: str) -> None:
    assert any(fnmatchcase(name, pattern) for pattern in named())


def test_every_name_on_the_page_exists() -> None:
    known = [*ledger.load(), *(f"{case.name}.{s.name}" for case in cases().values() for s in case.settings)]
    files = {"profiles.yaml"}
    assert [x for x in named() if not any(fnmatchcase(one, x) for one in known) and x not in files] == []
