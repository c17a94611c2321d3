"""Rating's numbers as integers: the court instruments, the points rulebook, the bureau's score."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from glasshouse.base import cast
from glasshouse.base.profiles import profile
from glasshouse.base.slots import Slots
from glasshouse.day.rating.averaging import averaged_debts
from glasshouse.society import clocks
from glasshouse.society.classes import conduct_factors

HISTORY_BINS = 16
"""Slices of probability into which the points lost before the first day are cut, per class of conduct."""

_places = Slots("rating")
ON, COURT, POINTS_ON, BUREAU, SINGLE = (_places(x) for x in ("on", "court", "points", "bureau", "single"))
SERVICE, PAID_IN_GRACE, LISTING, RESTRICTION, EXIT, SCREEN = (
    _places(x) for x in ("service", "paid_in_grace", "listing", "restriction", "exit", "screen")
)
GRACE, PAID_WEEK, PAID_AFTER_REFUSAL = (_places(x) for x in ("grace", "paid_week", "paid_after_refusal"))
TERM, TERM_DAYS, TERM_OVERRUN, TERM_OVERRUN_DAYS = (
    _places(x) for x in ("term", "term_days", "term_overrun", "term_overrun_days")
)
REMOVAL_DAYS, LATE, LATE_DAYS, EXPIRY = (_places(x) for x in ("removal_days", "late", "late_days", "expiry"))
ESCAPES, BORROWED_CASE, COMPANY_CASE, FALSE_LATE = (
    _places(x) for x in ("escapes", "borrowed_case", "company_case", "false_late")
)
NO_MEANS = _places("no_means")
LISTED_AT_START, RESTRICTED_AT_START = _places("listed_at_start"), _places("restricted_at_start")
OLDEST_CASE, PAID_BEFORE, LATE_KEPT = (_places(x) for x in ("oldest_case", "paid_before", "late_kept"))
START_POINTS, TRAFFIC, ORDER, DEFAULT, LATE_POINTS, POST, VOLUNTEER, DONATE, AWARD = (
    _places(x)
    for x in ("start", "traffic", "order", "default", "late_points", "post", "volunteer", "donate", "award")
)
FLOOR, PERK, SCORE_PERK, CONTAGION, SALIENCE, PILOT = (
    _places(x) for x in ("floor", "perk", "score_perk", "contagion", "salience", "pilot")
)
SCORE = _places("score", 5 * 4 * 8)
SCORE_LATE, SCORE_LIST, SCORE_LOW = _places("score_late"), _places("score_list"), _places("score_low")
CONSENT_NEEDED = _places("consent_needed")
FORGET, RECOVERY, CAP = _places("forget"), _places("recovery"), _places("cap")
PRE_REVIEW_CATCH = _places("pre_review_catch")
PRE_REVIEW_MINUTES = _places("pre_review_minutes")
HISTORY = _places("history", 8 * HISTORY_BINS)
AVERAGED = _places("averaged")


def fill(row: NDArray[np.int64], values: Mapping[str, float], high: Mapping[str, float]) -> None:
    """Write rating's part of a plan row."""
    v = {name.partition(".")[2]: x for name, x in values.items() if name.startswith("rating.")}
    row[ON] = 1
    for place, name in (
        (COURT, "court"),
        (POINTS_ON, "points"),
        (BUREAU, "bureau"),
        (SINGLE, "single_score"),
    ):
        row[place] = cast.threshold(v[name])
    _fill_court(row, v, values, high)
    row[PRE_REVIEW_CATCH] = cast.threshold(1 - values["remedies.appeal_false_uphold"])
    row[PRE_REVIEW_MINUTES] = round(values["remedies.pre_review_minutes"])
    _fill_points(row, v, values["life.deterrence_debt"])
    row[HISTORY : HISTORY + 8 * HISTORY_BINS] = history(v, values).ravel()
    _fill_bureau(row, v, high)


