"""A scenario says who lives where, under which instruments, since when, and what changes on which day.

A scenario file (YAML) is read and checked (`read`), joined with the ledger of numbers and a society, and
becomes a `Plan` (`plan`): the complete, cast description of a run, from which nothing is guessed any more.

    names()                       the scenarios that are shipped
    read("china-2018")            one of them, or a file, as a Scenario
    plan("china-2018", days=60)   the Plan of a run
    schema()                      the JSON Schema of scenario files, for editors
    template("mine"), new(path)   a commented file to begin with

Names are loaded when first used: Pydantic costs a fifth of a second, and `glasshouse --help` must not pay it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glasshouse.scenario.beginning import new as new
    from glasshouse.scenario.beginning import template as template
    from glasshouse.scenario.catalogue import names as names
    from glasshouse.scenario.json_schema import schema as schema
    from glasshouse.scenario.model import Scenario as Scenario
    from glasshouse.scenario.planning import plan as plan
    from glasshouse.scenario.plans import Concession as Concession
    from glasshouse.scenario.plans import DatedChange as DatedChange
    from glasshouse.scenario.plans import Plan as Plan
    from glasshouse.scenario.reading import read as read
    from glasshouse.scenario.reading import restore as restore
    from glasshouse.scenario.settings import assignment as assignment

_NAMES = {
    "names": "catalogue",
    "read": "reading",
    "restore": "reading",
    "Scenario": "model",
    "plan": "planning",
    "Plan": "plans",
    "DatedChange": "plans",
    "Concession": "plans",
    "assignment": "settings",
    "schema": "json_schema",
    "template": "beginning",
    "new": "beginning",
}

__all__ = ["Concession", "DatedChange", "Plan", "Scenario", "assignment", "names", "new", "plan", "read"]
__all__ += ["restore", "schema", "template"]


def __getattr__(name: str) -> Any:
    """Loads a public name on first use (PEP 562)."""
    if name not in _NAMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_NAMES[name]}"), name)
    globals()[name] = value
    return value
