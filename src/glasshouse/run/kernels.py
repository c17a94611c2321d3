"""The kernels that walk over communities: first day, a week, the digest, the search for people to look at."""

from __future__ import annotations

from typing import Any

import numpy as np

from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.base import draw, rows
from glasshouse.base.counters import COUNTERS, NCOUNT, STOCKS
from glasshouse.base.jit import inline, kernel, sweep
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
        pack_traits(people, place.at[k], n, M)
        D[d.N_ROWS] = 0
        first_day(M, PP[region], D, n)
        pack_state(people, place.at[k], n, M)
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
        unpack(people, place.at[k], n, M)
        rows.load_rows(store.rows, store.start[k], store.used[k], D)
        if D[d.TRACING] == 1:
            recall(D, out, place.at[k], n)
        community_week(M, PP[place.region[k]], D, n, U, buffer)
        if D[d.TRACING] == 1:
            remember(D, out, place.at[k], n)
        pack_state(people, place.at[k], n, M)
        keep_rows(store, k, D)
        last = j + 1 == len(communities) or place.block[communities[j + 1]] != place.block[k]
        if last or place.region[communities[j + 1]] != place.region[k]:
            flush(D, place.block[k], out)
        if last:
            flush_cells(D, place.block[k], out)


@kernel
def recall(D: Any, out: Any, at: int, n: int) -> None:
    """Put the people's traces and burdens on the desk."""
    for i in range(n):
        D[d.TRACE + i] = out.trace[at + i]
        D[d.BURDEN + i] = out.burden[at + i]


@kernel
def remember(D: Any, out: Any, at: int, n: int) -> None:
    """Take the people's traces and burdens back from the desk."""
    for i in range(n):
        out.trace[at + i] = D[d.TRACE + i]
        out.burden[at + i] = D[d.BURDEN + i]


@kernel
def add(table: Any, place: Any, amount: int) -> None:
    """Add to a table that nobody else writes to; on a GPU, where many do, `run.lanes` adds atomically."""
    table[place] += amount


@inline
def flush(D: Any, block: int, out: Any) -> None:
    """Add what was counted in communities of one region and block to the tables by region and clear it.

    Stocks are counted by region every week, and by cell (and in the block tables) in the last week only: counting every
    kind of person every week would cost more than their lives.
    """
    region = D[d.REGION]
    for field in range(len(d.DENSE_COUNTERS)):
        here, there = d.DENSE + field * c.CELLS, d.DENSE_SUM + field * c.CELLS
        total = gather_dense(D[here : here + c.CELLS], D[there : there + c.CELLS], D[d.WEIGHT])
        add(out.region, (region, d.DENSE_COUNTERS[field]), total)
        add(out.block_region, (block, region, d.DENSE_COUNTERS[field]), total)
    for counter in range(NCOUNT):
        amount = D[d.REGION_TALLY + counter]
        if amount != 0:
            D[d.REGION_TALLY + counter] = 0
            add(out.region, (region, counter), amount)
            if D[d.LAST] == 1 or not IS_STOCK[counter]:
                add(out.block_region, (block, region, counter), amount)
    for j in range(min(d.GONE_WEEKS, D[d.WEEK] + 1)):
        if D[d.GONE + j] != 0:
            add(out.gone, (region, j), D[d.GONE + j])
            D[d.GONE + j] = 0


@sweep
def gather_dense(counts: Any, sums: Any, weight: int) -> int:
    """Add one dense count of a region (cells,), weighted, to the sum of its block's; return it unweighted."""
    total = 0
    for cell in range(c.CELLS):
        total += counts[cell]
        sums[cell] += counts[cell] * weight
        counts[cell] = 0
    return total


