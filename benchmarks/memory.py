"""How many bytes does a person take: dense, side rows, tables, and in a process at its peak?"""

from __future__ import annotations

import json

from benchmarks.answer import Answer, Rows
from benchmarks.stopwatch import child

QUESTION = __doc__ or ""
TARGET = 20.0
"""Bytes a person, everything counted that grows with people."""
IN_A_PROCESS = """
import json, sys
import psutil
from glasshouse.api.memory import peak_mb
from glasshouse.run.here import simulate, warm_up
from glasshouse.scenario import plan
people, days = map(int, sys.argv[1:])
warm_up()
before = psutil.Process().memory_info().rss / 1e6
out = simulate(plan("china-2018", people=people, days=days))
print(json.dumps({"before": before, "peak": peak_mb(), "bytes": out.bytes_per_person, **out.memory}))
"""
SIZES = ((100_000, 364), (1_000_000, 364), (5_000_000, 28))
SMALL = ((20_000, 14),)


def measure(quick: bool) -> Answer:
    """Run each size in a process of its own, since a peak never falls."""
    rows = [line(people, days) for people, days in (SMALL if quick else SIZES)]
    answer = Answer(QUESTION, [Rows("china-2018 in a fresh process", rows)])
    answer.notes.append(
        "`tables` (tallies by week, region, kind of person and block) do not grow with people. "
        "`peak growth` is the peak beyond what the process held with the kernels loaded, over the people."
    )
    worst = max(float(row["bytes a person, all counted"]) for row in rows)
    if worst > TARGET:
        answer.missed.append(f"{worst:.1f} bytes a person, at most {TARGET:.0f}")
    return answer


def line(people: int, days: int) -> dict[str, float]:
    """Return the memory of one run."""
    found = json.loads(child(["-c", IN_A_PROCESS, str(people), str(days)])[1])
    return {
        "people": people,
        "days": days,
        "dense bytes": found["dense"],
        "side rows and places": found["side_rows"],
        "bytes a person, all counted": found["bytes"],
        "tables MB": found["tables_mb"],
        "process at peak MB": found["peak"],
        "peak growth, bytes a person": (found["peak"] - found["before"]) * 1e6 / people,
    }
