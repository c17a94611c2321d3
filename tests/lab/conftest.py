"""One lab for all tests here: a real server on a free port, with a real worker, in a store of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from benchmarks.lab_server import Lab

from glasshouse.lab.settings import Limits


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: opens the page in a real Chromium")


@pytest.fixture(scope="session")
def lab() -> Iterator[Lab]:
    with Lab(limits=Limits(people=400_000, waiting=12)) as opened:
        yield opened


SMALL = {
    "scenario": "china-2018",
    "people": 4_000,
    "days": 56,
    "seed": 3,
    "safeguards": {"notice": 1, "appeal": 0.5},
}


@pytest.fixture(scope="session")
def small() -> dict[str, Any]:
    return dict(SMALL)
