"""Twins: two lives of one synthetic person, the same until something that the safeguard touches."""

import pytest

from glasshouse.base.errors import BadValue, UnknownName
from glasshouse.experiments import twin as twins
from glasshouse.experiments.worlds import World, live

WORLD = World("china-2018", 20_000, 180)


@pytest.fixture(scope="module")
def worlds():
    return live(WORLD.plan(), trace=True), live(
        WORLD.having(safeguards=["essential_services"]).plan(), trace=True
    )


def test_people_spared_are_found_and_their_lives_part_at_a_refusal(worlds):
    people = twins.find(*worlds, "spared-refused", most=10)
    assert len(people) == 10
    for person in people:
        told = twins.twin(*worlds, person)
        assert told.day is not None and "gates.essential_services" in told.touched
        assert "refused" in told.reason or told.climate
        assert all(line["day"] < told.day or line["event"] == "person" for line in told.before)
        assert told.first and told.first != told.second
        assert told.under == "in this model, under shared luck"
        assert twins.side_by_side(told)


def test_lives_that_the_trace_calls_equal_have_no_parting(worlds):
    same = [int(k) for k in (worlds[0].trace == worlds[1].trace).nonzero()[0][:3]]
    for person in same:
        told = twins.twin(*worlds, person)
        assert told.day is None and not told.first and "Nothing" in told.reason


def test_nobody_is_struck_by_a_floor_that_only_opens_doors(worlds):
    assert twins.find(*worlds, "struck-wrongly-refused") == []
    spelt = twins.find(*worlds, "spared-wrongful-refusal")
    assert spelt == twins.find(*worlds, "spared-wrongly-refused")


def test_wrong_words_and_worlds_that_cannot_be_paired_are_refused(worlds):
    with pytest.raises(UnknownName, match="spared-refused"):
        twins.find(*worlds, "spared-refusd")
    other = live(WORLD.having(seed=2, days=14).plan())
    with pytest.raises(BadValue, match="cannot be paired"):
        twins.twin(worlds[0], other, 3)


def test_bounds_say_how_far_any_other_coupling_could_go():
    assert twins.bounds(0.01, 0.004) == (0.006, 0.01)
    assert twins.bounds(0.004, 0.01) == (0.0, 0.004)
    assert twins.bounds(0.9, 0.8) == (0.1, pytest.approx(0.2))


def test_a_harm_that_befell_nobody_has_no_bounds(worlds):
    kinds = {one.harm for one in twins.coupled(*worlds)}
    assert "refused" in kinds and all(one.first or one.second for one in twins.coupled(*worlds))
    assert "100,000 people in the first world" in twins.coupled(*worlds)[0].says()
