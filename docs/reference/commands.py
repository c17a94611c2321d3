"""The page of commands, from the command line itself."""

from __future__ import annotations

from typing import Any

import typer
from markdown_parts import cell, code, page, table

from glasshouse.cli.app import app

READ = """\
What `glasshouse NAME --help` prints, in one place. Every command that gives numbers takes `--json`: one JSON object and
nothing else. An error names the value, the place, what is allowed and the nearest known name."""


def text() -> str:
    """Return the page."""
    group: Any = typer.main.get_command(app)
    panels: dict[str, list[str]] = {}
    for name, command in group.commands.items():
        panels.setdefault(command.rich_help_panel or "Else", []).append(name)
    parts = [
        part
        for panel, commands in panels.items()
        for part in (f"## {panel}", *(section(name, group.commands[name]) for name in commands))
    ]
    return page("# Commands", READ, *parts)


def section(name: str, command: Any) -> str:
    """Return one command: what it does, how it is called, its options."""
    rows = [row(one) for one in command.params if not getattr(one, "hidden", False)]
    arguments = " ".join(called(one) for one in command.params if one.param_type_name == "argument")
    return page(
        f"### `glasshouse {name}` {{#{name}}}",
        cell_text(command.help),
        f"```text\nglasshouse {name} {arguments} [OPTIONS]\n```".replace("  ", " "),
        table(("argument or option", "default", "what it does"), rows) if rows else "",
    )


def cell_text(help_text: str | None) -> str:
    """Return a command's own words as running text."""
    return " ".join((help_text or "").split())


def called(argument: Any) -> str:
    """Return how an argument is written in a command."""
    name = argument.metavar or argument.name.upper()
    return name if argument.required or name.startswith("[") else f"[{name}]"


def row(one: Any) -> tuple[str, str, str]:
    """Return an argument or an option as cells."""
    names = ", ".join(map(code, one.opts)) if one.param_type_name == "option" else code(called(one))
    names += f" / {', '.join(map(code, one.secondary_opts))}" if one.secondary_opts else ""
    plain = isinstance(one.default, str | int | float) and not isinstance(one.default, bool)
    default = (
        code(f"{one.default:_}" if isinstance(one.default, int) and plain else one.default) if plain else ""
    )
    return names, default, cell(one.help or "")
