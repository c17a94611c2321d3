"""What one candidate of each kind costs: a community's candidates are drawn, then those of one kind happen again and again.

Before every turn the person is put back as before, so that what happens is what would happen; the same loop in which only
the putting back is done is taken off. Candidates that are rejected count too, but those that no state of their person
could make happen are gone before (`loop.without_hopeless`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import one_week
from glasshouse.base import desk as d
from glasshouse.base import draw
from glasshouse.base.jit import kernel
from glasshouse.day import loop
from glasshouse.society import clocks

TIMES = 20
"""How often in a row."""
LOOKS = 3
"""The quickest of so many rows: whoever else is at work can only make one longer. The first also compiles."""
STREAMS = {
    draw.DEMAND: ("demand", clocks.GATES),
    draw.BREACH: ("breach", clocks.BREACHES),
    draw.SPEECH: ("speech", clocks.SPEECHES),
    draw.LUCK: ("luck", clocks.STRIKES),
}
ROOM = "free room"
"""Candidates of no kind yet."""

Kind = tuple[str, str]
"""Clock and kind."""


@kernel
def shown(M: Any, P: Any, D: Any, n: int, U: Any, kinds: Any) -> int:
    """Draw the community's candidates, let none happen, and say of which kind each is; return how many could happen."""
    m = 0
    for i in range(n):
        if U[loop.SHOWS, i] == 1 and m < d.CANDIDATE_ROOM - 4 * clocks.POISSON:
            m = loop.collect(M, P, D, U, i, m)
    days = D[d.DAYS]
    D[d.DAYS] = -D[d.DAY0] - 1  # no day comes before that
    m = loop.live(M, P, D, m)
    D[d.DAYS] = days
    for j in range(m):
        kinds[j] = D[d.OF_KIND + j]
    return m


@kernel
def again(M: Any, P: Any, D: Any, those: Any, before: Any, times: int, alive: int) -> None:
    """Let candidates happen so many times, each time to the person as before; without `alive`, only put people back."""
    rows = D[d.N_ROWS]
    for _ in range(times):
        for j in those:
            if alive == 1:
                loop.happen(M, P, D, j)
            i = D[d.OWNER + j]
            for field in range(len(M)):
                M[field, i] = before[field, i]
            D[d.N_ROWS] = rows


def costs(world: Any, bench: Any, out: Any, communities: range, repeats: int) -> Mapping[Kind, list[float]]:
    """Return, for every kind that showed, nanoseconds a candidate in every repeat."""
    spent: dict[Kind, list[float]] = {}
    many: dict[Kind, int] = {}
    for turn in range(repeats):
        for k in communities:
            for kind, those in drawn(world, bench, out, k).items():
                many[kind] = many.get(kind, 0) + (len(those) if turn == 0 else 0)
                times = spent.setdefault(kind, [0.0] * repeats)
                times[turn] += lasted(bench, world.PP[world.place.region[k]], those)
            one_week.clear(world, bench, out, k)
    return {kind: [time / many[kind] for time in times] for kind, times in spent.items()}


def drawn(world: Any, bench: Any, out: Any, k: int) -> dict[Kind, NDArray[np.int64]]:
    """Put community `k` on the bench as its candidates find it; return their places on the desk, kind by kind."""
    n = one_week.settle(world, bench, k)
    for step in one_week.passes(world, bench, out, k, n):
        if step.name == "candidates":
            break
        step.run()
    kinds = np.zeros(d.CANDIDATE_ROOM, np.int64)
    m = int(shown(bench.M, world.PP[world.place.region[k]], bench.D, n, bench.U, kinds))
    streams = bench.D[d.WHICH : d.WHICH + m] >> 4
    return {name_of(s, kind): np.flatnonzero((streams == s) & (kinds[:m] == kind))
            for s, kind in {*zip(streams.tolist(), kinds[:m].tolist(), strict=True)}}  # fmt: skip


def name_of(stream: int, kind: int) -> Kind:
    """Return clock and kind in words."""
    clock, kinds = STREAMS[stream]
    return clock, kinds[kind] if kind < len(kinds) else ROOM


def lasted(bench: Any, P: Any, those: NDArray[np.int64]) -> float:
    """Return how many nanoseconds it took to let the candidates happen once."""
    before = bench.M.copy()
    idle, alive = (
        min(one_week.timed(lambda alive=alive: again(bench.M, P, bench.D, those, before, TIMES, alive))
            for _ in range(LOOKS))
        for alive in (0, 1)
    )  # fmt: skip
    return (alive - idle) / TIMES
