"""Does the cost of a person depend on how many there are?"""

from __future__ import annotations

import os

from benchmarks.answer import Answer, Rows
from benchmarks.stopwatch import best, middle, now

QUESTION = __doc__ or ""
SIZES = ((10_000, 364, 5), (100_000, 364, 5), (1_000_000, 182, 3), (10_000_000, 42, 3), (100_000_000, 14, 1))
"""People, days, repeats: fewer days for more people, since a week costs the same all year."""
SMALL = ((10_000, 28, 1), (40_000, 28, 1))


def measure(quick: bool) -> Answer:
    """Run the main scenario at sizes from a village to a hundred million."""
    from glasshouse.run.here import warm_up

    warm_up()
    threads = os.cpu_count() or 1
    rows = [line(people, days, repeats, threads) for people, days, repeats in (SMALL if quick else SIZES)]
    answer = Answer(QUESTION, [Rows(f"china-2018 on {threads} threads", rows)])
    answer.notes.append(
        "A week costs the host some milliseconds whatever the number of people (climate, queues, tables): "
        "that is what small runs pay for. `set up` draws the society and its first day."
    )
    return answer


def line(people: int, days: int, repeats: int, threads: int) -> dict[str, object]:
    """Return one size: set-up, speed, cost."""
    from glasshouse.run.here import simulate
    from glasshouse.scenario import plan

    setups, walls, cores = [], [], []
    for _ in range(repeats):
        marks = []
        out = simulate(
            plan("china-2018", people=people, days=days),
            threads=threads,
            progress=lambda week, weeks, done, seconds, marks=marks: marks.append((now(), done)),  # type: ignore[misc]
        )
        spent = marks[-1][0] - marks[0][0]
        person_days = marks[-1][1] - marks[0][1]
        setups.append(out.seconds["setup"])
        walls.append(spent.wall)
        cores.append(spent.cpu)
    return {
        "people": people,
        "days": days,
        "repeats": repeats,
        "set up s": middle(setups),
        "person-days/s best": person_days / best(walls),
        "person-days/s median": person_days / middle(walls),
        "core-ns a person-day best": best(cores) / person_days * 1e9,
        "core-ns a person-day median": middle(cores) / person_days * 1e9,
        "ms a week, wall": middle(walls) / (days / 7 - 1) * 1e3,
    }
