"""Numbers in words: two digits, no false precision, out of a number of people that is readable."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glasshouse.measures import MEASURES
from glasshouse.measures.words import between, exact, number, of_people, phrase, rounded, share, times


@pytest.mark.parametrize(
    ("per_100k", "unit", "said"),
    [
        (41.2, "people", "about 41 of 100,000 people"),
        (0.23, "people", "about 2.3 of a million people"),
        (0.00123, "people", "about 12 of a billion people"),
        (123456.0, "events", "about 120,000 events for every 100,000 people"),
        (0, "people", "none of 100,000 people"),
        (0, "stops", "no stops for 100,000 people"),
        (None, "people", "unknown"),
    ],
)
def test_a_rate_is_said_out_of_a_round_number_of_people(per_100k, unit, said):
    assert of_people(per_100k, unit) == said


@given(st.floats(1e-6, 1e15))
def test_prose_never_has_more_than_two_significant_digits(value):
    digits = re.sub(r"[^0-9]", "", number(value)).lstrip("0").rstrip("0")
    assert len(digits) <= 2
    assert float(number(value).replace(",", "")) == pytest.approx(value, rel=0.051)


def test_nearly_all_is_not_all_and_nearly_none_is_not_none():
    assert share(0.99999) == "over 99.9 %"
    assert share(1e-9) == "under 0.01 %"
    assert share(0.0) == "0 %"
    assert share(math.nan) == "unknown"


def test_an_interval_in_words():
    assert between(38.4, 44.9) == "between 38 and 45"
    assert between(0, 3) == "at most 3"
    assert between(41.2, 41.4) == "between 41.2 and 41.4"
    assert between(None, 3) == between(0, 0) == ""
    assert between(5.0, 5.0) == "close to 5"


def test_a_ratio_in_words():
    assert times(2.04, 1.61, 2.58) == "2 times as often (between 1.6 and 2.6)"
    assert times(None) == "cannot be compared: the reference has none"
    assert times(0.5) == "0.5 times as often"


def test_a_measure_says_its_number_in_its_own_unit():
    assert phrase(MEASURES["people_refused"], 412, 41.2) == "about 41 of 100,000 people"
    assert phrase(MEASURES["fear_mean"], 0.123, None) == "12 %"
    assert phrase(MEASURES["feed_effective_topics"], 6.28, None) == "6.3 topics"
    assert phrase(MEASURES["days_to_remedy"], None, None) == "unknown"


def test_rounding_keeps_zero_and_sign():
    assert rounded(0) == 0 and rounded(-41237) == -41000 and rounded(math.inf) == 0
    assert exact(1234567.4) == "1,234,567"
