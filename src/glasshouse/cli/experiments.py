"""The commands that run many worlds: safeguards, compare, twin, sweep, rank, sensitivity, verdict, calibrate, loops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from glasshouse.cli.options import (
    AsJson,
    Assume,
    Days,
    People,
    Perfect,
    ReportTo,
    RunFolder,
    Scenario,
    Seed,
    Set,
    Threads,
    With,
    Without,
    settings,
    whole_number,
)
from glasshouse.cli.scale import Cluster, spread

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
Study = Annotated[str, typer.Argument(metavar="STUDY.yaml", help="A study file.", show_default=False)]


def safeguards(
    show: Annotated[
        str | None,
        typer.Argument(metavar="[show]", help="The word `show`, to read about one.", show_default=False),
    ] = None,
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="A safeguard.", show_default=False)
    ] = None,
    json: AsJson = False,
) -> None:
    """List the safeguards, or read about one: `glasshouse safeguards show appeal`."""
    from glasshouse import safeguards as shelf
    from glasshouse.cli import printing

    if show is not None:
        one = shelf.read(name if show == "show" and name else show)
        if json:
            printing.print_json(one.as_dict())
        else:
            _portrait(one)
        return
    every = shelf.everything()
    if json:
        printing.print_json({"safeguards": [one.as_dict() for one in every]})
        return
    rows = printing.table("safeguard", "link", "what it is", "meant to move", "who asks for it")
    for one in every:
        aim = f"{one.meant.measure} {one.meant.direction} by {one.meant.by:.0%}"
        law = printing.clipped(one.laws[0].anchor, 48)
        rows.add_row(one.name, one.link, printing.escaped(one.title), aim, law)
    printing.show(
        rows, "`glasshouse safeguards show NAME` tells more; `--with NAME=STRENGTH` puts one into a run."
    )


def _portrait(one: Any) -> None:
    """Everything that is known of a safeguard, in reading order."""
    from glasshouse.cli import printing

    unread = " (cited from general knowledge)"
    laws = [f"{law.anchor} ({law.date}): {law.demands}{'' if law.checked else unread}" for law in one.laws]
    cost = [
        one.cost.staff,
        f"Delay: {one.cost.delay}",
        f"Money: {one.cost.money}",
        f"Lost: {one.cost.misses}",
    ]
    meant = one.meant
    aim = f"{meant.measure} {meant.direction} by {meant.by:.0%} or more in {meant.scenario}"
    printing.show(f"[bold]{one.name}[/bold]: {printing.escaped(one.title)}", printing.escaped(one.says))
    if one.change_of_law:
        printing.show("", f"Would need a change of law. {printing.escaped(one.change_of_law)}")
    for title, lines in (
        ("Changes, at full strength", [f"{change.says()} ({change.why})" for change in one.changes]),
        ("Who asks for it", laws),
        ("Costs", cost),
        ("Fails", [f"{way.how} ({', '.join(way.worse)}; {way.source})" for way in one.failures]),
        ("Is meant to move", [aim]),
        ("Beside others", [f"{other}: {text}" for other, text in (one.beside | one.needs).items()]),
    ):
        if lines:
            printing.show("", printing.bullets(title, lines))


def compare(
    scenario: Scenario,
    with_: With = None,
    against: Annotated[
        str | None, typer.Option("--against", metavar="SCENARIO2", help="Another scenario as the first world.")
    ] = None,
    given: Given = None,
    people: People = 1_000_000,
    days: Days = None,
    seed: Seed = 1,
    seeds: Annotated[
        int, typer.Option("--seeds", metavar="K", parser=whole_number, help="How many kinds of luck.")
    ] = 1,
    set_: Set = None,
    assume: Assume = None,
    without: Without = None,
    perfect: Perfect = False,
    errors: Annotated[
        bool, typer.Option("--errors", help="Also what errors and the hardship spiral caused; four runs more.")
    ] = False,
    split: Annotated[
        bool, typer.Option("--split/--no-split", help="Split the effect into direct effect and spillover.")
    ] = True,
    threads: Threads = None,
    cluster: Cluster = None,
    report: ReportTo = None,
    json: AsJson = False,
) -> None:  # fmt: skip
    """Compare two worlds with the same people and luck: a scenario, and the same with safeguards."""
    from glasshouse.cli import printing
    from glasshouse.experiments import pair

    _reportable(report)
    base, changed = pair.worlds(
        scenario, with_ or (), against=against, given=_listed(given), people=people, days=days, seed=seed,
        set=settings(set_), assume=settings(assume), without=tuple(without or ()), perfect=perfect,
    )  # fmt: skip
    with spread(cluster):
        done = pair.compare(
            base, changed, seeds=seeds, threads=threads, split=split, errors=errors, told=_phase(json)
        )
    _reported(done, report)
    if json:
        printing.print_json(done.as_dict())
        return
    _print_comparison(done)


def _print_comparison(done: Any) -> None:
    from glasshouse.cli import printing

    rows = printing.table(
        "measure", "kind", "without", "with", "difference", "95 %", "direct", "spillover",
        right=("without", "with", "difference", "direct", "spillover"),
    )  # fmt: skip
    for one in done.measures.iter_rows(named=True):
        if not one["difference"] or one["kind"] == "description":
            continue
        interval = (
            "" if one["low"] is None else f"{printing.figure(one['low'])} to {printing.figure(one['high'])}"
        )
        numbers = (printing.figure(one[name]) for name in ("base", "changed", "difference"))
        parts = (printing.figure(one[name]) for name in ("direct", "spillover"))
        rows.add_row(one["measure"], one["kind"].replace("_", " "), *numbers, interval, *parts)
    printing.show(rows)
    if done.people is not None:
        printing.show(
            f"{done.people.changed:,.0f} of {done.base.people:,} lives changed at all; {done.people.better:,.0f} "
            f"people suffered fewer harms ({done.people.spared:,.0f} in all), {done.people.worse:,.0f} more "
            f"({done.people.added:,.0f} in all), {_under()}."
        )
    if done.direct is not None:
        printing.show(
            f"Directly, while climate and queues stay as they were: {done.direct.better:,.0f} people fewer, "
            f"{done.direct.worse:,.0f} more. The rest comes through everybody else."
        )
    printing.show(printing.bullets("Worth knowing", done.warnings))


def _under() -> str:
    from glasshouse.experiments.pair import UNDER

    return UNDER


def twin(
    run_a: RunFolder,
    run_b: Annotated[
        str, typer.Argument(metavar="RUN_B", help="The folder of the other run.", show_default=False)
    ],
    person: Annotated[
        str | None,
        typer.Argument(metavar="[PERSON]", help="A synthetic person's number.", show_default=False),
    ] = None,
    find: Annotated[
        str | None,
        typer.Option("--find", metavar="WHAT", help="People spared or struck: spared-wrongful-refusal."),
    ] = None,
    report: ReportTo = None,
    json: AsJson = False,
) -> None:
    """Tell one synthetic person's two lives side by side, from the first event that differs."""
    from glasshouse.cli import printing
    from glasshouse.experiments import twin as twins

    if find is not None:
        found = twins.find(run_a, run_b, find)
        if json:
            printing.print_json({"find": find, "people": found, "under": twins.UNDER})
            return
        printing.show(*([str(one) for one in found] or ["Nobody among those looked at."]))
        return
    if person is None:
        raise typer.BadParameter("Give the number of a person, or --find spared-wrongful-refusal.")
    _reportable(report)
    told = twins.twin(run_a, run_b, whole_number(person))
    _reported(told, report)
    limits = twins.coupled(run_a, run_b)
    if json:
        printing.print_json(told.as_dict() | {"bounds": [vars(one) for one in limits]})
        return
    rows = printing.table("", "first life", "second life")
    for day, first, second in twins.side_by_side(told):
        rows.add_row(day, printing.escaped(first), printing.escaped(second))
    shared = [f"{line['when']}: {line['text']}" for line in told.before[-4:]]
    printing.show(printing.bullets(f"Both lives ({told.under})", shared), printing.escaped(told.reason), rows)
    printing.show(
        twins.LIMITS, printing.bullets("Whatever couples the two worlds", [one.says() for one in limits])
    )


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
    from glasshouse.cli import printing
    from glasshouse.experiments import rank as ranks

    _reportable(report)
    with spread(cluster):
        done = ranks.rank(
            _world(scenario, people, days, seed, set_, assume), measure=measure, menu=_listed(safeguards),
            given=_listed(given), folder=keep, workers=workers, told=_worlds(json),
        )  # fmt: skip
    _reported(done, report)
    if json:
        printing.print_json(done.as_dict())
        return
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
    from glasshouse.cli import printing
    from glasshouse.experiments import sensitivity as sense

    _reportable(report)
    world = _world(scenario, people, days, seed, set_, assume, with_)
    with spread(cluster):
        done = sense.sensitivity(
            world, measure, quick=quick, only=_listed(only), folder=keep, workers=workers, told=_worlds(json)
        )
    _reported(done, report)
    if json:
        printing.print_json(done.as_dict())
        return
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
    from glasshouse.cli import printing
    from glasshouse.experiments import verdict as verdicts

    _reportable(report)
    said = verdicts.claim(_world(scenario, people, days, seed), with_ or (), measure, by, _listed(given))
    with spread(cluster):
        card = verdicts.verdict(
            said, points=points, only=_listed(only), folder=keep, workers=workers, told=_worlds(json)
        )
    _reported(card, report)
    if json:
        printing.print_json(card.as_dict())
        return
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
    from glasshouse.cli import printing
    from glasshouse.experiments import sweep as sweeps

    _reportable(report)

    def announce(worlds: int, finished: int, seconds: float) -> None:
        typer.echo(
            f"{worlds:,} worlds, {finished:,} finished already, about {seconds:,.0f} s to go.", err=True
        )

    with spread(cluster):
        done = sweeps.sweep(
            study, folder=out, workers=workers, yes=yes, announced=announce, told=_worlds(json)
        )
    _reported(done, report)
    if json:
        printing.print_json(done.as_dict())
        return
    printing.show(f"{done.table.height:,} worlds, {done.ran:,} run now, {done.failed:,} failed: {done.file}")


