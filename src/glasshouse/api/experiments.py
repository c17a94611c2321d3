"""`gh.compare`, `gh.rank`, `gh.sweep`: experiments from Python, as the command line runs them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glasshouse.experiments.pair import Comparison
    from glasshouse.experiments.rank import Ranking
    from glasshouse.experiments.sweep import Swept

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
    return pair.compare(base, changed, seeds=seeds, threads=threads, errors=errors, split=split)


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
    from glasshouse.experiments.rank import rank as ranked
    from glasshouse.experiments.worlds import World

    world = World(scenario, people, days, seed).having(set=set)
    return ranked(world, measure=measure, menu=safeguards, given=given, folder=folder, workers=workers)


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
    from glasshouse.experiments.sweep import sweep as swept

    return swept(study, folder=folder, workers=workers, yes=yes)
