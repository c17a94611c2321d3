"""Income averaging: a year's income, divided by the number of fortnights, is held against what was paid in each.

A benefit falls as income rises and ends at a cut-off, so it is a bent line. Who earned unevenly was rightly paid in the
poor fortnights; the average hides them, and the difference is taken for a debt. Who earned evenly never owes anything.

Source of the rule: Robodebt, Federal Court of Australia, 2021 FCA 634. The bends are those of a working-age benefit.
"""

from __future__ import annotations

from functools import cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from glasshouse.base.profiles import profile

FORTNIGHTS = 26
LEAST, MOST = profile("averaged_income_ends")
LEVELS = np.linspace(LEAST, MOST, 30)
"""Mean incomes over the cut-off of those checked; the spread is assumed even."""
STRETCH = profile("averaged_stretch")
"""How uneven eight kinds of year are, relative to the stated unevenness."""


def benefit(income: NDArray[np.float64], free: float) -> NDArray[np.float64]:
    """Return the share of the full benefit paid in a fortnight at `income` (1 is the cut-off), whole below `free`."""
    return np.clip((1 - income) / (1 - free), 0.0, 1.0)


def averaged_debt(income: NDArray[np.float64], free: float) -> NDArray[np.float64]:
    """Return the debt that averaging finds in honest people, in fortnights of full benefit, shape (people,).

    Args:
        income: Of each fortnight over the cut-off, all truly reported, shape (people, fortnights).
        free: Income over the cut-off up to which the benefit stays whole.
    """
    # the mean of equal floats need not be that float, and even income must give exactly nothing
    even = np.where(np.ptp(income, axis=1) == 0, income[:, 0], income.mean(axis=1))
    return np.asarray((benefit(income, free) - benefit(even, free)[:, None]).sum(axis=1))


def yearly_incomes(unevenness: float) -> NDArray[np.float64]:
    """Return fortnightly incomes over the cut-off, shape (kinds of year, fortnights): lognormal around each level.

    `unevenness` is the standard deviation of the logarithm within a year; 0 makes every fortnight equal.
    """
    if unevenness == 0:
        return np.repeat(LEVELS, len(STRETCH))[:, None] * np.ones(FORTNIGHTS)
    z = np.array([NormalDist().inv_cdf((k + 0.5) / FORTNIGHTS) for k in range(FORTNIGHTS)])
    shape = np.exp(unevenness * STRETCH[:, None] * z)
    shape /= shape.mean(axis=1, keepdims=True)
    return np.asarray((LEVELS[:, None, None] * shape).reshape(-1, FORTNIGHTS))


@cache
def averaged_debts(unevenness: float, tolerance: float, free: float) -> float:
    """Return the share of honest people against whom averaging finds a debt above `tolerance` (fortnights)."""
    return float((averaged_debt(yearly_incomes(unevenness), free) > tolerance).mean())
