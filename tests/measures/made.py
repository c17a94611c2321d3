"""A made-up outcome: integer tables of the shapes of the engine, from rates that the tests know."""

from types import SimpleNamespace

import numpy as np

from glasshouse.base.counters import COUNTERS, NCOUNT, STOCKS

CELLS = 120
CODES = ("CN-11", "CN-37", "CN-44", "CN-54", "CN-65")
NAMES = ("Beijing", "Shandong", "Guangdong", "Tibet", "Xinjiang")
CLIMATE = ("requests", "grievance", "review_backlog")


def rates():
    """Expected count for one person and week (a stock: for one person), by counter."""
    rate = np.full(len(COUNTERS), 0.02)
    for place, name in enumerate(COUNTERS):
        if name == "people":
            rate[place] = 1
        elif name.endswith("_sum"):
            rate[place] = 40
        elif name in STOCKS:
            rate[place] = 0.1
    return rate


def outcome(
    seed=1, weeks=3, blocks=16, per_block=400, weight=(0.5, 1.5, 1.6, 0.1, 0.3), off=(), rate=None, gap=1.0
):
    """An outcome in which minority people (cells 60-119) have every event `gap` times as often.

    `weight` has up to five regions; region r has about `per_block` * (r + 1) people in each block.
    """
    random = np.random.default_rng(seed)
    regions = len(weight)
    rate = rates() if rate is None else rate
    size = np.arange(1, regions + 1)[None, :, None] * per_block / CELLS
    people = random.poisson(np.broadcast_to(size, (blocks, regions, CELLS)))
    people[:, :, 0] += 1
    times = np.where(np.arange(CELLS) >= 60, gap, 1.0)[None, None, :, None]
    counts = np.zeros((weeks, blocks, regions, CELLS, NCOUNT), dtype=np.int64)
    for week in range(weeks):
        expected = people[..., None] * rate * times
        counts[week, ..., : len(COUNTERS)] = random.poisson(expected)
    counts[..., COUNTERS.index("people")] = people
    return assembled(counts, np.asarray(weight, dtype=float), seed, off, random)


def assembled(counts, weight, seed, off, random):
    """Tables from counts by week, block, region and cell, as the engine makes them."""
    weeks, regions = counts.shape[0], counts.shape[2]
    people = counts[0, ..., COUNTERS.index("people")]
    simulated = people.sum(axis=(0, 2))
    weight = weight * people.sum() / (weight * simulated).sum()
    whole = np.rint(weight * 1024).astype(np.int64)[None, None, :, None, None]
    last = np.array([name in STOCKS for name in COUNTERS] + [False] * (NCOUNT - len(COUNTERS)))
    by_block = np.where(last, counts[-1], counts.sum(axis=0))
    climate = {name: random.gamma(2.0, size=(weeks, regions)) for name in CLIMATE}
    return SimpleNamespace(
        plan=plan(int(people.sum()), 7 * weeks, seed, off, regions),
        layout=SimpleNamespace(weight=weight, region_people=simulated),
        week_region=counts.sum(axis=(1, 3)),
        week_cell=(counts * whole).sum(axis=(1, 2)),
        block_region=by_block.sum(axis=2),
        block_cell=(by_block * whole[0]).sum(axis=1),
        climate=climate,
        happenings=[
            {"week": 1, "region": "CN-11", "what": "breach"},
            {"week": 2, "region": None, "what": "conceded"},
        ],
        finds={"wrongly-refused": np.array([7, 412, 1033]), "stopped": np.array([], dtype=np.int64)},
        panel={"person": np.arange(20), "fear": random.integers(0, 256, 20).astype(np.uint8)},
        histograms={"fear": random.integers(0, 99, 256), "score": random.integers(0, 99, 40)},
        seconds={"compile": 0.1, "setup": 0.2, "simulate": 1.5},
        bytes_per_person=18.5,
        digest="ab" * 32,
    )


def plan(people, days, seed, off, regions):
    """What measures need of a plan."""
    society = SimpleNamespace(
        regions=tuple(SimpleNamespace(code=code, name=name) for code, name in zip(CODES, NAMES, strict=True))[
            :regions
        ]
    )
    return SimpleNamespace(seed=seed, people=people, days=days, society=society, off=frozenset(off))
