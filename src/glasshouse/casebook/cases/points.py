"""Points: a rulebook applied act by act through the kernel that moves both ledgers, and what a year of it looks like."""

from __future__ import annotations

import numpy as np

from glasshouse.base import desk as d
from glasshouse.base import events
from glasshouse.base import rows as rowkinds
from glasshouse.casebook.case import Case, Given, Setting
from glasshouse.casebook.facts import fact
from glasshouse.casebook.rows import Row, of_draws, row
from glasshouse.casebook.stage import ALWAYS, Stage
from glasshouse.day.rating import happen as rating
from glasshouse.day.rating import tables as rt


def after(values: dict[str, float], changes: list[int]) -> tuple[int, bool]:
    """Returns the points after some acts, and whether they lie in the lowest grade."""
    stage = Stage(values)
    stage.D[d.PILOT] = 1
    stage.P[rt.PILOT] = ALWAYS
    stage.all("POINTS")[0] = stage.all("POINTS_TRUE")[0] = stage.P[rt.START_POINTS]
    for day, change in enumerate(changes):
        rating.change_points(
            stage.M, stage.P, stage.D, stage.person(0), day, change, change, events.DEFAULT, rowkinds.RULE
        )
    points = int(stage.all("POINTS")[0])
    return points, points < stage.P[rt.FLOOR]


def answer(given: Given) -> list[Row]:
    """Returns the rows of the case."""
    told = fact("A20")
    values = dict(given.values)
    points, low = after(values, [-round(told["each"])] * round(told["events"]))
    grades = fact("A16")
    ticket, _ = after(values, [-round(given["rating.points_traffic"])])
    award, _ = after(values, [round(given["rating.points_award"])])
    none, _ = after(values, [-5_000])
    return [
        row(
            "suining",
            "points after 14 entries of 30",
            points,
            published=told["start"] - told["lost"],
            of="A20",
            unit="points",
        ),
        row(
            "suining-grade",
            "lies in the lowest grade, D (1 = yes)",
            float(low),
            published=1.0,
            of="A20",
            unit="truth value",
        ),
        row(
            "ticket",
            "points after a traffic ticket",
            ticket,
            published=grades["start"] + fact("A17")["traffic_ticket"],
            of="A17",
            unit="points",
        ),
        row(
            "award",
            "points after an award of the city: grade AA begins",
            award,
            published=grades["aa"],
            of="A17",
            unit="points",
        ),
        row("floor", "points never fall below", none, published=0.0, unit="points", role="exact"),
        *bunching(given),
    ]


def bunching(given: Given) -> list[Row]:
    """Rongcheng's rulebook on a whole society: how many stand just above the threshold of AA, and just below."""
    from glasshouse.run.here import simulate
    from glasshouse.scenario import plan

    everywhere = {"rating.points_region_share": 1.0, **given.changed}
    made = plan("rongcheng", people=round(given["people"]), days=round(given["days"]), set=everywhere)
    points = simulate(made).histograms["points"].astype(float)
    points[round(given["rating.points_start"])] = (
        0.0  # those whose points never moved say nothing about the rulebook
    )
    perk, floor = round(given["rating.points_perk"]), round(given["rating.points_floor_d"])
    above, below = points[perk : perk + 5].sum(), points[perk - 5 : perk].sum()
    rng = np.random.Generator(np.random.Philox(5))
    ratios = rng.poisson(above, 4000) / np.maximum(rng.poisson(below, 4000), 1)
    moved = points.sum()
    return [
        row(
            "bunching",
            "people with points just above the threshold of AA for each just below",
            above / max(below, 1.0),
            of_draws(ratios, "simulation"),
            unit="ratio",
            reason=(
                "no distribution was published. It comes from awards of thirty points alone, since nobody "
                "here games the rulebook; more than this in real data would be strategy"
            ),
        ),
        row(
            "in-d",
            "share in grade D of those whose points have moved",
            points[:floor].sum() / max(moved, 1.0),
            of_draws(rng.poisson(points[:floor].sum(), 4000) / max(moved, 1.0), "simulation"),
            unit="share of people",
            reason="no distribution over the grades was ever published in a form that could be checked",
        ),
    ]


CASE = Case(
    name="points",
    title="Points: Suining and Rongcheng",
    question="Does a rulebook, applied act by act, give the grades that were published?",
    scenario="rongcheng",
    uses=("rating.points", "rating.single_score", "life.", "cameras.offence_capture_share"),
    inputs=("A16", "A17"),
    held_back=("A20",),
    rival=(
        "A continuous score from a person's traits: no single act would move it by a round number, and "
        "nobody would stand exactly at a threshold."
    ),
    miss_means="That the published rulebook is not the one that was applied.",
    answer=answer,
    settings=(
        Setting("people", 60_000, "people", 5_000, 10_000_000, "Simulated people for the distribution."),
        Setting("days", 364, "days", 7, 3_000, "How long the rulebook runs."),
    ),
    slow=True,
)
