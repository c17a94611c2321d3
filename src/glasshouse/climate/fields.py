"""What everybody can see at the start of a week: the climate's places at the end of a plan row.

The climate is the only thing that one community learns of another. The host writes it once a week, as integers.
"""

from __future__ import annotations

from glasshouse.base.slots import Slots

_places = Slots("climate")
JOIN_ROOM = _places("join_room")
"""Factor: room left below the ceiling of adoption."""
NEWS = _places("news")
"""Threshold: hearing of the instruments in the news this week."""
SILENCE = _places("silence", 9)
"""Factor on writing a critical post, by how many of 8 contacts are afraid."""
REVIEW_SHARE = _places("review_share")
"""Threshold: an alert is looked at (capacity over load)."""
ATTENTION = _places("attention")
"""Factor in 1/2**16 on the share of offences captured here (65536: usual)."""
FILE = _places("file")
"""Threshold: a candidate opening of a file happens."""
BREACH = _places("breach")
"""1 in a week in which the store leaks."""
FRONTIER = _places("frontier")
"""Appeals filed up to this day-and-fraction (day * 2048 + fraction) are decided this week."""
APPEAL_LOOKED = _places("appeal_looked")
"""Threshold: the deciding body really looks."""
PRE_REVIEWED = _places("pre_reviewed")
"""Threshold: a case is looked at by a person before it is listed."""
NAMESAKE = _places("namesake")
"""Threshold: a candidate namesake's case happens (last week's regional intensity)."""
