"""Custody: what is held, who opens it, what leaks, and how many are unique in it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glasshouse.base import columns as c
from glasshouse.climate import fields as w
from glasshouse.day.custody import happen, tables, week

from .stage import ALWAYS, NEVER, Stage, near

pytestmark = pytest.mark.kernels


@given(st.floats(0.0001, 0.5), st.integers(1, 8), st.integers(2, 10**7))
@settings(deadline=None)
def test_unicity_is_one_minus_q_to_the_others(share, points, people):
    q = share**points
    assert tables.unicity(share, points, people - 1) == pytest.approx((1 - q) ** (people - 1), abs=1e-6)


def test_more_points_known_make_a_trace_rarer_and_more_people_hide_it():
    assert tables.unicity(0.01, 2, 10**6) < tables.unicity(0.01, 3, 10**6) < tables.unicity(0.01, 4, 10**6)
    assert tables.unicity(0.01, 3, 10**7) < tables.unicity(0.01, 3, 10**6)
    assert tables.unicity(0.01, 3, 0) == 1.0


def scene(**person: int) -> Stage:
    s = Stage().person(**{"stock": 5, **person})
    s.P[w.FILE] = ALWAYS
    s.P[tables.MISREAD] = s.P[tables.RECORD] = s.P[tables.PURPOSE] = NEVER
    return s


def test_a_file_is_opened_only_if_there_is_one_and_a_request_reaches_it():
    assert happen.open_file(*args(scene())) == happen.READ
    assert happen.open_file(*args(scene(stock=0))) == happen.CLOSED
    s = scene()
    s.P[w.FILE] = NEVER
    assert happen.open_file(*args(s)) == happen.CLOSED and s.everything_counted() == {}


def args(s: Stage, day: int = 2) -> tuple:
    return s.M, s.P, s.D, 0, day, 112, 7


def test_what_was_read_may_be_misread_or_lead_to_a_record_and_a_limit_on_purpose_bars_both():
    for place, became in ((tables.MISREAD, happen.MISTAKEN), (tables.RECORD, happen.RECORDED)):
        s = scene()
        s.P[place] = ALWAYS
        assert happen.open_file(*args(s)) == became
        assert s.has(c.EVER_FILE) and s.counted("files_opened") == 1
        s.P[tables.PURPOSE] = ALWAYS
        assert happen.open_file(*args(s)) == happen.READ


def test_files_are_misread_at_the_stated_rate():
    s = scene()
    s.P[tables.MISREAD] = ALWAYS // 5
    for day in range(3000):
        happen.open_file(*args(s, day))
    assert near(s.counted("files_misread"), 600)


def test_a_leak_exposes_a_person_once_however_often_it_leaks():
    s = scene()
    s.P[tables.EXPOSE], s.P[tables.REIDENTIFY : tables.REIDENTIFY + 4] = ALWAYS, ALWAYS
    for number in range(3):
        week.leak(s.week(number).M, s.P, s.D, 0)
    assert s.everything_counted() == {"people_exposed_in_breach": 1, "people_reidentifiable": 1}


@pytest.mark.parametrize(("stock", "encryption"), [(0, 0), (5, 1)])
def test_who_has_no_records_or_encrypted_ones_is_not_exposed(stock, encryption):
    s = Stage(custody__encryption=encryption).person(stock=stock)
    assert not week.leak(s.M, s.P, s.D, 0) and s.everything_counted() == {}


def keep(s: Stage, weeks: int, logged: int) -> list[int]:
    rng = np.random.default_rng(1)
    levels = []
    for _ in range(weeks):
        bits = rng.integers(0, 2**32, 1, dtype=np.uint32).astype(s.U.dtype)
        week.keep(s.M, s.P, 1, np.array([logged], np.int64), bits)
        levels.append(s.get("stock"))
    return levels


def test_a_stock_grows_to_what_retention_allows_and_vanishes_when_nothing_is_logged_any_more():
    s = scene(stock=0, conn=1)
    target = int(s.P[tables.STOCK_TARGET + 1])
    assert keep(s, 30, 500)[-1] == target > 0
    assert keep(s, 400, 0)[-1] == 0


def at_target(s: Stage) -> np.ndarray:
    """Return the records held where a stock neither grows nor shrinks, by connectivity."""
    level = s.P[tables.STOCK_TARGET : tables.STOCK_TARGET + 4]
    return s.P[tables.HELD + level * 4 + np.arange(4)]


@given(st.integers(7, 3650), st.integers(1, 2000))
@settings(max_examples=25, deadline=None)
def test_longer_retention_never_holds_less(days, more):
    short, long = Stage(custody__retention_days=days), Stage(custody__retention_days=days + more)
    assert (at_target(short) <= at_target(long)).all()
    assert (
        short.P[tables.STOCK_TARGET : tables.STOCK_TARGET + 4]
        <= long.P[tables.STOCK_TARGET : tables.STOCK_TARGET + 4]
    ).all()


def test_records_held_at_the_target_are_what_a_retention_period_logs():
    s = Stage()
    for conn in range(4):
        s.person(conn=conn, stock=int(s.P[tables.STOCK_TARGET + conn]))
        assert week.held(s.M, s.P, 0) == at_target(s)[conn] > 0