def _fill_court(
    row: NDArray[np.int64], v: Mapping[str, float], values: Mapping[str, float], high: Mapping[str, float]
) -> None:
    for place, name in (
        (SERVICE, "service_failure"),
        (PAID_IN_GRACE, "paid_in_grace_share"),
        (LISTING, "listing_share"),
        (RESTRICTION, "restriction_share"),
        (EXIT, "exit_ban_share"),
        (SCREEN, "capacity_screen"),
        (PAID_AFTER_REFUSAL, "paid_after_refusal"),
        (TERM, "term_share"),
        (TERM_OVERRUN, "term_overrun_share"),
        (LATE, "removal_late_share"),
        (LISTED_AT_START, "listed_at_start"),
        (RESTRICTED_AT_START, "restricted_at_start"),
    ):
        row[place] = cast.threshold(v[name])
    for place, name in (
        (GRACE, "grace_days"),
        (TERM_DAYS, "term_days"),
        (TERM_OVERRUN_DAYS, "term_overrun_days"),
        (REMOVAL_DAYS, "removal_days"),
        (LATE_DAYS, "removal_late_days"),
        (EXPIRY, "expiry_days"),
        (OLDEST_CASE, "oldest_case_days"),
    ):
        row[place] = round(v[name])
    row[PAID_BEFORE] = cast.threshold(cast.within(v["paid_per_year"], v["removal_late_days"]))
    row[PAID_WEEK] = cast.threshold(cast.weekly(v["paid_per_year"]))
    row[NO_MEANS] = cast.threshold(values["life.no_capacity_share"])
    # a case pinned on a borrowed identity is a debtor who escapes: both sides of one error (a namesake is one more)
    row[ESCAPES] = cast.threshold(v["identity_error"])
    default = values["life.default_per_year"]
    share = values["society.borrowed_identity_share"]
    borrowed = (
        default * v["identity_error"] / share if share > 0 else 0.0
    )  # nobody's identity is lent: nobody to pin it on
    row[BORROWED_CASE] = cast.acceptance(borrowed, clocks.borrowed_upper(high), "rating.identity_error")
    company = default * v["representative_share"] / max(values["society.representative_share"], 1e-9)
    checks = "rating.averaged_checks_per_year"
    averaged = v["averaged_checks_per_year"] * averaged_debts(
        v["averaged_unevenness"], v["averaged_tolerance"], v["averaged_free_share"]
    )
    row[AVERAGED] = cast.acceptance(averaged, high[checks], checks)
    row[COMPANY_CASE] = cast.acceptance(company, clocks.company_upper(high), "rating.representative_share")


def _fill_points(row: NDArray[np.int64], v: Mapping[str, float], deterrence: float) -> None:
    for place, name in (
        (START_POINTS, "points_start"),
        (TRAFFIC, "points_traffic"),
        (ORDER, "points_public_order"),
        (DEFAULT, "points_default"),
        (LATE_POINTS, "points_late"),
        (POST, "points_post"),
        (VOLUNTEER, "points_volunteering"),
        (DONATE, "points_donation"),
        (AWARD, "points_award"),
        (PERK, "points_perk"),
        (SCORE_PERK, "bureau_perk"),
    ):
        row[place] = round(v[name])
    single = v["single_score"]
    row[FLOOR] = round(v["single_score_floor"] if single > 0.5 else v["points_floor_d"])
    row[CAP] = min(2047, round(v["points_cap"]))
    row[RECOVERY] = cast.threshold(v["points_recovery_per_year"] / cast.WEEKS_PER_YEAR)
    row[CONTAGION] = cast.threshold(v["contagion"] / 4)
    # those who mind the points behave better, as far as anybody is deterred at all (a claimed benefit)
    row[SALIENCE] = cast.factor(1 - v["salience"] * deterrence)
    row[PILOT] = cast.threshold(1.0 if single > 0.5 else v["points_region_share"])


