"""What all drawings share: widths, the look, and where names stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import altair as alt

from glasshouse.report.palette import FONT, colour
from glasshouse.report.words import Row

WIDE: Final = 700
NARROW: Final = 300
NAMES: Final = 200  # pixels kept for names at the left of a wide chart
LONG: Final = 290  # the same where the names are those of parameters
GROUPS: Final = 156  # the same where the names are those of groups
Rows = Sequence[Row]


def themed(chart: Any, about: str) -> Any:
    """Return the chart in the house style, with its text alternative as description."""
    text = {"font": FONT, "labelFont": FONT, "titleFont": FONT}
    axis = {
        "labelColor": colour("muted"),
        "labelFontSize": 12,
        "titleColor": colour("muted"),
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "gridColor": colour("grid"),
        "domainColor": colour("line"),
        "ticks": False,
        "tickColor": colour("line"),
        "labelFont": FONT,
        "titleFont": FONT,
        "labelPadding": 6,
    }
    legend = {
        "labelColor": colour("ink"),
        "labelFontSize": 13,
        "labelFont": FONT,
        "title": None,
        "symbolType": "square",
        "orient": "top",
        "labelLimit": 260,
        "offset": 14,
        "symbolSize": 130,
        "symbolStrokeWidth": 0,
    }
    head = {
        "color": colour("ink"),
        "fontSize": 13,
        "font": FONT,
        "anchor": "start",
        "fontWeight": 600,
        "offset": 8,
    }
    return chart.properties(description=about, background=colour("paper"), padding=4).configure(
        axis=axis,
        legend=legend,
        title=head,
        font=text["font"],
        view={"stroke": None},
        text={"font": FONT, "color": colour("ink"), "fontSize": 12},
    )


def data(rows: Rows) -> alt.Data:
    """Return rows as chart data."""
    return alt.Data(values=[dict(row) for row in rows])  # type: ignore[no-untyped-call]


def names(field: str, width: int, kept: int = NAMES, order: list[str] | None = None) -> alt.Y:
    """Return the vertical placement of one row for each name: an axis where there is room, bare on a phone.

    Names begin at the left edge of the column, so that a reader's wider font grows into the free space beside
    them.
    """
    axis = alt.Axis(
        title=None,
        labelLimit=0,
        labelExpr="split(datum.label, '\\n')",  # a long name stands on two lines
        minExtent=kept,
        maxExtent=kept,
        domain=False,
        labelColor=colour("ink"),
        labelFontSize=13,
        labelAlign="left",
        labelPadding=kept,
    )
    return alt.Y(f"{field}:N", sort=order, axis=axis if width > NARROW else None)


def above(base: alt.Chart, field: str, width: int, lift: int = 9) -> list[alt.Chart]:
    """Return the names as text above their bars, for the phone; nothing where an axis already carries
    them."""
    if width > NARROW:
        return []
    at: dict[str, Any] = {"align": "left", "baseline": "bottom", "fontSize": 12.5, "dy": -lift}
    # A rim in the colour of the paper keeps lines of the grid out of the words.
    rim = base.mark_text(**at, color=colour("paper"), stroke=colour("paper"), strokeWidth=4)
    words = base.mark_text(**at, color=colour("ink"))
    return [one.encode(x=alt.value(0), text=f"{field}:N") for one in (rim, words)]


def room(width: int, kept: int = NAMES) -> int:
    """Return the pixels left for the drawing itself."""
    return width - kept - 10 if width > NARROW else width - 10


def step(width: int, wide: int = 32, narrow: int = 46) -> alt.Step:
    """Return the height of one row."""
    return alt.Step(wide if width > NARROW else narrow)
