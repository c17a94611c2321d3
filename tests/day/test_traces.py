"""Traces from marginals: what another person would have to do to fit them all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from glasshouse.day.custody import traces

USUAL = traces.Habits(230, (0.05, 0.12, 0.18, 0.27), 0.5, 0.2, 1.0, 0.25)


def test_one_person_is_unique_and_nobody_is_without_a_point():
    assert traces.unicity(USUAL, 4, 1) == 1.0
    assert traces.unicity(USUAL, 0, 1e6) == pytest.approx(0.0, abs=1e-9)


def test_more_points_make_a_trace_rarer_and_more_people_hide_it():
    by_points = [traces.unicity(USUAL, p, 1.5e6) for p in range(1, 7)]
    assert by_points == sorted(by_points)
    # the same places with a hundred times the people; with the places growing too, hardly anything changes
    crowded = replace(USUAL, people_per_place=100 * USUAL.people_per_place)
    assert traces.unicity(crowded, 2, 1.5e8) < traces.unicity(USUAL, 2, 1.5e6)
    assert traces.unicity(USUAL, 4, 6e7) == pytest.approx(traces.unicity(USUAL, 4, 1.5e6), abs=0.01)


def test_a_trace_is_drawn_by_key_and_has_as_many_points_as_asked():
    traces.draws.cache_clear()
    first = traces.traces(USUAL, 4, 1)
    traces.draws.cache_clear()
    again = traces.traces(USUAL, 4, 1)
    assert (first.count == again.count).all() and (first.popularity == again.popularity).all()
    assert (first.count.sum(axis=1) == 4).all()


def test_the_chance_of_another_agrees_with_people_who_are_really_drawn():
    """A naive model: thousands of others with a home, a second place and chance visits, point by point."""
    habits = traces.Habits(40, (0.6, 0.6, 0.6, 0.6), 0.6, 0.2, 0.0, 0.25)
    people, places = 2000, 50
    rng = np.random.default_rng(1)
    target = traces.Traces(np.array([[2, 0, 0, 0]]), np.ones((1, 4)))  # twice at home
    said = traces.chance_of_another(habits, target, people)[0]
    classes = rng.choice(4, size=400_000, p=traces.CONNECTIVITY_SHARES)
    shares = np.array([traces.elsewhere(habits, k) for k in range(4)])[classes]
    home, work = rng.integers(places, size=400_000), rng.integers(places, size=400_000)
    chance = shares[:, 0] * (home == 0) + shares[:, 1] * (work == 0) + shares[:, 2] / places
    seen = float(((0.6 * chance) ** 2).mean())
    assert said == pytest.approx(seen, rel=0.03)
