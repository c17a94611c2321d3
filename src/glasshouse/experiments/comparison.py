"""What a comparison of two worlds holds: tables, people, warnings, and the lives of both."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from glasshouse.experiments.worlds import Lives

if TYPE_CHECKING:
    import polars as pl

    from glasshouse.scenario import Plan

UNDER = "in this model, under shared luck"


@dataclass(frozen=True)
class People:
    """How many people's lives changed, as simulated and weighted to the country.

    A harm is a refused attempt, a stop of the wrong person, a listing, an exposure, a post taken down: events, counted
    and not weighed. better, worse: people with fewer or more of them. spared, added: harms, over those people.
    """

    changed: float
    better: float
    worse: float
    spared: float = 0.0
    added: float = 0.0

    def times(self, size: float) -> People:
        """Returns the same for a society that many times as large."""
        return People(*(getattr(self, one.name) * size for one in fields(self)))

    def as_dict(self) -> dict[str, float]:
        """Returns the numbers by the names of the command's answer."""
        return {
            "people_changed": self.changed,
            "people_better": self.better,
            "people_worse": self.worse,
            "harms_spared": self.spared,
            "harms_added": self.added,
        }


@dataclass(frozen=True)
class Comparison:
    """What changed between two worlds with the same luck.

    Attributes:
        base, changed: The plans.
        measures: measure, link, kind, unit, base, changed, difference, low, high, per_100k (the difference),
            direct, spillover, share (of the base) with share_low and share_high, share_spared, bound, narrowed,
            interval.
        by_group: margin, level, people (of the level), measure, base, changed, difference, low, high.
        by_region: region, people, measure, base, changed, difference, low, high.
        seeds: measure, seeds, mean, low, high (quantiles .025 to .975 over seeds); empty for one seed.
        people: Whose lives changed; None if it was not traced.
        direct: Whose lives changed while climate and queues stayed as they were; None if it was not split.
        digests: Of the two runs.
        warnings: What a reader should know.
        lives: Of both worlds, for a twin's story; None if the worlds were not kept.
    """

    base: Plan
    changed: Plan
    measures: pl.DataFrame
    by_group: pl.DataFrame
    by_region: pl.DataFrame
    seeds: pl.DataFrame
    people: People | None
    digests: tuple[str, str]
    warnings: tuple[str, ...]
    seconds: dict[str, float] = field(default_factory=dict)
    lives: tuple[Lives, Lives] | None = None
    direct: People | None = None

    def __repr__(self) -> str:
        uses = ", ".join(use.text for use in self.changed.safeguards) or self.changed.scenario.name
        return f"<Comparison of {self.base.scenario.name} with {uses}: {self.base.people:,} people>"

    def row(self, measure: str) -> dict[str, Any]:
        """Returns one measure.

        Raises:
            UnknownName: With the nearest name.
        """
        found = self.measures.filter(measure=measure)
        if not found.height:
            from glasshouse.base.errors import unknown

            raise unknown("measure", measure, self.measures["measure"])
        return found.row(0, named=True)

    def as_dict(self) -> dict[str, Any]:
        """Returns the answer of `glasshouse compare --json`."""
        groups: dict[str, dict[str, Any]] = {}
        for one in self.by_group.iter_rows(named=True):
            groups.setdefault(one["measure"], {})[f"{one['margin']}: {one['level']}"] = {
                key: one[key] for key in ("base", "changed", "difference", "low", "high")
            }
        measures = {
            one["measure"]: {key: value for key, value in one.items() if key != "measure"}
            | {"by_group": groups.get(one["measure"], {})}
            for one in self.measures.iter_rows(named=True)
        }
        nobody = dict.fromkeys(People(0, 0, 0).as_dict())
        people = self.people.as_dict() if self.people else nobody
        return {
            "base": self.base.command(),
            "changed": self.changed.command(),
            "people": self.base.people,
            "days": self.base.days,
            "seed": self.base.seed,
            "digests": {"base": self.digests[0], "changed": self.digests[1]},
            **people,
            "people_direct": self.direct.as_dict() if self.direct else None,
            "measures": measures,
            "seeds": self.seeds.to_dicts(),
            "warnings": list(self.warnings),
            "seconds": self.seconds,
        }
