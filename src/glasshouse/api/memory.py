"""How much memory a run needs, how much there is, and the refusal to start what cannot end.

A million people need about 46 MB beyond what the program takes anyway; 1.4 billion need about 22 GB, report included. A run
that dies for lack of memory after an hour leaves nothing, so the answer is given before the first week.
"""

from __future__ import annotations

from pathlib import Path

BYTES_PER_PERSON = 15.5
"""Traits, state and side rows of one person: 15.0 of resident memory measured at 100 million, 0.1 more after a year."""

BYTES_AT_REST = 750e6
"""What the program takes whatever the number of people: libraries, compiled day, the report's charts."""

BYTES_MAPPED = 2.0
"""The same when the people lie in mapped files: side rows and the places of communities stay in memory."""

BYTES_ON_DISK = 14.0
"""Of the mapped files, for each person."""

BYTES_BESIDE = 30e6
"""Tallies, buffers and the panel of a run."""

_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
_USED = ("/sys/fs/cgroup/memory.current", "/sys/fs/cgroup/memory/memory.usage_in_bytes")


def needed(people: int, mapped: bool = False) -> float:
    """Bytes that a run of so many people takes on top of the running program.

    >>> needed(1_000_000) / 1e6
    45.5
    """
    return BYTES_BESIDE + (BYTES_MAPPED if mapped else BYTES_PER_PERSON) * people


def available() -> float:
    """Bytes that this process may still take: the machine's, or the container's if that is less."""
    import psutil

    machine = float(psutil.virtual_memory().available)
    for limit, used in zip(_LIMITS, _USED, strict=True):
        most, taken = _number_in(limit), _number_in(used)
        if most is not None and taken is not None:
            machine = min(machine, max(0.0, most - taken))
    return machine


def _number_in(file: str) -> float | None:
    """The number that a file of the kernel holds; None where there is no such file or it says `max`."""
    try:
        text = Path(file).read_text(encoding="ascii").strip()
    except OSError:
        return None
    return float(text) if text.isdigit() else None


def fits(free: float) -> int:
    """How many people fit into so many free bytes, to two digits and with a tenth kept in reserve."""
    room = max(0.0, 0.9 * free - BYTES_AT_REST - BYTES_BESIDE) / BYTES_PER_PERSON
    if room < 100:
        return int(room)
    step = 10 ** (len(str(int(room))) - 2)
    return int(room // step * step)


def check(people: int, mapped_in: Path | None = None) -> float:
    """Returns the estimate in bytes, or refuses.

    Args:
        people: How many.
        mapped_in: The folder of mapped files, if the people are to lie there.

    Raises:
        TooLarge: more people than memory or the folder's disk holds, with the estimate and what would fit.
    """
    from glasshouse.base.errors import TooLarge

    estimate, free = needed(people, mapped_in is not None), available()
    if mapped_in is not None:
        check_disk(people, mapped_in)
    if estimate + BYTES_AT_REST <= free:
        return estimate
    raise TooLarge(
        f"{people:,} people need about {size(estimate + BYTES_AT_REST)} of memory; {size(free)} are free",
        value=people,
        place="--people",
        allowed=f"about {fits(free):,} people fit",
        next_step=f"Try --people {fits(free):_}" if fits(free) else "Free some memory first",
    )


def check_disk(people: int, folder: Path) -> None:
    """Refuse mapped files that a disk has no room for.

    Raises:
        TooLarge: with the estimate and what would fit.
    """
    import shutil

    from glasshouse.base.errors import TooLarge

    needs, free = BYTES_ON_DISK * people, float(shutil.disk_usage(folder).free)
    if needs > free:
        raise TooLarge(
            f"{people:,} people need {size(needs)} on the disk of {folder}; {size(free)} are free",
            value=people,
            place="--state-in",
            allowed=f"about {int(0.95 * free / BYTES_ON_DISK):,} people fit",
            next_step="Give a folder on a larger disk",
        )


def size(count: float) -> str:
    """Bytes in words.

    >>> size(46e6), size(22.4e9), size(1.6e21)
    ('46 MB', '22 GB', '1.6e+09 TB')
    """
    for unit, name in ((1e12, "TB"), (1e9, "GB")):
        if count >= unit:
            return (
                f"{count / unit:.2g} {name}"
                if count / unit < 100 or count / unit >= 1e4
                else f"{count / unit:.0f} {name}"
            )
    return f"{count / 1e6:.0f} MB"


def peak_mb() -> float:
    """The most memory that this process has held, in megabytes."""
    import sys

    if sys.platform == "win32":
        import psutil

        return float(psutil.Process().memory_info().peak_wset) / 1e6
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return (
        float(peak) / 1e6 if sys.platform == "darwin" else float(peak) * 1024 / 1e6
    )  # Linux counts kilobytes
