"""What may be asked of the lab: the words of the API, checked before anything is started."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from glasshouse.base.errors import BadValue, TooLarge, unknown
from glasshouse.experiments.worlds import World

if TYPE_CHECKING:
    from glasshouse.lab.settings import Limits

Name = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9_.\-]+$")]
Number = Annotated[float, Field(allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class Strict(BaseModel):
    """Takes what it names and nothing else."""

    model_config = ConfigDict(extra="forbid", strict=False, allow_inf_nan=False)


class Question(Strict):
    """One world beside another with the same people and the same luck.

    The first world is the scenario as it is; the second has `set` and `safeguards` as well.
    """

    scenario: Name = Field("china-2018", description="A shipped scenario; see /api/scenarios.")
    people: int = Field(
        100_000, ge=1, le=10**12, description="How many synthetic people; /api/about has the limits."
    )
    days: int = Field(365, ge=1, le=10**6, description="How many days.")
    seed: int = Field(1, ge=0, le=2**63 - 1, description="The luck: the same seed, the same lives.")
    set: dict[Name, Number] = Field(
        default_factory=dict, description="Parameters with other values in the second world."
    )
    safeguards: dict[Name, Share] = Field(
        default_factory=dict, description="Safeguards of the second world, each with a strength from 0 to 1."
    )
    against: Name | None = Field(
        None, description="Another scenario for the second world; the same one if null."
    )

    def worlds(self) -> tuple[World, World]:
        """Returns the two worlds, the one as it is and the one with the changes."""
        base = World(self.scenario, people=self.people, days=self.days, seed=self.seed)
        uses = tuple(
            f"{name}={strength!r}" for name, strength in sorted(self.safeguards.items()) if strength > 0
        )
        changed = World(
            self.against or self.scenario, people=self.people, days=self.days, seed=self.seed,
            set=tuple(sorted(self.set.items())), safeguards=uses,
        )  # fmt: skip
        return base, changed

    def check(self, limits: Limits) -> None:
        """Refuses what this server does not answer, before it is put in the queue.

        Raises:
            InputError: With the limit, or the nearest known name.
        """
        from glasshouse import scenario
        from glasshouse.base import ledger

        for name in (self.scenario, *([self.against] if self.against else [])):
            if name not in scenario.names():
                raise unknown("scenario", name, scenario.names(), next_step="GET /api/scenarios lists them")
        bounds = {"people": (self.people, limits.fewest, limits.people), "days": (self.days, 1, limits.days)}
        for what, (value, least, most) in bounds.items():
            if not least <= value <= most:
                raise TooLarge(
                    f"{value:,} {what} are outside what this server answers",
                    value=value, place=what, allowed=f"{least:,} to {most:,} {what}",
                    next_step="The command line has no such limit: `glasshouse run`",
                )  # fmt: skip
        if len(self.set) > limits.changes:
            raise BadValue(
                f"{len(self.set)} parameters are changed at once",
                place="set",
                allowed=f"up to {limits.changes}",
            )
        known = ledger.load()
        for name, number in self.set.items():
            known.named(name, "set").check(number, "set")
            if name.startswith("society."):
                raise BadValue(
                    f"{name} makes other people, so the two worlds could not be compared person by person",
                    value=name, place="set", allowed="parameters of the apparatus and of the response",
                )  # fmt: skip
        for world in self.worlds():
            world.plan()


class LifeQuestion(Strict):
    """The life of one synthetic person in both worlds of a question: of a number, or of somebody whose life went so."""

    question: Question
    person: int | None = Field(None, ge=0, le=10**12, description="Their number, from 0.")
    path: list[Name] = Field(
        default_factory=list, max_length=8,
        description="Instead: events in order; somebody in the first world to whom the last happened because of the others.",
    )  # fmt: skip
    verdict: Name = Field("any", description="With `path`: the verdict on its last event.")
    fewer: Name | None = Field(
        None, description="With `path`: what has to happen to them less often in the second world."
    )

    def check(self) -> None:
        """Refuses what names nobody, or nothing that can happen.

        Raises:
            InputError: neither or both of `person` and `path`; or the nearest known name.
        """
        from glasshouse.explain.seeking import JUDGED, NUMBERS, number

        if (self.person is None) == (not self.path):
            raise BadValue(
                "One of `person` and `path` says whose life it is", place="person", allowed="one of both"
            )
        for name in (*self.path, *filter(None, [self.fewer])):
            number(NUMBERS, "event", name)
        number(JUDGED, "verdict", self.verdict)


class PeopleQuestion(Strict):
    """Ten thousand people of a question, week by week."""

    question: Question


class VerdictQuestion(Strict):
    """Whether what a safeguard is meant to do holds over the plausible space, and what flips it."""

    safeguard: Name
    people: int = Field(10_000, ge=2_000, le=50_000)
    points: int = Field(8, ge=4, le=32, description="Points sampled in the plausible space.")


class CaseQuestion(Strict):
    """A case of the casebook: published figures beside the model's, with a verdict on each."""

    case: Name


class RunQuestion(Strict):
    """A run to be kept: its folder with all tables, and its report."""

    question: Question
    world: Literal["base", "changed"] = Field("changed", description="Which of the two worlds.")


class Problem(BaseModel):
    """Why something cannot be done, in a sentence, and what can."""

    says: str
    value: Any = None
    place: str = ""
    allowed: str = ""
    nearest: str = ""
    next_step: str = ""

    @classmethod
    def of(cls, error: Exception) -> Problem:
        """Returns an error in words."""
        got = {
            name: getattr(error, name, None) for name in ("value", "place", "allowed", "nearest", "next_step")
        }
        value = got.pop("value")
        plain = value if isinstance(value, str | int | float | bool | type(None)) else str(value)
        return cls(says=str(error), value=plain, **{name: str(text or "") for name, text in got.items()})


State = Literal["waiting", "running", "done", "failed", "cancelled"]


class JobView(BaseModel):
    """A question on its way to an answer."""

    id: str
    kind: str
    state: State
    version: int = Field(description="Grows with every change; give it as `seen` to wait for the next.")
    progress: float = Field(description="0 to 1.")
    says: str = Field(description="What is being done, in words.")
    ahead: int = Field(description="Questions in front of it in the queue.")
    seconds: float
    asked: datetime.datetime
    preview: dict[str, Any] | None = Field(
        None, description="A first answer from fewer people, if there is one."
    )
    answer: dict[str, Any] | None = None
    problem: Problem | None = None


def refusal(says: str) -> dict[str, Any]:
    """Returns the description of a refusal for the API's description; as JSON, whatever the answer would have been."""
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": says, "content": content}
