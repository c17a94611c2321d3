"""What a Python user sees as `gh.run`, `gh.plan`, `gh.open`, ...; the command line calls the same functions.

`flow` is the way of a run (plan, memory, simulate, measures, run folder, report), `finished` a run that is
done, `memory` the estimate before it starts, `zeros` why a measure is zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.api.finished import Run
from glasshouse.api.flow import Watcher, resume, run

if TYPE_CHECKING:
    from glasshouse.explain import Story
    from glasshouse.scenario import Plan

__all__ = [
    "Run",
    "Watcher",
    "explain",
    "find",
    "open",
    "parameters",
    "plan",
    "resume",
    "run",
    "scenarios",
    "show",
]

GRADES = ("measured", "reported", "derived", "assumed")


def plan(
    scenario: str,
    people: int = 1_000_000,
    days: int | None = None,
    seed: int = 1,
    set: Mapping[str, float] | None = None,
    without: Iterable[str] = (),
    perfect: bool = False,
    safeguards: Mapping[str, Any] | Iterable[Any] = (),
    assume: Mapping[str, float] | None = None,
) -> Plan:
    """Return what a run would do, checked, without running it.

    Args:
        scenario: A shipped name or the path of a YAML file.
        people: How many synthetic people.
        days: How many days; the scenario's own length if None.
        seed: The luck.
        set: Parameters with other values, such as `{"rating.grace_days": 30}`.
        without: Mechanisms to switch off.
        perfect: Whether the apparatus makes no error and no delay.
        safeguards: What protects people: `{"appeal": 0.5}`, or texts such as "appeal=0.5@2018-07-01".
        assume: As `set`, except that a safeguard may change every one of these values.

    Raises:
        InputError: with the value, the place, what is allowed and the nearest known name.

    >>> import glasshouse as gh
    >>> gh.plan("china-2018", people=20_000, days=60).weeks
    9
    """
    from glasshouse.scenario import plan as made

    return made(
        scenario,
        people=people,
        days=days,
        seed=seed,
        set=dict(set or {}),
        without=tuple(without),
        perfect=perfect,
        safeguards=safeguards,
        assume=assume,
    )


def open(folder: str | Path) -> Run:
    """Return a finished run from its folder.

    Raises:
        BadRunFolder: there is none, or it is unfinished or damaged.
    """
    return Run(folder)


def explain(run: Run | str | Path, person: int) -> Story:
    """Return the life of one synthetic person in a run as a story in which every event names its cause."""
    return (run if isinstance(run, Run) else open(run)).explain(person)


def find(run: Run | str | Path, harm: str) -> list[int]:
    """Return people of a run whom one harm befell, such as `wrongly-refused`."""
    return (run if isinstance(run, Run) else open(run)).find(harm)


def scenarios() -> list[dict[str, Any]]:
    """Return the shipped scenarios: name, title, start, days, society.

    >>> import glasshouse as gh
    >>> "china-2018" in [scenario["name"] for scenario in gh.scenarios()]
    True
    """
    from glasshouse import scenario

    read = [scenario.read(name) for name in scenario.names()]
    return [
        {
            "name": one.name,
            "title": one.title,
            "start": str(one.start),
            "days": one.days,
            "society": one.society,
        }
        for one in read
    ]


def show(scenario: str) -> dict[str, Any]:
    """Return a scenario as resolved: everything it extends is in it.

    >>> import glasshouse as gh
    >>> gh.show("nothing")["name"]
    'nothing'
    """
    from glasshouse.scenario import read

    return read(scenario).resolved


def parameters(scenario: str | None = None, grade: str | None = None) -> list[dict[str, Any]]:
    """Return every parameter with its value, unit, range, evidence grade and source.

    Args:
        scenario: Take the values of this scenario; the ledger's own if None.
        grade: Only `measured`, `reported`, `derived` or `assumed` ones.

    Raises:
        UnknownName: no such scenario or grade.

    >>> import glasshouse as gh
    >>> {entry["grade"] for entry in gh.parameters(grade="assumed")}
    {'assumed'}
    """
    from glasshouse.base import ledger
    from glasshouse.base.errors import unknown

    if grade is not None and grade not in GRADES:
        raise unknown("evidence grade", grade, GRADES, place="--grade")
    found = plan(scenario, people=10_000, days=7).ledger if scenario else ledger.load()
    return [entry(parameter) for parameter in found.values() if grade in (None, parameter.grade)]


def entry(parameter: Any) -> dict[str, Any]:
    """Return a parameter of the ledger as a plain mapping."""
    plain = {name: getattr(parameter, name) for name in ("name", "value", "unit")}
    plain["range"] = [parameter.low, parameter.high]
    rest = (
        "kind",
        "grade",
        "date",
        "source",
        "says",
        "error",
        "delay",
        "perfect",
        "mechanism",
        "file",
        "line",
    )
    return plain | {name: getattr(parameter, name) for name in rest} | {"casebook": list(parameter.casebook)}
