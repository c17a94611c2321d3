"""Cameras: faces that pass, alerts, people who look at alerts, stops.

In go outings, the density of cameras, a watchlist and published error rates; out come sightings, alerts,
stops and entries. There is no image and no template here: recognition exists as the chance that one
comparison of two different faces is called a match (`cameras.false_match_rate`), multiplied by the length of
the list, by group and by a trait of faces that are mistaken again and again. Alerts wait for operators who
have a daily capacity. Errors: the false match; the listed person who is not found
(`cameras.true_positive_rate`); the entry that should not be on the list (`cameras.watchlist_wrong_share`);
the operator who accepts a wrong match, rejects a right one, or waves it through; the stop that leaves an
entry; the offence pinned on somebody else (`cameras.capture_error`); the plate misread; and the picture that
is matched instead of a person. Who is put on the list is targeting, and a parameter apart. Measured
elsewhere, in the London trials of 2018-19: of 42 alerts operators rejected 16, 22 people were stopped, and 8
were the person sought.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

MECHANISM: Mapping[str, str] = MappingProxyType(
    {
        "name": "cameras",
        "link": "attributed",
        "asks": "Whose face is it, and who looks before somebody is stopped?",
        "gives": "sightings, alerts, stops, entries",
        "elsewhere": "United Kingdom, London trials, 2018-19: 42 alerts, 22 stops, 8 right",
    }
)
"""In five phrases: folder, link in the chain, question, what comes out, the case it is paired with."""
