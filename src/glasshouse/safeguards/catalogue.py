"""The safeguards that are shipped: one YAML file each, read and checked against the ledger."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from glasshouse.base import ledger
from glasshouse.base.errors import BadScenario, quoted, unknown
from glasshouse.base.reading import read_file
from glasshouse.safeguards.model import Change, Cost, Failure, Law, Meant, Safeguard

FOLDER = Path(__file__).parent / "shipped"
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class _Change(_Form):
    parameter: Text
    at_most: float | None = None
    at_least: float | None = None
    times: float | None = None
    how: Literal["linear", "log"] = "linear"
    none_is: float | None = None
    why: Text

    def cast(self, place: str) -> Change:
        said = [(bound, getattr(self, bound)) for bound in ("at_most", "at_least", "times")]
        given = [(bound, value) for bound, value in said if value is not None]
        if len(given) != 1:
            allowed = "one of at_most, at_least and times"
            raise BadScenario(f"{self.parameter}: a change says one thing", place=place, allowed=allowed)
        parameter = ledger.load().named(self.parameter, place)
        (bound, value), *_ = given
        if bound != "times":
            parameter.check(value, place)
        return Change(self.parameter, bound, float(value), self.how, self.none_is, self.why)  # type: ignore[arg-type]


class _Law(_Form):
    anchor: Text
    date: Text
    demands: Text
    source: Text
    checked: bool = False


class _Cost(_Form):
    staff: Text
    counted_in: list[Text] = Field(default_factory=list)
    parameters: list[Text] = Field(default_factory=list)
    delay: Text = "none"
    money: Text = "no price found"
    misses: Text = "nothing that the laboratory counts"


class _Failure(_Form):
    how: Text
    worse: dict[str, float]
    source: Text


class _Meant(_Form):
    measure: Text
    direction: Literal["down", "up"]
    by: Annotated[float, Field(gt=0)]
    because: Text
    scenario: Text
    given: dict[str, float] = Field(default_factory=dict)
    set: dict[str, float] = Field(default_factory=dict)
    across: Annotated[float, Field(gt=0, le=1)]
    where: dict[str, Annotated[list[float], Field(min_length=2, max_length=2)]] = Field(default_factory=dict)
    outside: str = ""

    def cast(self, place: str) -> Meant:
        for name in (*self.set, *self.where):
            ledger.load().named(name, place)
        if bool(self.where) != bool(self.outside):
            allowed = "both or neither of `where` and `outside`"
            raise BadScenario(
                "A promise with bounds says what happens beyond them", place=place, allowed=allowed
            )
        for name, (low, high) in self.where.items():
            parameter = ledger.load()[name]
            if not parameter.low <= low < high <= parameter.high:
                allowed = f"two numbers in rising order from {parameter.low:g} to {parameter.high:g}"
                raise BadScenario(
                    f"{name}: {low:g} to {high:g} is no part of its range", place=place, allowed=allowed
                )
        bounds = {name: (low, high) for name, (low, high) in self.where.items()}
        return Meant(**self.model_dump(exclude={"where"}), where=bounds)


class _Sheet(_Form):
    title: Text
    says: Text
    link: Text
    changes: Annotated[list[_Change], Field(min_length=1)]
    law: Annotated[list[_Law], Field(min_length=1)]
    change_of_law: str = ""
    cost: _Cost
    fails: Annotated[list[_Failure], Field(min_length=1)]
    meant: _Meant
    beside: dict[str, str] = Field(default_factory=dict)
    needs: dict[str, str] = Field(default_factory=dict)


@cache
def names() -> tuple[str, ...]:
    """Returns the names of all safeguards, along the chain from platform to remedies."""
    links = (*ledger.MECHANISMS, "")
    found = [read(file.stem) for file in sorted(FOLDER.glob("*.yaml"))]
    return tuple(one.name for one in sorted(found, key=lambda one: (links.index(one.link), one.name)))


def everything() -> tuple[Safeguard, ...]:
    """Returns all safeguards."""
    return tuple(read(name) for name in names())


def read(name: str, place: str = "") -> Safeguard:
    """Returns the safeguard of that name.

    Raises:
        UnknownName: With the nearest name.
        BadScenario: If its file does not hold together; with file and line.
    """
    wanted = str(name).strip().replace("-", "_")
    if not wanted.isidentifier() or not (FOLDER / f"{wanted}.yaml").exists():
        known = (file.stem for file in FOLDER.glob("*.yaml"))
        raise unknown("safeguard", name, known, place=place, next_step="`glasshouse safeguards` lists them")
    return from_file(FOLDER / f"{wanted}.yaml")


@cache
def from_file(file: Path) -> Safeguard:
    """Reads one file; its name is the safeguard's.

    Raises:
        BadScenario: With file and line, if it does not hold together.
    """
    document = read_file(file, BadScenario, file.name)
    if not isinstance(document.data, dict):
        raise BadScenario("A safeguard is a mapping of keys to values", place=file.name)
    try:
        sheet = _Sheet.model_validate(document.data)
    except ValidationError as problem:
        first = problem.errors(include_url=False)[0]
        keys = tuple(first["loc"])
        said = f"{'.'.join(map(str, keys))}: {quoted(first['input'])} cannot be read ({first['msg']})"
        raise BadScenario(said, value=first["input"], place=document.place(*keys)) from None
    for name in (*sheet.cost.parameters, *(name for one in sheet.fails for name in one.worse)):
        ledger.load().named(name, document.place("cost"))
    return Safeguard(
        name=file.stem,
        title=sheet.title,
        says=" ".join(sheet.says.split()),
        link=sheet.link,
        changes=tuple(one.cast(document.place("changes", n)) for n, one in enumerate(sheet.changes)),
        laws=tuple(Law(**one.model_dump()) for one in sheet.law),
        change_of_law=" ".join(sheet.change_of_law.split()),
        cost=Cost(
            staff=sheet.cost.staff,
            counted_in=tuple(sheet.cost.counted_in),
            parameters=tuple(sheet.cost.parameters),
            delay=sheet.cost.delay,
            money=sheet.cost.money,
            misses=sheet.cost.misses,
        ),
        failures=tuple(Failure(**one.model_dump()) for one in sheet.fails),
        meant=sheet.meant.cast(document.place("meant")),
        beside=dict(sheet.beside),
        needs=dict(sheet.needs),
        file=file.name,
    )
