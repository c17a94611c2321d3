"""`gh.export` writes what `glasshouse export` writes, from objects instead of files."""

from __future__ import annotations

from pathlib import Path

import pytest

import glasshouse as gh
from glasshouse.base.errors import UnknownName

from .conftest import glasshouse  # type: ignore[import-not-found]


@pytest.mark.parametrize(
    ("format", "ending"), [("iama", "yaml"), ("pia", "json"), ("aia", "json"), ("fria", "html")]
)
def test_a_run_in_python_is_exported_as_its_folder_is(
    china: Path, tmp_path: Path, format: str, ending: str
) -> None:
    by_hand = gh.export(gh.open(china), format, tmp_path / f"python.{ending}")
    asked = glasshouse("export", china, "--format", format, "--out", tmp_path / f"command.{ending}")
    assert asked.exit_code == 0, asked.stderr
    assert by_hand.stamp == "illustrative: none of these inputs is yours"
    assert by_hand.left
    for file in by_hand.files:
        other = tmp_path / file.name.replace("python", "command")
        assert file.read_text(encoding="utf-8") == other.read_text(encoding="utf-8")


def test_a_comparison_needs_no_file_and_lands_where_one_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    pair = gh.compare("china-2018", ["notice", "appeal"], people=4_000, days=28)
    written = gh.export(pair, "fria")
    assert {file.name for file in written.files} == {"comparison-fria.html", "comparison-fria.csv"}
    page = (tmp_path / "comparison-fria.html").read_text(encoding="utf-8")
    assert pair.digests[1] in page
    assert pair.changed.command().replace("'", "&#39;") in page


def test_an_unknown_format_is_named_with_the_nearest(china: Path) -> None:
    with pytest.raises(UnknownName, match="pai") as refused:
        gh.export(china, "pai")
    assert refused.value.nearest == "pia"


def test_metadata_of_a_run_lie_beside_its_tables(china: Path) -> None:
    written = gh.export(china, "croissant", force=True)
    assert written.files[0].parent == china
