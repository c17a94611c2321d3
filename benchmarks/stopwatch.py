"""Wall and CPU time side by side, and what machine they were taken on."""

from __future__ import annotations

import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Spent:
    """Seconds of the clock, and seconds of all cores together."""

    wall: float
    cpu: float

    def __sub__(self, other: Spent) -> Spent:
        return Spent(self.wall - other.wall, self.cpu - other.cpu)


def now() -> Spent:
    """Return the time of this process so far."""
    return Spent(time.perf_counter(), time.process_time())


def child(arguments: Sequence[str], **environment: str) -> tuple[Spent, str]:
    """Run a fresh Python process; return what it took and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *arguments],
        check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=os.environ | environment,
    )  # fmt: skip
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return Spent(wall, cpu), done.stdout


def best(times: Sequence[float]) -> float:
    """Return the minimum: what the program can do when nobody disturbs it."""
    return min(times)


def middle(times: Sequence[float]) -> float:
    """Return the median: what one gets."""
    return statistics.median(times)


def machine() -> dict[str, Any]:
    """Return what the figures were taken on, and how busy it was."""
    from importlib import metadata

    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "numba": metadata.version("numba"),
        "numpy": metadata.version("numpy"),
        "commit": commit(),
    }


def processor() -> str:
    """Return the processor's own name, or what Python knows of it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
        return names[0] if names else platform.machine()
    except OSError:
        return platform.processor() or platform.machine()


def commit() -> str:
    """Return the commit that was measured, with a plus sign if files were changed since; empty outside a repository."""
    try:
        found = subprocess.run(
            ["git", "describe", "--always", "--dirty=+"], cwd=ROOT, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return found.stdout.strip()
