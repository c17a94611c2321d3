"""`glasshouse export`: where files go, what is refused, and that nothing is left half-written."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from glasshouse.base.errors import BadRunFolder
from glasshouse.cli.app import app
from glasshouse.report.export import law, write
from glasshouse.results import opening


def glasshouse(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def test_the_file_lies_in_the_run_folder_which_stays_whole(china: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    shutil.copytree(china, run)
    result = glasshouse("export", run, "--format", "fria", "--json")
    assert result.exit_code == 0, result.stderr
    said = json.loads(result.stdout)
    assert said["files"] == [str(run / "fria.html"), str(run / "fria.csv")]
    assert set(said["left_for_a_person"]) == {"27-2", "27-3", "views", "proportion"}
    assert opening.open(run).damage() == {}


def test_a_comparison_is_exported_beside_its_file_or_from_its_folder(
    comparison: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "pair"
    folder.mkdir()
    shutil.copy(comparison, folder / "comparison.json")
    result = glasshouse("export", folder, "--format", "pia")
    assert result.exit_code == 0, result.stderr
    assert (folder / "comparison-pia.json").is_file()
    assert "Left for a person: 112, 113" in " ".join(result.stdout.split())


def test_a_file_that_is_there_is_not_replaced_unless_asked(china: Path, tmp_path: Path) -> None:
    file = tmp_path / "card.yaml"
    file.write_text("mine", encoding="utf-8")
    result = glasshouse("export", china, "--format", "iama", "--out", file)
    assert result.exit_code == 2
    assert "--force" in result.stderr
    assert file.read_text(encoding="utf-8") == "mine"
    assert glasshouse("export", china, "--format", "iama", "--out", file, "--force").exit_code == 0
    assert "urn:nl:aivt:tr:iama:1.0" in file.read_text(encoding="utf-8")


def test_of_two_files_neither_is_written_if_one_is_there(china: Path, tmp_path: Path) -> None:
    (tmp_path / "sheet.csv").write_text("mine", encoding="utf-8")
    assert glasshouse("export", china, "--format", "fria", "--out", tmp_path / "sheet.html").exit_code == 2
    assert [file.name for file in tmp_path.iterdir()] == ["sheet.csv"]


@pytest.mark.parametrize(("format", "near"), [("pai", "pia"), ("IAMA", "iama"), ("croisant", "croissant")])
def test_an_unknown_format_names_the_nearest(china: Path, format: str, near: str) -> None:
    result = glasshouse("export", china, "--format", format)
    assert result.exit_code == 2
    assert f"Did you mean {near}?" in " ".join(result.stderr.split())


def test_what_is_neither_run_nor_comparison_is_refused(china: Path, tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("hello", encoding="utf-8")
    other = tmp_path / "other.json"
    other.write_text('{"base": "x"}', encoding="utf-8")
    for given, said in (
        (tmp_path, "is not a run folder"),
        (tmp_path / "none", "There is no folder"),
        (text, "neither a run folder nor a comparison"),
        (other, "is not a comparison: it lacks changed"),
    ):
        result = glasshouse("export", given, "--format", "pia", "--out", tmp_path / "out.json")
        assert result.exit_code == 2
        assert said in " ".join(result.stderr.split())
    assert not (tmp_path / "out.json").exists()


def test_a_damaged_run_is_not_evidence(china: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    shutil.copytree(china, run)
    with (run / "measures.parquet").open("ab") as file:
        file.write(b"x")
    result = glasshouse("export", run, "--format", "pia")
    assert result.exit_code == 2
    assert "damaged" in result.stderr


def test_a_comparison_has_no_tables_to_describe(comparison: Path) -> None:
    result = glasshouse("export", comparison, "--format", "croissant")
    assert result.exit_code == 2
    assert "Export the two runs" in " ".join(result.stderr.split())


def test_a_place_that_cannot_be_written_leaves_nothing(china: Path, tmp_path: Path) -> None:
    with pytest.raises(BadRunFolder, match="cannot be written"):
        write(china, "iama", tmp_path / "no" / "such" / "card.yaml")
    assert glasshouse("export", china, "--format", "iama", "--out", tmp_path).exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_crash_while_writing_leaves_the_old_file_or_none(
    china: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    file = tmp_path / "card.yaml"
    file.write_text("old", encoding="utf-8")
    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(BadRunFolder, match="No space left"):
        write(china, "iama", file, force=True)
    assert [path.name for path in tmp_path.iterdir()] == ["card.yaml"]
    assert file.read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize(
    ("name", "off", "said", "police"),
    [
        ("city-lfr", set(), None, True),
        ("border-watchlist", set(), None, True),
        ("predictive-patrol", set(), None, True),
        ("our-town", {"platform", "custody", "rating", "gates"}, None, True),
        ("china-2018", set(), None, False),
        ("welfare-fraud-score", {"cameras"}, None, False),
        ("china-2018", set(), True, True),
        ("city-lfr", set(), False, False),
    ],
)
def test_which_deployments_are_of_the_police(
    name: str, off: set[str], said: bool | None, police: bool
) -> None:
    assert law.police(name, frozenset(off), said) is police
    assert ("2016/680" in law.assessment(name, frozenset(off), said)[0]) is police
