"""A case has no model of its own: break a mechanism, and its case breaks."""

from __future__ import annotations

import pytest

from glasshouse.casebook.book import cases, run
from glasshouse.casebook.cases import (
    approval,
    chilling,
    consent,
    court_list,
    errors_and_appeals,
    face_recognition,
    human_review,
    income_averaging,
    patrols,
    points,
    reidentification,
    requests,
)  # fmt: skip
from glasshouse.climate.week import Climate
from glasshouse.day.cameras import tables as camera_tables
from glasshouse.day.cameras import week as cameras
from glasshouse.day.custody import traces
from glasshouse.day.platform import week as platform
from glasshouse.day.rating import averaging
from glasshouse.day.rating import happen as rating
from glasshouse.day.remedies import happen as remedies
from glasshouse.day.remedies import week as remedies_week
from glasshouse.day.response import happen as response

REMEMBERED = (
    human_review._alerts_pass, consent._agree, errors_and_appeals.overturned, errors_and_appeals.filed, traces.unicity,
)  # fmt: skip
"""Cases remember what they asked the kernels; a broken kernel must be asked again, and so must a mended one."""


@pytest.fixture
def forgetful(book):
    """The sound answers, with nothing remembered before or after."""
    for function in REMEMBERED:
        function.cache_clear()
    yield book
    for function in REMEMBERED:
        function.cache_clear()


def models(name, **settings):
    return {r.id: r.model for r in run([name], settings).rows}


SOUND = camera_tables.false_match
BROKEN = [
    ("face-recognition", face_recognition, "false_match", lambda v, minority, look: 2 * SOUND(v, minority, look), "at-10000", {}),
    ("human-review", cameras, "alert", lambda *a: cameras.NO_STOP, "stopped", {}),
    ("human-review", rating, "open_case", lambda *a: None, "michigan", {}),
    ("points", rating, "change_points", lambda *a: None, "suining", {"points.people": 5_000, "points.days": 7}),
    ("consent", platform, "enrol", lambda *a: None, "opt-in", {"consent.people": 5_000}),
    ("re-identification", traces, "chance_of_another", lambda habits, seen, people: 0.5, "phones", {}),
    ("requests", requests, "accounts_handed_over", lambda v: 1.0, "rejected-2020", {}),
    ("errors-and-appeals", remedies_week, "appeal_week", lambda *a: 0, "modified", {}),
    ("errors-and-appeals", remedies, "appeal", lambda *a: None, "filed", {}),
    ("income-averaging", averaging, "averaged_debt", lambda income, free: 0 * income.sum(axis=1), "half-a-year", {}),
    ("chilling", response, "struck", lambda *a: None, "first-fall", {}),
    ("approval", response, "learn", lambda *a: None, "informed", {}),
    ("patrols", Climate, "_attention", lambda self, values, n: [65536, 65536], "runaway", {"patrols.runs": 3}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "where", "what", "instead", "row", "settings"), BROKEN)
def test_a_broken_mechanism_breaks_its_case(
    forgetful, monkeypatch, name, where, what, instead, row, settings
):
    monkeypatch.setattr(where, what, instead)
    assert models(name, **settings)[f"{name}.{row}"] != pytest.approx(
        forgetful[f"{name}.{row}"].model, rel=1e-3
    )


def test_the_court_list_is_a_whole_run(monkeypatch):
    monkeypatch.setattr(
        "glasshouse.run.here.simulate", lambda plan: (_ for _ in ()).throw(RuntimeError("no engine"))
    )
    court_list._lived.cache_clear()
    with pytest.raises(RuntimeError, match="no engine"):
        run(["court-list"], {"court-list.people": 5_000})


def test_every_case_is_broken_by_something():
    assert {case for case, *_ in BROKEN} | {"court-list"} == set(cases())
    used = (
        approval.response,
        chilling.response,
        face_recognition.false_match,
        income_averaging.averaging,
        points.rating,
        reidentification.traces,
        patrols.Climate,
    )
    own = (response, response, camera_tables.false_match, averaging, rating, traces, Climate)
    assert all(a is b for a, b in zip(used, own, strict=True))
