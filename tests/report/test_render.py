"""The page: one file, no network, nothing unescaped, everything in it."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from glasshouse.report import charts, picture, sentences
from glasshouse.report.facts import read
from glasshouse.report.render import html, write


class Page(HTMLParser):
    """What a page loads, links and contains."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        for name, value in given.items():
            if name in ("src", "href", "xlink:href", "data", "action", "poster", "srcset"):
                (self.links if tag == "a" else self.loads).append(str(value))
        assert not any(name.startswith("on") for name in given), f"a handler in <{tag}>"


@pytest.fixture(scope="module")
def page(fake: Any, story: Any, hangs: Any, card: Any) -> str:
    press = fake("china-2018-press", people=200_000, factor=2.7)
    return html(fake(), press=press, story=story, person=412337, hangs=hangs, cards=[card])


def test_the_page_loads_nothing(page: str) -> None:
    parsed = Page(page)
    assert all(load.startswith("#") for load in parsed.loads)
    assert not {"script", "link", "img", "iframe", "object", "embed", "base"} & set(parsed.tags)
    style = page[page.index("<style>") : page.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style
    assert "default-src 'none'" in page


def test_links_lead_into_the_page_or_to_a_source(page: str) -> None:
    parsed = Page(page)
    assert len(parsed.ids) == len(set(parsed.ids))
    for link in parsed.links:
        assert link.startswith(("http://", "https://")) or link.removeprefix("#") in parsed.ids, link


def test_identifiers_inside_drawings_are_found_where_they_are_used(page: str) -> None:
    assert set(re.findall(r"url\(#([^)]+)\)", page)) <= set(re.findall(r'id="([^"]+)"', page))


def test_headings_step_down_one_at_a_time(page: str) -> None:
    levels = Page(page).headings
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_headline_and_every_measure_is_there(page: str, fake: Any) -> None:
    facts = read(fake())
    shown = set(re.findall(r'data-measure="([^"]+)"', page))
    assert {item.measure for _, _, told in sentences.columns(facts) for item in told} <= shown
    assert set(facts.measures) <= shown


def test_every_drawing_has_a_text_alternative_and_a_table(page: str) -> None:
    figures = re.findall(r"<figure.*?</figure>", page, flags=re.DOTALL)
    assert len(figures) == 14
    for figure in figures:
        assert figure.count("<table>") == 1
        assert "<caption>" in figure
        assert 'scope="col"' in figure
        assert 'scope="row"' in figure
        svgs = re.findall(r"<svg [^>]*>", figure)
        assert len(svgs) in (0, 2), "wide and narrow, or none where there is nothing to draw"
        assert all('role="img"' in svg and re.search(r'aria-label="[^"]{20,}"', svg) for svg in svgs)
    inside = re.sub(r"<svg [^>]*>", "", "".join(re.findall(r"<svg.*?</svg>", page, flags=re.DOTALL)))
    assert "role=" not in inside
    assert "aria-" not in inside


def test_drawings_follow_the_theme(page: str) -> None:
    drawn = "".join(re.findall(r"<svg.*?</svg>", page, flags=re.DOTALL))
    assert "var(--harm)" in drawn
    assert set(re.findall(r"#[0-9a-fA-F]{6}\b", drawn)) == set(), "a colour that would not turn dark"


def test_the_story_names_a_synthetic_person_and_every_cause(page: str) -> None:
    assert "Synthetic person 412337, seed 1." in page
    assert "somebody who used their identity document did not pay a debt" in page


def test_the_grounds_are_all_there(page: str, fake: Any) -> None:
    facts = read(fake())
    assert page.count('scope="row"') > len(facts.parameters)
    assert "What is left out" in page
    assert "Policing of Xinjiang, detention and hukou." in page
    assert facts.command in page
    assert facts.digest[:8] in page
    assert "As documented, and as the press told it" in page


def test_hostile_text_stays_text(fake: Any) -> None:
    bad = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&{{ 7*7 }}"
    run = fake(title=bad)
    run.manifest["scenario"].update(
        about=bad, name=bad, sources=[bad, f"https://example.org/{bad}"], leaves_out=[bad]
    )
    run.manifest["scenario"]["events"] = [
        {"date": "2018-02-01", "what": bad, "source": "javascript:alert(1)"}
    ]
    run.manifest["ledger"][0].update(says=bad, source=bad, unit=bad, name=f"life.{bad}")
    run.manifest["command"] = bad
    run.manifest["regions"] = [{"code": "CN-BJ", "name": bad, "name_local": bad, "tile": (0, 0)}]
    run.manifest["warnings"] = [bad]
    told = html(run, story=[{"date": bad, "text": bad, "cause": bad, "verdict": bad}], person=1)
    parsed = Page(told)
    assert "script" not in parsed.tags
    assert "img" not in parsed.tags
    assert "49" not in re.findall(r"<h1>(.*?)</h1>", told)[0]
    assert not any(link.startswith("javascript") for link in parsed.links)


@pytest.mark.parametrize("hostile", ["\ufffe", "\uffff", "\x00", "\x1b[31m", "\ud800", "<b>&#0;\u202e"])
def test_text_that_no_drawing_can_hold_is_drawn_as_unknown_and_ends_no_process(hostile):
    """The chart library aborts on what XML has no place for: a title in somebody's scenario is enough."""
    chart = charts.bars(
        [{"label": f"a{hostile}b", "value": 1.0, "text": hostile}], 300, f"about {hostile}", "here"
    )
    drawn = picture.svg(chart, "bars", "one bar", "narrow")
    ElementTree.fromstring(drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))
    assert "one bar" in drawn


