"""The step as one would write it in Mesa: a person is an object; everybody looks, then everybody lives.

Contacts are references to other agents, which is several times faster here than asking a space for the neighbourhood.
"""

from __future__ import annotations

import mesa

from benchmarks.peers.step import COMMUNITY, DRAW, RULES, SHIFTS, Tally

SLIP, GUILT, TRAVEL, CREDIT = (p / DRAW for p in RULES[:4])


class Person(mesa.Agent):
    """Somebody with a score and eight contacts."""

    def __init__(self, model: Society) -> None:
        super().__init__(model)
        self.score = RULES.best
        self.listed = False
        self.near = 0
        self.contacts: list[Person] = []

    def look(self) -> None:
        """Count the contacts who are listed."""
        self.near = sum([contact.listed for contact in self.contacts])

    def live(self) -> None:
        """Perhaps slip; perhaps ask at the gates."""
        model, random = self.model, self.model.random.random
        if random() < SLIP + GUILT * self.near:
            model.slips += 1
            self.score = max(self.score - RULES.loss, 0)
        else:
            self.score = min(self.score + 1, RULES.best)
        listed = self.score < RULES.line
        if listed and not self.listed:
            model.listings += 1
        self.listed = listed
        if random() < TRAVEL and listed:
            model.journeys_refused += 1
        if random() < CREDIT and self.score < RULES.bar + self.near:
            model.credit_refused += 1


class Society(mesa.Model):
    """The agents, their ring of contacts and the four counters."""

    def __init__(self, people: int, days: int, seed: int) -> None:
        super().__init__(seed=seed)
        self.days = days
        self.slips = self.listings = self.journeys_refused = self.credit_refused = 0
        everybody = list(Person.create_agents(self, people))
        for first in range(0, people, COMMUNITY):
            ring = everybody[first : first + COMMUNITY]
            for place, person in enumerate(ring):
                person.contacts = [
                    ring[(place + side * shift) % COMMUNITY] for shift in SHIFTS for side in (-1, 1)
                ]

    def step(self) -> None:
        """Live a day."""
        self.agents.do("look")
        self.agents.do("live")

    def live(self) -> None:
        """Live all days."""
        for _ in range(self.days):
            self.step()

    def tally(self) -> Tally:
        """Return what was counted."""
        listed = sum(person.listed for person in self.agents)
        return Tally(self.slips, self.listings, self.journeys_refused, self.credit_refused, listed)
