"""docs/seeds.md: every piece of the story has a scenario, a mechanism, a parameter and a measure, and it shows."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path

import pytest

import glasshouse as gh
from glasshouse.base import ledger
from glasshouse.measures import MEASURES

_spec = importlib.util.spec_from_file_location("seeds", Path(__file__).with_name("seeds.py"))
assert _spec and _spec.loader
page = importlib.util.module_from_spec(_spec)
sys.modules["seeds"] = page
_spec.loader.exec_module(page)

SEEDS = page.seeds()
SMALL: dict[str, tuple[int, int]] = {
    # scenario -> people and days at which everything on the page still happens to somebody
    "china-2018": (200_000, 364),
    "china-2018-press": (20_000, 182),
    "city-lfr": (60_000, 364),
    "court-list": (20_000, 1_100),
    "disputed-payment": (60_000, 364),
    "nothing": (5_000, 28),
    "rongcheng": (60_000, 1_100),
    "sesame-pretick": (20_000, 182),
}
SET_PEOPLE = 60_000
"""People in a run that only shows what one parameter does."""
MISSION = (
    "messages", "payments", "taxis", "reviews", "tickets", "logged", "feed", "camera", "stored at home", "requests", "list",
    "loans", "flights", "trains", "property", "travel abroad", "contested finding", "enrolled unasked", "grievance",
    "would have left",
)  # fmt: skip


def test_the_page_has_a_row_for_every_part_of_the_mission():
    pieces = " | ".join(seed.piece for seed in SEEDS)
    assert [part for part in MISSION if part not in pieces] == []


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: f"{seed.measure}: {seed.command}")
def test_every_name_on_the_page_exists(seed):
    assert seed.scenario in [one["name"] for one in gh.scenarios()]
    assert seed.mechanism in ledger.MECHANISMS
    assert seed.parameter in ledger.load()
    assert set(seed.set) <= set(ledger.load())
    assert seed.measure in MEASURES
    assert re.match(r"^[\d.,]+( |$)", seed.number), "run tests/docs/update_seeds.py"


@pytest.mark.slow
@pytest.mark.parametrize("command", sorted({seed.command for seed in SEEDS}))
def test_every_number_is_more_than_zero_at_a_smaller_size(command):
    rows = [seed for seed in SEEDS if seed.command == command]
    people, days = SMALL[rows[0].scenario]
    found = page.values(command, SET_PEOPLE if rows[0].set else people, days)
    zero = [seed.measure for seed in rows if not found[seed.measure]["value"]]
    assert zero == (["records_made"] if command == "nothing" else [])
