"""The door: wrong input is 2, failure 1, interruption 130, and no traceback leaves unless it is asked for."""

from __future__ import annotations

import errno

import pytest
import typer
from typer.testing import CliRunner

from glasshouse.base.errors import BadValue, EngineError
from glasshouse.cli.app import app
from glasshouse.cli.door import Door, answer


def a_command_that_raises(error: BaseException) -> typer.Typer:
    little = typer.Typer(cls=Door, pretty_exceptions_enable=False)

    @little.callback()
    def house() -> None:
        """A house."""

    @little.command()
    def fail() -> None:
        raise error

    return little


def test_wrong_input_leaves_with_code_2_and_its_paragraph() -> None:
    error = BadValue("--people 0 is too few", allowed="1 or more", next_step="Give more people")
    result = CliRunner().invoke(a_command_that_raises(error), ["fail"])
    assert result.exit_code == 2
    assert result.stderr == "glasshouse: --people 0 is too few. Allowed: 1 or more. Give more people.\n"
    assert result.stdout == ""


def test_a_broken_promise_of_the_engine_leaves_with_code_1() -> None:
    result = CliRunner().invoke(a_command_that_raises(EngineError("rows overflow")), ["fail"])
    assert result.exit_code == 1
    assert "rows overflow" in result.stderr


def test_an_interruption_leaves_with_code_130_and_says_so() -> None:
    result = CliRunner().invoke(a_command_that_raises(KeyboardInterrupt()), ["fail"])
    assert result.exit_code == 130
    assert "Interrupted" in result.stderr


def test_a_fault_of_ours_shows_no_traceback_and_says_how_to_see_it() -> None:
    result = CliRunner().invoke(a_command_that_raises(ZeroDivisionError("by zero")), ["fail"])
    assert result.exit_code == 1
    assert "Traceback" not in result.stderr
    assert "--debug" in result.stderr


def test_debug_shows_the_traceback_wherever_it_stands() -> None:
    for words in (["--debug", "fail"], ["fail", "--debug"]):
        result = CliRunner().invoke(a_command_that_raises(ZeroDivisionError("by zero")), words)
        assert result.exit_code == 1
        assert "Traceback" in result.stderr


def test_a_message_is_not_read_as_markup() -> None:
    result = CliRunner().invoke(a_command_that_raises(BadValue("regions [red] are unknown")), ["fail"])
    assert "regions [red] are unknown" in result.stderr


def test_a_full_disk_is_said_in_words() -> None:
    lines, code = answer(OSError(errno.ENOSPC, "No space left on device", "runs/x"))
    assert code == 1
    assert "disk is full" in lines[0]
    assert "runs/x" in lines[0]


def test_a_machine_out_of_memory_is_said_in_words() -> None:
    lines, code = answer(MemoryError())
    assert code == 1
    assert "--people" in lines[0]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["rn", "china-2018"], "'run'"),
        (["run"], "SCENARIO"),
        (["run", "china-2018", "--poeple", "5"], "--people"),
        (["run", "china-2018", "--people", "nan"], "not a whole number"),
        (["run", "china-2018", "--people", "1.5"], "not a whole number"),
        (["run", "china-2018", "--days", "many"], "not a whole number"),
        (["run", "china-2018", "--set", "rating.grace_days"], "NAME=NUMBER"),
        (["run", "china-2018", "--set", "rating.grace_days=nan"], "not a finite number"),
        (["run", "china-2018", "--set", "rating.grace_days=ten"], "not a number"),
        (["run", "china-2018", "--set", "a.b=1", "--set", "a.b=2"], "given twice"),
    ],
)
def test_a_command_that_is_written_wrong_leaves_with_code_2_and_says_what_is_wrong(
    words: list[str], says: str
) -> None:
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stdout == ""


def test_help_lists_every_command_of_the_laboratory() -> None:
    result = CliRunner().invoke(app, ["--help"])
    assert result.exit_code == 0
    for command in (
        "run", "plan", "explain", "report", "verify", "query", "parameters", "scenarios", "show", "check",
        "new", "schema", "version",
    ):  # fmt: skip
        assert f" {command} " in result.stdout


def test_version_names_the_libraries_that_numbers_depend_on() -> None:
    result = CliRunner().invoke(app, ["version", "--json"])
    assert result.exit_code == 0
    for name in ("glasshouse", "python", "numba", "numpy", "polars"):
        assert f'"{name}"' in result.stdout
