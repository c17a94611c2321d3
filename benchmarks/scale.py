"""What do checkpoints, mapped memory and a cluster cost, and how much goes over the wire?"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.answer import Answer, Rows
from benchmarks.stopwatch import Spent, middle, now

QUESTION = __doc__ or ""
PEOPLE, WEEKS, WORKERS, REPEATS = 4_000_000, 6, (1, 2, 4), 3
SMALL = (20_000, 2, (1, 2), 1)


def measure(quick: bool) -> Answer:
    """Run the same society by threads, from mapped files, kept every week, resumed, and by shards."""
    from glasshouse.run.here import warm_up
    from glasshouse.scenario import plan

    people, weeks, workers, repeats = SMALL if quick else (PEOPLE, WEEKS, WORKERS, REPEATS)
    made = plan("china-2018", people=people, days=7 * weeks)
    warm_up()
    cores = os.cpu_count() or 1
    turns = [turn(made, cores, workers) for _ in range(repeats)]
    here, kept, spread = (
        [middles(rows) for rows in zip(*tables, strict=True)] for tables in zip(*turns, strict=True)
    )
    title = f"china-2018, {people:,} people, {weeks} weeks, medians of {repeats}"
    answer = Answer(QUESTION, [
        Rows(f"{title}: on this machine", here), Rows("Checkpoints", kept), Rows("Shards on Dask workers", spread),
    ])  # fmt: skip
    answer.notes += [
        (
            f"A shard has one thread here, and this machine {cores} cores: more shards than cores only share them. "
            "`efficiency` is one thread's time over all workers' time, by the clock and by processor time; the clock "
            "counts whoever else is at work here."
        ),
        (
            "`waiting` is a week's time in which not even the slowest worker worked: messages, the climate, the "
            "scheduler. Down and up are the bytes of the pickled messages, without Dask's envelopes."
        ),
        "Every digest was compared with that of one thread.",
    ]
    return answer


Table = list[dict[str, Any]]


def turn(plan: Any, cores: int, workers: tuple[int, ...]) -> tuple[Table, Table, Table]:
    """Return the lines of every way of running once: on this machine, checkpoints, shards."""
    digest, rows = alone(plan, sorted({1, cores}))
    kept, more = keeping(plan, digest)
    return rows + more, [kept], [shards(plan, many, digest, rows[0]) for many in workers]


def middles(rows: tuple[dict[str, Any], ...]) -> dict[str, Any]:
    """Return the median of every number of the same line in several turns."""
    return {
        name: middle([row[name] for row in rows]) if isinstance(value, float) else value
        for name, value in rows[0].items()
    }


def alone(plan: Any, threads: list[int]) -> tuple[str, list[dict[str, Any]]]:
    """Return the digest, and a line for each number of threads."""
    from glasshouse.run.here import simulate

    rows, digests = [], set()
    for many in threads:
        marks: list[Spent] = []
        out = simulate(plan, threads=many, progress=lambda *week, marks=marks: marks.append(now()))  # type: ignore[misc]
        digests.add(out.digest)
        rows.append(line(f"{many} threads, in memory", plan, marks))
    assert len(digests) == 1
    return digests.pop(), rows


def line(what: str, plan: Any, marks: list[Spent]) -> dict[str, Any]:
    """Return time of a week and of a person-day, the first week apart."""
    spent = marks[-1] - marks[0]
    weeks = len(marks) - 1
    return {
        "how": what,
        "s a week": spent.wall / weeks,
        "core-ns a person-day": spent.cpu / weeks / plan.people / 7 * 1e9,
    }


def keeping(plan: Any, digest: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return what checkpoints cost, and the lines of a kept run and of a mapped one."""
    from glasshouse.results.checkpoint import Checkpoints
    from glasshouse.run.here import simulate

    with tempfile.TemporaryDirectory() as name:
        marks: list[Spent] = []
        folder = Path(name)
        keeper = Checkpoints(folder, plan, 1)
        kept = simulate(plan, keeper=keeper, progress=lambda *week: marks.append(now()))
        size = keeper.paths()[0].stat().st_size
        begun = now()
        resumed = simulate(plan, keeper=Checkpoints(folder, plan, None))
        again = now() - begun
        mapped_marks: list[Spent] = []
        mapped = simulate(plan, folder=folder, progress=lambda *week: mapped_marks.append(now()))
    assert {kept.digest, resumed.digest, mapped.digest} == {digest}
    row = {
        "bytes a person on disk": size / plan.people,
        "s each": keeper.seconds / (plan.weeks - 1),
        "ns a person": keeper.seconds / (plan.weeks - 1) / plan.people * 1e9,
        "resume and last week, s": again.wall,
    }
    return row, [line("kept every week", plan, marks), line("in mapped files", plan, mapped_marks)]


def shards(plan: Any, many: int, digest: str, one: dict[str, Any]) -> dict[str, Any]:
    """Return a run by so many workers of one thread each; `one` is the line of one thread here."""
    from glasshouse.run.cluster import Cluster
    from glasshouse.run.here import simulate
    from glasshouse.run.joining import connected

    seen: list[Cluster] = []
    marks: list[Spent] = []
    with connected(f"local:{many}", 1) as client:

        def hire(world: Any) -> Cluster:
            seen.append(Cluster(client, world, 1))
            return seen[0]

        out = simulate(plan, hire=hire, progress=lambda *week: marks.append(now()))
    assert out.digest == digest
    exchange = seen[0].exchange
    week = (marks[-1] - marks[0]).wall / (len(marks) - 1)
    core = exchange.cpu / exchange.weeks / plan.people / 7 * 1e9
    return {
        "workers": many,
        "s a week": week,
        "efficiency, clock": one["s a week"] / week / many,
        "efficiency, processor": one["core-ns a person-day"] / core,
        "core-ns a person-day": core,
        "waiting, ms a week": exchange.waited / exchange.weeks * 1e3,
        "down, kB a week and worker": exchange.letter_bytes / exchange.weeks / many / 1e3,
        "up, kB a week and worker": exchange.count_bytes / exchange.weeks / many / 1e3,
    }


def main() -> None:
    """Measure and print."""
    import sys

    from rich.console import Console

    measure("--quick" in sys.argv).show(Console(width=132))


if __name__ == "__main__":  # Dask's workers are new processes, which import this file again
    main()
