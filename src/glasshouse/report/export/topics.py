"""What the laboratory can answer: topics of evidence, and the measures behind each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    """One topic: a title, the measures that answer it, and what to know when reading them."""

    title: str
    measures: tuple[str, ...]
    note: str = ""


TOPICS: dict[str, Topic] = {
    "volumes": Topic(
        "Volumes",
        ("sightings", "face_sightings", "alerts", "stops", "requests", "new_cases", "new_listings",
         "requests_for_service", "refusals", "appeals_filed"),
    ),
    "affected": Topic(
        "People affected",
        ("face_sightings", "people_with_records", "people_rated", "people_listed", "people_enrolled_unasked",
         "people_refused", "people_stopped_wrongly", "household_members_affected", "people_exposed_in_breach"),
        "Counts of events, such as faces compared, are not counts of people.",
    ),
    "errors": Topic(
        "Errors at the base rate",
        ("alerts", "true_alerts", "false_alerts", "false_alerts_per_million_faces", "false_alerts_per_alert",
         "wrongful_stops", "people_stopped_wrongly", "false_camera_records", "posts_wrongly_suppressed",
         "files_misread", "new_wrong_listings", "wrong_share_of_new_listings", "people_wrongly_listed",
         "wrongful_refusals", "wrongful_refusals_law", "wrongful_share_of_refusals", "people_wrongly_refused",
         "refusals_missed", "listed_missed_days"),
        "An error rate per comparison and the share of alerts that are false are different numbers: the second hangs "
        "on how rare the people sought are.",
    ),
    "oversight": Topic(
        "Load on oversight",
        ("alerts_reviewed", "alerts_unreviewed", "review_backlog", "appeal_reviews", "staff_days", "audited"),
        "Load, not quality: whether staff is enough, and whether reviewers really look, is for a person.",
    ),
    "complaints": Topic(
        "Notice, complaints and redress",
        ("people_notified", "wrong_never_notified", "appeals_filed", "appeals_won", "appeals_won_share",
         "appeals_abandoned", "appeal_backlog", "wrong_never_appealed", "remedied", "days_to_remedy",
         "copies_uncorrected", "compensated"),
        "The share of appeals won says little about the share of decisions that are wrong.",
    ),
    "duration": Topic(
        "How long it lasts",
        ("days_refused", "listed_person_days", "days_wrongly_listed", "days_wrongly_listed_law", "days_to_remedy",
         "late_removals", "repeat_wrongful_stops_per_person", "copies_uncorrected"),
    ),
    "exposure": Topic(
        "Exposure by retention",
        ("records_held", "people_with_records", "requests", "files_opened", "people_exposed_in_breach",
         "people_reidentifiable", "copies_uncorrected"),
        "What is kept can be asked for, breached and put to another purpose.",
    ),
    "data": Topic("Records made and held", ("records_made", "records_held", "people_with_records", "face_sightings")),
    "notice": Topic("Who is told", ("people_notified", "wrong_never_notified", "people_aware")),
    "consent": Topic(
        "Consent as counted", ("consents_asked", "consents_given", "people_enrolled_unasked", "opt_outs"),
        "Consents counted are not consents valid in law.",
    ),
    "effects": Topic(
        "What it does to people's lives",
        ("stops", "refusals", "people_refused", "refused_trips", "household_members_affected", "people_in_hardship",
         "services_not_sought", "posts_held_back", "fear_mean", "true_matches", "debts_paid", "perks_granted"),
        "Claimed benefits stand beside harms and are marked as such.",
    ),
}  # fmt: skip
"""Topic -> what answers it. `groups`, `measure`, `inputs`, `unknowns`, `about` and `law` are made in `blocks`."""

GROUPED = ("wrongful_stops", "people_stopped_wrongly", "false_alerts", "people_wrongly_listed",
           "people_wrongly_refused", "people_refused", "people_exposed_in_breach", "posts_wrongly_suppressed")  # fmt: skip
"""Measures of which the gaps between groups are given."""

COMPARED = (("group", "minority"), ("sex", "female"), ("urban", "rural"), ("income", "lowest fifth"),
            ("age", "55 and over"))  # fmt: skip
"""Margin, and the level that is compared with the margin's reference."""

BESIDE = (
    "staff_days",
    "alerts_reviewed",
    "appeal_reviews",
    "audited",
    "true_matches",
    "offences_captured",
    "debts_paid",
)
"""Costs and claimed benefits that stand beside the effect of a measure."""
