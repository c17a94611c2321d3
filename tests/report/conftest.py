"""What the report is tested with: runs that never ran, a story, and what experiments find."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from glasshouse.experiments import pair
from glasshouse.experiments import twin as twins
from glasshouse.experiments.rank import Ranking
from glasshouse.experiments.sensitivity import Sensitivity
from glasshouse.experiments.sweep import Swept
from glasshouse.experiments.verdict import Card, Claim, Flip
from glasshouse.experiments.worlds import World

from .made import STORY, make


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: opens the report in a real Chromium")


@pytest.fixture(scope="session")
def fake() -> Any:
    """A function that makes up a run: fake(scenario=..., society=..., people=..., factor=...); factor 0 is
    `nothing`."""
    return make


@pytest.fixture(scope="session")
def story() -> list[dict[str, str]]:
    return [dict(line) for line in STORY]


# --- what experiments find: made up, but for the comparison and its twin, which are small and real ---

WORLD = World("china-2018", people=20_000, days=365, seed=1)


@pytest.fixture(scope="session")
def hangs() -> dict[str, Any]:
    """What `glasshouse sensitivity --json` prints: counts of 20,000 people."""
    rows = [("rating.identity_error", 0.4, 8.2), ("gates.name_only_share", 2.0, 2.9), ("life.idle", 2.3, 2.3)]
    alone = [
        {"parameter": name, "grade": "assumed", "value": 0.01, "low": 0.001, "high": 0.1}
        | {"at_low": low, "at_high": high, "base": 2.3, "swing": high - low}
        for name, low, high in rows
    ]
    return {"scenario": "china-2018", "measure": "people_wrongly_refused", "people": 20_000, "alone": alone}


@pytest.fixture(scope="session")
def card() -> Card:
    return verdict_card()


def verdict_card(holds: bool = True) -> Card:
    claim = Claim(WORLD, WORLD.having(safeguards=["appeal"]), "people_wrongly_listed_law", "down", 0.1)
    flips = (
        Flip("remedies.appeal_rate", "assumed", 0.3, 0.081, 0.01, 0.9, 0.02, 0.24),
        Flip("remedies.appeal_rate", "assumed", 0.3, 0.88, 0.01, 0.9, float("nan"), 0.65),
        Flip("remedies.appeal_rubber_stamp", "assumed", 0.2, 0.74, 0.0, 0.95, -0.03, 0.57),
    )
    return Card(
        claim,
        0.24 if holds else 0.04,
        0.18 if holds else -0.06,
        0.31 if holds else 0.14,
        {"uniform": 0.84, "log-uniform": 0.61},
        {"uniform": 0.0, "log-uniform": 0.125},
        16,
        flips if holds else (),
        ("remedies.appeal_rate", "remedies.appeal_rubber_stamp", "rating.grace_days"),
        200,
    )


@pytest.fixture(scope="session")
def ranking() -> Ranking:
    """Four safeguards: one that spares much, two that do the same work, one that makes it worse."""
    made = {
        "essential_services": (-46.0, 3.1, -44.0, -48.0, 0.0),
        "appeal": (-13.0, 2.2, -20.0, -6.0, 7.5),
        "notice": (-6.0, 3.4, -12.0, 0.0, 2.5),
        "expiry": (4.0, 1.1, 4.0, 4.0, -1.0),
    }
    total = sum(one[0] for one in made.values())
    table = pl.DataFrame(
        [
            {"safeguard": name, "shapley": value, "low": value - 1.96 * error, "high": value + 1.96 * error}
            | {"standard_error": error, "first_in": first, "last_in": last, "share": value / total}
            | {"cost": cost, "effect_per_cost": value / cost if cost > 0 else None}
            for name, (value, error, first, last, cost) in made.items()
        ]
    )
    pairs = [("appeal", "notice", 14.0), ("essential_services", "appeal", -4.0), ("expiry", "notice", 0.0)]
    interactions = pl.DataFrame(pairs, schema=["one", "other", "interaction"], orient="row")
    return Ranking(WORLD, "refusals", (), table, interactions, 760.0, 760.0 + total, True, 16, 16)


@pytest.fixture(scope="session")
def sensitivity(hangs: dict[str, Any]) -> Sensitivity:
    alone = pl.DataFrame(hangs["alone"])
    names = alone.select("parameter", "grade")
    screening = names.with_columns(
        mu_star=pl.Series([4.0, 0.5, 0.0]), mu_star_confidence=0.3, mu=1.0, sigma=2.0
    )
    indices = names.with_columns(
        first=pl.Series([0.7, 0.1, 0.0]),
        first_confidence=0.1,
        total=pl.Series([0.8, 0.2, 0.0]),
        total_confidence=0.1,
    )
    return Sensitivity(WORLD, hangs["measure"], 2.3, 0.4, 8.2, alone, screening, indices, 211, 211)


@pytest.fixture(scope="session")
def swept() -> Swept:
    """Six worlds on a grid of two assumptions; the last failed."""
    rows = [
        {
            "run": run,
            "scenario": "china-2018",
            "people": 20_000,
            "seed": 1,
            "safeguards": "appeal" if run % 2 else "",
        }
        | {"gates.avoidance": run / 5, "rating.grace_days": 10.0 + run, "refusals": 700.0 - 40 * run}
        | {"people_wrongly_refused": 2.0, "digest": "x", "seconds": 0.2, "problem": ""}
        for run in range(6)
    ]
    rows[-1] |= {"refusals": None, "people_wrongly_refused": None, "problem": "it had no people"}
    return Swept(pl.DataFrame(rows), None, 6, 1)


@pytest.fixture(scope="session")
def comparison() -> pair.Comparison:
    """With a safeguard that spares many, so that there is something to tell."""
    worlds = pair.worlds("china-2018", ["essential_services", "notice", "appeal"], people=20_000, days=120)
    return pair.compare(*worlds)


@pytest.fixture(scope="session")
def twin(comparison: pair.Comparison) -> twins.Twin:
    assert comparison.lives is not None
    person = twins.find(*comparison.lives, "spared-refused", most=1)[0]
    return twins.twin(*comparison.lives, person)
