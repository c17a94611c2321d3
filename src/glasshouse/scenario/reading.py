"""Reads scenario files: YAML to form, parents first, every mistake with its file and line."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from pydantic import BaseModel, ValidationError

from glasshouse.base.errors import BadScenario, quoted, unknown
from glasshouse.base.reading import Document, Keys, read_file
from glasshouse.scenario import catalogue
from glasshouse.scenario.model import (
    Event,
    Scenario,
    ScenarioForm,
    Setting,
    SettingForm,
    Where,
    Wish,
)

MAX_BYTES = 256_000
MAX_PARENTS = 8
DEFAULT_DAYS = 365
# Pydantic adds the member of a union that it tried to the path of a mistake; no key is called like that.
_NOT_KEYS = {"literal['all']", "list[str]"}


@dataclass(frozen=True)
class _Sheet:
    """One file of a chain of `extends`."""

    form: ScenarioForm
    document: Document
    file: Path | None

    def settings(self, given: Mapping[str, SettingForm], *keys: str | int) -> tuple[Setting, ...]:
        return tuple(
            Setting(
                name=name,
                value=setting.value,
                why=setting.why or "",
                source=setting.source or "",
                grade=setting.grade or "",
                range=(setting.range[0], setting.range[1]) if setting.range else None,
                place=self.document.place(*keys, name),
            )
            for name, setting in given.items()
        )


def read(name_or_path: str | Path | Scenario) -> Scenario:
    """Reads a shipped scenario or a scenario file, with all it extends.

    Args:
        name_or_path: A shipped name, or a path that ends in .yaml or .yml. A Scenario is returned as it is.

    Raises:
        UnknownName: If there is no such scenario, or a key is misspelt; with the nearest name.
        BadScenario: If a file cannot be read or does not hold together; with file, line and what is allowed.
    """
    if isinstance(name_or_path, Scenario):
        return name_or_path
    file = catalogue.find(name_or_path)
    sheets = _chain(file)
    return _merge(sheets, file)


def restore(resolved: Mapping[str, Any], name: str = "manifest") -> Scenario:
    """Returns the Scenario of what `Scenario.resolved` gave, for instance from a manifest.

    Raises:
        BadScenario: If it was altered so that it no longer holds together.
    """
    data = dict(resolved)
    if isinstance(data.get("events"), list):
        data["events"] = [_dated(event, "date", name) for event in data["events"]]
    data = _dated(data, "start", name)
    document = Document(data, name, {})
    return _merge([_Sheet(_form(document), document, None)], None)


def _dated(holder: Any, key: str, name: str) -> Any:
    """Returns a copy in which the day, text in JSON, is a day again."""
    if not isinstance(holder, dict) or not isinstance(holder.get(key), str):
        return holder
    try:
        return holder | {key: datetime.date.fromisoformat(holder[key])}
    except ValueError:
        text = holder[key]
        raise BadScenario(f"{key}: {quoted(text)} is not a day", value=text, place=name) from None


def _chain(file: Path) -> list[_Sheet]:
    """Returns the file and all it extends, the eldest first."""
    sheets: list[_Sheet] = []
    seen: set[Path] = set()
    place = ""
    while True:
        real = file.resolve()
        if real in seen:
            raise BadScenario("The scenarios extend each other in a circle", place=place)
        if len(sheets) >= MAX_PARENTS:
            raise BadScenario(
                "Too many scenarios extend each other", place=place, allowed=f"at most {MAX_PARENTS}"
            )
        seen.add(real)
        document = read_file(file, BadScenario, _shown(file), MAX_BYTES)
        sheet = _Sheet(_form(document), document, file)
        sheets.insert(0, sheet)
        if sheet.form.extends is None:
            return sheets
        place = document.place("extends")
        file = catalogue.find(sheet.form.extends, beside=file.parent, place=place)


def _shown(file: Path) -> str:
    return file.name if file.parent == catalogue.FOLDER else str(file)


def _form(document: Document) -> ScenarioForm:
    if not isinstance(document.data, dict):
        allowed = ", ".join(ScenarioForm.model_fields)
        raise BadScenario(
            "A scenario is a mapping of keys to values", place=document.place(), allowed=allowed
        )
    try:
        return ScenarioForm.model_validate(document.data)
    except ValidationError as problem:
        _explain(problem, document)


def _explain(problem: ValidationError, document: Document) -> NoReturn:
    """Says the first mistake in our words, with its line."""
    mistakes = problem.errors(include_url=False)
    # A misspelt key is also a missing one: the misspelling is what helps.
    first = next((m for m in mistakes if m["type"] == "extra_forbidden"), mistakes[0])
    keys: Keys = tuple(key for key in first["loc"] if key not in _NOT_KEYS)
    place = document.place(*keys)
    dotted = ".".join(map(str, keys)) or "scenario"
    if first["type"] == "extra_forbidden":
        raise unknown(f"key in {_holder(keys)}", keys[-1], _fields(keys), place=place) from None
    if first["type"] == "missing":
        raise BadScenario(f"{dotted} is missing", place=place) from None
    message = f"{dotted}: {quoted(first['input'])} cannot be read"
    allowed = str(first["msg"]).removeprefix("Input should be ").removeprefix("Value error, ")
    raise BadScenario(message, value=first["input"], place=place, allowed=allowed) from None


def _holder(keys: Keys) -> str:
    return ".".join(map(str, keys[:-1])) or "a scenario"


def _fields(keys: Keys) -> list[str]:
    """Returns the keys that would have been allowed beside the wrong one."""
    from glasshouse.scenario import model

    if len(keys) > 1 and "set" in keys[:-1]:
        return list(SettingForm.model_fields)
    forms: dict[Any, type[BaseModel]] = {
        "where": model.WhereForm,
        "events": model.EventForm,
        "concessions": model.ConcessionForm,
    }
    return (
        list(forms.get(keys[0], ScenarioForm).model_fields)
        if len(keys) > 1
        else list(ScenarioForm.model_fields)
    )


def _merge(sheets: list[_Sheet], file: Path | None) -> Scenario:
    """Joins a chain, the eldest first: what is said later stands, lists of changes add up."""
    last = sheets[-1]

    def latest(key: str, default: Any = None) -> Any:
        said = [getattr(s.form, key) for s in sheets if getattr(s.form, key) is not None]
        if said:
            return said[-1]
        if default is None:
            raise BadScenario(
                f"{key} is missing", place=last.document.name, next_step=f"Add a line `{key}: ...`"
            )
        return default

    def gathered(key: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(text for s in sheets for text in getattr(s.form, key) or ()))

    name = last.form.name or (file.stem if file else "")
    if not name:
        raise BadScenario("name is missing", place=last.document.name)
    return Scenario(
        name=name,
        title=latest("title"),
        about=latest("about").strip(),
        caution=" ".join(latest("caution", "").split()),
        sources=gathered("sources"),
        leaves_out=gathered("leaves_out"),
        start=latest("start"),
        days=latest("days", DEFAULT_DAYS),
        society=_society(sheets),
        without=tuple(latest("without", ())),
        settings=tuple({x.name: x for s in sheets for x in s.settings(s.form.set, "set")}.values()),
        where=tuple(x for s in sheets for x in _wheres(s)),
        events=tuple(sorted((x for s in sheets for x in _events(s)), key=lambda event: event.date)),
        concessions=tuple({x.name: x for s in sheets for x in _wishes(s)}.values()),
        file=file,
        shipped=file is not None and file.parent == catalogue.FOLDER,
    )


def _society(sheets: list[_Sheet]) -> str:
    """Returns the society's name or path; a path is taken from the folder of the file that names it."""
    for sheet in reversed(sheets):
        said = sheet.form.society
        if said is None:
            continue
        if sheet.file is not None and Path(said).suffix and not Path(said).is_absolute():
            return str((sheet.file.parent / said).resolve())
        return said
    raise BadScenario(
        "society is missing", place=sheets[-1].document.name, next_step="Add a line `society: china`"
    )


def _wheres(sheet: _Sheet) -> list[Where]:
    return [
        Where(
            regions=tuple(form.regions),
            settings=sheet.settings(form.set, "where", i, "set"),
            place=sheet.document.place("where", i, "regions"),
        )
        for i, form in enumerate(sheet.form.where)
    ]


def _events(sheet: _Sheet) -> list[Event]:
    return [
        Event(
            date=form.date,
            what=" ".join(form.what.split()),
            regions=() if form.regions == "all" else tuple(form.regions),
            settings=sheet.settings(form.set, "events", i, "set"),
            source=form.source or "",
            place=sheet.document.place("events", i),
        )
        for i, form in enumerate(sheet.form.events)
    ]


def _wishes(sheet: _Sheet) -> list[Wish]:
    return [
        Wish(
            name=form.name,
            level=form.level,
            what=" ".join((form.what or form.name.replace("_", " ")).split()),
            threshold=form.threshold,
            width=form.width,
            weekly_hazard=form.weekly_hazard,
            settings=sheet.settings(form.set, "concessions", i, "set"),
            source=form.source or "",
            place=sheet.document.place("concessions", i),
            safeguard=form.safeguard or "",
            strength=form.strength,
        )
        for i, form in enumerate(sheet.form.concessions)
    ]
