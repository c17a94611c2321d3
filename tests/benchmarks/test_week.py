"""The benchmarks take apart the week that the loop lives, and know what each candidate is."""

import numpy as np
import pytest


@pytest.fixture(scope="module")
def lived():
    import sys
    from pathlib import Path

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(Path(__file__).resolve().parents[2]), *sys.path])
        from benchmarks import one_week

        yield one_week.lived(4_000, 2)


def test_the_passes_one_by_one_are_the_week(lived):
    from benchmarks import one_week

    world, bench, out, _ = lived
    for k in range(3):
        assert one_week.apart(world, bench, out, k) == []


def test_a_pass_that_is_left_out_is_found_out(lived, monkeypatch):
    from benchmarks import one_week

    world, bench, out, _ = lived
    passes = one_week.passes
    monkeypatch.setattr(one_week, "passes", lambda *named: [p for p in passes(*named) if p.name != "fading"])
    with pytest.raises(RuntimeError, match="no longer lives the week"):
        one_week.check(world, bench, out, 0)


def test_every_candidate_is_of_one_kind_and_happening_again_leaves_its_person_as_before(lived):
    from benchmarks import one_kind
    from glasshouse.base import desk as d
    from glasshouse.base.counters import NCOUNT

    world, bench, out, _ = lived
    for k in range(3):
        kinds = one_kind.drawn(world, bench, out, k)
        places = np.sort(np.concatenate(list(kinds.values())))
        assert len(places) and np.array_equal(places, np.arange(len(places))), "each once"
        before, rows = bench.M.copy(), bench.D[d.N_ROWS]
        P = world.PP[world.place.region[k]]
        counted = bench.D[d.REGION_TALLY : d.REGION_TALLY + NCOUNT].sum()
        one_kind.again(bench.M, P, bench.D, places, before, 2, 1)
        assert np.array_equal(bench.M, before) and bench.D[d.N_ROWS] == rows
        assert bench.D[d.REGION_TALLY : d.REGION_TALLY + NCOUNT].sum() > counted, "but they did happen"
        one_kind.one_week.clear(world, bench, out, k)


def test_costs_are_told_for_the_kinds_that_showed(lived):
    from benchmarks import one_kind

    world, bench, out, _ = lived
    costs = one_kind.costs(world, bench, out, range(4), repeats=2)
    assert ("demand", "fast_trains") in costs and ("breach", "late_payment") in costs
    assert all(len(times) == 2 for times in costs.values())
