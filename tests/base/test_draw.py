"""Random numbers: the published generator, one number for each purpose, even over their range."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glasshouse.base import draw

pytestmark = pytest.mark.kernels

word = st.integers(0, 2**32 - 1)
EVERYTHING = 0xFFFFFFFF


def test_philox_gives_the_published_answer_for_zero_key_and_counter():
    assert [hex(x) for x in draw.philox(0, 0, 0, 0, 0)] == [
        "0x6627e8d5",
        "0xe169c58d",
        "0xbc57ac4c",
        "0x9b00dbd8",
    ]


def test_philox_gives_the_published_answer_for_all_ones():
    """The second vector of the generator's own known-answer file (Random123, kat_vectors)."""
    key = np.uint64(2**64 - 1).astype(np.int64)
    answer = draw.philox(key, EVERYTHING, EVERYTHING, EVERYTHING, EVERYTHING)
    assert [hex(x) for x in answer] == ["0x408f276d", "0x41c83b0e", "0xa20bc7c6", "0x6d5451fd"]


@given(word, word, word, word)
@settings(max_examples=30, deadline=None)
def test_a_draw_is_a_function_of_its_address_alone(person, time, stream, n):
    once = draw.draw(7, person, time, stream, n)
    draw.draw(7, person ^ 1, time, stream, n)
    assert draw.draw(7, person, time, stream, n) == once
    assert all(0 <= x < 2**32 for x in once)


@given(word, st.integers(0, 3), st.integers(1, 2**31))
@settings(max_examples=30, deadline=None)
def test_any_other_person_day_stream_or_number_draws_something_else(base, which, more):
    address = [base, base, base, base]
    other = list(address)
    other[which] = (other[which] + more) % 2**32
    assert draw.draw(7, *address) != draw.draw(7, *other)


def test_no_two_purposes_share_a_stream():
    numbers = list(draw.STREAM_NAMES.values())
    assert len(set(numbers)) == len(numbers) >= 35
    assert draw.STREAM_NAMES["CLOCKS"] == 0 and draw.STREAM_NAMES["FIND"] == 45


def test_another_seed_is_another_world_and_a_great_seed_is_as_good():
    seeds = (0, 1, 2**32, 2**63 - 1, np.uint64(2**64 - 1).astype(np.int64))
    assert len({draw.draw(seed, 5, 5, 5, 5) for seed in seeds}) == len(seeds)


def test_a_column_of_draws_is_the_same_as_one_at_a_time():
    people = 37
    table = np.zeros((6, people), np.int64)
    draw.fill(3, 1000, people, 4, draw.WEEK, table, 2)
    for i in range(people):
        assert tuple(int(x) for x in table[2:6, i]) == draw.draw(3, 1000 + i, 4, draw.WEEK, 0)
    assert not table[:2].any()


@pytest.mark.parametrize("stream", ["CLOCKS", "GATE", "TRAITS"])
def test_draws_are_even_over_their_range_and_their_words_unrelated(stream):
    people = 4000
    table = np.zeros((4, people), np.uint32)
    draw.fill(11, 0, people, 9, draw.STREAM_NAMES[stream], table, 0)
    u = table.astype(float) / 2**32
    # chi-squared over 64 slices, 63 degrees of freedom: beyond 120 once in a hundred thousand
    for word_ in u:
        seen = np.bincount((word_ * 64).astype(int), minlength=64)
        assert ((seen - people / 64) ** 2 / (people / 64)).sum() < 120
    assert np.abs(np.corrcoef(u) - np.eye(4)).max() < 4.5 / np.sqrt(people)


def test_neighbours_in_person_time_and_number_draw_as_strangers():
    size = 1500
    first = np.array([draw.draw(1, i, 3, draw.GATE, 64)[0] for i in range(size)], float)
    for other in (
        [draw.draw(1, i + 1, 3, draw.GATE, 64)[0] for i in range(size)],
        [draw.draw(1, i, 4, draw.GATE, 64)[0] for i in range(size)],
        [draw.draw(1, i, 3, draw.RETRY, 64)[0] for i in range(size)],
        [draw.draw(1, i, 3, draw.GATE, 65)[0] for i in range(size)],
    ):
        assert abs(np.corrcoef(first, np.array(other, float))[0, 1]) < 4.5 / np.sqrt(size)
