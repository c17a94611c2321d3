"""A small run lived in shards: its plan, the hands that live it, and whether two outcomes are the same."""

import numpy as np

from glasshouse import scenario
from glasshouse.run import cluster

PLAN = {"people": 6_000, "days": 33, "seed": 5}


def planned():
    return scenario.plan("china-2018", **PLAN)


def same(one, other):
    """Return whether two outcomes agree in everything that a run returns."""
    tables = ("week_region", "week_cell", "block_region", "block_cell")
    return (
        one.digest == other.digest
        and all(np.array_equal(getattr(one, name), getattr(other, name)) for name in tables)
        and all(
            np.array_equal(getattr(one, name)[key], getattr(other, name)[key])
            for name in ("climate", "finds", "panel", "histograms")
            for key in getattr(one, name)
        )
        and one.happenings == other.happenings
    )


def on(client, seen, **named):
    """Return what hires the workers of a client; the hands go into `seen`."""

    def hire(world):
        seen.append(cluster.Cluster(client, world, 1, **named))
        return seen[-1]

    return hire
