"""Ten thousand people, week by week: what a canvas shows. Both worlds have the same people in the same places."""

from __future__ import annotations

import base64
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glasshouse.base import columns as c

if TYPE_CHECKING:
    from glasshouse.experiments.worlds import World
    from glasshouse.lab.asking import Question
    from glasshouse.lab.worker import Line
    from glasshouse.run.outcome import Outcome

PEOPLE = 10_000
Table = NDArray[np.int64]


def flag(bit: int) -> Any:
    """Returns a reading of one flag of a life."""
    return lambda state: ((state[c.EVER] & bit) != 0).astype(np.int64)


MEASURES: dict[str, tuple[str, int, Any]] = {
    # name: what it shows, its largest value, how it is read from the columns of a person
    "refused": ("Refused a service so far", 1, flag(c.EVER_REFUSED)),
    "wrongly_refused": ("Refused by an error of fact so far", 1, flag(c.EVER_REFUSED_FACT)),
    "listed": ("On the court's list now", 1, lambda state: state[c.LISTED]),
    "wronged": ("Wronged by a record so far", 1, flag(c.EVER_WRONGED)),
    "stopped": ("Stopped on a false alarm so far", 1, flag(c.EVER_STOPPED)),
    "exposed": ("Records leaked so far", 1, flag(c.EVER_EXPOSED)),
    "told": ("Told of a decision so far", 1, flag(c.EVER_NOTIFIED)),
    "aware": ("Knows of the apparatus", 1, lambda state: state[c.AWARE]),
    "app": ("Uses the app", 1, lambda state: state[c.ADOPTED]),
    "rated": ("Scored by the credit bureau", 1, lambda state: state[c.CONSENT]),
    "records": ("Records held, each step twice the one before", 15, lambda state: state[c.STOCK]),
    "fear": ("Fear", 255, lambda state: np.minimum(255, state[c.FEAR_FAST] + state[c.FEAR_SLOW])),
    "hardship": ("Hardship", 255, lambda state: state[c.HARDSHIP]),
    "concern": ("Concern", 15, lambda state: state[c.CONCERN]),
    "approval": ("Approval", 15, lambda state: state[c.APPROVAL]),
}
"""What dots can be coloured by."""


def answer(question: Question, line: Line) -> dict[str, Any]:
    """Returns the people of a question: where they stand, and every measure in every week of both worlds.

    `frames` of a world: measure -> zlib and base64 of bytes, (weeks, people).
    """
    size = min(PEOPLE, question.people)
    worlds = question.model_copy(update={"people": size}).worlds()
    shot = [shoot(world, lambda share, at=at: line.far((share + at) / 2, "living the year"))  # type: ignore[misc]
            for at, world in enumerate(worlds)]  # fmt: skip
    outcome, _, traits = shot[0]
    layout, society = outcome.layout, outcome.plan.society
    region = np.repeat(np.arange(len(layout.region_people)), layout.region_people)
    return {
        "people": size,
        "weeks": outcome.plan.weeks,
        "start": outcome.plan.start.isoformat(),
        "regions": [
            {"code": r.code, "name": r.name, "tile": list(r.tile) if r.tile else None}
            for r in society.regions
        ],
        "region": packed(region),
        "traits": {name: packed(values) for name, values in traits.items()},
        "measures": [
            {"name": name, "label": says, "most": most} for name, (says, most, _) in MEASURES.items()
        ],
        "base": told(*shot[0][:2]),
        "changed": told(*shot[1][:2]),
    }


class Camera:
    """Looks at everybody after every week: stands where a keeper of the state would stand, and keeps nothing."""

    def __init__(self, people: int, far: Any) -> None:
        self.everybody = np.arange(people)
        self.far = far
        self.world: Any = None
        self.state: Table = np.zeros((0, 0), np.int64)
        self.frames: dict[str, list[NDArray[np.uint8]]] = {name: [] for name in MEASURES}

    def kept(self, world: Any, *hands: Any) -> int:
        """Takes the world before its first week; no week was lived before."""
        self.world = world
        return 0

    def week(self, world: Any, *rest: Any) -> None:
        """Does nothing: the last week is not told to a keeper, so `lived` looks instead."""

    def lived(self, week: int, weeks: int, person_days: int, seconds: float) -> None:
        """Looks at everybody at the end of a week."""
        from glasshouse.run.survey import unpacked

        self.state = unpacked(self.world, self.everybody)
        for name, (_, _, read) in MEASURES.items():
            self.frames[name].append(np.asarray(read(self.state)).astype(np.uint8))
        self.far(week / weeks)


def shoot(world: World, far: Any) -> tuple[Outcome, dict[str, list[NDArray[np.uint8]]], dict[str, Table]]:
    """Lives a world and keeps everybody's state of every week; the outcome is the one of `glasshouse run`."""
    from glasshouse.lab.tasks import OUTCOMES
    from glasshouse.run.here import simulate

    plan = world.plan()
    camera = Camera(plan.people, far)
    outcome = simulate(plan, trace=True, progress=camera.lived, keeper=camera)
    OUTCOMES.kept[world.key()] = outcome  # the lives that are told when a dot is chosen
    names = {"sex": c.SEX, "group": c.GROUP, "urban": c.URBAN, "income": c.INCOME, "age": c.AGE}
    return outcome, camera.frames, {name: camera.state[column] for name, column in names.items()}


def told(outcome: Outcome, frames: dict[str, list[NDArray[np.uint8]]]) -> dict[str, Any]:
    """Returns one world's frames, whom harms befell, and what identifies it."""
    finds = {harm: [int(person) for person in people[:8]] for harm, people in outcome.finds.items()}
    return {
        "command": outcome.plan.command(),
        "digest": outcome.digest,
        "finds": finds,
        "frames": {name: packed(np.stack(weeks)) for name, weeks in frames.items()},
    }


def packed(values: Any) -> str:
    """Returns bytes as text that a page can unpack by itself."""
    return base64.b64encode(zlib.compress(np.ascontiguousarray(values, np.uint8).tobytes(), 6)).decode()
