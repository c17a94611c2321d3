"""What a simulation returns: tables, climate, happenings, people to look at, and the digest."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from glasshouse.scenario.planning import Plan
    from glasshouse.society.communities import Layout


@dataclass(frozen=True, eq=False)
class Outcome:
    """A finished simulation.

    Axes: W weeks, R regions, B resampling blocks, 120 cells, 128 counters (`glasshouse.base.counters`).

    Attributes:
        week_region: raw counts (W, R, counters). week_cell: weighted counts x 1024 (W, cells, counters).
        block_region: raw counts over the run (B, R, counters). block_cell: weighted x 1024 (B, cells, counters).
        climate: series by name, (W, R); those of `glasshouse.climate.week.RECORDED` are integers and allow a replay.
        happenings: breaches, concessions and dated events: week, region, what.
        finds: person numbers by harm, smallest keyed hash first.
        panel: end state of a sample of people, column by column.
        histograms: people by value, end of run.
        device: what lived the weeks: `cpu`, or a GPU by its name. It changes nothing else here.
        trace, burden: per person, a hash of all events and the number of harms suffered; empty unless asked for.
        digest: SHA-256 over canonical logical values; equal on any machine, thread count, block size.
    """

    plan: Plan
    layout: Layout
    week_region: NDArray[np.int64]
    week_cell: NDArray[np.int64]
    block_region: NDArray[np.int64]
    block_cell: NDArray[np.int64]
    climate: dict[str, NDArray[np.float64]]
    happenings: list[dict[str, Any]]
    finds: dict[str, NDArray[np.int64]]
    panel: dict[str, NDArray[Any]]
    histograms: dict[str, NDArray[np.int64]]
    seconds: dict[str, float]
    bytes_per_person: float
    digest: str
    trace: NDArray[np.uint32] = field(default_factory=lambda: np.zeros(0, np.uint32))
    burden: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    memory: dict[str, float] = field(default_factory=dict)
    device: str = "cpu"
