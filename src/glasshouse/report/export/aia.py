"""A saved survey for Canada's Algorithmic Impact Assessment: comments only, never a choice, since choices are scored."""

from __future__ import annotations

import json
from typing import Any

from glasshouse.report.export import passages
from glasshouse.report.export.blocks import LEFT, Evidence
from glasshouse.report.export.forms import form


def file(evidence: Evidence) -> dict[str, Any]:
    """Return the file as the tool loads it; every value is the text of a comment."""
    of = form("aia")
    data: dict[str, str] = {}
    for slot in of.slots:
        if found := evidence.blocks(slot.takes):
            seen = f" The tool shows this only after you have answered {slot.given}." if slot.given else ""
            data[str(slot.id)] = passages.text(
                evidence, found, slot.left, f"Evidence only; the choice is yours.{seen}"
            )
    first = str(of.slots[0].id)
    data[first] = f"{data[first]}\n\n{_left(data)}"
    return {"version": of.more["version"], "currentPage": 0, "data": data, "translationsOnResult": {}}


def _left(data: dict[str, str]) -> str:
    """Return what is left for a person: an empty comment must stay empty, or the tool would take it for an answer."""
    said = [f"{slot.id} ({slot.left})" for slot in form("aia").slots if slot.id not in data]
    return f"{LEFT}: every choice of this survey; {'; '.join(said)}; and every other comment that is empty."


def text(evidence: Evidence) -> str:
    """Return the file as JSON."""
    return json.dumps(file(evidence), ensure_ascii=False, allow_nan=False, indent=1) + "\n"
