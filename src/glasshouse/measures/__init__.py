"""Measures: from integer tallies to rates, gaps between groups, and intervals.

`registry` says what is measured; `evaluate.evaluate(outcome)` gives the tables; `words` says a number to a
person. This room knows nothing of files.
"""

from glasshouse.measures.registry import LINKS, MEASURES, measure, nearest, refuse_claimed_benefit, together

__all__ = ["LINKS", "MEASURES", "measure", "nearest", "refuse_claimed_benefit", "together"]
