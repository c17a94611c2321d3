"""The remedies' numbers as integers: notice, appeal, review, correction, audit."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from glasshouse.base import cast
from glasshouse.base.profiles import profile
from glasshouse.base.slots import Slots

_places = Slots("remedies")
ON = _places("on")
NOTICE = _places("notice")
FILE = _places("file", 2 * 5 * 2 * 2)
ABANDON = _places("abandon")
UPHOLD_WRONG = _places("uphold_wrong")
OVERTURN_RIGHT = _places("overturn_right")
DEADLINE = _places("deadline")
GRANT_AT_DEADLINE = _places("grant_at_deadline")
SUSPENSIVE = _places("suspensive")
CORRECTION = _places("correction")
COPY = _places("copy")
COPY_DAYS = _places("copy_days")
AUDIT = _places("audit")
COMPENSATE = _places("compensate")
MINUTES = _places("minutes")
NEEDS_NOTICE = _places("needs_notice")
EXPLAIN = _places("explain")


def filing_probability(
    rate: float, wronged: bool, income: int, grave: bool, reasons: bool, v: Mapping[str, float]
) -> float:
    """Return P(appeal): logit(rate) + log psi if wronged + means + severity + reasons given.

    psi is the odds ratio of appealing between wronged and rightly treated people (Priest & Klein 1984 for the form;
    no data identify it). Means: +-0.25 on the logit per income quintile from the middle; severity: +0.5 for a listing.
    """
    if rate <= 0 or v["appeal_open"] <= 0:
        return 0.0
    logit = math.log(rate / (1 - rate)) if rate < 1 else 50.0
    logit += math.log(v["appeal_selection"]) * (1 if wronged else 0)
    means, severity = profile("appeal_logit")
    logit += means * (income - 2) + (severity if grave else 0.0)
    logit += math.log(v["explanation_effect"]) if reasons else 0.0
    return v["appeal_open"] / (1 + math.exp(-logit))


def fill(row: NDArray[np.int64], values: Mapping[str, float]) -> None:
    """Write the remedies' part of a plan row."""
    v = {name.partition(".")[2]: x for name, x in values.items() if name.startswith("remedies.")}
    row[ON] = 1
    for k in range(40):
        wronged, income, grave, reasons = k // 20, (k // 4) % 5, (k // 2) % 2, k % 2
        p = filing_probability(v["appeal_rate"], wronged == 1, income, grave == 1, reasons == 1, v)
        row[FILE + k] = cast.threshold(p)
    for place, name in (
        (NOTICE, "notice_share"),
        (UPHOLD_WRONG, "appeal_false_uphold"),
        (OVERTURN_RIGHT, "appeal_false_overturn"),
        (GRANT_AT_DEADLINE, "deadline_rule"),
        (SUSPENSIVE, "suspensive"),
        (COPY, "copy_share"),
        (NEEDS_NOTICE, "appeal_notice_needed"),
        (EXPLAIN, "explanation_share"),
    ):
        row[place] = cast.threshold(v[name])
    row[COMPENSATE] = cast.threshold(v["compensation"] * v["compensation_takeup"])
    row[ABANDON] = cast.threshold(v["appeal_abandon_per_week"])
    row[AUDIT] = cast.threshold(cast.weekly(v["audit_per_year"]))
    for place, name in (
        (DEADLINE, "deadline_days"),
        (CORRECTION, "correction_days"),
        (COPY_DAYS, "copy_days"),
        (MINUTES, "minutes_per_appeal"),
    ):
        row[place] = round(v[name])
