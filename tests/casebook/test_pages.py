"""The pages: one for each case, with a picture, made from the data that the package holds now."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from glasshouse.casebook.book import cases

DOCS = Path(__file__).parents[2] / "docs" / "casebook"


def builder():
    spec = importlib.util.spec_from_file_location("casebook_pages", DOCS / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", list(cases()))
def test_every_case_has_a_page_and_a_picture(name):
    text = (DOCS / f"{name}.md").read_text(encoding="utf-8")
    case = cases()[name]
    for words in (case.title, case.question, case.rival, case.miss_means, f"glasshouse casebook {name}"):
        assert words in text, words
    drawn = (DOCS / f"{name}.svg").read_text(encoding="utf-8")
    assert drawn.startswith("<svg") and "<script" not in drawn and len(drawn) > 3000
    assert f"[{case.title}]({name}.md)" in (DOCS / "README.md").read_text(encoding="utf-8")


def test_a_page_is_made_from_the_rows(book):
    pages = builder()
    case = cases()["requests"]
    made = pages.page(case, book.of("requests"))
    assert made == (DOCS / "requests.md").read_text(encoding="utf-8"), (
        "run python docs/casebook/build.py requests"
    )
    assert "**miss**" in made and "a test after the asking takes off a fifth" in made


def test_a_picture_is_drawn_from_the_rows(book):
    from glasshouse.report import picture

    pages = builder()
    drawn = picture.drawing(pages.draw(cases()["requests"], book.of("requests")))
    assert "applications rejected in 2020" in drawn
