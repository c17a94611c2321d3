"""Groups of people: every margin of the cells, the intersections that matter, and the gaps between groups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from glasshouse.measures.bootstrap import Draws
from glasshouse.measures.gaps import Gap, gap
from glasshouse.measures.interval import deviations, student
from glasshouse.measures.matrix import Array, Matrix, divide
from glasshouse.measures.slices import Slice, measured, zero_high
from glasshouse.measures.tallies import MARGINS, SHAPE, Tallies

CUTS: tuple[tuple[str, ...], ...] = (
    ("group",),
    ("sex",),
    ("urban",),
    ("income",),
    ("age",),
    ("group", "sex"),
    ("group", "urban"),
    ("group", "income"),
    ("group", "age"),
    ("sex", "income"),
    ("sex", "age"),
    ("urban", "income"),
)
"""The ways in which society is cut, margins first."""

REFERENCE = {"group": 0, "sex": 1, "urban": 1, "income": 4, "age": 1}
"""The level that others are compared with: majority, male, urban, highest fifth, 25-54."""


@dataclass(frozen=True)
class Cut:
    """Society cut along one or two traits: levels in words, a slice (levels, measures), and the gaps."""

    margin: str
    levels: tuple[str, ...]
    slice: Slice
    gaps: tuple[Gap, ...]


def cuts(tallies: Tallies, matrix: Matrix, draws: Draws) -> Iterator[Cut]:
    """Yield society cut along every margin and intersection.

    The intervals rest on whole blocks (each holds its part of every region), so two groups that live in the
    same communities share their luck, and their ratio is better known than either rate.
    """
    top, below = matrix.apply(tallies.block_cell * tallies.cell_unit)
    people = tallies.block_cell[:, :, tallies.index["people"]].sum(axis=0) * tallies.cell_unit
    for traits in CUTS:
        tables = _kept(top, traits), _kept(below, traits)
        yield _cut(tallies, matrix, draws, traits, tables, _kept(people, traits))


def levels(traits: tuple[str, ...]) -> tuple[str, ...]:
    """Return the levels of a cut in words, for example 'minority, female'."""
    return tuple(", ".join(words) for words in product(*(MARGINS[trait] for trait in traits)))


def compared(traits: tuple[str, ...]) -> list[tuple[int, int]]:
    """Return the pairs (compared, reference) of a cut, as places in `levels`.

    Every level is compared with the reference level; where two traits are cut, each level of the second is
    also compared inside itself, so that 'minority, female' stands beside both 'majority, male' and 'majority,
    female'.
    """
    sizes = tuple(len(MARGINS[trait]) for trait in traits)
    base = tuple(REFERENCE[trait] for trait in traits)
    pairs = [(place, base) for place in np.ndindex(sizes) if place != base]
    if len(traits) == 2:
        inside = ((place, (base[0], place[1])) for place in np.ndindex(sizes) if place[0] != base[0])
        pairs += [pair for pair in inside if pair not in pairs]
    return [(_place(one, sizes), _place(other, sizes)) for one, other in pairs]


def _place(level: tuple[int, ...], sizes: tuple[int, ...]) -> int:
    return int(np.ravel_multi_index(level, sizes))


def _kept(cells: Array, traits: tuple[str, ...]) -> Array:
    """Add cells up over every trait but `traits`: cells of shape (..., cells, measures), or (cells,)."""
    lead, tail = (cells.shape[:-2], cells.shape[-1:]) if cells.ndim > 1 else ((), ())
    shaped = cells.reshape(*lead, *SHAPE, *tail)
    gone = tuple(len(lead) + place for place, trait in enumerate(MARGINS) if trait not in traits)
    kept = shaped.sum(axis=gone)
    return np.asarray(kept.reshape(*lead, -1, *tail))


def _cut(
    tallies: Tallies,
    matrix: Matrix,
    draws: Draws,
    traits: tuple[str, ...],
    tables: tuple[Array, Array],
    people: Array,
) -> Cut:
    """Return one cut from numerators and denominators by block, each (blocks, levels, measures)."""
    point = tables[0].sum(axis=0), tables[1].sum(axis=0)
    apart = deviations(
        matrix.rate(*point), matrix.rate(_resampled(draws, tables[0]), _resampled(draws, tables[1]))
    )
    joint = np.einsum("kam,kbm->abm", apart, apart, optimize=True) / len(apart)
    own = np.sqrt(np.einsum("aam->am", joint))
    unit, freedom = tallies.mean_weight, draws.block_freedom
    usual = divide(point[0].sum(axis=0), point[1].sum(axis=0))
    one = measured(matrix, point, own, people[:, None], unit, usual, freedom)
    zero = zero_high(matrix, point[1], unit)
    gaps = tuple(gap(one, joint, zero, pair, student(freedom)) for pair in compared(traits))
    return Cut(" x ".join(traits), levels(traits), one, gaps)


def _resampled(draws: Draws, table: Array) -> Array:
    flat = draws.block @ table.reshape(len(table), -1)
    return np.asarray(flat.reshape(len(draws.block), *table.shape[1:]))
