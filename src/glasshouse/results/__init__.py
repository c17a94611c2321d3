"""Results: the run folder, from which everything can be read, asked, checked and made again.

    begin(plan)         the folder is claimed before a run starts, and marked INCOMPLETE until it is whole
    write(outcome)      the same in one step, for an outcome in memory
    open(folder)        a finished run: frames read when asked for, and the manifest
    damaged(folder)     the files that are not as they were written
    verify(folder)      run it again and say whether, and where first, it differs
    query(folder, sql)  SQL over its tables, read-only

No file here is a pickle: opening a stranger's run folder runs no code of theirs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glasshouse.results.asking import query as query
    from glasshouse.results.folder import Draft as Draft
    from glasshouse.results.folder import begin as begin
    from glasshouse.results.folder import write as write
    from glasshouse.results.opening import Stored as Stored
    from glasshouse.results.opening import damaged as damaged
    from glasshouse.results.opening import open as open
    from glasshouse.results.verifying import Verification as Verification
    from glasshouse.results.verifying import verify as verify

_NAMES = {
    "Draft": "folder",
    "Stored": "opening",
    "Verification": "verifying",
    "damaged": "opening",
    "open": "opening",
    "query": "asking",
    "begin": "folder",
    "verify": "verifying",
    "write": "folder",
}

__all__ = ["Draft", "Stored", "Verification", "begin", "damaged", "open", "query", "verify", "write"]


def __getattr__(name: str) -> Any:
    """Loads a public name on first use (PEP 562): Polars costs a tenth of a second."""
    if name not in _NAMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_NAMES[name]}"), name)
    globals()[name] = value
    return value
