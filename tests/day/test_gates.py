"""Gates: what is believed, what is true, the verdict, and what a refusal counts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.base import draw, events, rows
from glasshouse.day import loop
from glasshouse.day.gates import happen, tables
from glasshouse.day.rating import tables as rating
from glasshouse.day.remedies import tables as remedies
from glasshouse.day.response import tables as response

from .stage import ALWAYS, NEVER, Stage, near

pytestmark = pytest.mark.kernels

FLIGHTS = tables.FLIGHTS


def gate(**person: int) -> Stage:
    """Return a scene in which the gate for flights asks for the list and nothing slips."""
    s = Stage().person(**person)
    for place in (
        tables.ASKS_LIST,
        tables.ASKS_RESTRICTION,
        tables.ASKS_EXIT_BAN,
        tables.ASKS_POINTS,
        tables.ASKS_SCORE,
        tables.ESSENTIAL,
    ):
        s.P[place : place + 9] = NEVER
    s.P[tables.COUNTER_ERROR : tables.COUNTER_ERROR + 4] = NEVER
    s.P[tables.MISSED] = s.P[tables.AVOID] = s.P[remedies.SUSPENSIVE] = s.P[remedies.NOTICE] = NEVER
    s.P[rating.PAID_AFTER_REFUSAL] = NEVER
    s.P[tables.DEMAND : tables.DEMAND + 9] = ALWAYS
    s.P[tables.ASKS_LIST + FLIGHTS] = ALWAYS
    return s


def ask(s: Stage, day: int = 20) -> tuple[int, bool]:
    """Return (verdict believed, refusal due in truth) for a flight."""
    believed, true = loop.ask(s.M, s.P, s.D, 0, day, FLIGHTS, 5, 5)[:2]
    return int(believed), bool(true)


def wish(s: Stage, day: int = 20, u_rule: int = 5) -> Stage:
    """Let person 0 wish for a flight."""
    s.D[d.OUTCOME] = u_rule
    for k, u in enumerate(draw.draw(s.D[d.SEED], s.D[d.FIRST], day, draw.GATE, 64)):
        s.D[d.DOOR + k * d.CANDIDATE_ROOM] = u
    loop.demand(s.M, s.P, s.D, 0, day, 64, FLIGHTS, 0)
    return s


def test_whoever_is_on_no_list_passes():
    assert ask(gate()) == (0, False)


def test_a_listed_debtor_is_refused_by_rule_and_rightly():
    s = gate()
    s.case(bind=0)
    assert ask(s) == (rows.RULE, True)


def test_a_gate_that_does_not_ask_for_a_mark_lets_it_pass():
    s = gate()
    s.case(bind=0)
    s.P[tables.ASKS_LIST + FLIGHTS] = NEVER
    assert ask(s) == (0, False)


@pytest.mark.parametrize(
    ("flag", "place"),
    [
        (rows.LISTED, tables.ASKS_LIST),
        (rows.RESTRICTED, tables.ASKS_RESTRICTION),
        (rows.EXIT_BAN, tables.ASKS_EXIT_BAN),
    ],
)
def test_each_of_the_three_court_instruments_is_asked_about_by_itself(flag, place):
    for asked in (tables.ASKS_LIST, tables.ASKS_RESTRICTION, tables.ASKS_EXIT_BAN):
        s = gate()
        s.P[tables.ASKS_LIST + FLIGHTS] = NEVER
        s.P[asked + FLIGHTS] = ALWAYS
        s.case(flags=flag)
        assert ask(s) == ((rows.RULE, True) if asked == place else (0, False))


def test_the_wrong_person_is_refused_wrongly_and_an_escaped_debtor_is_missed():
    wrong, escaped = gate(), gate()
    wrong.case(flags=rows.LISTED | rows.WRONG_PERSON)
    escaped.case(flags=rows.LISTED | rows.MISSED)
    assert ask(wrong) == (rows.FACT, False) and ask(escaped) == (0, True)


grounds = st.lists(
    st.sampled_from([0, rows.WRONG_PERSON, rows.NOT_SERVED, rows.NO_MEANS, rows.BENCHMARK]),
    min_size=1,
    max_size=4,
)


@given(grounds)
@settings(max_examples=40, deadline=None)
def test_the_soundest_of_several_grounds_gives_the_verdict(faults):
    s = gate()
    places = [s.case(flags=rows.LISTED | fault) for fault in faults]
    assert ask(s)[0] == max(rows.verdict(s.D, p, 20) for p in places)


def test_points_below_the_floor_bar_only_where_the_gate_asks_and_a_pilot_keeps_them():
    for pilot, asks, verdict in ((1, ALWAYS, rows.RULE), (0, ALWAYS, 0), (1, NEVER, 0)):
        s = gate(points=100, points_true=100)
        s.D[d.PILOT], s.P[tables.ASKS_POINTS + FLIGHTS] = pilot, asks
        assert ask(s)[0] == verdict


@pytest.mark.parametrize(
    ("points", "true", "ever", "expected"),
    [
        (100, 2000, 0, (rows.FACT, False)),
        (2000, 100, 0, (0, True)),
        (100, 100, c.EVER_BENCHMARK, (rows.BENCH, True)),
    ],
)
def test_both_ledgers_of_points_are_asked(points, true, ever, expected):
    s = gate(points=points, points_true=true, ever=ever)
    s.D[d.PILOT], s.P[tables.ASKS_POINTS + FLIGHTS] = 1, ALWAYS
    assert ask(s) == expected


def test_the_bureau_refuses_in_error_only_for_what_never_was():
    for late, late_false, expected in (
        (0, 0, (0, False)),
        (3, 0, (rows.RULE, True)),
        (0, 3, (rows.FACT, False)),
    ):
        s = gate(consent=1, late=late, late_false=late_false)
        s.P[tables.ASKS_SCORE + FLIGHTS] = s.P[rating.BUREAU] = ALWAYS
        s.P[rating.SCORE : rating.SCORE + 160] = 700
        s.P[rating.SCORE_LATE], s.P[rating.SCORE_LOW] = 50, 600
        assert ask(s) == expected


def test_a_listing_that_ended_this_week_has_left_the_bureau_too():
    """The column LISTED is last week's; believing it would make an error of every removal."""
    s = gate(consent=1, listed=1)
    s.P[tables.ASKS_SCORE + FLIGHTS] = s.P[rating.BUREAU] = ALWAYS
    s.P[rating.SCORE : rating.SCORE + 160] = 700
    s.P[rating.SCORE_LIST], s.P[rating.SCORE_LOW] = 150, 600
    s.case(end_b=18, end_t=18)
    assert ask(s, day=20) == (0, False)
    s.case(bind=19)
    assert ask(s, day=20) == (rows.RULE, True)


