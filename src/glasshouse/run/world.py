"""A society in memory, ready to live week by week: the state that every way of running (threads, shards, replay) shares."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.base import ledger as ledgers
from glasshouse.base.counters import NCOUNT, index
from glasshouse.base.desk import GONE_WEEKS
from glasshouse.base.jit import compiled
from glasshouse.base.pack import new_table
from glasshouse.climate.recorded import Recorded
from glasshouse.climate.regimes import Regimes
from glasshouse.climate.week import Climate
from glasshouse.day.cameras import tables as cameras
from glasshouse.day.cast_plan import Caster
from glasshouse.day.loop import DRAW_ROWS
from glasshouse.run.kernels import WEIGHT_ONE
from glasshouse.run.protocol import Count, Letter
from glasshouse.run.store import Out, Place, empty_out, empty_store, people_in
from glasshouse.society import traits
from glasshouse.society.contacts import MARGIN

if TYPE_CHECKING:
    from glasshouse.scenario.planning import Plan
    from glasshouse.society.communities import Layout

FIRST_ROOM = 24
"""Free rows every community starts with, at least."""


@dataclass
class Bench:
    """One worker's own arrays: desk, working table, clock draws, contact sums."""

    D: NDArray[np.int64]
    M: NDArray[Any]
    U: NDArray[Any]
    buffer: NDArray[np.int64]

    @classmethod
    def new(cls, seed: int, log_room: int = 0) -> Bench:
        """Return empty arrays for one worker; uncompiled, the table is wider, since Python integers never wrap."""
        desk = d.new_desk(log_room)
        desk[d.SEED] = np.uint64(seed).astype(np.int64)
        table = new_table(c.COMMUNITY)
        draws = np.zeros((DRAW_ROWS, c.COMMUNITY), np.uint32 if compiled() else np.int64)
        return cls(desk, table, draws, np.zeros(c.COMMUNITY + 2 * MARGIN, np.int64))


@dataclass
class World:
    """People, rows, tables, climate and regimes of one run; `here` says which communities live in this memory.

    `letters` are those of all weeks so far: with them any part of the society can be lived again. `traced` says whether
    lives are compared, wherever they are lived.
    """

    plan: Plan
    layout: Layout
    place: Place
    here: NDArray[np.bool_]
    people: c.People
    store: Any
    weights: NDArray[np.int64]
    traits: NDArray[np.int64]
    regimes: Regimes
    climate: Climate
    PP: NDArray[np.int64]
    block_region: NDArray[np.int64]
    block_cell: NDArray[np.int64]
    trace: NDArray[np.uint32]
    burden: NDArray[np.int32]
    week_region: list[NDArray[np.int64]] = field(default_factory=list)
    week_cell: list[NDArray[np.int64]] = field(default_factory=list)
    happenings: list[dict[str, Any]] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    traced: bool = False

    def out(self) -> Out:
        """Return a worker's tables that share this world's block tables."""
        return empty_out(len(self.weights), self.block_region, self.block_cell, self.trace, self.burden)


def high_values() -> dict[str, float]:
    """Return the range maxima of the shipped ledger: they alone set the upper rates of the clocks."""
    return {name: parameter.high for name, parameter in ledgers.load().items()}


def first_room(values: Iterable[Mapping[str, float]]) -> int:
    """Return the free rows every community needs for the cases of the first day: the mean and six standard deviations."""
    cases = max(v["rating.listed_at_start"] + v["rating.restricted_at_start"] for v in values) * c.COMMUNITY
    return max(FIRST_ROOM, math.ceil(cases + 6 * math.sqrt(cases)) + 4)


