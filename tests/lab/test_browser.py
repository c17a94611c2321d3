"""The page in a real Chromium: by mouse and by keyboard alone, light and dark, narrow and wide, in three languages."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.browser
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
SCENES = ("app", "cameras", "data", "score", "door", "silence", "way-out")
SMALL = "people=10000&days=140&with=appeal:1,notice:1"
ANSWERED = "#answer:not([hidden]):not(.old)"


LISTENING = """addEventListener("DOMContentLoaded", () => {
  window.said = [];
  const place = document.getElementById("status");
  new MutationObserver(() => place.textContent && window.said.push(place.textContent)).observe(place, {childList: true});
});"""


class Page:
    """A page, and everything it asked for and complained of."""

    def __init__(
        self,
        browser: Any,
        address: str,
        width: int = 1440,
        scheme: str = "light",
        motion: str = "no-preference",
    ) -> None:
        self.address = address
        self.context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            reduced_motion=motion,
            locale="en-GB",
        )
        self.context.route("**/api/scenes/*", with_fewer_people)
        self.page = self.context.new_page()
        self.page.set_default_timeout(60_000)
        self.asked: list[str] = []
        self.said: list[str] = []
        self.page.add_init_script(LISTENING)
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def open(self, fragment: str = "", query: str = "") -> Any:
        self.page.goto(f"{self.address}/{query}{fragment}")
        self.page.wait_for_selector("body[data-ready]")
        return self.page

    def announced(self) -> str:
        """All that was said to readers who listen, since the page was opened."""
        return "; ".join(self.page.evaluate("window.said || []"))

    def __enter__(self) -> Page:
        return self

    def __exit__(self, kind: Any, *rest: object) -> None:
        if kind is None:
            assert self.said == []
            assert {urlsplit(url).netloc for url in self.asked} == {urlsplit(self.address).netloc}
        self.context.close()


def with_fewer_people(route: Any) -> None:
    """The scenes as readers get them, but for the number of people; `test_parts` holds what they say at full size."""
    answer = route.fetch()
    found = answer.json()
    for scene in found:
        scene["question"]["people"] = 10_000
    route.fulfill(response=answer, json=found)


def with_fewer_worlds(route: Any) -> None:
    """A promise tried in fewer and smaller worlds than readers get: what is looked at here is the page."""
    asked = {**route.request.post_data_json, "people": 2_000, "points": 4}
    route.continue_(post_data=json.dumps(asked))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


ALIKE = [
    "#casebook tbody tr:nth-child(n+4)", "#ledger tbody tr:nth-child(n+4)", "#tables tbody tr:nth-child(n+4)",
    "#cases tbody tr:nth-child(n+4)", "#safeguards .item:nth-of-type(n+2)", "#parameters .item:nth-of-type(n+2)",
]  # fmt: skip
"""Rows and controls like the ones before them: looking at each again takes most of the time and finds nothing more."""


def barriers(page: Any) -> str:
    from axe_playwright_python.sync_playwright import Axe

    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, context={"exclude": [[one] for one in ALIKE]}, options={"runOnly": tags})
    return str(found.generate_report()) if found.violations_count else ""


def sideways(page: Any) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def play(page: Any, name: str) -> Any:
    """Guesses in a scene, moves its control, and returns it."""
    scene = page.locator(f"#scene-{name}")
    radios = scene.locator("[data-guess] input[type=radio]")
    if radios.count():
        radios.nth(1).check()
    else:
        scene.locator("[data-guess] input[type=range]").fill("60")
    scene.get_by_role("button", name="That is my guess").click()
    scene.locator("[data-told]").wait_for()
    control = scene.locator("[data-control] input").last
    if control.get_attribute("type") == "radio":
        control.check()
    else:
        control.fill("80")
    page.wait_for_function(
        "name => /\\d.*\\./.test(document.querySelector(`#scene-${name} [data-result]`).textContent)",
        arg=name,
    )
    return scene


def test_the_story_is_played_by_mouse_to_the_sandbox(browser: Any, lab: Any) -> None:
    with Page(browser, lab.address) as opened:
        page = opened.open()
        for place, name in enumerate(SCENES):
            scene = play(page, name)
            told = scene.inner_text()
            assert not re.search(r"\{\w+\}|NaN|undefined|not known", told), told
            assert "glasshouse run " in scene.locator("[data-source]").text_content()
            assert "What is assumed:" in told
            if place < len(SCENES) - 1:
                scene.locator(".onward .primary").click()
                page.locator(f"#scene-{SCENES[place + 1]}").wait_for()
        page.get_by_role("link", name="Into the sandbox: change everything").click()
        page.wait_for_selector("#sandbox:not([hidden])")
        # the page shows itself first and then takes over what the last scene had chosen
        page.wait_for_function("() => document.querySelector('#s-appeal').value === '1'")


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (768, "light"), (1440, "dark")])
def test_no_barrier_in_the_story_at_any_width(browser: Any, lab: Any, width: int, scheme: str) -> None:
    with Page(browser, lab.address, width, scheme, "reduce") as opened:
        page = opened.open()
        assert barriers(page) == ""
        for name in ("cameras", "door"):
            page.goto(f"{lab.address}/#story/{name}")
            play(page, name)
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            page.wait_for_selector(f"#scene-{name} [data-drawing] svg")
            assert barriers(page) == ""
            assert sideways(page) == 0


def test_a_scene_is_played_by_keyboard_alone(browser: Any, lab: Any) -> None:
    with Page(browser, lab.address) as opened:
        page = opened.open("#story/cameras")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        reach(page, "guess-cameras")
        for _ in range(5):
            page.keyboard.press("ArrowRight")
        assert "15 of 100" in page.locator("#guess-cameras").get_attribute("aria-valuetext")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.locator("#scene-cameras [data-told]").wait_for()
        assert page.evaluate("document.activeElement.textContent") == "What the model says"
        reach(page, "try-cameras")
        page.keyboard.press("End")
        page.wait_for_function(
            "() => /\\d/.test(document.querySelector('#scene-cameras [data-result]').textContent)"
        )
        assert page.locator("#try-cameras").get_attribute("aria-valuetext") == "5,000,000 people on the list"


def reach(page: Any, wanted: str, most: int = 120) -> None:
    """Presses Tab until an element has the focus, which must be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == wanted:
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    raise AssertionError(f"{wanted} is not reached by the keyboard")


