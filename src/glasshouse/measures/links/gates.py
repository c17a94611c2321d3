"""Gates: who asked for a service and was refused, at which gate, and with what verdict.

Every refusal has exactly one verdict, the gravest that applies: refusals = wrongful_refusals (in fact) +
wrongful_refusals_law + wrongful_refusals_benchmark + refusals_by_rule.
"""

from glasshouse.measures.formula import Formula, Kind, Measure, flow, ratio

GATES = {
    "flights": "a flight",
    "fast_trains": "a fast train",
    "loans": "a loan",
    "property": "buying property",
    "travel_abroad": "travel abroad",
    "executive_posts": "an executive post",
    "deposit_free_rental": "a rental without deposit",
    "private_school": "a costly private school",
    "job": "a job",
}
"""The gates in the engine's order, with the words that finish the sentence 'was refused ...'."""


YEAR = 365  # days: the most that one person adds to a count of days in a year


def _measure(name: str, kind: Kind, unit: str, formula: Formula, says: str) -> Measure:
    return Measure(name, "gates", kind, unit, says, formula)


MEASURES = (
    _measure("requests_for_service", "description", "events", flow("requests_for_service"),
             "Times that people asked at a gate, repeat attempts included."),
    _measure("refusals", "harm", "events", flow("refusals"),
             "Times that a gate said no because of a list, a restriction, a ban or a score; repeat "
             "attempts included."),
    *(
        _measure(f"refusals_{gate}", "harm", "events", flow(f"refusals_{gate}"),
                 f"Times that somebody was refused {thing}, whatever the verdict.")
        for gate, thing in GATES.items()
    ),
    _measure("wrongful_refusals", "harm", "events", flow("refusals_fact"),
             "Refusals that rest on the wrong person, a false or stale record, or content misread: wrong "
             "in fact."),
    _measure("wrongful_refusals_law", "harm", "events", flow("refusals_law"),
             "Refusals that break the rule's own conditions: not served, unable to pay, past the term."),
    _measure("wrongful_refusals_benchmark", "harm", "events", flow("refusals_benchmark"),
             "Refusals in line with the rule but against the rights benchmark: a lawful act scored, "
             "guilt by contact."),
    _measure("refusals_by_rule", "harm", "events", flow("refusals_by_rule"),
             "Refusals in which the rule was correctly applied; it says nothing about whether the rule "
             "is just."),
    _measure("wrongful_share_of_refusals", "description", "share",
             ratio("refusals_fact", "refusals", ceiling=1.0),
             "Of refusals, the share that was wrong in fact; hangs on error rates that nobody has "
             "published."),
    _measure("refusals_tainted", "harm", "events", flow("refusals_tainted"),
             "Refusals whose chain of causes goes back to an error, even if the last step was by rule."),
    _measure("refusals_missed", "description", "events", flow("refusals_missed"),
             "Requests let through that the rule, correctly applied, would have refused."),
    _measure("refused_trips", "harm", "events", flow("refused_trips"),
             "Journeys that could not be made: a refusal and the repeat attempts after it are one trip."),
    _measure("people_refused", "harm", "people", flow("people_refused"),
             "People refused at least once."),
    _measure("people_wrongly_refused", "harm", "people", flow("people_wrongly_refused"),
             "People refused at least once wrongly in fact."),
    _measure("people_wrongly_refused_law", "harm", "people", flow("people_wrongly_refused_law"),
             "People refused at least once against the rule's own conditions."),
    _measure("attempts_per_refused_person", "description", "refusals per person",
             ratio("refusals", "people_refused"),
             "Refusals for each person refused; press totals count attempts, so they overstate people by "
             "this factor."),
    _measure("days_refused", "harm", "days", flow("days_refused", most=YEAR),
             "Days on which somebody was barred from some service, whether or not they asked for it."),
    _measure("perks_granted", "claimed_benefit", "events", flow("perks_granted"),
             "Advantages given to the well rated, such as a rental without deposit."),
    _measure("household_members_affected", "harm", "people", flow("household_members_affected"),
             "Other members of the households of people refused, counted at a person's first refusal."),
    _measure("services_not_sought", "harm", "events", flow("services_not_sought"),
             "Requests that people who knew they were barred no longer made, as seen inside this one world."),
)  # fmt: skip
