"""Every question is still answered, and what cannot be asked is said."""

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
    from benchmarks.__main__ import QUESTIONS

    for question in QUESTIONS:
        assert answers[question]["question"].strip().endswith("?")
        for table in answers[question]["tables"]:
            assert table["rows"], table["title"]
    assert "yes" in answers["speed"]["notes"][0], "digests differ between numbers of threads"
    passes = answers["mechanisms"]["tables"][0]["rows"]
    assert all(row["ns a person-day best"] >= 0 for row in passes)


def test_a_question_that_there_is_not_is_refused_with_those_that_there_are(monkeypatch, capsys):
    from benchmarks.__main__ import BY_NAME, QUESTIONS, main

    monkeypatch.setattr(sys, "argv", ["bench", "sped"])
    with pytest.raises(SystemExit) as stopped:
        main()
    said = capsys.readouterr().err
    assert stopped.value.code == 2 and "sped" in said
    assert all(name in said for name in (*QUESTIONS, *BY_NAME))


def test_every_question_has_its_file_and_its_line():
    from benchmarks.__main__ import BY_NAME, QUESTIONS

    import benchmarks

    for name in (*QUESTIONS, *BY_NAME):
        assert f"\n    {name}" in (benchmarks.__doc__ or ""), name
        assert (ROOT / "benchmarks" / f"{name}.py").exists() or (ROOT / "benchmarks" / name).is_dir()


def test_the_bench_knows_every_kind_of_event():
    from benchmarks.mechanisms import HAPPENED

    from glasshouse.society import clocks

    assert set(HAPPENED) == {*clocks.BREACHES, *clocks.SPEECHES, *clocks.STRIKES}