def test_the_sandbox_answers_undoes_and_restores_from_its_link(browser: Any, lab: Any) -> None:
    with Page(browser, lab.address) as opened:
        page = opened.open(f"#sandbox?{SMALL}")
        page.wait_for_selector(ANSWERED)
        before = page.locator("#commands").inner_text()
        assert "--with appeal" in before
        page.locator("#s-notice").fill("0.5")
        page.locator("#s-notice").dispatch_event("change")
        page.wait_for_function("() => document.querySelector('#commands').textContent.includes('notice=0.5')")
        assert "notice:0.5" in page.evaluate("location.hash")
        page.locator("#undo").click()
        page.wait_for_function(
            "() => !document.querySelector('#commands').textContent.includes('notice=0.5')"
        )
        assert page.locator("#commands").inner_text() == before
        page.locator("#redo").click()
        page.wait_for_function("() => document.querySelector('#commands').textContent.includes('notice=0.5')")
        page.locator("#measure").select_option("people_listed")
        page.locator("#parameters summary").first.click()
        link = page.evaluate("location.href")
    with Page(browser, lab.address, 768, "dark") as again:
        page = again.open(link.removeprefix(f"{lab.address}/"))
        page.wait_for_selector(ANSWERED)
        assert page.locator("#s-notice").input_value() == "0.5"
        assert page.locator("#measure").input_value() == "people_listed"
        assert "notice=0.5" in page.locator("#commands").inner_text()
        where = page.locator("#answer .where").all_inner_texts()
        assert len(where) == 3
        for text in where:
            assert "seed 1" in text
            assert re.search(r"[0-9a-f]{12}", text)


