"""The commands that run many worlds: `rank`, `sensitivity`, `verdict`, `sweep`, `calibrate`, `loops`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from glasshouse.cli.options import (
    AsJson,
    Assume,
    Days,
    ReportTo,
    Scenario,
    Seed,
    Set,
    Threads,
    With,
    whole_number,
)
from glasshouse.cli.scale import Cluster, spread
from glasshouse.cli.worlds import (
    Few,
    Given,
    Keep,
    Measure,
    Only,
    Workers,
    answered,
    listed,
    phases,
    reportable,
    world_of,
    worlds,
)

if TYPE_CHECKING:
    from glasshouse.experiments.calibrate import Calibrated
    from glasshouse.experiments.loops import Bench
    from glasshouse.experiments.rank import Ranking
    from glasshouse.experiments.sensitivity import Sensitivity
    from glasshouse.experiments.sweep import Swept
    from glasshouse.experiments.verdict import Card

Study = Annotated[str, typer.Argument(metavar="STUDY.yaml", help="A study file.", show_default=False)]


def rank(
    scenario: Scenario,
    measure: Measure = "people_wrongly_refused",
    safeguards: Annotated[
        list[str] | None, typer.Option("--safeguards", metavar="A,B,...", help="The menu; all if not given.")
    ] = None,
    given: Given = None,
    people: Few = 100_000,
    days: Days = None,
    seed: Seed = 1,
    set_: Set = None,
    assume: Assume = None,
    keep: Keep = None,
    workers: Workers = None,
    cluster: Cluster = None,
    report: ReportTo = None,
    json: AsJson = False,
) -> None:
    """Rank safeguards by what each spares: Shapley values, first-in, last-in, interactions, effect per cost."""
    from glasshouse.experiments import rank as ranks

    reportable(report)
    with spread(cluster):
        done = ranks.rank(
            world_of(scenario, people, days, seed, set_, assume), measure=measure, menu=listed(safeguards),
            given=listed(given), folder=keep, workers=workers, told=worlds(json),
        )  # fmt: skip
    answered(done, json, _print_ranking, report)


def _print_ranking(done: Ranking) -> None:
    from glasshouse.cli import printing

    columns = ("shapley", "low", "high", "first_in", "last_in", "cost", "effect_per_cost")
    rows = printing.table("safeguard", *columns, right=columns)
    for one in done.table.iter_rows(named=True):
        rows.add_row(one["safeguard"], *(printing.figure(one[name]) for name in columns))
    total = f"{done.measure}: {printing.figure(done.base)} with none of them, {printing.figure(done.all)} with all."
    printing.show(rows, total, done.says)
    pairs = [
        f"{x['one']} and {x['other']}: {printing.figure(x['interaction'])}"
        for x in done.interactions.head(5).to_dicts()
    ]
    printing.show(printing.bullets("Strongest interactions", pairs))


def sensitivity(
    scenario: Scenario,
    measure: Measure = "people_wrongly_refused",
    quick: Annotated[bool, typer.Option("--quick", help="One assumption at a time only.")] = False,
    only: Only = None,
    people: Few = 20_000,
    days: Days = None,
    seed: Seed = 1,
    with_: With = None,
    set_: Set = None,
    assume: Assume = None,
    keep: Keep = None,
    workers: Workers = None,
    cluster: Cluster = None,
    report: ReportTo = None,
    json: AsJson = False,
) -> None:
    """Find the unmeasured assumption on which a measure hangs: one at a time, Morris, Sobol."""
    from glasshouse.experiments import sensitivity as sense

    reportable(report)
    world = world_of(scenario, people, days, seed, set_, assume, with_)
    with spread(cluster):
        done = sense.sensitivity(
            world, measure, quick=quick, only=listed(only), folder=keep, workers=workers, told=worlds(json)
        )
    answered(done, json, _print_sensitivity, report)


def _print_sensitivity(done: Sensitivity) -> None:
    from glasshouse.cli import printing

    columns = ("low", "high", "at_low", "at_high", "swing")
    rows = printing.table("assumption", "grade", *columns, right=columns)
    for one in done.alone.head(15).iter_rows(named=True):
        rows.add_row(one["parameter"], one["grade"], *(printing.figure(one[name]) for name in columns))
    printing.show(rows, printing.escaped(done.says()))
    if done.indices is not None:
        shares = [
            f"{x['parameter']}: first {x['first']:.2f}, total {x['total']:.2f}"
            for x in done.indices.to_dicts()
        ]
        printing.show(printing.bullets("Share of the variance (Sobol)", shares))


def verdict(
    scenario: Scenario,
    with_: With = None,
    measure: Measure = "people_wrongly_refused",
    by: Annotated[
        float | None, typer.Option("--by", metavar="SHARE", help="By which share of its value at least.")
    ] = None,
    given: Given = None,
    only: Only = None,
    points: Annotated[
        int, typer.Option("--points", metavar="N", parser=whole_number, help="Points of the plausible space.")
    ] = 32,
    people: Few = 20_000,
    days: Days = None,
    seed: Seed = 1,
    keep: Keep = None,
    workers: Workers = None,
    cluster: Cluster = None,
    report: ReportTo = None,
    json: AsJson = False,
) -> None:
    """Judge a claim such as "appeal lowers wrongful refusals": where it holds, and what flips it."""
    from glasshouse.experiments import verdict as verdicts

    reportable(report)
    said = verdicts.claim(world_of(scenario, people, days, seed), with_ or (), measure, by, listed(given))
    with spread(cluster):
        card = verdicts.verdict(
            said, points=points, only=listed(only), folder=keep, workers=workers, told=worlds(json)
        )
    answered(card, json, _print_card, report)


def _print_card(card: Card) -> None:
    from glasshouse.cli import printing

    printing.show(printing.escaped(card.says()))
    printing.show(printing.bullets("What flips it", [flip.says() for flip in card.flips]))


def sweep(
    study: Study,
    out: Annotated[
        str | None,
        typer.Option("--out", "-o", metavar="DIR", help="Where worlds and table go.", show_default=False),
    ] = None,
    workers: Workers = None,
    cluster: Cluster = None,
    yes: Annotated[bool, typer.Option("--yes", help="Start even if it takes more than an hour.")] = False,
    report: ReportTo = None,
    json: AsJson = False,
) -> None:
    """Run every world of a study file; interrupted, it goes on where it was."""
    from glasshouse.experiments import sweep as sweeps

    reportable(report)

    def announce(worlds: int, finished: int, seconds: float) -> None:
        typer.echo(
            f"{worlds:,} worlds, {finished:,} finished already, about {seconds:,.0f} s to go.", err=True
        )

    with spread(cluster):
        done = sweeps.sweep(
            study, folder=out, workers=workers, yes=yes, announced=announce, told=worlds(json)
        )
    answered(done, json, _print_sweep, report)


def _print_sweep(done: Swept) -> None:
    from glasshouse.cli import printing

    printing.show(f"{done.table.height:,} worlds, {done.ran:,} run now, {done.failed:,} failed: {done.file}")


def calibrate(
    study: Study, keep: Keep = None, workers: Workers = None, cluster: Cluster = None, json: AsJson = False
) -> None:
    """Find the parameter values that published figures cannot rule out."""
    from glasshouse.experiments import calibrate as calibrations

    with spread(cluster):
        done = calibrations.calibrate(study, folder=keep, workers=workers, told=worlds(json))
    answered(done, json, _print_calibration)


def _print_calibration(done: Calibrated) -> None:
    from glasshouse.cli import printing

    printing.show(printing.escaped(done.says()))


def loops(
    scenario: Scenario,
    people: Few = 100_000,
    days: Days = None,
    seed: Seed = 1,
    set_: Set = None,
    threads: Threads = None,
    cluster: Cluster = None,
    json: AsJson = False,
) -> None:
    """Print what each of six feedback loops contributes: the same luck, with the loop and without."""
    from glasshouse.experiments import loops as bench

    world = world_of(scenario, people, days, seed, set_)
    with spread(cluster):
        done = bench.loops(world, threads=threads, told=phases(json))
    answered(done, json, _print_loops)


def _print_loops(done: Bench) -> None:
    from glasshouse.cli import printing

    columns = ("without", "with", "contributes", "low", "high")
    rows = printing.table("loop", "in it", "measure", *columns, right=columns)
    for one in done.table.iter_rows(named=True):
        there = "yes" if one["in_scenario"] else "no"
        rows.add_row(one["loop"], there, one["measure"], *(printing.figure(one[name]) for name in columns))
    printing.show(rows, "`in it`: whether the scenario has the loop; where not, it was closed to see it.")
