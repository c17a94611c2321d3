"""The Dutch IAMA as an assessment card: a YAML file with the task registry's identifiers, to append to a system card."""

from __future__ import annotations

from io import StringIO
from typing import Any

from glasshouse.report.export import passages
from glasshouse.report.export.blocks import LEFT, Evidence
from glasshouse.report.export.forms import Slot, form


def card(evidence: Evidence) -> dict[str, Any]:
    """Return the card: every task, answered where there is evidence, left for a person everywhere else."""
    of = form("iama")
    return {
        "name": f"IAMA. {evidence.stamped} Scenario {evidence.source.name}",
        "urn": of.more["urn"],
        "date": evidence.source.created or evidence.source.start,
        "contents": [_content(evidence, slot) for slot in of.slots],
    }


def _content(evidence: Evidence, slot: Slot) -> dict[str, Any]:
    found = evidence.blocks(slot.takes)
    # The question is said in our words: the identifier is the registry's, and finds the official text.
    return {
        "question": f"{slot.id}: {slot.asks} (official wording under this urn)",
        "urn": f"{form('iama').more['urn']}:{slot.id}",
        "answer": passages.text(evidence, found) if found else "",
        "remarks": f"{'EVIDENCE ONLY. ' if found else ''}{LEFT}: {slot.left}.",
        "timestamp": evidence.source.created or None if found else None,
        "authors": [],
    }


def text(evidence: Evidence) -> str:
    """Return the card as YAML."""
    from ruamel.yaml import YAML
    from ruamel.yaml.scalarstring import LiteralScalarString

    data = card(evidence)
    for content in data["contents"]:
        if "\n" in content["answer"]:
            content["answer"] = LiteralScalarString(content["answer"])
    yaml = YAML()
    yaml.width = 120
    out = StringIO()
    yaml.dump(data, out)
    return (
        f"# {evidence.stamped}\n# One element for the list `assessments` of a system card.\n{out.getvalue()}"
    )
