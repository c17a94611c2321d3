"""Rating: court cases from service to removal, points in two ledgers, the bureau's score."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.base import events, rows
from glasshouse.climate import fields as w
from glasshouse.day.rating import happen, tables, week

from .stage import ALWAYS, NEVER, Stage, near

pytestmark = pytest.mark.kernels

SHARES = (
    tables.SERVICE, tables.PAID_IN_GRACE, tables.LISTING, tables.RESTRICTION, tables.EXIT, tables.SCREEN, tables.NO_MEANS,
    tables.TERM, tables.TERM_OVERRUN, tables.LATE, tables.PAID_WEEK, tables.PRE_REVIEW_CATCH, w.PRE_REVIEWED,
)  # fmt: skip


def court(*certain: int, **person: int) -> Stage:
    """Return a scene in which only the named things happen, and they always do."""
    s = Stage().person(**person)
    for share in SHARES:
        s.P[share] = NEVER
    for share in certain:
        s.P[share] = ALWAYS
    return s


def opened(s: Stage, flags: int = 0, day: int = 3) -> int:
    """Open a case on a day; return its place on the desk, or 0 if nothing came of it."""
    before = int(s.D[d.N_ROWS])
    happen.open_case(s.M, s.P, s.D, 0, day, events.DEFAULT, flags, 80)
    return d.ROWS + before * d.ROW_FIELDS if s.D[d.N_ROWS] > before else 0


def test_a_debtor_who_is_listed_is_also_restricted_after_the_days_of_grace():
    s = court(tables.LISTING)
    p = opened(s)
    assert s.field(p, "flags") == rows.LISTED | rows.RESTRICTED
    assert s.field(p, "bind") == 3 + s.P[tables.GRACE] and s.field(p, "end_b") == d.OPEN_END


def test_a_debtor_may_be_restricted_without_being_listed():
    s = court(tables.RESTRICTION)
    assert s.field(opened(s), "flags") == rows.RESTRICTED


def test_without_any_instrument_no_row_stays():
    s = court()
    assert opened(s) == 0 and s.counted("new_cases") == 1


def test_papers_that_never_arrive_make_the_listing_void_in_law_and_nobody_pays_in_time():
    s = court(tables.SERVICE, tables.LISTING, tables.PAID_IN_GRACE)
    p = opened(s)
    assert s.field(p, "flags") & rows.NOT_SERVED and s.counted("debts_paid") == 0
    assert rows.verdict(s.D, p, 40) == rows.LAW


def test_who_pays_in_the_days_of_grace_is_never_listed():
    s = court(tables.PAID_IN_GRACE, tables.LISTING)
    assert opened(s) == 0 and s.counted("debts_paid") == 1


def test_a_court_that_sees_that_there_is_nothing_to_pay_with_goes_no_further():
    s = court(tables.NO_MEANS, tables.SCREEN, tables.LISTING)
    assert opened(s) == 0 and "screened_out" in s.story()
    blind = court(tables.NO_MEANS, tables.LISTING)
    assert rows.verdict(blind.D, opened(blind), 40) == rows.LAW


def test_the_wrong_person_has_means_of_their_own_and_never_pays_a_debt_they_do_not_owe():
    s = court(tables.NO_MEANS, tables.PAID_IN_GRACE, tables.LISTING, tables.PAID_WEEK)
    p = opened(s, rows.WRONG_PERSON)
    assert s.get("taint") == 1 and s.field(p, "flags") & rows.NO_MEANS == 0
    for number in range(1, 9):
        week.case_week(s.week(number).M, s.P, s.D, p)
    assert s.counted("debts_paid") == 0 and s.counted("new_wrong_listings") == 1 and s.has(c.EVER_LISTED_FACT)


def test_a_reviewer_before_listing_stops_a_case_against_the_wrong_person_only():
    for flags, stays in ((rows.WRONG_PERSON, False), (0, True)):
        s = court(tables.LISTING, w.PRE_REVIEWED, tables.PRE_REVIEW_CATCH)
        assert (opened(s, flags) > 0) is stays
        assert s.counted("staff_minutes") > 0


def test_without_courts_there_are_no_cases():
    s = court(tables.LISTING)
    s.P[tables.COURT] = 0
    assert opened(s) == 0 and s.everything_counted() == {}


def test_a_term_that_has_run_out_and_is_overlooked_is_wrong_in_law_until_somebody_removes_it():
    s = court(tables.LISTING, tables.TERM, tables.TERM_OVERRUN)
    p = opened(s)
    end = s.field(p, "bind") + s.P[tables.TERM_DAYS]
    assert s.field(p, "end_t") == end and s.field(p, "end_b") == end + s.P[tables.TERM_OVERRUN_DAYS]
    assert rows.verdict(s.D, p, int(end) - 1) == rows.RULE and rows.verdict(s.D, p, int(end)) == rows.LAW


def test_rehabilitation_ends_a_listing_in_both_ledgers():
    s = court(tables.LISTING)
    s.P[tables.EXPIRY] = 100
    p = opened(s)
    assert s.field(p, "end_b") == s.field(p, "end_t") == s.field(p, "bind") + 100


def test_a_listing_is_counted_the_week_it_first_binds_and_its_days_after_that():
    s = court()
    p = s.case(start=0, bind=10)
    assert week.case_week(s.week(0).M, s.P, s.D, p) is None
    assert s.counted("new_listings") == 0
    for number in range(1, 4):
        week.case_week(s.week(number).M, s.P, s.D, p)
    assert s.counted("new_listings") == 1 and s.counted("listed_person_days") == 4 + 7 + 7


def test_a_removal_that_comes_late_leaves_days_that_are_wrong_in_fact():
    s = court(tables.LATE)
    s.P[tables.REMOVAL_DAYS], s.P[tables.LATE_DAYS] = 3, 10
    p = s.case(bind=-30)
    s.D[p + d.FLAGS] |= rows.ANNOUNCED
    happen.pay(s.M, s.P, s.D, 0, p, 0, events.CASE_OPENED, 0)
    for number in range(3):
        week.case_week(s.week(number).M, s.P, s.D, p)
    assert s.counted("listed_person_days") == 13 and s.counted("wrongly_listed_days_fact") == 10
    assert (s.counted("removals"), s.counted("late_removals"), s.counted("debts_paid")) == (1, 1, 1)


def test_a_removal_in_the_days_that_the_rule_allows_is_no_error():
    s = court()
    p = s.case(bind=-30)
    happen.pay(s.M, s.P, s.D, 0, p, 0, events.CASE_OPENED, 0)
    week.case_week(s.week(0).M, s.P, s.D, p)
    assert (
        s.counted("wrongly_listed_days_fact") == 0 == s.counted("late_removals")
        and s.counted("removals") == 1
    )


def test_a_debt_is_paid_once():
    s = court()
    p = s.case()
    for day in (1, 2):
        happen.pay(s.M, s.P, s.D, 0, p, day, events.REFUSED, ALWAYS)
    assert s.counted("debts_paid") == 1


@given(st.integers(0, 6), st.integers(0, 13), st.integers(0, 200))
@settings(max_examples=60, deadline=None)
def test_nobody_who_pays_before_the_case_binds_is_counted_as_wrongly_listed(start, grace, seed):
    """With removal on the day and no error at all, whatever the hours: nothing may be wrong in fact."""
    s = court(tables.PAID_WEEK)
    s.D[d.SEED] = seed
    s.P[tables.REMOVAL_DAYS] = 0
    p = s.case(start=start, bind=start + grace)
    for number in range(4):
        week.case_week(s.week(number).M, s.P, s.D, p)
    assert (
        s.counted("new_wrong_listings")
        == 0
        == s.counted("wrongly_listed_days_fact")
        == s.counted("late_removals")
    )


def test_debtors_pay_at_the_stated_rate_while_listed():
    s = court()
    s.P[tables.PAID_WEEK] = round(0.1 * ALWAYS)
    paid = 0
    for k in range(2000):
        p = s.case(start=k % 7, bind=0)
        s.D[d.FIRST] = 10 * k
        week.case_week(s.week(2).M, s.P, s.D, p)
        paid += 1 if s.field(p, "flags") & rows.PAID else 0
        s.D[d.N_ROWS] = 0
    assert near(paid, 200)


def test_a_row_goes_when_it_can_bind_in_neither_ledger_and_nothing_is_pending():
    s = court().week(10)
    ended = s.case(end_b=5, end_t=9)
    due = s.case(end_b=5, end_t=900)
    pending = s.case(end_b=5, end_t=9, stage=rows.PENDING)
    copy = s.case(end_b=5, end_t=9, flags=rows.LISTED | rows.STALE_COPY, copy_end=300)
    assert [bool(week.finished(s.D, p)) for p in (ended, due, pending, copy)] == [True, False, False, False]


# --- points ----------------------------------------------------------------------------------------------------------


def pilot(**person: int) -> Stage:
    s = Stage().person(points=1000, points_true=1000, **person)
    s.D[d.PILOT] = 1
    return s


def test_outside_the_pilots_nobody_has_points():
    s = pilot()
    s.D[d.PILOT] = 0
    happen.change_points(s.M, s.P, s.D, 0, 1, -50, -50, events.CAPTURED, rows.RULE)
    assert s.get("points") == 1000 and s.everything_counted() == {}


def test_a_rightful_loss_moves_both_ledgers_and_leaves_no_mark():
    s = pilot()
    happen.change_points(s.M, s.P, s.D, 0, 1, -50, -50, events.CAPTURED, rows.RULE)
    assert (s.get("points"), s.get("points_true")) == (950, 950)
    assert s.everything_counted() == {"points_lost": 50} and s.D[d.N_ROWS] == 0


def test_a_loss_for_nothing_moves_one_ledger_and_leaves_a_mark_that_can_be_appealed_against():
    s = pilot()
    happen.change_points(s.M, s.P, s.D, 0, 1, -50, 0, events.FALSE_RECORD, rows.FACT)
    assert (s.get("points"), s.get("points_true"), s.get("taint")) == (950, 1000, 1)
    assert s.everything_counted() == {"points_lost": 50, "points_wrongly_lost": 50}
    assert (s.field(d.ROWS, "kind"), s.field(d.ROWS, "copy_end")) == (rows.MARK, 50)


def test_points_lost_for_a_lawful_act_are_against_the_benchmark_and_no_error_of_fact():
    s = pilot()
    happen.change_points(s.M, s.P, s.D, 0, 1, -10, -10, events.POST_REPORTED, rows.BENCH)
    assert s.has(c.EVER_BENCHMARK) and s.get("taint") == 0 and s.counted("points_wrongly_lost") == 0


changes = st.lists(st.tuples(st.integers(-400, 100), st.booleans()), max_size=14)


@given(changes)
@settings(max_examples=60, deadline=None)
def test_marks_never_give_back_more_than_errors_took(history):
    s = pilot()
    for k, (amount, wrong) in enumerate(history):
        happen.change_points(
            s.M,
            s.P,
            s.D,
            0,
            k,
            amount,
            0 if wrong else amount,
            events.FALSE_RECORD,
            rows.FACT if wrong else rows.RULE,
        )
    assert 0 <= s.get("points") <= 2047 and 0 <= s.get("points_true") <= 2047
    marks = sum(s.field(d.ROWS + k * d.ROW_FIELDS, "copy_end") for k in range(s.D[d.N_ROWS]))
    assert marks == s.counted("points_wrongly_lost") <= s.counted("points_lost")
    assert all(s.field(d.ROWS + k * d.ROW_FIELDS, "copy_end") < 8192 for k in range(s.D[d.N_ROWS]))


@given(st.lists(st.integers(-400, 100), max_size=14))
@settings(max_examples=40, deadline=None)
def test_where_nothing_errs_the_two_ledgers_never_part(history):
    s = pilot()
    for k, amount in enumerate(history):
        happen.change_points(s.M, s.P, s.D, 0, k, amount, amount, events.CAPTURED, rows.RULE)
    assert s.get("points") == s.get("points_true")


def test_guilt_by_contact_needs_the_rule_a_pilot_and_a_listed_contact():
    for contagion, in_pilot, near_hit, lost in (
        (ALWAYS, 1, 8, 5),
        (0, 1, 8, 0),
        (ALWAYS, 0, 8, 0),
        (ALWAYS, 1, 0, 0),
    ):
        s = pilot(near_hit=near_hit)
        s.D[d.PILOT], s.P[tables.CONTAGION] = in_pilot, contagion
        week.guilt_by_contact(s.M, s.P, s.D, 0, 5)
        assert s.counted("contagion_points") == lost


# --- the bureau ------------------------------------------------------------------------------------------------------


@given(st.integers(0, 4), st.integers(0, 3), st.integers(1, 7), st.integers(0, 6), st.integers(0, 1))
@settings(max_examples=60, deadline=None)
def test_a_score_lies_on_its_scale_and_lateness_and_the_list_only_lower_it(income, conn, age, late, listed):
    s = Stage().person(income=income, conn=conn, age=age)
    score = happen.score(s.M, s.P, 0, late, listed)
    assert 350 <= score <= 950
    assert happen.score(s.M, s.P, 0, late + 1, listed) <= score <= happen.score(s.M, s.P, 0, late, 0)


def test_the_list_flows_to_the_bureau_only_where_the_ledger_says_so():
    s = Stage(rating__bureau_flow=0)
    assert happen.score(s.M, s.P, 0, 0, 1) == happen.score(s.M, s.P, 0, 0, 0)


def test_a_late_payment_that_never_was_is_a_wrong_and_three_are_as_many_as_a_file_holds():
    s = Stage().person(consent=1)
    s.P[tables.FALSE_LATE], s.P[tables.BUREAU] = ALWAYS, ALWAYS
    for day in range(5):
        happen.false_late(s.M, s.P, s.D, 0, day, 7)
    assert (s.get("late_false"), s.get("taint")) == (3, 1) and s.has(c.EVER_WRONGED)


def test_a_court_sees_at_the_stated_rate_that_there_is_nothing_to_pay_with():
    """The second decision is taken from the first one's draw, and must not lean on it."""
    s = court(tables.LISTING)
    s.P[tables.NO_MEANS], s.P[tables.SCREEN] = round(0.43 * ALWAYS), round(0.2 * ALWAYS)
    many, given_up = 4000, 0
    for day in range(many):
        given_up += 0 if opened(s, day=day) else 1
        s.D[d.N_ROWS] = 0
    assert near(given_up, many * 0.43 * 0.2)


def test_one_case_pinned_on_the_wrong_person_is_one_case():
    """The debtor who escapes is in nobody's books: no case, no papers, no payment, no reviewer's time."""
    for certain in (
        (tables.LISTING,),
        (tables.PAID_IN_GRACE,),
        (tables.NO_MEANS, tables.SCREEN),
        (tables.LISTING, tables.SERVICE, w.PRE_REVIEWED),
    ):
        s = court(*certain)
        opened(s, rows.MISSED)
        assert s.everything_counted() == {} and s.story() == ["case_opened"]
    opened(s, rows.WRONG_PERSON)
    assert s.counted("new_cases") == 1


def test_an_escaped_debtor_pays_in_the_true_ledger_only():
    s = court(tables.PAID_WEEK).week(2)
    p = s.case(flags=rows.LISTED | rows.MISSED)
    assert rows.should_bind(s.D, p, 40)
    week.case_week(s.M, s.P, s.D, p)
    assert not rows.should_bind(s.D, p, 40)
    assert set(s.everything_counted()) == {"listed_missed_days"} and s.story() == []
