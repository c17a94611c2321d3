"""The benchmarks still run, and still take apart the week that the loop lives."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_every_question_is_answered_at_a_small_size(tmp_path):
    file = tmp_path / "answers.json"
    command = [sys.executable, "-m", "benchmarks", "--quick", "--json", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    answers = json.loads(file.read_text(encoding="utf-8"))
    for question in ("speed", "mechanisms", "memory", "start_up", "people"):
        assert answers[question]["question"].strip().endswith("?")
        for table in answers[question]["tables"]:
            assert table["rows"], table["title"]
    assert "yes" in answers["speed"]["notes"][0], "digests differ between numbers of threads"
    passes = answers["mechanisms"]["tables"][0]["rows"]
    assert all(row["ns a person-day best"] >= 0 for row in passes)


def test_the_bench_knows_every_kind_of_event(monkeypatch):
    from glasshouse.society import clocks

    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks.mechanisms import HAPPENED

    assert set(HAPPENED) == {*clocks.BREACHES, *clocks.SPEECHES, *clocks.STRIKES}
