"""How the events of a community add up to its tallies: one rule for every counter that counts events.

A story is only as good as its log. If the log missed a kind of event, or told one that was not counted, these
sums would not come out; a test holds that they do, exactly, for whole communities.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasshouse.base import events as e
from glasshouse.base import rows
from glasshouse.day.gates.happen import DETAIL_OTHERS, DETAIL_TAINT, DETAIL_TRIES
from glasshouse.society.clocks import GATES

Events = NDArray[Any]
Rule = Callable[[Events], int]


def _of(events: Events, *kinds: int) -> Events:
    return events[np.isin(events["event"], kinds)]


def _number(*kinds: int, **where: int) -> Rule:
    def rule(events: Events) -> int:
        found = _of(events, *kinds)
        for field, value in where.items():
            found = found[found[field] == value]
        return len(found)

    return rule


def _people(kind: int, **where: int) -> Rule:
    """Count people, each once, in whose life the event occurs."""

    def rule(events: Events) -> int:
        found = _of(events, kind)
        for field, value in where.items():
            found = found[found[field] == value]
        return len(np.unique(found["person"]))

    return rule


def _bits(kind: int, field: str, mask: int, **where: int) -> Rule:
    """Count events in whose detail any bit of `mask` is set."""

    def rule(events: Events) -> int:
        found = _of(events, kind)
        for name, value in where.items():
            found = found[found[name] == value]
        return int((found[field] & mask != 0).sum())

    return rule


def _sum(kind: int, field: str, **where: int) -> Rule:
    def rule(events: Events) -> int:
        found = _of(events, kind)
        for name, value in where.items():
            found = found[found[name] == value]
        return int(found[field].sum())

    return rule


def _attempts(**where: int) -> Rule:
    """Count attempts refused: one refusal may be a burst of several."""

    def rule(events: Events) -> int:
        found = _of(events, e.REFUSED)
        for field, value in where.items():
            found = found[found[field] == value]
        return int((found["b"] & DETAIL_TRIES).sum())

    return rule


def _tainted(events: Events) -> int:
    found = _of(events, e.REFUSED)
    return int((found["b"] & DETAIL_TRIES)[found["b"] & DETAIL_TAINT != 0].sum())


def _household(events: Events) -> int:
    return int((_of(events, e.REFUSED)["b"] >> DETAIL_OTHERS).sum())


SUMS: dict[str, Rule] = {
    "late_payments": _number(e.LATE_PAYMENT),
    "defaults": _number(e.DEFAULT),
    "traffic_offences": _number(e.TRAFFIC_OFFENCE),
    "public_order_offences": _number(e.PUBLIC_ORDER),
    "volunteering": _number(e.GOOD_DEED, a=0),
    "donations": _number(e.GOOD_DEED, a=1),
    "awards": _number(e.GOOD_DEED, a=2),
    "critical_posts_wished": _number(e.CRITICAL_POST, e.POST_WITHHELD),
    "people_enrolled_unasked": _number(e.ENROLLED_UNASKED),
    "consents_asked": _number(e.ASKED_CONSENT),
    "consents_given": _number(e.ASKED_CONSENT, a=1),
    "posts_critical": _number(e.CRITICAL_POST, a=1),
    "posts_suppressed": _number(e.POST_SUPPRESSED, e.LAWFUL_POST_FLAGGED),
    "posts_wrongly_suppressed": _number(e.LAWFUL_POST_FLAGGED),
    "opt_outs": _number(e.OPTED_OUT),
    "posts_reported": _number(e.POST_REPORTED),
    "leavers": _number(e.LEFT),
    "posts_misread": _number(e.POST_MISREAD),
    "alerts": _number(e.ALERT),
    "false_alerts": _number(e.ALERT, a=0),
    "true_alerts": _number(e.ALERT, a=1),
    "alerts_reviewed": _bits(e.ALERT, "b", 2),
    "alerts_unreviewed": lambda events: _number(e.ALERT)(events) - _bits(e.ALERT, "b", 2)(events),
    "stops": _number(e.STOPPED),
    "wrongful_stops": _number(e.STOPPED, verdict=rows.FACT),
    "people_stopped_wrongly": _people(e.STOPPED, verdict=rows.FACT),
    "true_matches": _number(e.STOPPED, verdict=0),
    "offences_captured": _number(e.CAPTURED),
    "false_camera_records": _number(e.FALSE_RECORD, e.PICTURE_MATCHED),
    "files_opened": _number(e.FILE_OPENED),
    "people_exposed_in_breach": _people(e.EXPOSED),
    "people_reidentifiable": _number(e.REIDENTIFIED),
    "files_misread": _number(e.FILE_MISREAD),
    "new_cases": lambda events: (
        _number(e.CASE_OPENED)(events) - _bits(e.CASE_OPENED, "a", rows.MISSED)(events)
    ),
    "new_listings": _bits(e.BOUND, "a", rows.LISTED),
    "new_wrong_listings": _bits(e.BOUND, "a", rows.LISTED, verdict=rows.FACT),
    "points_lost": _sum(e.POINTS_LOST, "a"),
    "points_wrongly_lost": _sum(e.POINTS_LOST, "b"),
    "contagion_points": _sum(e.POINTS_LOST, "a", cause=e.CONTAGION),
    "errors_in_favour": _number(e.MISATTRIBUTED),
    "removals": _number(e.REMOVED),
    "late_removals": _number(e.REMOVED, b=1),
    "debts_paid": _number(e.PAID),
    "requests_for_service": _number(e.REFUSED, e.GRANTED),
    "refusals": _attempts(),
    **{f"refusals_{gate}": _attempts(a=k) for k, gate in enumerate(GATES)},
    "refusals_fact": _attempts(verdict=rows.FACT),
    "refusals_law": _attempts(verdict=rows.LAW),
    "refusals_benchmark": _attempts(verdict=rows.BENCH),
    "refusals_by_rule": _attempts(verdict=rows.RULE),
    "refusals_missed": _number(e.PASSED_BY_MISTAKE),
    "refused_trips": _number(e.REFUSED),
    "people_refused": _people(e.REFUSED),
    "people_wrongly_refused": _people(e.REFUSED, verdict=rows.FACT),
    "people_wrongly_refused_law": _people(e.REFUSED, verdict=rows.LAW),
    "perks_granted": _number(e.PERK),
    "household_members_affected": _household,
    "services_not_sought": _number(e.NOT_SOUGHT),
    "refusals_tainted": _tainted,
    "posts_not_written": _number(e.POST_WITHHELD),
    "people_notified": _people(e.NOTIFIED),
    "appeals_filed": _number(e.APPEAL_FILED),
    "appeals_won": _number(e.APPEAL_WON),
    "appeals_lost": _number(e.APPEAL_LOST),
    "appeals_abandoned": _number(e.APPEAL_ABANDONED),
    "appeals_won_tainted": _bits(e.APPEAL_WON, "b", 1),
    "appeal_reviews": lambda events: (
        _bits(e.APPEAL_WON, "b", 2)(events) + _bits(e.APPEAL_LOST, "b", 2)(events)
    ),
    "remedied": _number(e.CORRECTED),
    "days_to_remedy": _sum(e.CORRECTED, "a"),
    "compensated": _number(e.COMPENSATED),
    "audited": _number(e.AUDITED),
}
"""Counter -> the rule by which a community's events add up to it."""

AMOUNTS = frozenset(
    {
        "messages", "payments", "location_fixes", "searches", "rides", "reviews", "tickets", "bills",
        "records_made", "sightings", "face_sightings", "staff_minutes", "days_refused",
        "listed_person_days", "wrongly_listed_days_fact", "wrongly_listed_days_law",
        "wrongly_listed_days_benchmark", "listed_missed_days",
    }
)  # fmt: skip
"""Flows that are amounts of a week, not events: no story tells of each message, sighting or day."""


def added_up(events: Events) -> dict[str, int]:
    """Return what the events of a community add up to, counter by counter."""
    return {name: rule(events) for name, rule in SUMS.items()}
