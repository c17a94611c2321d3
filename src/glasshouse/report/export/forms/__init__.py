"""What each form looks like: identifiers, keys, and what of it a simulation may fill; one YAML file a form."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from glasshouse.base.errors import BadValue, EngineError
from glasshouse.base.reading import read_file

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Slot:
    """One place of a form.

    id: as the form writes it. asks: what it asks, in our words. kind: the kind of answer, where the form has several.
    takes: topics of evidence that may be written there. left: what remains for a person. given: the choice that a
    person must have made before the tool shows the slot.
    """

    id: str | int
    asks: str
    kind: str
    takes: tuple[str, ...]
    left: str
    given: str


@dataclass(frozen=True)
class Form:
    """A form: slots in its own order, its keys, what it was made for, and further facts."""

    name: str
    title: str
    made_for: dict[str, str]
    keys: dict[str, tuple[str, ...]]
    slots: tuple[Slot, ...]
    more: dict[str, Any]

    def slot(self, id: str | int) -> Slot:
        """Return one slot.

        Raises:
            EngineError: this program asks for a slot that the form does not have.
        """
        for slot in self.slots:
            if slot.id == id:
                return slot
        raise EngineError(f"The form {self.name} has no slot {id}", value=id, place=f"forms/{self.name}.yaml")


@cache
def form(name: str) -> Form:
    """Return a form by name: iama, pia, aia, fria."""
    file = FOLDER / f"{name}.yaml"
    data = read_file(file, BadValue, f"forms/{name}.yaml").data
    slots = tuple(
        Slot(
            id=one["id"],
            asks=one["asks"],
            kind=one.get("kind", "text"),
            takes=tuple(one.get("takes", ())),
            left=one.get("left", ""),
            given=one.get("if", ""),
        )
        for one in data["slots"]
    )
    known = {"form", "title", "made_for", "keys", "slots"}
    return Form(
        name=data["form"],
        title=data["title"],
        made_for=data["made_for"],
        keys={key: tuple(names) for key, names in data["keys"].items()},
        slots=slots,
        more={key: value for key, value in data.items() if key not in known},
    )
