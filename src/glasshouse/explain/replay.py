"""Replay: one community of a finished run lives again, with somebody writing down every event.

The program is the one that made the run: same world, same kernels, same weeks. Two things differ. The crew works on one
community only, and the climate is not worked out from everybody's counts but read from the run's record. Because every
draw is keyed by (seed, person, time, stream), the lives are the same to the bit, and the run's own tables say so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.base import events, rows
from glasshouse.base.errors import BadRunFolder, BadValue, EngineError
from glasshouse.climate.week import RECORDED, Climate
from glasshouse.run import here
from glasshouse.run.survey import unpacked
from glasshouse.run.world import Bench, World, make

if TYPE_CHECKING:
    import polars as pl

    from glasshouse.results import Stored
    from glasshouse.run.outcome import Outcome
    from glasshouse.scenario.planning import Plan

    Source = Outcome | Stored

FIELDS = ("person", "day", "event", "a", "b", "cause", "cause_day", "verdict")
EVENT = np.dtype([(name, np.int64) for name in FIELDS])
"""One logged event: who, when, what, two details, the cause (an event kind and its day), the verdict."""
LOG_ROOM = 1 << 14
"""Events that the log of one week has room for at first; a busier community is replayed with more."""


class Recorded(Climate):
    """A climate that is read from a run's record instead of being worked out from everybody's counts."""

    def recall(self, series: Mapping[str, NDArray[np.float64]]) -> Recorded:
        """Take the series of a run, name -> (weeks, regions), and return the climate."""
        self.recorded = series
        self.now = np.zeros(len(self.people))
        return self

    def write(self, week: int, values: Sequence[Mapping[str, float]], last: Any, PP: Any) -> None:
        """Write the recorded fields of `week` into the plan rows."""
        for name, place in RECORDED.items():
            PP[:, place] = np.rint(self.recorded[name][week]).astype(np.int64)
        self.series["breach"] = [self.recorded["breach"][week]]
        self.now = np.asarray(self.recorded["grievance"][week])

    @property
    def grievance(self) -> NDArray[np.float64]:
        """Return grievance as of the last week written: what concessions are won with."""
        return self.now


@dataclass(frozen=True, eq=False)
class Replay:
    """One community's life in a run.

    Attributes:
        plan: of the run.
        community: its number. region: its region's number. first: its first person. people: how many.
        events: all that was logged, `EVENT`, by day and in the order in which it happened.
        weeks: the community's tallies, (weeks, counters), as in `Outcome.week_region`.
        cells: the same by kind of person, weighted x 1024, (weeks, cells, counters), as in `Outcome.week_cell`.
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
        """Return the events as a frame: person, day, event (by name), a, b, cause (by name), cause_day, verdict."""
        import polars as pl

        names = {number: event.name for number, event in events.BY_NUMBER.items()} | {0: ""}
        frame = pl.DataFrame({name: self.events[name] for name in FIELDS})
        named = [pl.col(k).replace_strict(names, return_dtype=pl.String) for k in ("event", "cause")]
        return frame.with_columns(named)

    def of(self, person: int) -> NDArray[Any]:
        """Return the events of one person."""
        return np.asarray(self.events[self.events["person"] == person])


def replay(source: Source, community: int) -> Replay:
    """Return community number `community` of a run, lived again.

    Args:
        source: an outcome in memory, or an opened run folder.
        community: its number, from 0.

    Raises:
        BadValue: the run has no such community.
        BadRunFolder: lives come out otherwise than in the run's sample panel: program or ledger have changed.
    """
    plan = plan_of(source)
    world = prepared(plan, source.climate)
    last = len(world.place.start) - 2
    if not 0 <= community <= last:
        raise BadValue(
            f"There is no community {community} in this run", value=community, allowed=f"0 to {last:,}"
        )
    room = LOG_ROOM
    while (lived := live(world, community, room)) is None:
        room *= 4
        world = prepared(plan, source.climate)
    check(source, lived)
    return lived


