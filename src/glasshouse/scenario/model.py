"""What a scenario is: the form of a file (checked by Pydantic), and the Scenario that comes of it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Level = Literal["company", "local", "national"]
Text = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
MAX_EVENTS = 400


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class SettingForm(_Form):
    """A value and how we know it. A bare number stands for `{value: number}`."""

    # What a parameter may be is the ledger's to say, so the number itself is checked there, with its unit.
    value: Any = Field(description="The value")
    why: Text | None = Field(None, description="Why this value, in a sentence")
    source: Text | None = Field(None, description="The publication, its table or page")
    grade: Literal["measured", "reported", "derived", "assumed"] | None = Field(
        None, description="How good the evidence is"
    )
    range: Annotated[list[float], Field(min_length=2, max_length=2)] | None = Field(
        None, description="Low and high end: needed where the value lies outside the ledger's range"
    )

    @model_validator(mode="before")
    @classmethod
    def _bare_number(cls, given: Any) -> Any:
        return given if isinstance(given, dict) else {"value": given}


Settings = Annotated[dict[str, SettingForm], Field(max_length=1000)]
Regions = Literal["all"] | Annotated[list[str], Field(min_length=1, max_length=1000)]


class WhereForm(_Form):
    """Other values in some regions."""

    regions: Annotated[list[str], Field(min_length=1, max_length=1000)]
    set: Settings


class EventForm(_Form):
    """A change on a date."""

    date: datetime.date = Field(description="Takes effect in the week that contains this day")
    what: Text = Field(description="What happened, in words")
    regions: Regions = Field("all", description="`all`, or a list of region codes")
    set: Settings = Field(default_factory=dict, description="What it changes; may be empty")
    source: Text | None = Field(None, description="Who says so")


class ConcessionForm(_Form):
    """A policy that grievance may win during the run."""

    name: Word
    level: Level = Field(description="Who concedes: a company, a local or the national authority")
    what: Text | None = Field(None, description="What is conceded, in words")
    threshold: Annotated[float, Field(ge=0)] | None = Field(
        None, description="Grievance at which it becomes as likely as not to be conceded"
    )
    width: Annotated[float, Field(gt=0)] | None = Field(None, description="How gradual that is")
    weekly_hazard: Annotated[float, Field(ge=0, le=1)] | None = Field(
        None, description="Hazard a week far above it"
    )
    set: Settings = Field(default_factory=dict, description="What it changes")
    safeguard: Word | None = Field(None, description="A safeguard that is conceded, beside `set` or instead")
    strength: Annotated[float, Field(ge=0, le=1)] | None = Field(
        None, description="How much of the safeguard is conceded; all of it if not given"
    )
    source: Text | None = None

    @model_validator(mode="after")
    def _concedes_something(self) -> ConcessionForm:
        if not self.set and not self.safeguard:
            raise ValueError("a concession says what is conceded: `set`, `safeguard` or both")
        if self.strength is not None and not self.safeguard:
            raise ValueError("a strength belongs to a safeguard, and none is named")
        return self


class ScenarioForm(_Form):
    """A scenario file."""

    name: Word | None = Field(None, description="One word; the file's name if not given")
    extends: Text | None = Field(
        None, description="A shipped scenario or a file beside this one, to start from"
    )
    title: Text | None = Field(None, description="One line")
    about: Text | None = Field(None, description="What it shows, in plain words")
    caution: Text | None = Field(None, description="What every report of it says first")
    sources: list[Text] | None = Field(None, description="Publications")
    leaves_out: list[Text] | None = Field(None, description="What a reader might expect and will not find")
    start: datetime.date | None = Field(None, description="Day 0")
    days: Annotated[int, Field(ge=1)] | None = Field(None, description="Length of a run if none is asked for")
    society: Text | None = Field(
        None, description="A shipped society or a file of aggregate tables beside this one"
    )
    without: list[Text] | None = Field(None, description="Mechanisms that are switched off")
    set: Settings = Field(
        default_factory=dict, description="Other values than the ledger's, on the first day"
    )
    where: Annotated[list[WhereForm], Field(max_length=200)] = Field(default_factory=list)
    events: Annotated[list[EventForm], Field(max_length=MAX_EVENTS)] = Field(default_factory=list)
    concessions: Annotated[list[ConcessionForm], Field(max_length=50)] = Field(default_factory=list)


@dataclass(frozen=True)
class Setting:
    """One override: a parameter, its value, how we know it, and where it is written."""

    name: str
    value: Any
    why: str = ""
    source: str = ""
    grade: str = ""
    range: tuple[float, float] | None = None
    place: str = field(default="", compare=False)

    def plain(self) -> Any:
        """Returns it as a scenario file would say it."""
        if not (self.why or self.source or self.grade or self.range):
            return self.value
        said = {"value": self.value, "why": self.why, "source": self.source, "grade": self.grade}
        said["range"] = list(self.range) if self.range else None
        return {key: value for key, value in said.items() if value not in ("", None)}


@dataclass(frozen=True)
class Where:
    """Other values in some regions."""

    regions: tuple[str, ...]
    settings: tuple[Setting, ...]
    place: str = field(default="", compare=False)


@dataclass(frozen=True)
class Event:
    """A dated change. `regions` is empty where it holds for all."""

    date: datetime.date
    what: str
    regions: tuple[str, ...]
    settings: tuple[Setting, ...]
    source: str = ""
    place: str = field(default="", compare=False)


@dataclass(frozen=True)
class Wish:
    """A policy that grievance may win; None stands for the ledger's value."""

    name: str
    level: str
    what: str
    threshold: float | None
    width: float | None
    weekly_hazard: float | None
    settings: tuple[Setting, ...]
    source: str = ""
    place: str = field(default="", compare=False)
    safeguard: str = ""
    strength: float | None = None


