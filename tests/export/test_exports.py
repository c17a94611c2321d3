"""Every export, of a country, a police deployment and a comparison, against the structure of its form."""

from __future__ import annotations

import csv
import datetime
import hashlib
import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML

from glasshouse.base.errors import EngineError
from glasshouse.report.export import checking, write
from glasshouse.report.export.forms import form
from glasshouse.report.export.own import ILLUSTRATIVE
from glasshouse.report.export.writing import Written

STAMP = ILLUSTRATIVE[0].upper() + ILLUSTRATIVE[1:]
Export = Callable[[str, str], Written]


@pytest.fixture
def export(china: Path, city: Path, comparison: Path, tmp_path: Path) -> Export:
    """Export one of the three; each into a file of its own."""
    sources = {"china": china, "city": city, "comparison": comparison}

    def exported(which: str, format: str) -> Written:
        ending = {"iama": ".yaml", "fria": ".html"}.get(format, ".json")
        return write(sources[which], format, tmp_path / f"{which}-{format}{ending}")

    return exported


def read(done: Written) -> Any:
    text = done.files[0].read_text(encoding="utf-8")
    return YAML(typ="safe", pure=True).load(text) if done.format == "iama" else json.loads(text)


WHICH = ("china", "city", "comparison")


class Author(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str


class Content(BaseModel):
    """The keys and types of one answer of an assessment card."""

    model_config = ConfigDict(extra="forbid")
    question: str
    urn: str
    answer: str
    remarks: str
    authors: list[Author]
    timestamp: datetime.datetime | None


class Card(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    urn: str
    date: datetime.datetime
    contents: list[Content]


@pytest.mark.parametrize("which", WHICH)
def test_iama_is_a_card_with_all_tasks_of_the_registry_in_its_order(export: Export, which: str) -> None:
    card = Card.model_validate(read(export(which, "iama")))
    assert card.urn == "urn:nl:aivt:tr:iama:1.0"
    assert [one.urn for one in card.contents] == [f"{card.urn}:{slot.id}" for slot in form("iama").slots]
    assert len(card.contents) == 57
    for one in card.contents:
        assert "LEFT FOR A PERSON" in one.remarks
        assert one.answer == "" or one.answer.startswith(f"[{STAMP}.]")
    answered = {one.urn.removeprefix(f"{card.urn}:") for one in card.contents if one.answer}
    assert {"2B.3.6", "3.2.2", "3.3.1", "3.4.3", "3.5.3"} <= answered
    assert not [name for name in answered if name.startswith("4.") or name == "2B.3.2"]
    assert ("2B.3.4" in answered) == (which == "comparison")


@pytest.mark.parametrize("which", WHICH)
def test_pia_has_the_keys_that_the_tool_imports_and_no_judgement(export: Export, which: str) -> None:
    file = read(export(which, "pia"))
    of = form("pia")
    assert set(file) == {"pia", "answers", "measures", "evaluations", "comments"}
    assert set(file["pia"]) == set(of.keys["pia"])
    assert STAMP in file["pia"]["name"]
    assert file["evaluations"] == []
    assert file["pia"]["status"] == 0
    for key in ("dpo_status", "dpo_opinion", "concerned_people_opinion", "concerned_people_status"):
        assert file["pia"][key] is None
    for answer in file["answers"]:
        slot = of.slot(answer["reference_to"])
        assert set(answer["data"]) == {"text", "gauge", "list"}
        assert answer["data"]["gauge"] is None
        if slot.kind == "list":
            assert answer["data"]["list"][0] == f"{STAMP}."
        else:
            assert STAMP in answer["data"]["text"]
        datetime.datetime.fromisoformat(answer["created_at"])
    assert {comment["reference_to"] for comment in file["comments"]} == {slot.id for slot in of.slots}
    assert all("LEFT FOR A PERSON" in comment["description"] for comment in file["comments"])
    titles = [measure["title"] for measure in file["measures"]]
    assert len(titles) == (2 if which == "comparison" else 0)
    for measure in file["measures"]:
        assert set(measure) == set(of.keys["measure"])
        assert "Difference" in measure["content"]


@pytest.mark.parametrize("which", WHICH)
def test_aia_fills_text_questions_only(export: Export, which: str) -> None:
    file = read(export(which, "aia"))
    assert set(file) == {"version", "currentPage", "data", "translationsOnResult"}
    texts = {name for names in form("aia").more["text_questions"].values() for name in names}
    assert set(file["data"]) <= texts
    assert {"projectDetailsDescription", "impact28A", "impact8"} <= set(file["data"])
    for said in file["data"].values():
        assert said.startswith(f"[{STAMP}.]")
        assert "LEFT FOR A PERSON" in said
    assert "every choice of this survey" in file["data"]["projectDetailsDescription"]


class Words(HTMLParser):
    """Collects a page's tags and words."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.said.append(data)


@pytest.mark.parametrize("which", WHICH)
def test_the_sheet_has_every_letter_of_article_27_as_page_and_table(export: Export, which: str) -> None:
    done = export(which, "fria")
    page, sheet = done.files
    assert (page.suffix, sheet.suffix) == (".html", ".csv")
    words = Words()
    words.feed(page.read_text(encoding="utf-8"))
    said = " ".join(words.said)
    assert not {"script", "link", "img", "iframe"} & set(words.tags)
    assert all(f"Article 27(1)({letter})" in said for letter in "abcdef")
    assert said.count(STAMP) == len(form("fria").slots) + 2  # on top, on every part, on the annex
    rows = list(csv.DictReader(sheet.read_text(encoding="utf-8").splitlines()))
    assert tuple(rows[0]) == form("fria").keys["csv"]
    assert rows[0]["note"] == f"{STAMP}."
    left = {row["row"] for row in rows if row["what"] == "left for a person"}
    assert left == {slot.id for slot in form("fria").slots}
    assert [row["name"] for row in rows if row["what"] == "number" and not row["trace"]] == []
    assert [row["name"] for row in rows if row["what"] == "input" and not row["source"]] == []


def test_when_article_27_applies_is_dated_with_sources_that_conflict(export: Export) -> None:
    page = export("china", "fria").files[0].read_text(encoding="utf-8")
    for said in (
        "2 August 2026",
        "2 December 2027",
        "Digital Omnibus",
        "The sources conflict",
        "Official Journal",
    ):
        assert said in page


@pytest.mark.parametrize("format", ["iama", "pia", "aia", "fria"])
def test_a_police_deployment_says_which_law_applies(export: Export, format: str) -> None:
    text = export("city", format).files[0].read_text(encoding="utf-8")
    assert "Article 27 of Directive (EU) 2016/680" in text
    assert "not under Article 35 GDPR" in text


def test_croissant_leads_to_every_column_of_every_table(china: Path, export: Export) -> None:
    done = export("china", "croissant")
    data, beside = read(done), done.files[0].parent
    assert data["@type"] == "sc:Dataset"
    assert "http://mlcommons.org/croissant/1.0" in data["conformsTo"]
    assert STAMP in data["description"]
    assert "license" not in data
    files = {one["@id"]: one for one in data["distribution"]}
    for one in files.values():
        raw = (beside / one["contentUrl"]).read_bytes()
        assert hashlib.sha256(raw).hexdigest() == one["sha256"]
        assert one["contentSize"] == f"{len(raw)} B"
    for records in data["recordSet"]:
        schema = pl.read_parquet_schema(china / f"{records['name']}.parquet")
        assert [field["source"]["extract"]["column"] for field in records["field"]] == list(schema)
        assert {field["dataType"] for field in records["field"]} <= {
            "sc:Text",
            "sc:Float",
            "sc:Integer",
            "sc:Boolean",
        }


def test_a_mechanism_that_is_off_leaves_no_number(export: Export) -> None:
    rows = csv.DictReader(export("city", "fria").files[1].read_text(encoding="utf-8").splitlines())
    names = {row["name"] for row in rows}
    assert {"face_sightings", "cameras.false_match_rate"} <= names
    assert not {"people_refused", "people_listed", "rating.identity_error"} & names


def test_the_same_export_again_is_the_same_file(china: Path, tmp_path: Path) -> None:
    for format in ("iama", "pia", "aia"):
        one, other = (write(china, format, tmp_path / f"{number}.txt").files[0] for number in (1, 2))
        assert one.read_bytes() == other.read_bytes()
        one.unlink()
        other.unlink()


def test_what_breaks_a_form_is_caught_before_it_is_written(export: Export) -> None:
    file = read(export("comparison", "pia"))
    whole = json.dumps(file)
    checking.check("pia", whole)
    spoilt: list[Callable[[Any], Any]] = [
        lambda it: it["answers"][0]["data"].update(gauge=3),
        lambda it: it["evaluations"].append({"status": 3}),
        lambda it: it["pia"].update(dpo_opinion="fine"),
        lambda it: it["answers"].append({**it["answers"][0], "reference_to": 325}),
    ]
    for spoil in spoilt:
        again = json.loads(whole)
        spoil(again)
        with pytest.raises(EngineError, match="does not fit its form"):
            checking.check("pia", json.dumps(again))
    survey = read(export("china", "aia"))
    survey["data"]["impact9"] = "item4-4"
    with pytest.raises(EngineError, match="may be scored"):
        checking.check("aia", json.dumps(survey))
