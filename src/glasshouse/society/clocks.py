"""The four clocks: how many candidate events each kind of person has in a week, and of which kind.

Thinning after Lewis & Shedler (1979): upper rates come from traits and the ledger's range maxima, never from values in
force, so candidates are luck and the scenario only accepts or rejects. Each kind owns a fixed interval of its clock; what
is left over is free room for kinds to come. What no state of a person could make happen at the values in force is known
from the draw alone (`MOST`) and dropped before anybody looks at the person.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from glasshouse.base import cast
from glasshouse.base.profiles import profile
from glasshouse.base.slots import Slots
from glasshouse.society import classes

GATES = (
    "flights", "fast_trains", "loans", "property", "travel_abroad",
    "executive_posts", "deposit_free_rental", "private_school", "job",
)  # fmt: skip
BREACHES = ("late_payment", "default", "traffic_offence", "public_order", "volunteering", "donation", "award")
SPEECHES = ("critical_post", "flagged_post")
STRIKES = (
    "company_case",
    "borrowed_case",
    "namesake_case",
    "false_record",
    "picture_match",
    "file_opened",
    "false_late",
    "averaged_debt",
)
(LATE, DEFAULT, TRAFFIC, ORDER, VOLUNTEER, DONATE, AWARD) = range(7)
(CRITICAL, FLAGGED) = range(2)
(COMPANY, BORROWED, NAMESAKE, FALSE_RECORD, PICTURE, FILE, FALSE_LATE, AVERAGED) = range(8)

POISSON = 8
"""Thresholds per class: at most eight candidates a clock and week."""
KINDS = 10
MOST = POISSON + KINDS
"""From here on: the highest acceptance of each kind in this class, and 0 for the free room."""
STRIDE = MOST + KINDS + 1
DEMAND_CLASSES, BREACH_CLASSES, SPEECH_CLASSES, LUCK_CLASSES = 20, 40, 4, 16

_places = Slots("clocks")
DEMAND_CLOCK = _places("demand", DEMAND_CLASSES * STRIDE)
BREACH_CLOCK = _places("breach", BREACH_CLASSES * STRIDE)
SPEECH_CLOCK = _places("speech", SPEECH_CLASSES * STRIDE)
LUCK_CLOCK = _places("luck", LUCK_CLASSES * STRIDE)

BY_MOBILITY, BY_INCOME = profile("demand_by_mobility"), profile("demand_by_income")
"""Relative demand by gate and mobility class, and by gate and income quintile; scaled below to mean one over adults."""


def fill(row: NDArray[np.int64], high: Mapping[str, float]) -> None:
    """Write the clocks into a plan row from the ledger's range maxima alone."""
    for place, rates in (
        (DEMAND_CLOCK, demand_upper(high)),
        (BREACH_CLOCK, breach_upper(high)),
        (SPEECH_CLOCK, speech_upper(high)),
        (LUCK_CLOCK, luck_upper(high)),
    ):
        for k, kinds in enumerate(rates):
            first = place + k * STRIDE
            row[first : first + STRIDE] = clock(kinds)


