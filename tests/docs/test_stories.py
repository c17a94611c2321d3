"""Each mechanism opens with its story: what goes in, what comes out, its errors, and a case from another country."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import import_module

import pytest

from glasshouse.base import ledger


@pytest.mark.parametrize("name", ledger.MECHANISMS)
def test_a_mechanism_tells_its_story(name):
    room = import_module(f"glasshouse.day.{name}")
    story = " ".join((room.__doc__ or "").split())
    assert story.lower().startswith(name)
    for said in ("In go", "out come", "error", "Measured elsewhere"):
        assert said.lower() in story.lower(), said
    named = re.findall(r"`(\w+\.[\w.]+)`", story)
    assert named or name in ("response",)
    assert [one for one in named if one not in ledger.load()] == []


@pytest.mark.parametrize("name", ledger.MECHANISMS)
def test_its_short_description_is_whole_and_cannot_be_changed(name):
    described = import_module(f"glasshouse.day.{name}").MECHANISM
    assert set(described) == {"name", "link", "asks", "gives", "elsewhere"}
    assert described["name"] == name and described["asks"].endswith("?") and all(described.values())
    with pytest.raises(TypeError):
        described["name"] = "other"


def test_telling_it_compiles_nothing():
    code = (
        "import sys; from importlib import import_module;"
        f"[import_module('glasshouse.day.' + name) for name in {ledger.MECHANISMS!r}]; print(*sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = set(told.stdout.split())
    assert f"glasshouse.day.{ledger.MECHANISMS[-1]}" in loaded and not {"numba", "numpy"} & loaded
