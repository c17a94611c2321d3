"""Evidence for assessments: a run or a comparison, written into the forms that assessors have.

    iama       the Dutch IAMA, an assessment card with the task registry's identifiers (YAML)
    pia        the CNIL PIA tool, a file to import (JSON)
    aia        Canada's Algorithmic Impact Assessment, a saved survey (JSON)
    fria       a sheet after Article 27 of the EU AI Act (HTML and CSV)
    croissant  metadata of the result tables (JSON-LD)

Only slots for evidence and comments are filled. Never filled: a gauge, a status, a score, a legal judgement. What
the laboratory cannot know is left for a person, and marked so. Every number names the command that gives it again.

`forms/` holds our own description of each form (identifiers, keys, what may be filled); every export is checked
against it before it is written, and `drift` compares it with the published
file.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glasshouse.report.export.given import Source as Source
    from glasshouse.report.export.given import source as source
    from glasshouse.report.export.own import Own as Own
    from glasshouse.report.export.own import read as read_own
    from glasshouse.report.export.published import drift as drift
    from glasshouse.report.export.writing import FORMATS as FORMATS
    from glasshouse.report.export.writing import Written as Written
    from glasshouse.report.export.writing import write as write

_NAMES = {
    "FORMATS": ("writing", "FORMATS"),
    "Own": ("own", "Own"),
    "Source": ("given", "Source"),
    "Written": ("writing", "Written"),
    "drift": ("published", "drift"),
    "read_own": ("own", "read"),
    "source": ("given", "source"),
    "write": ("writing", "write"),
}

__all__ = ["FORMATS", "Own", "Source", "Written", "drift", "read_own", "source", "write"]


def __getattr__(name: str) -> Any:
    """Load a public name on first use (PEP 562)."""
    if name not in _NAMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, inside = _NAMES[name]
    return getattr(import_module(f"{__name__}.{module}"), inside)
