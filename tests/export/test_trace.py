"""Each number again, by the command that is printed beside it."""

from __future__ import annotations

import csv
import json
import math
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from glasshouse.cli.app import app
from glasshouse.report.export import write


def rows(sheet: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(sheet.read_text(encoding="utf-8").splitlines()))


def printed(sheet: Path, start: str) -> list[str]:
    """The words of a command that the sheet prints."""
    (line,) = (row["trace"] for row in rows(sheet) if row["trace"].startswith(start))
    words = shlex.split(line[line.index("glasshouse ") :])
    return words[1:]


def asked(*words: str) -> Any:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def close(one: Any, other: Any) -> bool:
    return math.isclose(float(one), float(other), rel_tol=1e-9, abs_tol=1e-9)


def test_every_number_of_a_run_comes_again_from_the_printed_commands(china: Path, tmp_path: Path) -> None:
    sheet = write(china, "fria", tmp_path / "sheet.html").files[1]
    command = printed(sheet, "To make the run again")
    asked(*command, "--json", "--out", str(tmp_path / "again"))
    numbers = {row["trace"]: row["value"] for row in rows(sheet) if row["what"] == "number"}
    assert len(numbers) > 50
    assert any("FROM gaps" in sql for sql in numbers)
    for sql, value in numbers.items():
        (row,) = asked("query", str(tmp_path / "again"), sql, "--json")["rows"]
        assert close(next(iter(row.values())), value), sql


def test_every_number_of_a_comparison_comes_again(comparison: Path, tmp_path: Path) -> None:
    sheet = write(comparison, "fria", tmp_path / "sheet.html").files[1]
    again = asked(*printed(sheet, "The whole comparison again"), "--json")["measures"]
    found = [row for row in rows(sheet) if row["what"] == "number"]
    assert len(found) > 50
    for row in found:
        name, _, level = row["name"].partition(": ")
        one = again[name]["by_group"][level] if level else again[name]
        for column, key in (
            ("value", "base"),
            ("changed", "changed"),
            ("difference", "difference"),
            ("low", "low"),
        ):
            assert (row[column] == "") == (one[key] is None), row["name"]
            assert one[key] is None or close(one[key], row[column]), row["name"]


@pytest.mark.slow  # two runs, each with its report
def test_both_worlds_of_a_comparison_come_again_as_runs(comparison: Path, tmp_path: Path) -> None:
    sheet = write(comparison, "fria", tmp_path / "sheet.html").files[1]
    found = {row["name"]: row for row in rows(sheet) if row["what"] == "number"}
    for world, column in (("the world as it is", "value"), ("the changed world", "changed")):
        command = printed(sheet, f"To make {world} again")
        measures = asked(*command, "--json", "--out", str(tmp_path / column))["measures"]
        for name in (
            "people_refused",
            "people_with_records",
            "appeals_filed",
            "people_notified",
            "wrong_never_notified",
        ):
            assert close(measures[name]["value"], found[name][column]), name


@pytest.mark.parametrize("format", ["iama", "pia", "aia"])
def test_every_page_prints_the_command(china: Path, tmp_path: Path, format: str) -> None:
    command = json.loads((china / "manifest.json").read_text(encoding="utf-8"))["command"]
    text = write(china, format, tmp_path / "file").files[0].read_text(encoding="utf-8")
    answers = text.count("To make the run again: ")
    assert text.count(f"To make the run again: {command}") == answers >= 8
