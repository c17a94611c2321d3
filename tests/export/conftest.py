"""Small real runs, made once: a country, a city with the user's own error rates, and a comparison of two worlds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from glasshouse.cli.app import app

SIZE = ("--people", "8000", "--days", "28", "--seed", "2")
OWN = """
organisation: City police of Example
volumes:
  people: {value: 240000, source: "municipal register, 1 January 2026"}
  cameras.watchlist_size: {value: 900, source: "order of 3 March 2026"}
error_rates:
  cameras.false_match_rate: {value: 2.0e-7, source: "test report 12, table 3", tested: "12 May 2026, 40,000 faces"}
"""
OWN_SET = ("--set", "cameras.watchlist_size=900", "--set", "cameras.false_match_rate=2e-07")


def glasshouse(*words: Any) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def made(folder: Path, *words: str) -> Path:
    result = glasshouse("run", *words, "--quiet", "--out", folder)
    assert result.exit_code == 0, result.stderr
    return folder


@pytest.fixture(scope="session")
def china(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("export") / "china", "china-2018", *SIZE)


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A police deployment, run with the values of `OWN`."""
    return made(tmp_path_factory.mktemp("export") / "city", "city-lfr", *SIZE, *OWN_SET)


@pytest.fixture(scope="session")
def comparison(tmp_path_factory: pytest.TempPathFactory) -> Path:
    result = glasshouse("compare", "china-2018", "--with", "notice", "--with", "appeal=0.5", *SIZE, "--json")
    assert result.exit_code == 0, result.stderr
    file = tmp_path_factory.mktemp("export") / "pair.json"
    file.write_text(json.dumps(json.loads(result.stdout)), encoding="utf-8")
    return file


@pytest.fixture
def own(tmp_path: Path) -> Path:
    file = tmp_path / "own.yaml"
    file.write_text(OWN, encoding="utf-8")
    return file
