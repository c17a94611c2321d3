"""What experiments found, as figures and pages: comparisons, rankings, verdict cards, sensitivity, sweeps, twins.

Each module has `figures(done)`, every figure by name, and `page(done)`, the page on which they stand in a reader's
order. Nothing is computed here that is not in the experiment; words and scales are chosen here.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glasshouse.report.answers.layout import Page
    from glasshouse.report.figure import Figure

# The class of what was found -> the module that tells it.
_TOLD = {
    "Comparison": "comparison",
    "Ranking": "ranking",
    "Card": "verdicts",
    "Sensitivity": "hanging",
    "Swept": "sweep",
    "Twin": "twins",
}


def _module(done: Any) -> Any:
    for kind in type(done).__mro__:
        if kind.__name__ in _TOLD:
            return import_module(f"{__name__}.{_TOLD[kind.__name__]}")
    raise TypeError(f"There is no report of a {type(done).__name__}; there is one of {', '.join(_TOLD)}")


def figures(done: Any) -> dict[str, Figure]:
    """Return every figure of what an experiment found, by name, in the order of its page."""
    found: dict[str, Figure] = _module(done).figures(done)
    return found


def page(done: Any) -> Page:
    """Return the page of what an experiment found."""
    made: Page = _module(done).page(done)
    return made


def head(done: Any) -> Page:
    """Return the page without what takes seconds to make: title, first sentence, what must be read first."""
    module = _module(done)
    made: Page = getattr(module, "head", module.page)(done)
    return made
