"""The step as one would write it in Starsim: a module with states, distributions and results, over a network of edges.

Contacts are counted over the edges in both directions, as Starsim counts exposure. Options are as Starsim sets them:
single precision, and random numbers keyed by person (leaving the keys out was no faster).
"""

from __future__ import annotations

import os

import numpy as np

os.environ.setdefault("STARSIM_INSTALL_FONTS", "0")  # nothing is drawn
import starsim as ss

from benchmarks.peers.step import COMMUNITY, DRAW, RULES, SHIFTS, Tally

SLIP, GUILT, TRAVEL, CREDIT = (p / DRAW for p in RULES[:4])


class Scoring(ss.Module):
    """Scores, the list and two gates."""

    def __init__(self) -> None:
        super().__init__()
        self.define_pars(
            slip=ss.bernoulli(p=lambda self, sim, uids: SLIP + GUILT * self.near),
            travel=ss.bernoulli(p=TRAVEL),
            credit=ss.bernoulli(p=CREDIT),
        )
        self.define_states(ss.FloatArr("score", default=RULES.best), ss.BoolState("listed"))
        self.near = np.zeros(0)

    def init_results(self) -> None:
        """Count four things a day."""
        super().init_results()
        self.define_results(*(ss.Result(name, dtype=int) for name in Tally._fields[:4]))

    def step(self) -> None:
        """Live a day."""
        pars, results, now = self.pars, self.results, self.ti
        self.near = self.listed_contacts()
        slips, regains = pars.slip.filter(both=True)
        self.score[slips] = np.maximum(self.score[slips] - RULES.loss, 0)
        self.score[regains] = np.minimum(self.score[regains] + 1, RULES.best)
        listed = self.score < RULES.line
        results.slips[now] = len(slips)
        results.listings[now] = (listed & ~self.listed).count()
        self.listed[:] = listed
        travellers, borrowers = pars.travel.filter(), pars.credit.filter()
        results.journeys_refused[now] = np.count_nonzero(self.listed[travellers])
        bar = RULES.bar + self.near[borrowers]
        results.credit_refused[now] = np.count_nonzero(self.score[borrowers] < bar)

    def listed_contacts(self) -> np.ndarray:
        """Return how many of everybody's contacts are listed."""
        ring, people = self.sim.networks.ring, len(self.sim.people)
        one = ring.p1[self.listed[ring.p2]]
        other = ring.p2[self.listed[ring.p1]]
        return np.bincount(one, minlength=people) + np.bincount(other, minlength=people)


class Ring(ss.Network):
    """Everybody's four contacts to the right; those to the left are the same edges read backwards."""

    def step(self) -> None:
        """Nobody's contacts change."""


def ring(people: int) -> Ring:
    """Return the network of all communities."""
    everybody = np.arange(people)
    community = everybody // COMMUNITY * COMMUNITY
    one = np.tile(everybody, len(SHIFTS))
    other = np.concatenate([community + (everybody - community + shift) % COMMUNITY for shift in SHIFTS])
    return Ring(name="ring", p1=one, p2=other, beta=np.ones(len(one)))


class Society:
    """A Starsim simulation of the step."""

    def __init__(self, people: int, days: int, seed: int) -> None:
        self.scoring = Scoring()
        self.sim = ss.Sim(
            n_agents=people, modules=self.scoring, networks=ring(people), rand_seed=seed,
            start=ss.days(1), dur=ss.days(days - 1), dt=ss.days(1), verbose=0, copy_inputs=False,
        )  # fmt: skip
        self.sim.init()

    def live(self) -> None:
        """Live all days."""
        self.sim.run()

    def tally(self) -> Tally:
        """Return what was counted."""
        results = self.scoring.results
        counted = (int(results[name].sum()) for name in Tally._fields[:4])
        return Tally(*counted, int(self.scoring.listed.count()))
