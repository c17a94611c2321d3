"""Remedies: being told, appealing, the queue, the decision, the correction and its copies, audits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.base import events, ledger, rows
from glasshouse.climate import fields as w
from glasshouse.day import loop
from glasshouse.day.remedies import happen, tables, week

from .stage import ALWAYS, NEVER, Stage, near

pytestmark = pytest.mark.kernels

LEDGER = {
    name.partition(".")[2]: p.value for name, p in ledger.load().items() if name.startswith("remedies.")
}


def scene(*certain: int, **person: int) -> Stage:
    """Return a scene in which only the named things happen; whoever decides would look."""
    s = Stage().person(**person)
    for place in (
        tables.NOTICE, tables.ABANDON, tables.UPHOLD_WRONG, tables.OVERTURN_RIGHT, tables.GRANT_AT_DEADLINE, tables.COPY,
        tables.AUDIT, tables.COMPENSATE, tables.EXPLAIN, w.APPEAL_LOOKED,
    ):  # fmt: skip
        s.P[place] = NEVER
    s.P[tables.FILE : tables.FILE + 40] = s.P[tables.NEEDS_NOTICE] = ALWAYS
    for place in certain:
        s.P[place] = ALWAYS
    return s


def test_a_person_is_told_once_as_a_person_and_the_row_remembers():
    s = scene(tables.NOTICE)
    p = s.case()
    assert happen.tell(s.M, s.P, s.D, 0, 3, 64, p) and happen.tell(s.M, s.P, s.D, 0, 4, 64, p)
    assert s.counted("people_notified") == 1 and s.field(p, "flags") & rows.NOTIFIED


def test_a_notice_names_what_it_is_about():
    s = scene(tables.NOTICE)
    happen.tell(s.M, s.P, s.D, 0, 3, 64 + 3, 0)
    happen.tell(s.M, s.P, s.D, 0, 3, happen.OF_A_LISTING + 5, 0)
    assert [line[5] for line in s.log()] == [events.REFUSED, events.BOUND]


def appeal(s: Stage, p: int, told: bool, wronged: bool = True, day: int = 8) -> bool:
    happen.appeal(s.M, s.P, s.D, 0, day, 64, p, told, wronged, 0)
    return s.field(p, "stage") == rows.PENDING


def test_nobody_appeals_against_what_they_were_not_told_unless_notice_is_not_needed():
    s = scene()
    p = s.case()
    assert not appeal(s, p, told=False)
    s.P[tables.NEEDS_NOTICE] = NEVER
    assert appeal(s, p, told=False) and s.field(p, "filed") == 8


def test_nobody_appeals_twice_against_the_same_entry():
    s = scene()
    p = s.case(stage=rows.LOST)
    assert not appeal(s, p, told=True) and s.counted("appeals_filed") == 0


@given(st.floats(0.001, 0.1), st.integers(0, 4), st.booleans(), st.booleans())
def test_the_wronged_the_richer_and_whoever_got_reasons_appeal_more_often(rate, income, grave, reasons):
    def p(wronged=False, income=income, reasons=reasons):
        return tables.filing_probability(rate, wronged, income, grave, reasons, LEDGER)

    assert p(wronged=True) > p() and p(reasons=True) >= p(reasons=False)
    assert income == 4 or p(income=income + 1) > p()


def test_the_selection_ratio_is_an_odds_ratio():
    wronged, right = (tables.filing_probability(0.05, x, 2, False, False, LEDGER) for x in (True, False))
    assert right == pytest.approx(0.05)
    assert wronged / (1 - wronged) / (right / (1 - right)) == pytest.approx(LEDGER["appeal_selection"])


def pending(s: Stage, filed: int = 8, fraction: int = 100, **more: int) -> int:
    return s.case(stage=rows.PENDING, filed=filed, fraction=fraction, **more)


def test_a_case_is_decided_when_the_frontier_has_passed_its_filing_and_not_before():
    for ahead, stage in ((0, rows.PENDING), (1, rows.LOST)):
        s = scene().week(3)
        p = pending(s)
        s.P[w.FRONTIER] = 8 * rows.FRACTIONS + 100 + ahead
        week.appeal_week(s.M, s.P, s.D, p)
        assert s.field(p, "stage") == stage


@pytest.mark.parametrize(
    ("flags", "looked", "slip", "stage"),
    [
        (rows.WRONG_PERSON, ALWAYS, NEVER, rows.WON),
        (rows.WRONG_PERSON, ALWAYS, ALWAYS, rows.LOST),
        (rows.WRONG_PERSON, NEVER, NEVER, rows.LOST),  # waved through
        (rows.NOT_SERVED, ALWAYS, NEVER, rows.WON),
        (0, ALWAYS, NEVER, rows.LOST),
        (0, ALWAYS, ALWAYS, rows.WON),  # a rightful entry overturned
        (rows.BENCHMARK, ALWAYS, NEVER, rows.LOST),  # the rule allows it
    ],
)
def test_whoever_looks_decides_by_fact_and_law_and_sometimes_errs(flags, looked, slip, stage):
    s = scene().week(3)
    p = pending(s, flags=rows.LISTED | flags)
    s.P[w.FRONTIER], s.P[w.APPEAL_LOOKED] = 9 * rows.FRACTIONS, looked
    s.P[tables.UPHOLD_WRONG] = s.P[tables.OVERTURN_RIGHT] = slip
    week.appeal_week(s.M, s.P, s.D, p)
    assert s.field(p, "stage") == stage
    assert s.counted("appeal_reviews") == (1 if looked else 0)
    assert s.counted("appeals_won") + s.counted("appeals_lost") == 1


@pytest.mark.parametrize(("rule", "stage"), [(NEVER, rows.LOST), (ALWAYS, rows.WON)])
def test_past_the_deadline_the_rule_decides(rule, stage):
    s = scene().week(20)
    s.P[w.FRONTIER], s.P[tables.DEADLINE], s.P[tables.GRANT_AT_DEADLINE] = 0, 60, rule
    p = pending(s, filed=80)
    week.appeal_week(s.M, s.P, s.D, p)
    assert s.field(p, "stage") == stage and s.counted("appeal_reviews") == 0


def test_whoever_gives_up_leaves_the_queue_under_the_week_of_filing():
    s = scene(tables.ABANDON).week(3)
    s.P[w.FRONTIER] = 0
    p = pending(s, filed=8)
    week.appeal_week(s.M, s.P, s.D, p)
    assert s.field(p, "stage") == rows.ABANDONED and s.counted("appeals_abandoned") == 1
    assert s.D[d.GONE + 1] == 1 and s.D[d.GONE : d.GONE + d.GONE_WEEKS].sum() == 1


def test_a_listing_with_a_short_grace_is_appealed_against_in_the_week_in_which_it_is_announced():
    """Filed in the week before, the queue would count it as filed now and as gone then, and wait for it for ever."""
    s = scene(tables.NOTICE).week(2)
    p = s.case(start=10, bind=12)
    loop.rows_pass(s.M, s.P, s.D)
    assert s.field(p, "stage") == rows.PENDING and s.field(p, "filed") == 14


def won(s: Stage, **row: int) -> int:
    """Let an appeal be won after somebody really looked; return the row."""
    p = pending(s.week(3), **row)
    week.decide(s.M, s.P, s.D, s.field(p, "who"), p, True, ALWAYS, 1)
    return p


def test_a_won_appeal_ends_the_entry_after_the_days_that_a_correction_takes():
    s = scene()
    p = won(s, bind=0, flags=rows.LISTED | rows.WRONG_PERSON)
    done = 21 + s.P[tables.CORRECTION]
    assert s.field(p, "end_b") == done and not rows.binds(s.D, p, int(done))
    assert (
        s.counted("days_to_remedy") == done and s.counted("remedied") == s.counted("appeals_won_tainted") == 1
    )


def test_a_copy_that_nobody_told_binds_on_and_is_wrong_in_fact():
    s = scene(tables.COPY)
    p = won(s, flags=rows.LISTED | rows.WRONG_PERSON)
    done = int(21 + s.P[tables.CORRECTION])
    assert rows.binds(s.D, p, done) and rows.verdict(s.D, p, done) == rows.FACT
    assert not rows.binds(s.D, p, done + int(s.P[tables.COPY_DAYS]))


def test_what_was_void_in_law_is_due_in_neither_ledger_once_corrected():
    s = scene()
    p = won(s, flags=rows.LISTED | rows.NOT_SERVED)
    done = int(21 + s.P[tables.CORRECTION])
    assert not rows.binds(s.D, p, done) and not rows.should_bind(s.D, p, done)


def test_what_was_rightful_and_overturned_by_mistake_is_still_due_in_truth():
    s = scene()
    p = won(s, flags=rows.LISTED)
    done = int(21 + s.P[tables.CORRECTION])
    assert not rows.binds(s.D, p, done) and rows.should_bind(s.D, p, done)


def mark(s: Stage, points: int) -> int:
    p = rows.new_row(s.M, s.D, 0, rows.MARK, events.FALSE_RECORD, rows.WRONG_PERSON, 0, 0)
    s.D[p + d.COPY_END] = points
    return int(p)


def test_a_wrong_mark_undone_gives_back_what_it_took_and_the_row_goes():
    s = scene(w.APPEAL_LOOKED, points=950, points_true=1000).week(3)
    s.D[d.PILOT] = 1
    p = mark(s, 50)
    s.D[p + d.STAGE], s.D[p + d.FILED] = rows.PENDING, 8
    s.P[w.FRONTIER] = 20 * rows.FRACTIONS
    loop.rows_pass(s.M, s.P, s.D)
    assert s.get("points") == 1000 and s.D[d.N_ROWS] == 0


def test_an_audit_corrects_what_is_wrong_in_fact_or_law_and_leaves_the_rest():
    for flags, corrected in (
        (rows.WRONG_PERSON, 1),
        (rows.NO_MEANS, 1),
        (rows.BENCHMARK, 0),
        (0, 0),
        (rows.MISSED | rows.NOT_SERVED, 0),
    ):
        s = scene(tables.AUDIT).week(3)
        p = s.case(flags=rows.LISTED | flags)
        week.audit_week(s.M, s.P, s.D, p)
        assert s.counted("remedied") == corrected
    s = scene().week(3)
    week.audit_week(s.M, s.P, s.D, s.case(flags=rows.LISTED | rows.WRONG_PERSON))
    assert s.everything_counted() == {}


def test_appeals_are_filed_at_the_probability_of_the_table():
    s = scene(income=4)
    s.P[tables.FILE : tables.FILE + 40] = NEVER
    k = ((1 * 5 + 4) * 2 + 0) * 2
    s.P[tables.FILE + k] = ALWAYS // 10
    for day in range(3000):
        p = s.case()
        appeal(s, p, told=True, day=day)
        s.D[d.N_ROWS] = 0
    assert near(s.counted("appeals_filed"), 300)


def test_the_place_in_the_queue_within_a_day_is_even():
    s = scene()
    fractions = []
    for day in range(2000):
        p = s.case()
        appeal(s, p, told=True, day=day)
        fractions.append(s.field(p, "fraction"))
        s.D[d.N_ROWS] = 0
    assert abs(np.mean(fractions) / rows.FRACTIONS - 0.5) < 4.5 / np.sqrt(12 * 2000)
    assert min(fractions) >= 0 and max(fractions) < rows.FRACTIONS


def test_without_remedies_nobody_is_told_and_nobody_appeals():
    s = Stage(without=("remedies",))
    p = s.case()
    assert not happen.tell(s.M, s.P, s.D, 0, 3, 64, p) and not appeal(s, p, told=True)
    assert s.everything_counted() == {} and not s.has(c.EVER_NOTIFIED)


@pytest.mark.parametrize(("days", "counted"), [(0, 0), (3, 3), (6, 6), (7, 7), (10, 7)])
def test_a_correction_counts_the_days_up_to_it_and_one_removal_whenever_it_comes(days, counted):
    s = scene(w.APPEAL_LOOKED).week(3)
    s.P[tables.CORRECTION] = days
    pending(s, flags=rows.LISTED | rows.WRONG_PERSON | rows.ANNOUNCED)
    s.P[w.FRONTIER] = 20 * rows.FRACTIONS
    loop.rows_pass(s.M, s.P, s.D)
    assert s.counted("remedied") == 1
    assert s.counted("wrongly_listed_days_fact") == s.counted("listed_person_days") == counted
    assert (s.counted("removals"), int(s.D[d.N_ROWS])) == ((1, 0) if days < 7 else (0, 1))
    loop.rows_pass(s.M, s.P, s.week(4).D)
    assert s.counted("removals") == 1 and s.D[d.N_ROWS] == 0


def test_nobody_gives_up_an_appeal_in_the_week_in_which_it_was_filed():
    s = scene(tables.NOTICE, tables.ABANDON).week(2)
    s.P[w.FRONTIER] = 0
    p = s.case(start=10, bind=18)
    loop.rows_pass(s.M, s.P, s.D)
    assert s.field(p, "stage") == rows.PENDING and s.field(p, "filed") == 18
    loop.rows_pass(s.M, s.P, s.week(3).D)
    assert s.field(p, "stage") == rows.ABANDONED
    assert [line[1] for line in s.log() if line[2] == events.APPEAL_ABANDONED] == [21]


def test_an_audit_waits_until_the_days_of_grace_are_over():
    s = scene(tables.AUDIT).week(3)
    p = s.case(start=20, bind=30, flags=rows.LISTED | rows.WRONG_PERSON)
    loop.rows_pass(s.M, s.P, s.D)
    assert s.everything_counted() == {}
    loop.rows_pass(s.M, s.P, s.week(4).D)
    assert s.counted("new_listings") == s.counted("new_wrong_listings") == 1 and s.counted("audited") == 0
    loop.rows_pass(s.M, s.P, s.week(5).D)
    assert s.counted("audited") == s.counted("remedied") == 1 and s.field(p, "end_b") > 30
