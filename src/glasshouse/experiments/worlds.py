"""A world: everything that decides a run, small enough to be sent to another process and to be a key."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from glasshouse.base.errors import GlasshouseError, InputError

if TYPE_CHECKING:
    from glasshouse.run.outcome import Outcome
    from glasshouse.scenario import Plan

Pairs = tuple[tuple[str, float], ...]
SMALL = 20_000
"""People of a quick look: a fifth of a second for a year of one world."""


@dataclass(frozen=True)
class World:
    """What is asked for: a scenario and its changes.

    Attributes:
        scenario: A shipped name or the path of a file.
        people, days, seed: As of a run.
        set: Parameters that hold in every region and week, sorted by name.
        assume: As `set`, except that safeguards may change every one of these values, sorted by name.
        safeguards: Uses as `--with` says them, in the order of the catalogue.
        without: Mechanisms that are switched off.
        perfect: Whether every error and delay is perfect.
    """

    scenario: str
    people: int = SMALL
    days: int | None = None
    seed: int = 1
    set: Pairs = ()
    assume: Pairs = ()
    safeguards: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    perfect: bool = False

    def having(
        self,
        set: Mapping[str, float] | None = None,
        safeguards: Sequence[str] | None = None,
        assume: Mapping[str, float] | None = None,
        **other: Any,
    ) -> World:
        """Returns the same world with further values set, other safeguards, or another seed or size."""
        values = dict(self.set) | dict(set or {})
        guesses = dict(self.assume) | dict(assume or {})
        uses = self.safeguards if safeguards is None else tuple(safeguards)
        return replace(
            self,
            set=tuple(sorted(values.items())),
            assume=tuple(sorted(guesses.items())),
            safeguards=uses,
            **other,
        )

    def plan(self) -> Plan:
        """Returns the plan of the world.

        Raises:
            InputError: With what is wrong and what is allowed.
        """
        from glasshouse import scenario

        return scenario.plan(
            _scenario(self.scenario),
            people=self.people,
            days=self.days,
            seed=self.seed,
            set=dict(self.set),
            assume=dict(self.assume),
            safeguards=self.safeguards,
            without=self.without,
            perfect=self.perfect,
            society=_society(self.scenario),
        )

    def key(self, program: str = "") -> str:
        """Returns a hash of all that decides the world, the scenario's content and the program included."""
        content = asdict(self) | {
            "scenario": _scenario(self.scenario).resolved,
            "program": program or engine(),
        }
        text = json.dumps(content, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:24]


@cache
def _scenario(name: str) -> Any:
    from glasshouse import scenario

    return scenario.read(name)


@cache
def _society(name: str) -> Any:
    from glasshouse.society.marginals import load

    return load(_scenario(name).society)


@cache
def engine() -> str:
    """Returns a hash of the engine's sources and numbers: results of another engine are not reused."""
    from pathlib import Path

    root = Path(__file__).parent.parent
    rooms = ("base", "society", "day", "climate", "run", "safeguards", "measures")
    files = [
        file
        for room in rooms
        for file in sorted((root / room).rglob("*"))
        if file.suffix in {".py", ".yaml", ".csv"}
    ]
    whole = hashlib.sha256()
    for file in files:
        whole.update(file.read_bytes())
    return whole.hexdigest()[:16]


@dataclass(frozen=True)
class Result:
    """What became of a world.

    Attributes:
        values: Measure -> national value (a count for all simulated people, a mean or a share); NaN where
            there was nothing to divide by.
        top, below: For the measures that were asked for, numerator and denominator by resampling block.
        digest: Of the run; empty if it failed.
        seconds: Time it took.
        problem: Why it failed; empty if it did not.
    """

    values: dict[str, float]
    top: dict[str, list[float]]
    below: dict[str, list[float]]
    digest: str
    seconds: float
    problem: str = ""

    @classmethod
    def failed(cls, problem: str, seconds: float = 0.0) -> Result:
        """Returns a result that says why there is none."""
        return cls({}, {}, {}, "", seconds, problem)


