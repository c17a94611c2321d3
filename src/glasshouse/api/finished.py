"""A finished run: its measures, its people's stories, its report; read from the run folder when asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

    from glasshouse.api.flow import Watcher
    from glasshouse.api.shown import Card, Sensitivity
    from glasshouse.explain import Story
    from glasshouse.report.figure import Figure
    from glasshouse.results import Verification
    from glasshouse.scenario import Plan

REPORT = "report.html"


class Run:
    """A finished run.

    Args:
        folder: The run folder.

    Raises:
        BadRunFolder: there is none, or it is unfinished or damaged.

    >>> import glasshouse as gh
    >>> run = gh.run("china-2018", people=20_000, days=28)
    >>> run
    <Run china-2018: 20,000 people, 28 days, seed 1>
    >>> run.measures.filter(measure="people_refused")["per_100k"].item() > 0
    True
    >>> gh.open(run.folder).digest == run.digest
    True
    """

    def __init__(self, folder: str | Path) -> None:
        from glasshouse import results

        self.stored = results.open(folder)
        self.folder = self.stored.folder
        self.report_seconds: float | None = None
        self.peak_memory_mb: float | None = None

    def __repr__(self) -> str:
        return f"<Run {self.scenario}: {self.people:,} people, {self.days} days, seed {self.seed}>"

    # What was run.

    @property
    def manifest(self) -> dict[str, Any]:
        """The run's manifest: scenario as resolved, values with sources, seed, versions, digest, timings."""
        return self.stored.manifest

    @property
    def scenario(self) -> str:
        """The scenario's name."""
        return self.stored.scenario

    @property
    def people(self) -> int:
        """How many synthetic people."""
        return int(self.manifest["people"])

    @property
    def days(self) -> int:
        """How many days."""
        return int(self.manifest["days"])

    @property
    def seed(self) -> int:
        """The luck."""
        return int(self.manifest["seed"])

    @property
    def digest(self) -> str:
        """The hash of the run's logical values: equal digests, equal lives."""
        return self.stored.digest

    @property
    def command(self) -> str:
        """The command that reproduces the run."""
        return str(self.manifest["command"])

    @property
    def warnings(self) -> list[str]:
        """What the plan said to its reader."""
        return [str(warning) for warning in self.manifest.get("warnings") or ()]

    # What it did.

    @property
    def measures(self) -> pl.DataFrame:
        """Every measure of the whole country.

        Columns: measure, link, kind, unit, value, per_100k, low and high (of per_100k; of value for a mean
        or a share), value_low, value_high, interval, says, how.
        """
        return self.stored.measures

    @property
    def by_group(self) -> pl.DataFrame:
        """Every measure by group, sex, place, income, age and intersections: measure, margin, level, ..."""
        return self.stored.by_group

    @property
    def gaps(self) -> pl.DataFrame:
        """Gaps between groups as ratio and difference: measure, margin, compared, reference, ratio, ..."""
        return self.stored.gaps

    @property
    def by_region(self) -> pl.DataFrame:
        """Every measure by region; null with a note where too few people stand behind a number."""
        return self.stored.by_region

    @property
    def timeline(self) -> pl.DataFrame:
        """Every measure by week and region (`all` is the country): week, region, measure, value, per_100k."""
        return self.stored.timeline

    def group_ratios(self, margin: str = "group") -> dict[str, float | None]:
        """Return how many times as common each measure is in the minority; None where too few count."""
        first = self.gaps.filter(margin=margin).unique("measure", keep="first", maintain_order=True)
        return {row["measure"]: row["ratio"] if row["enough"] else None for row in first.to_dicts()}

    def zeros(self) -> dict[str, str]:
        """Return each measure that is zero, with the reason."""
        from glasshouse.api.zeros import explained

        plan = self.plan()
        return explained(
            self.measures.to_dicts(),
            people=self.people,
            days=self.days,
            off=plan.off,
            regimes=plan.regimes,
            perfect=plan.perfect,
        )

    def query(self, sql: str) -> pl.DataFrame:
        """Return the answer to a SQL question over the run's tables.

        Raises:
            BadValue: the question cannot be answered; the tables and their columns are named.
        """
        from glasshouse import results

        return results.query(self.stored, sql)

    # Whom it did it to.

    def explain(self, person: int) -> Story:
        """Return the life of one synthetic person as a story in which every event names its cause.

        Raises:
            BadValue: there is no such person.
        """
        from glasshouse.explain import story

        return story(self.stored, person)

    def find(self, harm: str) -> list[int]:
        """Return people whom one harm befell, for instance `wrongly-refused`; see `harms`.

        Raises:
            UnknownName: no such harm.
        """
        from glasshouse.explain import find

        return [int(person) for person in find(self.stored, harm)]

    def seek(
        self,
        path: Sequence[str],
        verdict: str = "any",
        most: int = 1,
        told: Callable[[int, int], None] | None = None,
    ) -> list[int]:
        """Return people to whom the last event of a path happened because of the others: see `explain.seek`.

        Raises:
            UnknownName: no such event or verdict.
        """
        from glasshouse.explain import seek

        return seek(self.stored, path, verdict, most, told=told)

    def harms(self) -> dict[str, str]:
        """Return the harms that `find` knows, with what each is."""
        from glasshouse.explain import HARMS

        return dict(HARMS)

    # What to show.

    @property
    def report_path(self) -> Path:
        """Where the report is, or would be."""
        return self.folder / REPORT

    def report(self, watcher: Watcher | None = None) -> Path:
        """Write the report (one HTML file that needs no network) and return its path."""
        from glasshouse.api.flow import write_report

        return write_report(self, watcher)

    def sensitivity(
        self, measure: str = "people_wrongly_refused", workers: int | None = None, told: Any = None
    ) -> Sensitivity:
        """Find what a measure of this run hangs on, one assumption at a time; later reports show it.

        Hundreds of worlds with at most 20,000 people each: minutes. `told` is called after each with (done, of,
        seconds left).

        Raises:
            UnknownName: no such measure.
        """
        from glasshouse.api import asking

        return asking.sensitivity(self, measure, workers, told)

    def verdict(
        self,
        safeguards: Any,
        measure: str | None = None,
        points: int = 8,
        workers: int | None = None,
        told: Any = None,
    ) -> Card:
        """Judge a claim about safeguards in the world of this run; later reports show the card.

        The measure is what the safeguard is meant to move, unless one is named.

        Raises:
            UnknownName: no such safeguard or measure.
        """
        from glasshouse.api import asking

        uses = [safeguards] if isinstance(safeguards, str) else safeguards
        return asking.verdict(self, uses, measure, points, workers, told)

    @cached_property
    def charts(self) -> dict[str, Figure]:
        """The report's figures by name; in a notebook each shows its chart."""
        from glasshouse.report.figures import every

        return every(self.stored)

    # For programs and notebooks.

    def plan(self) -> Plan:
        """Return the plan of this run: scenario and society as they were, today's ledger."""
        return self.stored.plan()

    def verify(self, threads: int | None = None, watcher: Watcher | None = None) -> Verification:
        """Check the run's files, run it again, and compare the digests.

        Raises:
            BadRunFolder: a file is missing or altered.
        """
        from glasshouse import results
        from glasshouse.api.flow import Nobody, check_threads

        check_threads(threads)
        eye = watcher or Nobody()
        eye.phase("compile")
        return results.verify(self.stored, threads=threads, progress=eye.week)

    @property
    def seconds(self) -> dict[str, float | None]:
        """How long each phase took; `report` (measures, tables, page) is only known to who made the run."""
        spent = self.manifest["seconds"]
        known = {name: float(spent[name]) for name in ("compile", "setup", "simulate")}
        return known | {"report": self.report_seconds}

    @property
    def person_days_per_second(self) -> float:
        """Speed of the simulation alone."""
        return self.people * self.days / max(self.manifest["seconds"]["simulate"], 1e-9)

    @property
    def bytes_per_person(self) -> float:
        """Memory of the society for each person, everything counted."""
        return float(self.manifest["bytes_per_person"])

    def as_dict(self) -> dict[str, Any]:
        """Return the run as `glasshouse run --json` prints it."""
        from glasshouse.api.whole import as_dict

        return as_dict(self)

    def _repr_html_(self) -> str:
        """Show the run in a notebook: harms, costs and claimed benefits per 100,000 people."""
        from glasshouse.api.whole import as_html

        return as_html(self)
