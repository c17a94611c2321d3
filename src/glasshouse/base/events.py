"""The kinds of event a life can hold, and the words in which a story tells them.

Numbers are part of the results (a cause is stored as one), so they are never reused.
"""

from __future__ import annotations

from typing import NamedTuple


class Event(NamedTuple):
    """A kind of event: its number, its name, the sentence told (with {a}, {b}), and the link of the chain it belongs to."""

    number: int
    name: str
    says: str
    link: str


(
    LATE_PAYMENT, DEFAULT, TRAFFIC_OFFENCE, PUBLIC_ORDER, GOOD_DEED, CRITICAL_POST, POST_WITHHELD, POST_SUPPRESSED,
    POST_REPORTED, POST_MISREAD, ALERT, STOPPED, CAPTURED, FALSE_RECORD, PICTURE_MATCHED, MISATTRIBUTED, FILE_OPENED,
    FILE_MISREAD, EXPOSED, REIDENTIFIED, CASE_OPENED, NOT_SERVED, PAID, BOUND, SCREENED_OUT, REMOVED,
    POINTS_LOST, POINTS_GAINED, CONTAGION, FALSE_LATE, REFUSED, PASSED_BY_MISTAKE, NOT_SOUGHT, PERK, BECAME_AWARE,
    NOTIFIED, APPEAL_FILED, APPEAL_WON, APPEAL_LOST, APPEAL_ABANDONED, CORRECTED, COMPENSATED, JOINED, LEFT,
    ENROLLED_UNASKED, ASKED_CONSENT, OPTED_OUT, CONTESTED_SPEECH, COMPANY_CASE, BEFORE_FIRST_DAY, BORROWED_IDENTITY,
    NAMESAKE, LAWFUL_POST_FLAGGED, WATCHLISTED, AUDITED, SERVED, REQUESTED, TRAITS_ALONE,
    GRANTED, AVERAGED_DEBT,
) = range(1, 61)  # fmt: skip

