"""How long before the first word: `glasshouse --help` and `import glasshouse`, cold cache aside.

    python -m benchmarks.start_up [--json]

Prints the median of eleven fresh processes for each, wall time, and the time of an empty Python beside it.
Targets: help under 0.3 s, import under 0.5 s.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time

CASES = {
    "python, doing nothing": (["-c", "pass"], None),
    "import glasshouse": (["-c", "import glasshouse"], 0.5),
    "glasshouse --help": (["-m", "glasshouse", "--help"], 0.3),
    "glasshouse run --help": (["-m", "glasshouse", "run", "--help"], 0.3),
}
REPEATS = 11


def seconds(arguments: list[str]) -> float:
    """Median wall time of a fresh process."""
    taken = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def main() -> None:
    """Measure and print; exit code 1 if a target is missed."""
    rows = [
        {"case": case, "seconds": round(seconds(arguments), 4), "target": target}
        for case, (arguments, target) in CASES.items()
    ]
    if "--json" in sys.argv:
        print(json.dumps({"start_up": rows}))
    else:
        for row in rows:
            goal = f"   target {row['target']} s" if row["target"] else ""
            print(f"{row['case']:<24} {row['seconds']:.3f} s{goal}")
    raise SystemExit(any(row["target"] and row["seconds"] > row["target"] for row in rows))


if __name__ == "__main__":
    main()