def test_the_clerk_turns_a_namesake_away_and_lets_a_barred_person_through():
    s = gate(mobility=3)
    s.P[tables.COUNTER_ERROR : tables.COUNTER_ERROR + 4] = ALWAYS
    assert wish(s).counted("refusals_fact") >= 1
    barred = gate(mobility=3)
    barred.case()
    barred.P[tables.MISSED] = ALWAYS
    assert wish(barred).everything_counted() == {"requests_for_service": 1, "refusals_missed": 1}


def test_what_is_essential_is_given_whatever_the_clerk_would_miss():
    """The two draws are apart: half of the gate's rule is lifted, and half of the rest slips through."""
    s = gate(mobility=3)
    s.case()
    s.P[tables.ESSENTIAL + FLIGHTS] = s.P[tables.MISSED] = ALWAYS // 2
    rng = np.random.default_rng(4)
    for day in range(1200):
        s.M[c.EVER, 0] = 0
        wish(s, day, int(rng.integers(0, 2**32)))
    assert abs(s.counted("refusals_missed") - 300) < 70 and abs(s.counted("refused_trips") - 300) < 70


def test_who_knows_and_was_refused_before_does_not_ask():
    s = gate(mobility=3, listed=1, aware=1, ever=c.EVER_REFUSED)
    s.case()
    s.P[tables.AVOID] = ALWAYS
    assert wish(s).everything_counted() == {"services_not_sought": 1}


