"""The platform: joining, leaving, consent, the feed, and the filter."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glasshouse.base import columns as c
from glasshouse.climate import fields as w
from glasshouse.day.platform import happen, tables, week

from .stage import ALWAYS, NEVER, Stage, near

pytestmark = pytest.mark.kernels


def scene(n: int = 1, **values: float) -> Stage:
    made = Stage(n, **values)
    made.P[w.JOIN_ROOM] = 65536
    return made


def test_somebody_joins_when_the_hazard_says_so_and_not_above_the_ceiling():
    s = scene()
    s.P[tables.JOIN] = ALWAYS
    week.membership(s.M, s.P, s.D, 0, 2**31, 0)
    assert s.get("adopted") == 0
    week.membership(s.M, s.P, s.D, 0, 2**31, 65536)
    assert s.get("adopted") == 1 and s.story() == ["joined"]


def test_joining_grows_with_contacts_and_leaving_falls_with_them():
    s = scene()
    join, leave = s.P[tables.JOIN : tables.JOIN + 9], s.P[tables.LEAVE : tables.LEAVE + 9]
    assert (np.diff(join) > 0).all() and (np.diff(leave) < 0).all()


def test_a_user_who_is_asked_decides_and_one_who_says_no_is_not_asked_again():
    s = scene().person(adopted=1)
    s.P[tables.LEAVE : tables.LEAVE + 9] = NEVER
    s.P[tables.ENROL], s.P[tables.ASK], s.P[tables.SAY_YES] = ALWAYS, ALWAYS, NEVER
    for number in range(3):
        week.membership(s.week(number).M, s.P, s.D, 0, 5, 65536)
    assert (s.counted("consents_asked"), s.counted("consents_given")) == (1, 0)
    assert (s.get("consent"), s.get("opted_out")) == (0, 1)


def test_a_user_who_is_not_asked_is_enrolled_and_counted_as_such():
    s = scene().person(adopted=1)
    s.P[tables.LEAVE : tables.LEAVE + 9] = NEVER
    s.P[tables.ENROL], s.P[tables.ASK] = ALWAYS, NEVER
    week.membership(s.M, s.P, s.D, 0, 5, 65536)
    assert s.counted("people_enrolled_unasked") == 1 and s.get("consent") == 1


def test_a_child_may_use_the_app_and_is_never_scored():
    s = scene().person(age=0, adopted=1)
    s.P[tables.LEAVE : tables.LEAVE + 9] = NEVER
    s.P[tables.ENROL] = ALWAYS
    for number in range(20):
        week.membership(s.week(number).M, s.P, s.D, 0, number, 65536)
    assert s.get("consent") == 0 and s.everything_counted() == {}


@pytest.mark.parametrize(("aware", "concern", "left"), [(1, 8, 1), (0, 15, 0), (1, 7, 0)])
def test_only_who_knows_and_is_concerned_withdraws_consent(aware, concern, left):
    s = scene().person(adopted=1, consent=1, aware=aware, concern=concern)
    s.P[tables.LEAVE : tables.LEAVE + 9] = NEVER
    s.P[tables.OPT_OUT] = ALWAYS
    week.membership(s.M, s.P, s.D, 0, 5, 65536)
    assert s.counted("opt_outs") == left and s.get("opted_out") == left


def test_the_ticked_box_decides_for_those_who_do_not_think():
    ticked, clear = scene(platform__prompt_default=1), scene(platform__prompt_default=0)
    assert ticked.P[tables.SAY_YES] > clear.P[tables.SAY_YES]


def test_asked_users_say_yes_at_the_stated_rate():
    s = scene().person(adopted=1)
    s.P[tables.ASK] = ALWAYS
    share = s.P[tables.SAY_YES] / ALWAYS
    many = 3000
    for number in range(many):
        s.person(consent=0, opted_out=0).week(number)
        week.enrol(s.M, s.P, s.D, 0)
    assert near(s.counted("consents_given"), many * share)


@pytest.mark.parametrize(
    ("found", "passed", "read", "became", "counts"),
    [
        (NEVER, ALWAYS, ALWAYS, happen.NOTHING, {"posts_critical": 1}),
        (ALWAYS, NEVER, ALWAYS, happen.TAKEN_DOWN, {"posts_critical": 1, "posts_suppressed": 1}),
        (ALWAYS, ALWAYS, NEVER, happen.PASSED_ON, {"posts_critical": 1, "posts_suppressed": 1, "posts_reported": 1}),
        (
            ALWAYS, ALWAYS, ALWAYS, happen.MISREAD,
            {"posts_critical": 1, "posts_suppressed": 1, "posts_reported": 1, "posts_misread": 1},
        ),
    ],
)  # fmt: skip
def test_a_post_goes_down_the_chain_as_far_as_the_draws_say(found, passed, read, became, counts):
    s = scene().person(adopted=1)
    s.P[tables.SUPPRESS], s.P[tables.REPORT], s.P[tables.MISREAD] = found, passed, read
    assert happen.critical_post(s.M, s.P, s.D, 0, 3, 96) == became
    assert s.everything_counted() == counts


def test_nobody_off_the_app_is_suppressed():
    s = scene().person(adopted=0)
    s.P[tables.SUPPRESS] = ALWAYS
    assert happen.critical_post(s.M, s.P, s.D, 0, 3, 96) == happen.NOTHING
    assert happen.flagged_post(s.M, s.P, s.D, 0, 3) == happen.NOTHING
    assert s.everything_counted() == {}


def test_an_ordinary_post_taken_down_is_a_wrong():
    s = scene().person(adopted=1)
    happen.flagged_post(s.M, s.P, s.D, 0, 3)
    assert s.everything_counted() == {"posts_suppressed": 1, "posts_wrongly_suppressed": 1}
    assert s.has(c.EVER_WRONGED)


def test_critical_posts_are_found_at_the_true_positive_rate():
    s = scene().person(adopted=1)
    share = s.P[tables.SUPPRESS] / ALWAYS
    for day in range(4000):
        happen.critical_post(s.M, s.P, s.D, 0, day, 96)
    assert 0 < share < 1 and near(s.counted("posts_suppressed"), 4000 * share)


def test_the_feed_settles_where_the_urn_says():
    """A level rises at the rate at which the feed shows the leading topic, and falls at the rate at which it does not."""
    s = scene(3000).person()
    s.M[c.ADOPTED, :3000] = 1
    rng = np.random.default_rng(5)
    up, down = s.P[tables.FEED_UP : tables.FEED_UP + 16], s.P[tables.FEED_DOWN : tables.FEED_DOWN + 16]
    for _ in range(60):
        bits = rng.integers(0, 2**32, 512, dtype=np.uint32).astype(s.U.dtype)
        week.feeds(s.M, s.P, 512, bits)
    level = int(np.median(s.M[c.FEED, :512]))
    # a birth-death chain: the likeliest level is the last at which rising from the one below beats falling back
    weight = np.cumprod(np.concatenate([[1.0], up[:15] / np.maximum(down[1:16], 1)]))
    assert abs(level - int(np.argmax(weight))) <= 3


@given(st.integers(0, 15), st.integers(0, 65535), st.integers(0, 1))
@settings(max_examples=50, deadline=None)
def test_a_feed_moves_one_level_at_most_and_never_off_the_scale(level, u, adopted):
    s = scene().person(adopted=adopted, feed=level)
    week.feeds(s.M, s.P, 1, np.array([u], s.U.dtype))
    assert 0 <= s.get("feed") <= 15 and abs(s.get("feed") - level) <= adopted


def test_topics_run_from_one_to_all_with_the_entropy_between():
    from glasshouse.base import ledger

    values = {
        name.partition(".")[2]: p.value for name, p in ledger.load().items() if name.startswith("platform.")
    }
    shares, shown = tables.feed_shares(values)
    assert shares[0] == pytest.approx(1 / values["feed_topics"])
    assert (np.diff(shown) >= 0).all() and (shown <= 1).all()
    row = scene().P[tables.TOPICS_X100 : tables.TOPICS_X100 + 16] / 100
    assert row[0] == pytest.approx(values["feed_topics"], rel=0.01)
    assert row[15] < 1.2 and (np.diff(row) < 0).all()
    assert math.isclose(row[0], values["feed_topics"], rel_tol=0.01)


def test_weekly_joiners_follow_the_bass_hazard():
    many = 512
    s = scene(many)
    s.P[tables.JOIN : tables.JOIN + 9] = round(0.05 * ALWAYS)
    rng = np.random.default_rng(1)
    joined = 0
    for _ in range(20):
        s.M[c.ADOPTED, :many] = 0
        week.memberships(s.M, s.P, s.D, many, rng.integers(0, 2**32, many, dtype=np.uint32).astype(s.U.dtype))
        joined += int(s.M[c.ADOPTED, :many].sum())
    assert near(joined, 20 * many * 0.05)
