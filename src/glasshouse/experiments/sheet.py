"""Study files: what a YAML file may say about a sweep or a calibration, checked with its lines."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from glasshouse.base.errors import BadScenario, quoted, unknown
from glasshouse.base.reading import read_file


class Form(BaseModel):
    """A part of a study file; a key that is not known is refused."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class Range(Form):
    """A range of a parameter; what is missing, the ledger says."""

    low: float | None = None
    high: float | None = None
    scale: Literal["linear", "log"] | None = None


class Common(Form):
    """What every study says."""

    name: str | None = None
    about: str | None = None
    scenario: str
    people: Annotated[int, Field(ge=1)] = 20_000
    days: Annotated[int, Field(ge=1)] | None = None
    set: dict[str, float] = Field(default_factory=dict)
    without: list[str] = Field(default_factory=list)
    perfect: bool = False


def _no_safeguards() -> list[list[str]]:
    return [[]]


class Sweep(Common):
    """A sweep: every combination of a grid, or points of a sampled space."""

    design: Literal["grid", "latin", "sobol"] = "grid"
    points: Annotated[int, Field(ge=1)] = 64
    seeds: Annotated[int, Field(ge=1)] | list[Annotated[int, Field(ge=0)]] = 1
    vary: dict[str, list[float] | Range] = Field(default_factory=dict)
    safeguards: list[list[str]] = Field(default_factory=_no_safeguards)
    measures: list[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def _fits(self) -> Sweep:
        for name, values in self.vary.items():
            if self.design == "grid" and not (isinstance(values, list) and values):
                raise ValueError(f"a grid needs a list of values for {name}")
            if self.design != "grid" and isinstance(values, list) and len(values) != 2:
                raise ValueError(f"{name}: a sampled range is [low, high] or {{low, high, scale}}")
        return self


class Target(Form):
    """A published figure that the model should reproduce, with its uncertainty."""

    id: str
    measure: str
    value: float
    low: float
    high: float
    per_100k: bool = True
    source: str

    @model_validator(mode="after")
    def _ordered(self) -> Target:
        if not self.low <= self.value <= self.high or self.low == self.high:
            raise ValueError(
                "low, value and high must be in order, and low below high: a figure has uncertainty"
            )
        return self


class Calibration(Common):
    """A calibration: parameters to fit, figures to fit to, figures held back."""

    seed: Annotated[int, Field(ge=0)] = 1
    trials: Annotated[int, Field(ge=4, le=100_000)] = 60
    fit: Annotated[dict[str, list[float] | Range], Field(min_length=1)]
    targets: Annotated[list[Target], Field(min_length=1)]
    check: list[Target] = Field(default_factory=list)
    safeguards: list[str] = Field(default_factory=list)


Sheet = TypeVar("Sheet", bound=Common)


def read(file: str | Path, kind: type[Sheet]) -> Sheet:
    """Reads a study file.

    Raises:
        BadScenario: With file, line and what is allowed.
        UnknownName: A misspelt key; with the nearest one.
    """
    path = Path(file)
    document = read_file(path, BadScenario, path.name)
    if not isinstance(document.data, dict):
        raise BadScenario(
            "A study is a mapping of keys to values",
            place=document.place(),
            allowed=", ".join(kind.model_fields),
        )
    try:
        return kind.model_validate(document.data)
    except ValidationError as problem:
        mistakes = problem.errors(include_url=False)
        first = next((one for one in mistakes if one["type"] == "extra_forbidden"), mistakes[0])
        keys: tuple[Any, ...] = tuple(first["loc"])
        place = document.place(*keys)
        if first["type"] == "extra_forbidden" and len(keys) == 1:
            raise unknown("key in a study", keys[-1], kind.model_fields, place=place) from None
        dotted = ".".join(map(str, keys)) or "study"
        allowed = str(first["msg"]).removeprefix("Value error, ").removeprefix("Input should be ")
        said = "is missing" if first["type"] == "missing" else f"{quoted(first['input'])} cannot be read"
        raise BadScenario(f"{dotted}: {said}", value=first["input"], place=place, allowed=allowed) from None
