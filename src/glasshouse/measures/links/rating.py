"""Rating: court list, spending restriction, exit ban, points and the bureau score; and what of it is wrong.

The verdicts exclude each other, the gravest first: wrong in fact, wrong in law, against the benchmark that
the user switched on, by rule. The bare name (`people_wrongly_listed`) is the verdict *wrong in fact*.
"""

from glasshouse.measures.formula import Formula, Kind, Measure, flow, ratio, stock

YEAR = 365  # days: the most that one person adds to a count of days in a year


def _measure(name: str, kind: Kind, unit: str, formula: Formula, says: str) -> Measure:
    return Measure(name, "rating", kind, unit, says, formula)


MEASURES = (
    _measure("people_rated", "description", "people", stock("people_rated"),
             "People who have a score or points at the end of the run."),
    _measure("people_listed", "harm", "people", stock("people_listed"),
             "People on the list of judgment defaulters at the end of the run, whatever the verdict."),
    _measure("people_restricted", "harm", "people", stock("people_restricted"),
             "People under a spending restriction at the end of the run, whatever the verdict."),
    _measure("people_exit_banned", "harm", "people", stock("people_exit_banned"),
             "People who may not leave the country at the end of the run, whatever the verdict."),
    _measure("people_wrongly_listed", "harm", "people", stock("people_wrongly_listed_fact"),
             "People listed at the end of the run who are the wrong person, or whose record is false or "
             "stale."),
    _measure("people_wrongly_listed_law", "harm", "people", stock("people_wrongly_listed_law"),
             "People listed at the end of the run against the rule's own conditions: not served, "
             "unable to pay, or past the term."),
    _measure("people_wrongly_listed_benchmark", "harm", "people", stock("people_wrongly_listed_benchmark"),
             "People listed at the end of the run in line with the rule but against the rights benchmark "
             "in force."),
    _measure("listed_person_days", "harm", "days", flow("listed_person_days", most=YEAR),
             "Days that people spent on the list, whatever the verdict."),
    _measure("days_wrongly_listed", "harm", "days", flow("wrongly_listed_days_fact", most=YEAR),
             "Days that people spent on the list wrongly in fact."),
    _measure("days_wrongly_listed_law", "harm", "days", flow("wrongly_listed_days_law", most=YEAR),
             "Days that people spent on the list against the rule's own conditions."),
    _measure("days_wrongly_listed_benchmark", "harm", "days",
             flow("wrongly_listed_days_benchmark", most=YEAR),
             "Days that people spent on the list in line with the rule but against the rights benchmark "
             "in force."),
    _measure("new_cases", "description", "events", flow("new_cases"),
             "New enforcement cases opened by a court."),
    _measure("new_listings", "harm", "events", flow("new_listings"),
             "New entries on the list during the run, whatever the verdict."),
    _measure("new_wrong_listings", "harm", "events", flow("new_wrong_listings"),
             "New entries on the list that were wrong in fact on the day they were made."),
    _measure("wrong_share_of_new_listings", "description", "share",
             ratio("new_wrong_listings", "new_listings", ceiling=1.0),
             "Of new entries, the share that was wrong in fact; what real lists have is not published."),
    _measure("removals", "description", "events", flow("removals"),
             "Entries taken off the list."),
    _measure("late_removals", "harm", "events", flow("late_removals"),
             "Entries taken off the list later than the rule demands."),
    _measure("points_lost", "harm", "points", flow("points_lost", most=50),
             "Points taken from people by the rulebook, rightly or wrongly."),
    _measure("points_wrongly_lost", "harm", "points", flow("points_wrongly_lost", most=50),
             "Points taken from people for what they did not do."),
    _measure("contagion_points", "harm", "points", flow("contagion_points", most=50),
             "Points taken from people for what their contacts did."),
    _measure("score_mean", "description", "points", ratio("score_sum", "people_rated", most=950),
             "The mean score of the people who have one; higher is better rated."),
    _measure("errors_in_favour", "description", "events", flow("errors_in_favour"),
             "Errors that spared somebody what the rule, correctly applied, would have brought."),
    _measure("listed_missed_days", "description", "days", flow("listed_missed_days", most=YEAR),
             "Days on which somebody whom the rule would list was not on the list."),
    _measure("debts_paid", "claimed_benefit", "events", flow("debts_paid"),
             "Judgment debts that were paid: what the list is said to be for; some would have been paid "
             "anyway."),
    _measure("debts_unpaid", "claimed_benefit", "events", stock("debts_unpaid"),
             "Judgment debts unpaid at the end of the run, to the creditor's loss; the list is said to "
             "make this number smaller."),
)  # fmt: skip
