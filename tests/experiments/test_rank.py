"""Shapley values: their axioms, their sampling, and a small ranking that goes on where it stopped."""

import itertools
import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glasshouse.base.errors import BadValue, UnknownName
from glasshouse.experiments import rank as ranks
from glasshouse.experiments.study import FILE
from glasshouse.experiments.worlds import World

WORLD = World("china-2018", 3_000, 60)


def game(numbers):
    """A value for every subset of the players."""
    players = int(np.log2(len(numbers)))
    keys = [
        frozenset(some)
        for size in range(players + 1)
        for some in itertools.combinations(range(players), size)
    ]
    table = dict(zip(keys, numbers, strict=True))
    return players, lambda some: np.array(table[frozenset(some)])


@given(st.lists(st.floats(-100, 100), min_size=16, max_size=16))
def test_values_add_up_to_the_total_effect(numbers):
    players, value = game(numbers)
    total = value(range(players)) - value(())
    assert ranks.shapley(value, players).sum() == pytest.approx(total, abs=1e-9)


@given(st.lists(st.floats(-100, 100), min_size=8, max_size=8))
def test_they_are_the_mean_gain_over_all_orders(numbers):
    players, value = game(numbers)
    every = list(itertools.permutations(range(players)))
    mean, _ = ranks.by_orders(value, players, every)
    assert ranks.shapley(value, players) == pytest.approx(mean, abs=1e-9)


def test_who_adds_nothing_gets_nothing_and_equals_get_the_same():
    found = ranks.shapley(lambda some: np.array(float(len(set(some) & {0, 1}) == 2)), 3)
    assert found.tolist() == pytest.approx([0.5, 0.5, 0.0])


def test_two_that_only_work_together_interact():
    def both(some):
        return np.array(-10.0 * (len(set(some) & {0, 1}) == 2) - 3.0 * (2 in some))

    assert ranks.interaction(both, 3, 0, 1) == pytest.approx(-10)
    assert ranks.interaction(both, 3, 0, 2) == pytest.approx(0)


def test_sampled_orders_come_near_the_exact_values_and_say_how_near():
    random = np.random.default_rng(1)
    players, value = game(random.normal(size=64).cumsum())
    exact = ranks.shapley(value, players)
    mean, error = ranks.by_orders(value, players, ranks.orders(players, 400, 1))
    assert (np.abs(mean - exact) < 4 * error + 1e-12).all()
    assert mean.sum() == pytest.approx(exact.sum())


def test_a_menu_with_means_and_costs_is_ranked(paper):
    worth = {"notice": -1.0, "appeal": -2.0, "audit": -5.0}

    def formula(world):
        names = set(world.safeguards)
        both = -3.0 if {"notice", "appeal"} <= names else 0.0
        cost = 4.0 if "audit" in names else 0.0
        return {
            "people_wrongly_refused": 100 + both + sum(worth[name] for name in names),
            "staff_days": 7 + cost,
        }

    paper(ranks, formula)
    done = ranks.rank(WORLD, menu=list(worth))
    table = {row["safeguard"]: row for row in done.table.to_dicts()}
    assert done.exact and done.worlds == 8 and (done.base, done.all) == (100, 89)
    assert table["audit"]["shapley"] == pytest.approx(-5) and table["audit"][
        "effect_per_cost"
    ] == pytest.approx(-1.25)
    assert table["appeal"]["shapley"] == pytest.approx(-3.5) and table["appeal"]["first_in"] == pytest.approx(
        -2
    )
    assert table["appeal"]["last_in"] == pytest.approx(-5) and table["notice"]["effect_per_cost"] is None
    assert sum(row["shapley"] for row in table.values()) == pytest.approx(done.all - done.base)
    first = done.interactions.row(0, named=True)
    assert {first["one"], first["other"]} == {"notice", "appeal"} and first["interaction"] == pytest.approx(
        -3
    )
    assert done.as_dict()["total_effect"] == pytest.approx(-11) and "menu" in done.says


def test_what_is_given_is_in_every_world_and_a_long_menu_is_sampled(paper):
    seen = []

    def formula(world):
        seen.append(world.safeguards)
        return {"people_wrongly_refused": 50.0 - len(world.safeguards), "staff_days": 1.0}

    paper(ranks, formula)
    done = ranks.rank(WORLD, given=["notice"], permutations=8)
    assert all("notice" in uses for uses in seen) and not done.exact
    assert done.table.height == 24 and done.table["shapley"].to_list() == pytest.approx([-1.0] * 24)
    assert done.table["standard_error"].to_list() == pytest.approx([0.0] * 24)


def test_a_claimed_benefit_an_unknown_measure_and_an_empty_menu_are_refused():
    with pytest.raises(BadValue, match="claimed benefit"):
        ranks.rank(WORLD, measure="true_matches", menu=["appeal"])
    with pytest.raises(UnknownName, match="people_wrongly_refused"):
        ranks.rank(WORLD, measure="people_wrongly_refuse", menu=["appeal"])
    with pytest.raises(BadValue, match="no safeguard to rank"):
        ranks.rank(WORLD, menu=["appeal"], given=["appeal"])
    with pytest.raises(BadValue, match="one series"):
        ranks.rank(WORLD, measure="requests", menu=["appeal"])


def test_a_real_ranking_adds_up_and_goes_on_without_repeating_a_world(tmp_path):
    first = ranks.rank(WORLD, measure="refusals", menu=["essential_services"], folder=tmp_path, workers=1)
    assert (first.worlds, first.ran) == (2, 2)
    done = ranks.rank(
        WORLD, measure="refusals", menu=["essential_services", "expiry"], folder=tmp_path, workers=1
    )
    assert (done.worlds, done.ran) == (4, 2)
    assert done.table["shapley"].sum() == pytest.approx(done.all - done.base)
    again = ranks.rank(
        WORLD, measure="refusals", menu=["essential_services", "expiry"], folder=tmp_path, workers=1
    )
    assert again.ran == 0 and again.table.equals(done.table)


def _typed(folder):
    """The command of a ranking of sixteen small worlds, as a user types it."""
    menu = "essential_services,expiry,grace_period,capacity_test"
    words = ("rank", "china-2018", "--safeguards", menu, "--measure", "refusals", "--people", "20000")
    return [
        sys.executable,
        "-m",
        "glasshouse",
        *words,
        "--days",
        "200",
        "--workers",
        "2",
        "--keep",
        str(folder),
        "--json",
    ]


def _finished(folder):
    file = folder / FILE
    return [line for line in file.read_text().splitlines() if line.endswith("}")] if file.exists() else []


@pytest.mark.slow
def test_killed_half_way_and_begun_again_it_repeats_no_finished_world(tmp_path):
    running = subprocess.Popen(
        _typed(tmp_path), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    end = time.monotonic() + 300
    while len(_finished(tmp_path)) < 4 and running.poll() is None and time.monotonic() < end:
        time.sleep(0.02)
    os.killpg(running.pid, signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL, "it ended before it could be killed"
    finished = _finished(tmp_path)
    assert 4 <= len(finished) < 16
    again = json.loads(subprocess.run(_typed(tmp_path), capture_output=True, check=True, text=True).stdout)
    assert again["worlds"] == 16 and again["ran"] == 16 - len(finished)
    keys = [json.loads(line)["key"] for line in _finished(tmp_path)]
    assert len(keys) == len(set(keys)) == 16
    assert sum(one["shapley"] for one in again["ranking"]) == pytest.approx(again["total_effect"], rel=1e-9)
