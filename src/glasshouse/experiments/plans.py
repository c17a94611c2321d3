"""The plans of a pair: which two may be compared, and how one is made again with something else in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from glasshouse.base.errors import BadValue

if TYPE_CHECKING:
    from glasshouse.scenario import Plan

SPIRAL = {"life.default_hardship_factor": 1.0, "life.lateness_hardship_factor": 1.0}
"""Hardship that breeds no default and no lateness: without it there is no spiral."""


def refuse(base: Plan, changed: Plan) -> None:
    """Refuses two plans whose people or luck are not the same.

    Raises:
        BadValue: With what differs and why that matters.
    """
    reasons = {
        "seed": "other luck: the difference would be mostly luck",
        "people": "another number of people: person 17 would be somebody else",
        "days": "another length: one world would have more time to do harm",
    }
    for name, reason in reasons.items():
        one, other = getattr(base, name), getattr(changed, name)
        if one != other:
            raise BadValue(
                f"The two worlds cannot be paired: {name} is {one} in one and {other} in the other; {reason}",
                value=other,
                allowed=f"the same {name} in both",
            )
    one, other = base.society, changed.society
    if one.name != other.name or [r.code for r in one.regions] != [r.code for r in other.regions]:
        raise BadValue(
            f"The two worlds cannot be paired: {one.name} and {other.name} are different societies",
            value=other.name,
            allowed="two scenarios of the same society",
        )
    traits = [
        name
        for name in base.values
        if name.startswith("society.") and base.values[name] != changed.values[name]
    ]
    if traits and not (base.perfect or changed.perfect):
        raise BadValue(
            f"The two worlds cannot be paired: {', '.join(traits)} makes other people of them",
            value=traits[0],
            allowed="the same traits in both",
        )


def faultless(plan: Plan) -> Plan:
    """Returns the same world in which the apparatus makes no error and no delay."""
    return again(plan, perfect=True)


def unspiralled(plan: Plan) -> Plan:
    """Returns the same world in which hardship breeds neither default nor lateness."""
    kept = {name: value for name, value in plan.overrides.items() if name not in plan.assumed}
    assumed = {name: plan.overrides[name] for name in plan.assumed if name not in SPIRAL}
    return again(plan, set=kept | SPIRAL, assume=assumed)


def again(plan: Plan, **other: Any) -> Plan:
    """Returns a plan made again with something else in it."""
    from glasshouse import scenario

    said: dict[str, Any] = {
        "people": plan.people,
        "days": plan.days,
        "seed": plan.seed,
        "set": {name: value for name, value in plan.overrides.items() if name not in plan.assumed},
        "assume": {name: plan.overrides[name] for name in plan.assumed},
        "without": plan.without,
        "perfect": plan.perfect,
        "safeguards": plan.safeguards,
        "society": plan.society,
    }
    return scenario.plan(plan.scenario, **(said | other))


def worlds(
    scenario: str,
    protected: Iterable[Any] | Mapping[str, Any] = (),
    *,
    against: str | None = None,
    given: Iterable[Any] | Mapping[str, Any] = (),
    **options: Any,
) -> tuple[Plan, Plan]:
    """Returns the two plans of a comparison: a scenario, and the same with safeguards.

    Args:
        scenario: A shipped name or file.
        protected: Safeguards of the second world.
        against: Another scenario for the first world.
        given: Safeguards of both worlds.
        options: people, days, seed, set, without, perfect: of both worlds.
    """
    from glasshouse import safeguards
    from glasshouse import scenario as scenarios

    both = safeguards.asked(given)
    named = {use.name for use in both}
    more = [use for use in safeguards.asked(protected) if use.name not in named]
    if not more and against is None:
        raise BadValue(
            "There is nothing to compare: the second world has no further safeguard and no other scenario",
            place="--with",
            allowed="--with NAME, or --against SCENARIO",
            next_step="`glasshouse safeguards` lists the safeguards",
        )
    first = scenarios.plan(against or scenario, safeguards=both, **options)
    options.setdefault("days", None)
    if options["days"] is None and against is not None:
        options["days"] = first.days
    return first, scenarios.plan(scenario, safeguards=[*both, *more], **options)
