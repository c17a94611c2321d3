"""The folder of compiled kernels follows what kernels are made of, and nothing else."""

import shutil
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from glasshouse.base import jit

HOUSE = Path(jit.__file__).parents[1]


@pytest.fixture
def house(tmp_path):
    return Path(shutil.copytree(HOUSE, tmp_path / "glasshouse", ignore=shutil.ignore_patterns("__pycache__")))


def edited(house, name):
    path = house / name
    path.write_text(path.read_text(encoding="utf-8") + "\nONE_MORE = 1\n", encoding="utf-8")
    jit._text.cache_clear()
    return jit.source_hash(house)


@pytest.mark.parametrize(
    "name",
    [
        "base/jit.py",
        "base/columns.py",
        "base/counters.py",
        "base/slots.py",
        "climate/fields.py",
        "day/rating/tables.py",
        "day/cameras/happen.py",
        "society/clocks.py",
        "run/kernels.py",
    ],
)
def test_an_edited_constant_or_kernel_is_compiled_anew(house, name):
    assert edited(house, name) != jit.source_hash()


@pytest.mark.parametrize("name", ["run/here.py", "run/world.py", "climate/week.py", "day/cast_plan.py"])
def test_what_runs_on_the_host_may_be_edited_without_compiling(house, name):
    assert edited(house, name) == jit.source_hash()


def test_the_same_source_gives_the_same_folder_wherever_it_lies(house):
    jit._text.cache_clear()
    assert jit.source_hash(house) == jit.source_hash(HOUSE)


def test_every_module_of_the_house_that_a_kernel_reads_is_in_the_hash():
    """Asked of Python itself, not of the import lines: the globals of each module that defines a kernel."""
    known = {str(path) for path in jit.kernel_sources(HOUSE)}
    for path in jit.kernel_sources(HOUSE):
        name = ".".join(("glasshouse", *path.relative_to(HOUSE).with_suffix("").parts)).removesuffix(
            ".__init__"
        )
        for value in vars(import_module(name)).values():
            if path.name == "__init__.py" and isinstance(value, ModuleType):
                continue  # a package holds every submodule that anybody has imported, kernels or not
            owner = (
                value
                if hasattr(value, "__file__")
                else sys.modules.get(getattr(value, "__module__", None) or "")
            )
            file = getattr(owner, "__file__", None) or ""
            if file.startswith(str(HOUSE)) and Path(file).parent != HOUSE:
                assert file in known, f"{name} has {value!r} of {file}"
