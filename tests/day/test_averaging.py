"""Income averaging: whoever earns unevenly owes a debt that never was; whoever earns evenly never does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glasshouse.day.rating import averaging

FREE = 0.1
"""Income over the cut-off up to which the benefit stays whole."""


@given(st.floats(0, 3))
def test_even_income_never_makes_a_debt(level):
    assert averaging.averaged_debt(np.full((1, 26), level), FREE)[0] == 0.0


def test_a_poor_half_year_and_a_good_one_make_a_debt():
    income = np.array([[0.0] * 13 + [1.5] * 13])
    assert averaging.averaged_debt(income, FREE)[0] == pytest.approx(13 - 26 * (1 - 0.75) / 0.9)


@given(st.lists(st.floats(0.1, 3), min_size=26, max_size=26))
def test_above_the_free_area_averaging_can_only_invent_debts(fortnights):
    assert averaging.averaged_debt(np.array([fortnights]), FREE)[0] >= -1e-9


def test_the_more_uneven_the_more_debts_and_none_at_zero():
    shares = [averaging.averaged_debts(x, 0.1, FREE) for x in (0.0, 0.3, 0.6, 1.2)]
    assert shares[0] == 0.0 and shares == sorted(shares) and shares[-1] > 0.5
