"""Checkpoints: the state of a run in progress, kept so that a crash at any moment costs only the weeks since.

They lie in the folder `checkpoints` of the unfinished run: `run.json` and `society.npz` say what is run, and a state
file (see `statefile`) for each of the last two moments kept. A state goes only into the same program, model and
scenario that it came from: a digest that is half one model and half another would be nobody's.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np

import glasshouse
from glasshouse.base.errors import BadRunFolder, BadValue, GlasshouseError
from glasshouse.run import state
from glasshouse.run.kept import Where, blocks_here, words_of
from glasshouse.run.model import model_hash
from glasshouse.run.statefile import Damaged, StateFile, write

if TYPE_CHECKING:
    from glasshouse.run.protocol import Hands
    from glasshouse.run.world import World
    from glasshouse.scenario import Plan

FOLDER = "checkpoints"
KEPT = 2
BYTES_A_PERSON = 3.5
"""On the disk: measured 2.9 to 3.2 on `china-2018` after ten weeks."""
BYTES_BESIDE = 1e6
SPARE = 1.2
"""A checkpoint is taken to need at most this many times what the last one took."""
_NAME = re.compile(r"week-(\d+)\.state")


class Checkpoints:
    """Keeps a run's state every few weeks, and gives the newest good one back (see `run.protocol.Keeper`).

    Args:
        folder: the folder for them, which exists.
        plan: of the run.
        every: weeks between two of them; None only gives back.
        threads: that compress.
        say: told in words what was found damaged.
    """

    def __init__(
        self,
        folder: Path,
        plan: Plan,
        every: int | None,
        threads: int | None = None,
        say: Callable[[str], None] = lambda text: None,
    ) -> None:
        self.folder, self.plan, self.every, self.say = folder, plan, every, say
        self.threads = threads or os.cpu_count() or 1
        self.identity = identity(plan)
        self.needed = BYTES_A_PERSON * plan.people + BYTES_BESIDE
        self.seconds = 0.0
        """Spent on keeping."""
        self.lock: IO[str] | None = None
        """Held as long as the run is being made."""

    def check_room(self) -> None:
        """Refuse to start what the disk has no room for.

        Raises:
            BadValue: less room than two checkpoints and the one being written are likely to take.
        """
        needed, free = (KEPT + 1) * self.needed, shutil.disk_usage(self.folder).free
        if needed > free:
            raise BadValue(
                f"Checkpoints of {self.plan.people:,} people need about {_size(needed)} of disk; {_size(free)} are free",
                value=self.every,
                place="--checkpoint-every",
                next_step="Free some space, give a folder on another disk by --out, or run without checkpoints",
            )

    def week(self, world: World, hands: Hands, weeks: int) -> None:
        """Keep the state after `weeks` weeks, if it is time; then drop all but the two newest.

        Raises:
            GlasshouseError: the disk is full; the checkpoints before this one are as they were.
        """
        if self.every is None or weeks % self.every:
            return
        begun = time.perf_counter()
        free = shutil.disk_usage(self.folder).free
        if free < self.needed:
            raise self.full(weeks, f"{_size(self.needed)} are needed and {_size(free)} are free")
        path = self.folder / f"week-{weeks:05d}.state"
        try:
            # what lives elsewhere first: the run's own file makes it count
            kept = hands.keep(path, self.identity)
            words = words_of(self.identity, weeks, blocks_here(world))
            words |= {"parts": kept.parts, "state": state.words(world)}
            size = write(path, words, state.arrays(world), self.threads) + kept.bytes
        except OSError as problem:
            raise self.full(weeks, problem.strerror or str(problem)) from None
        self.needed = SPARE * size + BYTES_BESIDE / 10
        for old in self.paths()[KEPT:]:
            old.unlink()
            for part in self.folder.glob(f"{old.stem}.*"):
                part.unlink()
        self.seconds += time.perf_counter() - begun

    def release(self) -> None:
        """Let go of the folder: nobody is at work on the run any more."""
        if self.lock is not None:
            self.lock.close()
            self.lock = None

    def full(self, weeks: int, why: str) -> GlasshouseError:
        """Return the error for a checkpoint that cannot be written, saying from which week the run can go on."""
        kept = self.paths()
        good = (
            f"The checkpoint of week {_weeks(kept[0])} is intact" if kept else "No checkpoint was kept before"
        )
        return GlasshouseError(
            f"The run stopped after week {weeks}, because its checkpoint cannot be written: {why}. {good}",
            place=str(self.folder),
            next_step=f"Free some space, then `glasshouse resume {self.folder.parent}`",
        )

    def paths(self) -> list[Path]:
        """Return the state files, the newest first."""
        return sorted((p for p in self.folder.iterdir() if _NAME.fullmatch(p.name)), key=_weeks, reverse=True)

    def kept(self, world: World, hands: Hands) -> int:
        """Put the newest good state into a world that has had its first day; return the weeks lived.

        A damaged one is named, and the one before is used; without a good one the run begins again, which costs time
        and changes nothing.

        Raises:
            BadRunFolder: a state of another version, model or scenario.
        """
        for path in self.paths():
            try:
                file = StateFile(path)
            except Damaged as problem:
                self.say(f"The checkpoint {path.name} is damaged: {problem}. The one before it is used.")
                continue
            refuse_others(path, file.words["identity"], self.identity)
            state.restore(world, _State(file))
            hands.go_on(Where.of(path, file.words))
            size = sum(part.stat().st_size for part in self.folder.glob(f"{path.stem}.*"))
            self.needed = SPARE * size + BYTES_BESIDE / 10
            return int(file.words["weeks"])
        return 0


class _State:
    """A state file as `run.state` reads it."""

    def __init__(self, file: StateFile) -> None:
        self.words, self.get, self.into = file.words["state"], file.get, file.into


def _weeks(path: Path) -> int:
    found = _NAME.fullmatch(path.name)
    return int(found.group(1)) if found else -1


def identity(plan: Plan) -> dict[str, Any]:
    """Return what a state must share with the run that it goes into."""
    return {
        "version": glasshouse.__version__,
        "model": model_hash(),
        "numpy": np.__version__,
        "scenario": plan.scenario.name,
        "people": plan.people,
        "days": plan.days,
        "seed": plan.seed,
        "values": values_hash(plan),
    }


WORDS = {
    "version": "version of Glasshouse",
    "model": "model (its sources were edited)",
    "numpy": "version of NumPy",
    "scenario": "scenario",
    "people": "number of people",
    "days": "number of days",
    "seed": "seed",
    "values": "set of values (scenario, ledger or society changed)",
}


def refuse_others(path: Path, then: dict[str, Any], now: dict[str, Any]) -> None:
    """Refuse a state that does not belong to this run, saying which part is another's.

    Raises:
        BadRunFolder: it is of another version, model, scenario or length.
    """
    for name, word in WORDS.items():
        if then.get(name) != now[name]:
            was, is_now = (str(one.get(name))[:40] for one in (then, now))
            raise BadRunFolder(
                f"The checkpoint {path.name} is of another {word}: {was} there, {is_now} here",
                value=was,
                place=str(path),
                next_step="Go on with what it was made with, or run again from the first week",
            )


def values_hash(plan: Plan) -> str:
    """Return a hash of everything in a plan that a week depends on, and of the ranges that set its upper rates."""
    society = plan.society
    digest = hashlib.sha256()
    for words in (
        [sorted(values.items()) for values in plan.regimes],
        sorted(plan.values.items()),
        [
            (one.level, one.threshold, one.width, one.weekly_hazard, sorted(one.set.items()))
            for one in plan.concessions
        ],
        sorted(plan.off),
        [(region.code, region.population) for region in society.regions],
        society.household_size,
        sorted(_ranges().items()),
    ):
        digest.update(repr(words).encode())
    for name in ("age", "male", "urban", "income", "minority", "camera_density", "penetration"):
        digest.update(np.ascontiguousarray(getattr(society, name), dtype="<f8").tobytes())
    digest.update(np.ascontiguousarray(plan.schedule, dtype="<i2").tobytes())
    return digest.hexdigest()[:16]


def _ranges() -> dict[str, float]:
    from glasshouse.run.world import high_values

    return high_values()


def _size(count: float) -> str:
    for unit, name in ((1e9, "GB"), (1e6, "MB")):
        if count >= unit:
            return f"{count / unit:.3g} {name}"
    return f"{count / 1e3:.3g} kB"