def test_a_suspensive_appeal_opens_the_gate_while_it_is_pending():
    s = gate()
    s.case(stage=rows.PENDING)
    assert ask(s)[0] == rows.RULE
    s.P[remedies.SUSPENSIVE] = ALWAYS
    assert ask(s)[0] == 0


def test_a_refusal_counts_events_as_events_and_the_person_once():
    s = gate(mobility=3)
    s.case(flags=rows.LISTED | rows.WRONG_PERSON)
    s.P[tables.RETRIES : tables.RETRIES + 16] = NEVER
    for day in (20, 21):
        wish(s, day)
    counts = s.everything_counted()
    assert counts["refusals"] == counts["refusals_flights"] == counts["refusals_fact"] == 2 * 17
    assert counts["refused_trips"] == counts["requests_for_service"] == 2
    assert counts["people_refused"] == counts["people_wrongly_refused"] == 1
    assert s.get("taint") == 1


def test_a_refusal_hurts():
    s = gate(mobility=3)
    s.case()
    s.P[response.OWN_AWARENESS] = ALWAYS
    wish(s)
    assert s.get("hardship") > 0 and s.get("fear_slow") > 0 and s.get("fear_fast") > 0 and s.get("aware") == 1


def test_retries_have_their_stated_mean_within_their_bound():
    for mean in (0.0, 1.0, 4.0, 8.7):
        shares = tables.retry_thresholds(mean) / ALWAYS
        assert (1 - shares).sum() == pytest.approx(mean, abs=1e-6)
        assert (np.diff(shares) >= 0).all() and shares[15] <= 1
    ratio = (
        np.diff(1 - tables.retry_thresholds(4.0) / ALWAYS)
        / np.diff(1 - tables.retry_thresholds(4.0) / ALWAYS)[0]
    )
    assert np.allclose(ratio[1:] / ratio[:-1], ratio[1], rtol=1e-5)  # geometric


def test_attempts_follow_the_table():
    s = gate()
    tries = [happen.attempts(s.M, s.D, s.P, 0, day, 0) for day in range(3000)]
    expected = 1 + float((1 - s.P[tables.RETRIES : tables.RETRIES + 16] / ALWAYS).sum())
    assert abs(np.mean(tries) - expected) < 4.5 * np.std(tries) / np.sqrt(3000)
    assert max(tries) <= 17


def test_perks_need_a_score_or_points_above_the_bar():
    s = gate(mobility=3, points=0, hardship=100)
    s.D[d.PILOT] = 1
    assert wish(s).counted("perks_granted") == 0
    s.person(points=int(s.P[rating.PERK]))
    assert wish(s, 21).counted("perks_granted") == 1 and s.get("hardship") < 100


def test_without_gates_nobody_asks():
    s = Stage(without=("gates",)).person(mobility=3)
    s.case()
    assert wish(s).everything_counted() == {}


def test_the_soundest_ground_is_the_one_that_is_told_and_contested():
    """The case that is void in law did not decide: it is not made known, not appealed against, and not paid."""
    s = gate(mobility=3, points=100, points_true=100)
    p = s.case(flags=rows.LISTED | rows.NOT_SERVED)
    s.D[d.PILOT], s.P[tables.ASKS_POINTS + FLIGHTS] = 1, ALWAYS
    s.P[remedies.NOTICE] = s.P[remedies.NEEDS_NOTICE] = s.P[rating.PAID_AFTER_REFUSAL] = ALWAYS
    s.P[remedies.FILE : remedies.FILE + 40] = ALWAYS
    assert loop.ask(s.M, s.P, s.D, 0, 20, FLIGHTS, 5, 5) == (rows.RULE, True, 0, happen.BY_POINTS)
    wish(s)
    assert s.counted("refusals_by_rule") > 0 and s.counted("people_notified") == 1
    assert s.counted("appeals_filed") == s.counted("debts_paid") == 0
    assert s.field(p, "stage") == rows.NO_APPEAL and not s.field(p, "flags") & rows.NOTIFIED