def history(v: Mapping[str, float], values: Mapping[str, float]) -> NDArray[np.int64]:
    """Return points lost (net of points gained) before the first day, mean of each slice, shape (conduct, slices).

    A compound Poisson sum over `points_history_years` of what the rulebook counts, at today's rates and without errors,
    so that a points world does not begin with everybody spotless. Computed by Fourier transform on 4,096 points.
    """
    capture = values["cameras.offence_capture_share"]
    kinds = (
        (values["life.late_payment_per_year"], v["points_late"], True),
        (values["life.default_per_year"], v["points_default"], True),
        (values["life.traffic_offence_per_year"] * capture, v["points_traffic"], True),
        (values["life.public_order_per_year"] * capture, v["points_public_order"], True),
        (values["life.volunteering_per_year"], -v["points_volunteering"], False),
        (values["life.donation_per_year"], -v["points_donation"], False),
        (values["life.award_per_year"], -v["points_award"], False),
    )
    return _sums(kinds, tuple(conduct_factors(values)), v["points_history_years"])


@lru_cache(maxsize=64)
def _sums(
    kinds: tuple[tuple[float, float, bool], ...], conducts: tuple[float, ...], years: float
) -> NDArray[np.int64]:
    """Return the sums of `history`; most worlds that are compared share them."""
    size = 4096
    turn = 2j * np.pi * np.fft.fftfreq(size)
    out = np.zeros((8, HISTORY_BINS), dtype=np.int64)
    for k, conduct in enumerate(conducts):
        exponent = np.zeros(size, dtype=complex)
        for rate, points, breach in kinds:
            mean = rate * (conduct if breach else 1.0) * years
            exponent += mean * (np.exp(-turn * round(points)) - 1)
        pmf = np.maximum(np.fft.fftshift(np.fft.ifft(np.exp(exponent)).real), 0)
        share = np.concatenate([[0.0], np.cumsum(pmf / pmf.sum())])
        lost = np.arange(size) - size // 2
        partial = np.concatenate([[0.0], np.cumsum(lost * pmf / pmf.sum())])
        edges = np.interp(np.linspace(0, 1, HISTORY_BINS + 1), share, partial)
        out[k] = np.rint(np.diff(edges) * HISTORY_BINS)
    out.flags.writeable = False
    return out


def _fill_bureau(row: NDArray[np.int64], v: Mapping[str, float], high: Mapping[str, float]) -> None:
    """Score = 350 + 600 sum(weight x dimension); traits fix four dimensions, lateness and the list move the history."""
    income, conn, age = profile("score_by_income"), profile("score_by_connectivity"), profile("score_by_age")
    spotless = float(profile("score_history")[0])
    weights = [
        v[f"bureau_weight_{x}"] for x in ("history", "identity", "connections", "behaviour", "performance")
    ]
    total = max(sum(weights), 1e-9)
    history, identity, connections, behaviour, performance = (w / total for w in weights)
    parts = (
        (history * spotless + performance * income)[:, None, None]
        + (connections + behaviour) * conn[None, :, None]
        + identity * age[None, None, :]
    )
    row[SCORE : SCORE + 160] = np.rint(350 + 600 * parts).clip(350, 950).astype(np.int64).ravel()
    row[SCORE_LATE] = round(v["bureau_late_loss"])
    row[SCORE_LIST] = round(v["bureau_list_loss"] * v["bureau_flow"])
    row[SCORE_LOW] = round(v["bureau_low"])
    row[LATE_KEPT] = round(v["late_kept_years"] * cast.DAYS_PER_YEAR)
    row[FORGET] = cast.threshold(1 / (v["late_kept_years"] * cast.WEEKS_PER_YEAR))
    row[CONSENT_NEEDED] = cast.threshold(v["bureau_consent_needed"])
    false_late = "rating.bureau_false_late_per_year"
    row[FALSE_LATE] = cast.acceptance(v["bureau_false_late_per_year"], high[false_late], false_late)
