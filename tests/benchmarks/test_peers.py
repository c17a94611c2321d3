"""The step that the peers are compared on: Glasshouse's and NumPy's are the same to the bit, and a wrong one is found out."""

import sys

import numpy as np
import pytest

PEOPLE, DAYS, SEED = 5_120, 40, 7


def draws(day):
    from benchmarks.peers.step import COMMUNITY

    from glasshouse.base import draw

    U = np.zeros((4, PEOPLE), np.int64)
    draw.fill(SEED, 0, PEOPLE, day, draw.WEEK, U, 0)
    return U[:3].reshape(3, -1, COMMUNITY).astype(np.uint32)


def a_day_one_by_one(score, draws):
    """The step as its description has it, person by person."""
    from benchmarks.peers.step import RULES, SHIFTS

    slip, guilt, travel, credit, loss, best, line, bar = RULES
    after, counted, n = score.copy(), np.zeros(4, int), len(score)
    for i in range(n):
        near = sum(int(score[(i + side * shift) % n] < line) for shift in SHIFTS for side in (-1, 1))
        if draws[0, i] < slip + guilt * near:
            counted[0] += 1
            after[i] = max(0, score[i] - loss)
        else:
            after[i] = min(best, score[i] + 1)
        counted[1] += after[i] < line <= score[i]
        counted[2] += draws[1, i] < travel and after[i] < line
        counted[3] += draws[2, i] < credit and after[i] < bar + near
    return after, counted


def test_numpy_lives_the_step_as_it_is_described():
    from benchmarks.peers import with_numpy

    score = np.random.default_rng(1).integers(0, 101, (10, 512)).astype(np.int16)
    many = draws(0)
    after, counted = with_numpy.day(score, many)
    by_hand = [a_day_one_by_one(score[k].astype(int), many[:, k].astype(int)) for k in range(10)]
    assert np.array_equal(after, [one for one, _ in by_hand])
    assert np.array_equal(counted, sum(counts for _, counts in by_hand)) and counted.min() > 0


def test_glasshouse_and_numpy_live_the_same_lives_if_they_are_given_the_same_draws():
    from benchmarks.peers import with_glasshouse, with_numpy

    ours, theirs = with_glasshouse.Society(PEOPLE, DAYS, SEED), with_numpy.Society(PEOPLE, DAYS, SEED)
    ours.live()
    for day in range(DAYS):
        theirs.score, counted = with_numpy.day(theirs.score, draws(day))
        theirs.counted += counted
    assert np.array_equal(ours.score, theirs.score.ravel())
    assert ours.tally() == theirs.tally() and min(ours.tally()) > 0


def test_any_number_of_threads_gives_the_same_bits(monkeypatch):
    from benchmarks.peers import with_glasshouse

    monkeypatch.setattr(with_glasshouse, "PIECE", 3)
    one, many = (with_glasshouse.Society(PEOPLE, DAYS, SEED, threads=threads) for threads in (1, 4))
    one.live()
    many.live()
    assert np.array_equal(one.score, many.score) and one.tally() == many.tally()


def test_programs_that_agree_are_compared_and_one_that_does_not_is_named():
    from benchmarks.peers import agree, with_glasshouse, with_numpy
    from benchmarks.peers.step import RULES

    class Strict(with_numpy.Society):
        """Records a tenth more slips."""

        def live(self):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(with_numpy, "RULES", RULES._replace(slip=RULES.slip * 11 // 10))
                super().live()

    programs = {"Glasshouse": with_glasshouse.Society, "NumPy": with_numpy.Society, "strict": Strict}
    rates = agree.rates(programs, PEOPLE, DAYS, seeds=8)
    told = agree.apart(rates, "Glasshouse")
    assert told and all(line.startswith("strict: ") for line in told)
    assert [row["program"] for row in agree.table(rates, "").rows] == list(programs)


def test_the_test_of_a_difference_knows_the_ends():
    from benchmarks.peers.agree import welch

    assert welch([1, 1], [1, 1]) == 1 and welch([1, 1], [2, 2]) == 0
    assert welch([1, 2, 3], [1, 2, 3.1]) > 0.5


def test_a_peer_that_is_not_installed_is_one_clear_line(monkeypatch):
    from benchmarks import peers

    monkeypatch.setitem(sys.modules, "mesa", None)
    monkeypatch.delitem(sys.modules, "benchmarks.peers.with_mesa", raising=False)
    with pytest.raises(SystemExit, match=r"mesa is not installed.*\[peers\]"):
        peers.measure(quick=True)
