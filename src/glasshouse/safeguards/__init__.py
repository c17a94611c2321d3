"""Safeguards: what protects people from the apparatus, each as one small file.

A safeguard changes parameters of the ledger, by a strength from 0 (absent: not one bit changes) to 1
(full), from the first day or from a date. It says who asks for it, what it costs, how it can fail, and which
measure it is meant to move by how much.

    names()                              the safeguards there are
    read("appeal")                       one of them
    apply(plan, {"appeal": 0.5})         the plan of a world that has it
    asked(["appeal=0.5@2018-07-01"])     what `--with` says

Names are loaded when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glasshouse.safeguards.applying import apply as apply
    from glasshouse.safeguards.applying import changed as changed
    from glasshouse.safeguards.asking import Use as Use
    from glasshouse.safeguards.asking import asked as asked
    from glasshouse.safeguards.catalogue import everything as everything
    from glasshouse.safeguards.catalogue import names as names
    from glasshouse.safeguards.catalogue import read as read
    from glasshouse.safeguards.model import Safeguard as Safeguard

_NAMES = {
    "names": "catalogue",
    "read": "catalogue",
    "everything": "catalogue",
    "Safeguard": "model",
    "Use": "asking",
    "asked": "asking",
    "apply": "applying",
    "changed": "applying",
}

__all__ = ["Safeguard", "Use", "apply", "asked", "changed", "everything", "names", "read"]


def __getattr__(name: str) -> Any:
    """Loads a public name on first use (PEP 562)."""
    if name not in _NAMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_NAMES[name]}"), name)
    globals()[name] = value
    return value
