"""Whom a safeguard can reach, and what may be said of single people: the same luck, and other luck."""

from dataclasses import dataclass

import numpy as np
import pytest

from glasshouse.base import columns as c
from glasshouse.experiments.twin import bounds
from glasshouse.experiments.worlds import World
from glasshouse.run.here import Threads, live, warm_up
from glasshouse.run.survey import columns
from glasshouse.run.world import make

WORLD = World("china-2018", 20_000)
FLOOR = ("essential_services",)


@dataclass(frozen=True)
class Everybody:
    """state: every stored column of everybody, (columns, people). trace, burden: as of an outcome. community: (people,).
    climate: series by name, (weeks, regions).
    """

    state: np.ndarray
    trace: np.ndarray
    burden: np.ndarray
    community: np.ndarray
    climate: dict[str, np.ndarray]

    def ever(self, flag):
        """Returns to whom something ever happened, (people,)."""
        return self.state[c.EVER] & flag != 0


def lived(plan):
    """Returns everybody after the last day of a plan."""
    warm_up()
    world = make(plan, None, True)
    hands = Threads(world, 2)
    try:
        hands.begin()
        live(world, hands, 0, None, None)
    finally:
        hands.close()
    sizes = np.diff(world.place.start)
    return Everybody(
        state=columns(world.people),
        trace=world.trace.copy(),
        burden=world.burden.copy(),
        community=np.repeat(np.arange(len(sizes)), sizes),
        climate={name: np.stack(series) for name, series in world.climate.series.items()},
    )


def parted(one, other):
    """Returns the first week whose climate differs: nothing of last week's difference was felt before."""
    weeks = [
        int(np.flatnonzero((series != other.climate[name]).reshape(len(series), -1).any(axis=1))[0])
        for name, series in one.climate.items()
        if (series != other.climate[name]).any()
    ]
    return min(weeks)


@pytest.fixture(scope="module")
def both():
    """The world and the one with the floor of essential services, to the day on which their climates part."""
    whole = [lived(WORLD.having(safeguards=uses, days=84).plan()) for uses in ((), FLOOR)]
    week = parted(*whole)
    assert week > 0, "the first week's climate is the same for everybody"
    return [lived(WORLD.having(safeguards=uses, days=7 * week).plan()) for uses in ((), FLOOR)]


def test_before_the_climate_parts_nobody_differs_but_in_communities_where_somebody_was_spared(both):
    """A refusal is the only thing that the floor touches; it reaches others through contacts of one community."""
    one, other = both
    differs = (one.trace != other.trace) | (one.state != other.state).any(axis=0)
    assert differs.any()
    spared = one.ever(c.EVER_REFUSED) & (one.burden > other.burden)
    reached = np.isin(one.community, one.community[spared])
    assert not (differs & ~reached).any()
    assert (~reached).sum() > 10_000


def test_in_the_first_week_only_those_who_were_refused_themselves_differ():
    """Contacts are read as they stood at the start of the week: nobody has seen anything yet."""
    press = World("china-2018-press", 20_000, 7)  # where one in ten is refused every week or so
    one, other = (lived(press.having(safeguards=uses).plan()) for uses in ((), FLOOR))
    differs = (one.trace != other.trace) | (one.state != other.state).any(axis=0)
    assert differs.any() and not (differs & ~one.ever(c.EVER_REFUSED)).any()


def test_other_luck_spares_other_people_within_the_same_bounds_and_as_many_on_balance():
    """Which coupling of the two worlds is chosen decides who is spared; the population's difference does not hang on it."""
    base, floor = (lived(WORLD.having(safeguards=uses, days=180).plan()) for uses in ((), FLOOR))
    luck = lived(WORLD.having(safeguards=FLOOR, days=180, seed=99).plan())
    harmed, shared, other = (one.ever(c.EVER_REFUSED) for one in (base, floor, luck))
    for second in (shared, other):
        low, high = bounds(harmed.mean(), second.mean())
        assert low - 1e-9 <= (harmed & ~second).mean() <= high + 1e-9
    assert (harmed & ~other).mean() > (harmed & ~shared).mean(), "shared luck harms the same people twice"
    error = np.sqrt((shared.mean() + other.mean()) / len(harmed))
    assert abs(shared.mean() - other.mean()) < 4 * error
