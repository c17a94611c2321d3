"""The gap between two groups: ratio and difference of their rates, each with its interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from glasshouse.measures.interval import RARE, with_poisson
from glasshouse.measures.matrix import Array, divide
from glasshouse.measures.slices import Slice


@dataclass(frozen=True)
class Gap:
    """Every measure of one group against another, arrays (measures,).

    compared, reference: places of the two groups among the levels of their cut.
    ratio: rate of `compared` over rate of `reference`; not a number where the reference has none.
    difference: rate of `compared` minus rate of `reference`.
    """

    compared: int
    reference: int
    ratio: Array
    ratio_low: Array
    ratio_high: Array
    difference: Array
    difference_low: Array
    difference_high: Array


def gap(one: Slice, joint: Array, zero: Array, pair: tuple[int, int], student: float) -> Gap:
    """Return the gap of one pair of groups.

    Args:
        one: the groups, (levels, measures).
        joint: covariance between levels of the replicates' relative deviations, (levels, levels, measures).
        zero: the upper bound of a rate of which nothing was seen, (levels, measures).
        pair: compared and reference, as places among the levels.
        student: how many standard deviations the interval reaches.
    """
    here, there = pair
    ratio = _ratio(one, joint, zero, pair, student)
    return Gap(here, there, *ratio, *_difference(one, joint, pair, student))


def _ratio(
    one: Slice, joint: Array, zero: Array, pair: tuple[int, int], student: float
) -> tuple[Array, Array, Array]:
    """Return ratio, low and high; its spread is that of the replicates' own ratios, to first order."""
    here, there = pair
    rate, base = one.rate[here], one.rate[there]
    ratio = divide(rate, np.nan_to_num(base))
    apart = np.sqrt(np.maximum(joint[here, here] + joint[there, there] - 2 * joint[here, there], 0.0))
    events = divide(1.0, np.nan_to_num(divide(1.0, one.events[here]) + divide(1.0, one.events[there])))
    spread = with_poisson(apart, np.nan_to_num(events), one.matrix.single)
    factor = np.exp(np.minimum(student * spread, 50.0))
    # Of a zero only the upper bound is known: it bounds the ratio from above, or below if it is the base.
    least, most = divide(rate, np.nan_to_num(zero[there])), divide(zero[here], np.nan_to_num(one.low[there]))
    low = np.where(rate == 0, 0.0, np.where(base == 0, least, ratio / factor))
    high = np.where(base == 0, np.nan, np.where(rate == 0, most, ratio * factor))
    return ratio, np.where((rate == 0) & (base == 0), np.nan, low), high


def _difference(
    one: Slice, joint: Array, pair: tuple[int, int], student: float
) -> tuple[Array, Array, Array]:
    """Return difference, low and high.

    Where events are rare the groups' own intervals are joined instead, as replicates would be too narrow
    (R. G. Newcombe, Interval estimation for the difference between independent proportions, Statistics in
    Medicine 17, 1998).
    """
    here, there = pair
    rate, base = one.rate[here], one.rate[there]
    difference = rate - base
    square = rate**2 * joint[here, here] + base**2 * joint[there, there]
    reach = student * np.sqrt(np.maximum(square - 2 * rate * base * joint[here, there], 0.0))
    down = np.hypot(rate - one.low[here], one.high[there] - base)
    up = np.hypot(one.high[here] - rate, base - one.low[there])
    rare = (one.events[here] < RARE) | (one.events[there] < RARE)
    low = difference - np.where(rare, down, reach)
    high = difference + np.where(rare, up, reach)
    return difference, low, high