@dataclass(frozen=True, eq=False)
class Lives:
    """What of an outcome is enough to tell its people's lives: megabytes, where the outcome may be gigabytes.

    Attributes: as of `glasshouse.run.outcome.Outcome`.
    """

    plan: Plan
    climate: Mapping[str, Any]
    finds: Mapping[str, Any]
    panel: Mapping[str, Any]

    @classmethod
    def of(cls, outcome: Outcome) -> Lives:
        """Returns the lives of an outcome."""
        return cls(outcome.plan, outcome.climate, outcome.finds, outcome.panel)


sharded: ContextVar[Any] = ContextVar("sharded", default=None)
"""The Dask client on whose workers a society is lived in shards; None for this machine's threads."""


def live(plan: Plan, threads: int | None = None, **options: Any) -> Outcome:
    """Simulates a plan by this machine's threads, or in shards if a cluster was joined."""
    from glasshouse.run.here import simulate

    client = sharded.get()
    if client is not None:
        from glasshouse.run.cluster import Cluster

        options["hire"] = lambda world: Cluster(client, world, threads)
    return simulate(plan, threads=threads, **options)


def work(world: World, blocks: Sequence[str] = (), threads: int = 1) -> Result:
    """Runs one world; what goes wrong becomes a result with its reason, never an exception.

    Args:
        world: What to run.
        blocks: Measures whose block values are wanted, for paired intervals.
        threads: How many threads; the numbers do not depend on it.
    """
    from glasshouse.run.here import simulate

    begun = time.perf_counter()
    try:
        outcome = simulate(world.plan(), threads=threads)
        values = national(outcome)
        top, below = by_block(outcome, blocks)
    except GlasshouseError as problem:
        return Result.failed(str(problem), time.perf_counter() - begun)
    except (ArithmeticError, ValueError, MemoryError) as problem:  # one bad point must not end a study
        return Result.failed(f"{type(problem).__name__}: {problem}", time.perf_counter() - begun)
    return Result(values, top, below, outcome.digest, time.perf_counter() - begun)


def national(outcome: Outcome) -> dict[str, float]:
    """Returns every measure of the country, without intervals: milliseconds instead of half a second."""
    from glasshouse.measures.matrix import compiled
    from glasshouse.measures.seen import seen
    from glasshouse.measures.tallies import Tallies

    tallies = Tallies.of(outcome)
    matrix = compiled(tallies)
    counts = np.einsum("brc,r->c", tallies.block_region, tallies.region_weight)
    top, below = matrix.apply(counts)
    size = np.where(matrix.counted, float(tallies.people), 1.0)
    found = dict(zip(matrix.names, (matrix.rate(top, below) * size).tolist(), strict=True))
    return found | {one.measure.name: one.value for one in seen(tallies)}


def by_block(outcome: Outcome, names: Sequence[str]) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Returns numerators and denominators of measures by resampling block, weighted to the country."""
    if not names:
        return {}, {}
    from glasshouse.measures.matrix import compiled
    from glasshouse.measures.tallies import Tallies

    tallies = Tallies.of(outcome)
    matrix = compiled(tallies)
    counts = np.einsum("brc,r->bc", tallies.block_region, tallies.region_weight)
    top, below = matrix.apply(counts)
    places = {name: matrix.names.index(name) for name in names if name in matrix.names}
    factor = {
        name: matrix.factor[place] * (tallies.people if matrix.counted[place] else 1)
        for name, place in places.items()
    }
    tops = {name: (top[:, place] * factor[name]).tolist() for name, place in places.items()}
    return tops, {name: below[:, place].tolist() for name, place in places.items()}


def needed(module: str) -> Any:
    """Returns a module of the extra `experiments`.

    Raises:
        InputError: It is not installed; with what to install.
    """
    from importlib import import_module

    try:
        return import_module(module)
    except ImportError:
        raise InputError(
            f"{module.partition('.')[0]} is not installed",
            next_step="Install the extra: pip install 'glasshouse[experiments]'",
        ) from None


Told = Callable[[int, int, float], None]
"""Called with (worlds done, worlds in all, seconds left)."""
