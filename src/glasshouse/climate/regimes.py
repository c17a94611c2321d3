"""Which values are in force where: the plan's schedule of dated changes, and policies that grievance has won."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glasshouse.climate.week import CONCESSION_DRAW, Climate, uniform

if TYPE_CHECKING:
    from glasshouse.day.cast_plan import Caster
    from glasshouse.scenario.planning import Plan


Key = tuple[int, frozenset[int]]
"""What decides the values in force: the regime of the schedule, and the policies won."""


class Regimes:
    """Values and integer rows by week and region; rows of equal values are cast once.

    A concession is (policy, region): once won it stays. Local policies are won region by region, company and national
    ones everywhere at once.
    """

    def __init__(self, plan: Plan, caster: Caster) -> None:
        self.plan = plan
        self.caster = caster
        self.won: dict[int, frozenset[int]] = {r: frozenset() for r in range(plan.regions)}
        self._values: dict[Key, dict[str, float]] = {}
        self._bases: dict[Key, NDArray[np.int64]] = {}
        self._rows: dict[tuple[Key, int], NDArray[np.int64]] = {}
        self._stacked: tuple[tuple[Key, ...], NDArray[np.int64]] = ((), np.zeros((0, 0), np.int64))

    def key(self, week: int, region: int) -> Key:
        """Return what decides the values of a region in a week."""
        return int(self.plan.schedule[min(week, self.plan.weeks - 1), region]), self.won[region]

    def values_of(self, key: Key) -> dict[str, float]:
        """Return the full set of values of a key, conceded policies applied in their order."""
        if key not in self._values:
            base = dict(self.plan.regimes[key[0]])
            for j in sorted(key[1]):
                base.update(self.plan.concessions[j].set)
            self._values[key] = base
        return self._values[key]

    def values(self, week: int) -> list[Mapping[str, float]]:
        """Return the values in force in every region."""
        return [self.values_of(self.key(week, r)) for r in range(self.plan.regions)]

    def rows(self, week: int) -> NDArray[np.int64]:
        """Return plan rows (regions, places) for a week; the climate's fields are still to be written, anew every week."""
        keys = tuple(self.key(week, r) for r in range(self.plan.regions))
        before, stacked = self._stacked
        if not before:
            stacked = np.stack([self._row(key, r) for r, key in enumerate(keys)])
        elif keys != before:  # nearly every week has the rules of the week before, in nearly every region
            for r, key in enumerate(keys):
                if key != before[r]:
                    stacked[r] = self._row(key, r)
        self._stacked = keys, stacked
        return stacked

    def _row(self, key: Key, region: int) -> NDArray[np.int64]:
        if (key, region) not in self._rows:
            values = self.values_of(key)
            if key not in self._bases:
                self._bases[key] = self.caster.base(values)
            self._rows[key, region] = self.caster.row(self._bases[key], values, region)
        return self._rows[key, region]

    def concede(self, week: int, climate: Climate) -> list[dict[str, Any]]:
        """Let grievance win what it wins this week: hazard lambda / (1 + exp(-(G - theta) / w)) (Chen, Pan & Xu 2016)."""
        out: list[dict[str, Any]] = []
        if week == 0 or "response" in self.plan.off:
            return out
        for j, policy in enumerate(self.plan.concessions):
            if policy.level == "local":
                for r in range(self.plan.regions):
                    if j not in self.won[r] and self._wins(
                        policy, j, week, r, float(climate.grievance[r]), climate.seed
                    ):
                        self.won[r] |= {j}
                        out.append(
                            {"week": week, "region": r, "what": f"conceded: {policy.what or policy.name}"}
                        )
            elif j not in self.won[0] and self._wins(
                policy, j, week, 0, climate.national_grievance(), climate.seed
            ):
                for r in range(self.plan.regions):
                    self.won[r] |= {j}
                out.append({"week": week, "region": -1, "what": f"conceded: {policy.what or policy.name}"})
        return out

    @staticmethod
    def _wins(policy: Any, j: int, week: int, region: int, grievance: float, seed: int) -> bool:
        u = uniform(seed, week, CONCESSION_DRAW + j, region)
        if u >= policy.weekly_hazard:  # nothing is won, however large the grievance
            return False
        x = np.clip((grievance - policy.threshold) / max(policy.width, 1e-9), -500, 500)
        return bool(u < policy.weekly_hazard / (1 + np.exp(-x)))
