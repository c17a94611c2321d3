"""Everything the day counts, by mechanism: the order here is the order of the tally tables' last axis.

A *flow* adds up over the weeks; a *stock* is the sum over people at the end of a week. Adding a counter at the end of
the list moves nothing; the room is 128.
"""

from __future__ import annotations

FLOWS: dict[str, tuple[str, ...]] = {
    "life": (
        "messages", "payments", "location_fixes", "searches", "rides", "reviews", "tickets", "bills",
        "late_payments", "defaults", "traffic_offences", "public_order_offences", "volunteering", "donations", "awards",
        "critical_posts_wished",
    ),
    "platform": (
        "records_made", "people_enrolled_unasked", "consents_asked", "consents_given", "posts_critical",
        "posts_suppressed", "posts_wrongly_suppressed", "opt_outs", "posts_reported", "leavers", "posts_misread",
    ),
    "cameras": (
        "sightings", "face_sightings", "alerts", "false_alerts", "true_alerts", "alerts_reviewed", "alerts_unreviewed",
        "stops", "wrongful_stops", "people_stopped_wrongly", "true_matches", "offences_captured", "false_camera_records",
    ),
    "custody": ("files_opened", "people_exposed_in_breach", "people_reidentifiable", "files_misread"),
    "rating": (
        "listed_person_days", "wrongly_listed_days_fact", "wrongly_listed_days_law", "wrongly_listed_days_benchmark",
        "new_cases", "new_listings", "new_wrong_listings", "points_wrongly_lost", "points_lost", "errors_in_favour",
        "listed_missed_days", "removals", "late_removals", "debts_paid", "contagion_points",
    ),
    "gates": (
        "requests_for_service", "refusals",
        "refusals_flights", "refusals_fast_trains", "refusals_loans", "refusals_property", "refusals_travel_abroad",
        "refusals_executive_posts", "refusals_deposit_free_rental", "refusals_private_school", "refusals_job",
        "refusals_fact", "refusals_law", "refusals_benchmark", "refusals_by_rule", "refusals_missed", "refused_trips",
        "people_refused", "people_wrongly_refused", "people_wrongly_refused_law", "days_refused", "perks_granted",
        "household_members_affected", "services_not_sought", "refusals_tainted",
    ),
    "response": ("posts_not_written",),
    "remedies": (
        "people_notified", "appeals_filed", "appeals_won", "appeals_lost", "appeals_abandoned", "appeals_won_tainted",
        "days_to_remedy", "remedied", "appeal_reviews", "staff_minutes", "compensated", "audited",
    ),
}  # fmt: skip

STOCKS_BY_MECHANISM: dict[str, tuple[str, ...]] = {
    "society": ("people",),
    "platform": ("app_users", "feed_topics"),
    "custody": ("people_with_records", "records_held"),
    "rating": (
        "people_rated", "people_listed", "people_restricted", "people_exit_banned", "people_wrongly_listed_fact",
        "people_wrongly_listed_law", "people_wrongly_listed_benchmark", "score_sum", "debts_unpaid",
    ),
    "response": (
        "hardship_sum", "people_in_hardship", "fear_sum", "concern_sum", "approval_sum", "people_aware",
        "people_concerned", "people_approving",
    ),
    "remedies": ("wrong_never_notified", "wrong_never_appealed", "appeals_pending", "copies_uncorrected"),
}  # fmt: skip

COUNTERS: tuple[str, ...] = tuple(name for names in FLOWS.values() for name in names) + tuple(
    name for names in STOCKS_BY_MECHANISM.values() for name in names
)
"""Names in order; the index is the column of every tally table."""

STOCKS: frozenset[str] = frozenset(name for names in STOCKS_BY_MECHANISM.values() for name in names)
REGION_ONLY: frozenset[str] = frozenset(FLOWS["life"][:8])
"""Flows counted by region and not by cell: the app's single channels (all records together are counted by cell)."""
NCOUNT = 128
"""Columns of a tally table (some free)."""

INDEX = {name: place for place, name in enumerate(COUNTERS)}
assert len(COUNTERS) == len(INDEX) <= NCOUNT, "a counter is named twice, or the room is full"


def index(name: str) -> int:
    """Return the column of counter `name`; kernels freeze it as a constant."""
    return INDEX[name]
