"""From the tallies of a run to tables: totals, groups, gaps, regions and weeks, each with its interval.

`interval` says which kind an interval is. Here it is always the *simulation interval* (95 %): other people of
the same kind, the same weekly climate. It does not cover other seeds of the climate, nor what is assumed
rather than measured; see `bootstrap`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from glasshouse.measures import frames
from glasshouse.measures.bootstrap import REPLICATES, drawn
from glasshouse.measures.groups import cuts
from glasshouse.measures.matrix import compiled
from glasshouse.measures.regions import country
from glasshouse.measures.seen import seen
from glasshouse.measures.tallies import Tallies


@dataclass(frozen=True)
class Evaluation:
    """The measures of a run as Polars frames.

    Values are national numbers at the size of the simulated population: regions that were over-sampled are
    weighted back to their real share, and all weights together leave the number of people as simulated.

    In every table `low` and `high` bound `per_100k` for a count and `value` for a mean or a share, so that
    groups and regions of any size compare; `value_low` and `value_high` bound `value`.

    measures: measure, link, kind, unit, value, per_100k, low, high, value_low, value_high, interval, says,
        how; value is null where there was nothing to divide by.
    by_group: measure, margin (group, sex, urban, income, age, 'group x sex', ...), level ('minority,
        female'), people, value, per_100k, low, high, value_low, value_high, interval, enough.
    gaps: measure, margin, compared, reference, ratio, ratio_low, ratio_high, difference, difference_low,
        difference_high, difference_unit, enough.
    by_region: measure, region, name, people, value, per_100k, low, high, value_low, value_high, interval,
        enough, note; where too few people or events are behind a number it is null and the note says so.
    timeline: week (from 0), region ('all' is the whole country), measure, value, per_100k: flows in that
        week, stocks at its end.
    timeline_by_group: week, group, measure, value, per_100k.
    """

    measures: pl.DataFrame
    by_group: pl.DataFrame
    gaps: pl.DataFrame
    by_region: pl.DataFrame
    timeline: pl.DataFrame
    timeline_by_group: pl.DataFrame

    def tables(self) -> dict[str, pl.DataFrame]:
        """Return the frames by name, in the order in which a reader wants them."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    def nested(self) -> dict[str, Any]:
        """Return the measures as nested plain values, with `by_group` and `by_region` inside each."""
        return frames.nested(self.measures, self.by_group, self.by_region)


def evaluate(outcome: Any, replicates: int = REPLICATES) -> Evaluation:
    """Return every measure of an outcome (or of tallies), with 95 % simulation intervals.

    Args:
        outcome: what the engine returns, or `Tallies` from a run folder.
        replicates: how often blocks of communities are resampled; the draws are seeded from the run's seed.

    Raises:
        EngineError: the tables lack a counter or a climate series that a measure needs.
    """
    tallies = Tallies.of(outcome)
    matrix, draws, climate = compiled(tallies), drawn(tallies, replicates), seen(tallies)
    whole = country(tallies, matrix, draws)
    parts = tuple(cuts(tallies, matrix, draws))
    return Evaluation(
        measures=frames.measures(whole.everybody, climate, tallies),
        by_group=frames.by_group(parts),
        gaps=frames.gaps(parts),
        by_region=frames.by_region(whole.regions, climate, tallies),
        timeline=frames.timeline(tallies, matrix, climate),
        timeline_by_group=frames.timeline_by_group(tallies, matrix),
    )
