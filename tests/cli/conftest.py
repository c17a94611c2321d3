"""The small engine in the place of the real one, and a folder of one's own to run in."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

FILE = Path(__file__).with_name("small_engine.py")


def loaded(file: Path) -> ModuleType:
    """The file as a module; the tests' folders are no packages."""
    about = importlib.util.spec_from_file_location("small_engine", file)
    assert about
    assert about.loader
    module = importlib.util.module_from_spec(about)
    sys.modules["small_engine"] = module
    about.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """Runs take no time here, and their folders lie in a folder that goes away."""
    small = loaded(FILE)
    with pytest.MonkeyPatch.context() as patch:
        for name, room in small.stand_ins().items():
            patch.setitem(sys.modules, name, room)
        here = sys.modules["glasshouse.run.here"]
        patch.setattr(import_module("glasshouse.run"), "here", here, raising=False)
        patch.chdir(tmp_path_factory.mktemp("runs"))
        yield small
