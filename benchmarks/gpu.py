"""How fast do people live on a GPU, how far from what its memory and arithmetic allow, and is it the same life?"""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from benchmarks import on_host, on_paper
from benchmarks.answer import Answer, Rows

QUESTION = __doc__ or ""
SCENARIO = "china-2018"
SIZES, DAYS = (1_000_000, 10_000_000, 100_000_000, 1_400_000_000), 365
SMALL, FEW_DAYS = (20_000, 1_000_000), 21
SAME, SAME_DAYS = 1_000_000, 365
HOSTED, HOSTED_SMALL = (1_000_000, 91), (20_000, 23)
LANES = (2, 4)
"""Blocks and threads, when the processor runs them one after the other."""
COUNTRY, TARGET_S = 1_400_000_000, 60.0
BYTES_A_WEEK = 14 + 11
"""Of a person: all stored columns are read, all but the traits written. No way of doing it moves less."""
OPERATIONS_A_WEEK = 4 * 10 * (2 * 2 + 6)
"""Of a person: four Philox blocks of ten rounds, each two wide multiplications (two 32-bit ones each), four exclusive
ors and two additions to the key: the draws alone, nothing of what is done with them."""
INTEGERS_A_CLOCK = 64
"""32-bit integer results of a multiprocessor each clock, for compute capability 8.0 to 9.0 (CUDA C++ Programming Guide,
arithmetic instructions). Others may differ, and are then measured against the wrong bound."""


def measure(quick: bool, compile_only: bool = False) -> Answer:
    """Compile every kernel; where there is a GPU, compare digests, then time societies of several sizes."""
    from glasshouse.base.errors import BadValue
    from glasshouse.run.gpu import gpu, named

    answer = Answer(QUESTION, [])
    compiled(answer)
    answer.tables.append(
        Rows(
            "Their code, run by this processor lane by lane",
            [on_processor(*(HOSTED_SMALL if quick else HOSTED))],
        )
    )
    if compile_only:
        return answer
    try:
        cuda = gpu()
    except BadValue as problem:
        answer.notes.append(f"No GPU here, so nothing was run and nothing is claimed. {problem}")
        return answer
    answer.notes.append(f"Device: {named(cuda)}.")
    answer.tables.append(
        Rows("Is it the same life?", [same(*((SMALL[0], FEW_DAYS) if quick else (SAME, SAME_DAYS)))])
    )
    limits = bounds(cuda)
    answer.tables.append(Rows("What this GPU allows", [limits]))
    rows, profile = [], []
    for many in SMALL if quick else SIZES:
        row, kernels = lived(many, FEW_DAYS if quick else DAYS, limits)
        rows.append(row)
        profile += kernels
    answer.tables += [
        Rows(f"{SCENARIO}, {FEW_DAYS if quick else DAYS} days", rows),
        Rows("By kernel", profile),
    ]
    country = [row["weeks s"] for row in rows if row["people"] == COUNTRY and row["weeks s"] is not None]
    if country and country[0] > TARGET_S:
        answer.missed.append(f"1.4 billion people for a year in {country[0]:.0f} s, at most {TARGET_S:.0f}")
    return answer


def compiled(answer: Answer) -> None:
    """Add what became of every kernel when it was compiled for compute capability 9.0."""
    rows, lacking = [], ""
    for name, (source, types) in on_paper.launches().items():
        start = time.process_time()
        on_paper.lower(source, types)
        try:
            text = on_paper.ptx(source, types)
        except Exception as problem:
            if not absent(problem):
                raise
            text, lacking = "", "PTX: NVVM and NVRTC are not installed; pip install 'glasshouse[cuda]'. "
        row = {
            "kernel": name,
            "CPU s": time.process_time() - start,
            "PTX kB": len(text) / 1e3 if text else None,
        }
        rows.append(row | (on_paper.assembled(text) if text else {}))
    answer.tables.append(Rows("Every kernel, compiled for compute capability 9.0", rows))
    if lacking:
        answer.notes.append(f"{lacking}Kernels were typed and lowered only.")
    elif rows[0]["registers"] is None:
        answer.notes.append("`ptxas` was not found, so registers are not known.")


def absent(problem: BaseException) -> bool:
    """Return whether an error says that a library of the CUDA toolkit is not here."""
    return type(problem).__name__ in ("DynamicLibNotFoundError", "NvvmSupportError", "NvrtcSupportError")


