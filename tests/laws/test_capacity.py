"""Whole runs under a climate: backlog, operators, what grievance wins, what a replay can take."""

import numpy as np

from .worlds import total, world


def test_what_is_won_stays_and_is_won_region_by_region_or_everywhere():
    out = world(
        "sesame-pretick", people=20_000, days=365, values=(("response.grievance_per_enrolment", 0.1),)
    )
    told = [
        (what["week"], what["region"], what["what"])
        for what in out.happenings
        if what["what"].startswith("conceded")
    ]
    assert told, "a year of unasked enrolment wins something"
    assert len({(region, what) for _, region, what in told}) == len(told)


def test_capacity_cut_to_a_tenth_grows_the_backlog_and_fewer_are_put_right():
    told = (
        ("remedies.notice_share", 1.0), ("remedies.appeal_rate", 0.9), ("remedies.deadline_days", 90.0),
        ("rating.listed_at_start", 0.05),
    )  # fmt: skip
    full, tenth = (
        world(
            "china-2018",
            people=30_000,
            days=180,
            values=(*told, ("remedies.appeal_capacity_per_100k_week", c)),
        )
        for c in (100.0, 10.0)
    )
    waiting, many = (out.climate["appeal_backlog"].sum(axis=1).max() for out in (full, tenth))
    assert many > 2 * waiting
    assert total(tenth, "appeal_reviews") < total(full, "appeal_reviews") / 2
    assert total(tenth, "remedied") < total(full, "remedied")


def test_an_operators_room_cut_to_a_tenth_leaves_more_alerts_unreviewed_and_stops_more_people_wrongly():
    """The machine's word stands for a larger share than a reviewer would let pass."""
    common = (
        ("cameras.false_match_rate", 2e-7),
        ("cameras.overload_passes", 0.9),
        ("cameras.rubber_stamp_share", 0.0),
    )
    full, tenth = (
        world(
            "china-2018",
            people=30_000,
            days=120,
            values=(*common, ("cameras.review_capacity_per_100k_day", c)),
        )
        for c in (30.0, 3.0)
    )
    assert total(tenth, "alerts_unreviewed") > 3 * max(1, total(full, "alerts_unreviewed"))
    assert total(tenth, "wrongful_stops") > 1.5 * total(full, "wrongful_stops")


def test_the_recorded_fields_are_whole_numbers_that_a_replay_can_take_as_they_are():
    from glasshouse.climate.week import RECORDED

    out = world("china-2018")
    for name in RECORDED:
        assert (out.climate[name] == np.rint(out.climate[name])).all() and np.abs(
            out.climate[name]
        ).max() < 2**53
