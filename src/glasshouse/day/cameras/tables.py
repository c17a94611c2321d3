"""The cameras' numbers as integers: sightings, alerts by kind of face, review, and what becomes of an offence seen.

False match of one face against a watchlist of W entries in groups h:
    P = 1 - prod_h (1 - f_gh u)^(W_h)
with u the lookalike trait (Doddington et al. 1998), f_gh the comparison error between groups g and h (NISTIR 8280).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from glasshouse.base import cast
from glasshouse.base.profiles import profile
from glasshouse.base.slots import Slots
from glasshouse.society.classes import CONNECTIVITY_SHARES, lookalike_factors

BY_URBAN = profile("sightings_by_urban")

_places = Slots("cameras")
ON = _places("on")
SIGHT = _places("sight", 2)
FACE = _places("face")
ALERTS = _places("alerts", 128 * 4)
WATCHED = _places("watched", 8 * 4)
SEND_OUT_FALSE = _places("send_out_false")
SEND_OUT_TRUE = _places("send_out_true")
OVERLOAD_PASSES = _places("overload_passes")
STOP = _places("stop")
STOP_RECORD = _places("stop_record")
CAPTURE = _places("capture")
CAPTURE_ERROR = _places("capture_error")
FALSE_RECORD = _places("false_record")
PICTURE = _places("picture")
MINUTES = _places("minutes")
WANTED_AT_START = _places("wanted_at_start", 2)
WRONG_AT_START = _places("wrong_at_start")
NO_ALERT = _places("no_alert")
USUAL_PER_1000 = 126.0
"""Cameras per 1,000 residents at which `sightings_per_outing` and `offence_capture_share` are stated."""
LEVELS = 4
"""Thresholds per class of face: at most four alerts a person and week are told apart."""


def false_match(
    v: Mapping[str, float], minority_share: float, look: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return P(false match at one sighting) by group, sex and lookalike class, shape (2, 2, 4).

    The two differentials (own group against other, minority against majority, women against men) redistribute error and
    leave its mean over the crowd at the stated rate, so that a gap and a level can be swept apart.
    """
    crowd = np.array([1 - minority_share, minority_share])
    entries = (
        np.array([1 - v["watchlist_minority_share"], v["watchlist_minority_share"]]) * v["watchlist_size"]
    )
    same = np.array([[1.0, 1 / v["own_group_ratio"]], [1 / v["own_group_ratio"], 1.0]])
    same[1] *= v["minority_false_match_ratio"]
    sex = np.array([v["sex_false_match_ratio"], 1.0])
    per_pair = same[:, None, :] * sex[None, :, None]
    share = entries / max(entries.sum(), 1e-300)
    mean = float((crowd[:, None, None] * 0.5 * per_pair * share[None, None, :]).sum())
    f = v["false_match_rate"] / max(mean, 1e-300) * per_pair
    rate = np.minimum(f[:, :, None, :] * look[None, None, :, None], 1 - 1e-12)
    return np.asarray(-np.expm1((np.log1p(-rate) * entries).sum(axis=-1)))


def fill(
    row: NDArray[np.int64],
    values: Mapping[str, float],
    high: Mapping[str, float],
    density: float,
    minority: float,
) -> None:
    """Write the cameras' part of a plan row for a region with relative camera `density` and share `minority`."""
    v = {name.partition(".")[2]: x for name, x in values.items() if name.startswith("cameras.")}
    row[ON] = 1
    density = density * v["per_1000"] / USUAL_PER_1000
    cover = density * (1 - v["moratorium"])
    sight = v["sightings_per_outing"] * density
    row[SIGHT : SIGHT + 2] = np.rint(sight * BY_URBAN * 256)
    face = v["police_share"] * v["face_enabled_share"] * (1 - v["moratorium"])
    row[FACE] = cast.factor(face)
    _fill_alerts(row, values, v, sight * face, minority)
    accept, reject = v["reviewer_false_accept"], v["reviewer_false_reject"]
    two = v["second_reviewer"]
    wave = v["rubber_stamp_share"]
    row[SEND_OUT_FALSE] = cast.threshold(wave + (1 - wave) * accept * (1 - two * (1 - accept)))
    row[SEND_OUT_TRUE] = cast.threshold(wave + (1 - wave) * (1 - reject) * (1 - two * reject))
    row[OVERLOAD_PASSES] = cast.threshold(v["overload_passes"])
    row[STOP] = cast.threshold(v["stop_share"])
    row[STOP_RECORD] = cast.threshold(v["stop_record_share"])
    capture = min(1.0, v["offence_capture_share"] * cover)
    row[CAPTURE] = cast.threshold(capture)
    row[CAPTURE_ERROR] = cast.threshold(v["capture_error"])
    pinned = v["capture_error"] * capture * values["life.traffic_offence_per_year"]
    most = high["cameras.false_record_per_year"] + (
        high["cameras.capture_error"]
        * high["cameras.offence_capture_share"]
        * high["life.traffic_offence_per_year"]
    )
    row[FALSE_RECORD] = cast.acceptance(
        v["false_record_per_year"] * (1 - v["moratorium"]) + pinned, most, "cameras.false_record_per_year"
    )
    row[PICTURE] = cast.acceptance(
        v["picture_match_per_year"] * (1 - v["moratorium"]),
        high["cameras.picture_match_per_year"],
        "cameras.picture_match_per_year",
    )
    row[MINUTES] = round(v["minutes_per_alert"] * (1 + two))
    wanted = v["wanted_per_100k"] / 1e5
    share = v["watchlist_minority_share"]
    row[WANTED_AT_START] = cast.threshold(wanted * (1 - share) / max(1 - minority, 1e-9))
    row[WANTED_AT_START + 1] = cast.threshold(wanted * share / max(minority, 1e-9))
    row[WRONG_AT_START] = cast.threshold(v["watchlist_wrong_share"])


def _fill_alerts(
    row: NDArray[np.int64],
    values: Mapping[str, float],
    v: Mapping[str, float],
    per_outing: float,
    minority: float,
) -> None:
    look = lookalike_factors(values)
    per_face = false_match(v, minority, look)
    outings = values["life.outings_per_day"] * 7 * profile("outings_by_connectivity")
    assert len(CONNECTIVITY_SHARES) == 4, "alert classes assume four classes of connectivity"
    # classes in the order of bits: group, sex, lookalike (4), urban, connectivity (4)
    faces = per_outing * BY_URBAN[:, None] * outings[None, :]
    means = faces[None, None, None, :, :] * per_face[:, :, :, None, None]
    row[ALERTS : ALERTS + 128 * LEVELS] = cast.poisson_table(means.ravel(), LEVELS).ravel()
    row[NO_ALERT] = row[ALERTS : ALERTS + 128 * LEVELS : LEVELS].min()
    on_list = faces * v["true_positive_rate"] * (1.0 if v["watchlist_size"] > 0 else 0.0)
    row[WATCHED : WATCHED + 8 * LEVELS] = cast.poisson_table(on_list.ravel(), LEVELS).ravel()