@pytest.mark.parametrize("by_score", [True, False])
def test_who_contests_a_refusal_contests_the_mark_behind_it_and_no_other(by_score):
    s = gate(mobility=3, consent=1, points=100 if not by_score else 1000, points_true=1000, late_false=3)
    marks = {
        cause: rows.new_row(s.M, s.D, 0, rows.MARK, cause, rows.WRONG_PERSON, 0, 0)
        for cause in (events.FALSE_RECORD, events.FALSE_LATE)
    }
    s.D[d.PILOT], s.P[tables.ASKS_POINTS + FLIGHTS] = 1, NEVER if by_score else ALWAYS
    s.P[tables.ASKS_SCORE + FLIGHTS] = ALWAYS if by_score else NEVER
    s.P[rating.BUREAU] = s.P[remedies.NOTICE] = s.P[remedies.NEEDS_NOTICE] = ALWAYS
    s.P[rating.SCORE : rating.SCORE + 160] = 700
    s.P[rating.SCORE_LATE], s.P[rating.SCORE_LOW] = 50, 600
    s.P[remedies.FILE : remedies.FILE + 40] = ALWAYS
    wish(s)
    assert s.counted("refusals_fact") > 0 and s.counted("appeals_filed") == 1
    right, other = events.FALSE_LATE, events.FALSE_RECORD
    right, other = (right, other) if by_score else (other, right)
    assert s.field(marks[right], "stage") == rows.PENDING and s.field(marks[other], "stage") == rows.NO_APPEAL


def test_a_slip_at_the_counter_is_contested_against_no_record():
    s = gate(mobility=3)
    mark = rows.new_row(s.M, s.D, 0, rows.MARK, events.FALSE_RECORD, rows.WRONG_PERSON, 0, 0)
    s.P[tables.COUNTER_ERROR : tables.COUNTER_ERROR + 4] = ALWAYS
    s.P[remedies.NOTICE] = s.P[remedies.NEEDS_NOTICE] = ALWAYS
    s.P[remedies.FILE : remedies.FILE + 40] = ALWAYS
    wish(s)
    assert s.counted("refusals_fact") > 0 and s.field(int(mark), "stage") == rows.NO_APPEAL


def test_which_appeals_suspend_is_drawn_by_appeal_and_apart_from_who_avoids_the_gate():
    """Half of the appeals suspend, each for as long as it is pending, and as often among those who would still ask."""
    s = gate(mobility=3, aware=1, ever=c.EVER_REFUSED)
    s.P[remedies.SUSPENSIVE] = s.P[tables.AVOID] = ALWAYS // 2
    p = s.case(stage=rows.PENDING)
    for appeal in range(400):
        s.D[p + d.FILED], s.D[p + d.FRACTION] = appeal, 7 * appeal
        s.M[c.LISTED, 0], s.M[c.EVER, 0] = 1, c.EVER_REFUSED
        assert len({ask(s, day)[0] for day in range(appeal + 1, appeal + 9)}) == 1
        wish(s, appeal + 3)
    assert abs(s.counted("services_not_sought") - 200) < 45
    assert abs(s.counted("refused_trips") - 100) < 40


@pytest.mark.parametrize("size", [2.62, 3.1])
def test_a_household_has_as_many_others_as_the_ledger_says_on_average(size):
    s = Stage(gates__household_size=size)
    below = s.P[tables.OTHERS : tables.OTHERS + tables.MOST_OTHERS] / ALWAYS
    assert (1 - below).sum() == pytest.approx(size - 1, abs=1e-6)  # cut at four it would be 2 to 4 % too few


def test_others_are_touched_once_at_the_first_refusal_as_often_as_the_table_says():
    s = gate(mobility=3)
    for day in range(1500):
        s.M[c.EVER, 0] = 0
        happen.count_refusal(s.M, s.P, s.D, 0, FLIGHTS, rows.RULE, 1, day)
        happen.count_refusal(s.M, s.P, s.D, 0, FLIGHTS, rows.RULE, 1, day)
    assert near(s.counted("household_members_affected"), 1500 * 1.62)
