"""Two worlds share their luck: what one changes moves only what it touches."""

import itertools

import numpy as np
import pytest

from glasshouse.base.counters import FLOWS, INDEX

from .worlds import MECHANISMS, owned, total, weekly, world

ACTS = FLOWS["life"][8:]
"""What people do; the app's channels are counted with life and need the platform."""
UPSTREAM = {
    "platform": ACTS,
    "cameras": (*owned("life"), *owned("platform")),
    "custody": (*owned("life"), *owned("platform")),
    "rating": (*owned("life"), *owned("platform"), *owned("cameras"), *owned("custody")),
    "gates": (*owned("life"), *owned("platform"), *owned("cameras"), *owned("custody")),
    "remedies": (*owned("life"), *owned("platform"), *owned("cameras"), *owned("custody")),
}
"""What stands before each mechanism in the chain of a record's life."""
FED_BACK = {"staff_minutes", "errors_in_favour"}
LOOSE = (("custody.misread_file_rate", 0.0),)
"""A misread file puts people on the watchlist: the one way back from custody to the cameras."""


def differing(a, b, names) -> dict[str, int]:
    """Return the counters that differ in any week or region."""
    return {
        name: int(np.abs(a.week_region[:, :, INDEX[name]] - b.week_region[:, :, INDEX[name]]).sum())
        for name in names
        if name not in FED_BACK
        and (a.week_region[:, :, INDEX[name]] != b.week_region[:, :, INDEX[name]]).any()
    }


@pytest.mark.parametrize("mechanism", UPSTREAM)
def test_without_response_a_mechanism_left_out_changes_nothing_upstream(mechanism):
    with_it = world("china-2018", without=("response",), values=LOOSE)
    without = world("china-2018", without=("response", mechanism), values=LOOSE)
    assert differing(with_it, without, UPSTREAM[mechanism]) == {}


TOUCHED = {
    "gates": 1,
    "remedies": 1 | 8 | 64 | 512,
    "cameras": 32,
    "rating": 1 | 8 | 1024 | 2048,
    "custody": 128 | 256,
}
"""Flags of a life that a mechanism may have touched (EVER_*)."""


@pytest.mark.parametrize("mechanism", TOUCHED)
def test_until_the_first_causal_difference_a_life_is_the_same_in_both_worlds(mechanism):
    """After one week the climate has not spoken yet: whom the mechanism did not touch lives the same life."""
    base, other = world("china-2018", days=7), world("china-2018", days=7, without=(mechanism,))
    spared = (
        (base.panel["ever"] & TOUCHED[mechanism] == 0)
        & (base.panel["listed"] == 0)
        & (base.panel["side"] == 0)
    )
    own = {
        "gates": {"hardship"},  # perks ease it
        "remedies": set(), "cameras": {"watch", "watch_wrong", "points", "points_true", "ever", "taint"},
        "rating": {"points", "points_true", "late_false", "hardship", "ever", "taint", "listed", "listed_true", "side"},
        "custody": {"stock", "ever"},
    }  # fmt: skip
    for column in set(base.panel) - own[mechanism]:
        assert (base.panel[column][spared] == other.panel[column][spared]).all(), column
    assert spared.sum() > 1000


@pytest.mark.parametrize(
    ("name", "value", "same"),
    [
        ("gates.counter_error", 0.001, ("life", "platform", "cameras", "custody")),
        ("remedies.notice_share", 1.0, ("life", "platform", "cameras", "custody")),
        ("platform.suppression_true_positive_rate", 0.9, ("life", "cameras", "custody")),
        ("custody.breach_per_year", 5.0, ("life", "platform", "cameras", "rating", "gates")),
        ("cameras.false_match_rate", 1e-6, ("life", "platform", "custody")),
        ("rating.service_failure", 0.2, ("life", "platform", "cameras", "custody")),
    ],
)
def test_a_changed_value_moves_its_own_mechanism_and_what_follows_from_it(name, value, same):
    base = world("china-2018", without=("response",))
    other = world("china-2018", without=("response",), values=((name, value),))
    assert base.digest != other.digest
    assert differing(base, other, [c for mechanism in same for c in owned(mechanism)]) == {}


@pytest.mark.parametrize(
    ("kind", "counter"),
    [
        ("life.award_per_year", "awards"), ("life.traffic_offence_per_year", "traffic_offences"),
        ("life.volunteering_per_year", "volunteering"), ("life.late_payment_per_year", "late_payments"),
    ],
)  # fmt: skip
def test_a_kind_of_event_switched_off_moves_nobody_elses_draws(kind, counter):
    base = world("nothing", without=("response",))
    other = world("nothing", without=("response",), values=((kind, 0.0),))
    assert total(base, counter) > 0 == total(other, counter)
    assert differing(base, other, set(ACTS) - {counter}) == {}


def test_scenarios_share_their_people():
    """Traits come from seed, society and person; not from what is done to people."""
    traits = (
        "sex",
        "urban",
        "group",
        "income",
        "age",
        "conduct",
        "look",
        "name",
        "conn",
        "voice",
        "mobility",
        "rep",
        "borrowed",
    )
    base, other = world("china-2018"), world("nothing")
    for trait in traits:
        assert (base.panel[trait] == other.panel[trait]).all(), trait


def test_more_false_positives_never_mean_fewer_wrongful_stops():
    """With response off and operators for everybody, whoever was stopped at a lower error is stopped at a higher one."""
    steps = [
        world(
            "china-2018", without=("response",),
            values=(("cameras.false_match_rate", rate), ("cameras.review_capacity_per_100k_day", 50.0)),
        )
        for rate in (0.0, 2e-7, 1e-6, 5e-6)
    ]  # fmt: skip
    stops = [out.week_region[:, :, INDEX["wrongful_stops"]] for out in steps]
    assert all((more >= less).all() for less, more in itertools.pairwise(stops))
    assert stops[0].sum() < stops[-1].sum()


def test_longer_retention_never_means_less_exposure():
    steps = [
        world(
            "china-2018",
            without=("response",),
            values=(("custody.retention_days", days), ("custody.breach_per_year", 20.0)),
        )
        for days in (1, 30, 180, 720)
    ]
    exposed = [weekly(out, "people_exposed_in_breach").cumsum() for out in steps]
    held = [weekly(out, "records_held") for out in steps]
    for series in (exposed, held):
        assert all((more >= less).all() for less, more in itertools.pairwise(series))
    assert exposed[0][-1] > 0


def test_a_day_more_changes_nothing_of_the_weeks_before():
    short, long = world("china-2018", days=70), world("china-2018", days=91)
    counters = [INDEX[name] for names in FLOWS.values() for name in names]
    assert (short.week_region[:, :, counters] == long.week_region[:10, :, counters]).all()


def test_every_mechanism_leaves_its_mark_on_the_digest():
    digests = {world("china-2018", without=(mechanism,)).digest for mechanism in MECHANISMS}
    assert len(digests | {world("china-2018").digest}) == len(MECHANISMS) + 1


def test_a_year_is_fifty_two_weeks_and_a_day():
    """The last, short week counts only its own day."""
    out = world("china-2018", people=3000, days=365)
    messages, sightings = weekly(out, "messages"), weekly(out, "sightings")
    assert len(messages) == 53
    assert messages[-1] == pytest.approx(messages[-2] / 7, rel=0.05)
    assert sightings[-1] == pytest.approx(sightings[-2] / 7, rel=0.05)
    assert weekly(out, "requests_for_service")[-1] < weekly(out, "requests_for_service")[-2] / 3
