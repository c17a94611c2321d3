"""Verdict cards on laboratories of paper, where what flips a claim is known."""

import numpy as np
import pytest

from glasshouse.base.errors import BadValue
from glasshouse.experiments import verdict as verdicts
from glasshouse.experiments.worlds import World

WORLD = World("china-2018", 3_000, 60)
ONLY = ["remedies.appeal_rubber_stamp", "gates.avoidance", "cameras.stop_share"]


def reviewed(world):
    """An appeal spares in proportion to how often anybody looks; above a rubber stamp of .6 it spares nothing."""
    stamp = dict(world.assume).get("remedies.appeal_rubber_stamp", 0.3)
    spared = max(0.0, 0.6 - stamp) if "appeal" in world.safeguards else 0.0
    return {"wrongful_refusals": 1000 * (1 - spared)}


@pytest.fixture
def card(paper, monkeypatch):
    study = paper(verdicts, reviewed)
    monkeypatch.setattr(verdicts, "_here", lambda said, people: (0.3, 0.2, 0.4))
    said = verdicts.claim(WORLD, ["appeal"], "wrongful_refusals", by=0.05)
    return said, verdicts.verdict(said, points=64, only=ONLY), study


def test_the_share_of_the_space_is_where_the_claim_holds(card):
    _, done, _ = card
    # the stamp's range is 0 to .99: it holds below .55
    assert done.shares["uniform"] == pytest.approx(0.55 / 0.99, abs=0.03)
    assert done.undefined == {"uniform": 0, "log-uniform": 0} and done.holds


def test_the_flipping_value_when_set_does_flip_the_claim(card):
    said, done, study = card
    flip = done.flips[0]
    assert flip.parameter == "remedies.appeal_rubber_stamp" and flip.value == pytest.approx(0.55, abs=0.02)
    base, changed = (
        study().run([one.having(assume={flip.parameter: flip.value})])[0].values["wrongful_refusals"]
        for one in (said.base, said.changed)
    )
    assert not said.holds(said.effect(base, changed))
    assert flip.grade == "assumed" and "flips it" in done.says()


def test_a_claim_that_nothing_flips_says_so(paper, monkeypatch):
    paper(verdicts, lambda world: {"refusals": 10.0 if world.safeguards else 20.0})
    monkeypatch.setattr(verdicts, "_here", lambda said, people: (0.5, 0.4, 0.6))
    said = verdicts.claim(WORLD, ["essential_services"], "refusals")
    done = verdicts.verdict(said, points=8, only=ONLY)
    assert not done.flips and done.shares["uniform"] == 1 and "No assumption" in done.says()
    assert done.as_dict()["flips"] == []


def test_where_there_is_nothing_to_move_the_claim_is_undefined():
    said = verdicts.claim(WORLD, ["appeal"], "wrongful_refusals")
    assert np.isnan(said.effect(0, 0)) and said.effect(10, 8) == pytest.approx(0.2)
    assert not said.holds(float("nan")) and not said.holds(0.0)


def test_a_safeguard_states_its_own_size_and_direction():
    said = verdicts.claim(WORLD, ["notice"], "people_notified")
    assert (said.direction, said.by) == ("up", 1.0) and said.effect(0, 5) == float("inf")
    assert verdicts.claim(WORLD, ["appeal"], "refusals").by == 0


def test_claims_about_benefits_or_about_nothing_are_refused():
    with pytest.raises(BadValue, match="claimed benefit"):
        verdicts.claim(WORLD, ["appeal"], "true_matches")
    with pytest.raises(BadValue, match="needs a safeguard"):
        verdicts.claim(WORLD, [], "refusals")
    with pytest.raises(BadValue, match="by"):
        verdicts.claim(WORLD, ["appeal"], "refusals", by=-1)


def test_a_real_card_holds_where_the_mechanism_is_certain():
    said = verdicts.claim(World("china-2018", 3_000, 120), ["essential_services"], "refusals_fast_trains")
    done = verdicts.verdict(said, points=2, only=["gates.avoidance"], people=10_000)
    assert done.effect > 0.9 and done.holds and set(done.shares) == {"uniform", "log-uniform"}
