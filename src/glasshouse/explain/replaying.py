"""Replay: one community of a finished run lives again, with somebody writing down every event.

The program is the one that made the run: same world, same kernels, same weeks. Two things differ. The crew
works on one community only, and the climate is not worked out from everybody's counts but read from the run's
record. Because every draw is keyed by (seed, person, time, stream), the lives are the same to the bit, and
the run's own tables and sample panel say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.base import events
from glasshouse.base.errors import BadRunFolder, BadValue, EngineError
from glasshouse.climate.recorded import Recorded
from glasshouse.climate.regimes import Regimes
from glasshouse.explain.log import FIELDS, before, drained, rows_of
from glasshouse.run import here
from glasshouse.run.store import empty_store
from glasshouse.run.survey import unpacked
from glasshouse.run.world import Bench, World, first_room, make

if TYPE_CHECKING:
    import polars as pl

    from glasshouse.results import Stored
    from glasshouse.run.outcome import Outcome
    from glasshouse.scenario.planning import Plan

    Source = Outcome | Stored

LOG_ROOM = 1 << 14
"""Events that the log of one week has room for at first; a busier community is replayed with more."""


@dataclass(frozen=True, eq=False)
class Replay:
    """One community's life in a run.

    Attributes:
        plan: of the run.
        community: its number. region: its region's number. first: its first person. people: how many.
        events: all that was logged, `EVENT`, by day and in the order in which it happened.
        weeks: the community's tallies, (weeks, counters), as in `Outcome.week_region`.
        cells: the same by cell and weighted x 1024, (weeks, cells, counters), as in `Outcome.week_cell`.
        start: state on the first morning, (stored columns, people). end: on the last evening.
        rows: side rows at the end, as the desk holds them, (rows, row fields).
        happenings: what the climate brought: week, region, what.
    """

    plan: Plan
    community: int
    region: int
    first: int
    people: int
    events: NDArray[Any]
    weeks: NDArray[np.int64]
    cells: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    rows: NDArray[np.int64]
    happenings: list[dict[str, Any]]

    def frame(self) -> pl.DataFrame:
        """Return the events as a frame: person, day, event and cause by name, a, b, cause_day, verdict."""
        import polars as pl

        names = {number: event.name for number, event in events.BY_NUMBER.items()} | {0: ""}
        frame = pl.DataFrame({name: self.events[name] for name in FIELDS})
        named = [pl.col(k).replace_strict(names, return_dtype=pl.String) for k in ("event", "cause")]
        return frame.with_columns(named)

    def of(self, person: int) -> NDArray[Any]:
        """Return the events of one person."""
        return np.asarray(self.events[self.events["person"] == person])


class Stage:
    """A run made ready for replays: what does not depend on the community is made once.

    Args:
        source: an outcome in memory, or an opened run folder.
    """

    def __init__(self, source: Source) -> None:
        plan = source.plan
        self.plan: Plan = plan() if callable(plan) else plan
        self.climate: Mapping[str, NDArray[Any]] = source.climate
        self.panel = {column.name.lower(): np.asarray(source.panel[column.name.lower()]) for column in STORED}
        self.sample = np.asarray(source.panel["person"])
        self.folder = getattr(source, "folder", None)
        self.world = make(self.plan)

    def community_of(self, person: int) -> int:
        """Return the number of the community in which `person` lives.

        Raises:
            BadValue: there is no such person.
        """
        if not 0 <= person < self.plan.people:
            raise BadValue(
                f"There is no synthetic person {person:,} in this run",
                value=person,
                allowed=f"a number from 0 to {self.plan.people - 1:,}",
                next_step="`glasshouse explain RUN --find HARM` lists people to look at",
            )
        return int(np.searchsorted(self.world.place.start, person, side="right")) - 1

    def replay(self, community: int) -> Replay:
        """Return a community of the run, lived again and compared with the run's sample panel.

        Raises:
            BadValue: the run has no such community.
            BadRunFolder: somebody ends otherwise than in the run: program or ledger have changed since.
        """
        last = len(self.world.place.start) - 2
        if not 0 <= community <= last:
            what = f"There is no community {community} in this run"
            raise BadValue(what, value=community, allowed=f"0 to {last:,}")
        room = LOG_ROOM
        while (lived := live(self.fresh(), community, room)) is None:
            room *= 4
        self.check(lived)
        return lived

    def fresh(self) -> World:
        """Return the world on the morning of its first day, under the climate that was recorded."""
        was = self.world.climate
        climate = Recorded(
            seed=was.seed,
            people=was.people,
            real=was.real,
            off=was.off,
            high=was.high,
            expected_alerts=was.expected_alerts,
        ).recall(self.climate)
        regimes = Regimes(self.plan, self.world.regimes.caster)
        # rows follow from values alone; casting them is most of the work of a replay
        regimes._rows, regimes._values = self.world.regimes._rows, self.world.regimes._values
        return replace(
            self.world,
            people=c.empty_people(self.plan.people),
            store=empty_store(len(self.world.place.region), first_room(regimes.values(0))),
            regimes=regimes,
            climate=climate,
            PP=regimes.rows(0),
            week_region=[],
            week_cell=[],
            happenings=[],
        )

    def check(self, lived: Replay) -> None:
        """Compare a community's end state with those of its people whom the run kept as a sample.

        Raises:
            BadRunFolder: they differ from those of a run folder. EngineError: from those in memory.
        """
        mine = np.flatnonzero((self.sample >= lived.first) & (self.sample < lived.first + lived.people))
        who = self.sample[mine]
        for number, column in enumerate(STORED):
            then = self.panel[column.name.lower()][mine]
            wrong = np.flatnonzero(then != lived.end[number, who - lived.first])
            if len(wrong):
                self.refuse(int(who[wrong[0]]), column.name.lower())

    def refuse(self, person: int, column: str) -> None:
        """Say that a replay came out otherwise than the run, so that no story of it would be true."""
        message = f"Person {person:,} ends otherwise in a replay than in the run: {column} differs"
        if self.folder is None:
            raise EngineError(message)
        raise BadRunFolder(
            f"{message}, since the program or its ledger has changed since",
            place=str(self.folder),
            next_step=f"`glasshouse verify {self.folder}` says what changed; then make the run again",
        )


STORED = c.COLUMNS[: c.CELL]
"""The columns that are stored; the others are worked out anew every week."""
_stages: WeakKeyDictionary[Any, Stage] = WeakKeyDictionary()


def stage(source: Source) -> Stage:
    """Return the run made ready for replays; kept as long as the run itself is."""
    if source not in _stages:
        _stages[source] = Stage(source)
    return _stages[source]


def replay(source: Source, community: int) -> Replay:
    """Return community number `community` (from 0) of a run, lived again (see `Stage.replay`)."""
    return stage(source).replay(community)


def live(world: World, community: int, room: int) -> Replay | None:
    """Let one community of a fresh world live the run; None if a week's log needed more than `room`."""
    plan, region = world.plan, int(world.place.region[community])
    first, end = (int(x) for x in world.place.start[community : community + 2])
    crew = here.Crew(world, 1, here.CHUNK)
    crew.work = [[np.array([community], dtype=np.int64)]]
    crew.benches = [Bench.new(plan.seed, room)]
    desk = crew.benches[0].D
    who = np.arange(first, end)
    try:
        here.begin(world, crew)
        start = unpacked(world, who)
        log = [before(start, rows_of(world, community, desk))]
        for week in range(plan.weeks):
            here.one_week(world, crew, week)
            if desk[d.N_LOG] > room:
                return None
            log.append(drained(desk))
    finally:
        crew.close()
    told = np.concatenate(log)
    told["person"] += first
    return Replay(
        plan=plan,
        community=community,
        region=region,
        first=first,
        people=end - first,
        events=told[np.argsort(told["day"], kind="stable")],
        weeks=np.stack(world.week_region)[:, region],
        cells=np.stack(world.week_cell),
        start=start,
        end=unpacked(world, who),
        rows=rows_of(world, community, desk),
        happenings=world.happenings,
    )
