from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.base.counters import INDEX, STOCKS
from glasshouse.base.errors import BadRunFolder, BadValue, EngineError
from glasshouse.explain import log, replay, replaying
from glasshouse.explain.sums import AMOUNTS, SUMS, added_up


def whole(plan: Any) -> tuple[Any, Any]:
    """Live a plan the ordinary way and return the world and its crew."""
    from glasshouse.run import here
    from glasshouse.run.world import make

    world = make(plan)
    crew = here.Crew(world, 1, here.CHUNK)
    here.begin(world, crew)
    for week in range(plan.weeks):
        here.one_week(world, crew, week)
    crew.close()
    return world, crew


def communities(outcome: Any) -> range:
    return range(len(replaying.stage(outcome).world.place.region))


def test_people_and_rows_of_a_replayed_community_end_as_in_the_run(harsh: Any) -> None:
    from glasshouse.run.survey import unpacked

    world, crew = whole(harsh.plan)
    for community in (0, 7, len(world.place.region) - 1):
        lived = replay(harsh, community)
        who = np.arange(lived.first, lived.first + lived.people)
        np.testing.assert_array_equal(lived.end, unpacked(world, who))
        np.testing.assert_array_equal(lived.rows, log.rows_of(world, community, crew.benches[0].D))


@pytest.mark.parametrize("name", ["harsh", "conceding"])
def test_all_communities_together_are_the_run_s_tables(name: str, request: pytest.FixtureRequest) -> None:
    outcome = request.getfixturevalue(name)
    regions, cells = np.zeros_like(outcome.week_region), np.zeros_like(outcome.week_cell)
    for community in communities(outcome):
        lived = replay(outcome, community)
        regions[:, lived.region] += lived.weeks
        cells += lived.cells
    np.testing.assert_array_equal(regions, outcome.week_region)
    np.testing.assert_array_equal(cells, outcome.week_cell)


def test_events_add_up_to_every_counter_of_every_community(harsh: Any) -> None:
    seen = dict.fromkeys(SUMS, 0)
    for community in communities(harsh):
        lived = replay(harsh, community)
        counted = lived.weeks.sum(axis=0)
        for name, sum_ in added_up(lived.events).items():
            assert sum_ == counted[INDEX[name]], f"{name} in community {community}"
            seen[name] += sum_
    assert not [name for name, sum_ in seen.items() if sum_ == 0], "a sum of nothing proves nothing"


def test_every_flow_is_a_sum_of_events_or_an_amount() -> None:
    flows = set(INDEX) - STOCKS
    assert set(SUMS) | AMOUNTS == flows
    assert not set(SUMS) & AMOUNTS


def test_a_policy_won_by_grievance_is_won_in_the_replay_too(conceding: Any) -> None:
    won = [row for row in conceding.happenings if row["what"].startswith("conceded")]
    assert won
    assert [row for row in replay(conceding, 3).happenings if row["what"].startswith("conceded")] == won


def test_a_log_without_room_is_begun_again_with_more(harsh: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    roomy = replay(harsh, 2)
    monkeypatch.setattr(replaying, "LOG_ROOM", 4)
    np.testing.assert_array_equal(replay(harsh, 2).events, roomy.events)


def test_events_come_by_day_and_about_the_community_s_people(harsh: Any) -> None:
    lived = replay(harsh, 5)
    assert (np.diff(lived.events["day"]) >= 0).all()
    assert lived.events["person"].min() >= lived.first
    assert lived.events["person"].max() < lived.first + lived.people
    frame = lived.frame()
    assert frame.columns == list(log.FIELDS)
    assert set(frame["event"]) >= {"refused", "granted", "late_payment"}


def test_what_began_before_the_first_day_is_told(harsh: Any) -> None:
    lived = replay(harsh, 5)
    old = lived.events[lived.events["day"] < 0]
    assert len(old) > 0
    watched = int(lived.start[c.WATCH].sum())
    assert len(old) >= watched


def test_a_run_folder_is_replayed_as_the_outcome_in_memory(conceding: Any, tmp_path: Any) -> None:
    from glasshouse import results

    stored = results.open(results.write(conceding, tmp_path / "run"))
    here, there = replay(conceding, 4), replay(stored, 4)
    np.testing.assert_array_equal(here.events, there.events)
    np.testing.assert_array_equal(here.end, there.end)


def test_no_community_beyond_the_last(harsh: Any) -> None:
    last = communities(harsh)[-1]
    with pytest.raises(BadValue, match=f"0 to {last:,}"):
        replay(harsh, last + 1)


def test_lives_that_come_out_otherwise_are_refused_not_told(harsh: Any) -> None:
    altered = {name: np.array(values) for name, values in harsh.panel.items()}
    altered["points"] += 1
    with pytest.raises(EngineError, match="points differs"):
        replay(dataclasses.replace(harsh, panel=altered), 0)


def test_a_folder_of_another_program_is_refused_with_the_way_out(harsh: Any, tmp_path: Any) -> None:
    altered = {name: np.array(values) for name, values in harsh.panel.items()}
    altered["hardship"] += 1
    from glasshouse import results

    folder = results.write(dataclasses.replace(harsh, panel=altered), tmp_path / "run")
    with pytest.raises(BadRunFolder, match="glasshouse verify"):
        replay(results.open(folder), 0)


def test_the_log_is_off_in_ordinary_runs() -> None:
    assert d.new_desk()[d.LOG_ROOM] == 0
