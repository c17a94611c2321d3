"""The files of a run folder: Parquet tables, and exact arrays for replay."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from glasshouse.measures.evaluate import evaluate
from glasshouse.measures.tallies import Tallies
from glasshouse.results import arrays, people
from glasshouse.results.atomic import settle
from glasshouse.results.folder import CLIMATE, SOCIETY
from glasshouse.results.tables import tables


@dataclass(frozen=True)
class Files:
    """What was written: the names of the files, in order, and the tallies they were written from."""

    names: tuple[str, ...]
    tallies: Tallies


def write_all(folder: Path, outcome: Any, evaluation: Any = None) -> Files:
    """Write every table of an outcome, settled one by one, and return what was written."""
    tallies = Tallies.of(outcome)
    measured = evaluation or evaluate(tallies)
    names = []
    for name, frame in (measured.tables() | tables(outcome, tallies)).items():
        path = folder / f"{name}.parquet"
        frame.write_parquet(path, compression="zstd")
        settle(path)
        names.append(path.name)
    arrays.save(folder / CLIMATE, outcome.climate)
    people.save(outcome.plan.society, folder / SOCIETY)
    for name in (CLIMATE, SOCIETY):
        settle(folder / name)
        names.append(name)
    return Files(tuple(names), tallies)
