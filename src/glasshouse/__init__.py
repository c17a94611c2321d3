"""Glasshouse: a laboratory that puts synthetic people under surveillance, and measures who is harmed.

Run a scenario, look at what it did, and follow one synthetic person through it:

    import glasshouse as gh

    run = gh.run("china-2018", people=20_000, days=60)
    run.measures                                      # a Polars frame: value, per 100,000, interval
    run.by_group                                      # the same, majority beside minority
    person = run.find("wrongly-refused")[0]
    print(run.explain(person).text())
    run.report()                                      # one HTML file that needs no network

Names are loaded when they are first used, so that ``import glasshouse`` costs nothing.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:  # the same names for type checkers and editors; at run time __getattr__ loads them
    import inspect

    from glasshouse.api import Run as Run
    from glasshouse.api import explain as explain
    from glasshouse.api import find as find
    from glasshouse.api import open as open
    from glasshouse.api import parameters as parameters
    from glasshouse.api import plan as plan
    from glasshouse.api import resume as resume
    from glasshouse.api import run as run
    from glasshouse.api import scenarios as scenarios
    from glasshouse.api import show as show
    from glasshouse.api.experiments import compare as compare
    from glasshouse.api.experiments import rank as rank
    from glasshouse.api.experiments import sensitivity as sensitivity
    from glasshouse.api.experiments import sweep as sweep
    from glasshouse.api.experiments import twin as twin
    from glasshouse.api.experiments import verdict as verdict
    from glasshouse.api.exporting import export as export
    from glasshouse.api.scale import on_cluster as on_cluster
    from glasshouse.base.errors import GlasshouseError as GlasshouseError
    from glasshouse.base.errors import InputError as InputError

# What a reader wants to do -> the module that has it.
_NAMES = {
    "plan": "glasshouse.api",  # simulate (and `run`, below)
    "resume": "glasshouse.api",
    "open": "glasshouse.api",  # look (and `explain`, below)
    "Run": "glasshouse.api",
    "find": "glasshouse.api",
    "compare": "glasshouse.api.experiments",  # compare
    "rank": "glasshouse.api.experiments",
    "verdict": "glasshouse.api.experiments",
    "sensitivity": "glasshouse.api.experiments",
    "twin": "glasshouse.api.experiments",
    "sweep": "glasshouse.api.experiments",
    "on_cluster": "glasshouse.api.scale",
    "export": "glasshouse.api.exporting",  # assess
    "scenarios": "glasshouse.api",  # inputs
    "show": "glasshouse.api",
    "parameters": "glasshouse.api",
    "GlasshouseError": "glasshouse.base.errors",  # errors
    "InputError": "glasshouse.base.errors",
}

# Words that name both a room and what one does there: `gh.run("china-2018")` and `glasshouse.run.here`.
_ROOMS = ("run", "explain")

__all__ = ["__version__", "run", "explain", *_NAMES]


class _Room(ModuleType):
    """A sub-package that can be called: that calls the function of the same name in `glasshouse.api`."""

    def __call__(self, *args: Any, **named: Any) -> Any:
        return self._function()(*args, **named)

    def _function(self) -> Any:
        return getattr(import_module("glasshouse.api"), self.__name__.rpartition(".")[2])

    @property
    def __signature__(self) -> inspect.Signature:
        import inspect

        return inspect.signature(self._function())


class _House(ModuleType):
    """This package. Importing a sub-package binds it here; a room of `_ROOMS` becomes callable as it arrives.

    The simpler way, a function `run` in this namespace, lasts until somebody imports `glasshouse.run.here`:
    then the import system replaces it by the sub-package, and `gh.run(...)` fails for reasons nobody can see.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _ROOMS and isinstance(value, ModuleType):
            value.__class__ = _Room
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _House


def __getattr__(name: str) -> Any:
    """Load a public name on first use (PEP 562)."""
    if name in _ROOMS:
        return import_module(f"glasshouse.{name}")
    if name in _NAMES:
        return getattr(import_module(_NAMES[name]), name)
    raise AttributeError(
        f"module 'glasshouse' has no attribute {name!r}; it has {', '.join(sorted(__all__))}"
    )


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *__all__})