def test_the_sandbox_by_keyboard_alone(browser: Any, lab: Any) -> None:
    with Page(browser, lab.address) as opened:
        page = opened.open(f"#sandbox?{SMALL}")
        page.wait_for_selector(ANSWERED)
        reach(page, "s-appeal", 200)
        page.keyboard.press("ArrowLeft")
        page.wait_for_function(
            "() => document.querySelector('#commands').textContent.includes('appeal=0.95')"
        )
        page.keyboard.press("Control+z")
        page.wait_for_function(
            "() => !document.querySelector('#commands').textContent.includes('appeal=0.95')"
        )
        reach(page, "more", 200)
        page.keyboard.type("rating.paid_per_year")
        page.keyboard.press("Enter")
        page.wait_for_function("() => document.activeElement.id === 'p-rating.paid_per_year'")
        page.keyboard.press("End")
        page.wait_for_function(
            "() => document.querySelector('#commands').textContent.includes('rating.paid_per_year=0.3')"
        )
        assert "set=rating.paid_per_year:0.3" in page.evaluate("location.hash")
        assert page.locator("[id='p-rating.paid_per_year']").get_attribute("aria-valuetext").startswith("0.3")
        assert "--with appeal " in page.locator("#commands").inner_text()  # undone: the full strength again


def test_what_is_written_by_hand_is_checked_in_words(browser: Any, lab: Any) -> None:
    with Page(browser, lab.address) as opened:
        page = opened.page
        page.goto(f"{lab.address}/#sandbox?people=10000&set=rating.grace_dayz:4")
        page.wait_for_selector(ANSWERED)
        assert "rating.grace_dayz" not in page.locator("#commands").inner_text()
        assert "There is no parameter rating.grace_dayz" in opened.announced()
        page.goto(
            f"{lab.address}/#sandbox?scenario=%3Cimg%20src=x%3E&people=-4&with=appeal:9,..:1&measure=none"
        )
        page.wait_for_selector("#problem:not([hidden])")
        assert "safeguards" in page.locator("#problem").inner_text()
        opened.said = [
            line for line in opened.said if "422" not in line
        ]  # the browser itself notes the refusal


def test_a_long_question_shows_how_far_it_is_and_is_cancelled(browser: Any, lab: Any) -> None:
    with Page(browser, lab.address) as opened:
        page = opened.open("#sandbox?people=240000&days=3000")
        page.wait_for_function("() => document.querySelector('#progress').value > 0")
        page.locator("#cancel").click()
        page.wait_for_selector("#problem:not([hidden])")
        assert "Cancelled" in page.locator("#problem").inner_text()
        page.wait_for_selector("#working", state="hidden")


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (768, "dark"), (1440, "light")])
def test_no_barrier_in_sandbox_people_and_evidence(browser: Any, lab: Any, width: int, scheme: str) -> None:
    with Page(browser, lab.address, width, scheme) as opened:
        page = opened.open(f"#sandbox?{SMALL}")
        page.wait_for_selector(ANSWERED)
        page.wait_for_selector("#chart-worlds svg")
        page.evaluate("document.querySelectorAll('#sandbox details').forEach(one => one.open = true)")
        assert barriers(page) == ""
        assert sideways(page) == 0
        page.goto(f"{lab.address}/#people")
        page.wait_for_selector("#film-key li")
        assert barriers(page) == ""
        assert sideways(page) == 0
        page.goto(f"{lab.address}/#evidence")
        page.wait_for_selector("#catalogues td")
        page.locator("#ledger-words").fill("watchlist")
        assert barriers(page) == ""
        assert sideways(page) == 0


def test_somebody_is_chosen_by_mouse_and_by_keyboard_and_told_twice(browser: Any, lab: Any) -> None:
    with Page(browser, lab.address, motion="reduce") as opened:
        page = opened.open(f"#sandbox?{SMALL}")
        page.wait_for_selector(ANSWERED)
        page.goto(f"{lab.address}/#people")
        page.wait_for_selector("#film-key li")
        box = page.locator("#dots").bounding_box()
        page.locator("#dots").click(
            position={"x": box["width"] * 0.42, "y": box["height"] * 0.55}
        )  # scrolls there
        page.wait_for_selector("#life-base li")
        assert "Synthetic person" in page.locator("#life-base li").first.inner_text()
        reach(page, "number")
        page.keyboard.press("Control+a")
        page.keyboard.type("17")
        page.keyboard.press("Enter")
        page.wait_for_function(
            "() => document.querySelector('#life-base').textContent.includes('person 17,')"
        )
        page.locator("#colour").select_option("app")
        count = page.locator("#film-count").inner_text()
        assert re.fullmatch(r"[\d,]+ of 10,000 people\.", count)
        page.locator("#week").fill("0")
        assert page.locator("#week-says").inner_text().startswith("week 1 of 20")
        page.locator("#play").click()
        page.wait_for_function("() => Number(document.querySelector('#week').value) >= 1")
        page.locator("#play").click()


