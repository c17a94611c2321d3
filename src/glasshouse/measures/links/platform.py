"""Platform: what the app knows, who was asked, what it shows and what it hides."""

from glasshouse.measures.formula import Formula, Kind, Measure, flow, ratio, stock


def _measure(name: str, kind: Kind, unit: str, formula: Formula, says: str) -> Measure:
    return Measure(name, "platform", kind, unit, says, formula)


MEASURES = (
    _measure("app_users", "description", "people", stock("app_users"),
             "People who use the app at the end of the run."),
    _measure("records_made", "description", "records", flow("records_made"),
             "Records of acts that the app stored during the run."),
    _measure("records_held", "description", "records", stock("records_held"),
             "Records held at the end of the run: what a request, a breach or a new purpose could reach."),
    _measure("people_enrolled_unasked", "harm", "people", flow("people_enrolled_unasked"),
             "People newly enrolled in scoring without being asked; who was enrolled before the run is "
             "not in it."),
    _measure("consents_asked", "description", "people", flow("consents_asked"),
             "People who were shown a question whether they agree."),
    _measure("consents_given", "description", "people", flow("consents_given"),
             "People who agreed when asked; a pre-ticked box counts as asking, and raises this number."),
    _measure("feed_effective_topics", "description", "topics",
             ratio("feed_topics", "app_users", factor=0.01, most=100),
             "How many topics a user's feed really carries, on average; fewer means narrower."),
    _measure("posts_critical", "description", "posts", flow("posts_critical"),
             "Critical posts that were really written."),
    _measure("posts_suppressed", "harm", "posts", flow("posts_suppressed"),
             "Posts that the platform hid or deleted, rightly or wrongly by its own rule."),
    _measure("posts_wrongly_suppressed", "harm", "posts", flow("posts_wrongly_suppressed"),
             "Posts hidden though they were not what the rule forbids: errors by the platform's own "
             "standard."),
    _measure("posts_reported", "harm", "posts", flow("posts_reported"),
             "Suppressed posts that were handed on to the authorities."),
    _measure("posts_misread", "harm", "posts", flow("posts_misread"),
             "Reported posts that were taken for an offence that they are not."),
    _measure("opt_outs", "description", "people", flow("opt_outs"),
             "People who opted out of scoring or of the personalised feed during the run."),
    _measure("leavers", "description", "people", flow("leavers"),
             "Users who left the app; few leave when all their contacts are on it."),
)  # fmt: skip
