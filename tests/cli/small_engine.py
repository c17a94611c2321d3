"""An engine that takes no time: tables of the engine's shapes, for tests of the way around it.

Digest and tables follow from people, days and seed, as the real engine's do. In the world `nothing` it counts
people and nothing else. As a program it is the command `glasshouse` with this engine, and slow weeks.
"""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np

from glasshouse.base.counters import COUNTERS, NCOUNT, STOCKS

CELLS = 120
CLIMATE = ("requests", "grievance", "records_held", "review_backlog", "appeal_backlog")
HARMS = {"wrongly-refused": "refused because of an error of fact", "stopped": "stopped by police"}


def simulate(
    plan: Any, threads: int | None = None, progress: Callable[..., None] | None = None, **_: Any
) -> Any:
    layout = plan.society.layout(plan.people)
    random = np.random.default_rng(plan.seed)
    shape = (plan.weeks, layout.blocks, plan.regions)
    expected = layout.region_people[None, None, :, None] / layout.blocks * rates()
    counts = random.poisson(np.broadcast_to(expected, (*shape, NCOUNT)))
    counts[..., COUNTERS.index("people")] = by_block(layout)
    if plan.scenario.name == "nothing":
        counts[..., np.arange(NCOUNT) != COUNTERS.index("people")] = 0
    for week in range(plan.weeks):
        if progress:
            progress(week + 1, plan.weeks, (week + 1) * 7.0 * plan.people, 0.01 * (week + 1))
    return outcome(plan, layout, counts, random)


def rates() -> np.ndarray:
    """Expected count for one person and week."""
    rate = np.zeros(NCOUNT)
    for place, name in enumerate(COUNTERS):
        rate[place] = 40 if name.endswith("_sum") else 0.1 if name in STOCKS else 0.02
    return rate


def by_block(layout: Any) -> np.ndarray:
    """People of each block and region, adding up to the people of each region."""
    even = np.tile(layout.region_people // layout.blocks, (layout.blocks, 1))
    even[0] += layout.region_people - even.sum(axis=0)
    return even


def outcome(plan: Any, layout: Any, counts: np.ndarray, random: np.random.Generator) -> Any:
    whole = np.rint(layout.weight * 1024).astype(np.int64)[:, None]
    last = np.array([name in STOCKS for name in COUNTERS] + [False] * (NCOUNT - len(COUNTERS)))
    block = np.where(last, counts[-1], counts.sum(axis=0))
    cells = np.zeros((*block.shape[:1], CELLS, NCOUNT), dtype=np.int64)
    cells[:] = ((block * whole).sum(axis=1) // CELLS)[:, None, :]
    weeks = np.repeat(((counts * whole).sum(axis=(1, 2)) // CELLS)[:, None, :], CELLS, axis=1)
    climate = {name: random.gamma(2.0, size=(plan.weeks, plan.regions)) for name in CLIMATE}
    if plan.scenario.name == "nothing":
        climate = {name: np.zeros_like(series) for name, series in climate.items()}
    return SimpleNamespace(
        plan=plan, layout=layout, week_region=counts.sum(axis=1), week_cell=weeks, block_region=block,
        block_cell=cells, climate=climate, happenings=[],
        finds={"wrongly-refused": np.array([7, 412]), "stopped": np.array([], dtype=np.int64)},
        panel={"person": np.arange(20)}, histograms={"fear": random.integers(0, 99, 256)},
        seconds={"compile": 0.01, "setup": 0.02, "simulate": 0.5}, bytes_per_person=16.0,
        digest=hashlib.sha256(counts.tobytes()).hexdigest(),
    )  # fmt: skip


def simulate_slowly(plan: Any, progress: Callable[..., None] | None = None, **more: Any) -> Any:
    """Half a second a week, said on standard error, so that a test can interrupt it."""

    def slowly(week: int, *rest: Any) -> None:
        print(f"week {week}", file=sys.stderr, flush=True)
        time.sleep(0.5)
        if progress:
            progress(week, *rest)

    return simulate(plan, progress=slowly, **more)


@dataclass(frozen=True)
class Story:
    person: int
    lines: tuple[dict[str, Any], ...]

    def as_dict(self) -> dict[str, Any]:
        return {"person": self.person, "lines": list(self.lines)}

    def text(self) -> str:
        return f"Synthetic person {self.person}\n" + "\n".join(line["text"] for line in self.lines)


def story(run: Any, person: int) -> Story:
    line = {"day": 3, "date": "2018-01-04", "event": "refused", "text": "was refused a flight"}
    return Story(person, ({**line, "cause": "a namesake was listed", "verdict": "fact"},))


def find(run: Any, harm: str) -> list[int]:
    return [int(person) for person in run.finds[harm]]


def stand_ins(simulate: Callable[..., Any] = simulate) -> dict[str, ModuleType]:
    """The rooms `run.here` and `explain`, with this engine in them."""
    made = {name: ModuleType(name) for name in ("glasshouse.run.here", "glasshouse.explain")}
    vars(made["glasshouse.run.here"]).update(simulate=simulate)
    vars(made["glasshouse.explain"]).update(story=story, find=find, HARMS=HARMS)
    return made


if __name__ == "__main__":
    sys.modules |= stand_ins(simulate_slowly)
    vars(import_module("glasshouse.run"))["here"] = sys.modules["glasshouse.run.here"]
    import_module("glasshouse.cli.main").main()
