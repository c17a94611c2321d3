"""Puts safeguards into a plan: the same people, the same luck, other values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from glasshouse.base.ledger import Ledger, Parameter
from glasshouse.safeguards import catalogue
from glasshouse.safeguards.asking import Asked, Use, asked
from glasshouse.safeguards.model import Change

if TYPE_CHECKING:
    from glasshouse.scenario.plans import Plan


def apply(plan: Plan, wanted: Asked) -> Plan:
    """Returns the plan of a world that has these safeguards as well, and is otherwise the same.

    A safeguard moves the value in force in each region and week. `--set` wins over it only in the parameters
    in which the safeguard can fail (capacity, rubber stamp, deadline), so that a promise can be made without
    the means. In a perfect apparatus, errors and delays stay as they are: perfect.

    Raises:
        UnknownName: A safeguard nobody knows; with the nearest name.
        BadValue: A strength outside 0 to 1, a safeguard asked for twice.
    """
    uses = asked(wanted)
    if not uses:
        return plan
    fixed = frozenset(plan.ledger.perfect()) if plan.perfect else frozenset()
    held = frozenset(plan.overrides) - frozenset(plan.assumed)
    regimes, schedule = _scheduled(plan, uses, held, fixed)
    first = [use for use in uses if use.since is None or use.since <= plan.start]
    values = changed(plan.values, first, held, fixed)
    made = replace(
        plan,
        safeguards=uses,
        values=values,
        regimes=regimes,
        schedule=schedule,
        concessions=tuple(
            replace(one, set=_conceded(plan.values, one.set, uses, held, fixed)) for one in plan.concessions
        ),
        ledger=_widened(_ledger(plan.ledger, plan.values, values, first), regimes),
    )
    from glasshouse.safeguards.cautions import cautions

    return replace(made, warnings=tuple(dict.fromkeys([*plan.warnings, *cautions(plan, made, uses)])))


def changed(
    values: Mapping[str, float],
    uses: Iterable[Use],
    held: frozenset[str] = frozenset(),
    fixed: frozenset[str] = frozenset(),
) -> dict[str, float]:
    """Returns values as the safeguards change them.

    Args:
        values: Every parameter's value in force.
        uses: Safeguards in the order of the catalogue.
        held: Parameters given by `--set`: kept where a safeguard can fail by them.
        fixed: Parameters that nothing may change.
    """
    out = dict(values)
    for use in uses:
        for change in _free(use, held, fixed):
            out[change.parameter] = change.value(out[change.parameter], use.strength) + 0.0
    return out


def _free(use: Use, held: frozenset[str], fixed: frozenset[str]) -> list[Change]:
    """Returns the changes that a use may make."""
    safeguard = catalogue.read(use.name)
    kept = fixed | (held & safeguard.fails_by)
    return [change for change in safeguard.changes if change.parameter not in kept]


def _scheduled(
    plan: Plan, uses: tuple[Use, ...], held: frozenset[str], fixed: frozenset[str]
) -> tuple[tuple[dict[str, float], ...], NDArray[np.int16]]:
    """Returns the regimes and the schedule with the safeguards that hold in each week."""
    found: dict[tuple[int, tuple[Use, ...]], int] = {}
    regimes: list[dict[str, float]] = []
    schedule = np.zeros_like(plan.schedule)
    for week in range(plan.weeks):
        holding = tuple(
            use for use in uses if use.since is None or (use.since - plan.start).days // 7 <= week
        )
        for old in np.unique(plan.schedule[week]):
            key = (int(old), holding)
            if key not in found:
                found[key] = len(regimes)
                regimes.append(changed(plan.regimes[int(old)], holding, held, fixed))
            schedule[week, plan.schedule[week] == old] = found[key]
    return tuple(regimes), schedule


def _conceded(
    base: Mapping[str, float],
    won: Mapping[str, float],
    uses: tuple[Use, ...],
    held: frozenset[str],
    fixed: frozenset[str],
) -> dict[str, float]:
    """Returns what a concession sets where the safeguards hold: it never takes back what they gave."""
    after = changed({**base, **won}, uses, held, fixed)
    return {name: after[name] for name in won}


def _ledger(
    known: Ledger, before: Mapping[str, float], after: Mapping[str, float], uses: list[Use]
) -> Ledger:
    """Returns the ledger with the values of day 0 and the safeguard that set each."""
    entries: list[Parameter] = []
    for use in uses:
        for change in catalogue.read(use.name).changes:
            name = change.parameter
            if after[name] == before[name]:
                continue
            entries.append(
                replace(
                    known[name],
                    value=after[name],
                    source=f"safeguard {use.name}: {change.why}",
                    grade="assumed",
                    says=f"{known[name].says.rstrip('.')}. Here as the safeguard {use.name} leaves it",
                    set_by=f"--with {use.text}",
                )
            )
    return known.changed(entries)


def _widened(known: Ledger, regimes: tuple[dict[str, float], ...]) -> Ledger:
    for regime in regimes:
        known = known.widened(regime)
    return known
