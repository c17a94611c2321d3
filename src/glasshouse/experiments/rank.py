"""Which safeguard of a menu does most: Shapley values, with first-in, last-in, interactions and cost beside them.

The Shapley value of a safeguard is its mean effect over all orders in which the menu could be brought in
(Shapley 1953; Owen 2014 for effects). The values add up to the effect of the whole menu, exactly. They depend
on the menu, and must never be summed over different rights: a refusal spared and a post written are not the
same thing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glasshouse.base.errors import BadValue, EngineError
from glasshouse.experiments.study import Study
from glasshouse.experiments.worlds import Result, Told, World

if TYPE_CHECKING:
    import polars as pl

    from glasshouse.safeguards import Use

Array = NDArray[np.float64]
EXACT = 10
"""Up to so many safeguards every subset is run (1,024 worlds at most)."""
PERMUTATIONS = 64
REPLICATES = 400
COST = "staff_days"
SAYS = (
    "The values depend on this menu and on what was given; another menu shares the effect out otherwise. "
    "They are never to be added up over different measures."
)


@dataclass(frozen=True)
class Ranking:
    """The safeguards of a menu by what each spares.

    table: safeguard, shapley (negative: fewer), low, high, standard_error, first_in, last_in, share, cost,
        effect_per_cost; ordered by shapley.
    interactions: one, other, interaction (below zero for a harm: together they spare more than apart).
    base, all: the measure with nothing of the menu, and with all of it. exact: over all subsets, or by
        permutations. worlds: how many were needed; ran: how many were run now.
    """

    world: World
    measure: str
    given: tuple[str, ...]
    table: pl.DataFrame
    interactions: pl.DataFrame
    base: float
    all: float
    exact: bool
    worlds: int
    ran: int
    says: str = SAYS

    def as_dict(self) -> dict[str, Any]:
        """Returns the answer of `glasshouse rank --json`."""
        return {
            "scenario": self.world.scenario,
            "people": self.world.people,
            "seed": self.world.seed,
            "measure": self.measure,
            "given": list(self.given),
            "base": self.base,
            "all": self.all,
            "total_effect": self.all - self.base,
            "exact": self.exact,
            "worlds": self.worlds,
            "ran": self.ran,
            "ranking": self.table.to_dicts(),
            "interactions": self.interactions.to_dicts(),
            "says": self.says,
        }


def shapley(value: Callable[[frozenset[int]], Array], players: int) -> Array:
    """Returns the Shapley value of each player, exactly, (players, ...).

    >>> shapley(lambda some: np.array(float(len(some) == 2)), 2).tolist()
    [0.5, 0.5]
    """
    found = []
    for player in range(players):
        others = [other for other in range(players) if other != player]
        total: Any = 0.0
        for size in range(players):
            weight = math.factorial(size) * math.factorial(players - size - 1) / math.factorial(players)
            for some in combinations(others, size):
                without = frozenset(some)
                total = total + weight * (value(without | {player}) - value(without))
        found.append(np.asarray(total))
    return np.array(found)


def interaction(value: Callable[[frozenset[int]], Array], players: int, one: int, other: int) -> Array:
    """Returns the Shapley interaction index of two players (Grabisch and Roubens 1999)."""
    rest = [player for player in range(players) if player not in (one, other)]
    total: Any = 0.0
    for size in range(players - 1):
        weight = math.factorial(size) * math.factorial(players - size - 2) / math.factorial(players - 1)
        for some in combinations(rest, size):
            s = frozenset(some)
            total = total + weight * (
                value(s | {one, other}) - value(s | {one}) - value(s | {other}) + value(s)
            )
    return np.asarray(total)


def orders(players: int, permutations: int, seed: int) -> list[tuple[int, ...]]:
    """Returns random orders, each followed by its reverse, which halves the noise of interactions."""
    random = np.random.default_rng([seed, 0x72_61_6E_6B])
    found: list[tuple[int, ...]] = []
    while len(found) < permutations:
        order = tuple(random.permutation(players).tolist())
        found += [order, order[::-1]]
    return found[:permutations]


def by_orders(
    value: Callable[[frozenset[int]], Array], players: int, permutations: Sequence[tuple[int, ...]]
) -> tuple[Array, Array]:
    """Returns Shapley values by sampled orders (Castro et al. 2009), and standard errors, (players,)."""
    gains = np.zeros((len(permutations), players))
    for row, order in enumerate(permutations):
        before: frozenset[int] = frozenset()
        for player in order:
            after = before | {player}
            gains[row, player] = float(value(after) - value(before))
            before = after
    pairs = (
        gains[: len(gains) // 2 * 2].reshape(-1, 2, players).mean(axis=1)
    )  # an order and its reverse are one draw
    error = pairs.std(axis=0, ddof=1) / np.sqrt(len(pairs)) if len(pairs) > 1 else np.full(players, np.nan)
    return gains.mean(axis=0), error


def rank(
    world: World,
    *,
    measure: str = "people_wrongly_refused",
    menu: Iterable[Any] | Mapping[str, Any] = (),
    given: Iterable[Any] | Mapping[str, Any] = (),
    folder: str | Path | None = None,
    workers: int | None = None,
    permutations: int = PERMUTATIONS,
    told: Told | None = None,
) -> Ranking:
    """Ranks the safeguards of a menu by what each spares of a measure.

    Args:
        world: Scenario, people, days, seed and further settings.
        measure: A harm, a cost or a description; a claimed benefit is refused.
        menu: The safeguards; all of them if empty.
        given: What the law already demands: there in every world.
        folder: Where finished worlds are kept, so that an interruption loses nothing.
        workers: Processes; every core if None.
        permutations: How many orders are drawn where the menu is too long for all subsets.
        told: Called after each world.

    Raises:
        BadValue: The measure is a claimed benefit, or the menu has nothing to rank.
        UnknownName: An unknown safeguard or measure; with the nearest name.
        EngineError: A world failed; with its reason.
    """
    from glasshouse.measures.registry import refuse_claimed_benefit
    from glasshouse.safeguards import asked

    aim = refuse_claimed_benefit(measure)
    there = asked(given)
    wanted = _menu(menu, there)
    if aim.formula.way == "series":
        raise BadValue(
            f"{aim.name} is one series for everybody and cannot be ranked", value=aim.name, place="--measure"
        )
    players, named = len(wanted), [use.name for use in wanted]
    exact = players <= EXACT
    drawn = [] if exact else orders(players, permutations, world.seed)
    subsets = _needed(players, drawn)
    with Study(folder, workers, blocks=(aim.name, COST), told=told) as study:
        results = _lived(study, world, there, wanted, subsets)
    values = _Values(results, aim.name)
    return Ranking(
        world=world,
        measure=aim.name,
        given=tuple(use.text for use in there),
        table=_table(values, _Values(results, COST), named, drawn),
        interactions=_interactions(values, named, exact),
        base=values.point(frozenset()),
        all=values.point(frozenset(range(players))),
        exact=exact,
        worlds=len(subsets),
        ran=study.ran,
    )


def _menu(menu: Iterable[Any] | Mapping[str, Any], given: Sequence[Use]) -> list[Use]:
    """Returns the safeguards to rank: those named, or all; without those given and those of no strength."""
    from glasshouse.safeguards import asked, names

    fixed = {use.name for use in given}
    wanted = [use for use in asked(menu or names()) if use.name not in fixed and use.strength > 0]
    if not wanted:
        raise BadValue(
            "There is no safeguard to rank", place="--safeguards", allowed="one or more that are not given"
        )
    return wanted


def _lived(
    study: Study, world: World, given: Sequence[Use], wanted: Sequence[Use], subsets: list[frozenset[int]]
) -> dict[frozenset[int], Result]:
    """Returns what came of the world of each subset; one that failed ends it all."""
    from glasshouse.safeguards import asked

    def having(some: frozenset[int]) -> World:
        uses = asked([*given, *(wanted[player] for player in some)])
        return world.having(safeguards=[use.text for use in uses])

    results = dict(zip(subsets, study.run([having(some) for some in subsets]), strict=True))
    for some, result in results.items():
        if result.problem:
            named = ", ".join(wanted[player].name for player in some) or "nothing of the menu"
            raise EngineError(f"The world with {named} failed: {result.problem}")
    return results


def _needed(players: int, drawn: Sequence[tuple[int, ...]]) -> list[frozenset[int]]:
    """Returns the subsets whose worlds are needed: all, or those along the drawn orders and the ends."""
    everyone = range(players)
    if not drawn:
        return [frozenset(some) for size in range(players + 1) for some in combinations(everyone, size)]
    found = {frozenset(order[:size]): None for order in drawn for size in range(players + 1)}
    found |= {frozenset({player}): None for player in everyone}
    found |= {frozenset(everyone) - {player}: None for player in everyone}
    return list(found)


class _Values:
    """The measure in each world, as it is and resampled: blocks are drawn together in all worlds."""

    def __init__(self, results: Mapping[frozenset[int], Result], measure: str) -> None:
        first = next(iter(results.values()))
        blocks = len(first.top[measure])
        random = np.random.default_rng(0x73_68_61_70)
        times = random.multinomial(blocks - 1, np.full(blocks, 1 / blocks), size=REPLICATES) * (
            blocks / (blocks - 1)
        )
        weights = np.vstack([np.ones(blocks), times])
        self._found = {}
        for some, result in results.items():
            top, below = (weights @ np.asarray(part[measure]) for part in (result.top, result.below))
            self._found[some] = np.divide(top, below, out=np.zeros_like(top), where=below != 0)

    def __call__(self, some: frozenset[int]) -> Array:
        """Returns the value as it is, followed by the resampled ones."""
        return self._found[some]

    def point(self, some: frozenset[int]) -> float:
        """Returns the value as it is."""
        return float(self._found[some][0])

    def __contains__(self, some: frozenset[int]) -> bool:
        return some in self._found


def _table(
    values: _Values, cost: _Values, named: list[str], drawn: Sequence[tuple[int, ...]]
) -> pl.DataFrame:
    """Returns the table of a ranking: exact over all subsets, or over the drawn orders."""
    import polars as pl

    players = len(named)
    nobody, everybody = frozenset[int](), frozenset(range(players))
    if drawn:
        share, error = by_orders(lambda some: values(some)[0], players, drawn)
        paid, _ = by_orders(lambda some: cost(some)[0], players, drawn)
    else:
        again = shapley(values, players)
        share, error = again[:, 0], np.sqrt(((again[:, 1:] - again[:, :1]) ** 2).mean(axis=1))
        paid = shapley(cost, players)[:, 0]
    low, high = share - 1.96 * error, share + 1.96 * error
    total = values.point(everybody) - values.point(nobody)
    rows = [
        {
            "safeguard": name,
            "shapley": float(share[player]),
            "low": float(low[player]),
            "high": float(high[player]),
            "standard_error": float(error[player]),
            "first_in": values.point(frozenset({player})) - values.point(nobody),
            "last_in": values.point(everybody) - values.point(everybody - {player}),
            "share": float(share[player] / total) if total else None,
            "cost": float(paid[player]),
            "effect_per_cost": float(share[player] / paid[player]) if paid[player] > 0 else None,
        }
        for player, name in enumerate(named)
    ]
    return pl.DataFrame(rows, infer_schema_length=None).sort("shapley", maintain_order=True)


def _interactions(values: _Values, named: list[str], exact: bool) -> pl.DataFrame:
    """Returns the pairwise interactions: over all subsets where every subset was run, else none."""
    import polars as pl

    players = len(named)
    schema = {"one": pl.String, "other": pl.String, "interaction": pl.Float64}
    if not exact or players < 2:
        return pl.DataFrame(schema=schema)
    rows = [
        {
            "one": named[one],
            "other": named[other],
            "interaction": float(interaction(lambda some: values(some)[0], players, one, other)),
        }
        for one, other in combinations(range(players), 2)
    ]
    return pl.DataFrame(rows, schema=schema).sort(pl.col("interaction").abs(), descending=True)
