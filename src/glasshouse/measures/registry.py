"""Every measure by its name, the nearest name to a misspelt one, and what may not be an objective."""

from __future__ import annotations

from collections.abc import Iterable

from glasshouse.base import counters, errors
from glasshouse.measures.formula import Measure
from glasshouse.measures.links import cameras, custody, gates, life, platform, rating, remedies, response

LINKS = ("life", "platform", "cameras", "custody", "rating", "gates", "response", "remedies")
"""The links of the chain, in the order in which a record travels."""

KINDS = ("harm", "cost", "claimed_benefit", "description")

MEASURES: dict[str, Measure] = {
    measure.name: measure
    for link in (life, platform, cameras, custody, rating, gates, response, remedies)
    for measure in link.MEASURES
}
"""Every measure, in the order of the chain."""

REGION_ONLY = frozenset(
    name
    for name, one in MEASURES.items()
    if not counters.REGION_ONLY.isdisjoint((*one.formula.top, *one.formula.below))
)
"""Measures that the engine counts by region and not by kind of person: no group is ever named for them."""

ALIASES = {
    "wrongful_refusals_fact": "wrongful_refusals",
    "people_wrongly_listed_fact": "people_wrongly_listed",
    "days_wrongly_listed_fact": "days_wrongly_listed",
    "people_wrongly_refused_fact": "people_wrongly_refused",
    "false_alerts_per_face": "false_alerts_per_million_faces",
}
"""Other names under which a reader may look for a measure."""

PAIRED_ONLY = (
    "error_caused_refusals",
    "spiral_refusals",
    "posts_not_written",
    "services_not_asked_for",
    "breaches_avoided",
)
"""Measures that only exist as the difference between two paired worlds; `compare` gives them."""


def nearest(name: str) -> str | None:
    """Return the known measure whose name is nearest to a misspelt one, or None where nothing is near."""
    wanted = name.strip().lower().replace("-", "_").replace(" ", "_")
    found = errors.nearest(wanted, [*MEASURES, *ALIASES])
    return ALIASES.get(found, found) if found else None


def measure(name: str) -> Measure:
    """Return the measure of that name, or of that other name.

    Raises:
        UnknownName: no measure is called so; the error names the nearest one.
    """
    known = ALIASES.get(name, name)
    if known in MEASURES:
        return MEASURES[known]
    if name in PAIRED_ONLY:
        raise errors.UnknownName(
            f"The measure {errors.quoted(name)} exists only between two worlds with the same luck",
            value=name,
            allowed="a measure of a single world",
            next_step="Ask `glasshouse compare` for it",
        )
    raise errors.UnknownName(
        f"There is no measure named {errors.quoted(name)}",
        value=name,
        nearest=nearest(name) or "",
        next_step='`glasshouse query RUN "SELECT measure, says FROM measures"` lists them',
    )


def together(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names with every measure that must be shown beside them, in the order of the chain.

    >>> together(["false_alerts"])
    ('false_alerts', 'false_alerts_per_million_faces', 'false_alerts_per_alert')
    """
    wanted = {measure(name).name for name in names}
    wanted |= {other for name in tuple(wanted) for other in MEASURES[name].beside}
    return tuple(name for name in MEASURES if name in wanted)


def refuse_claimed_benefit(name: str) -> Measure:
    """Return the measure if it may be the objective of a ranking or a search, and refuse a claimed benefit.

    The laboratory looks for what harms people and for what spares them. Searching for the apparatus that
    catches or
    collects most would turn it into the instrument that it studies.

    Raises:
        BadValue: the measure is a claimed benefit.
        UnknownName: no measure is called so.
    """
    found = measure(name)
    if found.kind == "claimed_benefit":
        raise errors.BadValue(
            f"{found.name} is a claimed benefit and cannot be what a ranking or a search is for",
            value=found.name,
            allowed="a harm, a cost or a description",
            next_step="Claimed benefits are shown beside harms; try people_wrongly_refused",
        )
    return found