EVENTS: tuple[Event, ...] = (
    Event(LATE_PAYMENT, "late_payment", "paid a bill late", "act"),
    Event(DEFAULT, "default", "could not or did not pay a debt that a court had confirmed", "act"),
    Event(TRAFFIC_OFFENCE, "traffic_offence", "broke a traffic rule", "act"),
    Event(PUBLIC_ORDER, "public_order", "committed a minor public-order offence", "act"),
    Event(GOOD_DEED, "good_deed", "did something the rulebook rewards: {deed}", "act"),
    Event(CRITICAL_POST, "critical_post", "wrote a lawful critical post", "act"),
    Event(POST_WITHHELD, "post_withheld", "wanted to write a critical post, and did not", "response"),
    Event(POST_SUPPRESSED, "post_suppressed", "the platform took the post down", "capture"),
    Event(POST_REPORTED, "post_reported", "the platform passed the post on to the authorities", "disclose"),
    Event(POST_MISREAD, "post_misread", "the post was taken for an offence that it was not", "attribute"),
    Event(ALERT, "alert", "a camera raised an alert: {alert}", "capture"),
    Event(STOPPED, "stopped", "was stopped by police", "attribute"),
    Event(CAPTURED, "captured", "a camera recorded the offence", "capture"),
    Event(FALSE_RECORD, "false_record", "an offence that somebody else committed was recorded under this name", "attribute"),
    Event(PICTURE_MATCHED, "picture_matched", "a camera matched a picture of this face, not the person", "attribute"),
    Event(MISATTRIBUTED, "misattributed", "the record of the offence went to somebody else", "attribute"),
    Event(FILE_OPENED, "file_opened", "an authority opened this person's file", "disclose"),
    Event(FILE_MISREAD, "file_misread", "the file was misread", "attribute"),
    Event(EXPOSED, "exposed", "the records held about this person leaked", "disclose"),
    Event(REIDENTIFIED, "reidentified", "the leaked trace pointed to one person only", "disclose"),
    Event(CASE_OPENED, "case_opened", "a court opened an enforcement case", "rate"),
    Event(NOT_SERVED, "not_served", "the court's papers never arrived", "rate"),
    Event(PAID, "paid", "paid what the court asked", "remedy"),
    Event(BOUND, "bound", "was put under {binding}", "rate"),
    Event(SCREENED_OUT, "screened_out", "the court found no means to pay and went no further", "rate"),
    Event(REMOVED, "removed", "was taken off {binding}{late}", "remedy"),
    Event(POINTS_LOST, "points_lost", "lost {a} points", "rate"),
    Event(POINTS_GAINED, "points_gained", "gained {a} points", "rate"),
    Event(CONTAGION, "contagion", "knows {a} people who are listed or were stopped", "rate"),
    Event(FALSE_LATE, "false_late", "a late payment that never was entered the credit file", "attribute"),
    Event(REFUSED, "refused", "asked for {gate} and was refused ({b} attempts in all)", "refuse"),
    Event(PASSED_BY_MISTAKE, "passed_by_mistake", "asked for {gate} and got it, though the rules say no", "refuse"),
    Event(NOT_SOUGHT, "not_sought", "needed {gate} and did not ask, knowing the answer", "response"),
    Event(PERK, "perk", "got {gate} on better terms for a high score", "refuse"),
    Event(BECAME_AWARE, "became_aware", "learned that the instrument exists ({source})", "response"),
    Event(NOTIFIED, "notified", "was told of the listing or refusal and its ground", "remedy"),
    Event(APPEAL_FILED, "appeal_filed", "filed an appeal", "remedy"),
    Event(APPEAL_WON, "appeal_won", "won the appeal after {a} days", "remedy"),
    Event(APPEAL_LOST, "appeal_lost", "lost the appeal after {a} days", "remedy"),
    Event(APPEAL_ABANDONED, "appeal_abandoned", "gave the appeal up", "remedy"),
    Event(CORRECTED, "corrected", "the record was corrected", "remedy"),
    Event(COMPENSATED, "compensated", "was compensated", "remedy"),
    Event(JOINED, "joined", "joined the app", "act"),
    Event(LEFT, "left", "left the app", "act"),
    Event(ENROLLED_UNASKED, "enrolled_unasked", "was enrolled in the credit score without being asked", "capture"),
    Event(ASKED_CONSENT, "asked_consent", "was asked for consent and {consent}", "capture"),
    Event(OPTED_OUT, "opted_out", "withdrew consent", "response"),
    Event(CONTESTED_SPEECH, "contested_speech", "a court called a post defamatory; the finding is contested", "rate"),
    Event(COMPANY_CASE, "company_case", "a company this person represents did not perform a judgment", "act"),
    Event(BEFORE_FIRST_DAY, "before_first_day", "what began before the first day of the run", "act"),
    Event(BORROWED_IDENTITY, "borrowed_identity", "somebody who uses this identity did not pay", "attribute"),
    Event(NAMESAKE, "namesake", "a namesake's record was taken for this person's", "attribute"),
    Event(LAWFUL_POST_FLAGGED, "lawful_post_flagged", "the filter took down an ordinary post", "capture"),
    Event(WATCHLISTED, "watchlisted", "was put on the watchlist", "attribute"),
    Event(AUDITED, "audited", "an audit looked at the record", "remedy"),
    Event(SERVED, "served", "the court's papers arrived", "rate"),
    Event(REQUESTED, "requested", "an authority asked the custodian for records", "disclose"),
    Event(TRAITS_ALONE, "traits_alone", "a score that follows from who one is, not from an act", "rate"),
    Event(GRANTED, "granted", "asked for {gate} and got it", "refuse"),
    Event(AVERAGED_DEBT, "averaged_debt", "a year's income, spread evenly by a computer, was taken for a debt", "attribute"),
)  # fmt: skip

BY_NUMBER = {event.number: event for event in EVENTS}
assert [event.number for event in EVENTS] == list(range(1, len(EVENTS) + 1)), (
    "events are listed in the order of numbers"
)
