"""The response's numbers as integers: how fear, hardship, concern and approval move, and what they change."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from glasshouse.base import cast
from glasshouse.base.profiles import profile
from glasshouse.base.slots import Slots

_places = Slots("response")
ON = _places("on")
HARDSHIP_FADE = _places("hardship_fade")
FAST_FADE = _places("fast_fade")
SLOW_FADE = _places("slow_fade")
KEEP_WRITING = _places("keep_writing", 512)
HARDSHIP_STEP = _places("hardship_step")
RELIEF = _places("relief")
HARDSHIP_LINE = _places("hardship_line")
FEARFUL = _places("fearful")
FEAR_STEP = _places("fear_step", 3)
SLOW_SHARE = _places("slow_share")
OWN_AWARENESS = _places("own_awareness")
CONTACT_AWARENESS = _places("contact_awareness", 9)
CONCERN_STEP = _places("concern_step")
INFORMED = _places("informed")
AWARE_AT_START = _places("aware_at_start")
CONCERNED_AT_START = _places("concerned_at_start")
APPROVING_AT_START = _places("approving_at_start", 2)
HARDSHIP_AT_START = _places("hardship_at_start", 4)
AFTER_REFUSAL, AFTER_STOP, AFTER_SUPPRESSION = range(3)


def fade(half_life_weeks: float) -> int:
    """Return the 16-bit factor that a byte keeps in a week; keyed bits round the product.

    Plain truncation would lose a half-life of a year altogether: a small byte would stay for ever, or fall by one a week.
    """
    return cast.factor(0.0 if half_life_weeks <= 0 else 0.5 ** (1 / half_life_weeks))


def fill(row: NDArray[np.int64], values: Mapping[str, float]) -> None:
    """Write the response's part of a plan row."""
    v = {name.partition(".")[2]: x for name, x in values.items() if name.startswith("response.")}
    row[ON] = 1
    for place, half_life in (
        (HARDSHIP_FADE, v["hardship_half_life_weeks"]),
        (FAST_FADE, v["fear_fast_weeks"] * np.log(2)),
        (SLOW_FADE, v["fear_slow_weeks"] * np.log(2)),
    ):
        row[place] = fade(half_life)
    # p = p0 (1 - a c F / (F + F_half)), a: aware of this instrument
    fear = np.arange(256) / 255
    chilled = 1 - v["chilling"] * fear / (fear + max(v["fear_half"], 1e-9))
    row[KEEP_WRITING : KEEP_WRITING + 256] = cast.HALF_SCALE
    row[KEEP_WRITING + 256 : KEEP_WRITING + 512] = [cast.factor(x) for x in chilled]
    row[HARDSHIP_STEP] = round(255 * v["hardship_per_refusal"])
    row[RELIEF] = round(255 * v["hardship_per_refusal"] * v["relief_per_perk"])
    row[HARDSHIP_LINE] = round(255 * v["hardship_line"])
    row[FEARFUL] = round(255 * v["fearful_line"])
    row[FEAR_STEP : FEAR_STEP + 3] = [
        round(255 * v[f"fear_per_{what}"]) for what in ("refusal", "stop", "suppression")
    ]
    row[SLOW_SHARE] = cast.factor(v["fear_slow_share"])
    row[OWN_AWARENESS] = cast.threshold(v["own_awareness"])
    row[CONTACT_AWARENESS : CONTACT_AWARENESS + 9] = [
        cast.threshold(cast.weekly(v["contact_awareness_per_year"] * n / 8)) for n in range(9)
    ]
    row[CONCERN_STEP] = round(15 * v["concern_per_event"])
    # approval falls by so many points of a hundred when somebody who approved learns the pros and cons
    row[INFORMED] = cast.threshold(-v["information_on_approval"] / max(v["approval_at_start"], 1e-9))
    row[AWARE_AT_START] = cast.threshold(v["aware_at_start"])
    row[CONCERNED_AT_START] = cast.threshold(v["concern_at_start"])
    low, high = approving_given_concern(
        v["concern_at_start"], v["approval_at_start"], v["concern_approval_correlation"]
    )
    row[APPROVING_AT_START : APPROVING_AT_START + 2] = [cast.threshold(low), cast.threshold(high)]
    row[HARDSHIP_AT_START : HARDSHIP_AT_START + 4] = np.rint(
        255 * v["hardship_at_start"] * profile("hardship_at_start")
    ).clip(0, 255)


def approving_given_concern(concern: float, approval: float, correlation: float) -> tuple[float, float]:
    """Return P(approves | not concerned) and P(approves | concerned) at the given margins and correlation.

    Two attitudes, not one: 80 % approve and 76 % feel threatened in the same country and year.
    """
    spread = np.sqrt(concern * (1 - concern) * approval * (1 - approval))
    both = np.clip(
        concern * approval + correlation * spread, max(0.0, concern + approval - 1), min(concern, approval)
    )
    given_yes = both / concern if concern > 0 else approval
    given_no = (approval - both) / (1 - concern) if concern < 1 else approval
    return min(1.0, max(0.0, float(given_no))), min(1.0, max(0.0, float(given_yes)))
