"""From ledger values to integers, once, on the host: thresholds, factors and tables that kernels only look up.

Kernels never touch a float: the same plan gives the same bits on any processor.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from glasshouse.base.errors import RateAboveUpper

ONE = 1 << 32
"""The threshold that every 32-bit draw stays below: probability one."""
HALF_SCALE = 1 << 16
DAYS_PER_YEAR = 365.0
WEEKS_PER_YEAR = DAYS_PER_YEAR / 7.0


def threshold(probability: float) -> int:
    """Return the threshold t such that a 32-bit draw u < t with the given probability (clipped to 0..1)."""
    return round(min(max(probability, 0.0), 1.0) * ONE)


def thresholds(probabilities: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return many thresholds as `threshold` casts each."""
    return np.rint(np.clip(probabilities, 0.0, 1.0) * ONE).astype(np.int64)


def acceptance(rate: float, upper: float, what: str) -> int:
    """Return the threshold at which a candidate at rate `upper` becomes an event at `rate`.

    Raises:
        RateAboveUpper: the rate in force is above the clock's; it is never capped in silence.
    """
    if rate > upper * (1 + 1e-9):
        raise RateAboveUpper(
            f"{what}: {rate:.4g} a year is above the {upper:.4g} that its clock can offer",
            value=rate,
            place=what,
            allowed=f"0 to {upper:.4g} a year, the end of the ledger's range",
        )
    return threshold(rate / upper if upper > 0 else 0.0)


def factor(x: float) -> int:
    """Return a factor in 0..1 as 16-bit fixed point."""
    return round(min(max(x, 0.0), 1.0) * HALF_SCALE)


def factors(x: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return many factors as `factor` casts each."""
    return np.rint(np.clip(x, 0.0, 1.0) * HALF_SCALE).astype(np.int64)


def within(per_year: float, days: float) -> float:
    """Return the probability of at least one event in so many days at a yearly hazard."""
    return -math.expm1(-max(per_year, 0.0) * days / DAYS_PER_YEAR)


def weekly(per_year: float) -> float:
    """Return the probability of at least one event in a week at a yearly hazard."""
    return -math.expm1(-max(per_year, 0.0) / WEEKS_PER_YEAR)


def poisson_pmf(mean: float, top: int) -> NDArray[np.float64]:
    """Return P(0..top) of a Poisson variable."""
    k = np.arange(top + 1)
    if mean <= 0:
        return (k == 0).astype(float)
    log_factorial = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, top + 1)))])
    return np.asarray(np.exp(k * math.log(mean) - mean - log_factorial))


def poisson_thresholds(mean: float, places: int) -> NDArray[np.int64]:
    """Return thresholds t[n] with P(N <= n) for n = 0..places-1: N is the number of thresholds at or below the draw."""
    return np.asarray(poisson_table(np.array([mean]), places)[0])


def poisson_table(means: NDArray[np.float64], places: int) -> NDArray[np.int64]:
    """Return the thresholds of `poisson_thresholds` for many means at once, shape (means, places)."""
    term = np.exp(-np.maximum(means, 0.0))
    total = term.copy()
    out = np.empty((len(means), places), dtype=np.int64)
    for n in range(places):
        out[:, n] = np.rint(np.minimum(total, 1.0) * ONE)
        term = term * np.maximum(means, 0.0) / (n + 1)
        total = total + term
    return out


@lru_cache(maxsize=4096)
def quantile_means(mean: float, bins: int, scale: int) -> NDArray[np.int64]:
    """Return the mean of a Poisson variable within each of `bins` equal slices of probability, in 1/scale.

    A count is read as the slice's mean plus keyed rounding, so the overall mean is exact and one draw serves a channel.
    The array is kept for whoever asks again: it may not be written to.
    """
    top = math.ceil(mean + 10 * math.sqrt(mean + 1) + 20)
    pmf = poisson_pmf(mean, top)
    share = np.concatenate([[0.0], np.cumsum(pmf)])
    partial = np.concatenate([[0.0], np.cumsum(np.arange(top + 1) * pmf)])
    share[-1] = 1.0
    edges = np.interp(np.linspace(0, 1, bins + 1), share, partial)
    out = np.rint(np.diff(edges) * bins * scale).astype(np.int64)
    out.flags.writeable = False
    return out


def lognormal_class_means(shares: NDArray[np.float64], sd: float) -> NDArray[np.float64]:
    """Return the mean, within classes of the given shares from low to high, of a lognormal variable with mean one."""
    from statistics import NormalDist

    normal = NormalDist()
    cuts = np.clip(np.cumsum(shares)[:-1], 1e-12, 1 - 1e-12)
    z = [normal.inv_cdf(float(q)) for q in cuts]
    mass = [0.0, *[normal.cdf(x - sd) for x in z], 1.0]
    return np.diff(mass) / shares
