"""Verify: the run made again is the same, or it is said what differs first."""

import json

import pytest

from glasshouse import results
from glasshouse.base.counters import COUNTERS
from glasshouse.base.errors import BadRunFolder
from glasshouse.results import manifest as manifests

from .conftest import simulate


@pytest.fixture
def folder(outcome, tmp_path):
    return results.write(outcome, tmp_path / "run")


def test_a_run_made_again_from_its_folder_is_the_same(folder):
    found = results.verify(folder, simulate)
    assert found.ok and found.found == found.expected and found.first_difference == ""
    assert found.changed == () and found.says[0].startswith("Same digest")
    assert found.as_dict()["ok"] is True


def test_the_first_difference_is_named(folder):
    def spoil(outcome):
        outcome.week_region[1, 0, COUNTERS.index("refusals")] += 1

    found = results.verify(folder, lambda plan, threads: simulate(plan, spoil=spoil))
    code = results.open(folder).regions["region"][0]
    assert not found.ok
    assert found.first_difference.startswith(f"week_region: week 1, region {code}, refusals: ")
    assert any("please report" in line for line in found.says)


def test_a_different_climate_comes_before_the_tallies_it_caused(folder):
    def spoil(outcome):
        outcome.climate["grievance"][1, 0] += 0.5
        outcome.week_region[1, 0, COUNTERS.index("refusals")] += 1

    found = results.verify(folder, lambda plan, threads: simulate(plan, spoil=spoil))
    assert found.first_difference.startswith("climate: grievance, week 1, ")


def test_another_version_is_named_as_a_possible_reason(folder):
    path = folder / "manifest.json"
    record = json.loads(path.read_text())
    record["versions"]["numpy"] = "1.0"
    record["ledger"][0]["value"] = -7
    path.write_text(manifests.text(record))
    found = results.verify(folder, simulate)
    assert found.ok
    assert any(text.startswith("numpy 1.0 then") for text in found.changed)
    assert any(text.startswith(record["ledger"][0]["name"]) for text in found.changed)


def test_a_damaged_run_is_not_verified(folder):
    (folder / "panel.parquet").write_bytes(b"")
    with pytest.raises(BadRunFolder, match="panel"):
        results.verify(folder, simulate)
