"""Our description of each form, and its comparison with the published file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from glasshouse.base.errors import BadValue, UnknownName
from glasshouse.report.export import drift
from glasshouse.report.export.forms import form
from glasshouse.report.export.topics import TOPICS

NAMES = ("iama", "pia", "aia", "fria")
TOPICS_MADE = {"about", "law", "groups", "measure", "inputs", "unknowns"}


@pytest.mark.parametrize("name", NAMES)
def test_every_slot_leaves_something_to_a_person_and_takes_only_topics_there_are(name: str) -> None:
    slots = form(name).slots
    assert len({slot.id for slot in slots}) == len(slots)
    assert [slot.id for slot in slots if not slot.left] == []
    assert {topic for slot in slots for topic in slot.takes} <= set(TOPICS) | TOPICS_MADE


@pytest.mark.parametrize("name", NAMES)
def test_every_form_names_what_it_was_made_for_and_under_which_licence(name: str) -> None:
    assert {"repository", "file", "commit", "licence"} <= set(form(name).made_for)


def test_what_the_rules_forbid_takes_nothing() -> None:
    iama, pia = form("iama"), form("pia")
    part_4 = [slot for slot in iama.slots if str(slot.id).startswith("4.")]
    assert len(part_4) == 7
    assert [slot.id for slot in (*part_4, iama.slot("2B.3.2")) if slot.takes] == []
    necessity = [pia.slot(id) for id in (112, 113, 211, 212, 213, 325, 335, 345)]
    assert [slot.id for slot in necessity if slot.takes] == []
    assert not form("fria").slot("views").takes
    assert not form("fria").slot("proportion").takes
    assert not form("aia").slot("impact10").takes
    asked = [slot.id for slot in form("aia").slots if slot.takes and "consultation" in str(slot.id)]
    assert asked == []


def test_slots_of_the_survey_are_text_questions() -> None:
    of = form("aia")
    texts = {name for names in of.more["text_questions"].values() for name in names}
    assert {slot.id for slot in of.slots} <= texts


def published(name: str) -> Any:
    """A published file with the same bones, built from our description."""
    of = form(name)
    if name == "iama":
        template = dict.fromkeys([*of.keys["content"]], "$X")
        del template["urn"]
        tasks = [{"urn": f"{of.more['urn']}:{slot.id}", "question": "?"} for slot in of.slots]
        return {"urn": of.more["urn"], "template": template, "tasks": tasks}
    if name == "pia":
        questions = [{"id": slot.id, "answer_type": slot.kind} for slot in of.slots]
        return {"sections": [{"items": [{"questions": questions}, {"is_measure": True}]}]}
    panels = [
        {
            "elements": [
                {"type": "panel", "name": page, "elements": [{"type": "comment", "name": n} for n in names]}
            ]
        }
        for page, names in of.more["text_questions"].items()
    ]
    return {"pages": panels}


def written(folder: Path, data: Any) -> Path:
    file = folder / "published.json"  # JSON is YAML too
    file.write_text(json.dumps(data), encoding="utf-8")
    return file


@pytest.mark.parametrize("name", ["iama", "pia", "aia"])
def test_a_published_file_that_has_not_changed_does_not_drift(name: str, tmp_path: Path) -> None:
    assert drift(name, written(tmp_path, published(name))) == []


def test_what_a_published_file_has_new_or_lost_is_said(tmp_path: Path) -> None:
    data = published("iama")
    data["tasks"][0]["urn"] += ".new"
    said = "; ".join(drift("iama", written(tmp_path, data)))
    assert "1.1.1.new" in said
    assert "new in the published file" in said
    data = published("pia")
    data["sections"][0]["items"][0]["questions"][0]["answer_type"] = "gauge"
    assert "(111, 'gauge')" in "; ".join(drift("pia", written(tmp_path, data)))


def test_a_file_that_is_no_form_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match="cannot be read as the survey of aia"):
        drift("aia", written(tmp_path, {"nothing": 1}))
    with pytest.raises(UnknownName, match="iama"):
        drift("imaa", tmp_path / "x")
