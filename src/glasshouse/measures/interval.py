"""Intervals from replicates: on the scale of ratios, so that a rare harm never has a bound below zero."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from glasshouse.measures.matrix import Array, divide

NORMAL = 1.959963984540054
RARE = 30
"""Below so many events the spread between blocks is badly known, and Poisson's is the least it can be."""

RULE_OF_THREE = 3.0
"""Nothing seen in n trials: the rate is below 3/n with 95 % confidence (Hanley et al., JAMA 249, 1983)."""


def student(freedom: int) -> float:
    """Return the 97.5 % point of Student's t; with no degree of freedom the normal one.

    Peiser's expansion is within 1 % from 3 degrees on; the first two are tabled.
    """
    if freedom < 3:
        return (NORMAL, 12.706, 4.303)[freedom]
    z, n = NORMAL, freedom
    wide = z + (z**3 + z) / (4 * n) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * n**2)
    return wide + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * n**3)


def deviations(rate: Array, replicates: Array) -> Array:
    """Return how far each replicate is from the rate, relative to it; zero where that is undefined.

    This is the scale of logarithms to first order; taking logarithms fails where a replicate is zero.
    """
    inverse = divide(1.0, np.nan_to_num(rate))
    apart = replicates * np.nan_to_num(inverse) - 1.0
    apart[:, ~np.isfinite(inverse)] = 0.0
    apart[~np.isfinite(apart)] = 0.0  # a replicate without anything to divide by says nothing
    return apart


def relative_spread(rate: Array, replicates: Array) -> Array:
    """Return the standard deviation of the replicates (axis 0) relative to the rate."""
    apart = deviations(rate, replicates)
    return np.sqrt(np.einsum("k...,k...->...", apart, apart) / len(apart))


def with_poisson(spread: Array, events: Array, single: NDArray[np.bool_], alone: bool = False) -> Array:
    """Return the relative spread, at least Poisson's where events are few or a single block says nothing."""
    events = np.broadcast_to(events, spread.shape)
    few = single & (events > 0) & ((events < RARE) | alone)
    poisson = 1 / np.sqrt(np.where(few, events, 1.0))
    return np.where(few, np.maximum(spread, poisson), spread)


def bounds(rate: Array, spread: Array, zero_high: Array, freedom: int) -> tuple[Array, Array]:
    """Return the lower and upper bound of rates, 95 %.

    A rate of zero goes from 0 to `zero_high`; an undefined one has no bounds.
    """
    factor = np.exp(np.minimum(student(freedom) * spread, 50.0))
    low = np.where(rate == 0, 0.0, rate / factor)
    high = np.where(rate == 0, zero_high, rate * factor)
    return low, high
