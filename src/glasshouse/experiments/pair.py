"""Two worlds with the same luck: what a safeguard changes, for whom, directly and through everybody else.

What pairing may claim: differences between populations, with intervals. What it may not: the joint fate of
one person is not identified by any data. "Better" and "worse" count people in this model, under shared luck.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from glasshouse.base.errors import BadValue
from glasshouse.experiments import paired
from glasshouse.experiments.worlds import Lives, live, national

if TYPE_CHECKING:
    import polars as pl

    from glasshouse.measures.matrix import Array
    from glasshouse.run.outcome import Outcome
    from glasshouse.scenario import Plan

SPLIT_PEOPLE = 60_000
"""The split into direct effect and spillover is worked out on at most so many people: it is itself a paired
difference, so that a few are enough, and a comparison of a million costs little more than two runs."""

SHARES = ("share", "share_low", "share_high")
"""Columns: the difference as a share of the base, with its interval."""

UNDER = "in this model, under shared luck"
SPIRAL = {"life.default_hardship_factor": 1.0, "life.lateness_hardship_factor": 1.0}
"""Hardship that breeds no default and no lateness: without it there is no spiral."""

ERROR_CAUSED = (
    "refusals",
    "people_refused",
    "refused_trips",
    "listed_person_days",
    "people_listed",
    "stops",
    "points_lost",
    "posts_suppressed",
    "people_exposed_in_breach",
)
"""Harms of which the part is given that a world without error would not have."""

Told = Callable[[str], None]
Live = Callable[..., "Outcome"]


@dataclass(frozen=True)
class People:
    """How many people's lives changed, as simulated and weighted to the country."""

    changed: float
    better: float
    worse: float

    def as_dict(self) -> dict[str, float]:
        """Returns the three numbers by the names of the command's answer."""
        return {"people_changed": self.changed, "people_better": self.better, "people_worse": self.worse}


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
        people = (
            self.people.as_dict()
            if self.people
            else dict.fromkeys(("people_changed", "people_better", "people_worse"))
        )
        return {
            "base": self.base.command(),
            "changed": self.changed.command(),
            "people": self.base.people,
            "days": self.base.days,
            "seed": self.base.seed,
            "digests": {"base": self.digests[0], "changed": self.digests[1]},
            **people,
            "measures": measures,
            "seeds": self.seeds.to_dicts(),
            "warnings": list(self.warnings),
            "seconds": self.seconds,
        }


def refuse(base: Plan, changed: Plan) -> None:
    """Refuses two plans whose people or luck are not the same.

    Raises:
        BadValue: With what differs and why that matters.
    """
    reasons = {
        "seed": "other luck: the difference would be mostly luck",
        "people": "another number of people: person 17 would be somebody else",
        "days": "another length: one world would have more time to do harm",
    }
    for name, reason in reasons.items():
        one, other = getattr(base, name), getattr(changed, name)
        if one != other:
            raise BadValue(
                f"The two worlds cannot be paired: {name} is {one} in one and {other} in the other; {reason}",
                value=other,
                allowed=f"the same {name} in both",
            )
    one, other = base.society, changed.society
    if one.name != other.name or [r.code for r in one.regions] != [r.code for r in other.regions]:
        raise BadValue(
            f"The two worlds cannot be paired: {one.name} and {other.name} are different societies",
            value=other.name,
            allowed="two scenarios of the same society",
        )
    traits = [
        name
        for name in base.values
        if name.startswith("society.") and base.values[name] != changed.values[name]
    ]
    if traits and not (base.perfect or changed.perfect):
        raise BadValue(
            f"The two worlds cannot be paired: {', '.join(traits)} makes other people of them",
            value=traits[0],
            allowed="the same traits in both",
        )


