"""Cameras: passes, alerts, what operators could look at, and who was stopped.

An error rate per face looks tiny and an error share per alert looks huge, and both describe the same alerts.
So each of `false_alerts`, `false_alerts_per_million_faces` and `false_alerts_per_alert` names the others in `beside`.
"""

from glasshouse.measures.formula import Formula, Kind, Measure, flow, ratio

TOGETHER = ("false_alerts", "false_alerts_per_million_faces", "false_alerts_per_alert")


def _measure(name: str, kind: Kind, unit: str, formula: Formula, says: str) -> Measure:
    beside = tuple(other for other in TOGETHER if other != name) if name in TOGETHER else ()
    return Measure(name, "cameras", kind, unit, says, formula, beside)


MEASURES = (
    _measure("sightings", "description", "events", flow("sightings"),
             "Times that any camera saw a person."),
    _measure("face_sightings", "description", "events", flow("face_sightings"),
             "Times that a camera compared a face with a watchlist; the base of the error per face."),
    _measure("alerts", "description", "events", flow("alerts"),
             "Alerts that face recognition raised, right or wrong."),
    _measure("false_alerts", "harm", "events", flow("false_alerts"),
             "Alerts on people who were not the person on the watchlist; read it with the two rates "
             "beside it."),
    _measure("false_alerts_per_million_faces", "description", "false alerts per million faces",
             ratio("false_alerts", "face_sightings", factor=1e6),
             "Of a million faces compared, how many raised a false alert; the figure that vendors quote."),
    _measure("false_alerts_per_alert", "description", "share",
             ratio("false_alerts", "alerts", ceiling=1.0),
             "Of all alerts, the share that was false; the figure that a person who is stopped would ask "
             "for."),
    _measure("true_alerts", "claimed_benefit", "events", flow("true_alerts"),
             "Alerts on people who were the person on the watchlist."),
    _measure("true_matches", "claimed_benefit", "events", flow("true_matches"),
             "Stops of people who truly were on the watchlist: what the cameras are said to be for."),
    _measure("alerts_reviewed", "cost", "events", flow("alerts_reviewed"),
             "Alerts that a human operator really looked at."),
    _measure("alerts_unreviewed", "description", "events", flow("alerts_unreviewed"),
             "Alerts that nobody looked at, because there were more than operators could handle."),
    _measure("stops", "harm", "events", flow("stops"),
             "Times that police stopped somebody because of an alert, right or wrong."),
    _measure("wrongful_stops", "harm", "events", flow("wrongful_stops"),
             "Stops of the wrong person; one person may be stopped several times."),
    _measure("people_stopped_wrongly", "harm", "people", flow("people_stopped_wrongly"),
             "People stopped at least once as somebody they are not."),
    _measure("repeat_wrongful_stops_per_person", "description", "stops per person",
             ratio("wrongful_stops", "people_stopped_wrongly"),
             "Wrongful stops for each person wrongly stopped; above 1 means that the same faces are "
             "matched again."),
    _measure("offences_captured", "claimed_benefit", "events", flow("offences_captured"),
             "Offences that cameras captured and that really happened."),
    _measure("false_camera_records", "harm", "records", flow("false_camera_records"),
             "Offences recorded against the wrong person, from a misread plate or picture."),
)  # fmt: skip
