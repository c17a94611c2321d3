"""The page of mechanisms: the story each folder opens with, its kinds of event, what it reads, writes, draws and counts."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

from markdown_parts import cell, code, figure, page, table
from parameters import names

from glasshouse.base import ledger
from glasshouse.base.columns import COLUMNS, Column
from glasshouse.base.draw import STREAM_NAMES
from glasshouse.day import wiring

READ = """\
Each mechanism is one folder of `src/glasshouse/day`. A *kind of event* has an upper rate for each person, from traits and
the ends of the ledger's ranges: at that rate candidates arrive, and scenario and state accept some of them. A *stream*
numbers the random draws of one purpose and is never shared. What is read and written was found in the source when this
page was made."""


def text() -> str:
    """Return the page."""
    streams = [
        (code(name.lower()), str(number)) for name, number in sorted(STREAM_NAMES.items(), key=lambda x: x[1])
    ]
    return page(
        "# Mechanisms",
        READ,
        *(section(row) for row in wiring.table()),
        "## A person's columns",
        "What is stored of a person, and what is worked out anew every week (no bits).",
        table(("column", "bits", "unit", "owner"), map(column, COLUMNS)),
        "## Streams",
        "Never renumbered, since a number is part of every draw.",
        table(("stream", "number"), streams),
    )


def column(one: Column) -> tuple[str, ...]:
    """Return one column of a person as cells."""
    return code(one.name.lower()), str(one.bits or "–"), cell(one.unit), one.owner


def section(row: dict[str, Any]) -> str:
    """Return one mechanism, or the loop that joins them."""
    name = row["mechanism"]
    mechanism = name in ledger.MECHANISMS
    kinds = [(cell(one["kind"].replace("_", " ")), rate(*one["upper_rate_per_year"])) for one in row["kinds"]]
    listed = [
        (what, ", ".join(map(code, row[what])) or "nothing")
        for what in ("reads", "writes", "streams", "counts")
    ]
    return page(
        f"## {name.capitalize()}",
        story(name)
        if mechanism
        else "`day/loop.py` alone composes the mechanisms; they never import each other.",
        f"Its numbers: [parameters of {name}](parameters/{name}.md)." if mechanism else "",
        table(("kind of event", "candidates a person and year, at most"), kinds) if kinds else "",
        table(("", "columns, streams and counters"), listed),
    )


def story(name: str) -> str:
    """Return a mechanism's own words, with its parameters as links."""
    told = " ".join((import_module(f"glasshouse.day.{name}").__doc__ or "").split())
    return re.sub(r"`(\w+\.\w[\w.]*)`", lambda found: linked(found.group(1)), told)


def linked(name: str) -> str:
    """Return a parameter as a link, and anything else as code."""
    return names([name]) if name in ledger.load() else code(name)


def rate(least: float, most: float) -> str:
    """Return an upper rate as a range over people."""
    return (
        figure(float(f"{most:.2g}"))
        if least == most
        else " to ".join(figure(float(f"{x:.2g}")) for x in (least, most))
    )
