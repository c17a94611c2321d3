"""Who reads and writes which column, draws from which stream, counts what: found in the source, so it cannot fall behind.

Nothing here is declared twice. What a mechanism may touch beyond its own columns is the only list, with its reasons, and
tests hold the code to it. `table()` is what `glasshouse plan` prints.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from glasshouse.base import columns, counters, draw, ledger, slots

HERE = Path(__file__).resolve().parent
JOINT = ("loop", "first", "stock")
"""Files that compose the mechanisms: the week, the first day, the count at the end of a week."""

MAY_WRITE: dict[str, dict[str, str]] = {
    "cameras": {
        "EVER": "stopped, wronged", "TAINT": "an error that began here",
    },
    "custody": {"EVER": "file opened, exposed"},
    "gates": {"EVER": "refused, and how wrongly", "TAINT": "a refusal that is wrong in fact"},
    "platform": {"EVER": "an ordinary post taken down is a wrong"},
    "rating": {
        "EVER": "listed, wronged, marked for a lawful act", "LATE": "old lateness leaves the credit file",
    },
    "remedies": {"EVER": "notified, appealed"},
}  # fmt: skip
"""Columns of others that a mechanism writes, and why. Everything else it writes is its own."""

STREAM_OWNER = {
    "CLOCKS": "life", "WEEK": "loop", "ROUNDING": "loop", "CHANNELS": "life",
    "DEMAND": "gates", "BREACH": "life", "SPEECH": "life", "LUCK": "loop",
    "CAPTURE": "cameras", "ATTRIBUTE": "rating", "SUPPRESS": "platform", "DISCLOSE": "platform",
    "ALERT": "cameras", "STOP": "cameras", "FILE": "custody", "EXPOSE": "custody",
    "CASE": "rating", "LISTING": "rating", "PAYMENT": "rating", "MARK": "rating", "CONTACT_GUILT": "rating",
    "GATE": "gates", "RETRY": "gates", "ADOPT": "platform", "CONSENT": "platform",
    "AWARE": "response", "FEEL": "response", "NOTICE": "remedies", "APPEAL": "remedies", "DECIDE": "remedies",
    "AUDIT": "remedies", "SUSPEND": "remedies", "PRE_REVIEW": "rating", "TRACE": "custody",
    "TRAITS": "society", "START": "first", "PILOT": "run", "NEIGHBOURS": "society", "CLIMATE": "climate", "FIND": "run",
}  # fmt: skip
"""The one room for whose purpose a stream is drawn; the loop draws for the mechanism whose link it composes."""

CLOCK_OF = {
    "company_case": "rating", "borrowed_case": "rating", "namesake_case": "rating", "false_late": "rating",
    "averaged_debt": "rating", "false_record": "cameras", "picture_match": "cameras", "file_opened": "custody",
}  # fmt: skip
"""Kinds that strike from outside -> the mechanism that makes something of them."""


@dataclass
class Wires:
    """What some sources touch: columns of a person, random streams, counters, places of the plan (room.name)."""

    reads: set[str] = field(default_factory=set)
    writes: set[str] = field(default_factory=set)
    streams: set[str] = field(default_factory=set)
    counts: set[str] = field(default_factory=set)
    plan: set[str] = field(default_factory=set)

    def add(self, other: Wires) -> None:
        """Take in what another source touches."""
        for name in ("reads", "writes", "streams", "counts", "plan"):
            getattr(self, name).update(getattr(other, name))


@cache
def of_file(path: Path) -> Wires:
    """Return what one source file touches."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    wires = Wires(streams=set(_attributes(tree, "draw")) & set(draw.STREAM_NAMES), counts=set(_counted(tree)))
    changed = {id(node.target) for node in ast.walk(tree) if isinstance(node, ast.AugAssign)}
    for node, column in _columns(tree):
        (wires.writes if isinstance(node.ctx, ast.Store) else wires.reads).add(column)
        if id(node) in changed:
            wires.reads.add(column)
    for alias, room in _rooms(tree, path).items():
        wires.plan |= {f"{room}.{name}" for name in _attributes(tree, alias) if name in _places(room)}
    return wires


