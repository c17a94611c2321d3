"""Do all programs live the same step? Rates that differ by more than luck mean that no ratio of speeds says anything."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import stats

from benchmarks.answer import Rows
from benchmarks.peers.step import Society, Tally

SURE = 1e-4
"""A difference is one of the programs, not of luck, if luck brings one as large less often than this."""

Rates = dict[str, list[list[float]]]
"""Program -> for every seed the rates of a tally, in the order of its fields."""


def rates(programs: Mapping[str, type[Society]], people: int, days: int, seeds: int) -> Rates:
    """Return what happened per million person-days, and the percentage listed in the end, by program and seed."""
    found: Rates = {}
    for name, program in programs.items():
        found[name] = []
        for seed in range(1, seeds + 1):
            society = program(people, days, seed)
            society.live()
            *counted, listed = society.tally()
            found[name].append([count / people / days * 1e6 for count in counted] + [100 * listed / people])
    return found


def apart(found: Rates, first: str) -> list[str]:
    """Return, in words, where a program's rates differ from those of the program `first` by more than luck.

    Welch's test over seeds, each seed a society of its own: what happens to people who know each other is not
    independent, societies are.
    """
    said = []
    for name in found:
        for field, ours, theirs in zip(
            Tally._fields, *(np.transpose(found[n]) for n in (first, name)), strict=True
        ):
            chance = welch(ours, theirs)
            if chance < SURE:
                said.append(
                    f"{name}: {field} {theirs.mean():.4g}, {first} {ours.mean():.4g} (p = {chance:.1g})"
                )
    return said


def welch(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Return how often luck brings such a difference of means; 1 if there is none, 0 if nothing varies but they differ."""
    if np.mean(ours) == np.mean(theirs):
        return 1.0
    if np.std(ours) == np.std(theirs) == 0:
        return 0.0
    return float(stats.ttest_ind(ours, theirs, equal_var=False).pvalue)


def table(found: Rates, title: str) -> Rows:
    """Return the rates with the half-width of their 95 % intervals over seeds."""
    rows: list[dict[str, Any]] = []
    for name, by_seed in found.items():
        row: dict[str, Any] = {"program": name}
        for field, values in zip(Tally._fields, np.transpose(by_seed), strict=True):
            many = len(values)
            spread = (
                stats.t.ppf(0.975, many - 1) * values.std(ddof=1) / math.sqrt(many) if many > 1 else math.nan
            )
            row[field.replace("_", " ") + (" %" if field == "listed" else "")] = (
                f"{values.mean():,.4g} ± {spread:.2g}"
            )
        rows.append(row)
    return Rows(title, rows)
