"""The commands about two worlds with the same luck: `compare` and `twin`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from glasshouse.cli.options import (
    AsJson,
    Assume,
    Days,
    People,
    Perfect,
    Person,
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
from glasshouse.cli.worlds import Given, answered, listed, phases, reportable, reported

TOLD_APART = 30
"""People spared, below which the spread between blocks is too rough to say by how much pairing narrowed it."""


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
    from glasshouse.experiments import pair

    reportable(report)
    base, changed = pair.worlds(
        scenario, with_ or (), against=against, given=listed(given), people=people, days=days, seed=seed,
        set=settings(set_), assume=settings(assume), without=tuple(without or ()), perfect=perfect,
    )  # fmt: skip
    with spread(cluster):
        done = pair.compare(
            base, changed, seeds=seeds, threads=threads, split=split, errors=errors, told=phases(json)
        )
    answered(done, json, _print_comparison, report)


def _print_comparison(done: Any) -> None:
    from glasshouse.cli import printing
    from glasshouse.experiments.comparison import UNDER

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
            f"({done.people.added:,.0f} in all), {UNDER}."
        )
    if done.direct is not None:
        printing.show(
            f"Directly, while climate and queues stay as they were: {done.direct.better:,.0f} people fewer, "
            f"{done.direct.worse:,.0f} more. The rest comes through everybody else."
        )
    printing.show(printing.bullets("What shared luck narrows the intervals by", _narrowed(done)))
    printing.show(printing.bullets("Worth knowing", done.warnings))


def _narrowed(done: Any) -> list[str]:
    """Returns how much narrower an interval is than with other luck in the second world, for the commonest harms."""
    rows = [one for one in done.measures.to_dicts() if one["bound"] and abs(one["difference"]) >= TOLD_APART]
    return [
        f"{one['measure']}: {one['narrowed']:.1f} times, of {one['bound']:.1f} at most where "
        f"{one['share_spared']:.0%} are spared"
        for one in sorted(rows, key=lambda one: -abs(one["difference"]))[:3]
    ]


def twin(
    run_a: RunFolder,
    run_b: Annotated[
        str, typer.Argument(metavar="RUN_B", help="The folder of the other run.", show_default=False)
    ],
    person: Person = None,
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
    reportable(report)
    told = twins.twin(run_a, run_b, whole_number(person))
    reported(told, report)
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
