"""What the report knows about a run: its tables and manifest turned into plain lookups, once, before anything
is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from glasshouse.measures.frames import EVERYWHERE, OFF
from glasshouse.measures.words import digits
from glasshouse.report.words import Row, interval, known, number


class Run(Protocol):
    """What a run must show to be reported on; `glasshouse.results.open(folder)` returns one."""

    measures: Any
    by_region: Any
    timeline: Any
    gaps: Any
    manifest: Any


@dataclass(frozen=True)
class Reading:
    """One measure of one run, on the scale on which it is printed.

    `figure`, `low` and `high` are per 100,000 people wherever the measure counts people or events, and the
    plain value where it is a mean or a ratio (`scaled` is False).
    """

    name: str
    link: str
    kind: str
    unit: str
    value: float
    figure: float
    low: float | None
    high: float | None
    interval: str
    scaled: bool
    says: str = ""

    @property
    def words(self) -> str:
        """The figure in two significant digits, or in as many as its interval asks for."""
        return number(self.figure, digits(self.figure, self.low, self.high))

    @property
    def off(self) -> bool:
        """Whether the scenario has no such mechanism at all, so that the zero says nothing."""
        return self.interval == OFF

    @property
    def bounds(self) -> str:
        """The interval in words, with its kind."""
        return interval({"low": self.low, "high": self.high, "interval": self.interval})


def reading(row: Row) -> Reading:
    """Return a row of the measures table as a Reading; bounds are those of the scale on which it is
    printed."""
    value = float(row["value"]) if known(row.get("value")) else float("nan")
    scaled = known(row.get("per_100k"))
    low, high = row.get("low"), row.get("high")
    return Reading(
        str(row["measure"]),
        str(row.get("link") or ""),
        str(row.get("kind") or "description"),
        str(row.get("unit") or ""),
        value,
        float(row["per_100k"]) if scaled else value,
        low if known(low) else None,
        high if known(high) else None,
        str(row.get("interval") or "simulation"),
        scaled,
        str(row.get("says") or ""),
    )


@dataclass(frozen=True)
class Facts:
    """Everything the report says about one run, read once."""

    name: str
    title: str
    about: str
    caution: str
    sources: list[str]
    leaves_out: list[str]
    society: str
    people: int
    days: int
    seed: int
    digest: str
    command: str
    version: str
    measures: dict[str, Reading]
    gaps: list[dict[str, Any]]
    by_region: list[dict[str, Any]]
    timeline: list[dict[str, Any]]
    events: list[dict[str, Any]] = field(default_factory=list)
    parameters: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def per_100k(self, *names: str) -> float | None:
        """Return the figure of the first of these measures that the run has, or None."""
        for name in names:
            if name in self.measures and known(self.measures[name].figure):
                return self.measures[name].figure
        return None

    def share(self, part: str, whole: str) -> float | None:
        """Return one measure as a share of another, or None where that cannot be said."""
        above, below = self.per_100k(part), self.per_100k(whole)
        return None if above is None or not below else above / below


def rows(frame: Any) -> list[dict[str, Any]]:
    """Return a Polars frame, or a list of mappings, as a list of plain rows; None is an empty list."""
    if frame is None:
        return []
    if hasattr(frame, "to_dicts"):
        return list(frame.to_dicts())
    return [dict(row) for row in frame]


# The measures drawn by group or region. Tables hold all measures in hundreds of thousands of rows: too many
# to carry.
DRAWN = (
    "people_wrongly_refused",
    "people_refused",
    "people_listed",
    "wrongful_stops",
    "posts_suppressed",
    "people_in_hardship",
)


def only(frame: Any, column: str, values: tuple[str, ...]) -> Any:
    """Return the rows of a frame in which a column has one of these values."""
    return frame.filter(frame[column].is_in(values)) if hasattr(frame, "filter") and frame.height else frame


def read(run: Run) -> Facts:
    """Return the facts of a run from its tables and its manifest."""
    manifest: Mapping[str, Any] = run.manifest
    scenario = manifest.get("scenario") or {}
    if not isinstance(scenario, Mapping):
        scenario = {"name": scenario}
    name = str(scenario.get("name") or "a scenario")
    return Facts(
        name=name,
        title=str(scenario.get("title") or name),
        about=str(scenario.get("about") or "").strip(),
        caution=" ".join(str(scenario.get("caution") or "").split()),
        sources=[str(item) for item in scenario.get("sources") or ()],
        leaves_out=[str(item) for item in scenario.get("leaves_out") or ()],
        society=str((manifest.get("society") or {}).get("name") or scenario.get("society") or ""),
        people=int(manifest.get("people") or 0),
        days=int(manifest.get("days") or 0),
        seed=int(manifest.get("seed") or 0),
        digest=str(manifest.get("digest") or getattr(run, "digest", "")),
        command=str(manifest.get("command") or ""),
        version=str((manifest.get("versions") or {}).get("glasshouse") or manifest.get("version") or ""),
        measures={str(row["measure"]): reading(row) for row in rows(run.measures)},
        gaps=rows(only(getattr(run, "gaps", None), "measure", DRAWN)),
        by_region=rows(only(run.by_region, "measure", DRAWN)),
        timeline=rows(only(run.timeline, "region", (EVERYWHERE,))),
        events=happened(manifest, scenario, getattr(run, "happenings", None)),
        parameters=list(parameters(manifest.get("ledger") or manifest.get("parameters") or ())),
        warnings=[str(item) for item in manifest.get("warnings") or ()],
    )


def happened(manifest: Mapping[str, Any], scenario: Mapping[str, Any], seen: Any) -> list[dict[str, Any]]:
    """Return the dated changes that fall within the run, and what happened in it, in the order of weeks.

    `seen` is the run's table of happenings. What happened in several regions is one row. Each row has `week`
    (from 0), `last` (the last week in which it happened somewhere), `what`, `regions` (how many; None: the
    whole country), and where known `date` and `source`. Changes before the first day are the state in which
    the run begins.
    """
    start = str(manifest.get("start") or scenario.get("start") or "")
    found: list[dict[str, Any]] = []
    for event in manifest.get("events") or scenario.get("events") or ():
        days = (date.fromisoformat(str(event["date"])) - date.fromisoformat(start)).days if start else -1
        if 0 <= days < int(manifest.get("days") or 0):
            where = event.get("regions")
            many = None if where in (None, "all") else len(where)
            found.append({**event, "week": days // 7, "last": days // 7, "regions": many})
    said = {event["what"] for event in found}
    by_what: dict[str, list[dict[str, Any]]] = {}
    for row in rows(seen):
        if row.get("what") and row["what"] not in said:
            by_what.setdefault(str(row["what"]), []).append(row)
    for what, those in by_what.items():
        weeks = [int(row["week"]) for row in those]
        national = any(str(row.get("region")) in NATIONAL for row in those)
        many = None if national else len({str(row.get("region")) for row in those})
        found.append({"week": min(weeks), "last": max(weeks), "what": what, "regions": many})
    return sorted(found, key=lambda event: int(event["week"]))


NATIONAL = ("-1", "None", "all", "")
"""What stands for the whole country in the region column of happenings."""


def parameters(entries: Mapping[str, Any] | Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    """Yield the ledger entries of a manifest as rows with `name`, `value`, `unit`, `low`, `high`, `grade`,
    `source`, `says`."""
    listed = (
        [{"name": key, **entry} for key, entry in entries.items()]
        if isinstance(entries, Mapping)
        else entries
    )
    for entry in listed:
        row = dict(entry)
        if row.get("range") and not known(row.get("low")):
            row["low"], row["high"] = row["range"]
        row.setdefault("grade", "assumed")
        row["mechanism"] = str(row["name"]).split(".", 1)[0]
        yield row


__all__ = ["Facts", "Reading", "Run", "read", "reading", "rows"]
