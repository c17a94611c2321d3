"""The arithmetic of two worlds with the same luck: differences of block tables, with intervals.

The blocks of communities are resampled together in both worlds, so what both worlds share (who lives where,
what strikes them) cancels. For a harm of which a share s is spared, and nobody harmed who was not before,
the variance of the difference falls from N(2 - s) to N s: pairing can narrow an interval by sqrt((2 - s) /
s) at most.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from glasshouse.measures.bootstrap import Draws, drawn
from glasshouse.measures.formula import Measure, flow
from glasshouse.measures.interval import RARE, student
from glasshouse.measures.matrix import Array, Matrix, compiled, divide
from glasshouse.measures.tallies import MARGINS, SHAPE, Tallies

if TYPE_CHECKING:
    from glasshouse.run.outcome import Outcome

ACTS: dict[str, tuple[str, dict[str, int], str]] = {
    "posts_written": (
        "response",
        {"critical_posts_wished": 1, "posts_not_written": -1},
        "lawful critical posts written",
    ),
    "services_asked": ("gates", {"requests_for_service": 1}, "times that people asked for a service"),
    "breaches": (
        "life",
        {"late_payments": 1, "defaults": 1, "traffic_offences": 1, "public_order_offences": 1},
        "payments missed and offences committed, recorded or not",
    ),
}
"""What people do in both worlds; their differences are what did not happen."""

NOT_HAPPENED = {
    "posts_not_written": ("posts_written", "harm"),
    "services_not_asked_for": ("services_asked", "harm"),
    "breaches_avoided": ("breaches", "claimed_benefit"),
}
"""Paired measure -> the act of which the first world has fewer than the second, and its kind."""


@dataclass(frozen=True)
class Contrast:
    """Every measure in two worlds of one slice of society; arrays end in (measures,).

    base, changed: rates, a count's for each person. difference: changed - base. sd: of the difference,
    paired.
    apart: what it would be with different luck in both worlds. share_sd: of the difference as a share of the
    base. people: weighted people of the slice.
    """

    matrix: Matrix
    base: Array
    changed: Array
    difference: Array
    sd: Array
    apart: Array
    share_sd: Array
    people: Array
    freedom: int

    @property
    def size(self) -> Array:
        """What turns rates into values: people for counts, 1 for means and shares."""
        return np.where(self.matrix.counted, self.people, 1.0)

    def bounds(self) -> tuple[Array, Array]:
        """Returns the 95 % interval of the difference, as rates."""
        half = student(self.freedom) * self.sd
        return self.difference - half, self.difference + half

    def shares(self) -> tuple[Array, Array, Array]:
        """Returns the difference as a share of the base, and its 95 % interval; never below -1 for a count."""
        share = divide(self.difference, self.base)
        half = student(self.freedom) * self.share_sd
        return share, np.maximum(share - half, np.where(self.matrix.counted, -1.0, -np.inf)), share + half


@dataclass(frozen=True)
class Tables:
    """Block tables of two worlds, and the resampling weights that both share."""

    base: Tallies
    changed: Tallies
    matrix: Matrix
    draws: Draws

    @classmethod
    def of(cls, base: Outcome | Tallies, changed: Outcome | Tallies) -> Tables:
        """Returns the tables of two outcomes with the same people."""
        one, other = Tallies.of(base), Tallies.of(changed)
        # a mechanism that is off in one world only still counts: its zeros are the difference
        return cls(one, other, with_acts(compiled(replace(one, off=one.off & other.off)), one), drawn(one))


def with_acts(matrix: Matrix, tallies: Tallies) -> Matrix:
    """Returns the matrices with the acts of `ACTS` as further measures."""
    top, below = np.zeros((2, len(tallies.counters), len(ACTS)))
    made: list[Measure] = []
    for place, (name, (link, counters, says)) in enumerate(ACTS.items()):
        for counter, sign in counters.items():
            top[tallies.index[counter], place] = sign
        below[tallies.index["people"], place] = 1
        made.append(Measure(name, link, "description", "events", says, flow(*counters)))
    ones = np.ones(len(ACTS))
    return replace(
        matrix,
        measures=(*matrix.measures, *made),
        top=np.hstack([matrix.top, top]),
        below=np.hstack([matrix.below, below]),
        factor=np.append(matrix.factor, ones),
        most=np.append(matrix.most, ones),
        ceiling=np.append(matrix.ceiling, ones * np.inf),
        counted=np.append(matrix.counted, ones.astype(bool)),
        off=np.append(matrix.off, ~ones.astype(bool)),
    )


def country(tables: Tables) -> Contrast:
    """Returns the contrast of the whole country, regions weighted to their real shares."""
    weight, draws = tables.base.region_weight, tables.draws
    sums = []
    for tallies in (tables.base, tables.changed):
        top, below = tables.matrix.apply(tallies.block_region)
        point = [np.einsum("brm,r->m", table, weight) for table in (top, below)]
        again = [
            sum(
                one * (draws.region[place] @ table[draws.used[place], place])
                for place, one in enumerate(weight)
            )
            for table in (top, below)
        ]
        sums.append((point, again))
    people = np.array([float(tables.base.people)])
    return _contrast(tables, sums, people, tables.base.mean_weight, draws.freedom)


def region(tables: Tables, place: int) -> Contrast:
    """Returns the contrast of one region."""
    used, draws = tables.draws.used[place], tables.draws
    sums = []
    for tallies in (tables.base, tables.changed):
        top, below = (table[used, place] for table in tables.matrix.apply(tallies.block_region))
        point = [top.sum(axis=0), below.sum(axis=0)]
        sums.append((point, [draws.region[place] @ top, draws.region[place] @ below]))
    people = np.array([float(tables.base.region_people[place] * tables.base.region_weight[place])])
    return _contrast(tables, sums, people, tables.base.region_weight[place], int(draws.region_freedom[place]))


def group(tables: Tables, margin: str) -> list[tuple[str, Contrast]]:
    """Returns the contrast of each level of a margin such as `group`, `sex` or `income`."""
    axis = list(MARGINS).index(margin)
    gone = tuple(1 + other for other in range(len(SHAPE)) if other != axis)
    parts = []
    for tallies in (tables.base, tables.changed):
        cells = tallies.block_cell * tallies.cell_unit
        kept = cells.reshape(len(cells), *SHAPE, -1).sum(axis=gone)
        parts.append(tables.matrix.apply(kept))
    people = parts[0][1][:, :, tables.matrix.names.index("people_refused")].sum(axis=0)
    found = []
    for place, level in enumerate(MARGINS[margin]):
        sums = [
            (
                [table[:, place].sum(axis=0) for table in part],
                [tables.draws.block @ table[:, place] for table in part],
            )
            for part in parts
        ]
        unit = tables.base.mean_weight
        found.append(
            (level, _contrast(tables, sums, people[place : place + 1], unit, tables.draws.block_freedom))
        )
    return found


def _contrast(tables: Tables, sums: list[Any], people: Array, unit: float, freedom: int) -> Contrast:
    """Returns a contrast from the sums and resampled sums of numerators and denominators of both worlds."""
    matrix = tables.matrix
    (base, base_again), (changed, changed_again) = [
        (matrix.rate(*point), matrix.rate(*again)) for point, again in sums
    ]
    difference = changed - base
    sd = _spread(changed_again - base_again, difference)
    apart = np.sqrt(_spread(base_again, base) ** 2 + _spread(changed_again, changed) ** 2)
    # A few events say little about the spread between blocks: Poisson's is the least it can be.
    events = np.abs(sums[1][0][0] - sums[0][0][0]) / unit
    few = matrix.single & matrix.counted & (events > 0) & (events < RARE)
    least = np.sqrt(np.where(few, events, 0.0)) * unit / np.maximum(sums[0][0][1], 1e-300)
    share_sd = _share_spread(base, changed, divide(changed_again, base_again), sums[0][0][0] / unit, matrix)
    return Contrast(
        matrix, base, changed, difference, np.maximum(sd, least), apart, share_sd, people, freedom
    )


def _share_spread(base: Array, changed: Array, again: Array, events: Array, matrix: Matrix) -> Array:
    """Returns the standard deviation of the difference as a share of the base.

    Where the base has few events, all or none of them may have been spared by chance: then the spread is at least
    that of a share of so many, with one spared and one not added (Laplace).
    """
    spread = _spread(again, divide(changed, base))
    few = matrix.single & matrix.counted & (events > 0) & (events < RARE)
    many = np.where(few, events, 1.0)
    spared = np.clip((np.abs(divide(changed - base, base)) * many + 1) / (many + 2), 0.0, 1.0)
    return np.where(few, np.fmax(spread, np.sqrt(spared * (1 - spared) / many)), spread)


def _spread(replicates: Array, point: Array) -> Array:
    """Returns the standard deviation of replicates around the point; not a number where that is undefined."""
    off = replicates - point
    off[np.isnan(off)] = 0.0  # a replicate with nothing to divide by says nothing
    return np.where(np.isnan(point), np.nan, np.sqrt(np.mean(off**2, axis=0)))


def bound(spared: float) -> float:
    """Returns by how much pairing can narrow the interval at most, for a harm of which a share is spared.

    >>> bound(1.0), round(bound(0.1), 2)
    (1.0, 4.36)
    """
    return float(np.sqrt((2 - spared) / spared)) if 0 < spared <= 1 else float("nan")