def compare(
    base: Plan,
    changed: Plan,
    *,
    seeds: int = 1,
    threads: int | None = None,
    split: bool = True,
    errors: bool = False,
    told: Told | None = None,
    simulate: Live = live,
) -> Comparison:
    """Compares two worlds of the same people under the same luck.

    Args:
        base: The world as it is.
        changed: The same world with something changed, such as safeguards.
        seeds: With how many different kinds of luck; at least 20 for whatever lies downstream of rare
        national
            events such as breaches. The people, the groups and the split come from the first.
        threads: Every core if None; the numbers are the same.
        split: Whether the effect is split into direct effect and spillover (a further run or two small ones).
        errors: Whether the parts caused by errors and by the hardship spiral are worked out (two further runs
            for each world).
        told: Called with the name of each phase.
        simulate: What runs a plan.

    Raises:
        BadValue: The worlds differ in people or luck.
    """
    import time

    refuse(base, changed)
    say = told or (lambda phase: None)
    clock = {"begun": time.perf_counter()}
    say("the world as it is")
    one = simulate(base, threads=threads, trace=True)
    clock["base"] = time.perf_counter()
    say("the world with the change")
    other = simulate(changed, threads=threads, trace=True)
    clock["changed"] = time.perf_counter()
    tables = paired.Tables.of(one, other)
    spillover = None
    if split:
        say("the change in the climate as it was")
        spillover = _spillover(one, other, changed, threads, simulate)
    clock["split"] = time.perf_counter()
    frame = _measures(tables, one, other, spillover)
    if errors:
        say("worlds without error and without the hardship spiral")
        frame = _with_causes(frame, tables, base, changed, threads, simulate)
    several = _seeds(base, changed, seeds, threads, simulate, say, (one, other))
    clock["all"] = time.perf_counter()
    return Comparison(
        base=base,
        changed=changed,
        measures=_over_seeds(frame, several) if seeds > 1 else frame,
        by_group=_by_group(tables),
        by_region=_by_region(tables),
        seeds=several,
        people=people(one, other),
        digests=(one.digest, other.digest),
        warnings=_warnings(base, changed),
        seconds={
            "base": clock["base"] - clock["begun"],
            "changed": clock["changed"] - clock["base"],
            "split": clock["split"] - clock["changed"],
            "total": clock["all"] - clock["begun"],
        },
        lives=(Lives.of(one), Lives.of(other)),
    )


def _warnings(base: Plan, changed: Plan) -> tuple[str, ...]:
    found = [*changed.warnings]
    if base.start != changed.start:
        found.append(
            f"The worlds begin on {base.start} and {changed.start}: dated changes fall into different weeks."
        )
    return tuple(dict.fromkeys(found))


# --- direct effect and spillover ---


def same_climate(one: Outcome, other: Outcome) -> bool:
    """Returns whether everything that couples communities was the same in both worlds, in every week."""
    return one.climate.keys() == other.climate.keys() and all(
        np.array_equal(series, other.climate[name]) for name, series in one.climate.items()
    )


def _spillover(
    one: Outcome, other: Outcome, changed: Plan, threads: int | None, simulate: Live
) -> Array | None:
    """Returns the part of the effect that comes through climate and queues, as a rate of each measure.

    It is the changed world in its own climate minus the changed world in the climate of the base (Hudgens and
    Halloran 2008): the same people, so a part of them is enough.
    """
    tables = paired.Tables.of(one, other)
    if same_climate(one, other):
        return np.zeros(len(tables.matrix.measures))
    own = other
    small = changed
    if changed.people > SPLIT_PEOPLE:
        small = replace(changed, people=SPLIT_PEOPLE)
        own = simulate(small, threads=threads, climate=other.climate)
    kept = simulate(small, threads=threads, climate=one.climate)
    return paired.country(paired.Tables.of(kept, own)).difference


# --- tables ---


def _measures(tables: paired.Tables, one: Outcome, other: Outcome, spillover: Array | None) -> pl.DataFrame:
    """Returns the measures of the whole country, the climate's series and what did not happen included."""
    from glasshouse.measures.frames import frame
    from glasshouse.measures.registry import MEASURES
    from glasshouse.measures.seen import seen

    whole = paired.country(tables)
    low, high = whole.bounds()
    shares = whole.shares()
    size, counted = whole.size, whole.matrix.counted
    through = np.full(len(size), np.nan) if spillover is None else spillover
    rows: list[dict[str, Any]] = []
    for place, measure in enumerate(whole.matrix.measures):
        unit = float(size[place])
        row = _row(
            measure,
            whole.base[place],
            whole.changed[place],
            whole.difference[place],
            low[place],
            high[place],
            unit,
        )
        row["per_100k"] = float(whole.difference[place]) * 1e5 if counted[place] else None
        row["direct"] = float((whole.difference - through)[place]) * unit
        row["spillover"] = float(through[place]) * unit
        row |= {name: float(values[place]) for name, values in zip(SHARES, shares, strict=True)}
        row |= _narrowed(measure.kind, whole, place)
        rows.append(row)
    for before, after in zip(seen(tables.base), seen(tables.changed), strict=True):
        rows.append(
            _row(
                MEASURES[before.measure.name],
                before.value,
                after.value,
                after.value - before.value,
                None,
                None,
                1.0,
            )
        )
    rows += _not_happened(rows)
    columns = rows[0].keys()
    return frame({name: [_number(row.get(name)) for row in rows] for name in columns})


def _row(
    measure: Any, base: Any, changed: Any, difference: Any, low: Any, high: Any, unit: float
) -> dict[str, Any]:
    numbers = {"base": base, "changed": changed, "difference": difference, "low": low, "high": high}
    return {
        "measure": measure.name,
        "link": measure.link,
        "kind": measure.kind,
        "unit": measure.unit,
        **{name: None if value is None else float(value) * unit for name, value in numbers.items()},
        "per_100k": None,
        "direct": None,
        "spillover": None,
        **dict.fromkeys(SHARES),
        "share_spared": None,
        "bound": None,
        "narrowed": None,
        "interval": "paired simulation" if low is not None else "none: one series for everybody",
    }


