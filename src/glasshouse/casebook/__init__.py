"""The casebook: published figures that the laboratory reproduces, or admits that it misses.

    run()                          the whole book
    run(["face-recognition"])      one case
    run(set={"cameras.true_positive_rate": 0.7})   another deployment's figures: predictions

`facts/` holds the figures as data, `cases/` one file for each case, `book` runs them. A case has no model of
its own: it asks the functions and kernels that scenarios run on, or a whole run.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glasshouse.casebook.book import Book as Book
    from glasshouse.casebook.book import cases as cases
    from glasshouse.casebook.book import run as run

__all__ = ["Book", "cases", "run"]


def __getattr__(name: str) -> Any:
    """Loads a public name on first use (PEP 562): the cases read the whole engine."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("glasshouse.casebook.book"), name)