def community_of(plan: Plan, person: int) -> int:
    """Return the number of the community in which `person` lives.

    Raises:
        BadValue: there is no such person.
    """
    if not 0 <= person < plan.people:
        raise BadValue(
            f"There is no synthetic person {person:,} in this run",
            value=person,
            allowed=f"a number from 0 to {plan.people - 1:,}",
            next_step="`glasshouse explain RUN --find HARM` lists people to look at",
        )
    start = plan.society.layout(plan.people).community_start
    return int(np.searchsorted(start, person, side="right")) - 1


def plan_of(source: Source) -> Plan:
    """Return the plan of an outcome or of a run folder."""
    plan = source.plan
    return plan() if callable(plan) else plan


def prepared(plan: Plan, series: Mapping[str, NDArray[Any]]) -> World:
    """Return the world of a plan on the morning of its first day, under the climate that was recorded."""
    world = make(plan)
    was = world.climate
    world.climate = Recorded(
        seed=was.seed, people=was.people, real=was.real, off=was.off, high=was.high,
        expected_alerts=was.expected_alerts,
    ).recall(series)  # fmt: skip
    return world


def live(world: World, community: int, room: int) -> Replay | None:
    """Let one community of a fresh world live through the run; return None if the log of a week needed more room."""
    plan, place = world.plan, world.place
    crew = here.Crew(world, 1, here.CHUNK)
    crew.work = [[np.array([community], dtype=np.int64)]]
    crew.benches = [Bench.new(plan.seed, room)]
    desk = crew.benches[0].D
    first, end = int(place.start[community]), int(place.start[community + 1])
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
        region=int(place.region[community]),
        first=first,
        people=end - first,
        events=told[np.argsort(told["day"], kind="stable")],
        weeks=np.stack(world.week_region)[:, int(place.region[community])],
        cells=np.stack(world.week_cell),
        start=start,
        end=unpacked(world, who),
        rows=rows_of(world, community, desk),
        happenings=world.happenings,
    )


def drained(desk: NDArray[np.int64]) -> NDArray[Any]:
    """Return the events on the desk's log and clear it."""
    n = int(desk[d.N_LOG])
    desk[d.N_LOG] = 0
    return desk[d.LOG : d.LOG + n * d.LOG_FIELDS].copy().view(EVENT)


def rows_of(world: World, community: int, desk: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the side rows of a community, (rows, row fields)."""
    store = world.store
    rows.load_rows(store.rows, store.start[community], store.count[community], desk)
    n = int(desk[d.N_ROWS])
    return desk[d.ROWS : d.ROWS + n * d.ROW_FIELDS].reshape(n, d.ROW_FIELDS).copy()


def before(start: NDArray[np.int64], cases: NDArray[np.int64]) -> NDArray[Any]:
    """Return what had begun before the first day, as events: old court cases, and who was on the watchlist."""
    out = [
        (case[d.WHO], case[d.START], events.BEFORE_FIRST_DAY, case[d.FLAGS], 0, 0, 0, 0)
        for case in cases.tolist()
    ]
    for i in np.flatnonzero(start[c.WATCH]):
        wrong = int(start[c.WATCH_WRONG, i])
        out.append((int(i), -1, events.WATCHLISTED, wrong, 0, 0, 0, rows.FACT if wrong else 0))
    return np.array(out, dtype=EVENT)


def check(source: Source, lived: Replay) -> None:
    """Compare the community's end state with the people of it whom the run kept as a sample.

    Raises:
        BadRunFolder: they differ in a run folder, made with another program or ledger. EngineError: in memory.
    """
    panel = source.panel
    person = np.asarray(panel["person"])
    here_ = np.flatnonzero((person >= lived.first) & (person < lived.first + lived.people))
    for number, column in enumerate(c.COLUMNS[: c.CELL]):
        name = column.name.lower()
        then = np.asarray(panel[name])[here_]
        now = lived.end[number, person[here_] - lived.first]
        if (then == now).all():
            continue
        who = int(person[here_][np.flatnonzero(then != now)[0]])
        message = f"Person {who:,} ends otherwise in a replay than in the run: {name} differs"
        if hasattr(source, "folder"):
            raise BadRunFolder(
                f"{message}; the program or its ledger has changed since the run was made",
                place=str(source.folder),
                next_step=f"`glasshouse verify {source.folder}` says what changed; run it again to explain it",
            )
        raise EngineError(f"{message}, and a story of it would not be true")
