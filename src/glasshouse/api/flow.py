"""The way of a run: plan -> memory -> simulate -> measures -> run folder -> report."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from glasshouse.api.finished import Run
    from glasshouse.api.scale import Scale
    from glasshouse.results import Draft
    from glasshouse.results.checkpoint import Checkpoints
    from glasshouse.run.outcome import Outcome
    from glasshouse.scenario import Plan

AS_THE_PRESS_TOLD_IT = {"china-2018": "china-2018-press"}
"""Scenarios whose report shows the same country wired as the press told it."""

PEOPLE_BESIDE = 100_000
"""A comparison shows shares, not people: this many are enough, and cost a tenth of a second."""

TOLD_FIRST = ("wrongly-refused", "refused")
"""Whose story a report tells: the first of these harms that befell somebody."""


class Watcher(Protocol):
    """Somebody who wants to know how far a run has come."""

    def phase(self, name: str) -> None:
        """A phase begins: plan, compile, simulate, measure, write, compare, explain, report."""

    def week(self, week: int, weeks: int, person_days: float, seconds: float) -> None:
        """`week` of `weeks` is done: `person_days` so far, in `seconds`."""


class Nobody:
    """A watcher that does not look."""

    def phase(self, name: str) -> None:
        """Ignore it."""

    def week(self, week: int, weeks: int, person_days: float, seconds: float) -> None:
        """Ignore it."""


def run(
    scenario: str,
    people: int = 1_000_000,
    days: int | None = None,
    seed: int = 1,
    set: Mapping[str, float] | None = None,
    without: Iterable[str] = (),
    perfect: bool = False,
    safeguards: Mapping[str, Any] | Iterable[Any] = (),
    assume: Mapping[str, float] | None = None,
    threads: int | None = None,
    out: str | Path | None = None,
    report: bool = False,
    watcher: Watcher | None = None,
    checkpoint_every: int | None = None,
    state_in: str | Path | None = None,
    cluster: str | None = None,
    device: str = "cpu",
) -> Run:
    """Simulate a scenario, work out its measures, and keep everything in a run folder.

    Args:
        scenario: A shipped name or the path of a YAML file.
        people: How many synthetic people.
        days: How many days; the scenario's own length if None.
        seed: The luck: same seed, same lives.
        set: Parameters with other values, such as `{"rating.grace_days": 30}`.
        without: Mechanisms to switch off.
        perfect: Whether the apparatus makes no error and no delay.
        safeguards: What protects people: `{"appeal": 0.5}`, or texts such as "appeal=0.5@2018-07-01".
        assume: As `set`, except that a safeguard may change every one of these values.
        threads: How many threads; every core if None. The result is the same.
        out: The run folder, which must not exist; a new one in `runs/` if None.
        report: Whether to write the report too.
        watcher: Told about phases and weeks.
        checkpoint_every: Weeks after which the state is kept; `resume` goes on from there after a crash.
        state_in: A folder on a fast disk for the people, in files mapped into memory; plain memory if None.
        cluster: Dask workers that live the weeks: `local:4`, or the address of a scheduler such as `tcp://host:8786`.
        device: On what this machine lives the weeks: `cpu`, or `cuda`, an NVIDIA GPU. The result is the same.

    Raises:
        InputError: with the value, the place, what is allowed and the nearest known name.
        TooLarge: more people than memory holds, before anything is started.

    >>> import glasshouse as gh
    >>> run = gh.run("nothing", people=20_000, days=14)
    >>> run.measures.filter(kind="harm")["value"].sum()
    0.0
    """
    from glasshouse.api import plan
    from glasshouse.api.scale import Scale

    eye = watcher or Nobody()
    check_threads(threads)
    scale = Scale.asked(checkpoint_every, state_in, cluster, device)
    eye.phase("plan")
    made = plan(
        scenario,
        people=people,
        days=days,
        seed=seed,
        set=set,
        without=without,
        perfect=perfect,
        safeguards=safeguards,
        assume=assume,
    )
    scale.check_memory(made.people)
    return finished(simulated(made, threads, out, eye, scale), report, eye)


def resume(
    folder: str | Path,
    threads: int | None = None,
    report: bool = False,
    watcher: Watcher | None = None,
    checkpoint_every: int | None = None,
    state_in: str | Path | None = None,
    cluster: str | None = None,
    device: str = "cpu",
    say: Callable[[str], None] = lambda text: None,
) -> Run:
    """Go on with a run that was cut short, from its newest good checkpoint; the result is the same.

    Args:
        folder: The unfinished folder of a run that was started with `checkpoint_every`, or where it was to become.
        threads: How many threads; every core if None.
        report: Whether to write the report too.
        watcher: Told about phases and weeks.
        checkpoint_every: Weeks between checkpoints from now on; as before if None.
        state_in: As in `run`.
        cluster: As in `run`.
        device: As in `run`.
        say: Told, in words, which checkpoint was found damaged.

    Raises:
        BadRunFolder: there is nothing to resume, or it was made by another version, model or scenario.
    """
    from glasshouse.api.finished import Run
    from glasshouse.api.scale import Scale
    from glasshouse.results.resuming import Resumed

    eye = watcher or Nobody()
    check_threads(threads)
    scale = Scale.asked(checkpoint_every, state_in, cluster, device)
    eye.phase("plan")
    draft = Resumed(folder)
    if draft.whole:
        return Run(draft.rename())
    scale.check_memory(draft.plan.people)
    with draft.begin():
        keeper = draft.checkpoints(checkpoint_every, threads, say)
        done = lived(draft, threads, eye, scale, keeper)
    return finished(done, report, eye)


def finished(run: tuple[Run, float], report: bool, eye: Watcher) -> Run:
    """Return a run with its report, if one was asked for, and how long that took."""
    from glasshouse.api import memory

    done, began = run
    if report:
        try:
            write_report(done, eye)
        except KeyboardInterrupt:
            raise KeyboardInterrupt(
                f"Interrupted before the report was done. The run is whole in {done.folder}; "
                f"`glasshouse report {done.folder}` writes its report."
            ) from None
    done.report_seconds, done.peak_memory_mb = time.perf_counter() - began, memory.peak_mb()
    return done


def check_threads(threads: int | None) -> None:
    """Refuse a number of threads that cannot be.

    Raises:
        BadValue: fewer than one.
    """
    from glasshouse.base.errors import BadValue

    if threads is not None and threads < 1:
        raise BadValue(f"{threads} threads cannot run", value=threads, place="--threads", allowed="1 or more")


def simulated(
    plan: Plan, threads: int | None, out: str | Path | None, eye: Watcher, scale: Scale | None = None
) -> tuple[Run, float]:
    """Simulate a plan into a new run folder; also returns when the simulation was over.

    Raises:
        KeyboardInterrupt: with words that say how far it came and where the marked part is.
    """
    from glasshouse import results
    from glasshouse.api.scale import Scale

    how = scale or Scale()
    with results.begin(plan, out) as draft:  # a bad place is refused now, not after an hour
        return lived(draft, threads, eye, how, how.keeper(draft, threads))


def lived(
    draft: Draft, threads: int | None, eye: Watcher, scale: Scale, keeper: Checkpoints | None
) -> tuple[Run, float]:
    """Simulate the plan of a draft, from where its keeper left off, and write it whole."""
    import shutil

    from glasshouse.api import memory
    from glasshouse.api.finished import Run

    plan = draft.plan
    far = _HowFar(plan.weeks, eye)
    try:
        outcome = world(plan, threads, far, scale, keeper)
        began = time.perf_counter()
        eye.phase("measure")
        speed = plan.people * plan.days / max(outcome.seconds["simulate"], 1e-9)
        extra = {"person_days_per_second": speed, "peak_memory_mb": memory.peak_mb()}
        folder = draft.write(outcome, extra=extra)
    except KeyboardInterrupt:
        far.leave_word(draft.path)
        on = f"; `glasshouse resume {draft.path}` goes on with it" if keeper else ""
        raise KeyboardInterrupt(f"{far.says()}; it is marked INCOMPLETE in {draft.path}{on}") from None
    finally:
        if keeper:
            keeper.release()
    if keeper:
        shutil.rmtree(folder / keeper.folder.name, ignore_errors=True)
    return Run(folder), began


class _HowFar:
    """A watcher that passes everything on and remembers the week."""

    def __init__(self, weeks: int, eye: Watcher) -> None:
        self.done, self.weeks, self.eye = 0, weeks, eye

    def phase(self, name: str) -> None:
        self.eye.phase(name)

    def week(self, week: int, weeks: int, person_days: float, seconds: float) -> None:
        self.done = week
        self.eye.week(week, weeks, person_days, seconds)

    def says(self) -> str:
        return f"Interrupted after week {self.done} of {self.weeks}. The run is not whole"

    def leave_word(self, folder: Path) -> None:
        """Write beside the marker how far the run came; the folder would go away if it held nothing else."""
        (folder / "interrupted.json").write_text(
            json.dumps({"weeks_done": self.done, "weeks": self.weeks}) + "\n", encoding="utf-8"
        )


def world(
    plan: Plan,
    threads: int | None,
    eye: Watcher,
    scale: Scale | None = None,
    keeper: Checkpoints | None = None,
) -> Outcome:
    """Simulate a plan."""
    from glasshouse.run.here import simulate

    eye.phase("compile")
    if scale is None:
        return simulate(plan, threads=threads, progress=eye.week)
    with scale.hands(threads) as hire:
        return simulate(
            plan,
            threads=threads,
            progress=eye.week,
            hire=hire,
            keeper=keeper,
            folder=scale.state_in,
            device=scale.device,
        )


def write_report(run: Run, watcher: Watcher | None = None) -> Path:
    """Write the report of a run, with the press's version beside it where there is one, and one story."""
    from glasshouse.api import asking
    from glasshouse.report import render

    eye = watcher or Nobody()
    hangs, cards = asking.kept(run)
    beside = press(run, eye)
    eye.phase("explain")
    person, story = story_of(run)
    eye.phase("report")
    return render.write(
        run.stored,
        run.report_path,
        press=beside.stored if beside else None,
        story=story,
        person=person,
        hangs=hangs,
        cards=cards,
    )


def press(run: Run, eye: Watcher) -> Run | None:
    """The same society as the press told it, small, inside the run folder; None where no press told it."""
    from glasshouse.api import plan
    from glasshouse.api.finished import Run

    name = AS_THE_PRESS_TOLD_IT.get(run.scenario)
    if name is None:
        return None
    eye.phase("compare")
    folder = run.folder / name
    if folder.exists():
        return Run(folder)
    small = plan(name, people=min(run.people, PEOPLE_BESIDE), days=run.days, seed=run.seed)
    return simulated(small, None, folder, Nobody())[0]


def story_of(run: Run) -> tuple[int | None, list[dict[str, Any]]]:
    """One synthetic person's number and story; (None, []) if nobody was refused."""
    for harm in TOLD_FIRST:
        people = run.find(harm)
        if people:
            return people[0], [dict(line) for line in run.explain(people[0]).lines]
    return None, []
