"""The report in a real Chromium: no request, no scrolling sideways, no barrier that axe-core can find."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from glasshouse.report import answers
from glasshouse.report.render import write

pytestmark = pytest.mark.browser
CHROMIUM = (
    os.environ.get("CHROMIUM")
    or shutil.which("chromium")
    or shutil.which("chromium-browser")
    or "/usr/bin/chromium"
)
ANSWERS = ("comparison", "ranking", "card", "sensitivity", "swept", "twin")
SIZES = {"phone": 320, "tablet": 768, "desk": 1440}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def reports(
    fake: Any,
    story: Any,
    hangs: Any,
    card: Any,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    found = {
        kind: answers.page(request.getfixturevalue(kind)).write(folder / f"{kind}.html") for kind in ANSWERS
    }
    press = fake("china-2018-press", people=200_000, factor=2.7)
    return found | {
        "china": write(
            fake(), folder / "china.html", press=press, story=story, person=412337, hangs=hangs, cards=[card]
        ),
        "city": write(fake("city-lfr", society="city", title="A city"), folder / "city.html"),
        "nothing": write(fake("nothing", factor=0.0, title="Nothing"), folder / "nothing.html"),
    }


def opened(
    browser: Any, path: Path, width: int = 1440, scheme: str = "light"
) -> tuple[Any, list[str], list[str]]:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(path.as_uri())
    return page, asked, said


@pytest.mark.parametrize("name", ["china", "city", "nothing", *ANSWERS])
@pytest.mark.parametrize("size", SIZES)
def test_the_page_never_scrolls_sideways_nor_asks_for_anything(
    browser: Any, reports: dict[str, Path], name: str, size: str
) -> None:
    page, asked, said = opened(browser, reports[name], SIZES[size])
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]
    assert asked == [reports[name].as_uri()]
    assert said == []
    page.context.close()


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [
        ("china", 1440, "light"),
        ("china", 320, "dark"),
        ("city", 1440, "dark"),
        ("nothing", 320, "light"),
        ("comparison", 1440, "light"),
        ("comparison", 320, "dark"),
        ("ranking", 320, "light"),
        ("card", 1440, "dark"),
        ("twin", 320, "light"),
        ("sensitivity", 768, "dark"),
        ("swept", 1440, "light"),
    ],
)
def test_axe_finds_no_barrier(
    browser: Any, reports: dict[str, Path], name: str, width: int, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page, _, _ = opened(browser, reports[name], width, scheme)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.context.close()


def test_one_of_the_two_drawings_is_seen_at_every_width(browser: Any, reports: dict[str, Path]) -> None:
    for width, seen in ((320, "narrow"), (1440, "wide")):
        page, _, _ = opened(browser, reports["china"], width)
        shown = page.evaluate(
            "[...document.querySelectorAll('.drawing svg')].filter(one => one.getBoundingClientRect().width "
            "> 0)"
            ".map(one => one.getAttribute('class'))"
        )
        assert len(shown) == 13
        assert set(shown) == {seen}
        page.context.close()


def test_dark_is_dark_and_paper_is_light(browser: Any, reports: dict[str, Path]) -> None:
    page, _, _ = opened(browser, reports["china"], scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    bar = "getComputedStyle(document.querySelector('#gates-figure svg.wide [fill*=harm]')).fill"
    dark = page.evaluate(ground), page.evaluate(bar)
    page.emulate_media(media="print")
    paper = page.evaluate(ground), page.evaluate(bar)
    assert dark == ("rgb(21, 23, 26)", "rgb(255, 148, 99)")
    assert paper == ("rgb(255, 255, 255)", "rgb(179, 64, 10)")
    assert page.pdf()[:4] == b"%PDF"
    page.context.close()


def test_everything_can_be_reached_by_keyboard_and_the_skip_link_comes_first(
    browser: Any, reports: dict[str, Path]
) -> None:
    page, _, _ = opened(browser, reports["china"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the report"
    page.keyboard.press("Enter")
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.tagName"))
    assert {"A", "SUMMARY"} <= reached
    page.context.close()


@pytest.mark.parametrize("name", ["china", *ANSWERS[:-1]])
def test_drawn_words_stay_inside_the_column(browser: Any, reports: dict[str, Path], name: str) -> None:
    for width in (320, 1440):
        page, _, _ = opened(browser, reports[name], width)
        outside = page.evaluate(
            """() => [...document.querySelectorAll('.drawing svg')].filter(svg =>
            svg.getBoundingClientRect().width > 0) .flatMap(svg => { const box =
            svg.closest('figure').getBoundingClientRect();
              return [...svg.querySelectorAll('text')].filter(text => { const at =
              text.getBoundingClientRect();
                return at.width > 0 && (at.left < box.left - 2 || at.right > box.right + 2); }).map(text =>
                text.textContent); })"""
        )
        assert outside == []
        page.context.close()