def _narrowed(kind: str, whole: paired.Contrast, place: int) -> dict[str, Any]:
    """Returns what pairing did for a harm that became rarer: share spared, bound, and what was reached."""
    base, changed, sd = whole.base[place], whole.changed[place], whole.sd[place]
    if kind != "harm" or not 0 <= changed < base or not sd > 0:
        return {}
    spared = float((base - changed) / base)
    return {"share_spared": spared, "bound": paired.bound(spared), "narrowed": float(whole.apart[place] / sd)}


def _not_happened(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Returns what people did in the second world and not in the first: posts, requests, breaches."""
    by_name = {row["measure"]: row for row in rows}
    return [
        by_name[act] | {"measure": name, "kind": kind, "base": None, "changed": None}
        for name, (act, kind) in paired.NOT_HAPPENED.items()
    ]


def _number(value: Any) -> Any:
    return None if isinstance(value, float) and not np.isfinite(value) else value


def _flat(contrast: paired.Contrast, **labels: str) -> list[dict[str, Any]]:
    low, high = contrast.bounds()
    numbers = {
        "base": contrast.base,
        "changed": contrast.changed,
        "difference": contrast.difference,
        "low": low,
        "high": high,
    }
    return [
        {**labels, "people": float(contrast.people[0]), "measure": measure.name}
        | {name: _number(float(values[place] * contrast.size[place])) for name, values in numbers.items()}
        for place, measure in enumerate(contrast.matrix.measures)
    ]


def _by_group(tables: paired.Tables) -> pl.DataFrame:
    import polars as pl

    from glasshouse.measures.tallies import MARGINS

    rows = [
        row
        for margin in MARGINS
        for level, contrast in paired.group(tables, margin)
        for row in _flat(contrast, margin=margin, level=level)
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _by_region(tables: paired.Tables) -> pl.DataFrame:
    import polars as pl

    rows = [
        row
        for place, code in enumerate(tables.base.regions)
        for row in _flat(paired.region(tables, place), region=code)
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


# --- people ---


def people(one: Outcome, other: Outcome) -> People | None:
    """Returns whose lives changed, for whom it got better and for whom worse; None if nobody was traced."""
    lives, again = getattr(one, "trace", None), getattr(other, "trace", None)
    if lives is None or again is None or not len(lives) or not len(again):
        return None
    layout = one.layout
    weight = np.repeat(layout.weight, layout.region_people)  # people are numbered region by region
    weight = weight * (len(weight) / weight.sum())
    heavier = np.asarray(other.burden, np.int64) - np.asarray(one.burden, np.int64)  # type: ignore[attr-defined]
    return People(
        changed=float(weight[lives != again].sum()),
        better=float(weight[heavier < 0].sum()),
        worse=float(weight[heavier > 0].sum()),
    )


# --- causes ---


def _with_causes(
    frame: pl.DataFrame, tables: paired.Tables, base: Plan, changed: Plan, threads: int | None, simulate: Live
) -> pl.DataFrame:
    """Returns the table with what errors and the hardship spiral caused, each world against its own twin."""
    import polars as pl

    rows = []
    worlds = {"base": (base, tables.base), "changed": (changed, tables.changed)}
    for cause, twin in (("error_caused", faultless), ("spiral", unspiralled)):
        found = {
            which: paired.country(paired.Tables.of(simulate(twin(plan), threads=threads), tallies))
            for which, (plan, tallies) in worlds.items()
        }
        for name in ERROR_CAUSED if cause == "error_caused" else ("refusals",):
            rows.append(_caused(f"{cause}_{name}", name, found))
    more = pl.DataFrame(rows, schema=frame.schema)
    return pl.concat([frame, more])


def _caused(called: str, name: str, found: Mapping[str, paired.Contrast]) -> dict[str, Any]:
    place = found["base"].matrix.names.index(name)
    value = {which: float((one.difference * one.size)[place]) for which, one in found.items()}
    spread = math.hypot(*(float((one.sd * one.size)[place]) for one in found.values()))
    row = _row(
        found["base"].matrix.measures[place],
        value["base"],
        value["changed"],
        value["changed"] - value["base"],
        None,
        None,
        1.0,
    )
    half = 1.96 * float(spread)
    return row | {
        "measure": called,
        "kind": "harm",
        "low": row["difference"] - half,
        "high": row["difference"] + half,
        "interval": "paired simulation, both twins taken as independent",
    }


def faultless(plan: Plan) -> Plan:
    """Returns the same world in which the apparatus makes no error and no delay."""
    return again(plan, perfect=True)


def unspiralled(plan: Plan) -> Plan:
    """Returns the same world in which hardship breeds neither default nor lateness."""
    kept = {name: value for name, value in plan.overrides.items() if name not in plan.assumed}
    assumed = {name: plan.overrides[name] for name in plan.assumed if name not in SPIRAL}
    return again(plan, set=kept | SPIRAL, assume=assumed)


def again(plan: Plan, **other: Any) -> Plan:
    """Returns a plan made again with something else in it."""
    from glasshouse import scenario

    said: dict[str, Any] = {
        "people": plan.people,
        "days": plan.days,
        "seed": plan.seed,
        "set": {name: value for name, value in plan.overrides.items() if name not in plan.assumed},
        "assume": {name: plan.overrides[name] for name in plan.assumed},
        "without": plan.without,
        "perfect": plan.perfect,
        "safeguards": plan.safeguards,
        "society": plan.society,
    }
    return scenario.plan(plan.scenario, **(said | other))


# --- seeds ---


def _seeds(
    base: Plan,
    changed: Plan,
    seeds: int,
    threads: int | None,
    simulate: Live,
    say: Told,
    first: tuple[Outcome, Outcome],
) -> pl.DataFrame:
    """Returns the differences over several seeds: mean and quantiles."""
    import polars as pl

    if not 1 <= seeds <= 10_000:
        raise BadValue(f"seeds: {seeds} is impossible", value=seeds, place="--seeds", allowed="1 to 10,000")
    if seeds == 1:
        return pl.DataFrame()
    found = [_differences(*first)]
    for step in range(1, seeds):
        say(f"seed {base.seed + step}, {step + 1} of {seeds}")
        pair = [simulate(again(plan, seed=plan.seed + step), threads=threads) for plan in (base, changed)]
        found.append(_differences(*pair))
    names = list(found[0])
    values = np.array([[one[name] for name in names] for one in found])
    ok = np.isfinite(values).all(axis=0)
    low, high = np.quantile(np.where(ok, values, 0.0), [0.025, 0.975], axis=0)
    columns = {"mean": values.mean(axis=0), "sd": values.std(axis=0, ddof=1), "low": low, "high": high}
    table = pl.DataFrame({"measure": names, "seeds": [seeds] * len(names), **columns})
    return table.filter(pl.Series(ok))


def _differences(one: Outcome, other: Outcome) -> dict[str, float]:
    before, after = national(one), national(other)
    return {name: after[name] - before[name] for name in before}


def _over_seeds(frame: pl.DataFrame, several: pl.DataFrame) -> pl.DataFrame:
    """Returns the table with the mean over seeds and its 95 % interval in place of one seed's difference."""
    import polars as pl

    from glasshouse.measures.interval import student

    count = int(several["seeds"][0])
    half = student(count - 1) / np.sqrt(count)
    means = several.select(
        "measure",
        pl.col("mean"),
        (pl.col("mean") - half * pl.col("sd")).alias("mean_low"),
        (pl.col("mean") + half * pl.col("sd")).alias("mean_high"),
    )
    said = pl.lit(f"mean of {count} seeds")
    return (
        frame.join(means, on="measure", how="left", maintain_order="left")
        .with_columns(
            pl.coalesce("mean", "difference").alias("difference"),
            pl.coalesce("mean_low", "low").alias("low"),
            pl.coalesce("mean_high", "high").alias("high"),
            pl.when(pl.col("mean").is_not_null()).then(said).otherwise(pl.col("interval")).alias("interval"),
        )
        .drop("mean", "mean_low", "mean_high")
    )


def worlds(
    scenario: str,
    protected: Iterable[Any] | Mapping[str, Any] = (),
    *,
    against: str | None = None,
    given: Iterable[Any] | Mapping[str, Any] = (),
    **options: Any,
) -> tuple[Plan, Plan]:
    """Returns the two plans of a comparison: a scenario, and the same with safeguards.

    Args:
        scenario: A shipped name or file.
        protected: Safeguards of the second world.
        against: Another scenario for the first world.
        given: Safeguards of both worlds.
        options: people, days, seed, set, without, perfect: of both worlds.
    """
    from glasshouse import safeguards
    from glasshouse import scenario as scenarios

    both = safeguards.asked(given)
    named = {use.name for use in both}
    more = [use for use in safeguards.asked(protected) if use.name not in named]
    if not more and against is None:
        raise BadValue(
            "There is nothing to compare: the second world has no further safeguard and no other scenario",
            place="--with",
            allowed="--with NAME, or --against SCENARIO",
            next_step="`glasshouse safeguards` lists the safeguards",
        )
    first = scenarios.plan(against or scenario, safeguards=both, **options)
    options.setdefault("days", None)
    if options["days"] is None and against is not None:
        options["days"] = first.days
    return first, scenarios.plan(scenario, safeguards=[*both, *more], **options)
