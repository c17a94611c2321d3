"""What the commands that run many worlds share: their options, the world they start from, what they say meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from glasshouse.cli.options import settings, whole_number

if TYPE_CHECKING:
    from glasshouse.experiments.worlds import World

Measure = Annotated[
    str, typer.Option("--measure", "-m", metavar="MEASURE", help="A harm, a cost or a description.")
]
Given = Annotated[
    list[str] | None,
    typer.Option("--given", metavar="SAFEGUARDS", help="Safeguards that are there in every world; A,B,C."),
]
Keep = Annotated[
    str | None,
    typer.Option(
        "--keep", metavar="DIR", help="Keep finished worlds here; the same command goes on from it."
    ),
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", metavar="N", parser=whole_number, help="Processes; every core if not given."),
]
Few = Annotated[
    int,
    typer.Option("--people", "-p", metavar="N", parser=whole_number, help="Synthetic people of each world."),
]
Only = Annotated[
    list[str] | None,
    typer.Option(
        "--only", metavar="NAMES", help="Parameters to vary, A,B,C; every assumed one if not given."
    ),
]


def world_of(
    scenario: str,
    people: int,
    days: int | None,
    seed: int,
    set_: list[str] | None = None,
    assume: list[str] | None = None,
    with_: list[str] | None = None,
) -> World:
    """Returns the world that the options describe."""
    from glasshouse.experiments.worlds import World
    from glasshouse.safeguards import asked

    world = World(scenario, people, days, seed, safeguards=tuple(use.text for use in asked(with_ or ())))
    return world.having(set=settings(set_), assume=settings(assume))


def reportable(report: str | None) -> None:
    """Refuses a place where no report can lie, before anything long begins."""
    if report is not None:
        from glasshouse.report.answers.layout import place

        place(report)


def reported(done: Any, report: str | None) -> None:
    """Writes the report of what was found, and says on standard error where it is."""
    if report is not None:
        from glasshouse.report.answers import page

        typer.echo(f"report: {page(done).write(report)}", err=True)


def answered(done: Any, json: bool, shown: Callable[[Any], None], report: str | None = None) -> None:
    """Writes the report if one is asked for, and prints what was found: as JSON, or as `shown` shows it to people."""
    from glasshouse.cli.printing import print_json

    reported(done, report)
    if json:
        print_json(done.as_dict())
    else:
        shown(done)


def listed(given: list[str] | None) -> list[str]:
    """Names as they were listed: repeated, or A,B,C."""
    return [name.strip() for part in given or () for name in part.split(",") if name.strip()]


def phases(quiet: bool) -> Any:
    """Says each phase on standard error, so that `--json` keeps standard output."""
    return None if quiet else lambda name: typer.echo(f"  {name}", err=True)


def worlds(quiet: bool, what: str = "worlds") -> Any:
    """Says how far a study, or a search, has come, now and then, on standard error."""
    import time

    last = [0.0]

    def told(done: int, of: int, left: float | None = None) -> None:
        if time.monotonic() - last[0] > 5 or done == of:
            last[0] = time.monotonic()
            wait = "" if left is None else f", {left:,.0f} s left"
            typer.echo(f"  {done:,} of {of:,} {what}{wait}", err=True)

    return None if quiet else told
