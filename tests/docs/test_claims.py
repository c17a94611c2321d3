"""What prose says in words or figures about the project still holds."""

from __future__ import annotations

import re
from pathlib import Path

import glasshouse as gh
from glasshouse import safeguards
from glasshouse.base import ledger

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_more_than_half_of_the_parameters_are_assumed():
    """README, docs/index.md, docs/seeds.md and the guides say so."""
    found = gh.parameters()
    assert sum(one["grade"] == "assumed" for one in found) > len(found) / 2


def test_the_changelog_names_every_scenario_and_counts_the_safeguards():
    shipped = {one["name"] for one in gh.scenarios()}
    listed = re.search(r"\*\*Scenarios\*\*:(.*?)\n- ", CHANGELOG, re.DOTALL)
    assert listed and set(re.findall(r"`([\w-]+)`", listed[1])) == shipped
    assert f"{len(safeguards.names())} safeguards" in CHANGELOG
    assert f"{len(safeguards.names())} safeguards" in (ROOT / "docs/lab.md").read_text(encoding="utf-8")


def test_the_readme_draws_its_conclusion_from_the_figures_above_it():
    right, wrong = re.search(
        r"For every (\d+) people .*? (\d+) others were stopped", README, re.DOTALL
    ).groups()
    assert re.search(rf"\b{right}  true matches", README) and re.search(rf"\b{wrong}  wrongful stops", README)


def test_the_files_that_readers_are_sent_to_are_the_ones_that_hold_the_line():
    """docs/what-this-is-not.md names its tests; each exists."""
    text = (ROOT / "docs/what-this-is-not.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)`", text)
    assert named and [one for one in named if not (ROOT / one).exists()] == []


def test_every_parameter_that_prose_names_is_in_the_ledger():
    """A name such as `rating.grace_days`; one that ends in a star stands for several."""
    known, rooms = ledger.load(), set(ledger.ROOMS)
    for page in [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *(ROOT / "docs").glob("*.md"),
        *(ROOT / "docs/guides").glob("*.md"),
    ]:
        named = re.findall(r"`(\w+\.[\w.]+\*?)`", page.read_text(encoding="utf-8"))
        named = [one for one in named if one.split(".")[0] in rooms and not one.endswith((".py", ".yaml"))]
        assert [one for one in named if not any(name.startswith(one.rstrip("*")) if one[-1] == "*" else name == one for name in known)] == [], page  # fmt: skip
