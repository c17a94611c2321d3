"""People come from the generator: no table of individuals gets in, and every story says whose it is."""

from __future__ import annotations

import ast
import dataclasses
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import glasshouse as gh
from glasshouse.base.errors import IndividualsRefused

SOURCE = Path(gh.__file__).parent
INDIVIDUALS = (
    "id_card,name,age,city\n110101199003071234,Ada Example,34,North\n110101198503071111,Bo Example,41,South\n"
)
SCENARIO = """
name: mine
title: People whom somebody knows
extends: china-2018
about: A scenario whose society is a list of people.
sources: ["none"]
leaves_out: ["nothing"]
start: 2018-01-01
society: {society}
"""


@pytest.fixture
def people_as_society(tmp_path: Path) -> Path:
    """Return a scenario whose society is a table of individuals."""
    (tmp_path / "people.csv").write_text(INDIVIDUALS, encoding="utf-8")
    file = tmp_path / "mine.yaml"
    file.write_text(SCENARIO.format(society="people.csv"), encoding="utf-8")
    return file


def test_a_scenario_about_individuals_is_refused_with_the_reason_and_without_repeating_them(
    people_as_society,
):
    with pytest.raises(IndividualsRefused) as refused:
        gh.plan(str(people_as_society))
    assert "records of individuals" in str(refused.value)
    assert "Ada" not in str(refused.value) and "110101" not in str(refused.value)


def test_the_command_line_refuses_individuals_as_wrong_input(people_as_society):
    command = [sys.executable, "-m", "glasshouse", "run", str(people_as_society), "--people", "5000"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "records of individuals" in done.stderr.replace("\n", " ")
    assert "Traceback" not in done.stderr and "Ada" not in done.stderr + done.stdout
    assert not (people_as_society.parent / "runs").exists()


def test_a_society_holds_regions_and_no_row_per_person():
    society = gh.plan("china-2018", people=20_000, days=7).society
    arrays = {
        field.name: value
        for field in dataclasses.fields(society)
        if isinstance(value := getattr(society, field.name), np.ndarray)
    }
    assert arrays
    assert {name: array.shape for name, array in arrays.items() if len(array) != len(society.regions)} == {}


def test_a_plan_says_how_many_people_and_never_who():
    plan = gh.plan("china-2018", people=20_000, days=7)
    assert plan.people == 20_000
    largest = [
        np.size(value)
        for field in dataclasses.fields(plan)
        if isinstance(value := getattr(plan, field.name), np.ndarray | list | tuple)
    ]
    assert max(largest) < plan.people


def test_tables_are_read_from_societies_and_from_the_laboratory_s_own_runs_only():
    readers = {"read_csv", "read_excel", "read_json", "read_ndjson", "read_parquet", "scan_parquet", "scan_csv",
               "read_database", "read_sql", "read_clipboard", "read_xml"}  # fmt: skip
    found = {
        path.relative_to(SOURCE).parts[0]
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in readers
    }
    assert found <= {"society", "results", "experiments", "casebook"}


def test_a_story_says_that_its_person_is_synthetic_and_which_seed_made_them(tmp_path):
    run = gh.run("china-2018", people=6_000, days=28, seed=7, out=tmp_path / "run", report=False)
    for person in (0, 4123):
        story = run.explain(person)
        assert f"synthetic person {person}, seed 7" in " ".join(story.text().split()).lower()
