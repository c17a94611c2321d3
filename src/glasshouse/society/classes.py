"""The classes into which traits fall, their shares, and what each class multiplies.

Shares are fixed (they are how we cut a distribution); the multipliers follow from the ledger's spread parameters and
have mean one over people, so that a rate per person keeps its meaning at any spread.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from glasshouse.base.cast import lognormal_class_means
from glasshouse.base.profiles import profile

CONDUCT_SHARES = profile("conduct_shares")
LOOK_SHARES = profile("look_shares")
NAME_SHARES = profile("name_shares")
NAME_FACTORS = profile("name_factors")
CONNECTIVITY_SHARES = profile("connectivity_shares")
CONNECTIVITY_TILT = profile("connectivity_tilt")
CONNECTIVITY_FACTORS = profile("connectivity_factors")
VOICE_SHARES = profile("voice_shares")
VOICE_REST = profile("voice_rest")
RAIL = float(profile("rail_share")[0]) * profile("rail_by_income")
SELDOM, OFTEN = profile("flyer_frequency")
FLYER_BY_INCOME = profile("flyer_by_income")
INCOME_LATE = profile("income_late")
INCOME_DEFAULT = profile("income_default")


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
    rail = np.clip((RAIL - flyers).clip(0.02), 0, 0.95 - flyers)
    return np.stack([1 - flyers - rail, rail, flyers * SELDOM, flyers * OFTEN], axis=1)
