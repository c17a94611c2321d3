"""Whether a published form still is what our description says: identifiers and keys, compared with the real file.

    python -c "from glasshouse.report.export import drift; print(drift('iama', 'instruments/iama.yaml'))"

Give iama the registry's instruments/iama.yaml, pia the tool's src/assets/files/pia_architecture.json or
cypress/fixtures/pia.json, aia the tool's src/survey-enfr.json.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from glasshouse.base.errors import BadValue, unknown
from glasshouse.report.export.forms import form

KINDS = {"iama": "task file", "pia": "architecture or fixture", "aia": "survey"}


def drift(name: str, file: str | Path) -> list[str]:
    """Return how a published file differs from our description, in words; nothing where it does not.

    Raises:
        UnknownName: no such form, or one without a published file.
        BadValue: the file cannot be read as that form.
    """
    if name not in KINDS:
        raise unknown("published form", name, KINDS)
    path = Path(file)
    try:
        data = _yaml(path) if name == "iama" else json.loads(path.read_text(encoding="utf-8"))
        return list({"iama": _iama, "pia": _pia, "aia": _aia}[name](data))
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise BadValue(
            f"{path} cannot be read as the {KINDS[name]} of {name}: {problem}", value=str(path)
        ) from None


def _yaml(path: Path) -> Any:
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


def _compared(what: str, ours: set[Any], theirs: set[Any]) -> Iterator[str]:
    if gone := ours - theirs:
        yield f"{what} that the published file does not have: {', '.join(sorted(map(str, gone)))}"
    if new := theirs - ours:
        yield f"{what} that are new in the published file: {', '.join(sorted(map(str, new)))}"


def _iama(data: Any) -> Iterator[str]:
    of = form("iama")
    yield from _compared("urn", {of.more["urn"]}, {data["urn"]})
    ours = {f"{of.more['urn']}:{slot.id}" for slot in of.slots}
    yield from _compared("tasks", ours, {task["urn"] for task in data["tasks"]})
    yield from _compared("keys of an answer", set(of.keys["content"]) - {"urn"}, set(data["template"]))


def _pia(data: Any) -> Iterator[str]:
    of = form("pia")
    if "sections" in data:  # the architecture
        asked = {
            (question["id"], question["answer_type"])
            for section in data["sections"]
            for item in section["items"]
            for question in item.get("questions") or ()
        }
        yield from _compared("questions", {(slot.id, slot.kind) for slot in of.slots}, asked)
        return
    yield from _compared("keys of the file", set(of.keys["file"]), set(data))
    yield from _compared("keys of pia", set(of.keys["pia"]), set(data["pia"]))
    for part in ("answer", "measure"):
        theirs = {key for one in data[f"{part}s"] for key in one} - {"updated_at"}
        yield from _compared(f"keys of {part}", set(of.keys[part]), theirs)
    yield from _compared(
        "questions", {slot.id for slot in of.slots}, {one["reference_to"] for one in data["answers"]}
    )


def _aia(data: Any) -> Iterator[str]:
    ours = {name for names in form("aia").more["text_questions"].values() for name in names}
    theirs = {
        one["name"]
        for page in data["pages"]
        for one in _elements(page)
        if one.get("type") in ("comment", "text")
    }
    yield from _compared("text questions", ours, theirs)


def _elements(part: Any) -> Iterator[Any]:
    for one in part.get("elements", ()):
        yield one
        yield from _elements(one)
