"""The whole country and each region, in one pass over the blocks of each region."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from glasshouse.measures.bootstrap import Draws
from glasshouse.measures.interval import relative_spread
from glasshouse.measures.matrix import Array, Matrix
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
    parts = [_region(tallies, matrix, draws, top, below, place) for place in range(len(weight))]
    point = sum_of([part[0] for part in parts], weight), sum_of([part[1] for part in parts], weight)
    replicates = sum_of([part[2] for part in parts], weight), sum_of([part[3] for part in parts], weight)
    raw = np.array([part[0] for part in parts])
    squared = np.einsum("r,rm->m", weight**2, raw)
    everybody = measured(
        matrix,
        point,
        relative_spread(matrix.rate(*point), matrix.rate(*replicates)),
        people=np.array([float(tallies.people)]),
        simulated=np.array([float(tallies.people)]),
        unit_weight=tallies.mean_weight,
        # Kish's effective number: events of over-sampled regions count for less than one each
        events=np.divide(point[0] ** 2, squared, out=np.zeros_like(squared), where=squared > 0),
        freedom=draws.freedom,
    )
    return Country(everybody, _stacked([part[4] for part in parts], weight))


def sum_of(parts: list[Array], weight: Array) -> Array:
    """Return the weighted sum of the regions' arrays."""
    total = np.zeros_like(parts[0])
    for part, one in zip(parts, weight, strict=True):
        total += one * part
    return total


def _region(
    tallies: Tallies, matrix: Matrix, draws: Draws, top: Array, below: Array, place: int
) -> tuple[Array, Array, Array, Array, Slice]:
    """Return a region's numerators, denominators and those of its replicates (unweighted), and its slice."""
    used = draws.used[place]
    here = top[used, place], below[used, place]
    point = here[0].sum(axis=0), here[1].sum(axis=0)
    replicates = draws.region[place] @ here[0], draws.region[place] @ here[1]
    people = np.array([float(tallies.region_people[place])])
    # A lone block is resampled against other regions, which says nothing about this one: keep it still.
    still = replicates if len(used) > 1 else (point[0][None], point[1][None])
    spread = relative_spread(matrix.rate(*point), matrix.rate(*still))
    freedom = int(draws.region_freedom[place])
    return *point, *replicates, measured(matrix, point, spread, people, people, 1.0, point[0], freedom)


def _stacked(slices: list[Slice], weight: Array) -> Slice:
    """Return the regions' slices as one, people weighted as in the national number."""

    def stack(field: str) -> Array:
        return np.stack([getattr(one, field) for one in slices])

    return Slice(
        people=stack("people") * weight[:, None],
        simulated=stack("simulated"),
        rate=stack("rate"),
        low=stack("low"),
        high=stack("high"),
        events=stack("events"),
        matrix=slices[0].matrix,
    )
