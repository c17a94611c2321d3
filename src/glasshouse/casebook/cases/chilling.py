"""Chilling: how many lawful posts a fright costs, how long, in whom; by the kernels of fear, fading and silence."""

from __future__ import annotations

import numpy as np

from glasshouse.base import cast, ledger
from glasshouse.casebook.case import Case, Given, Setting
from glasshouse.casebook.facts import fact
from glasshouse.casebook.rows import Row, over, row
from glasshouse.casebook.stage import Stage
from glasshouse.climate.week import Climate, _Counts
from glasshouse.day.response import happen as response
from glasshouse.day.response import tables as st
from glasshouse.day.response import week

WEEKS = 61
"""Fourteen months."""


def fear_path(values: dict[str, float], weeks: int, step: float = 1.0, aware: int = 1) -> list[float]:
    """Returns the share of lawful posts not written in each week after everybody takes a fright of this size."""
    stage = Stage(values)
    stage.P[st.FEAR_STEP + st.AFTER_STOP] = round(255 * step)
    stage.all("AWARE")[:] = aware
    people = len(stage.all("AWARE"))
    for i in range(people):
        response.struck(stage.M, stage.P, stage.D, i, 0, st.AFTER_STOP, 0)
    stage.all("AWARE")[:] = aware  # whoever is not to know forgets the fright's lesson, not its fear
    luck = np.random.Generator(np.random.Philox(12))
    lost = []
    for number in range(weeks + 1):
        fear = np.minimum(255, stage.all("FEAR_FAST") + stage.all("FEAR_SLOW")).astype(int)
        keep = stage.P[st.KEEP_WRITING + (aware << 8) + fear] / cast.HALF_SCALE
        lost.append(1 - float(keep.mean()))
        stage.week(number)
        week.fading(stage.M, stage.P, people, luck.integers(0, 2**32, people, dtype=np.uint32))
    return lost


def silence(values: dict[str, float]) -> list[float]:
    """Returns by how much posts fall with 0 to 8 frightened contacts."""
    one = np.ones(1)
    climate = Climate(seed=1, people=one * 1e6, real=one * 1e6, off=frozenset(), high={}, expected_alerts=one)
    return [x[0] / cast.HALF_SCALE for x in climate._silence([values], _Counts(None, one * 1e6))]


def answer(given: Given) -> list[Row]:
    """Returns the rows of the case."""
    # the foreign case needs the upper end of the ledger's range; China's own value stays where it is
    values = given.under({"response.chilling": ledger.load()["response.chilling"].high})
    path = fear_path(values, WEEKS, given["fright"])
    return [
        *lasting(values, given, path),
        *instruments(values, given, path[0]),
        *subgroups(values, given, path[0]),
    ]


def left(path: list[float]) -> float:
    """Returns how much of the first loss is still there at the end."""
    return path[-1] / path[0] if path[0] else 0.0


def lasting(values: dict[str, float], given: Given, path: list[float]) -> list[Row]:
    """The first fall, which is fitted, and what is left of it after fourteen months, which is held back."""
    book, told = ledger.load(), fact("D1.drop")
    share, slow = book["response.fear_slow_share"], book["response.fear_slow_weeks"]
    corners = [
        {**values, share.name: x, slow.name: y}
        for x in (share.low, share.high)
        for y in (slow.low, slow.high)
    ]
    range_ = over([left(path), *(left(fear_path(corner, WEEKS, given["fright"])) for corner in corners)])
    fell = row(
        "first-fall",
        "lawful posts lost at first",
        path[0],
        published=(told["low"], told["high"]),
        of="D1.drop",
    )
    lasts = row(
        "persistence",
        "of the first loss, still there after fourteen months",
        left(path),
        range_,
        of="D1.persistence",
    )
    return [fell, lasts]


def instruments(values: dict[str, float], given: Given, lost: float) -> list[Row]:
    """The loss as another instrument saw it, and over everybody where few know of the watching."""
    span = ledger.load()["response.chilling"]
    low, high = (fear_path({**values, span.name: x}, 0, given["fright"])[0] for x in (span.low, span.high))
    gate = given["response.aware_at_start"]
    return [
        row(
            "another-instrument",
            "loss seen through another instrument, over the range of the ledger",
            fear_path(dict(given.values), 0, given["fright"])[0],
            over([low, high]),
            of="D2",
        ),
        row(
            "unaware",
            "lawful posts lost by those who do not know of the instrument",
            fear_path(values, 0, given["fright"], aware=0)[0],
            published=0.0,
            unit="share of posts",
            role="exact",
        ),
        row(
            "gate",
            "lawful posts lost by everybody, if as many know as in pilot areas",
            gate * lost,
            over([gate * low, gate * high]),
            unit="share of posts",
            reason=(
                "eleven in a hundred knew that they lived in a pilot (A29, an input): whoever does not know is not "
                "chilled by it"
            ),
        ),
    ]


def subgroups(values: dict[str, float], given: Given, lost: float) -> list[Row]:
    """Who falls silent most: the sign and the order of an experiment."""
    quiet = silence(values)
    friendly, hostile = (1 - lost) * quiet[0], (1 - lost) * quiet[8]
    ordered = hostile < friendly and hostile < quiet[8]
    return [
        row(
            "hostile",
            "those who know are silenced most where others are afraid (1 = yes)",
            float(ordered),
            published=1.0,
            of="D3",
            unit="truth value",
        ),
        row(
            "justifiers",
            "those who approve of the watching are silenced more (1 = yes)",
            0.0,
            published=1.0,
            of="D3",
            unit="truth value",
            reason="in this model approval does not enter the decision to write; the experiment found that it does",
        ),
    ]


CASE = Case(
    name="chilling",
    title="Chilling, and how long it lasts",
    question="How much lawful speech does a fright cost, for how long, and in whom?",
    scenario="china-2018",
    uses=("response.",),
    inputs=("D1.drop", "A29", "D16"),
    held_back=("D1.persistence", "D2", "D3"),
    rival=(
        "A fall that ends with the news: with fear fading in weeks only, nothing would be left after "
        "fourteen months."
    ),
    miss_means="That fear and silence last by other rules, or that a trend was taken for fear.",
    answer=answer,
    settings=(
        Setting(
            "fright",
            1.0,
            "on a scale from 0 to 1",
            0.0,
            1.0,
            "Fear that the news put into those who heard it.",
        ),
    ),
)
