"""The kernels that walk over communities: first day, a week, the digest, the search for people to look at."""

from __future__ import annotations

from typing import Any

import numpy as np

from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.base import draw, rows
from glasshouse.base.counters import COUNTERS, NCOUNT, STOCKS
from glasshouse.base.jit import kernel
from glasshouse.base.numbers import whole
from glasshouse.base.pack import pack_state, pack_traits, unpack
from glasshouse.day.first import first_day
from glasshouse.day.loop import community_week
from glasshouse.day.rating import tables as rt
from glasshouse.society.traits import draw_traits

IS_STOCK = np.array([name in STOCKS for name in COUNTERS] + [False] * (NCOUNT - len(COUNTERS)))
WEIGHT_ONE = 1024
"""Cell tables add people of different regions, so they are weighted, in 1/1024."""


@kernel
def set_place(D: Any, place: Any, community: int, PP: Any, weights: Any) -> int:
    """Put the community's facts on the desk and return its number of people."""
    first = place.start[community]
    n = place.start[community + 1] - first
    region = place.region[community]
    D[d.FIRST] = first
    D[d.N] = n
    D[d.REGION] = region
    D[d.COMMUNITY] = community
    D[d.WEIGHT] = weights[region]
    u, _, _, _ = draw.draw(D[d.SEED], community, 0, draw.PILOT, 0)
    points = PP[region, rt.ON] == 1 and (PP[region, rt.POINTS_ON] > 0 or PP[region, rt.SINGLE] > 0)
    D[d.PILOT] = 1 if points and u < PP[region, rt.PILOT] else 0
    return n


@kernel
def begin(
    communities: Any, place: Any, people: Any, store: Any, PP: Any, traits: Any, D: Any, M: Any, w: Any
) -> None:
    """Draw the traits and the first day of the given communities."""
    for j in range(len(communities)):
        k = communities[j]
        n = set_place(D, place, k, PP, w)
        region = place.region[k]
        for i in range(n):
            draw_traits(M, traits[region], D[d.SEED], D[d.FIRST] + i, i, place.urban[k])
        pack_traits(people, D[d.FIRST], n, M)
        D[d.N_ROWS] = 0
        first_day(M, PP[region], D, n)
        pack_state(people, D[d.FIRST], n, M)
        keep_rows(store, k, D)


@kernel
def keep_rows(store: Any, k: int, D: Any) -> None:
    """Store the desk's rows; a community without room for them is an error, said by the host, never a drop."""
    room = store.start[k + 1] - store.start[k]
    if D[d.N_ROWS] > room:
        D[d.OVERFLOW] = k + 1
        D[d.N_ROWS] = room
    rows.store_rows(store.rows, store.start[k], D)
    store.used[k] = D[d.N_ROWS]


@kernel
def week(
    communities: Any,
    place: Any,
    people: Any,
    store: Any,
    PP: Any,
    D: Any,
    M: Any,
    U: Any,
    buffer: Any,
    w: Any,
    out: Any,
) -> None:
    """Let one week pass for the given communities, all of one resampling block, and add what happened to `out`."""
    for j in range(len(communities)):
        k = communities[j]
        n = set_place(D, place, k, PP, w)
        unpack(people, D[d.FIRST], n, M)
        rows.load_rows(store.rows, store.start[k], store.used[k], D)
        if D[d.TRACING] == 1:
            recall(D, out, n)
        community_week(M, PP[place.region[k]], D, n, U, buffer)
        if D[d.TRACING] == 1:
            remember(D, out, n)
        pack_state(people, D[d.FIRST], n, M)
        keep_rows(store, k, D)
        flush(D, place.block[k], out)


@kernel
def recall(D: Any, out: Any, n: int) -> None:
    """Put the people's traces and burdens on the desk."""
    for i in range(n):
        D[d.TRACE + i] = out.trace[D[d.FIRST] + i]
        D[d.BURDEN + i] = out.burden[D[d.FIRST] + i]


@kernel
def remember(D: Any, out: Any, n: int) -> None:
    """Take the people's traces and burdens back from the desk."""
    for i in range(n):
        out.trace[D[d.FIRST] + i] = D[d.TRACE + i]
        out.burden[D[d.FIRST] + i] = D[d.BURDEN + i]


@kernel
def flush(D: Any, block: int, out: Any) -> None:
    """Add the desk's tally to the four tables and clear it.

    Stocks are counted by region every week, and by cell (and in the block tables) in the last week only: counting every
    kind of person every week would cost more than their lives.
    """
    region = D[d.REGION]
    weight = D[d.WEIGHT]
    for j in range(D[d.N_DIRTY]):
        place = D[d.DIRTY + j]
        amount = D[d.TALLY + place]
        D[d.TALLY + place] = 0
        cell = place // NCOUNT
        counter = place % NCOUNT
        out.cell[cell, counter] += amount * weight
        out.block_cell[block, cell, counter] += amount * weight
        if not IS_STOCK[counter]:
            out.region[region, counter] += amount
            out.block_region[block, region, counter] += amount
    D[d.N_DIRTY] = 0
    for counter in range(NCOUNT):
        amount = D[d.REGION_TALLY + counter]
        if amount != 0:
            D[d.REGION_TALLY + counter] = 0
            out.region[region, counter] += amount
            if D[d.LAST] == 1 or not IS_STOCK[counter]:
                out.block_region[block, region, counter] += amount
    for j in range(min(d.GONE_WEEKS, D[d.WEEK] + 1)):
        if D[d.GONE + j] != 0:
            out.gone[region, j] += D[d.GONE + j]
            D[d.GONE + j] = 0


@kernel
def mix(h: int, value: int) -> int:
    """Stir a number into a 64-bit hash (the finaliser of SplitMix64)."""
    x = np.uint64(h) ^ (np.uint64(value) + np.uint64(0x9E3779B97F4A7C15))
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return whole(x ^ (x >> np.uint64(31)))


@kernel
def digest(communities: Any, place: Any, people: Any, store: Any, D: Any, M: Any) -> int:
    """Return the sum over people and rows of a hash of their logical values: no layout and no order enters it."""
    total = 0
    for j in range(len(communities)):
        k = communities[j]
        first = place.start[k]
        n = place.start[k + 1] - first
        unpack(people, first, n, M)
        for i in range(n):
            h = mix(0, first + i)
            for column in range(c.CELL):
                h = mix(h, whole(M[column, i]) + (column << 20))
            total += h
        rows.load_rows(store.rows, store.start[k], store.used[k], D)
        for r in range(store.used[k]):
            p = d.ROWS + r * d.ROW_FIELDS
            h = mix(1, first + D[p + d.WHO])
            for f in range(1, d.ROW_FIELDS):
                h = mix(h, D[p + f] + (f << 40))
            total += h
    return total


@kernel
def find(ever: Any, seed: int, mask: int, wanted: int, best: Any, who: Any) -> int:
    """Find the people with `ever & mask == wanted` whose keyed hashes are smallest: `who` is filled, the number returned."""
    found = 0
    room = len(best)
    for i in range(len(ever)):
        if ever[i] & mask == wanted:
            h, _, _, _ = draw.philox(seed, i, mask, draw.FIND, wanted)
            if found < room or h < best[room - 1]:
                j = min(found, room - 1)
                while j > 0 and best[j - 1] > h:
                    best[j] = best[j - 1]
                    who[j] = who[j - 1]
                    j -= 1
                best[j] = h
                who[j] = i
                found = min(found + 1, room)
    return found
