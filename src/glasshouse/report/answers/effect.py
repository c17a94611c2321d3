"""One measure in two worlds, on the scale on which it is printed, and in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from glasshouse.measures.registry import MEASURES
from glasshouse.report.sentences import COLUMNS, MOST, Headline
from glasshouse.report.words import known, label, number, signed, signed_percent, signed_span

if TYPE_CHECKING:
    from glasshouse.experiments.pair import Comparison
    from glasshouse.report.answers.layout import Columns

SCALED = ("base", "changed", "difference", "low", "high", "direct", "spillover")
SHARES = ("share", "share_low", "share_high")


def counted(measure: str) -> bool:
    """Return whether a measure counts people or events, and so is told per 100,000 people.

    What exists only between two worlds (what errors caused, what did not happen) always counts.
    """
    return measure not in MEASURES or MEASURES[measure].counted


def per_100k(measure: str, people: float) -> float:
    """Return what turns a value of so many people into the figure that is printed: 1 for means and ratios."""
    return 1e5 / people if counted(measure) and people else 1.0


@dataclass(frozen=True)
class Effect:
    """A measure in two worlds: per 100,000 people where it counts people or events, else as it is.

    `share`, `share_low`, `share_high`: the difference as a share of the base. None: not known.
    """

    measure: str
    kind: str
    unit: str
    scaled: bool
    base: float | None
    changed: float | None
    difference: float | None
    low: float | None
    high: float | None
    direct: float | None
    spillover: float | None
    share: float | None
    share_low: float | None
    share_high: float | None
    interval: str

    @classmethod
    def of(cls, row: Mapping[str, Any], people: float) -> Effect:
        """Return a row of a comparison's table on the scale on which it is printed."""
        scale = per_100k(str(row["measure"]), people)
        found: dict[str, Any] = {
            key: str(row.get(key) or "") for key in ("measure", "kind", "unit", "interval")
        }
        found |= {key: row[key] * scale if known(row.get(key)) else None for key in SCALED}
        found |= {key: row[key] if known(row.get(key)) else None for key in SHARES}
        return cls(**found, scaled=counted(found["measure"]))

    @property
    def told_apart(self) -> bool:
        """Whether the interval of the difference leaves out zero."""
        return (
            known(self.low) and known(self.high) and (self.low > 0 or self.high < 0)  # type: ignore[operator]
        )

    @property
    def ink(self) -> str:
        """The colour of a harm's effect: fewer, more, or not to be told from none."""
        if not self.told_apart:
            return "muted"
        return "benefit" if (self.difference or 0) < 0 else "harm"

    @property
    def bounds(self) -> str:
        """The interval of the difference in words, with its kind."""
        text = signed_span(self.low, self.high)
        if not text:
            return (
                "no interval: " + self.interval.partition(": ")[2] if ": " in self.interval else "no interval"
            )
        kind = self.interval if self.interval.startswith("mean") else "95 % paired interval"
        return f"{kind}: {text}"

    @property
    def moved(self) -> str:
        """From what to what, in words."""
        if self.base is None or self.changed is None:
            return ""
        # A third digit where two would make both look the same.
        same = number(self.base) == number(self.changed) and self.base != self.changed
        return f"from {number(self.base, 2 + same)} to {number(self.changed, 2 + same)}"


def effects(done: Comparison) -> dict[str, Effect]:
    """Return every measure of a comparison by name."""
    rows = done.measures.iter_rows(named=True)
    return {row["measure"]: Effect.of(row, done.base.people) for row in rows}


def headline(effect: Effect, says: str) -> Headline:
    """Return an effect as a headline: the difference, what it counts, from what to what, the interval."""
    share = f" ({signed_percent(effect.share)})" if effect.share else ""
    moved = f"{effect.moved}{share}; " if effect.moved else ""
    return Headline(
        effect.measure,
        signed(effect.difference),
        says,
        moved + effect.bounds,
        "per 100,000 people" if effect.scaled else effect.unit,
    )


def columns(found: Mapping[str, Effect], first: tuple[str, ...] = ()) -> Columns:
    """Return what changed as harms, claimed benefits and costs side by side; `first` leads its column.

    A measure that did not move is left out, unless nothing of its kind moved.
    """
    made = []
    for kind, (title, order) in COLUMNS.items():
        names = [
            name for name in dict.fromkeys((*first, *order)) if name in found and found[name].kind == kind
        ]
        moved = [name for name in names if found[name].difference]
        shown = (moved or names[:1])[:MOST]
        made.append((kind, title, [headline(found[name], order.get(name, label(name))) for name in shown]))
    return made