def clock(rates: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return one class: P(N <= n) for a week, each kind's upper end in the clock's interval, acceptances still open."""
    total = float(rates.sum())
    capacity = 0.0 if total == 0 else 1.25 ** math.ceil(math.log(total * 1.02, 1.25))
    out = np.full(STRIDE, cast.ONE, dtype=np.int64)
    out[:POISSON] = cast.poisson_thresholds(capacity / cast.WEEKS_PER_YEAR, POISSON)
    if capacity > 0:
        ends = np.cumsum(rates) / capacity
        out[POISSON : POISSON + len(rates)] = [cast.threshold(x) for x in ends]
        out[POISSON + len(rates) : MOST] = out[POISSON + len(rates) - 1]
    out[MOST + KINDS] = 0
    return out


def most(row: NDArray[np.int64], clock: int, many: int) -> NDArray[np.int64]:
    """Return the highest acceptances in a plan row's clock of so many classes, to be written, shape (classes, kinds)."""
    return row[clock : clock + many * STRIDE].reshape(many, STRIDE)[:, MOST : MOST + KINDS]


def demand_profile(gate: str, travellers: float) -> NDArray[np.float64]:
    """Return relative demand by mobility x income class, mean one over people, shape (20,)."""
    by_mobility, by_income = BY_MOBILITY[GATES.index(gate)], BY_INCOME[GATES.index(gate)]
    share = classes.mobility_shares({"society.traveller_share": travellers}) / 5
    raw = by_mobility[:, None] * by_income[None, :]
    return np.asarray(raw / (raw * share.T).sum()).ravel()


def demand_upper(high: Mapping[str, float]) -> NDArray[np.float64]:
    """Return upper demand per adult and year, shape (classes, gates); the profile is cut at the ledger's lowest share."""
    rates = [high[f"gates.{gate}.demand_per_year"] * demand_profile(gate, 0.102) for gate in GATES]
    return np.stack(rates, axis=1)


def breach_upper(high: Mapping[str, float]) -> NDArray[np.float64]:
    """Return upper rates of breaches and merits by conduct x income class, shape (40, kinds)."""
    conduct = np.repeat(classes.conduct_upper(high), 5)
    merit = np.ones(40)
    late = np.tile(classes.INCOME_LATE, 8) * conduct * high["life.late_payment_per_year"]
    default = np.tile(classes.INCOME_DEFAULT, 8) * conduct * high["life.default_per_year"]
    return np.stack(
        [
            late * high["life.lateness_hardship_factor"],
            default * high["life.default_hardship_factor"],
            conduct * high["life.traffic_offence_per_year"],
            conduct * high["life.public_order_per_year"],
            merit * high["life.volunteering_per_year"],
            merit * high["life.donation_per_year"],
            merit * high["life.award_per_year"],
        ],
        axis=1,
    )


def speech_upper(high: Mapping[str, float]) -> NDArray[np.float64]:
    """Return upper rates of critical posts and of ordinary posts that the filter flags, shape (4, kinds)."""
    voice = classes.voice_upper(high)
    flagged = high["life.lawful_post_per_year"] * high["platform.suppression_false_positive_rate"]
    return np.stack([voice * high["life.critical_post_per_year"], voice * flagged], axis=1)


def luck_upper(high: Mapping[str, float]) -> NDArray[np.float64]:
    """Return upper rates of what strikes from outside by (representative, borrowed, name) class, shape (16, kinds)."""
    out = np.zeros((16, len(STRIKES)))
    for k in range(16):
        rep, borrowed, name = k >> 3, (k >> 2) & 1, k & 3
        out[k, COMPANY] = company_upper(high) * rep
        out[k, BORROWED] = borrowed_upper(high) * borrowed
        out[k, NAMESAKE] = namesake_upper(high) * classes.NAME_FACTORS[name]
        out[k, FALSE_RECORD] = false_record_upper(high)
        out[k, PICTURE] = high["cameras.picture_match_per_year"]
        out[k, FILE] = FILE_UPPER
        out[k, FALSE_LATE] = high["rating.bureau_false_late_per_year"]
        out[k, AVERAGED] = high["rating.averaged_checks_per_year"]
    return out


FILE_UPPER = 0.3
"""Most openings of one person's file in a year that the clock offers; more are said in the run's happenings."""


def company_upper(high: Mapping[str, float]) -> float:
    """Return the upper rate of company cases per representative: the cases of companies over the representatives."""
    return high["life.default_per_year"] * high["rating.representative_share"] / 0.015


def borrowed_upper(high: Mapping[str, float]) -> float:
    """Return the upper rate of cases pinned on somebody whose identity is borrowed."""
    return min(50.0, high["life.default_per_year"] * high["rating.identity_error"] / 0.0005)


NAMESAKE_ROOM = 4.0
"""How many times the usual number of cases in a region the clock has room for."""


def namesake_upper(high: Mapping[str, float]) -> float:
    """Return the upper rate of cases pinned on a mean person by name alone."""
    return high["life.default_per_year"] * high["rating.name_only_share"] * NAMESAKE_ROOM


def false_record_upper(high: Mapping[str, float]) -> float:
    """Return the upper rate of offences that cameras pin on the wrong person."""
    pinned = (
        high["cameras.capture_error"]
        * high["cameras.offence_capture_share"]
        * high["life.traffic_offence_per_year"]
    )
    return high["cameras.false_record_per_year"] + pinned
