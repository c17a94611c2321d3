"""The same scored-society step for everybody: what happens to a person in a day, and what is counted.

A person has a score and eight contacts, who stand 1, 2, 5 and 11 places to either side around the ring of the person's
community. A person is *listed* while the score is below the line. In a day

1. `near` of the contacts were listed when the day began;
2. with probability `slip + guilt * near` a slip is recorded and costs `loss` points, else the score regains a point;
3. with probability `travel` the person wants to travel, and is refused if listed;
4. with probability `credit` the person wants credit, and is refused if the score is below `bar + near`.

Three draws, eight contacts, two gates, four counters. Nobody's score changes before everybody has looked at the contacts.
The numbers are made up: the step is for measuring programs, not people.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

from glasshouse.society.contacts import SHIFTS as SHIFTS  # those of Glasshouse's own societies

COMMUNITY = 512
"""People of a community."""
DRAW = 2**32
"""Probabilities are whole parts of this, so that programs with integers and with floats mean the same."""


class Rules(NamedTuple):
    """The numbers of the step: probabilities a day in parts of `DRAW`, the others in points."""

    slip: int = DRAW // 40
    guilt: int = DRAW // 400
    travel: int = DRAW // 20
    credit: int = DRAW // 30
    loss: int = 20
    best: int = 100
    line: int = 50
    bar: int = 60


RULES = Rules()


class Tally(NamedTuple):
    """What was counted in all days, and how many are listed in the end."""

    slips: int
    listings: int
    journeys_refused: int
    credit_refused: int
    listed: int


class Society(Protocol):
    """A society in one of the programs; it is built with a number of people, of days, and a seed."""

    def __init__(self, people: int, days: int, seed: int) -> None:
        """Set up: not timed. `people` fill whole communities and begin with the best score."""

    def live(self) -> None:
        """Live all days: timed."""

    def tally(self) -> Tally:
        """Return what was counted."""
