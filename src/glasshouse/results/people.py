"""The society of a run, kept with the run, so that a society file moved or changed later does no harm."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from glasshouse.results import arrays as exact

if TYPE_CHECKING:
    from glasshouse.society.marginals import Society

WORDS = "words"  # the member of society.npz that holds, as JSON, whatever is not an array


def save(society: Society, path: Path) -> None:
    """Write a society's marginals, exactly."""
    values = {field.name: getattr(society, field.name) for field in fields(society)}
    arrays = {name: value for name, value in values.items() if isinstance(value, np.ndarray)}
    rest = {name: value for name, value in values.items() if name not in arrays and name != "sources"}
    rest["regions"] = [asdict(region) for region in society.regions]
    words = np.frombuffer(json.dumps(rest, ensure_ascii=False).encode(), dtype=np.uint8)
    exact.save(path, {WORDS: words, **arrays})


def load(path: Path) -> Society:
    """Return the society that `save` wrote; its sources stay with the society file."""
    from glasshouse.society.marginals import Region, Society

    arrays: dict[str, Any] = exact.load(path)
    rest = json.loads(arrays.pop(WORDS).tobytes().decode())
    regions = tuple(Region(**(region | {"tile": tuple(region["tile"])})) for region in rest.pop("regions"))
    return Society(regions=regions, sources={}, **rest, **arrays)
