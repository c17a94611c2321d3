"""The platform's numbers as integers: joining and leaving, consent, the feed, and the filter."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from glasshouse.base import cast
from glasshouse.base.profiles import profile
from glasshouse.base.slots import Slots

_places = Slots("platform")
ON = _places("on")
LOGGING = _places("logging")
JOIN = _places("join", 9)
LEAVE = _places("leave", 9)
ASK = _places("ask")
SAY_YES = _places("say_yes")
ENROL = _places("enrol")
OPT_OUT = _places("opt_out")
FEED_UP = _places("feed_up", 16)
FEED_DOWN = _places("feed_down", 16)
FEED_AT_START = _places("feed_at_start")
TOPICS_X100 = _places("topics_x100", 16)
NEWS = _places("news", 16)
SUPPRESS = _places("suppress")
FLAGGED = _places("flagged")
REPORT = _places("report")
MISREAD = _places("misread")
USERS_AT_START = _places("users_at_start", 8)
ENROLLED_AT_START = _places("enrolled_at_start")

AGE_OF_USERS = profile("users_by_age")


def fill(row: NDArray[np.int64], values: Mapping[str, float], high: Mapping[str, float]) -> None:
    """Write the platform's part of a plan row."""
    v = {name.partition(".")[2]: x for name, x in values.items() if name.startswith("platform.")}
    row[ON] = 1
    row[LOGGING] = cast.factor(v["logging_share"])
    near = np.arange(9)
    row[JOIN : JOIN + 9] = [
        cast.threshold(cast.weekly(v["adoption_innovation"] + v["adoption_imitation"] * n / 8)) for n in near
    ]
    row[LEAVE : LEAVE + 9] = [
        cast.threshold(cast.weekly(v["leave_per_year"] * np.exp(-v["lock_in"] * n))) for n in near
    ]
    row[ASK] = cast.threshold(v["ask_share"])
    ticked = v["prompt_default"]
    row[SAY_YES] = cast.threshold((1 - ticked) * v["consent_asked_in"] + ticked * v["consent_asked_out"])
    row[ENROL] = cast.threshold(cast.weekly(v["enrol_per_year"]))
    row[OPT_OUT] = cast.threshold(cast.weekly(v["opt_out_per_year"]))
    _fill_feed(row, v)
    row[SUPPRESS] = cast.threshold(v["suppression_true_positive_rate"])
    flagged = values["life.lawful_post_per_year"] * v["suppression_false_positive_rate"]
    most = high["life.lawful_post_per_year"] * high["platform.suppression_false_positive_rate"]
    row[FLAGGED] = cast.acceptance(flagged, most, "platform.suppression_false_positive_rate")
    row[REPORT] = cast.threshold(v["report_share"])
    row[MISREAD] = cast.threshold(v["misread_rate"])
    row[USERS_AT_START : USERS_AT_START + 8] = [
        cast.threshold(min(v["users_most_share"], v["users_at_start"] * age)) for age in AGE_OF_USERS
    ]
    row[ENROLLED_AT_START] = cast.threshold(v["enrolled_at_start"])


def feed_shares(v: Mapping[str, float]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return, per level 0..15, the share that the leading topic has and the share that the feed will show of it.

    shown = (1 - eps) s^theta / (s^theta + (K-1) ((1-s)/(K-1))^theta) + eps / K   (Polya urn with exploration eps)
    """
    k = v["feed_topics"]
    s = 1 / k + (1 - 1 / k) * np.arange(16) / 15 * 0.999
    lead = s ** v["feed_theta"]
    others = (k - 1) * ((1 - s) / (k - 1)) ** v["feed_theta"]
    shown = (1 - v["feed_exploration"]) * lead / (lead + others) + v["feed_exploration"] / k
    personal = v["feed_personalised"]
    return s, personal * shown + (1 - personal) / k


def _fill_feed(row: NDArray[np.int64], v: Mapping[str, float]) -> None:
    s, shown = feed_shares(v)
    k = v["feed_topics"]
    row[FEED_AT_START] = round(15 * v["feed_at_start"])
    pace = 15 / (1 - 1 / k) / v["feed_memory_weeks"]
    row[FEED_UP : FEED_UP + 16] = [cast.threshold(x) for x in pace * shown * (1 - s)]
    row[FEED_DOWN : FEED_DOWN + 16] = [cast.threshold(x) for x in pace * s * (1 - shown)]
    rest = (1 - s) / (k - 1)
    entropy = -s * np.log(s) - (k - 1) * rest * np.log(np.maximum(rest, 1e-300))
    topics = np.exp(entropy)
    row[TOPICS_X100 : TOPICS_X100 + 16] = np.rint(100 * topics)
    row[NEWS : NEWS + 16] = [cast.factor(1 - v["feed_news_effect"] * (1 - t / k)) for t in topics]
