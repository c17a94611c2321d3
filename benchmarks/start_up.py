"""How long until the first word: a fresh process, with the kernels compiled anew, and with them in the cache?"""

from __future__ import annotations

import tempfile

from benchmarks.answer import Answer, Rows
from benchmarks.stopwatch import best, child, middle

QUESTION = __doc__ or ""
WORDS: dict[str, tuple[list[str], float | None]] = {
    "python, doing nothing": (["-c", "pass"], None),
    "import glasshouse": (["-c", "import glasshouse"], 0.5),
    "glasshouse --help": (["-m", "glasshouse", "--help"], 0.3),
    "glasshouse run --help": (["-m", "glasshouse", "run", "--help"], 0.3),
}
KERNELS = ["-c", "from glasshouse.run.here import warm_up; warm_up()"]
COLD_TARGET, CACHED_TARGET = 20.0, 2.0


def measure(quick: bool) -> Answer:
    """Time fresh processes; the cold start has a cache folder of its own and nothing in it."""
    repeats = 2 if quick else 11
    rows = [line(case, arguments, target, repeats) for case, (arguments, target) in WORDS.items()]
    if not quick:
        with tempfile.TemporaryDirectory() as empty:
            rows.append(line("kernels, cold cache", KERNELS, COLD_TARGET, 1, GLASSHOUSE_CACHE=empty))
            rows.append(line("kernels, cached", KERNELS, CACHED_TARGET, 3, GLASSHOUSE_CACHE=empty))
    answer = Answer(QUESTION, [Rows("seconds, fresh processes", rows)])
    answer.notes.append("Kernels: imports, a plan, compilation or the cache, and one week of 62 people.")
    late = [r for r in rows if r["target s"] and float(r["wall best"]) > float(r["target s"])]  # type: ignore[arg-type]
    answer.missed += [f"{r['case']}: {float(r['wall best']):.2g} s, at most {r['target s']} s" for r in late]  # type: ignore[arg-type]
    return answer


def line(
    case: str, arguments: list[str], target: float | None, repeats: int, **environment: str
) -> dict[str, object]:
    """Return one case: the best and the middle of its repeats."""
    times = [child(arguments, **environment)[0] for _ in range(repeats)]
    return {
        "case": case,
        "wall best": best([t.wall for t in times]),
        "wall median": middle([t.wall for t in times]),
        "CPU best": best([t.cpu for t in times]),
        "target s": target,
        "repeats": repeats,
    }
