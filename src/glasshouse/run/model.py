"""Which model this is: what two machines must share before they may work on one run."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from glasshouse.base.jit import ROOMS


def model_hash(house: Path | None = None) -> str:
    """Return a hash of every source that decides what a week does, on the host as in the kernels (16 hex digits)."""
    return _hash(house or Path(__file__).resolve().parents[1])


@cache
def _hash(house: Path) -> str:
    digest = hashlib.sha256()
    for room in ROOMS:
        for path in sorted((house / room).rglob("*.py")):
            digest.update(path.relative_to(house).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
