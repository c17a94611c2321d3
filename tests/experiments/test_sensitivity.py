"""Sensitivity through one code path: a function with known indices, and the laboratory."""

import numpy as np
import pytest

from glasshouse.base.errors import BadValue, EngineError, UnknownName
from glasshouse.experiments import sensitivity as sense
from glasshouse.experiments.ranges import Axis, assumed, latin, settings, sobol
from glasshouse.experiments.worlds import World

PI = np.pi
ISHIGAMI = [Axis(f"x{k}", 0.1, -PI, PI, "assumed") for k in (1, 2, 3)]
FIRST = (0.3139, 0.4424, 0.0)
TOTAL = (0.5576, 0.4424, 0.2437)


def ishigami(points):
    """Ishigami and Homma 1990, a = 7, b = 0.1: indices known in closed form."""
    x, y, z = points.T
    return np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)


def test_the_indices_of_the_ishigami_function_come_out():
    table = sense.sobol(ISHIGAMI, ishigami, points=2048, replicates=2)
    rows = {row["parameter"]: row for row in table.to_dicts()}
    for name, first, total in zip(("x1", "x2", "x3"), FIRST, TOTAL, strict=True):
        assert rows[name]["first"] == pytest.approx(first, abs=0.03)
        assert rows[name]["total"] == pytest.approx(total, abs=0.03)
    assert table["parameter"][0] == "x1"


def test_morris_sees_which_assumptions_matter_and_which_do_not():
    axes = [*ISHIGAMI, Axis("idle", 0.5, 0, 1, "assumed")]
    table = sense.morris(axes, lambda points: ishigami(points[:, :3]), trajectories=20)
    assert table["parameter"][-1] == "idle" and table["mu_star"][-1] == 0
    assert table["sigma"][0] > 0


def test_one_at_a_time_finds_the_largest_swing_and_keeps_the_others_as_assumed():
    axes = [Axis("small", 1, 0, 2, "assumed"), Axis("large", 1, 0, 2, "derived")]
    table = sense.one_at_a_time(axes, lambda points: points[:, 0] + 10 * points[:, 1])
    first = table.row(0, named=True)
    assert first["parameter"] == "large" and first["swing"] == 20 and first["base"] == 11
    assert (first["at_low"], first["at_high"]) == (1, 21)


def test_failed_worlds_are_left_out_until_they_are_too_many():
    axes = ISHIGAMI[:2]
    with pytest.raises(EngineError, match="fifth"):
        sense.morris(axes, lambda points: np.where(np.arange(len(points)) % 2, np.nan, 1.0))
    assert sense.sobol(axes, lambda points: np.ones(len(points)), points=4)["total"].to_list() == [0, 0]
    with pytest.raises(BadValue, match="no assumption"):
        sense.sobol([], ishigami)


def test_wide_ranges_are_varied_on_the_scale_of_logarithms():
    axis = Axis("rate", 1e-4, 1e-6, 1e-2, "assumed", "log")
    assert axis.at(0.5) == pytest.approx(1e-4) and axis.at(0.5, "linear") == pytest.approx(5e-3, rel=1e-3)
    design = latin([axis], 100, 1)
    assert design.min() >= 1e-6 and np.median(design) == pytest.approx(1e-4, rel=0.5)
    assert sobol([axis], 5, 1).shape == (8, 1)
    assert settings([axis], [0.001]) == {"rate": 0.001}


def test_the_assumptions_of_a_world_leave_out_people_and_what_was_set():
    plan = World("china-2018", 3_000, 14, set=(("rating.service_failure", 0.1),)).plan()
    names = {one.name for one in assumed(plan)}
    assert "rating.service_failure" not in names and not any(name.startswith("society.") for name in names)
    assert all(plan.ledger[name].grade == "assumed" for name in names)
    city = {one.name for one in assumed(World("city-lfr", 3_000, 14).plan())}
    assert not any(name.startswith("rating.") for name in city)
    with pytest.raises(UnknownName, match="service_failure"):
        assumed(plan, only=["rating.service_failur"])


def test_the_laboratory_is_a_model_like_any_other(paper):
    def formula(world):
        values = dict(world.assume)
        moved = 1000 * values.get("cameras.stop_share", 0.7) + 5 * values.get("gates.avoidance", 0.3)
        return {"wrongful_stops": moved}

    paper(sense, formula)
    only = ["cameras.stop_share", "gates.avoidance"]
    done = sense.sensitivity(World("china-2018", 3_000, 14), "wrongful_stops", only=only, points=64)
    assert done.alone["parameter"].to_list() == only and (done.low, done.high) == (501.5, 1001.5)
    assert done.indices.row(0, named=True)["total"] == pytest.approx(1, abs=0.1)
    assert "cameras.stop_share" in done.says() and done.worlds == sense.count(2, False, points=64)
    quick = sense.sensitivity(World("china-2018", 3_000, 14), "wrongful_stops", only=only, quick=True)
    assert quick.indices is None and quick.worlds == 5 and quick.as_dict()["screening"] is None
