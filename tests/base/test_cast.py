"""From ledger values to integers: nothing is lost on the way to a threshold or a table."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glasshouse.base import cast
from glasshouse.base.errors import RateAboveUpper

probability = st.floats(0, 1)


@given(probability)
def test_a_threshold_is_a_probability_to_ten_digits(p):
    assert cast.threshold(p) / cast.ONE == pytest.approx(p, abs=2**-33)


def test_never_and_always_are_exact():
    assert cast.threshold(0.0) == 0
    assert cast.threshold(1.0) == 2**32
    assert cast.threshold(1e-9) > 0


@given(st.floats(0, 1000), st.floats(1, 1000))
def test_acceptance_thins_the_upper_rate_to_the_rate_in_force(rate, upper):
    if rate <= upper:
        assert cast.acceptance(rate, upper, "x") / cast.ONE * upper == pytest.approx(rate, abs=upper * 2**-31)
    elif rate > upper * 1.001:
        with pytest.raises(RateAboveUpper, match="x: "):
            cast.acceptance(rate, upper, "x")


@given(st.floats(0, 200))
def test_a_weekly_hazard_over_a_year_leaves_as_many_untouched(per_year):
    assert (1 - cast.weekly(per_year)) ** cast.WEEKS_PER_YEAR == pytest.approx(math.exp(-per_year), abs=1e-9)


@given(st.floats(0, 6))
@settings(deadline=None)
def test_poisson_thresholds_are_the_cumulative_shares(mean):
    got = cast.poisson_thresholds(mean, 8) / cast.ONE
    total = 0.0
    for k in range(8):
        total += math.exp(-mean) * mean**k / math.factorial(k)
        assert got[k] == pytest.approx(total, abs=1e-9)
    assert (np.diff(got) >= 0).all()


@given(st.floats(0, 700))
@settings(deadline=None, max_examples=60)
def test_the_mean_of_a_weekly_count_survives_being_cut_into_slices(mean):
    slices = cast.quantile_means(mean, 64, 1024)
    assert slices.mean() / 1024 == pytest.approx(mean, abs=0.001, rel=1e-5)
    assert (np.diff(slices) >= 0).all()
    assert (slices >= 0).all()


def test_slices_of_a_count_keep_its_spread():
    """64 slices of Poisson(20) lose less than two per cent of its standard deviation."""
    slices = cast.quantile_means(20.0, 64, 1024) / 1024
    assert slices.std() == pytest.approx(math.sqrt(20), rel=0.02)


shares = st.lists(st.floats(0.01, 1), min_size=2, max_size=8).map(lambda x: np.array(x) / sum(x))


@given(shares, st.floats(0, 2))
@settings(deadline=None)
def test_class_means_of_a_lognormal_trait_have_mean_one_at_any_spread(parts, sd):
    means = cast.lognormal_class_means(parts, sd)
    assert (means * parts).sum() == pytest.approx(1.0, abs=1e-9)
    assert (np.diff(means) >= -1e-9).all()


def test_without_spread_everybody_is_alike():
    assert cast.lognormal_class_means(np.array([0.6, 0.3, 0.1]), 0.0) == pytest.approx(np.ones(3))


@given(st.floats(0, 1))
def test_a_factor_is_exact_to_sixteen_bits(x):
    assert cast.factor(x) / 65536 == pytest.approx(x, abs=2**-17)
