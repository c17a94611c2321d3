"""How fast are Mesa, Starsim and NumPy on the same scored-society step, as ratios to Glasshouse, in one run?"""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import import_module, metadata
from typing import Any

from benchmarks.answer import Answer, Rows
from benchmarks.peers import agree, step
from benchmarks.stopwatch import Spent, middle, now

QUESTION = __doc__ or ""
OURS = "Glasshouse"
PROGRAMS = {"Mesa": "mesa", "Starsim": "starsim", "NumPy": "numpy", OURS: "glasshouse"}
"""Program -> the package whose version is said; the step is in `with_PACKAGE.py`."""
SIZES = {"Mesa": (10_240, 60), "Starsim": (51_200, 120), "NumPy": (51_200, 360), OURS: (1_024_000, 360)}
"""People and days, where each program is about as fast as it gets: objects and columns fit the cache."""
TARGETS = {"Mesa": 500, "Starsim": 300}
SEEDS, REPEATS = 12, 7


def measure(quick: bool) -> Answer:
    """See that all four live the same step, then time them in turns.

    Raises:
        SystemExit: the rates of two programs differ by more than luck, or a program is not installed.
    """
    programs = installed()
    people, days, seeds = (2_048, 30, 4) if quick else (10_240, 60, SEEDS)
    found = agree.rates(programs, people, days, seeds)
    if differ := agree.apart(found, OURS):
        raise SystemExit("No ratios: the programs do not live the same step. " + "; ".join(differ))
    times = timed(programs, quick)
    rows = [line(name, times) for name in times]
    answer = Answer(QUESTION, [
        agree.table(found, f"The same step: per million person-days; {people:,} people, {days} days, {seeds} seeds"),
        Rows(f"How fast, medians of {1 if quick else REPEATS} turns", [*rows, whole(quick)]),
    ])  # fmt: skip
    answer.notes += NOTES
    if not quick:
        answer.missed += [
            f"{name}: {row['ratio, free cores']:.3g} times on free cores, {row['ratio']:.3g} by the clock; "
            f"the target is {TARGETS[name]}"
            for row in rows
            if (name := row["program"]) in TARGETS and row["ratio, free cores"] < TARGETS[name]
        ]
    return answer


NOTES = [
    (
        "`ratio` is Glasshouse's speed over the program's by the clock, each on as many threads as it uses by itself, "
        "with the lowest and highest turn beside it. `free cores` is the same from processor time: what the clock "
        "would say if nobody else were at work."
    ),
    (
        "So small a step flatters every program that works on columns. The last row is the more honest comparison: all "
        "of china-2018, eight mechanisms and their books, which is what Glasshouse is for and none of the others ran."
    ),
]


def installed() -> dict[str, type[step.Society]]:
    """Return the four programs.

    Raises:
        SystemExit: the extra is not installed.
    """
    try:
        return {
            name: import_module(f"benchmarks.peers.with_{package}").Society
            for name, package in PROGRAMS.items()
        }
    except ModuleNotFoundError as missing:
        raise SystemExit(
            f"{missing.name} is not installed, which this question needs: "
            "pip install -c constraints.txt -e '.[peers]'"
        ) from None


def timed(programs: Mapping[str, type[step.Society]], quick: bool) -> dict[str, list[Spent]]:
    """Return what a person-day took, in nanoseconds, in every turn: in turns, so that a busy minute falls on all."""
    times: dict[str, list[Spent]] = {name: [] for name in programs}
    for turn in range(1 if quick else REPEATS):
        for name, program in programs.items():
            people, days = (2_048, 10) if quick else SIZES[name]
            society = program(people, days, turn + 1)
            start = now()
            society.live()
            spent = now() - start
            scale = 1e9 / people / days
            times[name].append(Spent(spent.wall * scale, spent.cpu * scale))
    return times


def line(name: str, times: Mapping[str, list[Spent]]) -> dict[str, Any]:
    """Return a program's speed and how many times as fast Glasshouse is."""
    mine, ours = times[name], times[OURS]
    ratios = [a.wall / b.wall for a, b in zip(mine, ours, strict=True)]
    cores = [a.cpu / b.cpu * threads(OURS) / threads(name) for a, b in zip(mine, ours, strict=True)]
    return {
        "program": name,
        "version": metadata.version(PROGRAMS[name]),
        "threads": threads(name),
        "million person-days/s": 1e3 / middle([t.wall for t in mine]),
        "on free cores": 1e3 / middle([t.cpu for t in mine]) * threads(name),
        "core-ns a person-day": middle([t.cpu for t in mine]),
        "ratio": middle(ratios),
        "lowest to highest": f"{min(ratios):.3g} to {max(ratios):.3g}",
        "ratio, free cores": middle(cores),
    }


def threads(name: str) -> int:
    """Return on how many threads a program lives the step: all cores in Glasshouse, one in the others."""
    return (os.cpu_count() or 1) if name == OURS else 1


def whole(quick: bool) -> dict[str, Any]:
    """Return the line of china-2018 with every mechanism on all cores."""
    from benchmarks.speed import lived

    people, days, repeats = (10_000, 28, 1) if quick else (1_000_000, 91, 3)
    spent, person_days = [], 1
    for _ in range(repeats):
        took, person_days, _ = lived("china-2018", people, days, threads(OURS))
        spent.append(took)
    core = middle([s.cpu for s in spent]) / person_days * 1e9
    return {
        "program": "Glasshouse, all of china-2018",
        "version": metadata.version("glasshouse"),
        "threads": threads(OURS),
        "million person-days/s": person_days / middle([s.wall for s in spent]) / 1e6,
        "on free cores": threads(OURS) * 1e3 / core,
        "core-ns a person-day": core,
        "ratio": None,
        "lowest to highest": "",
        "ratio, free cores": None,
    }
