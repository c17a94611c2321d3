"""A file for the CNIL PIA tool. Evidence goes into answers and measures; what is left for a person, into comments.

No evaluation is written: its gauges and statuses are judgements. A gauge question gets its text at most. The status
0 of the file is the tool's word for a PIA that is being edited, which it would write itself.
"""

from __future__ import annotations

import json
from typing import Any

from glasshouse.report.export import passages
from glasshouse.report.export.blocks import LEFT, Evidence
from glasshouse.report.export.figures import amount
from glasshouse.report.export.forms import Slot, form
from glasshouse.report.words import capital, label

NEVER = ("dpo_status", "dpo_opinion", "dpos_names", "people_names", "concerned_people_opinion",
         "concerned_people_status", "concerned_people_searched_opinion", "concerned_people_searched_content")  # fmt: skip
"""What only people can say."""


def file(evidence: Evidence) -> dict[str, Any]:
    """Return the file as the tool imports it."""
    when = _time(evidence)
    answers = [one for slot in form("pia").slots if (one := _answer(evidence, slot, when))]
    return {
        "pia": _head(evidence, when),
        "answers": [{"id": place + 1, **one} for place, one in enumerate(answers)],
        "measures": _measures(evidence, when),
        "evaluations": [],
        "comments": [
            {
                "id": place + 1,
                "pia_id": 1,
                "reference_to": slot.id,
                "description": f"{LEFT}: {slot.left}.",
                "for_measure": False,
                "created_at": when,
            }
            for place, slot in enumerate(form("pia").slots)
        ],
    }


def _time(evidence: Evidence) -> str:
    created = evidence.source.created or f"{evidence.source.start}T00:00:00+00:00"
    return created.replace("+00:00", ".000Z")


def _head(evidence: Evidence, when: str) -> dict[str, Any]:
    return {
        **dict.fromkeys(form("pia").keys["pia"]),
        "id": 1,
        "status": 0,
        "name": f"{evidence.stamped} Glasshouse, {evidence.source.name}",
        "category": "",
        **dict.fromkeys(("author_name", "evaluator_name", "validator_name"), ""),
        "rejection_reason": "",
        "applied_adjustments": "",
        "is_example": 0,
        "is_archive": 0,
        "created_at": when,
        "updated_at": when,
        "structure_name": "",
        "structure_sector_name": "",
        "progress": 0,
        "lock_version": 0,
    }


def _answer(evidence: Evidence, slot: Slot, when: str) -> dict[str, Any] | None:
    """Return the answer of a question, or None where it is left for a person."""
    found = evidence.blocks(slot.takes)
    if not found:
        return None
    data: dict[str, Any] = {"text": None, "gauge": None, "list": []}
    if slot.kind == "list":
        items = [
            f"{capital(label(one.name))}: {amount(one.value)} {one.unit}"  # the tool shows some forty signs
            for block in found
            for one in block.figures
            if one.kind == "harm" and one.value
        ]
        if not items:
            return None
        data["list"] = [evidence.stamped, *items]
    else:
        data["text"] = passages.html(evidence, found, slot.left)
    return {"pia_id": 1, "reference_to": slot.id, "data": data, "created_at": when}


def _measures(evidence: Evidence, when: str) -> list[dict[str, Any]]:
    """Return the measures in use, with their effect where two worlds were compared."""
    from glasshouse import safeguards

    made = []
    effect = evidence.block("measure")
    for place, use in enumerate(safeguards.asked(evidence.source.safeguards)):
        about = safeguards.read(use.name)
        content = f"<p>{passages.escape(about.says)}</p>" + (
            passages.html(evidence, [effect], "whether it is enough, and whether what remains is accepted")
            if effect
            else f"<p><strong>{passages.escape(evidence.stamped)}</strong></p>"
        )
        made.append(
            {
                "id": place + 1,
                "pia_id": 1,
                "title": f"{about.title} ({use.text})",
                "content": content,
                "placeholder": "measures.default_placeholder",
                "created_at": when,
            }
        )
    return made


def text(evidence: Evidence) -> str:
    """Return the file as JSON."""
    return json.dumps(file(evidence), ensure_ascii=False, allow_nan=False, indent=1) + "\n"