def on_processor(people: int, days: int) -> dict[str, Any]:
    """Live a society by the code for a GPU without one (see `on_host`); the digest must be that of threads."""
    from glasshouse.run.here import simulate
    from glasshouse.scenario import plan

    made = plan(SCENARIO, people=people, days=days)
    digest = agreed(threads=simulate(made).digest, lanes=on_host.simulate(made, LANES).digest)
    return {"people": people, "days": days, "blocks": LANES[0], "threads": LANES[1], "digest of both": digest}


def same(people: int, days: int) -> dict[str, Any]:
    """Live a society on the processor and on the GPU; the digests must be equal."""
    from glasshouse.run.here import simulate
    from glasshouse.scenario import plan

    made = plan(SCENARIO, people=people, days=days)
    digest = agreed(**{device: simulate(made, device=device).digest for device in ("cpu", "cuda")})
    return {"people": people, "days": days, "digest of both": digest}


def agreed(**digests: str) -> str:
    """Return the digest that all share.

    Raises:
        SystemExit: they do not.
    """
    if len(set(digests.values())) > 1:
        raise SystemExit(f"They live different lives, so no speed means anything: {digests}")
    return next(iter(digests.values()))


def bounds(cuda: Any) -> dict[str, Any]:
    """Return what the GPU's memory and integer units allow at most, by its own attributes and by a copy."""
    device = cuda.get_current_device()
    clock, units = device.CLOCK_RATE * 1e3, device.MULTIPROCESSOR_COUNT
    bytes_a_clock = device.GLOBAL_MEMORY_BUS_WIDTH / 8 * 2
    return {
        "multiprocessors": units,
        "clock GHz": clock / 1e9,
        "memory GB/s, on paper": device.MEMORY_CLOCK_RATE * 1e3 * bytes_a_clock / 1e9 or None,
        "memory GB/s, copying": copying(cuda),
        "32-bit integers G/s": units * INTEGERS_A_CLOCK * clock / 1e9,
    }


def copying(cuda: Any, size: int = 1 << 30) -> float:
    """Return what a copy within the GPU's memory moves, read and written, in GB/s: the best of ten."""
    one, other = (cuda.device_array(size, np.uint8) for _ in range(2))
    times = []
    for _ in range(10):
        start, end = cuda.event(), cuda.event()
        start.record()
        other.copy_to_device(one)
        end.record()
        end.synchronize()
        times.append(start.elapsed_time(end) / 1e3)
    return 2 * size / min(times) / 1e9


def lived(people: int, days: int, limits: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return a run's line, and one line for each kernel; empty places if the people do not fit."""
    from glasshouse.base.errors import TooLarge
    from glasshouse.run import here
    from glasshouse.run.cuda import Lanes
    from glasshouse.run.world import make
    from glasshouse.scenario import plan

    here.warm_up("cuda")
    start = time.perf_counter()
    world = make(plan(SCENARIO, people=people, days=days))
    try:
        hands = Lanes(world)
    except TooLarge:
        return line(people, days, limits, None, None, None), []
    hands.begin()
    ready = time.perf_counter()
    here.live(world, hands, 0, None, None)
    done = time.perf_counter()
    here.conclude(world, hands.finish())
    ended = time.perf_counter()
    hands.close()
    kernels = [
        {"people": people, "kernel": name, "s": spent, "share": spent / (ended - start)}
        for name, spent in sorted(hands.seconds.items(), key=lambda one: -one[1])
    ]
    return line(people, days, limits, ready - start, done - ready, ended - done), kernels


def line(
    people: int,
    days: int,
    limits: dict[str, Any],
    setup: float | None,
    weeks: float | None,
    look: float | None,
) -> dict[str, Any]:
    """Return a run's line: seconds, person-days a second, and which share of either bound that is."""
    lives = people * -(-days // 7)
    return {
        "people": people,
        "first day s": setup,
        "weeks s": weeks,
        "look s": look,
        "G person-days/s": people * days / weeks / 1e9 if weeks else None,
        "of bandwidth": lives * BYTES_A_WEEK / weeks / 1e9 / limits["memory GB/s, copying"]
        if weeks
        else None,
        "of integers": lives * OPERATIONS_A_WEEK / weeks / 1e9 / limits["32-bit integers G/s"]
        if weeks
        else None,
    }