@kernel
def flush_cells(D: Any, block: int, out: Any) -> None:
    """Add what was counted by cell, in all communities worked since the last time, to the tables by cell and clear it."""
    for j in range(D[d.N_DIRTY]):
        place = D[d.DIRTY + j]
        flush_cell(D, d.TALLY + place, block, place // NCOUNT, place % NCOUNT, out)
    D[d.N_DIRTY] = 0
    for field in range(len(d.DENSE_COUNTERS)):
        for cell in range(c.CELLS):
            flush_cell(D, d.DENSE_SUM + field * c.CELLS + cell, block, cell, d.DENSE_COUNTERS[field], out)


@inline
def flush_cell(D: Any, place: int, block: int, cell: int, counter: int, out: Any) -> None:
    """Move one weighted count from the desk to the two tables by cell."""
    add(out.cell, (cell, counter), D[place])
    add(out.block_cell, (block, cell, counter), D[place])
    D[place] = 0


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
        unpack(people, place.at[k], n, M)
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
def look(
    communities: Any,
    place: Any,
    people: Any,
    seed: int,
    harms: Any,
    found: Any,
    best: Any,
    who: Any,
    counted: Any,
) -> None:
    """Look at the people of the given communities once, at the end: find some by each harm, count values.

    Of those with `ever & mask == wanted` (`harms`, (harms, 2)) the ones with the smallest keyed hashes are kept, in the
    order of (hash, person), so that no order of work enters: `best` and `who` are (harms, kept), `found` (harms,).
    `counted` is (histograms, bins), see `survey.HISTOGRAMS`.
    """
    for j in range(len(communities)):
        k = communities[j]
        at = place.at[k]
        for i in range(place.start[k + 1] - place.start[k]):
            ever = whole(people.ever[at + i])
            for h in range(len(harms)):
                if ever & harms[h, 0] == harms[h, 1]:
                    found[h] = insert(
                        seed, place.start[k] + i, harms[h, 0], harms[h, 1], best[h], who[h], found[h]
                    )
        for i in range(place.start[k + 1] - place.start[k]):
            status = whole(people.status[at + i])
            fear = whole(people.fear_fast[at + i]) + whole(people.fear_slow[at + i])
            attitude = whole(people.attitude[at + i])
            habits = whole(people.habits[at + i])
            counted[0, whole(people.hardship[at + i])] += 1
            counted[1, min(255, fear)] += 1
            counted[2, attitude & 15] += 1
            counted[3, attitude >> 4] += 1
            counted[4, status & 2047] += 1
            counted[5, (status >> 11) & 2047] += 1
            counted[6, habits & 15] += 1
            counted[7, habits >> 4] += 1


@kernel
def insert(seed: int, person: int, mask: int, wanted: int, best: Any, who: Any, found: int) -> int:
    """Put a person among those kept, if the keyed hash is small enough; return how many are kept."""
    room = len(best)
    h, _, _, _ = draw.philox(seed, person, mask, draw.FIND, wanted)
    if found == room and (h > best[room - 1] or (h == best[room - 1] and person > who[room - 1])):
        return found
    j = min(found, room - 1)
    while j > 0 and (best[j - 1] > h or (best[j - 1] == h and who[j - 1] > person)):
        best[j] = best[j - 1]
        who[j] = who[j - 1]
        j -= 1
    best[j] = h
    who[j] = person
    return min(found + 1, room)


@kernel
def move_rows(stored: Any, old: Any, new: Any, used: Any) -> None:
    """Move every community's side rows from its old place in the arena to its new one, within the same arena.

    First all are pushed together to the front, in ascending order; then each is moved out, in descending order: so no
    second arena is needed, which for a whole country would be more than a gigabyte.
    """
    communities = len(used)
    front = 0
    for k in range(communities):
        for j in range(used[k]):
            stored[front + j, 0] = stored[old[k] + j, 0]
            stored[front + j, 1] = stored[old[k] + j, 1]
        front += used[k]
    for back in range(communities):
        k = communities - 1 - back
        front -= used[k]
        for last in range(used[k]):
            j = used[k] - 1 - last
            stored[new[k] + j, 0] = stored[front + j, 0]
            stored[new[k] + j, 1] = stored[front + j, 1]
