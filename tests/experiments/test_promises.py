"""What safeguards are stated to do: over which part of the ranges, at how many points, and what counts as kept."""

from dataclasses import replace

import numpy as np
import pytest

from glasshouse.experiments import promises, verdict
from glasshouse.experiments.worlds import Result, World
from glasshouse.safeguards import names, read

WORLD = World("china-2018", 4_000, 28)


def said(name, by=None):
    meant = read(name).meant
    return verdict.claim(WORLD, [name], meant.measure, by=by or meant.by)


class Answers:
    """A study that answers every pair of worlds by a formula of its number."""

    def __init__(self, formula):
        self.formula = formula

    def run(self, worlds):
        pairs = [self.formula(number) for number in range(len(worlds) // 2)]
        return [one for pair in pairs for one in pair]


def answered(measure, before, after):
    return tuple(Result({measure: value}, {}, {}, "x", 0.0) for value in (before, after))


def test_what_a_safeguard_sets_itself_is_no_assumption_about_the_world_it_meets():
    bounded, free = promises.spaces(read("capacity_test"), said("capacity_test"))
    assert "rating.capacity_screen" not in {one.name for one in bounded}
    assert "rating.capacity_screen" in {one.name for one in free}
    assert len(free) == len(bounded) + 1


def test_a_factor_has_to_work_from_wherever_it_starts():
    bounded, _ = promises.spaces(read("raised_threshold"), said("raised_threshold"))
    assert {"cameras.false_match_rate", "cameras.true_positive_rate"} <= {one.name for one in bounded}


def test_the_bounds_of_a_promise_narrow_its_space_and_no_other():
    bounded, free = promises.spaces(read("essential_services"), said("essential_services"))
    narrow = {one.name: one for one in bounded}["gates.counter_error"]
    wide = {one.name: one for one in free}["gates.counter_error"]
    assert [narrow.low, narrow.high] == [0, 2e-5] and wide.high == 1e-3
    assert sum(one != other for one, other in zip(bounded, free, strict=True)) == 1


def test_points_that_cannot_tell_and_worlds_that_failed_are_counted_and_not_judged():
    claim = said("essential_services", by=0.5)
    measure = claim.measure
    failed = (Result.failed("no room"), *answered(measure, 1, 1)[1:])
    rows = [answered(measure, 100, 10), answered(measure, 100, 90), answered(measure, 3, 0), failed]
    axes, _ = promises.spaces(read("essential_services"), claim)
    found = promises.across(claim, axes, 4, Answers(rows.__getitem__))
    assert found.holds == 0.5 and (found.few, found.failed, found.problem) == (1, 1, "no room")
    assert np.isnan(found.effects[2:]).all() and found.usual == pytest.approx(0.5)


@pytest.mark.parametrize(("by", "events"), [(0.9, 10), (0.5, 10), (0.1, 36), (0.01, 396)])
def test_a_small_effect_needs_more_events_to_be_told(by, events):
    assert promises.few(by) == pytest.approx(events)
    error = np.sqrt(by * (1 - by) / promises.few(by))
    assert by >= 1.99 * error


def kept(**other):
    row = promises.Promise(
        safeguard="expiry", scenario="china-2018", given="", where="", outside="", measure="people_listed",
        direction="down", stated=0.25, because="of its term", stated_across=0.8, base=10, changed=4, effect=0.6,
        low=0.5, high=0.7, across=0.9, usual=0.5, few=0, failed=0, points=12, problem="", everywhere=0.9,
        silent=True, staff_days=0,
    )  # fmt: skip
    return replace(row, **other)


def test_a_promise_is_kept_only_if_all_of_it_holds():
    assert kept().kept and kept().as_dict()["kept"]
    for broken in ({"silent": False}, {"effect": 0.2}, {"across": 0.7}, {"few": 6, "failed": 1}):
        assert not kept(**broken).kept
    assert promises.lines(kept(across=0.1))[0].endswith("FAILS")


def test_a_row_says_what_it_rests_on():
    first, *below = promises.lines(kept(where="rating.term_share 0 to 1", outside="nothing ends"))
    assert "12 of 12" in first and not first.endswith("FAILS")
    assert below == [
        "    so much because: of its term",
        "    where: rating.term_share 0 to 1",
        "    outside: nothing ends",
    ]


@pytest.mark.parametrize("name", names())
def test_every_promise_gives_its_reason_and_says_what_ends_it(name):
    meant = read(name).meant
    assert len(meant.because.split()) > 4
    assert bool(meant.where) == bool(meant.outside)
    assert promises.silent(name, meant.scenario, people=600, days=21)
