"""What the page knows before anything is simulated: scenarios, parameters, safeguards, measures, evidence."""

from __future__ import annotations

from functools import cache
from typing import Any

from glasshouse.lab import names
from glasshouse.measures.registry import LINKS, MEASURES
from glasshouse.report.words import capital, label

MAIN = tuple(names.PARAMETERS)
"""Parameters that the sandbox shows at once; every other one can be added by its name."""


@cache
def scenarios() -> list[dict[str, Any]]:
    """Returns the shipped scenarios as the page lists them."""
    from glasshouse import scenario

    found = []
    for name in scenario.names():
        one = scenario.read(name)
        caution = getattr(one, "caution", "") or one.resolved.get("caution", "")
        found.append({
            "name": one.name, "title": one.title, "about": " ".join((one.about or "").split()),
            "caution": " ".join(str(caution or "").split()), "start": str(one.start), "days": one.days,
            "society": one.society, "without": list(one.without), "sources": list(one.sources),
            "leaves_out": list(one.leaves_out),
        })  # fmt: skip
    return found


@cache
def parameters(name: str) -> list[dict[str, Any]]:
    """Returns every parameter of a scenario that may be changed, the main ones marked."""
    from glasshouse.experiments.worlds import World

    plan = World(name, people=10_000, days=7).plan()
    found = []
    for one in plan.ledger.values():
        if one.name.startswith("society."):
            continue
        lowest, highest = one.limits
        wide = one.low > 0 and one.high / one.low >= 50
        found.append({
            "name": one.name, "label": said(one.name), "value": one.value, "unit": one.unit, "low": one.low,
            "high": one.high, "least": max(lowest, -1e300), "most": min(highest, 1e300), "grade": one.grade,
            "date": one.date, "source": one.source, "says": one.says, "kind": one.kind, "log": wide,
            "mechanism": one.mechanism, "main": one.name in MAIN, "off": one.mechanism in plan.off,
            "error": one.error, "set_by": one.set_by,
        })  # fmt: skip
    order = {name: place for place, name in enumerate(MAIN)}
    return sorted(found, key=lambda one: (order.get(one["name"], len(MAIN)), LINKS.index(one["mechanism"])))


def said(name: str) -> str:
    """Returns a parameter's name in words.

    >>> said("rating.grace_days"), said("gates.flights.asks_list")
    ('Days left to pay before the list follows', 'Flights: asks list')
    """
    if name in names.PARAMETERS:
        return names.PARAMETERS[name]
    parts = [label(part) for part in name.split(".")[1:]]
    return capital(": ".join(parts))


@cache
def safeguards() -> list[dict[str, Any]]:
    """Returns every safeguard: what it is, who asks for it, what it costs, how it fails."""
    from glasshouse.safeguards import everything

    return [
        {
            "name": one.name, "title": one.title, "says": one.says,
            "link": one.link, "changes": [change.says() for change in one.changes],
            "laws": [{"anchor": law.anchor, "date": law.date, "demands": law.demands, "source": law.source,
                      "checked": law.checked} for law in one.laws],
            "change_of_law": one.change_of_law, "staff": one.cost.staff, "delay": one.cost.delay,
            "money": one.cost.money, "misses": one.cost.misses, "counted_in": list(one.cost.counted_in),
            "fails": [failure.how for failure in one.failures], "beside": one.beside, "needs": one.needs,
            "meant": {"measure": one.meant.measure, "direction": one.meant.direction, "by": one.meant.by,
                      "scenario": one.meant.scenario},
        }
        for one in everything()
    ]  # fmt: skip


@cache
def measures() -> list[dict[str, Any]]:
    """Returns every measure: link, kind, unit, and how to read it."""
    return [
        {"name": one.name, "label": names.MEASURES[one.name], "link": one.link, "kind": one.kind, "unit": one.unit,
         "says": one.says, "how": one.how}
        for one in MEASURES.values()
    ]  # fmt: skip


@cache
def ledger() -> list[dict[str, Any]]:
    """Returns every number of the model with its grade and source, most doubtful first."""
    from glasshouse.base import ledger as ledgers

    order = ("assumed", "derived", "reported", "measured")
    found = [
        {"name": one.name, "label": said(one.name), "value": one.value, "unit": one.unit, "low": one.low,
         "high": one.high, "grade": one.grade, "date": one.date, "source": one.source, "says": one.says,
         "mechanism": one.mechanism, "error": one.error, "casebook": list(one.casebook)}
        for one in ledgers.load().values()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (order.index(str(one["grade"])), one["mechanism"], one["name"]))


@cache
def casebook() -> list[dict[str, Any]]:
    """Returns every published figure of the casebook, and what it may be used for."""
    from glasshouse.casebook import facts

    return [plain(fact) for fact in facts.load().values()]


@cache
def cases() -> list[dict[str, Any]]:
    """Returns the cases in which the model is held against published figures."""
    from glasshouse.casebook.book import cases as book

    names = ("name", "title", "question", "rival", "miss_means")
    return [{name: getattr(case, name) for name in names} for case in book().values()]


def written(value: float) -> str:
    """Returns a published figure as it was published: all its digits, thousands apart.

    >>> written(176_000_000), written(0.000166666667), written(119.6)
    ('176,000,000', '0.000166667', '119.6')
    """
    return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.6g}"


def plain(fact: Any) -> dict[str, Any]:
    """Returns a figure of the casebook as text."""
    names = ("id", "says", "unit", "of", "date", "source", "grade", "read", "role", "note")
    figure = dict(fact.figure)
    said = [
        written(value) if name == "value" else f"{label(name)} {written(value)}"
        for name, value in figure.items()
    ]
    return {name: str(getattr(fact, name)) for name in names} | {"figure": "; ".join(said)}
