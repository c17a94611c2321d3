"""`gh.compare`, `gh.rank`, `gh.verdict`, ...: experiments from Python, as the command line runs them.

What they return has Polars frames, `charts`, `report(path)`, and shows itself in a notebook.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glasshouse.api.finished import Run
    from glasshouse.api.shown import Card, Comparison, Ranking, Sensitivity, Swept, Twin

Uses = Mapping[str, Any] | Iterable[Any]


def compare(
    scenario: str,
    safeguards: Uses = (),
    *,
    against: str | None = None,
    given: Uses = (),
    people: int = 1_000_000,
    days: int | None = None,
    seed: int = 1,
    seeds: int = 1,
    set: Mapping[str, float] | None = None,
    assume: Mapping[str, float] | None = None,
    without: Iterable[str] = (),
    perfect: bool = False,
    errors: bool = False,
    split: bool = True,
    threads: int | None = None,
) -> Comparison:
    """Compare a scenario with the same people and luck under safeguards.

    Args:
        scenario: A shipped name or the path of a YAML file.
        safeguards: Of the second world: `{"appeal": 0.5}`, or texts such as "appeal=0.5@2018-07-01".
        against: Another scenario for the first world.
        given: Safeguards of both worlds.
        people: How many synthetic people.
        days: How many days; the scenario's own length if None.
        seed: The luck, of both worlds.
        seeds: With how many kinds of luck.
        set: Parameters with other values, in both worlds.
        assume: As `set`, except that a safeguard may change every one of these values.
        without: Mechanisms to switch off.
        perfect: Whether the apparatus makes no error and no delay.
        errors: Whether the parts that errors and the hardship spiral caused are worked out.
        split: Whether the effect is split into direct effect and spillover.
        threads: How many threads; every core if None.

    Raises:
        InputError: with the value, the place, what is allowed and the nearest known name.

    >>> import glasshouse as gh
    >>> done = gh.compare("china-2018", ["essential_services"], people=3_000, days=28)
    >>> done.row("refusals_fast_trains")["difference"] <= 0
    True
    """
    from glasshouse.api import shown
    from glasshouse.experiments import pair

    base, changed = pair.worlds(
        scenario,
        safeguards,
        against=against,
        given=given,
        people=people,
        days=days,
        seed=seed,
        set=set,
        assume=assume,
        without=tuple(without),
        perfect=perfect,
    )
    done = pair.compare(base, changed, seeds=seeds, threads=threads, errors=errors, split=split)
    return shown.Comparison.of(done)


def twin(
    one: Run | str | Path, other: Run | str | Path, person: int | None = None, find: str = "spared-refused"
) -> Twin:
    """Tell one synthetic person's two lives, in two runs with the same people and luck.

    Args:
        one: The first run, or its folder.
        other: The second run, or its folder.
        person: Their number; the first of those whom `find` finds if None.
        find: `spared-HARM` (harmed in the first run only) or `struck-HARM` (in the second only).

    Raises:
        BadValue: The runs cannot be paired, there is no such person, or nobody was found.
        UnknownName: No such harm; with the nearest.
    """
    from glasshouse.api.shown import Twin

    return Twin.between(one, other, person, find)


def rank(
    scenario: str,
    measure: str = "people_wrongly_refused",
    safeguards: Uses = (),
    *,
    given: Uses = (),
    people: int = 100_000,
    days: int | None = None,
    seed: int = 1,
    set: Mapping[str, float] | None = None,
    folder: str | Path | None = None,
    workers: int | None = None,
) -> Ranking:
    """Rank safeguards by what each spares: Shapley values, interactions, effect per cost.

    Args:
        scenario: A shipped name or the path of a YAML file.
        measure: A harm, a cost or a description; a claimed benefit is refused.
        safeguards: The menu; all of them if empty.
        given: What is there in every world.
        people: How many synthetic people in each world.
        days: How many days; the scenario's own length if None.
        seed: The luck.
        set: Parameters with other values.
        folder: Where finished worlds are kept; the same call goes on from it.
        workers: Processes; every core if None.

    Raises:
        InputError: with the value, the place, what is allowed and the nearest known name.
    """
    from glasshouse.api import shown
    from glasshouse.experiments.rank import rank as ranked
    from glasshouse.experiments.worlds import World

    world = World(scenario, people, days, seed).having(set=set)
    done = ranked(world, measure=measure, menu=safeguards, given=given, folder=folder, workers=workers)
    return shown.Ranking.of(done)


def verdict(
    scenario: str,
    safeguards: Uses,
    measure: str = "people_wrongly_refused",
    *,
    by: float | None = None,
    given: Uses = (),
    points: int = 32,
    people: int = 20_000,
    days: int | None = None,
    seed: int = 1,
    folder: str | Path | None = None,
    workers: int | None = None,
) -> Card:
    """Judge a claim such as "appeal lowers wrongful refusals": where it holds, and what flips it.

    Args:
        scenario: A shipped name or the path of a YAML file.
        safeguards: Those of the claim.
        measure: What they are said to move; a claimed benefit is refused.
        by: By which share of its value at least; what the safeguard itself states if None, else nothing.
        given: Safeguards that are there either way.
        points: How many points of the plausible space are tried, on each of two scales.
        people: How many synthetic people in each world.
        days: How many days; the scenario's own length if None.
        seed: The luck.
        folder: Where finished worlds are kept; the same call goes on from it.
        workers: Processes; every core if None.

    Raises:
        InputError: with the value, the place, what is allowed and the nearest known name.
    """
    from glasshouse.api import shown
    from glasshouse.experiments import verdict as verdicts
    from glasshouse.experiments.worlds import World
    from glasshouse.safeguards import asked

    world = World(scenario, people, days, seed)
    said = verdicts.claim(world, asked(safeguards), measure, by, asked(given))
    return shown.Card.of(verdicts.verdict(said, points=points, folder=folder, workers=workers))


def sensitivity(
    scenario: str,
    measure: str = "people_wrongly_refused",
    safeguards: Uses = (),
    *,
    quick: bool = False,
    only: Iterable[str] = (),
    people: int = 20_000,
    days: int | None = None,
    seed: int = 1,
    set: Mapping[str, float] | None = None,
    folder: str | Path | None = None,
    workers: int | None = None,
) -> Sensitivity:
    """Find the unmeasured assumption on which a measure hangs: one at a time, Morris, Sobol.

    Args:
        scenario: A shipped name or the path of a YAML file.
        measure: What is looked at.
        safeguards: What protects people in the world.
        quick: One assumption at a time only.
        only: Parameters to look at; every assumed one if empty.
        people: How many synthetic people in each world.
        days: How many days; the scenario's own length if None.
        seed: The luck.
        set: Parameters with other values.
        folder: Where finished worlds are kept; the same call goes on from it.
        workers: Processes; every core if None.

    Raises:
        InputError: with the value, the place, what is allowed and the nearest known name.
    """
    from glasshouse.api import shown
    from glasshouse.experiments.sensitivity import sensitivity as found
    from glasshouse.experiments.worlds import World
    from glasshouse.safeguards import asked

    world = World(scenario, people, days, seed, safeguards=tuple(use.text for use in asked(safeguards)))
    done = found(
        world.having(set=set), measure, quick=quick, only=tuple(only), folder=folder, workers=workers
    )
    return shown.Sensitivity.of(done)


def sweep(
    study: str | Path, folder: str | Path | None = None, workers: int | None = None, yes: bool = False
) -> Swept:
    """Run every world of a study file; interrupted, it goes on where it was.

    Args:
        study: A study file.
        folder: Where finished worlds and the table go; beside the file if None.
        workers: Processes; every core if None.
        yes: Whether a study of more than an hour may start.

    Raises:
        InputError: with the file, the line and what is allowed.
    """
    from glasshouse.api import shown
    from glasshouse.experiments.sweep import sweep as swept

    return shown.Swept.of(swept(study, folder=folder, workers=workers, yes=yes))
