"""The whole country and each region, in one pass over the blocks of each region."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from glasshouse.measures.bootstrap import Draws
from glasshouse.measures.interval import relative_spread
from glasshouse.measures.matrix import Array, Matrix, divide
from glasshouse.measures.slices import Slice, measured
from glasshouse.measures.tallies import Tallies


@dataclass(frozen=True)
class Country:
    """Every measure for everybody, (measures,), and for each region, (regions, measures)."""

    everybody: Slice
    regions: Slice


def country(tallies: Tallies, matrix: Matrix, draws: Draws) -> Country:
    """Return the measures of the country, weighted to the real shares of the regions, and of each region."""
    top, below = matrix.apply(tallies.block_region)
    weight = tallies.region_weight
    point = weight @ top.sum(axis=0), weight @ below.sum(axis=0)
    usual = divide(*point)
    parts = [_region(tallies, matrix, draws, (top, below), place, usual) for place in range(len(weight))]
    replicates = _sum([part[0] for part in parts], weight), _sum([part[1] for part in parts], weight)
    spread = relative_spread(matrix.rate(*point), matrix.rate(*replicates))
    people = np.array([float(tallies.people)])
    # Kish's effective number: events of over-sampled regions count for less than one each.
    events = np.nan_to_num(divide(point[0] ** 2, weight**2 @ top.sum(axis=0)))
    everybody = measured(matrix, point, spread, people, tallies.mean_weight, usual, draws.freedom, events)
    return Country(everybody, _stacked([part[2] for part in parts], weight))


def _sum(parts: list[Array], weight: Array) -> Array:
    """Return the weighted sum of the regions' replicates."""
    total = np.zeros_like(parts[0])
    for part, one in zip(parts, weight, strict=True):
        total += one * part
    return total


def _region(
    tallies: Tallies, matrix: Matrix, draws: Draws, tables: tuple[Array, Array], place: int, usual: Array
) -> tuple[Array, Array, Slice]:
    """Return a region's replicates (numerators and denominators, unweighted) and its slice."""
    used = draws.used[place]
    top, below = tables[0][used, place], tables[1][used, place]
    point = top.sum(axis=0), below.sum(axis=0)
    replicates = draws.region[place] @ top, draws.region[place] @ below
    people = np.array([float(tallies.region_people[place])])
    # A lone block is resampled against other regions, which says nothing about this one: keep it still.
    still = replicates if len(used) > 1 else (point[0][None], point[1][None])
    spread = relative_spread(matrix.rate(*point), matrix.rate(*still))
    freedom = int(draws.region_freedom[place])
    return *replicates, measured(matrix, point, spread, people, 1.0, usual, freedom)


def _stacked(slices: list[Slice], weight: Array) -> Slice:
    """Return the regions' slices as one, people weighted as in the national number."""
    arrays = ("simulated", "rate", "low", "high", "events", "expected")
    stacked = {field: np.stack([getattr(one, field) for one in slices]) for field in arrays}
    people = np.stack([one.people for one in slices]) * weight[:, None]
    return Slice(people=people, matrix=slices[0].matrix, **stacked)
