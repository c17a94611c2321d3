"""The week of a plan as a table: mechanisms, kinds of event and their upper rates, columns, streams.

Reads, writes and streams are not declared anywhere: they are found in the source of each mechanism, so the
table cannot fall behind the code.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.base import ledger

if TYPE_CHECKING:
    from glasshouse.scenario import Plan

CLOCK_OF = {
    "company_case": "rating", "borrowed_case": "rating", "namesake_case": "rating", "false_late": "rating",
    "false_record": "cameras", "picture_match": "cameras", "file_opened": "custody",
}  # fmt: skip
"""Kinds that strike from outside -> the mechanism that makes something of them."""


def week(plan: Plan) -> list[dict[str, Any]]:
    """Return one row for each mechanism in the order of the chain, and one for the loop that joins them.

    A row has `mechanism`, `on`, `kinds` (kind and upper rate a year, of the least and the busiest person),
    `reads`, `writes` (columns of a person) and `streams` (of random numbers).
    """
    kinds = upper_rates({name: parameter.high for name, parameter in ledger.load().items()})
    day = Path(__file__).parent.parent / "day"
    rows = []
    for name in (*ledger.MECHANISMS, "loop"):
        files = [day / "loop.py"] if name == "loop" else sorted((day / name).glob("*.py"))
        found = wiring(files)
        rows.append({"mechanism": name, "on": name not in plan.off, "kinds": kinds.get(name, []), **found})
    return rows


def upper_rates(high: Mapping[str, float]) -> dict[str, list[dict[str, Any]]]:
    """Return the kinds of event of each mechanism with their upper rates, from the range maxima alone."""
    from glasshouse.society import clocks

    tables = (
        ("gates", clocks.GATES, clocks.demand_upper(high)),
        ("life", clocks.BREACHES, clocks.breach_upper(high)),
        ("platform", clocks.SPEECHES, clocks.speech_upper(high)),
        ("", clocks.STRIKES, clocks.luck_upper(high)),
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for mechanism, names, rates in tables:
        for place, name in enumerate(names):
            least, most = float(rates[:, place].min()), float(rates[:, place].max())
            owner = mechanism or CLOCK_OF[name]
            found.setdefault(owner, []).append({"kind": name, "upper_rate_per_year": [least, most]})
    return found


def wiring(files: list[Path]) -> dict[str, list[str]]:
    """Return the columns that some sources read and write, and the streams that they draw from."""
    reads: set[str] = set()
    writes: set[str] = set()
    streams: set[str] = set()
    for file in files:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        changed = {id(node.target) for node in ast.walk(tree) if isinstance(node, ast.AugAssign)}
        for node, column in _columns(tree):
            written = isinstance(node.ctx, ast.Store)
            (writes if written else reads).add(column)
            if id(node) in changed:
                reads.add(column)
        streams |= set(_streams(tree))
    return {"reads": sorted(reads), "writes": sorted(writes), "streams": sorted(streams)}


def _columns(tree: ast.AST) -> Iterator[tuple[ast.Subscript, str]]:
    """Every `M[c.COLUMN, ...]` of a source."""
    for node in ast.walk(tree):
        if not (
            isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "M"
        ):
            continue
        first = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) else node.slice
        if isinstance(first, ast.Attribute):
            yield node, first.attr.lower()


def _streams(tree: ast.AST) -> Iterator[str]:
    """Every `draw.STREAM` of a source."""
    named = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    for node in named:
        if isinstance(node.value, ast.Name) and node.value.id == "draw" and node.attr.isupper():
            yield node.attr.lower()
