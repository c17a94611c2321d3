"""Small made-up outcomes of real plans, so that run folders are tested without the engine."""

import hashlib
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from glasshouse import scenario
from glasshouse.base.counters import COUNTERS, NCOUNT

sys.path.insert(0, str(Path(__file__).parents[1]))  # the made-up outcome is shared with tests/measures

from measures.made import assembled, rates


def simulate(plan, threads=None, spoil=None):
    """What the engine gives, made up from the plan alone; `spoil` changes the outcome before its digest."""
    random = np.random.default_rng(plan.seed)
    regions, blocks, cells = len(plan.society.regions), 4, 120
    layout = plan.society.layout(plan.people)
    counts = np.zeros((plan.weeks, blocks, regions, cells, NCOUNT), dtype=np.int64)
    people = np.zeros((regions, blocks * cells), dtype=np.int64)
    for region, many in enumerate(layout.region_people):
        people[region] = random.multinomial(many, np.full(blocks * cells, 1 / (blocks * cells)))
    people = people.reshape(regions, blocks, cells).transpose(1, 0, 2)
    for week in range(plan.weeks):
        counts[week, ..., : len(COUNTERS)] = random.poisson(people[..., None] * rates())
    counts[..., COUNTERS.index("people")] = people
    outcome = assembled(counts, layout.weight, plan.seed, plan.off, random)
    outcome.plan, outcome.layout = plan, layout
    outcome.happenings = [{"week": 1, "region": plan.society.codes[0], "what": "breach", "people": 12}]
    if spoil:
        spoil(outcome)
    outcome.digest = digest(outcome)
    return outcome


def digest(outcome):
    """A digest over what the tests spoil."""
    made = hashlib.sha256()
    for table in (outcome.week_region, outcome.week_cell, outcome.block_region, outcome.block_cell):
        made.update(np.ascontiguousarray(table).tobytes())
    for name in sorted(outcome.climate):
        made.update(np.ascontiguousarray(outcome.climate[name]).tobytes())
    return made.hexdigest()


@pytest.fixture(scope="session")
def plan():
    return scenario.plan(
        "city-lfr", people=6_000, days=14, seed=3, set={"rating.grace_days": 12}, without=["rating"]
    )


@pytest.fixture(scope="session")
def outcome(plan):
    return simulate(plan)


@pytest.fixture
def engine():
    return SimpleNamespace(simulate=simulate)
