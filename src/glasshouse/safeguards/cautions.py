"""What is worth knowing about safeguards: contradictory, redundant, without means, against the law."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from glasshouse.safeguards import catalogue
from glasshouse.safeguards.asking import Use
from glasshouse.safeguards.model import Safeguard

if TYPE_CHECKING:
    from glasshouse.scenario.plans import Plan


def cautions(before: Plan, after: Plan, uses: tuple[Use, ...]) -> Iterator[str]:
    """Yields a sentence for each thing that a reader of a plan with safeguards should know."""
    there = {use.name for use in uses if use.strength > 0}
    for use in uses:
        safeguard = catalogue.read(use.name)
        if use.strength > 0:
            yield from _one(before, after, use, safeguard, there)


def _one(before: Plan, after: Plan, use: Use, safeguard: Safeguard, there: set[str]) -> Iterator[str]:
    for other, sentence in safeguard.beside.items():
        if other in there:
            yield f"{use.name} with {other}: {sentence}"
    for other, sentence in safeguard.needs.items():
        if other not in there:
            yield f"{use.name} without {other}: {sentence}"
    if safeguard.change_of_law:
        yield f"{use.name} would need a change of law: {safeguard.change_of_law}"
    for name in sorted(safeguard.fails_by & set(before.overrides) - set(before.assumed)):
        yield f"{use.name}: --set {name}={before.overrides[name]:g} holds, whatever the safeguard promises."
    if use.since is not None and (use.since - before.start).days >= before.days:
        yield f"{use.name} begins on {use.since}, after the last day of the run."
        return
    off = {change.parameter.partition(".")[0] for change in safeguard.changes} & before.off
    if off and len(off) == len({change.parameter.partition(".")[0] for change in safeguard.changes}):
        yield f"{use.name} has nothing to act on: {', '.join(sorted(off))} is switched off."
    elif not _moves(before, use, safeguard):
        yield f"{use.name} is redundant here: every value it would change is already as good."


def _moves(plan: Plan, use: Use, safeguard: Safeguard) -> bool:
    """Returns whether the safeguard, alone, changes any value in any regime."""
    return any(
        change.value(regime[change.parameter], use.strength) != regime[change.parameter]
        for regime in plan.regimes
        for change in safeguard.changes
    )
