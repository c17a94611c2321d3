"""The page of scenarios, as resolved: everything that one extends is in it."""

from __future__ import annotations

from typing import Any

from markdown_parts import cell, code, figure, items, page, table
from parameters import names

import glasshouse as gh
from glasshouse.base import ledger

HEADS = ("parameter", "value", "ledger", "why")
READ = """\
A scenario says when and where, which mechanisms run, what differs from the ledger and why, where that comes from, and what
it leaves out. `glasshouse show NAME` prints the same, `glasshouse new mine.yaml --extends NAME` begins one of your own, and
`glasshouse compare NAME --against OTHER` puts two beside each other."""


def text() -> str:
    """Return the page."""
    found = [gh.show(one["name"]) for one in gh.scenarios()]
    short = [
        (
            f"[`{s['name']}`](#{s['name']})",
            cell(s["title"]),
            s["start"].replace("-", "\N{NON-BREAKING HYPHEN}"),
            cell(s["society"]),
        )
        for s in found
    ]
    return page(
        "# Scenarios",
        READ,
        table(("scenario", "what it is", "begins", "society"), short),
        *map(section, found),
    )


def section(said: dict[str, Any]) -> str:
    """Return one scenario."""
    off = said.get("without") or ()
    begins = f"Begins {said['start']}, {said['days']} days, society `{said['society']}`."
    return page(
        f"## `{said['name']}` {{#{said['name']}}}",
        f"**{cell(said['title'])}**",
        cell(said.get("about", "")),
        f"> {cell(said['caution'])}" if said.get("caution") else "",
        begins + (f" Switched off: {', '.join(off)}." if off else ""),
        values(said),
        told("Dated events", [f"{e['date']}: {cell(e['what'])}" for e in said.get("events") or ()]),
        told(
            "What grievance may win",
            [f"{w['name']} ({w['level']}): {cell(won(w))}" for w in said.get("concessions") or ()],
        ),
        told("Sources", map(cell, said.get("sources") or ())),
        told("Leaves out", map(cell, said.get("leaves_out") or ())),
    )


def won(wish: dict[str, Any]) -> str:
    """Return what a concession changes, in words if it has any."""
    return wish.get("what") or ", ".join(wish["set"])


def values(said: dict[str, Any]) -> str:
    """Return what differs from the ledger, with the reason; first everywhere, then by region."""
    everywhere = list((said.get("set") or {}).items())
    tables = (
        [table(HEADS, (row(*one) for one in everywhere))] if everywhere else ["Every value is the ledger's."]
    )
    for place in said.get("where") or ():
        regions = ", ".join(map(code, place["regions"]))
        tables.append(f"Only in {regions}:\n\n" + table(HEADS, (row(*one) for one in place["set"].items())))
    return page(*tables)


def row(name: str, given: dict[str, Any]) -> tuple[str, ...]:
    """Return one value as cells."""
    return (
        names([name]),
        figure(float(given["value"])),
        figure(ledger.load()[name].value),
        cell(given.get("why", "")),
    )


def told(title: str, texts: Any) -> str:
    """Return a list under a title, or nothing."""
    body = items(texts)
    return f"**{title}**\n\n{body}" if body else ""
