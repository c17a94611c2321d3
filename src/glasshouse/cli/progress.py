"""What is seen while a run goes on: on a terminal a bar by week, in a log a line now and then.

Everything goes to standard error, so that `--json` keeps standard output for its one object.
"""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

SECONDS_BETWEEN_LINES = 10.0

_PHASES = {
    "plan": "reading the scenario",
    "compile": "loading the compiled day (the first time takes longer)",
    "simulate": "simulating",
    "measure": "working out measures and intervals",
    "write": "writing the run folder",
    "compare": "the same country as the press told it",
    "explain": "following one wrongly refused person",
    "report": "drawing the report",
}


class Silence:
    """A watcher that shows nothing (`--quiet`), but remembers how far the run came."""

    def __init__(self) -> None:
        self.phase_name = ""
        self.weeks_done = 0
        self.weeks = 0

    def __enter__(self) -> Silence:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def phase(self, name: str) -> None:
        """A new phase of the run begins."""
        self.phase_name = name

    def week(self, week: int, weeks: int, person_days: float, seconds: float) -> None:
        """`week` of `weeks` is done: `person_days` so far, in `seconds` of simulation."""
        self.weeks_done, self.weeks = week, weeks

    def stop(self) -> None:
        """Take down whatever is on the screen."""


class Lines(Silence):
    """For logs and pipes: a line for each phase that lasts, and one every ten seconds of simulation."""

    def __init__(self) -> None:
        super().__init__()
        self._last_line = time.monotonic()

    def week(self, week: int, weeks: int, person_days: float, seconds: float) -> None:
        """Write a line if the last one is ten seconds old."""
        super().week(week, weeks, person_days, seconds)
        now = time.monotonic()
        if now - self._last_line >= SECONDS_BETWEEN_LINES:
            self._last_line = now
            left = (weeks - week) * seconds / max(week, 1)
            speed = rate(person_days, seconds)
            sys.stderr.write(f"week {week} of {weeks}, {speed}, about {duration(left)} left\n")
            sys.stderr.flush()


class Bars(Silence):
    """For terminals: one line per phase; the simulation as a bar with speed and time left."""

    def __init__(self) -> None:
        super().__init__()
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def phase(self, name: str) -> None:
        """Close the phase before and show the new one."""
        super().phase(name)
        progress = self._shown()
        self._close()
        self._task = progress.add_task(_PHASES.get(name, name), total=None, speed="", left="")

    def week(self, week: int, weeks: int, person_days: float, seconds: float) -> None:
        """Move the bar."""
        super().week(week, weeks, person_days, seconds)
        progress = self._shown()
        if self._task is None:
            self._task = progress.add_task(_PHASES["simulate"], total=weeks, speed="", left="")
        progress.update(
            self._task,
            total=weeks,
            completed=week,
            description=f"week {week} of {weeks}",
            speed=rate(person_days, seconds),
            left=f"{duration((weeks - week) * seconds / max(week, 1))} left" if week < weeks else "",
        )

    def stop(self) -> None:
        """Leave the finished lines on the screen, and the cursor visible."""
        if self._progress is not None:
            self._close()
            self._progress.stop()
            self._progress = None

    def _close(self) -> None:
        """Mark the current phase as done."""
        if self._progress is not None and self._task is not None:
            task = next(task for task in self._progress.tasks if task.id == self._task)
            done = task.completed if task.total else 1
            self._progress.update(self._task, total=task.total or 1, completed=done, left="")
            self._progress.stop_task(self._task)
            self._task = None

    def _shown(self) -> Progress:
        """The Rich display, put up at first use."""
        if self._progress is None:
            from rich.console import Console
            from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

            self._progress = Progress(
                SpinnerColumn(finished_text="✓"),
                TextColumn("{task.description}", style="bold"),
                BarColumn(bar_width=24),
                TimeElapsedColumn(),
                TextColumn("{task.fields[speed]}", style="cyan"),
                TextColumn("{task.fields[left]}", style="dim"),
                console=Console(stderr=True),
            )
            self._progress.start()
        return self._progress


def watcher(quiet: bool = False) -> Silence:
    """The watcher that fits where standard error goes."""
    if quiet:
        return Silence()
    return Bars() if sys.stderr.isatty() else Lines()


def rate(person_days: float, seconds: float) -> str:
    """Speed in words.

    >>> rate(365_000_000, 2.0)
    '182 million person-days/s'
    """
    per_second = person_days / seconds if seconds > 0 else 0.0
    for size, word in ((1e9, " billion"), (1e6, " million"), (1e3, " thousand")):
        if per_second >= size:
            return f"{per_second / size:.3g}{word} person-days/s"
    return f"{per_second:.3g} person-days/s"


def duration(seconds: float) -> str:
    """A time as people say it.

    >>> duration(0.4), duration(75), duration(7_300)
    ('under a second', '1 min 15 s', '2 h 1 min')
    """
    whole = round(seconds)
    if whole < 1:
        return "under a second"
    if whole < 60:
        return f"{whole} s"
    if whole < 3_600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3_600} h {whole % 3_600 // 60} min"
