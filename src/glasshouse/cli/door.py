"""The door of the command line: every command passes here, and no traceback leaves.

Exit codes: 0 done, 1 failure, 2 wrong input, 130 interrupted (128 + SIGINT, as shells expect).
"""

from __future__ import annotations

import errno
import sys
import traceback
from collections.abc import Iterable, Sequence
from typing import Any

import typer
from typer.core import TyperGroup

FAILURE, WRONG_INPUT, INTERRUPTED = 1, 2, 130


class Door(TyperGroup):
    """The group of all commands: turns what went wrong into one readable line and an exit code."""

    debug = False

    def main(self, args: Sequence[str] | None = None, *more: Any, **named: Any) -> Any:
        """Take `--debug` from wherever it stands, then run; Ctrl-C while still loading is answered too."""
        words = list(sys.argv[1:] if args is None else args)
        self.debug = "--debug" in words
        try:
            return super().main(_as_typer_reads(words), *more, **named)
        except KeyboardInterrupt:
            complain(["Interrupted before anything was started."])
            raise SystemExit(INTERRUPTED) from None

    def invoke(self, ctx: Any) -> Any:
        """Run one command; say in one paragraph what failed.

        Raises:
            typer.Exit: with the exit code of the error (see the module's first lines).
        """
        try:
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort):
            raise
        except (Exception, KeyboardInterrupt) as error:
            if isinstance(error, OSError) and error.errno == errno.EPIPE:
                raise  # `glasshouse parameters | head`: Typer ends quietly
            if self.debug:
                traceback.print_exc()
            lines, code = answer(error)
            complain(lines)
            raise typer.Exit(code) from None


def answer(error: BaseException) -> tuple[list[str], int]:
    """What to say about an error, and the exit code.

    >>> answer(KeyboardInterrupt())
    (['Interrupted. Nothing that was already on disk was changed.'], 130)
    """
    from glasshouse.base.errors import GlasshouseError

    if isinstance(error, GlasshouseError):
        return [str(error)], int(error.exit_code)
    if _is_usage_error(error):
        return _usage(error), WRONG_INPUT
    if isinstance(error, KeyboardInterrupt):
        said = str(error) or "Interrupted. Nothing that was already on disk was changed."
        return [said], INTERRUPTED
    if isinstance(error, MemoryError):
        return ["The machine ran out of memory. Ask for fewer --people, or close other programs."], FAILURE
    if isinstance(error, OSError):
        return [_system_says(error)], FAILURE
    kind = type(error).__name__
    return [
        f"Internal error ({kind}: {error}).",
        "This is a fault of Glasshouse, not of your input. The same command with --debug shows where it is.",
    ], FAILURE


def complain(lines: Iterable[str]) -> None:
    """Print to standard error, the first line marked; plain text, so that no name is taken for markup."""
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True, soft_wrap=True, highlight=False)
    for number, line in enumerate(lines):
        mark = Text("glasshouse: ", style="bold red") if number == 0 else Text("  ")
        console.print(mark + Text(line))


def _system_says(error: OSError) -> str:
    """The operating system's complaint in a sentence, with the next step for the commonest."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno == errno.ENOSPC:
        return f"The disk is full{where}. Free some space or give another folder with --out."
    return f"{error.strerror or error}{where}."


def _is_usage_error(error: BaseException) -> bool:
    """True for Typer's own errors about how a command was written (an unknown option, a missing argument)."""
    return hasattr(error, "format_message") and hasattr(error, "ctx")


def _usage(error: Any) -> list[str]:
    """The message of a usage error, and where to read on; without the frame that would break long names."""
    lines = [error.format_message()]
    if error.ctx is not None:
        lines.append(f"`{error.ctx.command_path} --help` lists the options.")
    return lines


def _as_typer_reads(words: Sequence[str]) -> list[str]:
    """Take out `--debug`, and write `--find=HARM` as `--find HARM`, since `--find` may also stand alone."""
    read: list[str] = []
    for word in words:
        if word.startswith("--find="):
            read += ["--find", word.removeprefix("--find=")]
        elif word != "--debug":
            read.append(word)
    return read
