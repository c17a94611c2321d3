"""Intervals: they cover the truth as often as they say, and never claim that what was not seen cannot be."""

import dataclasses

import numpy as np
import pytest
from scipy import stats

from glasshouse.base.counters import COUNTERS
from glasshouse.measures.bootstrap import drawn
from glasshouse.measures.groups import cuts
from glasshouse.measures.interval import student
from glasshouse.measures.matrix import compiled
from glasshouse.measures.regions import country
from glasshouse.measures.tallies import Tallies

from .made import outcome

WEIGHT = np.array([0.5, 1.5, 1.0])
PEOPLE = np.array([1000, 1000, 2000])
EXPECTED = np.resize([3.0, 6.0, 12.0, 40.0, 150.0, 1000.0], len(COUNTERS))
"""Expected events in the whole country, by counter."""


@pytest.fixture(scope="module")
def base():
    return Tallies.of(outcome(weeks=1, per_block=10, weight=(1.0, 1.0, 1.0)))


def drawn_again(base, random, clump):
    """Tallies of another society of the same kind; `clump` is the relative spread of rates between blocks."""
    blocks = 16
    people = np.broadcast_to(PEOPLE[None, :, None], (blocks, 3, 1))
    share = WEIGHT * PEOPLE / (WEIGHT @ PEOPLE)
    rate = EXPECTED / (PEOPLE * blocks).sum()
    luck = random.gamma(1 / clump**2, clump**2, size=(blocks, 3, 1)) if clump else 1.0
    counts = random.poisson(people * rate * luck)
    place = COUNTERS.index("people")
    counts[..., place] = people[..., 0]
    weight = share / (PEOPLE / PEOPLE.sum())
    return dataclasses.replace(base, block_region=counts, weight=weight, people=int(PEOPLE.sum() * blocks))


@pytest.mark.parametrize("clump", [0.0, 0.3])
def test_simulation_intervals_cover_the_truth_as_often_as_they_say(base, clump):
    random = np.random.default_rng(7)
    rate = EXPECTED / (PEOPLE * 16).sum()
    covered, rare = [], []
    for seed in range(40):
        tallies = dataclasses.replace(drawn_again(base, random, clump), seed=seed)
        matrix = compiled(tallies)
        one = country(tallies, matrix, drawn(tallies)).everybody
        plain = [place for place, m in enumerate(matrix.measures) if m.counted and len(m.formula.top) == 1]
        plain = [place for place in plain if matrix.most[place] == 1 and matrix.factor[place] == 1]
        truth = np.array([rate[COUNTERS.index(matrix.measures[place].formula.top[0])] for place in plain])
        expected = truth * (PEOPLE * 16).sum()
        inside = (one.low[plain] <= truth) & (truth <= one.high[plain])
        covered += list(inside[expected > 20])
        rare += list(inside[expected < 20])
    assert 0.925 < np.mean(covered) < 0.98
    assert 0.93 < np.mean(rare) < 0.995


def test_gap_intervals_cover_the_true_ratio(base):
    random = np.random.default_rng(3)
    inside = []
    for seed in range(20):
        people = np.full((16, 120), 500)
        twice = np.where(np.arange(120) >= 60, 2.0, 1.0)[None, :, None]
        counts = random.poisson(people[..., None] * 0.001 * twice * np.ones(len(COUNTERS)))
        counts[..., COUNTERS.index("people")] = people
        regions = np.full_like(base.block_region, 20_000)
        whole = dataclasses.replace(base, block_region=regions, people=int(people.sum()), seed=seed)
        tallies = dataclasses.replace(whole, block_cell=counts * 1024)
        matrix = compiled(tallies)
        group = next(cuts(tallies, matrix, drawn(tallies)))
        gap = group.gaps[0]
        plain = matrix.counted & matrix.single
        inside += list(((gap.ratio_low <= 2) & (gap.ratio_high >= 2))[plain])
    assert 0.92 < np.mean(inside) < 0.98


def test_a_zero_has_an_upper_bound_of_three_events(base):
    column = COUNTERS.index("wrongful_stops")
    counts = base.block_region.copy()
    counts[..., column] = 0
    tallies = dataclasses.replace(base, block_region=counts)
    matrix = compiled(tallies)
    everybody = country(tallies, matrix, drawn(tallies)).everybody
    place = matrix.names.index("wrongful_stops")
    assert everybody.rate[place] == everybody.low[place] == 0
    assert everybody.high[place] * tallies.people == pytest.approx(3 * tallies.mean_weight)


def test_a_mechanism_that_is_switched_off_has_no_upper_bound(base):
    counts = base.block_region.copy()
    counts[..., COUNTERS.index("wrongful_stops")] = 0
    tallies = dataclasses.replace(base, block_region=counts, off=frozenset({"cameras"}))
    matrix = compiled(tallies)
    everybody = country(tallies, matrix, drawn(tallies)).everybody
    assert everybody.high[matrix.names.index("wrongful_stops")] == 0


def test_a_region_of_a_single_block_still_has_an_interval(base):
    counts = base.block_region.copy()
    counts[1:, 0] = 0
    tallies = dataclasses.replace(base, block_region=counts)
    matrix = compiled(tallies)
    regions = country(tallies, matrix, drawn(tallies)).regions
    seen = matrix.counted & matrix.single & (regions.events[0] > 0)
    assert seen.any()
    assert (regions.high[0][seen] > regions.rate[0][seen]).all()


def test_the_same_seed_draws_the_same_blocks(base):
    first, again = drawn(base), drawn(base)
    other = drawn(dataclasses.replace(base, seed=base.seed + 1))
    assert (first.block == again.block).all()
    assert (first.block != other.block).any()


def test_resampled_blocks_keep_the_total_on_average_and_spread_without_bias(base):
    draws = drawn(base, 20_000)
    values = np.arange(16.0)
    totals = draws.block @ values
    assert draws.block.sum(axis=1) == pytest.approx(16)
    assert totals.mean() == pytest.approx(values.sum(), rel=0.005)
    assert totals.var() == pytest.approx(16 * values.var(ddof=1), rel=0.05)


@pytest.mark.parametrize("freedom", [1, 2, 3, 5, 15, 63, 1000])
def test_student_agrees_with_the_exact_quantile(freedom):
    assert student(freedom) == pytest.approx(stats.t.ppf(0.975, freedom), rel=0.01)
