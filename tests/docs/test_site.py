"""The site: built strictly, whole, from today's code and ledger, and read from a disk with no network at all."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

import glasshouse as gh
from glasshouse import safeguards
from glasshouse.base import ledger
from glasshouse.measures import MEASURES

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SCHEMES = {"light": "default", "dark": "slate"}
"""What Material calls the colours that a reader's machine asks for."""
FETCHED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src", "audio": "src"}


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Path:
    """Build it as `scripts/docs` does: strict, so that a warning is an error."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [ROOT / "scripts/docs", "--site-dir", folder],
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout + done.stderr == ""
    return folder


class Fetched(HTMLParser):
    """Collects what a page would fetch: scripts, styles, fonts, icons, pictures; and the classes of its elements."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.classes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.classes |= set((found.get("class") or "").split())
        address = found.get(FETCHED.get(tag, ""))
        if tag == "link" and found.get("rel") not in ("canonical", "next", "prev", "edit"):
            address = found.get("href")
        if address:
            self.addresses.append(address)


def fetched(file: Path) -> Fetched:
    """Read a page."""
    page = Fetched()
    page.feed(file.read_text(encoding="utf-8"))
    return page


def test_no_page_fetches_anything_from_elsewhere(site):
    pages = list(site.rglob("*.html"))
    assert len(pages) > 40
    for file in pages:
        page = fetched(file)
        outside = [one for one in page.addresses if re.match(r"(https?:)?//", one)]
        assert outside == [], file
        assert all(
            (file.parent / one.partition("?")[0]).exists()
            for one in page.addresses
            if one[:1] not in ("#", "/")
        )
        assert "mermaid" not in page.classes, "Material would fetch Mermaid from elsewhere: draw an SVG"
    for file in site.rglob("*.css"):
        assert re.findall(r"url\([\"']?(?:https?:)?//", file.read_text(encoding="utf-8")) == [], file


def test_the_reference_has_every_name(site):
    reference = {name: (site / f"reference/{name}.html").read_text(encoding="utf-8")
                 for name in ("measures", "safeguards", "scenarios", "mechanisms", "commands", "python")}  # fmt: skip
    assert [name for name in MEASURES if f'id="{name}"' not in reference["measures"]] == []
    assert [one for one in safeguards.names() if f'id="{one}"' not in reference["safeguards"]] == []
    assert [
        one["name"] for one in gh.scenarios() if f'id="{one["name"]}"' not in reference["scenarios"]
    ] == []
    assert [one for one in ledger.MECHANISMS if f'id="{one}"' not in reference["mechanisms"]] == []
    public = [name for name in gh.__all__ if not name.startswith("_")]
    assert [name for name in public if f"gh.{name}" not in reference["python"]] == []
    rooms = {
        room: (site / f"reference/parameters/{room}.html").read_text(encoding="utf-8")
        for room in ledger.ROOMS
    }
    assert [
        one.name for one in ledger.load().values() if f'id="{one.name}"' not in rooms[one.mechanism]
    ] == []


def test_a_parameter_stands_there_with_its_value_range_grade_and_source(site):
    text = (site / "reference/parameters/rating.html").read_text(encoding="utf-8")
    one = ledger.load().named("rating.grace_days")
    part = text[text.index('id="rating.grace_days"') :][:1500]
    assert f"{one.value:g}</strong> {one.unit}" in part and f"range {one.low:g} to {one.high:g}" in part
    assert f"<em>{one.grade}</em>" in part and "no measurement found for China" in part


def test_every_command_is_there_with_its_options(site):
    from typer.main import get_command

    from glasshouse.cli.app import app

    text = (site / "reference/commands.html").read_text(encoding="utf-8")
    for name, command in get_command(app).commands.items():
        assert f'id="{name}"' in text
        assert [
            one.opts for one in command.params if f"<code>{one.opts[0]}" not in text and one.opts[0][0] == "-"
        ] == []


def test_every_picture_has_words_for_those_who_do_not_see_it(site):
    for file in site.rglob("*.html"):
        for tag in re.findall(r"<img [^>]*>", file.read_text(encoding="utf-8")):
            assert re.search(r'alt="[^"]{3,}"', tag) or 'alt="logo"' in tag, (file, tag)


@pytest.fixture(scope="module")
def browser():
    """Open a real Chromium."""
    from playwright.sync_api import sync_playwright

    if CHROMIUM is None:
        pytest.fail("no Chromium: scripts/system-packages browser")
    with sync_playwright() as player:
        opened = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture
def opened(browser):
    """Open pages in one colour scheme, without a network; what they ask it for, and complain of, must be nothing."""
    asked, said = [], []

    def open_in(scheme: str = "light"):
        context = browser.new_context(offline=True, color_scheme=scheme, reduced_motion="reduce")
        page = context.new_page()
        page.on("request", lambda one: asked.append(one.url))
        page.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
        page.on("pageerror", lambda one: said.append(str(one)))
        return page

    yield open_in
    assert said == []
    assert {url.partition(":")[0] for url in asked} <= {"file", "data", "blob", "about"}


def test_the_search_works_from_a_disk(site, opened):
    page = opened()
    page.goto((site / "index.html").as_uri())
    page.keyboard.press("s")
    page.keyboard.type("watchlist criteria")
    found = page.locator(".md-search-result__link")
    found.first.wait_for()
    assert "safeguards.html" in " ".join(one.get_attribute("href") for one in found.all())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_have_no_barrier_and_fit_a_telephone(site, opened, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = opened(scheme)
    barriers = {}
    for name in (
        "index",
        "guides/assess-a-camera-deployment",
        "reference/parameters/index",
        "what-this-is-not",
    ):
        page.set_viewport_size({"width": 360, "height": 800})
        page.goto((site / f"{name}.html").as_uri())
        assert page.locator("body").get_attribute("data-md-color-scheme") == SCHEMES[scheme]
        assert (
            page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        )
        page.set_viewport_size({"width": 1280, "height": 900})
        found = Axe().run(page, options={"runOnly": RULES, "preload": False})
        barriers |= {name: found.generate_report()} if found.violations_count else {}
    assert barriers == {}
