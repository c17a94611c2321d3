"""Seek: people whose life went a certain way."""

from __future__ import annotations

from typing import Any

import pytest

from glasshouse.base.errors import UnknownName
from glasshouse.explain import seek, story


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        (("default", "bound", "refused"), "any"),
        (("critical_post", "contested_speech", "bound"), "any"),
        (("before_first_day", "refused"), "wrong-in-law"),
        (("post_suppressed",), "against-the-rights-benchmark"),
    ],
)
def test_a_life_that_is_found_went_so(harsh: Any, path: tuple[str, ...], verdict: str) -> None:
    people = seek(harsh, path, verdict, most=3)
    assert people
    for person in people:
        lines = [line for line in story(harsh, person).lines if line["event"] == path[-1]]
        chains = [[link["event"] for link in reversed(line["chain"])] for line in lines]
        fits = [
            [event for event in chain if event in path[:-1]][-len(path) + 1 :] == list(path[:-1])
            or len(path) == 1
            for chain in chains
        ]
        assert any(fits)
        if verdict != "any":
            assert verdict.replace("-", " ") in {line["verdict"] for line in lines}


def test_the_order_of_causes_matters(harsh: Any) -> None:
    assert seek(harsh, ("bound", "refused"))
    assert seek(harsh, ("refused", "bound")) == []


def test_no_more_communities_are_lived_again_than_asked(harsh: Any) -> None:
    looked: list[tuple[int, int]] = []
    assert seek(harsh, ("compensated", "default"), communities=2, told=lambda *far: looked.append(far)) == []
    assert looked == [(1, 2), (2, 2)]


def test_an_unknown_event_or_verdict_is_refused_with_the_nearest(harsh: Any) -> None:
    with pytest.raises(UnknownName, match="refused"):
        seek(harsh, ("refusd",))
    with pytest.raises(UnknownName, match="wrong-in-law"):
        seek(harsh, ("refused",), "wrong-in-lew")
