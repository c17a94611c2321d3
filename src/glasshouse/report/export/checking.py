"""Every export against its form, before it is written: identifiers, keys, types, and what may never be filled."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from io import StringIO
from typing import Any

from glasshouse.base.errors import EngineError
from glasshouse.report.export.forms import form


def check(name: str, text: str) -> None:
    """Check one export.

    Raises:
        EngineError: it does not fit its form, which is a fault of this program.
    """
    if faults := list(CHECKS[name](text)):
        raise EngineError(
            f"The {name} export does not fit its form: {'; '.join(faults[:5])}",
            place=f"forms/{name}.yaml",
            next_step="Please report it; nothing was written",
        )


def _keys(found: Any, wanted: tuple[str, ...], where: str) -> Iterator[str]:
    if not isinstance(found, dict):
        yield f"{where} is not a mapping"
        return
    for key in wanted:
        if key not in found:
            yield f"{where} lacks {key}"
    for key in found:
        if key not in wanted:
            yield f"{where} has {key}, which the form does not know"


def iama(text: str) -> Iterator[str]:
    """Return what is wrong with an assessment card."""
    from ruamel.yaml import YAML

    of, card = form("iama"), YAML(typ="safe", pure=True).load(text)
    yield from _keys(card, of.keys["card"], "the card")
    urns = {f"{of.more['urn']}:{slot.id}": slot for slot in of.slots}
    if [one["urn"] for one in card["contents"]] != list(urns):
        yield "the tasks are not those of the registry, in its order"
    for one in card["contents"]:
        yield from _keys(one, of.keys["content"], one["urn"])
        if not all(isinstance(one[key], str) for key in ("question", "answer", "remarks")):
            yield f"{one['urn']}: question, answer and remarks are texts"
        slot = urns.get(one["urn"])
        if slot and one["answer"] and not slot.takes:
            yield f"{one['urn']} is for a person, and is filled"
        if one["timestamp"]:
            datetime.fromisoformat(str(one["timestamp"]))


def pia(text: str) -> Iterator[str]:
    """Return what is wrong with a file for the CNIL tool."""
    of, file = form("pia"), json.loads(text)
    yield from _keys(file, of.keys["file"], "the file")
    yield from _keys(file["pia"], of.keys["pia"], "pia")
    known = {slot.id: slot for slot in of.slots}
    for one in file["answers"]:
        yield from _keys(one, of.keys["answer"], f"answer {one['reference_to']}")
        yield from _keys(one["data"], of.keys["data"], f"answer {one['reference_to']}")
        slot = known.get(one["reference_to"])
        if slot is None or not slot.takes:
            yield f"answer {one['reference_to']} is no question, or for a person"
        elif slot.kind == "list" and not (one["data"]["list"] and one["data"]["text"] is None):
            yield f"answer {slot.id} takes a list"
        elif slot.kind != "list" and not (isinstance(one["data"]["text"], str) and one["data"]["list"] == []):
            yield f"answer {slot.id} takes a text"
        if one["data"]["gauge"] is not None:
            yield f"answer {one['reference_to']} has a gauge"
    for part in ("measures", "comments"):
        for one in file[part]:
            yield from _keys(one, of.keys[part[:-1]], part)
    yield from (
        f"comment on {one['reference_to']}" for one in file["comments"] if one["reference_to"] not in known
    )
    if file["evaluations"]:
        yield "evaluations are judgements"
    if file["pia"]["status"] != 0:
        yield "the status is a judgement"
    from glasshouse.report.export.pia import NEVER

    yield from (f"{key} is for people" for key in NEVER if file["pia"][key] is not None)


def aia(text: str) -> Iterator[str]:
    """Return what is wrong with a saved survey."""
    of, file = form("aia"), json.loads(text)
    yield from _keys(file, of.keys["file"], "the file")
    texts = {name for names in of.more["text_questions"].values() for name in names}
    takes = {slot.id for slot in of.slots if slot.takes}
    for name, said in file["data"].items():
        if name not in texts:
            yield f"{name} is not a text question: it may be scored"
        elif name not in takes:
            yield f"{name} is for a person"
        if not (isinstance(said, str) and said):
            yield f"{name} is not a text"


def fria(text: str) -> Iterator[str]:
    """Return what is wrong with a sheet (HTML or CSV)."""
    of = form("fria")
    if text.startswith("<!doctype html>"):
        yield from (
            f"row {slot.id} is missing" for slot in of.slots if f'<section id="{slot.id}"' not in text
        )
        yield from (f"{bad} in the page" for bad in ("<script", "<link", "<img") if bad in text)
        return
    rows = list(csv.DictReader(StringIO(text)))
    if tuple(rows[0]) != of.keys["csv"]:
        yield "the columns are not those of the sheet"
    found = {row["row"] for row in rows}
    yield from (f"row {slot.id} is missing" for slot in of.slots if slot.id not in found)
    for row in rows:
        if row["what"] == "number" and not row["trace"]:
            yield f"{row['name']} cannot be traced"


def croissant(text: str) -> Iterator[str]:
    """Return what is wrong with metadata: required keys, and that every field leads to a file."""
    data = json.loads(text)
    for key in ("@context", "@type", "conformsTo", "name", "description", "distribution", "recordSet"):
        if key not in data:
            yield f"lacks {key}"
    files = {one["@id"] for one in data["distribution"]}
    for one in data["distribution"]:
        if len(one["sha256"]) != 64:
            yield f"{one['@id']} has no SHA-256"
    for records in data["recordSet"]:
        for field in records["field"]:
            if field["source"]["fileObject"]["@id"] not in files:
                yield f"{field['@id']} leads to no file"


CHECKS: dict[str, Callable[[str], Iterator[str]]] = {
    "iama": iama,
    "pia": pia,
    "aia": aia,
    "fria": fria,
    "croissant": croissant,
}
"""Form -> the faults of a text."""
