"""What a Python user sees: names that load when used, memory estimated before a run, zeros explained."""

from __future__ import annotations

import doctest
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import glasshouse as gh
from glasshouse.api import memory, zeros
from glasshouse.base.errors import InputError, TooLarge, UnknownName

HEAVY = {"numpy", "numba", "polars", "altair", "pydantic", "jinja2"}


def loaded_by(code: str) -> set[str]:
    """Return the modules that a fresh interpreter has loaded after running `code`."""
    end = "; import sys; print('\\n', *sorted(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code + end], check=True, capture_output=True, text=True)
    return set(ran.stdout.splitlines()[-1].split())


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert loaded_by("import glasshouse") & (HEAVY | {"typer", "rich"}) == set()


def test_help_loads_no_engine_and_no_tables() -> None:
    asked = "from typer.testing import CliRunner; from glasshouse.cli.app import app; "
    loaded = loaded_by(asked + "assert CliRunner().invoke(app, ['--help']).exit_code == 0")
    assert "typer" in loaded and loaded & HEAVY == set()


def test_every_public_name_is_there() -> None:
    for name in gh.__all__:
        assert getattr(gh, name) is not None
        assert name in dir(gh)


def test_an_unknown_name_says_what_there_is() -> None:
    with pytest.raises(AttributeError, match="scenarios"):
        _ = gh.scenario_list


def test_run_and_explain_can_be_called_even_after_their_rooms_were_imported() -> None:
    for name in ("run", "explain"):
        room = importlib.import_module(f"glasshouse.{name}")
        assert getattr(gh, name) is room
        assert callable(room)
    with pytest.raises(UnknownName, match="china-2018"):
        gh.run("china-2081")


def test_wrong_input_is_one_kind_of_error() -> None:
    for wrong in ({"people": 0}, {"days": -1}, {"set": {"rating.grace_days": float("nan")}}):
        with pytest.raises(InputError):
            gh.plan("china-2018", **wrong)  # type: ignore[arg-type]


def test_more_people_than_memory_holds_are_refused_with_what_would_fit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(memory, "available", lambda: 4e9)
    with pytest.raises(TooLarge) as refused:
        gh.run("nothing", people=1_400_000_000, days=7)
    assert "22 GB" in str(refused.value)
    assert "4 GB" in str(refused.value)
    assert f"--people {memory.fits(4e9):_}" in str(refused.value)


def test_what_is_said_to_fit_does_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    for free in (1e9, 4e9, 23e9, 500e9):
        monkeypatch.setattr(memory, "available", lambda free=free: free)
        assert memory.check(memory.fits(free)) <= free
    assert memory.fits(1e6) == 0


def test_a_container_with_less_memory_than_its_machine_counts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    files = {"memory.max": "2000000000\n", "memory.current": "500000000\n"}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(memory, "_LIMITS", (str(tmp_path / "memory.max"),))
    monkeypatch.setattr(memory, "_USED", (str(tmp_path / "memory.current"),))
    assert memory.available() <= 1.5e9


def test_a_process_knows_its_peak_of_memory() -> None:
    assert 10 < memory.peak_mb() < 1e6


def test_examples_of_the_memory_estimate_are_true() -> None:
    assert doctest.testmod(memory).failed == 0


RULES = ("asks_list", "asks_restriction", "asks_exit_ban", "asks_points", "asks_score")


def row(measure: str, link: str, value: float, high: float | None = None) -> dict:
    return {"measure": measure, "link": link, "value": value, "per_100k": value, "high": high}


def test_a_zero_is_explained_by_the_nearest_reason() -> None:
    rows = [
        row("alerts", "cameras", 0),
        row("stops", "cameras", 0),
        row("contagion_points", "rating", 0),
        row("wrongful_refusals", "gates", 0),
        row("refusals_job", "gates", 0),
        row("refusals", "gates", 12),
        row("files_misread", "custody", 0, high=0.3),
        row("files_opened", "custody", 4),
    ]
    values = {"rating.contagion": 0.0, **{f"gates.job.{rule}": 0.0 for rule in RULES}}
    said = zeros.explained(rows, people=1_000_000, days=365, off=["cameras"], regimes=[values], perfect=True)
    assert "refusals" not in said
    assert said["alerts"] == "the mechanism cameras is switched off"
    assert said["contagion_points"] == "closed by rating.contagion = 0"
    assert said["wrongful_refusals"] == "nothing is wrong in a perfect apparatus (--perfect)"
    assert said["refusals_job"] == "closed by gates.job.asks_* = 0"
    lucky = zeros.explained(rows, people=1_000_000, days=365)
    assert lucky["stops"] == "it needs alerts, and there were none"
    assert lucky["files_misread"] == (
        "none among 1,000,000 people in 365 days; at most 0.3 per 100,000 people would also fit (95 %)"
    )


def test_a_gate_with_one_open_rule_is_not_called_closed() -> None:
    closed = {f"gates.flights.{rule}": 0.0 for rule in RULES}
    rows = [row("refusals_flights", "gates", 0)]
    later = closed | {"gates.flights.asks_list": 1.0}
    said = [zeros.explained(rows, people=10, days=7, regimes=each) for each in ([closed], [closed, later])]
    assert ["closed" in reasons["refusals_flights"] for reasons in said] == [True, False]


def test_who_is_asked_is_not_enrolled_unasked() -> None:
    rows = [row("people_enrolled_unasked", "platform", 0)]
    said = zeros.explained(rows, people=10, days=7, regimes=[{"platform.ask_share": 1.0}])
    assert said["people_enrolled_unasked"] == "closed by platform.ask_share = 1"


def test_everything_that_the_zeros_speak_of_exists() -> None:
    from glasshouse.base import ledger
    from glasshouse.measures import MEASURES

    parameters = ledger.load()
    for measure, names in zeros.CLOSED_BY.items():
        assert measure in MEASURES
        assert set(names) <= set(parameters), measure
    assert set(MEASURES) >= zeros.ERRORS_ONLY
    for measure, before in zeros.COMES_FROM.items():
        assert {measure, before} <= set(MEASURES)
