"""Why a measure is zero: a zero that is not explained reads like a proof of innocence.

Four reasons, tried in this order: the mechanism is switched off; a parameter closes the way; the apparatus
is perfect; what comes before in the chain did not happen. Otherwise it is rare, and the largest rate that
fits is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_GATE_RULES = ("asks_list", "asks_restriction", "asks_exit_ban", "asks_points", "asks_score")
_GATES = (
    "flights", "fast_trains", "loans", "property", "travel_abroad", "executive_posts", "deposit_free_rental",
    "private_school", "job",
)  # fmt: skip

CLOSED_BY: dict[str, tuple[str, ...]] = {
    "contagion_points": ("rating.contagion",),
    "compensated": ("remedies.compensation",),
    "audited": ("remedies.audit_per_year",),
    "consents_asked": ("platform.ask_share",),
    "consents_given": ("platform.ask_share",),
    "points_lost": ("rating.points",),
    "points_wrongly_lost": ("rating.points",),
    "people_listed": ("rating.court",),
    "people_restricted": ("rating.court",),
    "posts_suppressed": ("platform.suppression_true_positive_rate",),
    "posts_reported": ("platform.report_share",),
    "files_misread": ("custody.misread_file_rate",),
    "people_exposed_in_breach": ("custody.breach_per_year",),
    "appeals_filed": ("remedies.appeal_open", "remedies.appeal_rate"),
    "alerts": ("cameras.face_enabled_share", "cameras.police_share", "cameras.watchlist_size"),
} | {
    f"refusals_{gate}": tuple(f"gates.{gate}.{rule}" for rule in _GATE_RULES) for gate in _GATES
}  # fmt: skip
"""Measure -> parameters that close the way to it: for a gate all of its rules at zero, elsewhere any."""

CLOSED_AT_ONE = {"people_enrolled_unasked": "platform.ask_share"}
"""Measure -> a share that closes the way to it when it is whole: who is asked is not enrolled unasked."""

ERRORS_ONLY = frozenset({
    "false_alerts", "wrongful_stops", "people_stopped_wrongly", "false_camera_records", "files_misread",
    "posts_wrongly_suppressed", "posts_misread", "people_wrongly_listed", "days_wrongly_listed",
    "new_wrong_listings", "points_wrongly_lost", "errors_in_favour", "late_removals", "wrongful_refusals",
    "people_wrongly_refused", "refusals_missed", "refusals_tainted", "copies_uncorrected",
    "remedied", "appeals_won_tainted",
})  # fmt: skip
"""Measures that only errors and delays can fill."""

COMES_FROM: dict[str, str] = {
    "false_alerts": "alerts", "stops": "alerts", "wrongful_stops": "stops",
    "people_stopped_wrongly": "wrongful_stops", "true_alerts": "alerts", "true_matches": "stops",
    "alerts_reviewed": "alerts", "alerts_unreviewed": "alerts", "files_opened": "requests",
    "files_misread": "files_opened", "people_reidentifiable": "people_exposed_in_breach",
    "posts_suppressed": "posts_critical", "posts_wrongly_suppressed": "posts_critical",
    "posts_reported": "posts_suppressed", "posts_misread": "posts_reported",
    "people_wrongly_listed": "people_listed", "people_wrongly_listed_law": "people_listed",
    "days_wrongly_listed": "listed_person_days", "removals": "people_listed", "late_removals": "removals",
    "wrongful_refusals": "refusals", "wrongful_refusals_law": "refusals",
    "wrongful_refusals_benchmark": "refusals", "refusals_by_rule": "refusals",
    "people_refused": "refusals", "people_wrongly_refused": "wrongful_refusals",
    "days_refused": "refusals", "refused_trips": "refusals", "household_members_affected": "refusals",
    "refusals": "requests_for_service", "appeals_won": "appeals_filed", "appeals_lost": "appeals_filed",
    "appeals_abandoned": "appeals_filed", "appeal_backlog": "appeals_filed",
    "appeal_reviews": "appeals_filed", "compensated": "appeals_won", "remedied": "appeals_won",
}  # fmt: skip
"""Measure -> what must happen first."""


def explained(
    rows: Iterable[Mapping[str, Any]],
    *,
    people: int,
    days: int,
    off: Iterable[str] = (),
    regimes: Sequence[Mapping[str, float]] = (),
    perfect: bool = False,
) -> dict[str, str]:
    """Returns a sentence for each measure that is zero.

    Args:
        rows: the table of measures: `measure`, `link`, `value`, `per_100k`, `high`.
        people: how many were simulated.
        days: how many days.
        off: mechanisms that are switched off.
        regimes: the parameters, in each regime that is in force somewhere at some time.
        perfect: whether the apparatus makes no error.
    """
    found = {str(row["measure"]): row for row in rows}
    size = f"{people:,} people in {days} days"
    return {
        name: _reason(name, row, found, frozenset(off), regimes, perfect, size)
        for name, row in found.items()
        if row["value"] == 0
    }


def _reason(
    name: str,
    row: Mapping[str, Any],
    found: Mapping[str, Mapping[str, Any]],
    off: frozenset[str],
    regimes: Sequence[Mapping[str, float]],
    perfect: bool,
    size: str,
) -> str:
    """Why one measure is zero."""
    if row["link"] in off:
        return f"the mechanism {row['link']} is switched off"
    closed = _closed(name, regimes)
    if closed:
        return f"closed by {closed}"
    if perfect and name in ERRORS_ONLY:
        return "nothing is wrong in a perfect apparatus (--perfect)"
    before = COMES_FROM.get(name, "")
    if before in found and found[before]["value"] == 0:
        return f"it needs {before}, and there were none"
    counted = row.get("per_100k") is not None
    high = row.get("high")
    if high:
        scale = " per 100,000 people" if counted else ""
        return f"none among {size}; at most {_two(high)}{scale} would also fit (95 %)"
    return f"none among {size}"


def _closed(name: str, regimes: Sequence[Mapping[str, float]]) -> str:
    """What closes the way to a measure in every regime; for a gate, all of its rules at zero."""

    def always(parameter: str, value: float) -> bool:
        return all(regime.get(parameter) == value for regime in regimes)

    if not regimes:
        return ""
    if name in CLOSED_AT_ONE and always(CLOSED_AT_ONE[name], 1):
        return f"{CLOSED_AT_ONE[name]} = 1"
    known = CLOSED_BY.get(name, ())
    zero = [parameter for parameter in known if always(parameter, 0)]
    if name.startswith("refusals_"):
        return f"gates.{name.removeprefix('refusals_')}.asks_* = 0" if known and zero == list(known) else ""
    return f"{zero[0]} = 0" if zero else ""


def _two(number: float) -> str:
    """A number in two significant digits, without an exponent where people can read it so."""
    rounded = float(f"{number:.1e}")
    return f"{rounded:,.0f}" if rounded >= 10 else f"{rounded:.2g}"