def calibrate(
    study: Study, keep: Keep = None, workers: Workers = None, cluster: Cluster = None, json: AsJson = False
) -> None:
    """Find the parameter values that published figures cannot rule out."""
    from glasshouse.cli import printing
    from glasshouse.experiments import calibrate as calibrations

    with spread(cluster):
        done = calibrations.calibrate(study, folder=keep, workers=workers, told=_worlds(json))
    if json:
        printing.print_json(done.as_dict())
        return
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
    from glasshouse.cli import printing
    from glasshouse.experiments import loops as bench

    world = _world(scenario, people, days, seed, set_)
    with spread(cluster):
        done = bench.loops(world, threads=threads, told=_phase(json))
    if json:
        printing.print_json(done.as_dict())
        return
    columns = ("without", "with", "contributes", "low", "high")
    rows = printing.table("loop", "in it", "measure", *columns, right=columns)
    for one in done.table.iter_rows(named=True):
        there = "yes" if one["in_scenario"] else "no"
        rows.add_row(one["loop"], there, one["measure"], *(printing.figure(one[name]) for name in columns))
    printing.show(rows, "`in it`: whether the scenario has the loop; where not, it was closed to see it.")


def _world(
    scenario: str,
    people: int,
    days: int | None,
    seed: int,
    set_: list[str] | None = None,
    assume: list[str] | None = None,
    with_: list[str] | None = None,
) -> World:
    from glasshouse.experiments.worlds import World
    from glasshouse.safeguards import asked

    world = World(scenario, people, days, seed, safeguards=tuple(use.text for use in asked(with_ or ())))
    return world.having(set=settings(set_), assume=settings(assume))


def _reportable(report: str | None) -> None:
    """Refuses a place where no report can lie, before anything long begins."""
    if report is not None:
        from glasshouse.report.answers.layout import place

        place(report)


def _reported(done: Any, report: str | None) -> None:
    """Writes the report of what was found, and says on standard error where it is."""
    if report is not None:
        from glasshouse.report.answers import page

        typer.echo(f"report: {page(done).write(report)}", err=True)


def _listed(given: list[str] | None) -> list[str]:
    """Names as they were listed: repeated, or A,B,C."""
    return [name.strip() for part in given or () for name in part.split(",") if name.strip()]


def _phase(quiet: bool) -> Any:
    """Says each phase on standard error, so that `--json` keeps standard output."""
    return None if quiet else lambda name: typer.echo(f"  {name}", err=True)


def _worlds(quiet: bool) -> Any:
    """Says how far a study has come, now and then, on standard error."""
    import time

    last = [0.0]

    def told(done: int, of: int, left: float) -> None:
        if time.monotonic() - last[0] > 5 or done == of:
            last[0] = time.monotonic()
            typer.echo(f"  {done:,} of {of:,} worlds, {left:,.0f} s left", err=True)

    return None if quiet else told
