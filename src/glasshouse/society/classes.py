"""The classes into which traits fall, their shares, and what each class multiplies.

Shares are fixed (they are how we cut a distribution); the multipliers follow from the ledger's spread parameters and
have mean one over people, so that a rate per person keeps its meaning at any spread.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from glasshouse.base.cast import lognormal_class_means

CONDUCT_SHARES = np.array([0.30, 0.20, 0.15, 0.12, 0.10, 0.07, 0.04, 0.02])
LOOK_SHARES = np.array([0.60, 0.30, 0.09, 0.01])
NAME_SHARES = np.array([0.80, 0.15, 0.04, 0.01])
NAME_FACTORS = np.array([0.06, 0.6, 4.0, 70.2])
"""Namesakes of a class relative to the mean: a heavy tail, as the three commonest names show."""
CONNECTIVITY_SHARES = np.array([0.25, 0.35, 0.25, 0.15])
CONNECTIVITY_FACTORS = np.array([0.35, 0.85, 1.25, 2.0166666667])
VOICE_SHARES = np.array([0.62, 0.28, 0.08, 0.02])
"""Silent, seldom, often, constantly: after the concentration of posts on Weibo (Fu & Chau 2013)."""
VOICE_REST = np.array([0.0, 0.3, 0.7])
"""How what the loudest leave is shared among the other three classes."""
MOBILITY_RAIL_SHARE = 0.30
"""Share of people who ride a bullet train in a year (assumed, 25-35 %)."""
FLYER_BY_INCOME = np.array([0.10, 0.30, 0.60, 1.15, 2.85])
"""Share of people who fly, by income quintile, relative to the mean."""
INCOME_LATE = np.array([1.5, 1.25, 1.0, 0.75, 0.5])
INCOME_DEFAULT = np.array([1.7, 1.3, 0.9, 0.6, 0.5])


def conduct_factors(values: Mapping[str, float]) -> NDArray[np.float64]:
    """Return the multiplier of each conduct class, mean one."""
    return lognormal_class_means(CONDUCT_SHARES, values["society.conduct_sd"])


def conduct_upper(high: Mapping[str, float]) -> NDArray[np.float64]:
    """Return the largest multiplier of each conduct class at any spread up to the range's end."""
    grid = np.linspace(0.0, high["society.conduct_sd"], 16)
    return np.max([lognormal_class_means(CONDUCT_SHARES, sd) for sd in grid], axis=0)


def lookalike_factors(values: Mapping[str, float]) -> NDArray[np.float64]:
    """Return the mean lookalike trait u of each class (mean one over people)."""
    return lognormal_class_means(LOOK_SHARES, values["society.lookalike_sd"])


def _voices(concentration: float) -> NDArray[np.float64]:
    top = concentration / VOICE_SHARES[3]
    rest = (1 - concentration) * VOICE_REST / VOICE_SHARES[:3]
    return np.append(rest, top)


def voice_factors(values: Mapping[str, float]) -> NDArray[np.float64]:
    """Return posts of each voice class relative to the mean person."""
    return _voices(values["society.voice_concentration"])


def voice_upper(high: Mapping[str, float]) -> NDArray[np.float64]:
    """Return the largest such factor over the range (lower end .5 of all posts, upper end as in the ledger)."""
    return np.maximum(_voices(high["society.voice_concentration"]), _voices(0.5))


def mobility_shares(values: Mapping[str, float]) -> NDArray[np.float64]:
    """Return the share of mobility classes by income quintile, shape (5, 4)."""
    flyers = np.clip(values["society.traveller_share"] * FLYER_BY_INCOME, 0, 0.9)
    rail = np.clip((MOBILITY_RAIL_SHARE * (0.4 + 0.3 * np.arange(5)) - flyers).clip(0.02), 0, 0.95 - flyers)
    return np.stack([1 - flyers - rail, rail, flyers * 0.8, flyers * 0.2], axis=1)
