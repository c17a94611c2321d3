"""Remedies: who was told, who appealed, how it ended, how long it took, and what it cost."""

from glasshouse.measures.formula import Formula, Kind, Measure, flow, ratio, series, stock

MINUTES_PER_STAFF_DAY = 480


def _measure(name: str, kind: Kind, unit: str, formula: Formula, says: str) -> Measure:
    return Measure(name, "remedies", kind, unit, says, formula)


MEASURES = (
    _measure("people_notified", "description", "people", flow("people_notified"),
             "People who were told that a record or a decision about them exists."),
    _measure("wrong_never_notified", "harm", "people", stock("wrong_never_notified"),
             "People ever wronged, in fact or in law, who have never been told."),
    _measure("appeals_filed", "description", "events", flow("appeals_filed"),
             "Appeals filed."),
    _measure("appeals_won", "description", "events", flow("appeals_won"),
             "Appeals decided for the person; the share won says little about the share of decisions "
             "that are wrong."),
    _measure("appeals_won_tainted", "description", "events", flow("appeals_won_tainted"),
             "Appeals won whose case goes back to an error."),
    _measure("appeals_lost", "description", "events", flow("appeals_lost"),
             "Appeals decided against the person."),
    _measure("appeals_abandoned", "harm", "events", flow("appeals_abandoned"),
             "Appeals that people gave up while waiting."),
    _measure("appeals_won_share", "description", "share",
             ratio("appeals_won", ("appeals_won", "appeals_lost"), ceiling=1.0),
             "Of appeals decided, the share won; those who appeal are not like those who do not."),
    _measure("wrong_never_appealed", "harm", "people", stock("wrong_never_appealed"),
             "People ever wronged, in fact or in law, who have never appealed."),
    _measure("remedied", "description", "events", flow("remedied"),
             "Wrongs put right."),
    _measure("days_to_remedy", "description", "days per wrong put right",
             ratio("days_to_remedy", "remedied", most=365),
             "Mean days until a wrong was put right; wrongs never put right are not in it."),
    _measure("copies_uncorrected", "harm", "records", stock("copies_uncorrected"),
             "Copies that still say what was already corrected at the source."),
    _measure("review_backlog", "cost", "cases", series("review_backlog", "last"),
             "Alerts that nobody had looked at in time and that still wait in the last week: operators turn to them, "
             "oldest first, in weeks with time to spare; it undoes no stop."),
    _measure("appeal_backlog", "cost", "cases", stock("appeals_pending"),
             "Appeals that wait for a decision at the end of the run."),
    _measure("appeal_reviews", "cost", "events", flow("appeal_reviews"),
             "Appeals that somebody really looked at, instead of waving them through."),
    _measure("staff_days", "cost", "staff-days",
             flow("staff_minutes", factor=1 / MINUTES_PER_STAFF_DAY, most=480),
             "Working days of eight hours that institutions spent on review and appeals."),
    _measure("audited", "cost", "records", flow("audited"),
             "Records that an audit checked."),
    _measure("compensated", "description", "events", flow("compensated"),
             "Wrongs for which somebody was compensated."),
)  # fmt: skip
