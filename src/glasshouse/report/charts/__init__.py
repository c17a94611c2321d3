"""The drawings of the house: each function takes rows (plain mappings) and a width, and returns an Altair
chart.

This is the only chart code in Glasshouse. Rows arrive ready: names already in words, numbers already worked
out; a drawing decides only where ink goes. Every drawing exists in two widths, a column of text and a phone,
because a chart that is merely shrunk cannot be read. On the phone the names stand above their bars instead of
left of them.
"""

from glasshouse.report.charts.bars import bars, chain, grades, pairs, stacked, swings
from glasshouse.report.charts.effects import dots, forest, parts, ranges, waterfall
from glasshouse.report.charts.panels import apart, gaps, weeks
from glasshouse.report.charts.squares import squares, thousand, tiles
from glasshouse.report.charts.style import LONG, NARROW, WIDE

__all__ = [
    "LONG",
    "NARROW",
    "WIDE",
    "apart",
    "bars",
    "chain",
    "dots",
    "forest",
    "gaps",
    "grades",
    "pairs",
    "parts",
    "ranges",
    "squares",
    "stacked",
    "swings",
    "thousand",
    "tiles",
    "waterfall",
    "weeks",
]