@dataclass(frozen=True)
class Scenario:
    """A scenario as resolved: everything it extends is in it.

    Attributes:
        name: One word.
        title: One line.
        about: What it shows, in plain words.
        caution: What every report of it says first; may be empty.
        sources: Publications.
        leaves_out: What a reader might expect and will not find.
        start: Day 0.
        days: Length of a run if none is asked for.
        society: Name or path of the society.
        without: Mechanisms that are switched off.
        settings: Other values than the ledger's on the first day.
        where: Other values in some regions.
        events: Dated changes, by date. Those before `start` are history: in force on day 0 unless `settings`
            say otherwise.
        concessions: Policies that grievance may win.
        file: The file it was read from; None for a restored one.
        shipped: Whether it is one of ours, known by its name alone.
    """

    name: str
    title: str
    about: str
    caution: str
    sources: tuple[str, ...]
    leaves_out: tuple[str, ...]
    start: datetime.date
    days: int
    society: str
    without: tuple[str, ...]
    settings: tuple[Setting, ...]
    where: tuple[Where, ...]
    events: tuple[Event, ...]
    concessions: tuple[Wish, ...]
    file: Path | None = field(default=None, compare=False)
    shipped: bool = field(default=False, compare=False)

    @property
    def resolved(self) -> dict[str, Any]:
        """The scenario as one file without `extends` would say it, fit for JSON; `restore` reads it back."""
        texts = {key: getattr(self, key) for key in ("name", "title", "about", "caution", "society")}
        lists = {key: list(getattr(self, key)) for key in ("sources", "leaves_out", "without")}
        said: dict[str, Any] = {
            **texts,
            **lists,
            "start": self.start.isoformat(),
            "days": self.days,
            "set": _plain(self.settings),
            "where": [{"regions": list(w.regions), "set": _plain(w.settings)} for w in self.where],
            "events": [_plain_event(event) for event in self.events],
            "concessions": [_plain_wish(wish) for wish in self.concessions],
        }
        return {key: value for key, value in said.items() if value != "" or key == "name"}


def _plain(settings: tuple[Setting, ...]) -> dict[str, Any]:
    return {setting.name: setting.plain() for setting in settings}


def _plain_event(event: Event) -> dict[str, Any]:
    said = {
        "date": event.date.isoformat(),
        "what": event.what,
        "regions": list(event.regions) or "all",
        "set": _plain(event.settings),
        "source": event.source,
    }
    return {key: value for key, value in said.items() if value != ""}


def _plain_wish(wish: Wish) -> dict[str, Any]:
    keys = ("name", "level", "what", "threshold", "width", "weekly_hazard", "safeguard", "strength", "source")
    said = {key: getattr(wish, key) for key in keys} | {"set": _plain(wish.settings)}
    return {key: value for key, value in said.items() if value not in ("", None)}
