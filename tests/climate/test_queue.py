"""The appeal queue: first in, first out, as far as capacity goes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glasshouse.base.rows import FRACTIONS
from glasshouse.climate.queue import Queue


class Office:
    """Cases one by one, decided as the queue's frontier passes them: what people's rows do, in plain Python."""

    def __init__(self, capacity: float, begun: float = 0.0) -> None:
        self.queue, self.capacity = Queue([begun]), capacity
        self.waiting: list[tuple[int, int]] = []  # (filed, week of filing)
        self.decided: list[tuple[int, int]] = []  # (filed, week of decision)

    def week(self, number: int, arrivals: list[float], leave=lambda case: False) -> None:
        """Publish the frontier, decide what it has passed, let some give up, take in new cases."""
        frontier = self.queue.advance(number, np.array([self.capacity]))[0]
        gone = np.zeros_like(self.queue.pending)
        still = []
        for filed, week in self.waiting:
            if filed < frontier:
                self.decided.append((filed, number))
            elif not leave((filed, week)):
                still.append((filed, week))
                continue
            gone[0, week % gone.shape[1]] += 1
        new = [(int((number + share) * 7 * FRACTIONS), number) for share in arrivals]
        self.waiting = still + new
        self.queue.record(number, np.array([len(new)]), gone)


def evenly(n: int) -> list[float]:
    return [(k + 0.5) / n for k in range(n)]


@given(st.lists(st.integers(0, 30), min_size=3, max_size=40), st.floats(0, 25))
@settings(max_examples=60, deadline=None)
def test_nobody_is_decided_before_somebody_who_filed_earlier(arrivals, capacity):
    office = Office(capacity)
    for number, many in enumerate(arrivals):
        office.week(number, evenly(many))
        if office.decided and office.waiting:
            assert max(filed for filed, _ in office.decided) <= min(filed for filed, _ in office.waiting)


@given(st.lists(st.integers(0, 30), min_size=3, max_size=40), st.floats(0, 25))
@settings(max_examples=60, deadline=None)
def test_the_queue_counts_exactly_the_cases_that_wait(arrivals, capacity):
    office = Office(capacity)
    for number, many in enumerate(arrivals):
        office.week(number, evenly(many), leave=lambda case: case[0] % 11 == 0)
        assert office.queue.backlog()[0] == len(office.waiting)
        assert (office.queue.pending >= 0).all()


def test_an_office_that_can_keep_up_has_no_backlog_but_last_weeks_cases():
    office = Office(capacity=12)
    for number in range(60):
        office.week(number, evenly(10))
    assert len(office.waiting) == 10
    assert all(decided - filed // (7 * FRACTIONS) == 1 for filed, decided in office.decided)


def test_an_office_with_a_tenth_of_the_capacity_falls_behind_by_the_difference_every_week():
    office = Office(capacity=1)
    for number in range(100):
        office.week(number, evenly(10))
    assert len(office.waiting) == pytest.approx(10 + 9 * 99, abs=10)
    waits = [decided - filed // (7 * FRACTIONS) for filed, decided in office.decided]
    assert waits[-1] > 50 and waits == sorted(waits)


@pytest.mark.parametrize("capacity", [0.1, 0.5, 3.3, 7.9])
def test_a_busy_office_decides_what_its_capacity_says_even_a_tenth_of_a_case_a_week(capacity):
    office = Office(capacity)
    rng = np.random.default_rng(3)
    for number in range(400):
        office.week(number, sorted(rng.random(10)))
    assert len(office.decided) == pytest.approx(400 * capacity, rel=0.05, abs=3)


def test_many_small_offices_decide_as_many_as_one_great_one():
    """Each begins somewhere in the middle of a case; from an empty desk, none would decide anything for ten weeks."""
    rng = np.random.default_rng(5)
    decided = 0
    for _ in range(200):
        office = Office(0.05, begun=rng.random())
        for number in range(10):
            office.week(number, evenly(3))
        decided += len(office.decided)
    assert decided == pytest.approx(200 * 10 * 0.05, abs=25)


def test_idle_time_is_not_saved_up():
    office = Office(capacity=5)
    for number in range(50):
        office.week(number, [])
    office.week(50, evenly(100))
    office.week(51, [])
    assert len(office.decided) <= 7


def test_the_frontier_never_goes_back():
    office = Office(capacity=2.5)
    last = 0
    rng = np.random.default_rng(1)
    for number in range(80):
        office.week(number, evenly(int(rng.integers(0, 6))))
        now = max([filed for filed, _ in office.decided], default=0)
        assert now >= last
        last = now