def make(
    plan: Plan,
    record: Mapping[str, NDArray[np.float64]] | None = None,
    trace: bool = False,
    blocks: Collection[int] | None = None,
    folder: Path | None = None,
) -> World:
    """Return the world of a plan before its first day.

    Args:
        plan: what to run.
        record: the climate series of another run, to be lived under instead of one's own.
        trace: keep a hash of events and a count of harms per person (8 bytes each), for comparing two worlds.
        blocks: the resampling blocks whose people live in this memory; all if None.
        folder: where the people's columns are kept, in files mapped into memory; in plain memory if None.
    """
    society = plan.society
    layout = society.layout(plan.people)
    high = high_values()
    real = np.array([region.population for region in society.regions], dtype=float)
    caster = Caster(high, plan.off, society.camera_density, society.minority, real)
    regimes = Regimes(plan, caster)
    place, here = settled(layout, blocks)
    rows = regimes.rows(0)
    climate = (Climate if record is None else Recorded)(
        seed=plan.seed,
        people=layout.region_people.astype(float),
        real=real,
        off=plan.off,
        high=high,
        expected_alerts=expected_alerts(regimes.values(0), society, plan.off),
    )
    if record is not None and isinstance(climate, Recorded):
        climate.recall(record)
    people = int(np.diff(place.start).sum(where=here))
    many = int(layout.blocks)
    traced = people if trace else 0
    return World(
        plan=plan,
        layout=layout,
        place=place,
        here=here,
        people=people_in(folder, people),
        store=empty_store(layout.communities, first_room(regimes.values(0)), here),
        weights=np.rint(layout.weight * WEIGHT_ONE).astype(np.int64),
        traits=traits.thresholds(society, plan.values),
        regimes=regimes,
        climate=climate,
        PP=rows,
        block_region=np.zeros((many, len(real), NCOUNT), np.int64),
        block_cell=np.zeros((many, c.CELLS, NCOUNT), np.int64),
        trace=np.zeros(traced, np.uint32),
        burden=np.zeros(traced, np.int32),
        traced=trace,
    )


def settled(layout: Layout, blocks: Collection[int] | None) -> tuple[Place, NDArray[np.bool_]]:
    """Return where communities lie, and which of them live here: those of the given blocks, stored without gaps."""
    block = np.asarray(layout.community_block, np.int16)
    start = np.asarray(layout.community_start, np.int64)
    at = start[:-1]
    here = np.ones(len(block), np.bool_)
    if blocks is not None:
        here = np.isin(block, list(blocks))
        size = np.where(here, np.diff(start), 0)
        at = np.cumsum(size) - size
        at.flags.writeable = False
    region, urban = (
        np.asarray(layout.community_region, np.int16),
        np.asarray(layout.community_urban, np.uint8),
    )
    return Place(start, at, region, urban, block), here


def expected_alerts(
    values: list[Mapping[str, float]], society: Any, off: frozenset[str]
) -> NDArray[np.float64]:
    """Return alerts per person and week to be expected by region, before any week has been counted."""
    if "cameras" in off:
        return np.zeros(len(values))
    out = []
    for r, v in enumerate(values):
        own = {name.partition(".")[2]: x for name, x in v.items() if name.startswith("cameras.")}
        per_outing = own["sightings_per_outing"] * float(society.camera_density[r]) * own["per_1000"] / 126
        faces = per_outing * own["police_share"] * own["face_enabled_share"] * (1 - own["moratorium"])
        faces *= v["life.outings_per_day"] * 7
        mean = cameras.false_match(own, float(society.minority[r]), np.ones(4)).mean()
        out.append(faces * (mean + own["wanted_per_100k"] / 1e5 * own["true_positive_rate"]))
    return np.array(out)


def prepare_week(world: World, week: int) -> None:
    """Publish the climate of a week into the plan rows, after last week's counts and concessions."""
    last = world.week_region[-1] if world.week_region else None
    for what in world.regimes.concede(week, world.climate):
        world.happenings.append(what)
    world.PP = world.regimes.rows(week)
    world.climate.write(week, world.regimes.values(week), last, world.PP)
    for region, words in world.climate.said:
        world.happenings.append({"week": week, "region": region, "what": words})
    world.climate.said.clear()
    for r in np.flatnonzero(world.climate.series["breach"][-1]):
        world.happenings.append({"week": week, "region": int(r), "what": "records leaked"})


def gathered(outs: list[Out], week: int) -> Count:
    """Add the workers' tables of a week, in a fixed order, and clear them."""
    parts = [Count(out.region, out.cell, out.gone[:, : week + 1]) for out in outs]
    whole = Count(*(table.copy() for table in parts[0]))
    for part in parts[1:]:
        for table, more in zip(whole, part, strict=True):
            table += more
    for part in parts:
        for table in part:
            table.fill(0)
    return whole


def finish_week(world: World, week: int, count: Count) -> None:
    """Take in what a week brought."""
    gone = np.zeros((len(count.region), GONE_WEEKS), np.int64)
    gone[:, : count.gone.shape[1]] = count.gone
    world.week_region.append(count.region)
    world.week_cell.append(count.cell)
    world.climate.queue.record(week, count.region[:, index("appeals_filed")], gone)
