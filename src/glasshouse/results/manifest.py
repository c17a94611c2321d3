"""The manifest: what a run was, on what, from which numbers, and the checksum of every file."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np

from glasshouse.measures.tallies import Tallies

FORMAT = 1
"""Of the folder. Raised whenever an older program could misread a newer folder."""

PACKAGES = ("numpy", "numba", "llvmlite", "scipy", "polars", "pydantic", "ruamel.yaml", "ipfn", "altair")
INTERVAL = (
    "simulation (95 %): blocks of communities resampled within regions, one path of the climate. It covers "
    "neither other seeds of the climate nor what is assumed rather than measured, and shrinks to nothing at "
    "full scale."
)


def described(outcome: Any, tallies: Tallies, command: str | None) -> dict[str, Any]:
    """Return the manifest of an outcome, without its files."""
    plan = outcome.plan
    return {
        "format": FORMAT,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": command or plan.command(),
        "scenario": plan.scenario.resolved,
        "people": int(plan.people),
        "days": int(plan.days),
        "seed": int(plan.seed),
        "start": plan.start.isoformat(),
        "overrides": dict(plan.overrides),
        "without": list(plan.without),
        "off": sorted(plan.off),
        "perfect": bool(plan.perfect),
        "assumed": list(getattr(plan, "assumed", ())),
        "safeguards": [use.text for use in getattr(plan, "safeguards", ())],
        "digest": outcome.digest,
        "seconds": {name: float(value) for name, value in outcome.seconds.items()},
        "bytes_per_person": float(outcome.bytes_per_person),
        "memory": {name: float(value) for name, value in getattr(outcome, "memory", {}).items()},
        "versions": versions(),
        "platform": {"system": platform.platform(), "machine": platform.machine()},
        "device": str(getattr(outcome, "device", "cpu")),
        "intervals": INTERVAL,
        "warnings": list(plan.warnings),
        "events": [_event(one, tallies) for one in (*plan.history, *plan.events)],
        "concessions": [asdict(one) for one in plan.concessions],
        "society": {"name": plan.society.name, "title": plan.society.title},
        "regions": [_region(region) for region in plan.society.regions],
        "harms": list(outcome.finds),
        "counters": list(tallies.counters),
        "stocks": sorted(tallies.stocks),
        "climate": sorted(outcome.climate),
        "ledger": ledger(plan.ledger),
    }


def versions() -> dict[str, str]:
    """Return the versions of this program, of Python and of the libraries that results rest on."""
    from glasshouse import __version__

    found = {"glasshouse": __version__, "python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # an optional one that is not here cannot have had a part
            continue
    return found


def ledger(parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the values in force on day 0, each with unit, range, date, source and grade."""
    return [asdict(parameters[name]) for name in parameters]


def _event(event: Any, tallies: Tallies) -> dict[str, Any]:
    codes = [tallies.regions[place] for place in event.regions]
    return {
        "week": event.week,
        "date": event.date.isoformat(),
        "what": event.what,
        "regions": "all" if len(codes) == len(tallies.regions) else codes,
        "set": dict(event.set),
        "source": event.source,
    }


def _region(region: Any) -> dict[str, Any]:
    return {field.name: getattr(region, field.name) for field in fields(region)}


def text(manifest: Mapping[str, Any]) -> str:
    """Return the manifest as JSON that carries a checksum of itself."""
    plain = json.loads(json.dumps(manifest, default=_json, allow_nan=False))
    return json.dumps(plain | {"checksum": own_checksum(plain)}, ensure_ascii=False, indent=1) + "\n"


def own_checksum(manifest: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a manifest's content, its own checksum left out, whatever its spacing."""
    content = {key: value for key, value in manifest.items() if key != "checksum"}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _json(value: Any) -> Any:
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(value)
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return str(value)
