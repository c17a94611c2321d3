"""Custody: where records lie, who asks for them, what gets out."""

from glasshouse.measures.formula import Measure, flow, series, stock

MEASURES = (
    Measure("requests", "custody", "description", "requests",
            "Requests by authorities for people's records; one request may name hundreds of accounts.",
            series("requests", "per_100k")),
    Measure("people_with_records", "custody", "description", "people",
            "People about whom any record is held at the end of the run.",
            stock("people_with_records")),
    Measure("files_opened", "custody", "harm", "events",
            "Times that a person's file was handed over and opened; most people never learn of it.",
            flow("files_opened")),
    Measure("files_misread", "custody", "harm", "events",
            "Opened files that were read as saying something that is not so.",
            flow("files_misread")),
    Measure("people_exposed_in_breach", "custody", "harm", "people",
            "People whose records were in a store on the day it was breached, counted once for each breach.",
            flow("people_exposed_in_breach")),
    Measure("people_reidentifiable", "custody", "harm", "people",
            "Of the people exposed, those whom an attacker with a few known points could single out.",
            flow("people_reidentifiable")),
)  # fmt: skip
