"""How long until the sandbox answers: ten thousand, a hundred thousand, a million people over a year?"""

from __future__ import annotations

import time
from typing import Any

from benchmarks.answer import Answer, Rows
from benchmarks.lab_server import Lab
from benchmarks.stopwatch import Spent, middle

QUESTION = __doc__ or ""
SIZES: dict[int, float | None] = {10_000: None, 100_000: 1.0, 1_000_000: 3.0}
"""People of a world -> seconds in which a change must be answered."""
SMALL: dict[int, float | None] = {2_000: None}
FIGURES = ("worlds", "groups", "weeks")


def measure(quick: bool) -> Answer:
    """Ask a real server over HTTP, as the page does: from the question sent to the answer read."""
    sizes, days, repeats = (SMALL, 28, 2) if quick else (SIZES, 365, 3)
    rows = []
    with Lab() as lab:
        for people, target in sizes.items():
            rows += of_size(lab, people, days, repeats, target)
    answer = Answer(QUESTION, [Rows(f"seconds from question to answer, china-2018, {days} days", rows)])
    answer.notes.append(
        "Every answer is a pair of worlds: differences with intervals, by group, by week. `first`: no world is known, "
        "both are lived. `change`: the world as it is stays in the worker's memory, the changed one is lived. `again`: "
        "the answer itself is remembered."
    )
    answer.notes.append(
        "`first look`: above 250,000 people an answer with 50,000 comes first and is replaced. `CPU`: of the process "
        "that simulates; wall time depends on how many cores are free. `charts`: the page's three, after the answer."
    )
    for row in rows:
        if row["target s"] and float(row["wall median"]) > float(row["target s"]):
            answer.missed.append(
                f"{row['case']} at {row['people']:,} people: {row['wall median']:.2g} s, at most {row['target s']:g} s"
            )
    return answer


def of_size(lab: Lab, people: int, days: int, repeats: int, target: float | None) -> list[dict[str, Any]]:
    """Return the rows of one size; each repeat of `first` has a luck, each `change` a strength, of its own."""
    asked = {"scenario": "china-2018", "people": people, "days": days}
    firsts, changes, agains = [], [], []
    for repeat in range(repeats):
        firsts.append(timed(lab, asked | {"seed": 100 + repeat, "safeguards": {"appeal": 1}}))
    for repeat in range(repeats):
        seed = 100 + repeats - 1  # the last luck, whose world as it is was lived just now
        one = asked | {"seed": seed, "safeguards": {"appeal": 0.5 + repeat / 20, "notice": 1}}
        changes.append(timed(lab, one))
        agains.append(timed(lab, one))
    cases = {"first": (firsts, None), "change": (changes, target), "again": (agains, target)}
    return [row(case, people, times, least) for case, (times, least) in cases.items()]


def timed(lab: Lab, question: dict[str, Any]) -> dict[str, float | None]:
    """Return what one question took: seconds to the first look and to the answer, CPU seconds, seconds of its charts."""
    before, look = Spent(time.perf_counter(), lab.worker_cpu()), None
    job = lab.post("/api/questions", question)
    while job["state"] in ("waiting", "running"):
        job = lab.next(job)
        if job["preview"] and look is None:
            look = time.perf_counter() - before.wall
    spent = Spent(time.perf_counter(), lab.worker_cpu()) - before
    if job["state"] != "done":
        raise RuntimeError(f"{question}: {job['state']}, {job['problem']}")
    begun = time.perf_counter()
    for figure in FIGURES:
        lab.client.get(f"/api/jobs/{job['id']}/{figure}.svg").raise_for_status()
    return {"look": look, "wall": spent.wall, "cpu": spent.cpu, "charts": time.perf_counter() - begun}


def row(case: str, people: int, times: list[dict[str, Any]], target: float | None) -> dict[str, Any]:
    """Return one line of the table."""
    of = {name: [one[name] for one in times] for name in times[0]}
    looks = [look for look in of["look"] if look is not None]
    return {
        "people": people, "case": case, "first look": middle(looks) if looks else None,
        "wall best": min(of["wall"]), "wall median": middle(of["wall"]), "CPU median": middle(of["cpu"]),
        "charts": middle(of["charts"]), "target s": target, "repeats": len(times),
    }  # fmt: skip
