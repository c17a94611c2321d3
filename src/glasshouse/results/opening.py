"""A finished run, opened: the manifest at once, every table when it is asked for."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from glasshouse.base.errors import BadRunFolder, unknown
from glasshouse.measures.evaluate import Evaluation, evaluate
from glasshouse.measures.tallies import Tallies
from glasshouse.results import arrays, people
from glasshouse.results import manifest as manifests
from glasshouse.results.atomic import checksum
from glasshouse.results.folder import CLIMATE, MANIFEST, MARKER, SOCIETY
from glasshouse.results.tables import AXES, tallies_back

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from glasshouse.scenario import Plan


class Stored:
    """A finished run in its folder.

    Tables are read when first asked for: `measures`, `by_group`, `gaps`, `by_region`, `timeline`,
    `timeline_by_group`, `happenings`, `panel`, ... or `table(name)`; `tables` lists them. See
    `glasshouse.measures.evaluate.Evaluation` for the columns.
    """

    measures: pl.DataFrame
    by_group: pl.DataFrame
    gaps: pl.DataFrame
    by_region: pl.DataFrame
    timeline: pl.DataFrame
    timeline_by_group: pl.DataFrame
    happenings: pl.DataFrame
    panel: pl.DataFrame
    histograms: pl.DataFrame
    regions: pl.DataFrame

    def __init__(self, folder: Path, manifest: dict[str, Any]) -> None:
        self.folder = folder
        self.manifest = manifest
        self._frames: dict[str, pl.DataFrame] = {}

    def __repr__(self) -> str:
        people, days, seed = (self.manifest[key] for key in ("people", "days", "seed"))
        return f"<run of {self.scenario}: {people:,} people, {days} days, seed {seed}, in {self.folder}>"

    def __getattr__(self, name: str) -> pl.DataFrame:
        """Return a table as an attribute."""
        if name.startswith("_") or name not in self.tables:
            raise AttributeError(f"a run has no {name!r}; its tables are {', '.join(self.tables)}")
        return self.table(name)

    @property
    def scenario(self) -> str:
        """The name of the scenario."""
        return str(self.manifest["scenario"]["name"])

    @property
    def digest(self) -> str:
        """The digest of the run's integer state and tallies."""
        return str(self.manifest["digest"])

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables."""
        files = self.manifest["files"]
        return tuple(name.removesuffix(".parquet") for name in files if name.endswith(".parquet"))

    def table(self, name: str) -> pl.DataFrame:
        """Return a table.

        Raises:
            UnknownName: the run has no such table; the error names the nearest.
            BadRunFolder: the file cannot be read.
        """
        if name not in self.tables:
            raise unknown("table", name, self.tables, place=str(self.folder))
        if name not in self._frames:
            try:
                self._frames[name] = pl.read_parquet(self.folder / f"{name}.parquet")
            except (OSError, pl.exceptions.PolarsError) as problem:
                raise spoilt(self.folder, f"{name}.parquet", f"cannot be read ({problem})") from None
        return self._frames[name]

    @cached_property
    def climate(self) -> dict[str, NDArray[Any]]:
        """The weekly climate exactly as the engine had it: series name -> (weeks, regions)."""
        return arrays.load(self.folder / CLIMATE)

    @cached_property
    def finds(self) -> dict[str, NDArray[np.int64]]:
        """People to look at: harm -> people, in the order of their keyed hash; harms with nobody too."""
        frame = self.table("finds")
        found = {str(harm): np.zeros(0, dtype=np.int64) for harm in self.manifest["harms"]}
        for (harm,), rows in frame.group_by("harm", maintain_order=True):
            found[str(harm)] = rows["person"].to_numpy()
        return found

    def tallies(self) -> Tallies:
        """Return the raw tallies, from which every measure can be worked out again."""
        frames = {name: self.table(name) for name in ("regions", *AXES)}
        return tallies_back(self.manifest, frames, self.climate)

    def evaluate(self) -> Evaluation:
        """Work every measure out again from the raw tallies."""
        return evaluate(self.tallies())

    def plan(self) -> Plan:
        """Return the plan of the run: its scenario as it was, its society as it was, today's ledger.

        Raises:
            InputError: the scenario no longer fits this version's ledger.
        """
        from glasshouse import scenario

        record = self.manifest
        assumed = record.get("assumed", ())
        return scenario.plan(
            scenario.restore(record["scenario"], str(self.folder / MANIFEST)),
            people=record["people"],
            days=record["days"],
            seed=record["seed"],
            set={name: x for name, x in record["overrides"].items() if name not in assumed},
            assume={name: x for name, x in record["overrides"].items() if name in assumed},
            without=record["without"],
            perfect=record["perfect"],
            safeguards=record.get("safeguards", ()),
            society=people.load(self.folder / SOCIETY),
        )

    def check(self) -> None:
        """Compare every file with its checksum.

        Raises:
            BadRunFolder: a file is missing or altered.
        """
        for name, what in self.damage().items():
            raise spoilt(self.folder, name, what)

    def damage(self) -> dict[str, str]:
        """Return the files that are not as they were written, each with what is wrong with it."""
        found = {}
        for name, about in self.manifest["files"].items():
            path = self.folder / name
            if not path.is_file():
                found[name] = "is missing"
            elif path.stat().st_size != about["bytes"] or checksum(path) != about["sha256"]:
                found[name] = "is not as it was written"
        return found


def open(folder: str | Path, check: bool = True) -> Stored:
    """Return the finished run in a folder.

    Args:
        folder: the run folder.
        check: compare every file with its checksum first, which takes hundredths of a second.

    Raises:
        BadRunFolder: there is no run, it was cut short, it was made by another version, or a file is missing
            or altered; the error says which.
    """
    path = Path(folder).expanduser()
    manifest = _manifest(path)
    run = Stored(path, manifest)
    if check:
        run.check()
    return run


def damaged(folder: str | Path) -> tuple[str, ...]:
    """Return the names of the files of a finished run that are not as they were written.

    Raises:
        BadRunFolder: there is no finished run, or its manifest itself is damaged.
    """
    return tuple(open(folder, check=False).damage())


def _manifest(path: Path) -> dict[str, Any]:
    """Return the manifest of a folder after every check that needs no other file."""
    _check_finished(path)
    try:
        record = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise spoilt(path, MANIFEST, f"cannot be read ({problem})") from None
    if not isinstance(record, dict) or "format" not in record:
        raise spoilt(path, MANIFEST, "is not the manifest of a run")
    if record["format"] != manifests.FORMAT:
        made = (record.get("versions") or {}).get("glasshouse", "unknown")
        raise BadRunFolder(
            f"The run in {path} has folder format {record['format']}, made by Glasshouse {made}",
            value=record["format"],
            place=str(path / MANIFEST),
            allowed=f"folder format {manifests.FORMAT}",
            next_step=f"Open it with that version, or run it again: {record.get('command', 'unknown')}",
        )
    if record.get("checksum") != manifests.own_checksum(record):
        raise spoilt(path, MANIFEST, "is not as it was written")
    return record


def _check_finished(path: Path) -> None:
    if not path.is_dir():
        what = "There is no folder" if not path.exists() else "Not a folder:"
        raise BadRunFolder(
            f"{what} {path}",
            value=str(path),
            next_step="`glasshouse run SCENARIO` makes a run folder under ./runs",
        )
    if (path / MARKER).exists():
        said = (path / MARKER).read_text(encoding="utf-8", errors="replace").splitlines()
        raise BadRunFolder(
            f"The run in {path} was cut short and is not a whole run",
            value=str(path),
            place=said[0].rstrip(".") if said else "",
            next_step=f"Run it again: {said[2]}" if len(said) > 2 else "Run it again",
        )
    if not (path / MANIFEST).exists():
        raise BadRunFolder(
            f"{path} is not a run folder: it has no {MANIFEST}",
            value=str(path),
            next_step="Give the folder that `glasshouse run` printed at its end",
        )


def spoilt(folder: Path, name: str, what: str) -> BadRunFolder:
    """Return the error for a file of a run that is not as it was written."""
    return BadRunFolder(
        f"The run in {folder} is damaged: {name} {what}",
        value=name,
        place=str(folder / name),
        next_step="Do not use its numbers; make the run again with the command in its manifest",
    )