@pytest.mark.parametrize(("language", "title"), [("fr", "Sept portes de verre"), ("zh", "七扇玻璃门")])
def test_another_language_is_marked_as_a_draft_and_plays(
    browser: Any, lab: Any, language: str, title: str
) -> None:
    with Page(browser, lab.address, 768) as opened:
        page = opened.open("#story/cameras", f"?lang={language}")
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator(".draft").is_visible()
        assert page.locator("#story-title").text_content() == title
        scene = page.locator("#scene-cameras")
        scene.locator("[data-guess] button").click()
        scene.locator("[data-told]").wait_for()
        assert not re.search(r"\{\w+\}|alarms", scene.inner_text())
        page.goto(f"{lab.address}/?lang={language}#sandbox?{SMALL}")
        page.wait_for_selector(ANSWERED)
        assert not re.search(r"\{\w+\}", page.locator("#sandbox").inner_text())


def test_dark_paper_and_the_readers_choice(browser: Any, lab: Any) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    with Page(browser, lab.address, scheme="dark") as opened:
        page = opened.open(f"#sandbox?{SMALL}")
        page.wait_for_selector("#chart-worlds svg")
        assert page.evaluate(ground) == "rgb(21, 23, 26)"
        page.locator("#theme").select_option("light")
        assert page.evaluate(ground) == "rgb(251, 250, 247)"
        page.locator("#theme").select_option("dark")
        page.emulate_media(media="print")
        assert page.evaluate(ground) in ("rgb(251, 250, 247)", "rgb(255, 255, 255)")
        assert page.pdf()[:4] == b"%PDF"


def test_the_page_shows_what_python_gives(browser: Any, lab: Any) -> None:
    import glasshouse as gh

    pair = gh.compare("china-2018", ["appeal", "notice"], people=10_000, days=140, split=False)
    with Page(browser, lab.address) as opened:
        page = opened.open(f"#sandbox?{SMALL}&measure=wrong_never_notified")
        page.wait_for_selector(ANSWERED)
        for digest in pair.digests:
            assert digest in page.locator("#commands").inner_text()
        said = page.locator("#headline").inner_text()
        row = pair.row("wrong_never_notified")
        assert row["difference"] < 0
        for key in ("base", "changed"):
            assert two(page, 10 * row[key]) in said, key  # of 10,000 people, shown for every 100,000
        for key in ("difference", "low", "high"):
            assert f"−{two(page, -10 * row[key])}" in said, key
        page.wait_for_function("() => document.querySelector('#split').textContent.includes('directly')")


def two(page: Any, value: float) -> str:
    return str(page.evaluate("async (value) => (await import('/static/core.js')).two(value)", value))


def test_a_promise_is_tried_and_a_case_is_held_against_the_model(browser: Any, lab: Any) -> None:
    from glasshouse.casebook import run

    with Page(browser, lab.address, 768) as opened:
        opened.context.route("**/api/verdicts", with_fewer_worlds)
        page = opened.open("#evidence")
        page.wait_for_selector("#catalogues td")
        page.locator("#verdict-of").select_option("notice")
        page.locator("#verdict-form button").click()
        page.wait_for_selector("#verdict h3")
        told = page.locator("#verdict").inner_text()
        assert told.startswith("Whoever is decided against is told")
        assert re.search(r"It does (not do )?what it promises, at the assumed values\.", told)
        assert re.search(r"which it holds\s+[\d.]+ % \(uniform\), [\d.]+ % \(log-uniform\)", told)
        assert "What flips it" in told or "No assumption that was tried flips it alone" in told
        assert "--with notice" in page.locator("#verdict pre").inner_text()
        page.locator("#case").select_option("requests")
        page.locator("#cases-form button").click()
        page.wait_for_selector("#cases-working", state="hidden")
        rows = page.locator("#cases tbody tr")
        book = run(["requests"])
        assert rows.count() == len(book.rows)
        shown = page.locator("#cases").inner_text()
        for row in book.rows:
            assert row.what in shown
            assert row.reason in shown
        misses = [row for row in book.rows if row.verdict == "miss"]
        assert page.locator("#cases .outcome.miss").count() == len(misses)
        assert barriers(page) == ""
