"""Response: blows, fading on two clocks, awareness, two attitudes."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glasshouse.base import columns as c
from glasshouse.climate import fields as w
from glasshouse.day.response import happen, tables, week

from .stage import ALWAYS, NEVER, Stage

pytestmark = pytest.mark.kernels


def fade(s: Stage, weeks: int, n: int) -> np.ndarray:
    rng = np.random.default_rng(9)
    means = []
    for _ in range(weeks):
        bits = rng.integers(0, 2**32, 512, dtype=np.uint32).astype(s.U.dtype)
        week.fading(s.M, s.P, n, bits)
        means.append([s.M[k, :n].mean() for k in (c.HARDSHIP, c.FEAR_FAST, c.FEAR_SLOW)])
    return np.array(means)


def test_hardship_halves_and_fear_follows_two_exponentials_with_no_loss_to_rounding():
    """G0 [rho exp(-t/slow) + (1-rho) exp(-t/fast)], in bytes, over twenty weeks."""
    n = 512
    s = Stage(n)
    s.M[c.HARDSHIP, :n] = s.M[c.FEAR_FAST, :n] = s.M[c.FEAR_SLOW, :n] = 40
    got = fade(s, 20, n)
    half = 26
    assert got[-1, 0] == pytest.approx(40 * 0.5 ** (20 / half), rel=0.02)
    assert got[1, 1] == pytest.approx(40 * math.exp(-2 / 2), rel=0.05)
    assert got[-1, 2] == pytest.approx(40 * math.exp(-20 / 80), rel=0.02)


@given(st.integers(0, 255), st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_what_fades_never_rises_and_stays_in_its_byte(byte, u):
    s = Stage().person(hardship=byte, fear_fast=byte, fear_slow=byte)
    week.fading(s.M, s.P, 1, np.array([u], np.uint32).astype(s.U.dtype))
    assert all(0 <= s.get(name) <= byte for name in ("hardship", "fear_fast", "fear_slow"))


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1)), max_size=30))
@settings(max_examples=40, deadline=None)
def test_blows_add_up_and_never_leave_the_scale(blows):
    s = Stage(response__fear_per_refusal=0.5, response__hardship_per_refusal=0.2)
    before = 0
    for day, (what, hard) in enumerate(blows):
        happen.struck(s.M, s.P, s.D, 0, day, what, hard)
        now = s.get("hardship")
        assert before <= now <= 255 and (hard == 1 or now == before)
        before = now
        assert 0 <= s.get("fear_fast") <= 255 and 0 <= s.get("fear_slow") <= 255 and s.get("concern") <= 15


def test_a_blow_is_shared_between_the_two_fears_as_told():
    s = Stage(response__fear_per_stop=0.5, response__fear_slow_share=0.25)
    happen.struck(s.M, s.P, s.D, 0, 1, tables.AFTER_STOP, 0)
    assert s.get("fear_fast") + s.get("fear_slow") == round(255 * 0.5)
    assert s.get("fear_slow") == pytest.approx(255 * 0.5 * 0.25, abs=1)


def hear(s: Stage, u: int, feed: int = 0) -> None:
    week.hearing(s.M, s.P, s.D, 1, np.array([u], np.uint32).astype(s.U.dtype), feed)


def test_news_reaches_adults_and_not_children():
    for age, knows in ((0, 0), (1, 1), (7, 1)):
        s = Stage().person(age=age)
        s.P[w.NEWS] = ALWAYS
        hear(s, 2**31)
        assert s.get("aware") == knows


def test_contacts_who_were_hit_tell_and_whoever_hears_it_from_them_may_approve_less():
    s = Stage().person(near_hit=3, approval=12)
    s.P[w.NEWS] = NEVER
    s.P[tables.CONTACT_AWARENESS + 3] = s.P[tables.CONTACT_AWARENESS + 8] = ALWAYS
    s.P[tables.INFORMED] = ALWAYS
    hear(s, 2**31)
    assert s.get("aware") == 1 and s.get("approval") == 4


def test_news_alone_leaves_approval_as_it_was():
    s = Stage().person(approval=12)
    s.P[w.NEWS] = s.P[tables.INFORMED] = ALWAYS
    hear(s, 2**31)
    assert s.get("approval") == 12


def test_nobody_hears_from_contacts_whom_nothing_befell():
    s = Stage().person(near_hit=0)
    s.P[w.NEWS] = NEVER
    for u in (0, 2**20, 2**31):
        hear(s, u)
    assert s.get("aware") == 0


@given(st.floats(0.6, 0.85), st.floats(0.6, 0.85), st.floats(-0.4, 0.1))
def test_concern_and_approval_keep_their_margins_at_any_correlation(concern, approval, correlation):
    low, high = tables.approving_given_concern(concern, approval, correlation)
    assert 0 <= low <= 1 and 0 <= high <= 1
    assert concern * high + (1 - concern) * low == pytest.approx(approval)
    assert high <= low + 1e-9 if correlation <= 0 else high >= low - 1e-9


def test_who_is_unaware_writes_whatever_others_fear_and_who_is_afraid_writes_less():
    s = Stage()
    unaware, aware = (
        s.P[tables.KEEP_WRITING : tables.KEEP_WRITING + 256],
        s.P[tables.KEEP_WRITING + 256 : tables.KEEP_WRITING + 512],
    )
    assert (unaware == 65536).all() and aware[0] == 65536
    assert (np.diff(aware) <= 0).all() and aware[255] > 0


def test_without_response_a_blow_leaves_no_trace():
    s = Stage(without=("response",))
    happen.struck(s.M, s.P, s.D, 0, 1, tables.AFTER_REFUSAL, 1)
    assert not any(s.get(name) for name in ("hardship", "fear_fast", "fear_slow", "concern", "aware"))
