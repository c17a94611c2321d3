"""Side rows: what a case says on a day, and that sixteen bytes hold it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glasshouse.base import desk as d
from glasshouse.base import events, rows
from glasshouse.run.store import empty_store, grow
from glasshouse.scenario.planning import MOST_DAYS

from .stage import Stage

pytestmark = pytest.mark.kernels

a_day = st.integers(-700, MOST_DAYS)


@given(
    who=st.integers(0, 511), kind=st.sampled_from([rows.CASE, rows.MARK]), cause=st.integers(1, len(events.EVENTS)),
    flags=st.integers(0, 16383), start=a_day, bind=st.integers(-700, d.OPEN_END), end_b=st.integers(-700, d.OPEN_END),
    end_t=st.integers(-700, d.OPEN_END), filed=st.integers(0, MOST_DAYS), fraction=st.integers(0, rows.FRACTIONS - 1),
    stage=st.integers(0, 4), copy_end=st.integers(0, 2047),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_a_row_comes_back_from_its_sixteen_bytes_as_it_went_in(**row):
    scene = Stage()
    scene.D[d.N_ROWS] = 1
    for name, value in row.items():
        scene.D[d.ROWS + getattr(d, name.upper())] = value
    store = empty_store(2, 4)
    rows.store_rows(store.rows, 4, scene.D)
    scene.D[d.ROWS : d.ROWS + d.ROW_FIELDS] = -1
    rows.load_rows(store.rows, 4, 1, scene.D)
    assert {name: scene.field(d.ROWS, name) for name in row} == row


def test_everything_that_a_cause_can_be_fits_its_six_bits():
    assert len(events.EVENTS) < 64


def test_dates_of_the_longest_run_fit_with_the_longest_grace():
    assert MOST_DAYS + 90 + rows.DAY_OFFSET < 2**13
    assert d.OPEN_END > MOST_DAYS + 90


def test_a_case_binds_from_its_first_day_until_it_ends():
    scene = Stage()
    p = scene.case(bind=10, end_b=20, end_t=15)
    assert [day for day in range(30) if rows.binds(scene.D, p, day)] == list(range(10, 20))
    assert [day for day in range(30) if rows.should_bind(scene.D, p, day)] == list(range(10, 15))


def test_a_stale_copy_binds_after_the_record_is_corrected():
    scene = Stage()
    p = scene.case(bind=0, end_b=5, copy_end=9)
    assert not rows.binds(scene.D, p, 7)
    scene.D[p + d.FLAGS] |= rows.STALE_COPY
    assert rows.binds(scene.D, p, 8) and not rows.binds(scene.D, p, 9)


def test_a_wrong_person_should_never_be_bound_and_an_escaped_debtor_never_is():
    scene = Stage()
    wrong = scene.case(flags=rows.LISTED | rows.WRONG_PERSON)
    escaped = scene.case(flags=rows.LISTED | rows.MISSED)
    assert rows.binds(scene.D, wrong, 3) and not rows.should_bind(scene.D, wrong, 3)
    assert not rows.binds(scene.D, escaped, 3) and rows.should_bind(scene.D, escaped, 3)


@pytest.mark.parametrize(
    ("flags", "end_b", "end_t", "day", "verdict"),
    [
        (0, 7000, 7000, 5, rows.RULE),
        (rows.WRONG_PERSON, 7000, 7000, 5, rows.FACT),
        (rows.WRONG_PERSON | rows.NOT_SERVED | rows.BENCHMARK, 7000, 7000, 5, rows.FACT),
        (rows.NOT_SERVED, 7000, 7000, 5, rows.LAW),
        (rows.NO_MEANS | rows.BENCHMARK, 7000, 7000, 5, rows.LAW),
        (rows.BENCHMARK, 7000, 7000, 5, rows.BENCH),
        (rows.PAID, 60, 10, 30, rows.FACT),  # paid, and still listed
        (rows.TERM, 60, 10, 30, rows.LAW),  # the term is over
        (rows.TERM, 60, 10, 5, rows.RULE),
        (rows.STALE_COPY | rows.TERM, 20, 10, 30, rows.FACT),  # a copy of what was removed
    ],
)
def test_the_gravest_fault_is_the_verdict(flags, end_b, end_t, day, verdict):
    scene = Stage()
    p = scene.case(flags=rows.LISTED | flags, end_b=end_b, end_t=end_t)
    assert rows.verdict(scene.D, p, day) == verdict


def test_dropping_a_row_keeps_the_order_of_the_others():
    scene = Stage(4)
    for i in range(4):
        scene.case(i)
    rows.drop_row(scene.D, d.ROWS + d.ROW_FIELDS)
    assert [scene.field(d.ROWS + k * d.ROW_FIELDS, "who") for k in range(3)] == [0, 2, 3]
    assert scene.D[d.N_ROWS] == 3


def test_a_full_community_says_so_instead_of_dropping():
    scene = Stage()
    for _ in range(d.ROW_ROOM):
        scene.case()
    assert scene.D[d.OVERFLOW] == 0
    scene.case()
    assert scene.D[d.OVERFLOW] == 1


@given(st.lists(st.integers(0, 30), min_size=1, max_size=12), st.integers(1, 40))
@settings(deadline=None)
def test_a_growing_arena_moves_no_row_to_another_community(used, need):
    store = empty_store(len(used), 30)
    for k, many in enumerate(used):
        store.used[k] = many
        store.rows[store.start[k] : store.start[k] + many, 0] = np.arange(many) + 100 * k + 1
    grown = grow(store, need)
    assert (np.diff(grown.start) - grown.used >= need).all()
    for k, many in enumerate(used):
        assert (grown.rows[grown.start[k] : grown.start[k] + many, 0] == np.arange(many) + 100 * k + 1).all()
