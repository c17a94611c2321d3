"""Who the people are: every trait drawn once, from the region's marginals, on a stream of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glasshouse.base import cast, draw
from glasshouse.base import columns as c
from glasshouse.base.jit import kernel
from glasshouse.society import classes

if TYPE_CHECKING:
    from glasshouse.society.marginals import Society

# places in a region's row of trait thresholds
AGE, MALE, MINORITY, INCOME = 0, 8, 16, 17
REP, BORROWED = 27, 28
CONDUCT, LOOK, NAME, CONN, VOICE, MOBILITY = 29, 37, 41, 45, 49, 53
WIDTH = 73


def thresholds(society: Society, values: Mapping[str, float]) -> NDArray[np.int64]:
    """Return the thresholds from which traits are drawn, shape (regions, WIDTH)."""
    out = np.zeros((len(society.regions), WIDTH), dtype=np.int64)

    def cumulative(shares: NDArray[np.float64]) -> list[int]:
        return [cast.threshold(x) for x in np.cumsum(shares / shares.sum())]

    mobility = classes.mobility_shares(values)
    for r in range(len(society.regions)):
        row = out[r]
        row[AGE : AGE + 8] = cumulative(society.age[r])
        row[MALE : MALE + 8] = [cast.threshold(x) for x in society.male[r]]
        row[MINORITY] = cast.threshold(society.minority[r])
        for urban in range(2):
            row[INCOME + 5 * urban : INCOME + 5 * urban + 5] = cumulative(society.income[r, urban])
        row[REP] = cast.threshold(values["society.representative_share"])
        row[BORROWED] = cast.threshold(values["society.borrowed_identity_share"])
        for place, shares in (
            (CONDUCT, classes.CONDUCT_SHARES),
            (LOOK, classes.LOOK_SHARES),
            (NAME, classes.NAME_SHARES),
            (CONN, _connectivity(society.penetration[r])),
            (VOICE, classes.VOICE_SHARES),
        ):
            row[place : place + len(shares)] = cumulative(shares)
        for q in range(5):
            row[MOBILITY + 4 * q : MOBILITY + 4 * q + 4] = cumulative(mobility[q])
    return out


def _connectivity(penetration: float) -> NDArray[np.float64]:
    """Return the shares of connectivity classes where relative internet penetration is `penetration`."""
    tilt = 1 + np.array([-1, 1, 1, 1]) * classes.CONNECTIVITY_TILT * (penetration - 1)
    shares = classes.CONNECTIVITY_SHARES * np.clip(tilt, 0.1, None)
    return np.asarray(shares / shares.sum())


@kernel
def pick(row: Any, first: int, n: int, u: int) -> int:
    """Return the class of the draw `u` among `n` cumulative thresholds."""
    k = 0
    while k < n - 1 and u >= row[first + k]:
        k += 1
    return k


@kernel
def draw_traits(M: Any, row: Any, seed: int, person: int, i: int, urban: int) -> None:
    """Draw all traits of `person` into column `i` of the working table."""
    age, sex, group, income = draw.draw(seed, person, 0, draw.TRAITS, 0)
    rep, borrowed, conduct, look = draw.draw(seed, person, 0, draw.TRAITS, 1)
    name, conn, voice, mobility = draw.draw(seed, person, 0, draw.TRAITS, 2)
    band = pick(row, AGE, 8, age)
    M[c.AGE, i] = band
    M[c.URBAN, i] = urban
    M[c.SEX, i] = 1 if sex < row[MALE + band] else 0
    M[c.GROUP, i] = 1 if group < row[MINORITY] else 0
    M[c.INCOME, i] = pick(row, INCOME + 5 * urban, 5, income)
    adult = band > 0
    M[c.REP, i] = 1 if adult and rep < row[REP] else 0
    M[c.BORROWED, i] = 1 if adult and borrowed < row[BORROWED] else 0
    M[c.CONDUCT, i] = pick(row, CONDUCT, 8, conduct)
    M[c.LOOK, i] = pick(row, LOOK, 4, look)
    M[c.NAME, i] = pick(row, NAME, 4, name)
    M[c.CONN, i] = pick(row, CONN, 4, conn)
    M[c.VOICE, i] = pick(row, VOICE, 4, voice) if adult else 0
    M[c.MOBILITY, i] = pick(row, MOBILITY + 4 * M[c.INCOME, i], 4, mobility) if adult else 0
