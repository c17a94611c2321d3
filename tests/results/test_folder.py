"""The run folder: whole or recognisably not, never in the way of what is already there."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from glasshouse import results
from glasshouse.base.errors import BadRunFolder
from glasshouse.results.folder import MARKER
from glasshouse.results.tables import AXES, happenings

from .conftest import simulate

TABLES = {
    "measures", "by_group", "gaps", "by_region", "timeline", "timeline_by_group", "regions", "climate",
    "happenings", "finds", "panel", "histograms", *AXES,
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(outcome, tmp_path_factory):
    return results.write(outcome, store=tmp_path_factory.mktemp("store"))


def test_a_run_lands_in_a_folder_that_names_it(folder, outcome):
    assert folder.name == f"city-lfr-6000-14d-s3-{outcome.digest[:8]}"
    assert {path.name for path in folder.parent.iterdir()} == {folder.name}
    assert not (folder / MARKER).exists()


def test_the_manifest_says_what_was_run_on_what_and_from_which_numbers(folder, outcome):
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["scenario"]["name"] == "city-lfr"
    assert (manifest["people"], manifest["days"], manifest["seed"]) == (6_000, 14, 3)
    assert manifest["command"] == outcome.plan.command()
    assert manifest["overrides"] == {"rating.grace_days": 12.0} and manifest["without"] == ["rating"]
    assert manifest["digest"] == outcome.digest
    assert {"glasshouse", "python", "numpy", "polars"} <= set(manifest["versions"])
    grace = next(row for row in manifest["ledger"] if row["name"] == "rating.grace_days")
    assert grace["value"] == 12 and {"unit", "low", "high", "source", "grade", "date", "says"} <= set(grace)
    assert manifest["regions"][0].keys() >= {"code", "name", "name_local", "population", "tile"}
    assert "sensitivity" not in manifest and "simulation" in manifest["intervals"]


def test_every_table_is_there_and_readable(folder):
    run = results.open(folder)
    assert set(run.tables) == TABLES
    for name in run.tables:
        assert run.table(name).width > 1
    assert run.measures.columns[:9] == [
        "measure", "link", "kind", "unit", "value", "per_100k", "low", "high", "value_low",
    ]  # fmt: skip
    assert "city-lfr: 6,000 people, 14 days, seed 3" in repr(run)


def test_the_climate_comes_back_exactly_with_its_dtype(plan, tmp_path):
    def odd(outcome):
        outcome.climate["frontier"] = np.array([[2**62 + 1], [-3]], dtype=np.int64)
        outcome.climate["file"] = np.array([[0.1], [np.nan]], dtype=np.float32)
        outcome.climate["by_name"] = np.arange(8, dtype=np.uint16).reshape(2, 1, 4)

    outcome = simulate(plan, spoil=odd)
    outcome.climate = {
        name: np.repeat(v, len(plan.society.regions), axis=1) if v.shape[1] == 1 else v
        for name, v in outcome.climate.items()
    }
    run = results.open(results.write(outcome, store=tmp_path))
    assert set(run.climate) == set(outcome.climate)
    for name, values in outcome.climate.items():
        assert run.climate[name].dtype == values.dtype
        np.testing.assert_array_equal(run.climate[name], values)


def test_everything_can_be_evaluated_again_from_the_folder(folder):
    run = results.open(folder)
    again = run.evaluate().tables()
    for name, frame in again.items():
        assert frame.equals(run.table(name)), name


def test_the_plan_comes_back_with_its_society(folder, plan):
    again = results.open(folder).plan()
    assert again.values == plan.values and again.off == plan.off and again.weeks == plan.weeks
    assert (again.schedule == plan.schedule).all()
    assert again.society.codes == plan.society.codes
    for name in ("age", "male", "urban", "income", "minority", "camera_density", "penetration"):
        np.testing.assert_array_equal(getattr(again.society, name), getattr(plan.society, name))


def test_happenings_name_regions_by_code_and_the_country_as_all():
    rows = [
        {"week": 0, "region": 1, "what": "leak"},
        {"week": 3, "region": -1, "what": "won", "set": {"a": 1}},
    ]
    frame = happenings(rows, ("CN-BJ", "CN-TJ"))
    assert frame["region"].to_list() == ["CN-TJ", "all"] and frame["set"].to_list() == [None, '{"a": 1}']
    empty = happenings([], ("CN-BJ",))
    assert empty.columns == ["week", "region", "what"] and empty.height == 0


def test_people_to_look_at_come_back_also_where_there_are_none(folder):
    finds = results.open(folder).finds
    assert finds["wrongly-refused"].tolist() == [7, 412, 1033] and finds["stopped"].tolist() == []


def test_the_same_run_again_overwrites_nothing(outcome, tmp_path):
    names = [results.write(outcome, store=tmp_path).name for _ in range(3)]
    first = names[0]
    assert names == [first, f"{first}-2", f"{first}-3"]


def test_an_empty_folder_may_be_given(outcome, tmp_path):
    (tmp_path / "mine").mkdir()
    assert results.write(outcome, tmp_path / "mine") == tmp_path / "mine"
    assert results.open(tmp_path / "mine").digest == outcome.digest


def test_a_folder_that_holds_something_is_refused_and_nothing_is_lost(plan, tmp_path):
    (tmp_path / "diary.txt").write_text("dear diary")
    with pytest.raises(BadRunFolder, match="is not empty; nothing in it was touched"):
        results.begin(plan, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["diary.txt"]
    assert (tmp_path / "diary.txt").read_text() == "dear diary"


def test_a_folder_that_holds_a_run_or_a_file_is_refused(folder, plan, tmp_path):
    with pytest.raises(BadRunFolder, match="already holds a run"):
        results.begin(plan, folder)
    (tmp_path / "file").write_text("")
    with pytest.raises(BadRunFolder, match="is a file"):
        results.begin(plan, tmp_path / "file")


def test_a_place_that_cannot_be_written_is_refused_before_the_run(plan, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BadRunFolder) as found:
        results.begin(plan, tmp_path / "file" / "run")
    assert found.value.exit_code == 2


def test_a_place_taken_while_the_run_went_on_is_not_overwritten(outcome, tmp_path):
    with pytest.raises(BadRunFolder), results.begin(outcome.plan, tmp_path / "run") as draft:
        (tmp_path / "run").mkdir()
        (tmp_path / "run" / "other").write_text("somebody else's")
        draft.write(outcome)
    assert (tmp_path / "run" / "other").read_text() == "somebody else's"
    assert "INCOMPLETE" in {path.name for path in draft.path.iterdir()}


def test_an_interrupted_run_that_wrote_nothing_leaves_nothing(plan, tmp_path):
    with pytest.raises(KeyboardInterrupt), results.begin(plan, store=tmp_path):
        assert list(tmp_path.glob("*.unfinished-*/INCOMPLETE"))
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_run_that_wrote_something_keeps_it_marked_with_the_reason(plan, tmp_path):
    with pytest.raises(KeyboardInterrupt), results.begin(plan, store=tmp_path) as draft:
        (draft.path / "half.parquet").write_bytes(b"PAR1")
        raise KeyboardInterrupt
    (left,) = tmp_path.iterdir()
    assert "interrupted" in (left / MARKER).read_text()
    with pytest.raises(BadRunFolder, match="was cut short and is not a whole run") as found:
        results.open(left)
    assert plan.command() in str(found.value)


KILLED = """
import os, sys
sys.path.insert(0, {root!r})
from results.conftest import simulate
from glasshouse import results, scenario
from glasshouse.results import atomic, folder, writing
plan = scenario.plan("city-lfr", people=2_000, days=7, seed=3)
outcome = simulate(plan)
steps = 0
def dying(path, real=atomic.settle):
    global steps
    steps += 1
    if steps == {moment}:
        os._exit(9)
    real(path)
atomic.settle = writing.settle = folder.settle = dying
print(results.write(outcome, {out!r}))
"""


@pytest.mark.parametrize("moment", [1, 2, 9, 18, 20, 21, 22])
def test_a_run_killed_while_writing_is_never_mistaken_for_a_whole_one(tmp_path, moment):
    root = str(Path(__file__).parents[1])
    script = KILLED.format(root=root, moment=moment, out=str(tmp_path / "run"))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 9, done.stderr
    assert not (tmp_path / "run").exists()
    (left,) = tmp_path.iterdir()
    assert ".unfinished-" in left.name
    if (left / MARKER).exists():
        with pytest.raises(BadRunFolder, match=r"not a whole run"):
            results.open(left)
    else:  # everything was on the disk already, only the name was not yet final
        assert moment > 20
        assert results.open(left).digest


def test_the_marker_tells_what_was_going_on(plan, tmp_path):
    draft = results.begin(plan, store=tmp_path)
    text = (draft.path / MARKER).read_text()
    assert "not a finished run" in text and plan.command() in text
    assert str(os.getpid()) in draft.path.name
    draft.abandon("test over")
    assert list(tmp_path.iterdir()) == []
