"""Cameras: false matches in closed form, alerts that are looked at or not, stops, offences and their names."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glasshouse.base import columns as c
from glasshouse.base import ledger
from glasshouse.climate import fields as w
from glasshouse.day import loop
from glasshouse.day.cameras import happen, tables, week

from .stage import ALWAYS, NEVER, Stage, near

pytestmark = pytest.mark.kernels

LEDGER = {name.partition(".")[2]: p.value for name, p in ledger.load().items() if name.startswith("cameras.")}
ALIKE = {"own_group_ratio": 1.0, "minority_false_match_ratio": 1.0, "sex_false_match_ratio": 1.0}
PLAIN_FACE = np.ones(1)


def rates(look=PLAIN_FACE, minority=0.09, **values):
    return tables.false_match({**LEDGER, **values}, minority, look)


# --- false match -----------------------------------------------------------------------------------------------------


@given(st.floats(1e-9, 1e-3), st.integers(0, 50_000))
def test_where_groups_are_alike_a_false_match_is_one_minus_one_minus_f_to_the_w(f, watched):
    got = rates(**ALIKE, false_match_rate=f, watchlist_size=watched)
    assert got == pytest.approx(1 - (1 - f) ** watched, rel=1e-6, abs=1e-12)


def test_an_empty_list_matches_nobody():
    assert (rates(watchlist_size=0, look=np.array([0.1, 1.0, 30.0])) == 0).all()


@given(st.floats(1, 100), st.floats(1, 10), st.floats(0.2, 5), st.floats(0.02, 0.5), st.floats(0, 1))
def test_group_differences_leave_the_mean_over_the_crowd_alone(
    own, minority_ratio, sex_ratio, minority, on_list
):
    """To first order in f W: P is nearly f W, so the crowd's mean must be f W whatever the ratios."""
    f, watched = 1e-9, 1000
    got = rates(
        minority=minority, own_group_ratio=own, minority_false_match_ratio=minority_ratio, sex_false_match_ratio=sex_ratio,
        watchlist_minority_share=on_list, false_match_rate=f, watchlist_size=watched,
    )[:, :, 0]  # fmt: skip
    crowd = np.array([1 - minority, minority])[:, None] * np.array([0.5, 0.5])[None, :]
    assert (got * crowd).sum() == pytest.approx(f * watched, rel=1e-4)


@given(st.integers(1, 20_000), st.floats(0.01, 20))
def test_more_entries_and_a_commoner_face_never_match_less(watched, u):
    few = rates(watchlist_size=watched, look=np.array([u]))
    assert (rates(watchlist_size=watched + 1000, look=np.array([u])) >= few).all()
    assert (rates(watchlist_size=watched, look=np.array([2 * u])) >= few).all()
    assert (few >= 0).all() and (few <= 1).all()


def test_targeting_and_error_are_two_knobs():
    """Who is put on the list changes who is confused with it, not the rate at which faces are confused."""
    even, aimed = Stage(cameras__watchlist_minority_share=0.1), Stage(cameras__watchlist_minority_share=0.9)
    assert (even.P[tables.WANTED_AT_START] > aimed.P[tables.WANTED_AT_START]) and (
        even.P[tables.WANTED_AT_START + 1] < aimed.P[tables.WANTED_AT_START + 1]
    )


# --- one alert -------------------------------------------------------------------------------------------------------


def scene(looked=ALWAYS, sent=ALWAYS, overload=ALWAYS, stop=ALWAYS, record=NEVER, **person) -> Stage:
    s = Stage().person(**person)
    s.P[w.REVIEW_SHARE] = looked
    s.P[tables.SEND_OUT_FALSE] = s.P[tables.SEND_OUT_TRUE] = sent
    s.P[tables.OVERLOAD_PASSES], s.P[tables.STOP], s.P[tables.STOP_RECORD] = overload, stop, record
    return s


def test_a_passer_by_stopped_on_a_false_alert_is_stopped_wrongly_once_as_a_person_and_twice_as_an_event():
    s = scene()
    assert [week.alert(s.M, s.P, s.D, 0, day, 0) for day in (1, 2)] == [week.WRONGFUL_STOP] * 2
    counts = s.everything_counted()
    assert (counts["false_alerts"], counts["wrongful_stops"], counts["people_stopped_wrongly"]) == (2, 2, 1)
    assert s.get("taint") == 1 and s.has(c.EVER_STOPPED) and "true_matches" not in counts


def test_a_sought_person_is_found_once_and_then_off_the_list():
    s = scene(watch=1)
    assert week.alert(s.M, s.P, s.D, 0, 1, 0) == week.RIGHTFUL_STOP
    assert s.get("watch") == 0 and s.counted("true_matches") == 1 and s.counted("wrongful_stops") == 0


def test_whoever_was_found_raises_no_further_alert_that_week():
    """A second alert of the same week would meet somebody who is no longer on the list, and count as a false one."""
    s = scene(watch=1)
    s.P[tables.WATCHED : tables.WATCHED + 8 * tables.LEVELS] = NEVER
    loop.camera_alerts(s.M, s.P, s.D, 0, 5)
    assert (
        s.everything_counted()["alerts"] == 1 == s.counted("true_matches") and s.counted("false_alerts") == 0
    )


def test_the_right_face_for_a_wrong_entry_passes_the_reviewer_and_is_a_false_alert():
    s = scene(watch=1, watch_wrong=1)
    s.P[tables.SEND_OUT_FALSE] = NEVER
    assert week.alert(s.M, s.P, s.D, 0, 1, 0) == week.WRONGFUL_STOP
    assert s.counted("false_alerts") == 1 and s.get("watch") == 1


