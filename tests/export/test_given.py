"""What can be exported: a folder, a run in Python, a comparison in Python or on disk, all seen the same way."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

import glasshouse as gh
from glasshouse.base.errors import BadValue
from glasshouse.report.export import source, write
from glasshouse.report.export.given import planned
from glasshouse.results import opening


def test_a_run_in_python_and_its_folder_give_the_same_file(china: Path, tmp_path: Path) -> None:
    made = [
        write(given, "pia", tmp_path / f"{place}.json").files[0].read_bytes()
        for place, given in enumerate((china, gh.open(china), opening.open(china)))
    ]
    assert made[0] == made[1] == made[2]


def test_a_comparison_in_python_and_its_file_give_the_same(comparison: Path, tmp_path: Path) -> None:
    data = json.loads(comparison.read_text(encoding="utf-8"))
    in_memory = SimpleNamespace(digests=(), as_dict=lambda: data)
    made = [
        write(given, "iama", tmp_path / f"{place}.yaml").files[0].read_bytes()
        for place, given in enumerate((comparison, in_memory))
    ]
    assert made[0] == made[1]


def test_a_comparison_knows_its_worlds(comparison: Path) -> None:
    of = source(comparison)
    assert (of.kind, of.name, of.people, of.seed) == ("comparison", "china-2018", 8000, 2)
    assert set(of.safeguards) == {"notice", "appeal=0.5"}
    assert set(of.commands) == {"the world as it is", "the changed world"}
    assert any(row["name"] == "rating.identity_error" and row["source"] for row in of.ledger)


def test_a_plan_comes_back_from_its_command() -> None:
    command = (
        "glasshouse run city-lfr --people 4000 --days 14 --seed 3 --set cameras.watchlist_size=900 "
        "--without rating --with human_review=0.5 --perfect"
    )
    assert planned(command).command() == command


@pytest.mark.parametrize("command", ["rm -rf /", "glasshouse run", "glasshouse run city-lfr --colour red"])
def test_what_is_not_the_command_of_a_run_is_refused(command: str) -> None:
    with pytest.raises(BadValue):
        planned(command)
