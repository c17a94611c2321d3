"""Life: what people do whether or not anybody watches; descriptions only. Records of these acts: platform."""

from glasshouse.measures.formula import Measure, flow


def _act(name: str, unit: str, says: str) -> Measure:
    return Measure(name, "life", "description", unit, says, flow(name))


MEASURES = (
    _act("messages", "events", "Messages that people sent through the app; each can become a record."),
    _act("payments", "events", "Payments made through the app; each can become a record."),
    _act("rides", "events", "Rides hailed or unlocked through the app; each can become a record."),
    _act("reviews", "events", "Reviews that people wrote in the app; each can become a record."),
    _act("searches", "events", "Searches that people made in the app; each can become a record."),
    _act("bills", "events", "Bills paid through the app; each can become a record."),
    _act("tickets", "events", "Tickets booked through the app; each can become a record."),
    _act("location_fixes", "events", "Times the app fixed where its user was; each can become a record."),
    _act("late_payments", "events", "Payments made late, before anybody judges them."),
    _act("defaults", "events",
         "Debts not paid that reach a court as a new enforcement case against the debtor."),
    _act("traffic_offences", "events", "Traffic offences committed, whether or not anybody captured them."),
    _act("public_order_offences", "events", "Offences against public order committed, captured or not."),
    _act("volunteering", "events", "Acts of volunteering, which some rulebooks reward with points."),
    _act("donations", "events", "Blood or money donations, which some rulebooks reward with points."),
    _act("awards", "events", "Official awards received, which some rulebooks reward with points."),
    _act("critical_posts_wished", "posts",
         "Critical posts that people wished to write, before fear had its say."),
)  # fmt: skip
