"""Planning: scenario, ledger and society are joined into the complete description of a run."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from glasshouse.base import ledger as ledgers
from glasshouse.base.errors import BadScenario, BadValue, TooLarge, quoted, unknown
from glasshouse.base.ledger import Ledger
from glasshouse.safeguards import apply, changed
from glasshouse.safeguards import asked as uses_of
from glasshouse.scenario.model import Scenario, Setting, Wish
from glasshouse.scenario.plans import Concession, DatedChange, Plan
from glasshouse.scenario.reading import read
from glasshouse.scenario.regimes import Change, Timeline
from glasshouse.scenario.settings import Checker, by_option, written

if TYPE_CHECKING:
    from glasshouse.society.marginals import Society

DEFAULT_PEOPLE = 1_000_000
DEFAULT_SEED = 1
MOST_PEOPLE = 20_000_000_000
MOST_DAYS = 6_900
"""Nearly nineteen years: a case stores its dates in thirteen bits, from three years before the first day on."""
MOST_SEED = 2**64 - 1


def plan(
    scenario: str | Path | Scenario,
    *,
    people: int | None = None,
    days: int | None = None,
    seed: int | None = None,
    set: Mapping[str, float] | None = None,
    without: Iterable[str] = (),
    perfect: bool = False,
    safeguards: Mapping[str, Any] | Iterable[Any] = (),
    assume: Mapping[str, float] | None = None,
    ledger: Ledger | None = None,
    society: Society | str | Path | None = None,
) -> Plan:
    """Joins a scenario with the ledger and a society.

    What stands later wins: ledger, history (events before day 0), the scenario's `set`, its `where`, its
    events in the run, `set`, and last of all `perfect`.

    Args:
        scenario: A shipped name, a file, or a Scenario.
        people: Simulated people, one million if not given.
        days: Length, the scenario's own or 365 if not given.
        seed: Of every draw, 1 if not given.
        set: Values that hold in every region and week, whatever the scenario says.
        without: Mechanisms to switch off.
        perfect: Sets every error and delay to its perfect value, everywhere and always.
        safeguards: What protects people: `{"appeal": 0.5}`, or texts such as "appeal=0.5@2018-07-01".
        assume: As `set`, except that a safeguard starts from these values and may change every one of them;
            `set` holds where a safeguard can fail by it.
        ledger: Another ledger than the shipped one.
        society: Another society than the scenario's.

    Raises:
        UnknownName: A scenario, parameter, mechanism or region nobody knows; with the nearest name.
        BadValue: A number that is impossible, or is none.
        BadScenario: A file that does not hold together.
        TooLarge: More people or days than there is room for.
    """
    told = read(scenario)
    given = _given(set or {}, assume or {})
    uses = uses_of(safeguards)
    people = _whole("people", DEFAULT_PEOPLE if people is None else people, 1, MOST_PEOPLE)
    days = _whole("days", told.days if days is None else days, 1, MOST_DAYS)
    seed = _whole("seed", DEFAULT_SEED if seed is None else seed, 0, MOST_SEED)
    home = _society(told, society)
    checker = Checker(ledgers.load() if ledger is None else ledger)
    weeks = math.ceil(days / 7)
    timeline = _timeline(told, home, checker, given, perfect, weeks)
    regimes, schedule = timeline.schedule(weeks, len(home.regions))
    base, best = timeline.values(), timeline.fixed_by_perfect
    # Before the ledger is taken from the checker: a concession's values may widen its ranges too.
    concessions = tuple(_concession(wish, checker, base, best) for wish in told.concessions)
    asked = tuple(dict.fromkeys(without))
    made = Plan(
        scenario=told,
        society=home,
        people=people,
        days=days,
        seed=seed,
        start=told.start,
        ledger=_in_force(checker.ledger, told, given, base, perfect),
        values=base,
        regimes=regimes,
        schedule=schedule,
        events=tuple(_dated(change) for change in timeline.coming),
        history=tuple(_dated(change) for change in timeline.history),
        concessions=concessions,
        off=frozenset(_mechanisms(told.without, told.name)) | frozenset(_mechanisms(asked, "--without")),
        perfect=perfect,
        overrides={name: base[name] if not perfect else float(value) for name, value in given.items()},
        without=asked,
        warnings=tuple(dict.fromkeys([*checker.warnings, *timeline.masked()])),
        assumed=tuple(assume or ()),
    )
    return apply(made, uses) if uses else made


def _given(values: Mapping[str, float], assumed: Mapping[str, float]) -> dict[str, float]:
    """Returns the values that were set and those that were assumed; nothing may be both."""
    for name in assumed:
        if name in values:
            raise BadValue(
                f"{name} is both set and assumed", value=name, place="--assume", allowed="one of the two"
            )
    return {**values, **assumed}


def _whole(name: str, value: object, least: int, most: int) -> int:
    """Returns a whole number within its limits."""
    allowed = f"a whole number from {least:,} to {most:,}"
    if isinstance(value, bool | str) or not isinstance(value, int | np.integer):
        raise BadValue(
            f"{name}: {quoted(value)} is not a whole number", value=value, place=name, allowed=allowed
        )
    number = int(value)
    if number > most and name != "seed":
        raise TooLarge(f"{name}: {number:,} is too many", value=number, place=f"--{name}", allowed=allowed)
    if not least <= number <= most:
        raise BadValue(f"{name}: {number:,} is impossible", value=number, place=f"--{name}", allowed=allowed)
    return number


def _society(scenario: Scenario, given: Society | str | Path | None) -> Society:
    from glasshouse.society.marginals import load

    if given is None:
        return load(scenario.society)
    return load(given) if isinstance(given, str | Path) else given


def _timeline(
    told: Scenario, home: Society, checker: Checker, given: dict[str, float], perfect: bool, weeks: int
) -> Timeline:
    """Casts every change of the scenario and puts it in its week."""
    codes = {region.code: number for number, region in enumerate(home.regions)}
    everywhere = tuple(range(len(codes)))
    history: list[Change] = []
    coming: list[Change] = []
    for event in told.events:
        week = (event.date - told.start).days // 7
        change = Change(
            week=week,
            date=event.date,
            what=event.what,
            regions=_places(event.regions, codes, event.place) if event.regions else everywhere,
            set=checker.values(event.settings),
            source=event.source,
        )
        (history if event.date < told.start else coming).append(change)
    where = [(_places(w.regions, codes, w.place), checker.values(w.settings)) for w in told.where]
    first = checker.values(told.settings)
    fixed = checker.values(by_option(given))
    best = checker.ledger.perfect() if perfect else {}
    checker.ledger = checker.ledger.widened(best)
    return Timeline(
        ledger=checker.ledger.numbers(),
        history=tuple(history),
        first=first,
        where=tuple(where),
        coming=tuple(change for change in coming if change.week < weeks),
        fixed=fixed,
        fixed_by_perfect=best,
        regions=len(codes),
    )


def _places(regions: tuple[str, ...], codes: dict[str, int], place: str) -> tuple[int, ...]:
    for code in regions:
        if code not in codes:
            raise unknown("region", code, codes, place=place)
    return tuple(sorted({codes[code] for code in regions}))


def _mechanisms(named: Iterable[str], place: str) -> list[str]:
    listed = list(named)
    for mechanism in listed:
        if mechanism not in ledgers.MECHANISMS:
            raise unknown("mechanism", mechanism, ledgers.MECHANISMS, place=place)
    return listed


def _dated(change: Change) -> DatedChange:
    return DatedChange(
        week=change.week,
        date=change.date,
        what=change.what,
        regions=change.regions,
        set=change.set,
        source=change.source,
    )


def _concession(wish: Wish, checker: Checker, base: dict[str, float], best: dict[str, float]) -> Concession:
    """Casts a wish; what it does not say itself, the ledger says."""

    def said(own: float | None, name: str) -> float:
        return own if own is not None else base[checker.ledger.named(name, wish.place).name]

    width = said(wish.width, "response.concession_width")
    if width <= 0:
        raise BadScenario("A concession's width must be above 0", value=width, place=wish.place)
    values = checker.values(wish.settings)
    if wish.safeguard:
        use = uses_of({wish.safeguard: 1.0 if wish.strength is None else wish.strength})
        after = changed({**base, **values}, use, fixed=frozenset(best))
        values |= {name: value for name, value in after.items() if value != base[name]}
    return Concession(
        name=wish.name,
        level=wish.level,
        threshold=said(wish.threshold, "response.concession_threshold"),
        width=width,
        weekly_hazard=said(wish.weekly_hazard, "response.concession_weekly_hazard"),
        set={name: best.get(name, value) for name, value in values.items()},
        what=wish.what,
        source=wish.source,
    )


def _in_force(
    known: Ledger, told: Scenario, given: dict[str, float], base: dict[str, float], perfect: bool
) -> Ledger:
    """Returns the ledger with the values of day 0, each with who set it and on what evidence."""
    said: dict[str, Setting] = {}
    for event in told.events:
        if event.date < told.start and not event.regions:
            said |= {s.name: _of_event(s, event.what, event.source) for s in event.settings}
    said |= {s.name: s for s in (*told.settings, *by_option(given))}
    entries = {name: written(known[name], setting, base[name]) for name, setting in said.items()}
    if perfect:
        for name in known.perfect():
            done = Setting(name, base[name], why="a perfect apparatus, by --perfect", place="--perfect")
            entries[name] = written(known[name], done, base[name])
    return known.changed(entries.values())


def _of_event(setting: Setting, what: str, source: str) -> Setting:
    return replace(setting, why=setting.why or what, source=setting.source or source)
