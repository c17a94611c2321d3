"""The run folder: claimed before a run, marked INCOMPLETE while it is written, renamed when it is whole.

Default place: ``runs/<scenario>-<people>-<days>d-s<seed>-<first 8 of the digest>`` under the current folder.
The same run again never overwrites anything: it gets ``-2``, ``-3``, ... A folder given with ``--out`` must
be new or empty.

While a run is made its tables lie in a sibling called ``<name>.unfinished-<process>``, which holds a file
INCOMPLETE that says what was going on. The last steps are: manifest written, marker removed, folder renamed.
Whatever still has the marker, or no manifest, is not a run, and nothing here opens it as one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from glasshouse.base.errors import BadRunFolder
from glasshouse.results import manifest as manifests
from glasshouse.results.atomic import checksum, settle, write_text

MARKER = "INCOMPLETE"
MANIFEST = "manifest.json"
CLIMATE = "climate.npz"
SOCIETY = "society.npz"
STORE = Path("runs")
DIGITS = 8  # of the digest, in the folder's name


class Draft:
    """A run folder that is being written.

    Use it as a context: leaving it without `write` leaves what was written, marked INCOMPLETE with the
    reason, or nothing at all if nothing was written yet.
    """

    def __init__(self, plan: Any, target: Path | None, store: Path, command: str | None) -> None:
        self.plan = plan
        self.command = command
        self.target = target
        self.store = store
        name = target.name if target else stem(plan)
        self.path = (target.parent if target else store) / f"{name}.unfinished-{os.getpid()}"
        self.finished: Path | None = None

    @property
    def folder(self) -> Path:
        """Where the run lies: in its place once it is whole, before that in the unfinished sibling."""
        return self.finished or self.path

    def begin(self) -> Draft:
        """Make the folder and its marker.

        Raises:
            BadRunFolder: it cannot be made or written.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path = _fresh(self.path)
            self._mark("being written")
        except OSError as problem:
            raise _unwritable(self.path.parent, problem) from None
        return self

    def write(self, outcome: Any, evaluation: Any = None, extra: Mapping[str, Any] | None = None) -> Path:
        """Write everything, rename the folder into place, and return where it is.

        Args:
            outcome: what the engine returned.
            evaluation: the measures, if they were worked out before.
            extra: further entries of the manifest, such as seconds, peak_memory_mb, person_days_per_second.

        Raises:
            BadRunFolder: the disk is full, or somebody took the place in the meantime; the tables stay where
                they are, marked INCOMPLETE.
        """
        from glasshouse.results.writing import write_all

        try:
            files = write_all(self.path, outcome, evaluation)
            record = _joined(manifests.described(outcome, files.tallies, self.command), extra or {})
            record["files"] = {
                name: {"sha256": checksum(self.path / name), "bytes": (self.path / name).stat().st_size}
                for name in files.names
            }
            write_text(self.path / MANIFEST, manifests.text(record))
            self.finished = self._into_place(str(outcome.digest))
        except OSError as problem:
            self.abandon(f"could not be written: {problem}")
            raise _unwritable(self.path, problem) from None
        return self.finished

    def abandon(self, reason: str) -> None:
        """Leave what was written, marked with the reason; a folder with nothing but the marker goes away."""
        if self.finished or not self.path.is_dir():
            return
        if {file.name for file in self.path.iterdir()} <= {MARKER}:
            shutil.rmtree(self.path, ignore_errors=True)
            return
        try:
            self._mark(reason)
        except OSError:  # a full disk: the first marker is still there and says enough
            return

    def __enter__(self) -> Draft:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            name = (
                "interrupted" if isinstance(error, KeyboardInterrupt) else f"{type(error).__name__}: {error}"
            )
            self.abandon(name)
        elif self.finished is None:
            self.abandon("left unfinished")

    def _mark(self, state: str) -> None:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        command = self.command or self.plan.command()
        write_text(self.path / MARKER, f"This is not a finished run: {state}.\n{now}\n{command}\n")

    def _into_place(self, digest: str) -> Path:
        """Remove the marker, settle and rename; a free name is found by trying: no two runs share one."""
        settle(self.path)
        (self.path / MARKER).unlink()
        settle(self.path)
        place = self.target or self.store / f"{stem(self.plan)}-{digest[:DIGITS]}"
        number = 1
        while True:
            candidate = place if number == 1 else place.with_name(f"{place.name}-{number}")
            try:
                if self.target is None and candidate.exists():
                    raise FileExistsError(candidate)
                self.path.rename(candidate)  # fails unless the place is free or an empty folder
            except OSError as problem:
                if self.target is not None or not candidate.exists():
                    raise problem
                number += 1
                continue
            settle(candidate.parent)
            return candidate


def begin(
    plan: Any, out: str | Path | None = None, store: str | Path | None = None, command: str | None = None
) -> Draft:
    """Claim a folder for a run before it starts, so that a bad place is known at once and not after an hour.

    Args:
        plan: the plan of the run.
        out: the folder it shall become; it must not exist, or be empty.
        store: the folder in which runs get a place of their own if `out` is not given; ./runs by default.
        command: what reproduces the run; the plan's own command by default.

    Raises:
        BadRunFolder: `out` is taken, or the place cannot be written; nothing on disk was touched.
    """
    target = Path(out).expanduser() if out is not None else None
    if target is not None:
        _check_free(target)
    return Draft(plan, target, Path(store).expanduser() if store else STORE, command).begin()


def write(
    outcome: Any,
    out: str | Path | None = None,
    *,
    store: str | Path | None = None,
    command: str | None = None,
    evaluation: Any = None,
    extra: Mapping[str, Any] | None = None,
) -> Path:
    """Write an outcome as a run folder and return where it is; see `begin` and `Draft.write`."""
    with begin(outcome.plan, out, store, command) as draft:
        return draft.write(outcome, evaluation, extra)


def stem(plan: Any) -> str:
    """Return the part of the default name that is known before the run: china-2018-1000000-365d-s1."""
    name = "".join(sign if sign.isalnum() or sign in "._-" else "-" for sign in plan.scenario.name)
    return f"{name}-{plan.people}-{plan.days}d-s{plan.seed}"


def _joined(record: dict[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record with further entries; mappings such as `seconds` grow, nothing else is replaced."""
    for key, value in extra.items():
        if isinstance(record.get(key), dict) and isinstance(value, Mapping):
            record[key] = record[key] | dict(value)
        else:
            record.setdefault(key, value)
    return record


def _fresh(path: Path) -> Path:
    """Make the folder under a name that nobody has."""
    number = 1
    while True:
        candidate = path if number == 1 else path.with_name(f"{path.name}-{number}")
        try:
            candidate.mkdir()
        except FileExistsError:
            number += 1
            continue
        return candidate


def _check_free(target: Path) -> None:
    try:
        taken = target.exists() and (not target.is_dir() or any(target.iterdir()))
    except OSError as problem:
        raise _unwritable(target, problem) from None
    if not taken:
        return
    what = "is a file" if not target.is_dir() else "is not empty"
    if (target / MANIFEST).exists():
        what = "already holds a run"
    raise BadRunFolder(
        f"The folder {target} {what}; nothing in it was touched",
        value=str(target),
        place="--out",
        allowed="a folder that does not exist yet, or is empty",
        next_step="Choose another name, or leave --out away to get a place of its own under ./runs",
    )


def _unwritable(path: Path, problem: OSError) -> BadRunFolder:
    return BadRunFolder(
        f"The run folder cannot be written: {problem.strerror or problem}",
        value=str(path),
        place=str(path),
        next_step="Choose a folder you may write to, with room on its disk, by --out",
    )
