"""The benchmarks are no part of the package; they are found from the root of the repository."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def found(monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parents[2]))
