"""Small multiples: weeks, and gaps between groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from glasshouse.report.charts.style import GROUPS, NARROW, WIDE, Rows, above, data, names, themed
from glasshouse.report.palette import colour
from glasshouse.report.words import Row


def weeks(rows: Rows, width: int = WIDE, about: str = "") -> Any:
    """Draw small multiples over the weeks, each on a scale of its own from zero, its last value written at
    the end.

    Rows: `week`, `panel` (title of the small chart), `value`, `ink`; a row with `event` marks a dated event
    instead.
    """
    panels = list(dict.fromkeys(str(row["panel"]) for row in rows if not row.get("event")))
    columns = 3 if width > NARROW else 1
    each = (width - 24) // columns - 44
    events = sorted({int(row["week"]) for row in rows if row.get("event")})
    drawn = [
        small([row for row in rows if row.get("panel") == panel], panel, each, events) for panel in panels
    ]
    # Flush: plots line up by their frames, whatever the width of the numbers on their axes.
    return themed(
        alt.concat(*drawn, columns=columns, bounds="flush", spacing={"row": 66, "column": 46}), about
    )


SMALL = "format(datum.value, abs(datum.value) >= 1 ? ',.2~f' : '.2~g')"


def small(rows: Rows, panel: str, width: int, events: Sequence[int]) -> Any:
    """Draw one of the small multiples."""
    last = max(int(row["week"]) for row in rows)
    top = max(float(row["value"]) for row in rows)
    ink = colour(str(rows[0]["ink"]))
    x = alt.X(
        "week:Q",
        scale=alt.Scale(domain=[0, max(last, 1)], nice=False),
        axis=alt.Axis(
            title=None,
            values=[0, last],
            grid=False,
            labelExpr="'week ' + (datum.value + 1)",
            labelFlush=True,
            labelFontSize=11,
        ),
    )
    y = alt.Y(
        "value:Q",
        scale=alt.Scale(domain=[0, (top or 1) * 1.1], nice=False),
        axis=alt.Axis(title=None, tickCount=2, labelExpr=SMALL, domain=False, labelFontSize=11),
    )
    base = alt.Chart(data(rows)).encode(x=x, y=y)
    layers: list[Any] = [
        base.mark_area(opacity=0.13, color=ink, clip=True),
        base.mark_line(strokeWidth=1.8, color=ink),
        base.transform_filter(f"datum.week == {last}").mark_point(filled=True, size=34, color=ink, opacity=1),
    ]
    if events:
        marks = alt.Chart(data([{"week": week} for week in events]))
        layers.insert(0, marks.mark_rule(strokeDash=[2, 3], color=colour("muted")).encode(x=x))
    title = alt.Title(panel, anchor="start", frame="group", dx=-34, offset=8, fontSize=12.5)
    return alt.layer(*layers).properties(width=width, height=92, title=title)


def gaps(rows: Rows, width: int = WIDE, about: str = "", order: Sequence[str] = ()) -> Any:
    """Draw ratios between groups with their intervals, one small chart a measure, 'equal' as the line they
    leave.

    Rows: `panel` (the measure), `label` (who), `ratio`, `low`, `high`. An interval that holds 1 is drawn in
    grey. Small charts stand side by side where there is room, and share one scale.
    """
    panels = list(dict.fromkeys(str(row["panel"]) for row in rows))
    order = list(order) or list(dict.fromkeys(str(row["label"]) for row in rows))
    reach = [
        float(row[key]) for row in rows for key in ("ratio", "low", "high") if row.get(key) and row[key] > 0
    ]
    far = min(max([*reach, *(1 / value for value in reach), 2.0]) * 1.15, 50.0)
    wide = width > NARROW
    # Four stand two by two: the fourth alone in a row would look like an afterthought.
    columns = (2 if len(panels) in (2, 4) else 3) if wide else 1
    each = (width - GROUPS) // columns - 26 if wide else width - 24
    drawn = [
        ratios(
            [row for row in rows if row["panel"] == panel],
            panel,
            order,
            each,
            far,
            wide,
            place % columns == 0,
        )
        for place, panel in enumerate(panels)
    ]
    if wide:
        return themed(
            alt.concat(*drawn, columns=columns, bounds="flush", spacing={"row": 70, "column": 26}), about
        )
    return themed(alt.vconcat(*drawn, spacing=18), about)


def ratios(rows: Rows, panel: str, order: list[str], width: int, far: float, wide: bool, named: bool) -> Any:
    """Draw the ratios of one measure on a scale from 1/far to far."""
    mark = 10 if far > 12 else 3 if far > 4 else 2
    axis = alt.Axis(
        values=[1 / mark, 1, mark],
        title=None,
        domain=False,
        labelFontSize=11,
        labelOverlap=False,
        labelExpr=f"datum.value == 1 ? 'equal' : datum.value < 1 ? '÷ {mark}' : '× {mark}'",
    )
    scale = alt.Scale(type="log", domain=[1 / far, far], nice=False, clamp=True)
    equal_too = [{**row, "ink": colour("muted" if not apart(row) else "harm")} for row in rows]
    # Every panel keeps all rows, also where a measure has no figure for one of the groups.
    y = names("label", WIDE if named and wide else NARROW, GROUPS, order).scale(domain=order)
    base = alt.Chart(data(equal_too)).encode(y=y, color=alt.Color("ink:N", scale=None))
    line = alt.Chart(data([{"one": 1}])).mark_rule(color=colour("ink"), strokeWidth=1)
    layers = [
        line.encode(x=alt.X("one:Q", scale=scale, axis=axis)),
        base.mark_rule(strokeWidth=4, opacity=0.4, strokeCap="round").encode(
            x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q"
        ),
        base.mark_point(filled=True, size=70, opacity=1).encode(x=alt.X("ratio:Q", scale=scale, axis=axis)),
    ]
    if not wide:
        words = alt.Chart(data(equal_too)).encode(y=y)
        layers += above(words, "label", NARROW)
    title = alt.Title(panel, anchor="start", frame="group", offset=10)
    return alt.layer(*layers).properties(width=width, height=alt.Step(26 if wide else 42), title=title)


def apart(row: Row) -> bool:
    """Return whether the interval of a ratio leaves out 1."""
    low, high = row.get("low"), row.get("high")
    return bool(low is not None and high is not None and not low <= 1 <= high)
