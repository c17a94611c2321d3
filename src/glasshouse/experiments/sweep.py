"""Sweeps: many worlds from one study file, resumable, one table; failed worlds are rows with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.base.errors import BadScenario, TooLarge
from glasshouse.experiments import ranges, sheet
from glasshouse.experiments.study import Study, estimate
from glasshouse.experiments.worlds import Result, Told, World

if TYPE_CHECKING:
    import polars as pl

MOST = 1_000_000
LONG = 3600.0
"""A study that takes longer than this many seconds is not started without a word."""

TABLE = "worlds.parquet"
Announced = Callable[[int, int, float], None]
"""Called before anything starts with (worlds, finished already, seconds that the rest will take)."""


@dataclass(frozen=True)
class Swept:
    """A finished sweep.

    table: one row a world: run, scenario, seed, safeguards, every varied parameter, every measure, digest,
    seconds, problem (empty if it ran). file: where the table lies, if it was written.
    """

    table: pl.DataFrame
    file: Path | None
    ran: int
    failed: int

    def as_dict(self) -> dict[str, Any]:
        """Returns the answer of `glasshouse sweep --json`."""
        return {
            "worlds": self.table.height,
            "ran": self.ran,
            "failed": self.failed,
            "table": str(self.file) if self.file else None,
        }


def sweep(
    study: str | Path | sheet.Sweep,
    *,
    folder: str | Path | None = None,
    workers: int | None = None,
    yes: bool = False,
    announced: Announced | None = None,
    told: Told | None = None,
) -> Swept:
    """Runs every world of a study.

    Args:
        study: A study file, or what it says.
        folder: Where finished worlds and the table go: a run that was interrupted goes on from there. Beside
        a
            study file, `NAME.sweep`, if None.
        workers: Processes; every core if None.
        yes: Whether a study of more than an hour may start.
        announced: Told how many worlds there are and how long they will take, before they start.
        told: Told after each world.

    Raises:
        BadScenario: A study file that does not hold together; with file and line.
        UnknownName: An unknown scenario, parameter, safeguard or measure; with the nearest name.
        TooLarge: More worlds than there is room for, or than an hour holds unless `yes`.
    """
    said = study if isinstance(study, sheet.Sweep) else sheet.read(study, sheet.Sweep)
    if folder is None and not isinstance(study, sheet.Sweep):
        folder = Path(study).with_suffix(".sweep")
    measures = _measures(said)
    varied, worlds = points(said)
    with Study(folder, workers, told=told) as hands:
        left = [world for world in worlds if not hands.known([world])]
        seconds = estimate(left, hands.workers) if announced is not None or not yes else 0.0
        if announced is not None:
            announced(len(worlds), len(worlds) - len(left), seconds)
        if seconds > LONG and not yes:
            raise TooLarge(
                f"The study has {len(worlds):,} worlds and would take about {seconds / 3600:.1f} hours",
                value=len(worlds),
                allowed="an hour, unless you say so",
                next_step="Ask for fewer people, points or values; or start it with --yes",
            )
        results = hands.run(worlds)
        ran = hands.ran
    table = tabled(varied, worlds, results, measures)
    file = None
    if folder is not None:
        file = Path(folder) / TABLE
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(".part")
        table.write_parquet(part)
        part.replace(file)
    return Swept(table, file, ran, int((table["problem"] != "").sum()))


def points(said: sheet.Sweep) -> tuple[list[dict[str, float]], list[World]]:
    """Returns what is varied in each world, and the worlds.

    Raises:
        TooLarge: More than a million worlds.
    """
    from glasshouse.safeguards import asked

    base = World(
        said.scenario,
        said.people,
        said.days,
        1,
        tuple(sorted(said.set.items())),
        (),
        (),
        tuple(said.without),
        said.perfect,
    )
    base.plan()  # an unknown scenario or parameter is answered before anything is counted
    menus = [[use.text for use in asked(menu)] for menu in said.safeguards]
    seeds = list(range(1, said.seeds + 1)) if isinstance(said.seeds, int) else said.seeds
    spots = _grid(said) if said.design == "grid" else _sampled(said, base)
    count = len(menus) * len(seeds) * (len(spots) if isinstance(spots, list) else spots)
    if not isinstance(spots, list) or count > MOST:
        raise TooLarge(f"The study has {count:,} worlds", value=count, allowed=f"at most {MOST:,}")
    combined = [(spot, menu, seed) for spot in spots for menu in menus for seed in seeds]
    worlds = [base.having(assume=spot, safeguards=menu, seed=seed) for spot, menu, seed in combined]
    return [spot for spot, _, _ in combined], worlds


def _grid(said: sheet.Sweep) -> list[dict[str, float]] | int:
    """Returns the points of a grid, or only their number where there are too many to write down."""
    from glasshouse.base import ledger

    count = 1
    for name, values in said.vary.items():
        ledger.load().named(name, "vary")
        count *= len(values) if isinstance(values, list) else 1
    if count > MOST:
        return count
    lists = [values for values in said.vary.values() if isinstance(values, list)]
    return [dict(zip(said.vary, point, strict=True)) for point in product(*lists)]


def _sampled(said: sheet.Sweep, base: World) -> list[dict[str, float]]:
    axes = axes_of(said.vary, base)
    draw = ranges.latin if said.design == "latin" else ranges.sobol
    return [ranges.settings(axes, point) for point in draw(axes, said.points, 1)]


def axes_of(vary: dict[str, Any], base: World) -> list[ranges.Axis]:
    """Returns the axes of a study; where it gives no range, the ledger does.

    Raises:
        UnknownName: With the nearest name.
        BadScenario: A range without room.
    """
    plan = base.plan()
    found = []
    for name, given in vary.items():
        one = ranges.axis(plan.ledger.named(name, "vary"))
        low, high, scale = (*given, None) if isinstance(given, list) else (given.low, given.high, given.scale)
        low, high = one.low if low is None else low, one.high if high is None else high
        plan.ledger[name].check(low, f"{name}, low")
        plan.ledger[name].check(high, f"{name}, high")
        if not low < high:
            raise BadScenario(f"{name}: the range {low:g} to {high:g} has no room", allowed="low below high")
        found.append(ranges.Axis(name, one.value, low, high, one.grade, scale or one.scale))
    return found


def _measures(said: sheet.Sweep) -> tuple[str, ...]:
    from glasshouse.measures.registry import MEASURES, measure

    return tuple(measure(name).name for name in said.measures) if said.measures else tuple(MEASURES)


def tabled(
    varied: Sequence[dict[str, float]],
    worlds: Sequence[World],
    results: Sequence[Result],
    measures: Sequence[str],
) -> pl.DataFrame:
    """Returns one row for each world; a failed one has its reason and no measures."""
    import polars as pl

    rows = [
        {
            "run": number,
            "scenario": world.scenario,
            "people": world.people,
            "seed": world.seed,
            "safeguards": " ".join(world.safeguards),
            **spot,
            **{name: result.values.get(name) for name in measures},
            "digest": result.digest,
            "seconds": result.seconds,
            "problem": result.problem,
        }
        for number, (spot, world, result) in enumerate(zip(varied, worlds, results, strict=True))
    ]
    floats = dict.fromkeys((*measures, *(varied[0] if varied else ())), pl.Float64)
    return pl.DataFrame(rows, schema_overrides=floats, infer_schema_length=None)
