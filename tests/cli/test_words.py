"""How words on the command line become numbers, and numbers become words."""

from __future__ import annotations

import doctest
import io
import json
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
import typer

from glasshouse.cli import door, options, printing, progress


@pytest.mark.parametrize("module", [door, options, printing, progress], ids=lambda module: module.__name__)
def test_the_examples_in_the_docstrings_are_true(module: object) -> None:
    failed, tried = doctest.testmod(module)  # type: ignore[arg-type]
    assert tried > 0
    assert failed == 0


@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "1e400", "", "1__000", "0x10", "1,00", "1.5", "one"])
def test_what_is_not_a_whole_number_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        options.whole_number(text)


def test_a_count_may_be_huge_and_stays_exact() -> None:
    assert options.whole_number("99999999999999999999999") == 99999999999999999999999


def test_one_json_object_has_no_nan_and_keeps_chinese_names(capsys: pytest.CaptureFixture[str]) -> None:
    printing.print_json(
        {"name": "山东", "low": np.float64("nan"), "rows": np.arange(2), "start": date(2018, 1, 1)}
    )
    printed = capsys.readouterr().out
    assert "山东" in printed
    assert json.loads(printed) == {"name": "山东", "low": None, "rows": [0, 1], "start": "2018-01-01"}


def test_a_log_gets_a_line_now_and_then_and_not_one_a_week(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = iter([0.0, *(float(week) for week in range(1, 53))])
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: next(now)))  # nobody else's clock
    with progress.Lines() as watcher:
        watcher.phase("simulate")
        for week in range(1, 53):
            watcher.week(week, 52, week * 7e6, float(week))
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "week 10 of 52, 7 million person-days/s, about 42 s left"
    assert len(lines) == 5


def test_a_terminal_sees_the_week_the_speed_and_the_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    screen.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("TERM", "xterm")
    with progress.watcher() as watcher:
        assert isinstance(watcher, progress.Bars)
        watcher.phase("simulate")
        watcher.week(26, 52, 26 * 7e6, 26.0)
        watcher.phase("report")
    seen = screen.getvalue()
    assert "week 26 of 52" in seen
    assert "7 million person-days/s" in seen
    assert "drawing the report" in seen


def test_quiet_says_nothing_but_knows_how_far_it_came(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.watcher(quiet=True) as watcher:
        watcher.phase("simulate")
        watcher.week(3, 9, 1.0, 1.0)
    assert capsys.readouterr().err == ""
    assert (watcher.weeks_done, watcher.weeks) == (3, 9)