def test_a_reviewer_who_looks_and_sees_the_difference_ends_it():
    s = scene(sent=NEVER)
    assert week.alert(s.M, s.P, s.D, 0, 1, 0) == week.NO_STOP
    assert (s.counted("alerts_reviewed"), s.counted("stops")) == (1, 0)


def test_beyond_capacity_the_machines_word_stands():
    s = scene(looked=NEVER, sent=NEVER)
    assert week.alert(s.M, s.P, s.D, 0, 1, 0) == week.WRONGFUL_STOP
    assert (s.counted("alerts_reviewed"), s.counted("alerts_unreviewed"), s.counted("staff_minutes")) == (
        0,
        1,
        0,
    )


def test_every_alert_is_reviewed_or_not_and_true_or_false():
    s = Stage()
    s.P[w.REVIEW_SHARE] = ALWAYS // 3
    for day in range(2000):
        week.alert(s.person(watch=day % 2).M, s.P, s.D, 0, day, 0)
    assert s.counted("alerts") == 2000 == s.counted("alerts_reviewed") + s.counted("alerts_unreviewed")
    assert s.counted("alerts") == s.counted("true_alerts") + s.counted("false_alerts")
    assert s.counted("stops") == s.counted("true_matches") + s.counted("wrongful_stops")
    assert near(s.counted("alerts_reviewed"), 2000 / 3)


@given(
    st.integers(0, 1),
    st.integers(0, 1),
    st.integers(0, 3),
    st.integers(0, 1),
    st.integers(0, 3),
    st.integers(0, 2**32 - 1),
)
@settings(max_examples=80, deadline=None)
def test_nobody_whom_the_quick_look_passes_over_would_have_raised_an_alert(group, sex, look, urban, conn, u):
    s = Stage(cameras__false_match_rate=1e-5).person(group=group, sex=sex, look=look, urban=urban, conn=conn)
    if not week.may_alert(s.M, s.P, 0, u):
        assert week.alerts_this_week(s.M, s.P, 0, u) == 0


def test_alerts_come_at_the_rate_of_faces_times_false_matches():
    s = Stage(cameras__false_match_rate=1e-6).person(look=3, urban=1, conn=2)
    place = tables.ALERTS + ((3 << 3) | (1 << 2) | 2) * tables.LEVELS
    none = s.P[place] / ALWAYS
    rng = np.random.default_rng(2)
    got = [week.alerts_this_week(s.M, s.P, 0, int(u)) for u in rng.integers(0, 2**32, 20_000)]
    assert near(sum(x > 0 for x in got), 20_000 * (1 - none))
    assert near(sum(got), 20_000 * -np.log(none))


def test_sightings_lose_nothing_to_rounding():
    """Outings times sightings an outing, and the share with a face, hold on average at any small number."""
    s = Stage().person(urban=1)
    per_outing, face = s.P[tables.SIGHT + 1] / 256, s.P[tables.FACE] / 65536
    rng = np.random.default_rng(3)
    s.M[c.URBAN, :500] = 1
    sightings = named = 0
    for _ in range(40):
        outings, faces = np.full(500, 3), np.zeros(500, dtype=np.int64)
        week.seen(s.M, s.P, 500, outings, rng.integers(0, 2**32, 500), faces)
        sightings += outings.sum()
        named += faces.sum()
    assert sightings == pytest.approx(60_000 * per_outing, rel=0.002)
    assert named == pytest.approx(60_000 * per_outing * face, rel=0.03)


# --- offences --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seen", "slip", "became"),
    [(NEVER, ALWAYS, happen.UNSEEN), (ALWAYS, NEVER, happen.RIGHT_NAME), (ALWAYS, ALWAYS, happen.OTHER_NAME)],
)
def test_an_offence_is_unseen_or_written_down_under_the_right_name_or_another(seen, slip, became):
    s = Stage()
    s.P[w.ATTENTION] = 65536
    s.P[tables.CAPTURE], s.P[tables.CAPTURE_ERROR] = seen, slip
    assert happen.offence(s.M, s.P, s.D, 0, 4, 80, 3) == became
    assert s.counted("errors_in_favour") == (1 if became == happen.OTHER_NAME else 0)


def test_attention_multiplies_what_is_captured_and_never_beyond_certainty():
    seen = {}
    for attention in (0, 32768, 65536, 64 * 65536):
        s = Stage()
        s.P[tables.CAPTURE], s.P[w.ATTENTION] = ALWAYS // 10, attention
        for day in range(3000):
            happen.offence(s.M, s.P, s.D, 0, day, 80, 3)
        seen[attention] = s.counted("offences_captured")
    assert seen[0] == 0 and near(seen[32768], 150) and near(seen[65536], 300) and seen[64 * 65536] == 3000


def test_a_moratorium_ends_recognition_and_leaves_plain_cameras():
    s = Stage(cameras__moratorium=1)
    assert s.P[tables.FACE] == 0 == s.P[tables.CAPTURE] == s.P[tables.FALSE_RECORD] == s.P[tables.PICTURE]
    assert (s.P[tables.ALERTS : tables.ALERTS + 512] == ALWAYS).all()
    assert s.P[tables.SIGHT] > 0


def test_without_cameras_nothing_is_seen():
    s = Stage(without=("cameras",))
    assert happen.offence(s.M, s.P, s.D, 0, 1, 80, 3) == happen.UNSEEN
    assert not happen.false_record(s.M, s.P, s.D, 0, 1, 0) and not happen.picture_match(
        s.M, s.P, s.D, 0, 1, 0
    )
    assert s.everything_counted() == {}