def of(mechanism: str) -> Wires:
    """Return what a mechanism's own files touch."""
    wires = Wires()
    for path in sorted((HERE / mechanism).glob("*.py")):
        wires.add(of_file(path))
    return wires


def of_kernels(mechanism: str) -> Wires:
    """Return what a mechanism's kernels touch: its files without the one that casts its numbers."""
    wires = Wires()
    for path in sorted((HERE / mechanism).glob("*.py")):
        if path.name != "tables.py":
            wires.add(of_file(path))
    return wires


def joint() -> Wires:
    """Return what the files touch that compose the mechanisms."""
    wires = Wires()
    for name in JOINT:
        wires.add(of_file(HERE / f"{name}.py"))
    return wires


def upper_rates(high: Mapping[str, float]) -> dict[str, list[dict[str, Any]]]:
    """Return the kinds of event of each mechanism with their upper rates a year, from the range maxima alone."""
    from glasshouse.society import clocks

    clock_tables = (
        ("gates", clocks.GATES, clocks.demand_upper(high)),
        ("life", clocks.BREACHES, clocks.breach_upper(high)),
        ("platform", clocks.SPEECHES, clocks.speech_upper(high)),
        ("", clocks.STRIKES, clocks.luck_upper(high)),
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for mechanism, names, rates in clock_tables:
        for place, name in enumerate(names):
            least, most = float(rates[:, place].min()), float(rates[:, place].max())
            owner = mechanism or CLOCK_OF[name]
            found.setdefault(owner, []).append({"kind": name, "upper_rate_per_year": [least, most]})
    return found


def table() -> list[dict[str, Any]]:
    """Return one row for each mechanism in the order of the chain, and one for the files that join them.

    A row has `mechanism`, `kinds` (each with `upper_rate_per_year`, of the least and the busiest person), `reads` and
    `writes` (columns of a person, in lower case), `streams` (of random numbers) and `counts` (counters).
    """
    kinds = upper_rates({name: parameter.high for name, parameter in ledger.load().items()})
    rows = []
    for name in (*ledger.MECHANISMS, "loop"):
        wires = joint() if name == "loop" else of(name)
        touched = {
            key: sorted(x.lower() for x in getattr(wires, key))
            for key in ("reads", "writes", "streams", "counts")
        }
        rows.append({"mechanism": name, "kinds": kinds.get(name, []), **touched})
    return rows


# --- reading sources -----------------------------------------------------------------------------------------------------


def _columns(tree: ast.AST) -> Iterator[tuple[ast.Subscript, str]]:
    """Every `M[c.COLUMN, ...]` of a source."""
    known = {column.name for column in columns.COLUMNS}
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "M":
            first = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) else node.slice
            if isinstance(first, ast.Attribute) and first.attr in known:
                yield node, first.attr


def _attributes(tree: ast.AST, module: str) -> Iterator[str]:
    """Every `module.NAME` of a source."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == module:
            yield node.attr


def _counted(tree: ast.AST) -> Iterator[str]:
    """Every `index("counter")` of a source, and names in lists that it is called over."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in counters.INDEX:
            yield node.value


def _rooms(tree: ast.AST, path: Path) -> dict[str, str]:
    """Return the names under which a source knows rooms of the plan: alias -> room."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                alias = name.asname or name.name
                if name.name == "tables":
                    found[alias] = node.module.rsplit(".", 1)[-1]
                elif name.name == "fields":
                    found[alias] = "climate"
                elif name.name == "clocks":
                    found[alias] = "clocks"
    return found


@cache
def _places(room: str) -> frozenset[str]:
    """Return the module-level names that stand for places of a room of the plan."""
    from importlib import import_module

    where = {"climate": "glasshouse.climate.fields", "clocks": "glasshouse.society.clocks"}
    module = import_module(where.get(room, f"glasshouse.day.{room}.tables"))
    first, size = slots.ROOMS[room]
    handed = {place for place, _ in module._places.names.values()}
    return frozenset(
        name
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, int) and first <= value < first + size and value in handed
    )
