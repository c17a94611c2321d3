"""`--report FILE`: the commands that run many worlds write a page beside what they print."""

import json

import pytest
from typer.testing import CliRunner

from glasshouse.cli.app import app

SMALL = ("--people", "3000", "--days", "28")


def typed(*words):
    return CliRunner().invoke(app, list(words))


def test_compare_writes_a_report_and_keeps_standard_output_clean(tmp_path):
    file = tmp_path / "pair.html"
    done = typed(
        "compare", "china-2018", "--with", "essential_services", *SMALL, "--json", "--report", str(file)
    )
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert f"report: {file}" in done.stderr
    text = file.read_text(encoding="utf-8").replace("<wbr>", "")
    assert said["digests"]["changed"] in text and said["changed"] in text


def test_rank_sweep_and_sensitivity_write_theirs(tmp_path):
    one = ("--workers", "1")
    study = tmp_path / "mine.yaml"
    study.write_text(
        "scenario: china-2018\npeople: 2000\ndays: 14\nvary: {gates.avoidance: [0, 0.8]}\nmeasures: [refusals]\n",
        encoding="utf-8",
    )
    menu = ("--safeguards", "essential_services,expiry", "--measure", "refusals")
    for words, says in (
        (("rank", "china-2018", *menu, *SMALL, *one), "never to be added up"),
        (("sweep", str(study), *one), "2 worlds of"),
    ):
        file = tmp_path / f"{words[0]}.html"
        done = typed(*words, "--report", str(file))
        assert done.exit_code == 0, done.output
        assert says in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["compare", "rank", "sensitivity", "verdict"])
def test_a_place_where_no_report_can_lie_is_refused_before_anything_runs(command, tmp_path, monkeypatch):
    from glasshouse.run import here

    def never(*_, **__):
        raise AssertionError("a world was run")

    monkeypatch.setattr(here, "simulate", never)
    gone = tmp_path / "none" / "x.html"
    protected = ("--with", "appeal") if command in ("compare", "verdict") else ()
    done = typed(command, "china-2018", *protected, *SMALL, "--report", str(gone))
    assert done.exit_code == 2
    assert "there is no folder" in done.stderr and "--report" in done.stderr
