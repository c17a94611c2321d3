"""The commands that simulate or say what would be simulated: `run` and `plan`."""

from __future__ import annotations

import shlex
from typing import Annotated, Any

import typer

from glasshouse.cli.options import AsJson, Days, People, Perfect, Scenario, Seed, Set, Without, settings, whole_number


def run(
    scenario: Scenario,
    people: People = 1_000_000,
    days: Days = 365,
    seed: Seed = 1,
    set_: Set = None,
    without: Without = None,
    perfect: Perfect = False,
    threads: Annotated[
        int | None,
        typer.Option(
            "--threads", "-t", metavar="T", parser=whole_number, help="Default: every core. The result is the same.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        str | None,
        typer.Option("--out", "-o", metavar="DIR", help="The run folder; it must not exist.", show_default=False),
    ] = None,
    json: AsJson = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no table; only where the report is.")] = False,
) -> None:  # fmt: skip
    """Run a scenario: simulate, measure, write the run folder and the report, print what the apparatus did."""
    import glasshouse as gh
    from glasshouse.base.errors import Interrupted
    from glasshouse.cli import printing, progress

    values = settings(set_)
    with progress.watcher(quiet) as watcher:
        try:
            done = gh.run(
                scenario, people=people, days=days, seed=seed, set=values, without=tuple(without or ()),
                perfect=perfect, threads=threads, out=out, report=True, watcher=watcher,
            )  # fmt: skip
        except KeyboardInterrupt:
            watcher.stop()
            raise Interrupted(_how_far(watcher)) from None
    if json:
        return printing.print_json(done.as_dict())
    if quiet:
        return printing.show(f"report: {done.report_path}")
    from glasshouse.cli import summary

    summary.print_run(done)


def _how_far(watcher: Any) -> str:
    """What to say when a run was cut short before it had a folder."""
    if watcher.weeks_done:
        return f"Interrupted after week {watcher.weeks_done} of {watcher.weeks}; nothing was written"
    return "Interrupted before the first week was done; nothing was written"


def plan(
    scenario: Scenario,
    people: People = 1_000_000,
    days: Days = 365,
    seed: Seed = 1,
    set_: Set = None,
    without: Without = None,
    perfect: Perfect = False,
    json: AsJson = False,
) -> None:
    """Print the week as a table: mechanisms, kinds of event, upper rates, what is read, written and drawn."""
    import glasshouse as gh
    from glasshouse.cli import printing

    made = gh.plan(
        scenario, people=people, days=days, seed=seed, set=settings(set_), without=tuple(without or ()),
        perfect=perfect,
    )  # fmt: skip
    week = gh.api.week(made)
    if json:
        return printing.print_json({"scenario": made.scenario.name, "command": made.command(), "week": week})
    rows = printing.table("mechanism", "kind of event", "upper rate", "reads", "writes", "stream", right=("upper rate",))
    for row in week:
        rows.add_row(*(printing.escaped(cell) for cell in row.values()))
    printing.show(rows, f"[dim]{printing.escaped(shlex.join(['glasshouse']))}[/dim]")
