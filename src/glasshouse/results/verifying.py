"""Run a stored run again and say whether it is the same, and if not, what differs first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from glasshouse.measures.tallies import Tallies
from glasshouse.results import manifest as manifests
from glasshouse.results.opening import Stored, open
from glasshouse.results.tables import AXES, tables

ORDER = (*AXES, "panel", "finds", "histograms", "happenings")
"""In which order tables are compared after the climate: the first that differs is nearest to the cause."""


@dataclass(frozen=True)
class Verification:
    """Whether a run, made again, is the same.

    ok: the digests are equal. expected, found: the digests.
    first_difference: table and place, in words, or empty.
    changed: what is not as it was when the run was made: versions of libraries, values of the ledger.
    says: the finding as lines for a person.
    """

    ok: bool
    expected: str
    found: str
    first_difference: str
    changed: tuple[str, ...]
    says: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the finding as plain values."""
        return asdict(self)


def verify(
    run: Stored | str | Path,
    simulate: Callable[..., Any] | None = None,
    threads: int | None = None,
    **options: Any,
) -> Verification:
    """Run a stored run again from its manifest and compare.

    Args:
        run: a run, or its folder; every file is compared with its checksum first.
        simulate: what runs a plan; the engine on this machine by default.
        threads: how many threads; the result does not depend on it.
        options: handed on to `simulate`, for example `progress`.

    Raises:
        BadRunFolder: the folder holds no whole run.
        InputError: the scenario no longer fits this version's ledger.
    """
    stored = run if isinstance(run, Stored) else open(run)
    stored.check()
    plan = stored.plan()
    outcome = (simulate or _engine())(plan, threads=threads, **options)
    found = str(outcome.digest)
    ok = found == stored.digest
    first = first_difference(stored, outcome)
    changed = tuple(_changed(stored, plan))
    return Verification(
        ok, stored.digest, found, first, changed, tuple(_lines(stored, ok, found, first, changed))
    )


def _engine() -> Callable[..., Any]:
    from glasshouse.run import here

    return here.simulate


def first_difference(stored: Stored, outcome: Any) -> str:
    """Return the first place where an outcome differs from what is stored, in words, or nothing."""
    tallies = Tallies.of(outcome)
    if missing := set(stored.manifest["counters"]) ^ set(tallies.counters):
        return f"the counters differ: {', '.join(sorted(missing))} are in one run only"
    for name in sorted(set(stored.climate) | set(outcome.climate)):
        if text := _arrays_differ(stored.climate.get(name), outcome.climate.get(name), tallies.regions):
            return f"climate: {name}, {text}"
    fresh = tables(outcome, tallies)
    for name in ORDER:
        if text := _frames_differ(stored.table(name), fresh[name]):
            return f"{name}: {text}"
    return ""


def _arrays_differ(old: Any, new: Any, regions: tuple[str, ...]) -> str:
    if old is None or new is None:
        return "in one run only"
    new = np.asarray(new)
    if old.shape != new.shape:
        return f"shape {old.shape} was stored, {new.shape} now"
    places = np.argwhere(~((old == new) | ((old != old) & (new != new))))
    if not len(places):
        return ""
    place = tuple(int(one) for one in places[0])
    where = f"week {place[0]}" + (f", {regions[place[1]]}" if len(place) == 2 else f", place {place[1:]}")
    return f"{where}: {old[place]} was stored, {new[place]} now"


def _frames_differ(old: pl.DataFrame, new: pl.DataFrame) -> str:
    """Return the first row, and in it the first column, in which two frames differ."""
    if old.columns != new.columns:
        return f"the columns {sorted(set(old.columns) ^ set(new.columns))} are in one run only"
    if old.height != new.height:
        return f"{old.height} rows were stored, {new.height} now"
    if old.equals(new, null_equal=True):
        return ""
    rows = {
        name: (old[name].ne_missing(new[name])).arg_max()
        for name in old.columns
        if not old[name].equals(new[name], null_equal=True)
    }
    column = min(rows, key=lambda name: rows[name] or 0)
    row = rows[column] or 0
    where = ", ".join(f"{name} {old[name][row]}" for name in old.columns[:2] if name != column)
    return f"{where}, {column}: {old[column][row]} was stored, {new[column][row]} now"


def _changed(stored: Stored, plan: Any) -> list[str]:
    """Return what is not as it was when the run was made."""
    then, now = stored.manifest["versions"], manifests.versions()
    found = [
        f"{name} {then.get(name, 'absent')} then, {now.get(name, 'absent')} now"
        for name in sorted(then.keys() | now.keys())
        if then.get(name) != now.get(name)
    ]
    old = {row["name"]: row["value"] for row in stored.manifest["ledger"]}
    new = {row["name"]: row["value"] for row in manifests.ledger(plan.ledger)}
    found += [
        f"{name} {old.get(name, 'absent')} then, {new.get(name, 'absent')} now"
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    ]
    return found


def _lines(stored: Stored, ok: bool, found: str, first: str, changed: tuple[str, ...]) -> list[str]:
    lines = [
        f"Same digest: {found}. Every file is as it was written, and the run made again is the same."
        if ok
        else f"Different digest: {stored.digest} was stored, {found} now."
    ]
    if first:
        lines.append(f"First difference: {first}.")
    if changed:
        lines.append(f"Not as it was when the run was made: {'; '.join(changed)}.")
    elif not ok:
        lines.append(
            "Versions and ledger are as they were, so this is a fault of the program: please report it."
        )
    return lines
