"""The commands that simulate or say what would be simulated: `run` and `plan`."""

from __future__ import annotations

from glasshouse.cli.options import (
    AsJson,
    Assume,
    Days,
    Out,
    People,
    Perfect,
    Quiet,
    Scenario,
    Seed,
    Set,
    Threads,
    With,
    Without,
    settings,
)
from glasshouse.cli.scale import CheckpointEvery, Cluster, Device, StateIn


def run(
    scenario: Scenario,
    people: People = 1_000_000,
    days: Days = None,
    seed: Seed = 1,
    set_: Set = None,
    without: Without = None,
    with_: With = None,
    assume: Assume = None,
    perfect: Perfect = False,
    threads: Threads = None,
    out: Out = None,
    checkpoint_every: CheckpointEvery = None,
    state_in: StateIn = None,
    cluster: Cluster = None,
    device: Device = "cpu",
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """Simulate a scenario, write run folder and report, and print what the apparatus did."""
    import glasshouse as gh
    from glasshouse.cli import progress, summary

    values = settings(set_)
    with progress.watcher(quiet) as watcher:
        done = gh.run(
            scenario,
            people=people,
            days=days,
            seed=seed,
            set=values,
            without=tuple(without or ()),
            perfect=perfect,
            safeguards=tuple(with_ or ()),
            assume=settings(assume),
            threads=threads,
            out=out,
            report=True,
            watcher=watcher,
            checkpoint_every=checkpoint_every,
            state_in=state_in,
            cluster=cluster,
            device=device,
        )
    summary.answer(done, json, quiet)


def plan(
    scenario: Scenario,
    people: People = 1_000_000,
    days: Days = None,
    seed: Seed = 1,
    set_: Set = None,
    without: Without = None,
    with_: With = None,
    assume: Assume = None,
    perfect: Perfect = False,
    json: AsJson = False,
) -> None:
    """Print the week as a table: mechanisms, kinds of event, upper rates, what is read, written and drawn."""
    import glasshouse as gh
    from glasshouse.api.week import week as of
    from glasshouse.cli import printing

    made = gh.plan(
        scenario, people=people, days=days, seed=seed, set=settings(set_), without=tuple(without or ()),
        perfect=perfect, safeguards=tuple(with_ or ()), assume=settings(assume),
    )  # fmt: skip
    week = of(made)
    if json:
        printing.print_json({"scenario": made.scenario.name, "command": made.command(), "week": week})
        return
    rows = printing.table("mechanism", "kind of event", "at most a year", "reads", "writes", "streams")
    for row in week:
        kinds = "\n".join(kind["kind"].replace("_", " ") for kind in row["kinds"])
        rates = "\n".join(_rate(*kind["upper_rate_per_year"]) for kind in row["kinds"])
        name = row["mechanism"] if row["on"] else f"{row['mechanism']} (off)"
        rows.add_row(name, kinds, rates, *(", ".join(row[key]) for key in ("reads", "writes", "streams")))
        rows.add_section()
    note = "At most a year: candidates for the least and the busiest person; scenario and state accept some."
    printing.show(rows, note, printing.escaped(made.command()))


def _rate(least: float, most: float) -> str:
    """An upper rate as a range over people."""
    from glasshouse.cli.printing import figure

    return figure(most) if least == most else f"{figure(least)} – {figure(most)}"
