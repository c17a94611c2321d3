"""A row of the book: published figure, model, interval, verdict; and the intervals themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasshouse.casebook.facts import fact

Array = NDArray[np.float64]
VERDICTS = ("inside", "miss", "exact", "fit", "prediction")
EXACT = 1e-6
LEVEL = 0.95


@dataclass(frozen=True)
class Row:
    """One published figure beside the model's.

    Attributes:
        id: Case and row, such as `human-review.stopped`.
        what: What is compared, in words.
        unit: What it counts.
        published: The figure; the middle where a band was published; None where nobody published one.
        published_low, published_high: The band, if one was published.
        model, low, high: The laboratory's value and its interval.
        interval: Where the interval comes from, in words: binomial, Poisson, simulation, assumption, exact, none.
        role: input, fit, check, exact, or prediction.
        verdict: inside, miss, exact, fit, or prediction (nothing to compare with).
        source: Row of the casebook and its publication.
        reason: Why it misses, or what the comparison cannot show.
    """

    id: str
    what: str
    unit: str
    published: float | None
    model: float
    low: float
    high: float
    interval: str
    role: str
    verdict: str
    source: str
    reason: str = ""
    published_low: float | None = None
    published_high: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """Returns the row in plain types."""
        return asdict(self)

    def as_prediction(self) -> Row:
        """Returns the row without a judgment: its inputs are no longer those of the published figure."""
        if self.role == "exact":
            return self
        return replace(self, role="prediction", verdict="prediction", reason="")


Interval = tuple[float, float, str]


def binomial(trials: float, chance: float | Array) -> Interval:
    """Returns the 95 % range of the share of `trials` that succeed; `chance` may be draws of an uncertain one."""
    from scipy import stats

    n = round(trials)
    if np.ndim(chance) == 0:
        low, high = stats.binom.ppf([(1 - LEVEL) / 2, (1 + LEVEL) / 2], n, float(chance)) / max(n, 1)
        return float(low), float(high), "binomial"
    return of_draws(generator().binomial(n, np.clip(chance, 0, 1)) / max(n, 1), "binomial, inputs uncertain")


def poisson(mean: float | Array) -> Interval:
    """Returns the 95 % range of a count with that mean; `mean` may be draws of an uncertain one."""
    from scipy import stats

    if np.ndim(mean) == 0:
        low, high = (
            stats.poisson.ppf([(1 - LEVEL) / 2, (1 + LEVEL) / 2], float(mean)) if mean > 0 else (0.0, 0.0)
        )
        return float(low), float(high), "Poisson"
    return of_draws(generator().poisson(mean), "Poisson, inputs uncertain")


def of_draws(values: Any, words: str) -> Interval:
    """Returns the 95 % range of draws; 0 to 0 if there are none."""
    if np.size(values) == 0:
        return 0.0, 0.0, words
    low, high = np.quantile(np.asarray(values, dtype=float), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high), words


def scaled(interval: Interval, factor: float) -> Interval:
    """Returns an interval of shares as one of counts, or the other way round."""
    low, high, words = interval
    return low * factor, high * factor, words


def over(values: Sequence[float], words: str = "assumption: ends of the ledger's ranges") -> Interval:
    """Returns the range of the values that the assumed parameters allow."""
    return float(min(values)), float(max(values)), words


def generator(seed: int = 1) -> np.random.Generator:
    """Returns a generator that gives the same numbers on every machine and every time."""
    return np.random.Generator(np.random.Philox(seed))


def row(
    name: str,
    what: str,
    model: float,
    interval: Interval | None = None,
    *,
    unit: str = "",
    published: float | tuple[float, float] | None = None,
    of: str = "",
    role: str = "",
    reason: str = "",
) -> Row:
    """Returns a row with its verdict.

    Args:
        name: Of the row; the book puts the case before it.
        what: What is compared, in words.
        model: The laboratory's value.
        interval: Its range and where that comes from.
        unit: What is counted, if not as in the fact.
        of: The published fact it is compared with; role, unit, source and, if it is a single number, the number
            are taken from it.
        published: Another number than the fact's own, or the ends of the published band.
        role: Another role than the fact's own.
        reason: Kept if the row misses, or if it is a prediction.
    """
    behind = fact(of) if of else None
    if published is None and behind:
        published = behind.figure.get("value")
    role = role or (behind.role if behind else "prediction")
    low, high, words = interval or (model, model, "none")
    band = published if isinstance(published, tuple) else None
    figure = (band[0] + band[1]) / 2 if band else published
    assert figure is None or not isinstance(figure, tuple)
    made = Row(
        id=name,
        what=what,
        unit=unit or (behind.unit if behind else ""),
        published=None if figure is None else float(figure),
        model=float(model) + 0.0,  # + 0.0 turns -0.0 into 0.0
        low=low + 0.0,
        high=high + 0.0,
        interval="exact" if role == "exact" else words,
        role=role,
        verdict="",
        source=f"{behind.id}: {behind.source}" if behind else "",
        reason=reason,
        published_low=band[0] if band else None,
        published_high=band[1] if band else None,
    )
    made = replace(made, verdict=verdict(made))
    return made if made.verdict in ("miss", "prediction") else replace(made, reason="")


def verdict(made: Row) -> str:
    """Returns what the comparison says, by role: nothing that was fitted is ever called inside."""
    if made.published is None or made.role == "prediction":
        return "prediction"
    if made.role == "exact":
        return (
            "exact" if abs(made.model - made.published) <= EXACT * max(1.0, abs(made.published)) else "miss"
        )
    if made.role in ("fit", "input"):
        return "fit"
    low = made.published if made.published_low is None else made.published_low
    high = made.published if made.published_high is None else made.published_high
    slack = 1e-9 * max(1.0, abs(made.published))
    return "inside" if made.low - slack <= high and low <= made.high + slack else "miss"
