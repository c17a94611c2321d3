"""Whom a story is about: pronouns, and who they are in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from glasshouse.base import columns as c

AGES = ("under 15", "15 to 24", "25 to 34", "35 to 44", "45 to 54", "55 to 64", "65 to 74", "75 or older")
FIFTHS = ("poorest", "second poorest", "middle", "second richest", "richest")


@dataclass(frozen=True)
class Person:
    """Whom a story is about: pronouns, and the state on the first morning by column number."""

    she: str
    her: str
    them: str
    hers: str
    state: Mapping[int, int]

    @classmethod
    def of(cls, state: Mapping[int, int]) -> Person:
        """Return the person with the given state on the first morning."""
        words = ("he", "his", "him", "his") if state[c.SEX] else ("she", "her", "her", "hers")
        return cls(*words, state)


def traits(person: Person, place: str) -> str:
    """Return who somebody is, in one sentence without its beginning and its full stop."""
    s = person.state
    kind = ("a girl", "a boy") if s[c.AGE] == 0 else ("a woman of", "a man of")
    where = f"in a town in {place}" if s[c.URBAN] else f"in the countryside of {place}"
    group = ", of the minority group" if s[c.GROUP] else ""
    notes = [f"income in the {FIFTHS[s[c.INCOME]]} fifth", *notable(person)]
    return f"{kind[s[c.SEX]]} {AGES[s[c.AGE]]}{group}, {where}, {', '.join(notes)}"


def notable(person: Person) -> list[str]:
    """Return what else about a person matters to what the apparatus makes of them."""
    s = person.state
    told = (
        (s[c.NAME] == 3, "one of the commonest names"),
        (s[c.NAME] == 2, "a common name"),
        (s[c.LOOK] == 3, "a face that cameras take for many others"),
        (s[c.LOOK] == 2, "a face that resembles many others"),
        (s[c.REP] == 1, f"{person.her} signature binds a company"),
        (s[c.BORROWED] == 1, f"somebody else uses {person.her} identity"),
        (s[c.MOBILITY] == 3, "often on a plane"),
        (s[c.VOICE] == 3, "outspoken online"),
        (s[c.ADOPTED] == 1 and s[c.CONSENT] == 1, "on the app and scored by it"),
        (s[c.ADOPTED] == 1 and s[c.CONSENT] == 0, "on the app"),
        (s[c.ADOPTED] == 0, "not on the app"),
    )
    return [words for holds, words in told if holds]
