"""All figures of the report, by what they are about.

Each function takes the facts of a run and returns a Figure,
or None where there is nothing to show.
"""

from __future__ import annotations

from typing import Any

from glasshouse.report.facts import Facts
from glasshouse.report.figure import Figure, Table
from glasshouse.report.grounds import grades, hangs, press
from glasshouse.report.passage import chain, gates, thousand, verdicts
from glasshouse.report.places import place, regions
from glasshouse.report.spread import gaps, weeks

__all__ = [
    "Figure",
    "Table",
    "chain",
    "every",
    "gaps",
    "gates",
    "grades",
    "hangs",
    "place",
    "places",
    "press",
    "regions",
    "thousand",
    "verdicts",
    "weeks",
]

MAPPED = {
    "people_refused": "Where people are refused",
    "people_wrongly_refused": "Where people are refused in error of fact",
}


def places(facts: Facts, manifest: Any) -> list[Figure]:
    """Return the figures by region: a map, or bars where the society has too few regions for one."""
    known = regions(facts.society, manifest)
    made = [place(facts, measure, title, known) for measure, title in MAPPED.items()]
    return [figure for figure in made if figure is not None]


def every(run: Any) -> dict[str, Figure]:
    """Return every figure that a single run can give, by name, in the order of the report.

    In a notebook each shows its chart.
    """
    from glasshouse.report.facts import read

    facts = read(run)
    made = [chain(facts), verdicts(facts), thousand(facts), gates(facts), weeks(facts), gaps(facts)]
    made += [*places(facts, run.manifest), grades(facts)]
    return {figure.name: figure for figure in made if figure is not None}
