"""An unfinished run goes on: from its newest good checkpoint, in the folder where it was left."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from glasshouse.base.errors import BadRunFolder
from glasshouse.results import people
from glasshouse.results.atomic import write_text
from glasshouse.results.checkpoint import FOLDER, Checkpoints
from glasshouse.results.folder import MANIFEST, MARKER, SOCIETY, Draft
from glasshouse.results.opening import Stored

RUN, LOCK, FORMAT = "run.json", "lock", 1

Say = Callable[[str], None]


def prepare(draft: Draft, every: int, threads: int | None = None) -> Checkpoints:
    """Make an unfinished run ready to be kept: write down what is run, and check the disk's room.

    Raises:
        BadValue: the disk has no room for the checkpoints.
    """
    folder = draft.path / FOLDER
    folder.mkdir()
    plan = draft.plan
    checkpoints = Checkpoints(folder, plan, every, threads)
    try:
        checkpoints.check_room()
    except Exception:
        folder.rmdir()
        raise
    people.save(plan.society, folder / SOCIETY)
    write_text(folder / RUN, json.dumps(_described(draft, every), default=str, ensure_ascii=False))
    checkpoints.lock = hold(folder)
    return checkpoints


def _described(draft: Draft, every: int) -> dict[str, Any]:
    plan = draft.plan
    return {
        "format": FORMAT,
        "scenario": plan.scenario.resolved,
        "people": plan.people,
        "days": plan.days,
        "seed": plan.seed,
        "overrides": dict(plan.overrides),
        "assumed": list(plan.assumed),
        "without": list(plan.without),
        "perfect": plan.perfect,
        "safeguards": [use.text for use in plan.safeguards],
        "command": draft.command,
        "target": str(draft.target.absolute()) if draft.target else None,
        "store": str(draft.store.absolute()),
        "every": every,
    }


class Resumed(Draft):
    """An unfinished run folder taken up again.

    Raises:
        BadRunFolder: it is no unfinished run with checkpoints, somebody is still at work on it, or its scenario cannot
            be read by this version.
    """

    def __init__(self, folder: str | Path) -> None:
        path = find(Path(folder).expanduser())
        record = _record(path)
        target = Path(record["target"]) if record["target"] else None
        super().__init__(
            Stored(path / FOLDER, record).plan(), target, Path(record["store"]), record["command"]
        )
        self.path, self.every = path, int(record["every"])

    def begin(self) -> Resumed:
        """Take the folder, and mark it as being written again."""
        self.lock = hold(self.path / FOLDER)
        for left in (self.path / FOLDER).glob("*.part"):
            left.unlink()
        (self.path / "interrupted.json").unlink(missing_ok=True)
        self._mark("being written again")
        return self

    def checkpoints(self, every: int | None, threads: int | None, say: Say) -> Checkpoints:
        """Return its checkpoints, to go on from and to add to."""
        checkpoints = Checkpoints(self.path / FOLDER, self.plan, every or self.every, threads, say)
        checkpoints.lock = self.lock
        return checkpoints

    @property
    def whole(self) -> bool:
        """Whether everything was written, and only the last renaming is missing."""
        return (self.path / MANIFEST).exists() and not (self.path / MARKER).exists()

    def rename(self) -> Path:
        """Put a folder in which all is written into its place."""
        digest = json.loads((self.path / MANIFEST).read_text(encoding="utf-8"))["digest"]
        (self.path / MARKER).touch()
        self.finished = self._into_place(str(digest))
        return self.finished


def find(path: Path) -> Path:
    """Return the folder of an unfinished run with checkpoints: itself, or the one that was to become `path`.

    Raises:
        BadRunFolder: there is none.
    """
    beside = sorted(path.parent.glob(f"{path.name}.unfinished-*")) if path.parent.is_dir() else []
    for candidate in (path, *reversed(beside)):
        if (candidate / FOLDER / RUN).is_file():
            return candidate
    if (path / MANIFEST).exists() and not (path / MARKER).exists():
        raise BadRunFolder(f"The run in {path} is whole; there is nothing to resume", value=str(path))
    there = path.is_dir() or bool(beside)
    raise BadRunFolder(
        f"The run in {path} cannot be resumed: it {'kept no checkpoint' if there else 'does not exist'}",
        value=str(path),
        allowed="the folder of a run that was started with --checkpoint-every",
        next_step="Run it again with --checkpoint-every 4"
        if there
        else "Look for *.unfinished-* under ./runs",
    )


def _record(path: Path) -> dict[str, Any]:
    file = path / FOLDER / RUN
    try:
        record: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        made = record["format"]
    except (OSError, ValueError, KeyError, TypeError):
        raise BadRunFolder(
            f"The run in {path} cannot be resumed: {RUN} is damaged",
            place=str(file),
            next_step="Run it again from the first week",
        ) from None
    if made != FORMAT:
        raise BadRunFolder(
            f"The checkpoints in {path} have format {made}",
            value=made,
            place=str(file),
            allowed=f"format {FORMAT}",
            next_step="Resume it with the version of Glasshouse that began it",
        )
    return record


def hold(folder: Path) -> IO[str] | None:
    """Hold the checkpoints of a run until this process ends, so that no two ever write into one folder.

    Raises:
        BadRunFolder: another process is at work on the run.
    """
    try:
        import fcntl
    except ImportError:  # Windows: without a lock, as every other file there
        return None
    file = (folder / LOCK).open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise BadRunFolder(
            f"The run in {folder.parent} is still being made by another process",
            place=str(folder.parent),
            next_step="Wait for it to end, or end it first",
        ) from None
    return file
