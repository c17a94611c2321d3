"""People, communities and blocks: what holds for every number of people."""

import time
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glasshouse import society
from glasshouse.base.errors import BadValue
from glasshouse.society.communities import COMMUNITY_SIZE, MIN_COMMUNITIES, lay_out, smallest_region

CHINA = society.load("china")
POPULATION = np.array([region.population for region in CHINA.regions])
MINIMUM = MIN_COMMUNITIES * COMMUNITY_SIZE

any_people = st.one_of(st.integers(31, 5_000), st.integers(31, 300_000), st.integers(300_000, 5_000_000))
any_society = st.lists(st.integers(512, 100_000_000), min_size=1, max_size=40)


@given(any_people)
def test_everybody_lives_in_exactly_one_community_of_at_most_512(people):
    layout = CHINA.layout(people)
    sizes = np.diff(layout.community_start)
    assert layout.people == people == layout.region_people.sum() == sizes.sum()
    assert layout.community_start[0] == 0
    assert sizes.min() >= 1 and sizes.max() <= COMMUNITY_SIZE
    lived = np.bincount(layout.community_region, weights=sizes, minlength=31)
    assert lived.tolist() == layout.region_people.tolist()


@given(any_people)
def test_communities_of_a_region_differ_by_at_most_one_person(people):
    layout = CHINA.layout(people)
    sizes = np.diff(layout.community_start)
    for region in range(31):
        own = sizes[layout.community_region == region]
        assert own.max() - own.min() <= 1


@given(any_people, any_society)
def test_weights_turn_simulated_people_into_real_shares(people, population):
    people = max(people, len(population))
    layout = lay_out(people, population, np.full(len(population), 0.5))
    simulated = layout.region_people / people
    assert layout.weight * simulated == pytest.approx(np.array(population) / sum(population))
    assert layout.people == people


@given(st.integers(2 * 31 * MINIMUM, 5_000_000))
def test_small_regions_get_eight_communities_when_that_fits(people):
    layout = CHINA.layout(people)
    assert layout.region_people.min() >= MINIMUM
    assert np.bincount(layout.community_region).min() >= MIN_COMMUNITIES


@given(st.integers(31, 2 * 31 * MINIMUM))
def test_with_few_people_every_region_still_has_a_whole_community_or_an_even_share(people):
    layout = CHINA.layout(people)
    assert layout.region_people.min() >= min(COMMUNITY_SIZE, people // 31)


@given(st.integers(1, 10**10), st.integers(1, 500))
def test_the_smallest_region_never_takes_more_than_an_even_share_and_never_shrinks_with_people(
    people, regions
):
    people = max(people, regions)
    assert 1 <= smallest_region(people, regions) <= people // regions
    assert smallest_region(people + 1, regions) >= smallest_region(people, regions)


@given(st.integers(1_024, 10**7), any_society)
def test_no_weight_exceeds_two_once_there_are_two_communities_a_region(people, population):
    people = max(people, 2 * COMMUNITY_SIZE * len(population))
    layout = lay_out(people, population, np.zeros(len(population)))
    assert layout.weight.max() <= 2.01


def test_regions_above_the_minimum_have_people_in_proportion():
    layout = CHINA.layout(1_000_000)
    free = layout.region_people > MINIMUM
    assert free.sum() == 30  # Tibet alone is raised
    share = layout.region_people[free] / layout.region_people[free].sum()
    assert share == pytest.approx(POPULATION[free] / POPULATION[free].sum(), abs=2e-6)


@given(any_people)
def test_blocks_are_balanced_as_a_whole_and_within_each_region(people):
    layout = CHINA.layout(people)
    assert layout.blocks == (16 if people <= 4_000_000 else 64)
    whole = np.bincount(layout.community_block, minlength=layout.blocks)
    assert whole.max() - whole.min() <= 1
    for region in range(31):
        own = np.bincount(layout.community_block[layout.community_region == region], minlength=layout.blocks)
        assert own.max() - own.min() <= 1


@given(any_people)
def test_towns_have_the_urban_share_of_the_regions_communities_to_the_nearest_one(people):
    layout = CHINA.layout(people)
    count = np.bincount(layout.community_region)
    towns = np.bincount(layout.community_region, weights=layout.community_urban)
    assert (np.abs(towns - CHINA.urban * count) <= 0.5 + 1e-9).all()


def test_towns_are_spread_evenly_over_a_region():
    layout = CHINA.layout(1_000_000)
    towns = layout.community_urban[layout.community_region == CHINA.region("CN-GD")].astype(int)
    share = towns.mean()
    seen = np.cumsum(towns) - share * np.arange(1, len(towns) + 1)
    assert np.abs(seen).max() <= 1


def test_thirty_one_people_are_one_a_province():
    layout = CHINA.layout(31)
    assert layout.region_people.tolist() == [1] * 31
    assert layout.communities == 31


def test_the_whole_of_china_is_laid_out_in_under_a_second_and_little_memory():
    start = time.perf_counter()
    layout = CHINA.layout(1_400_000_000)
    assert time.perf_counter() - start < 1
    assert layout.communities == 2_734_391
    assert layout.blocks == 64
    tracemalloc.start()
    CHINA.layout(1_400_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 70e6


@settings(max_examples=30)
@given(st.integers(0, 999_999))
def test_a_person_is_found_in_the_community_that_holds_their_number(person):
    layout = CHINA.layout(1_000_000)
    home = layout.community_of(person)
    assert layout.community_start[home] <= person < layout.community_start[home + 1]


@pytest.mark.parametrize("people", [-1, 0, 30, 2**41, 1.5, True, "many"])
def test_an_impossible_number_of_people_is_refused_with_what_is_allowed(people):
    with pytest.raises(BadValue) as caught:
        CHINA.layout(people)
    assert caught.value.allowed and caught.value.next_step


@pytest.mark.parametrize("person", [-1, 31])
def test_a_person_who_does_not_exist_has_no_community(person):
    with pytest.raises(BadValue, match="does not exist"):
        CHINA.layout(31).community_of(person)


def test_a_layout_cannot_be_changed_by_accident():
    layout = CHINA.layout(1_000)
    for array in (layout.region_people, layout.weight, layout.community_start, layout.community_urban):
        with pytest.raises(ValueError):
            array[0] = 0
