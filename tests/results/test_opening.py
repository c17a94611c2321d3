"""Opening a run folder: what is missing, cut short, altered or foreign is said, and never read as a run."""

import json
import shutil

import pytest

from glasshouse import results
from glasshouse.base.errors import BadRunFolder, UnknownName
from glasshouse.results import manifest as manifests


@pytest.fixture(scope="module")
def made(outcome, tmp_path_factory):
    return results.write(outcome, tmp_path_factory.mktemp("store") / "run")


@pytest.fixture
def folder(made, tmp_path):
    return shutil.copytree(made, tmp_path / "run")


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(BadRunFolder, match="There is no folder"):
        results.open(tmp_path / "nowhere")


def test_a_folder_that_is_no_run(tmp_path):
    with pytest.raises(BadRunFolder, match=r"it has no manifest\.json"):
        results.open(tmp_path)


def test_a_file_instead_of_a_folder(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BadRunFolder, match="Not a folder"):
        results.open(tmp_path / "file")


def test_every_file_of_a_run_is_under_a_checksum(folder):
    listed = set(json.loads((folder / "manifest.json").read_text())["files"])
    assert listed == {path.name for path in folder.iterdir()} - {"manifest.json"}


def test_one_changed_bit_in_any_file_is_found(folder):
    for path in sorted(folder.iterdir()):
        whole = path.read_bytes()
        half = bytearray(whole)
        half[len(half) // 2] ^= 1
        path.write_bytes(half)
        with pytest.raises(BadRunFolder, match=f"damaged: {path.name}"):
            results.open(folder)
        path.write_bytes(whole)
    assert results.damaged(folder) == ()


def test_a_cut_or_missing_file_is_found(folder):
    path = folder / "timeline.parquet"
    path.write_bytes(path.read_bytes()[:-10])
    (folder / "panel.parquet").unlink()
    assert set(results.damaged(folder)) == {"timeline.parquet", "panel.parquet"}
    with pytest.raises(BadRunFolder, match="damaged"):
        results.open(folder)
    with pytest.raises(BadRunFolder, match="cannot be read"):
        results.open(folder, check=False).table("panel")


def test_a_number_changed_in_the_manifest_is_found(folder):
    path = folder / "manifest.json"
    path.write_text(path.read_text().replace('"seed": 3', '"seed": 4'))
    with pytest.raises(BadRunFolder, match=r"manifest\.json is not as it was written"):
        results.open(folder)


@pytest.mark.parametrize("text", ["", "{", "[]", '"run"', "{}", "\x00" * 9])
def test_a_broken_manifest_is_said_to_be_one(folder, text):
    (folder / "manifest.json").write_text(text)
    with pytest.raises(BadRunFolder, match=r"manifest\.json"):
        results.open(folder)


def test_a_run_of_another_format_says_which_version_made_it(folder):
    path = folder / "manifest.json"
    record = json.loads(path.read_text()) | {"format": 99}
    record["versions"]["glasshouse"] = "7.0"
    path.write_text(manifests.text(record))
    with pytest.raises(BadRunFolder, match=r"format 99, made by Glasshouse 7\.0"):
        results.open(folder)


def test_another_file_beside_the_tables_does_no_harm(folder):
    (folder / "report.html").write_text("<p>")
    assert results.open(folder).scenario == "city-lfr"


def test_an_unknown_table_names_the_nearest(folder):
    with pytest.raises(UnknownName, match=r"Did you mean timeline\?"):
        results.open(folder).table("timelin")
    with pytest.raises(AttributeError, match="its tables are"):
        results.open(folder).nonsense


def test_nothing_in_a_run_folder_is_a_pickle(folder):
    for path in folder.iterdir():
        assert path.suffix in (".parquet", ".json", ".npz")
    assert b"pickle" not in b"".join(path.read_bytes() for path in folder.glob("*.npz"))
