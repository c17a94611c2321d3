"""The arithmetic of pairs, on tables whose truth is known."""

import numpy as np
import pytest

from glasshouse.base.counters import COUNTERS, NCOUNT, STOCKS
from glasshouse.experiments import paired
from glasshouse.measures.tallies import Tallies

CELLS, REGIONS, BLOCKS = 120, 3, 64
REFUSALS = COUNTERS.index("people_refused")
PEOPLE = COUNTERS.index("people")


def tallies(block_cell_region, seed=1):
    """Tallies from counts by block, region and cell."""
    counts = np.zeros((BLOCKS, REGIONS, CELLS, NCOUNT), np.int64)
    counts[..., PEOPLE] = 20
    counts[..., REFUSALS] = block_cell_region
    used = len(COUNTERS)
    people = int(counts[..., PEOPLE].sum())
    return Tallies(
        counters=COUNTERS,
        stocks=STOCKS,
        seed=seed,
        people=people,
        regions=("A", "B", "C"),
        names=("A", "B", "C"),
        weight=np.ones(REGIONS),
        week_region=counts.sum(axis=(0, 2))[None, :, :used],
        week_cell=(counts.sum(axis=(0, 1)) * 1024)[None, :, :used],
        block_region=counts.sum(axis=2)[..., :used],
        block_cell=counts.sum(axis=1)[..., :used] * 1024,
        climate={},
        off=frozenset(),
    )


def thinned(share, seed):
    """Two worlds: in the second a share of the harms is spared, each on its own."""
    random = np.random.default_rng(seed)
    base = random.poisson(3.0, (BLOCKS, REGIONS, CELLS))
    return tallies(base), tallies(base - random.binomial(base, share))


@pytest.mark.parametrize("share", [0.05, 0.2, 0.6, 1.0])
def test_pairing_narrows_the_interval_by_what_the_bound_allows(share):
    reached = []
    for seed in range(6):
        whole = paired.country(paired.Tables.of(*thinned(share, seed)))
        place = whole.matrix.names.index("people_refused")
        reached.append(whole.apart[place] / whole.sd[place])
        assert (whole.base[place] - whole.changed[place]) / whole.base[place] == pytest.approx(
            share, abs=0.03
        )
    assert np.mean(reached) == pytest.approx(paired.bound(share), rel=0.12)


def test_the_interval_holds_the_true_difference_as_often_as_it_says():
    inside = 0
    for seed in range(60):
        whole = paired.country(paired.Tables.of(*thinned(0.3, seed)))
        place = whole.matrix.names.index("people_refused")
        low, high = (ends[place] for ends in whole.bounds())
        inside += low <= -0.3 * 3.0 / 20 <= high
    assert 52 <= inside <= 60  # 95 % of 60 is 57


def test_groups_and_regions_add_up_to_the_country():
    tables = paired.Tables.of(*thinned(0.4, 1))
    whole = paired.country(tables)
    place = whole.matrix.names.index("people_refused")
    total = (whole.difference * whole.size)[place]
    for margin in ("group", "sex", "income"):
        parts = sum((one.difference * one.size)[place] for _, one in paired.group(tables, margin))
        assert parts == pytest.approx(total)
    regions = sum((one.difference * one.size)[place] for one in (paired.region(tables, k) for k in range(3)))
    assert regions == pytest.approx(total)


def test_equal_worlds_differ_in_nothing_and_say_so_without_an_interval():
    same, _ = thinned(0.4, 1)
    whole = paired.country(paired.Tables.of(same, same))
    assert not np.nan_to_num(whole.difference).any() and not np.nan_to_num(whole.sd).any()


def test_a_single_event_between_two_worlds_has_at_least_the_spread_of_one_event():
    base = np.zeros((BLOCKS, REGIONS, CELLS), int)
    base[3, 1, 7] = 1
    whole = paired.country(paired.Tables.of(tallies(base), tallies(base * 0)))
    place = whole.matrix.names.index("people_refused")
    assert (whole.sd * whole.size)[place] >= 1.0


def test_what_people_did_is_posts_requests_and_breaches():
    one, _ = thinned(0.4, 1)
    names = paired.Tables.of(one, one).matrix.names
    assert set(paired.ACTS) <= set(names)
    assert {act for act, _ in paired.NOT_HAPPENED.values()} == set(paired.ACTS)


def test_the_bound_is_none_where_nothing_was_spared():
    assert np.isnan(paired.bound(0.0)) and paired.bound(1.0) == 1.0
