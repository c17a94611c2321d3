"""Numbers as a newspaper prints them."""

import doctest
import math
from types import ModuleType

import pytest

from glasshouse.report import words
from glasshouse.report.answers import whom


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "0"),
        (1_234_567_890, "1.2 billion"),
        (410_000_000, "410 million"),
        (45_678, "46,000"),
        (683.4, "680"),
        (99.6, "100"),
        (11.4, "11"),
        (3.04, "3.0"),
        (0.0123, "0.012"),
        (0.000001, "under 0.0001"),
        (None, "not known"),
        (math.nan, "not known"),
        (2.2e13, "22 trillion"),
        (-12.6, "-13"),
    ],
)
def test_a_number_has_two_significant_digits(value: float | None, said: str) -> None:
    assert words.number(value) == said


def test_an_interval_does_not_break_and_keeps_its_ends_apart() -> None:
    assert words.span(9.31, 13.4) == "9.3\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}13"
    assert "5,550" in words.span(5554, 5646), "two digits would say 5,600 to 5,600"
    assert words.span(None, 3) == ""


def test_an_interval_says_which_kind_it_is() -> None:
    assert words.interval({"low": 1, "high": 2, "interval": "simulation"}).startswith(
        "95 % simulation interval: "
    )
    assert words.interval({"low": 1, "high": 2, "interval": "assumption"}).startswith(
        "range over the assumed parameters"
    )
    said = words.interval({"low": None, "high": None, "interval": "none: one series for everybody"})
    assert said == "no interval: one series for everybody"


def test_a_list_of_things_is_a_phrase() -> None:
    assert words.listing(["a"]) == "a"
    assert words.listing(["a", "b", "c"]) == "a, b and c"
    assert (words.duration(365), words.duration(1), words.duration(28)) == ("a year", "a day", "28 days")


@pytest.mark.parametrize("room", [words, whom], ids=lambda room: room.__name__)
def test_examples_in_docstrings_hold(room: ModuleType) -> None:
    tried = doctest.testmod(room)
    assert tried.attempted and not tried.failed
