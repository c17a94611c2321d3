"""Life's numbers as integers: weekly counts per channel, and how likely each candidate is to happen."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from glasshouse.base import cast
from glasshouse.base.profiles import profile
from glasshouse.base.slots import Slots
from glasshouse.society.classes import (
    CONNECTIVITY_FACTORS,
    conduct_factors,
    conduct_upper,
    voice_factors,
    voice_upper,
)

CHANNEL_NAMES = ("messages", "payments", "location_fixes", "searches", "rides", "reviews", "tickets", "bills")
N_CHANNELS = len(CHANNEL_NAMES)
BINS = 64
"""Slices of probability per channel and class; the draw's low 10 bits round."""

_places = Slots("life")
NO_USER = 4
"""After the four classes of connectivity: a class that leaves nothing on any channel."""
CHANNELS = _places("channels", 5 * N_CHANNELS * BINS)
OUTINGS = _places("outings", 4 * BINS)
COUNTED = 5 * N_CHANNELS * BINS + 4 * BINS
"""Means of all that is counted, not drawn one by one: channels, then outings."""
LATE_BY_HARDSHIP = _places("late_by_hardship", 256)
DEFAULT_BY_HARDSHIP = _places("default_by_hardship", 256)
TRAFFIC = _places("traffic")
ORDER = _places("order")
VOLUNTEER = _places("volunteer")
DONATE = _places("donate")
AWARD = _places("award")
CONDUCT = _places("conduct", 8)
VOICE = _places("voice", 4)
CRITICAL = _places("critical")
CONTESTED = _places("contested")
DETER_CAMERAS = _places("deter_cameras")
DETER_DEBT = _places("deter_debt")
ON = _places("on")


def per_week(values: Mapping[str, float]) -> dict[str, float]:
    """Return the mean weekly count of each channel for a user of mean connectivity."""
    return {
        "messages": values["life.messages_per_day"] * 7,
        "payments": values["life.payments_per_day"] * 7,
        "location_fixes": values["life.location_fixes_per_day"] * 7,
        "searches": values["life.searches_per_day"] * 7,
        "rides": values["life.rides_per_day"] * 7,
        "reviews": values["life.reviews_per_year"] / cast.WEEKS_PER_YEAR,
        "tickets": values["life.tickets_per_year"] / cast.WEEKS_PER_YEAR,
        "bills": values["life.bills_per_month"] * 12 / cast.WEEKS_PER_YEAR,
    }


def fill(row: NDArray[np.int64], values: Mapping[str, float], high: Mapping[str, float]) -> None:
    """Write life's part of a plan row; `high` holds the ledger's range maxima, which set the clocks' upper rates."""
    for channel, mean in enumerate(per_week(values).values()):
        for k, more in enumerate(CONNECTIVITY_FACTORS):
            first = CHANNELS + (k * N_CHANNELS + channel) * BINS
            row[first : first + BINS] = cast.quantile_means(mean * more, BINS, 1024)
    for k in range(4):
        first = OUTINGS + k * BINS
        row[first : first + BINS] = cast.quantile_means(
            values["life.outings_per_day"] * 7 * profile("outings_by_connectivity")[k], BINS, 1024
        )
    _fill_breaches(row, values, high)
    for place, name in (
        (TRAFFIC, "traffic_offence_per_year"),
        (ORDER, "public_order_per_year"),
        (VOLUNTEER, "volunteering_per_year"),
        (DONATE, "donation_per_year"),
        (AWARD, "award_per_year"),
        (CRITICAL, "critical_post_per_year"),
    ):
        row[place] = cast.acceptance(values[f"life.{name}"], high[f"life.{name}"], f"life.{name}")
    row[CONDUCT : CONDUCT + 8] = [cast.factor(a) for a in conduct_factors(values) / conduct_upper(high)]
    row[VOICE : VOICE + 4] = [
        cast.factor(a) for a in voice_factors(values) / np.maximum(voice_upper(high), 1e-12)
    ]
    row[CONTESTED] = cast.threshold(values["life.contested_speech_share"])
    row[DETER_CAMERAS] = cast.factor(1 - values["life.deterrence_cameras"])
    row[DETER_DEBT] = cast.factor(1 - values["life.deterrence_debt"])
    row[ON] = 1


def _fill_breaches(row: NDArray[np.int64], values: Mapping[str, float], high: Mapping[str, float]) -> None:
    """H = h0 exp(beta H), against the highest hazard in range (Gerardi et al. 2018 for the form)."""
    hardship = np.arange(256) / 255
    for place, rate, more in (
        (LATE_BY_HARDSHIP, "life.late_payment_per_year", "life.lateness_hardship_factor"),
        (DEFAULT_BY_HARDSHIP, "life.default_per_year", "life.default_hardship_factor"),
    ):
        upper = high[rate] * high[more]
        row[place : place + 256] = [
            cast.acceptance(h, upper, rate) for h in values[rate] * values[more] ** hardship
        ]