def test_a_label_cannot_break_out_of_its_drawing() -> None:
    text = '<text fill="#b3400a" role="x" x="1.23456">0.00123 #b3400a</text>'
    drawn = f'<svg xmlns="x" viewBox="0 0 10 20">{text}</svg>'
    told = picture.inline(drawn, "n", '"><script>')
    assert '<text fill="var(--harm)" x="1.23">0.00123 #b3400a</text>' in told, (
        "words in a drawing stay as they are"
    )
    assert "<script>" not in told
    with pytest.raises(ValueError, match="no drawing"):
        picture.inline("nothing", "n", "x")


@pytest.mark.parametrize(
    ("scenario", "society", "factor"),
    [("city-lfr", "city", 1.0), ("nothing", "china", 0.0), ("rongcheng", "china", 0.2)],
)
def test_other_scenarios_make_a_page_too(fake: Any, scenario: str, society: str, factor: float) -> None:
    told = html(fake(scenario, society=society, factor=factor, days=28))
    assert Page(told).headings[0] == 1
    assert "nan" not in re.sub(r"<[^>]+>", " ", told).lower().split()
    assert "As documented" not in told or scenario != "city-lfr"


def test_a_run_of_zeros_says_so_instead_of_drawing(fake: Any) -> None:
    told = html(fake("nothing", factor=0.0))
    assert "nobody was refused anything" in told
    assert "Every value is zero, so there is nothing to draw." in told


def test_a_run_of_one_week_and_few_tables_still_makes_a_page(fake: Any) -> None:
    run = fake(days=1)
    run.gaps = run.by_region = run.timeline = None
    run.manifest = {"people": 100, "days": 1, "seed": 3, "scenario": "mine"}
    assert "mine" in html(run)


def test_the_file_appears_whole_or_not_at_all(
    fake: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(fake(), tmp_path / "report.html")
    assert path.read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert [file.name for file in tmp_path.iterdir()] == ["report.html"]
    monkeypatch.setattr(Path, "replace", broken)
    with pytest.raises(OSError, match="full"):
        write(fake(), tmp_path / "again.html")
    assert [file.name for file in tmp_path.iterdir()] == ["report.html"]


def broken(*_: object) -> None:
    raise OSError("the disk is full")


def test_a_report_takes_less_than_five_seconds(fake: Any) -> None:
    run, press = fake(), fake("china-2018-press")
    start = time.process_time()
    html(run, press=press)
    assert time.process_time() - start < 5.0
