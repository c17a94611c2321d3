"""The quick cases of the book, run once for all tests of a worker."""

from __future__ import annotations

import pytest

from glasshouse.casebook.book import cases, run


@pytest.fixture(scope="session")
def book():
    """Everything but the court list, which is six years of a whole society."""
    return run([name for name in cases() if name != "court-list"])
