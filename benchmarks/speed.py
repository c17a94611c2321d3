"""How many person-days a second does china-2018 run at, and how many core-nanoseconds does each take?"""

from __future__ import annotations

import os

from benchmarks.answer import Answer, Rows
from benchmarks.stopwatch import Spent, best, middle, now

QUESTION = __doc__ or ""
TARGET = 100e6
"""Person-days a second on two cores, best of the repeats."""


def measure(quick: bool) -> Answer:
    """Run the main scenario a few times on one core, two, four and so on, and compare the digests."""
    people, days, repeats = (50_000, 28, 1) if quick else (1_000_000, 365, 3)
    from glasshouse.run.here import warm_up

    warm_up()
    rows, digests = [], set()
    for threads in doublings(os.cpu_count() or 1):
        times, of_all = [], 0
        for _ in range(repeats):
            spent, of_all, digest = lived("china-2018", people, days, threads)
            times.append(spent)
            digests.add(digest)
        rows.append(row(threads, people, days, of_all, times))
    fastest = max(float(str(r["on free cores"])) for r in rows)
    answer = Answer(QUESTION, [Rows(f"china-2018, {people:,} people, {days} days, {repeats} repeats", rows)])
    same = "yes" if len(digests) == 1 else "NO"
    answer.notes.append(f"Equal digests on any number of threads: {same} ({digests.pop()[:12]}).")
    answer.notes.append(
        "Measured from the end of the first week to the end of the last: setting up is in `people`."
    )
    if fastest < TARGET and not quick:
        answer.missed.append(f"{fastest / 1e6:.0f} of {TARGET / 1e6:.0f} million person-days a second")
    return answer


def doublings(cores: int) -> list[int]:
    """Return 1, 2, 4 ... threads, and as many as there are cores."""
    return sorted({2**k for k in range(cores.bit_length()) if 2**k <= cores} | {cores})


def lived(scenario: str, people: int, days: int, threads: int, **changed: object) -> tuple[Spent, int, str]:
    """Return what all weeks but the first took, the person-days in them, and the digest."""
    from glasshouse.run.here import simulate
    from glasshouse.scenario import plan

    marks: list[tuple[Spent, int]] = []
    made = plan(scenario, people=people, days=days, **changed)  # type: ignore[arg-type]
    out = simulate(
        made, threads=threads, progress=lambda week, weeks, done, seconds: marks.append((now(), done))
    )
    (start, before), (end, after) = marks[0], marks[-1]
    return end - start, after - before, out.digest


def row(threads: int, people: int, days: int, person_days: int, times: list[Spent]) -> dict[str, object]:
    """Return one line: speed by the clock, cost by the cores."""
    walls, cores = [t.wall for t in times], [t.cpu for t in times]
    return {
        "threads": threads,
        "person-days/s best": person_days / best(walls),
        "person-days/s median": person_days / middle(walls),
        "on free cores": threads * person_days / best(cores),
        "core-ns a person-day best": best(cores) / person_days * 1e9,
        "core-ns a person-day median": middle(cores) / person_days * 1e9,
        "cores in use": sum(cores) / sum(walls),
    }
