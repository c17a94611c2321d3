"""The drawings of the house: each function takes rows (plain mappings) and a width in pixels, and returns an
Altair chart.

This is the only chart code in Glasshouse. Rows arrive ready: names already in words, numbers already worked
out; a drawing decides only where ink goes. Every drawing exists in two widths, a column of text and a phone,
because a chart that is merely shrunk cannot be read. On the phone the names stand above their bars instead of
left of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

import altair as alt

from .palette import FONT, VERDICTS, colour
from .words import Row, number, percent

WIDE: Final = 700
NARROW: Final = 300
NAMES: Final = 200  # pixels kept for names at the left of a wide chart
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
    ink: dict[str, Any] = {"align": "left", "baseline": "bottom", "fontSize": 12.5, "color": colour("ink")}
    return [base.mark_text(dy=-lift, **ink).encode(x=alt.value(0), text=f"{field}:N")]


def room(width: int, kept: int = NAMES) -> int:
    """Return the pixels left for the drawing itself."""
    return width - kept - 10 if width > NARROW else width - 10


def step(width: int, wide: int = 32, narrow: int = 46) -> alt.Step:
    """Return the height of one row."""
    return alt.Step(wide if width > NARROW else narrow)


def chain(rows: Rows, width: int = WIDE, about: str = "") -> Any:
    """Draw the chain from acts to refusals and remedies: one bar a step, each gridline a hundred times the
    one before.

    Rows: `stage` (empty where it goes on), `in` (the stage), `label`, `per_100k`, `ink` (a palette name).
    Values under 1 have no bar on such a scale and are printed.
    """
    wide = width > NARROW
    kept = 258 if wide else 0
    top = max([float(row["per_100k"]) for row in rows] + [10.0])
    shown = [
        {
            **row,
            "at": max(float(row["per_100k"]), 1.0),
            "one": 1.0,
            "text": number(row["per_100k"]),
            "fill": colour(str(row["ink"])),
            "full": f"{row['in']}: {row['label']}",
        }
        for row in rows
    ]
    powers = [10.0**n for n in range(0, math.ceil(math.log10(top)) + 1, 2 if wide else 4)]
    # Room is kept to the right of the longest bar, where its own number stands.
    scale = alt.Scale(type="log", domain=[1, top * (300 if wide else 2000)], nice=False)
    axis = alt.Axis(
        values=powers, title=None, orient="top", domain=False, labelExpr=POWERS, labelOverlap=True
    )
    base = alt.Chart(data(shown)).encode(y=names("label", width, kept - 92))
    bars = base.mark_bar(height=14).encode(
        x=alt.X("one:Q", scale=scale, axis=axis), x2="at:Q", color=alt.Color("fill:N", scale=None)
    )
    values = base.mark_text(align="left", dx=6, fontSize=13, fontWeight=600).encode(
        x=alt.X("at:Q", scale=scale), text="text:N"
    )
    stages = base.mark_text(align="left", fontSize=13, fontWeight=600).encode(
        x=alt.value(-kept), text="stage:N"
    )
    layers = [bars, values, *([stages] if wide else above(base, "full", width))]
    return themed(alt.layer(*layers).properties(width=room(width, kept), height=step(width, 30)), about)


POWERS = (
    "datum.value >= 1e9 ? format(datum.value / 1e9, ',') + ' billion' : datum.value >= 1e6 ? "
    "format(datum.value / 1e6, ',') + ' million' : format(datum.value, ',')"
)


def verdicts(rows: Rows, width: int = WIDE, about: str = "") -> Any:
    """Draw how each kind of harm splits over the four verdicts, every bar filling the whole width.

    Rows: `label`, `text` (the shares in words), `brief` (for the phone), `fact`, `law`, `benchmark`, `rule`
    (shares that add up to 1).
    """
    parts: list[dict[str, Any]] = []
    for row in rows:
        left = 0.0
        for key, word in VERDICTS.items():
            share = float(row.get(key) or 0.0)
            parts.append(
                {"label": row["label"], "verdict": word, "x": left, "x2": left + share, "text": row["text"]}
            )
            left += share
    width_of_bar = width - 10
    base = alt.Chart(data(parts))
    order = list(VERDICTS.values())
    fills = alt.Color(
        "verdict:N",
        scale=alt.Scale(domain=order, range=[colour(key) for key in VERDICTS]),
        sort=order,
    )
    y = alt.Y("label:N", sort=None, axis=None)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, 1]))
    bars = base.mark_bar(height=18, stroke=colour("paper"), strokeWidth=0.75, yOffset=12).encode(
        y=y, x=x, x2="x2:Q", color=fills
    )
    one = alt.Chart(data(rows))
    at: dict[str, Any] = {"align": "left", "baseline": "bottom"}
    title = one.mark_text(**at, dy=-1 if width > NARROW else -15, fontSize=13, fontWeight=600).encode(
        y=y, x=alt.value(0), text="label:N"
    )
    right = width > NARROW
    note = one.mark_text(
        align="right" if right else "left", baseline="bottom", dy=-1, fontSize=12, color=colour("muted")
    ).encode(y=y, x=alt.value(width_of_bar if right else 0), text="text:N" if right else "brief:N")
    return themed(
        alt.layer(bars, title, note).properties(width=width_of_bar, height=step(width, 58, 72)), about
    )


def thousand(row: Row, width: int = WIDE, about: str = "") -> Any:
    """Draw a thousand refusals as a thousand squares, coloured by verdict: the split as a crowd, not as a
    percentage.

    The row gives shares `fact`, `law`, `benchmark`, `rule`. A verdict that occurs at all gets at least one
    square.
    """
    across = 50 if width > NARROW else 25
    size = (width - 8) / across
    # Squares up to each bound take the colour of the verdict; the drawing counts them out itself.
    bounds, fill = 0, repr(colour("rule"))
    for key, count in reversed(list(squares(row).items())):
        bounds += count
        fill = f"datum.n < {1000 - bounds + count} ? {colour(key)!r} : {fill}"
    chart = (
        alt.Chart(alt.sequence(0, min(bounds, 1000), as_="n"))
        .transform_calculate(x=f"datum.n % {across}", y=f"floor(datum.n / {across})", fill=fill)
        .mark_square(size=(size - 2.5) ** 2, opacity=1)
        .encode(
            x=alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-0.5, across - 0.5])),
            y=alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[1000 / across - 0.5, -0.5])),
            color=alt.Color("fill:N", scale=None),
        )
        .properties(width=width - 8, height=size * 1000 / across)
    )
    return themed(chart, about)


def squares(row: Row) -> dict[str, int]:
    """Return how many of a thousand squares each verdict gets; they add up to 1,000 whenever any share is
    positive."""
    wrong = {key: float(row.get(key) or 0.0) for key in ("fact", "law", "benchmark")}
    counts = {key: max(1, round(1000 * share)) if share > 0 else 0 for key, share in wrong.items()}
    if not any(wrong.values()) and not row.get("rule"):
        return {**counts, "rule": 0}
    counts["rule"] = max(0, 1000 - sum(counts.values()))
    return counts


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
    columns = 3 if wide else 1
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


def tiles(rows: Rows, width: int = WIDE, about: str = "") -> Any:
    """Draw a map in which every region is a square of the same size, darker where the measure is higher.

    Rows: `short` (a code), `lines` (its name, broken), `row`, `column`, `step` (0 no figure, 1..5), `text`,
    `differs` (in bold: from the whole by more than chance).
    """
    left, up = min(int(row["column"]) for row in rows), min(int(row["row"]) for row in rows)
    across = max(int(row["column"]) for row in rows) - left + 1
    down = max(int(row["row"]) for row in rows) - up + 1
    wide = width > NARROW
    size = min((width - 8) / across, 78)
    shown = [
        {
            "column": int(row["column"]) - left,
            "row": int(row["row"]) - up,
            "fill": colour(f"map{row['step']}"),
            "ink": colour(f"mapink{row['step']}"),
            "name": row["lines"] if wide else row["short"],
            "text": row["text"] or "–",
            "differs": bool(row.get("differs")),
        }
        for row in rows
    ]
    x = alt.X("column:Q", axis=None, scale=alt.Scale(domain=[-0.5, across - 0.5]))
    y = alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[down - 0.5, -0.5]))
    base = alt.Chart(data(shown)).encode(x=x, y=y)
    ink = alt.Color("ink:N", scale=None)
    top: dict[str, Any] = (
        {"fontSize": 10.5, "baseline": "top", "dy": 9 - size / 2, "lineHeight": 11}
        if wide
        else {"fontSize": 11}
    )
    layers = [base.mark_square(size=(size - 3) ** 2, opacity=1).encode(color=alt.Color("fill:N", scale=None))]
    for differs in (True, False):
        some = base.transform_filter(f"datum.differs == {str(differs).lower()}")
        weight: Any = 700 if differs else 400
        layers.append(
            some.mark_text(**top, fontWeight=weight if not wide else 400).encode(text="name:N", color=ink)
        )
        if wide:
            layers.append(
                some.mark_text(fontSize=15, fontWeight=weight, baseline="bottom", dy=size / 2 - 9).encode(
                    text="text:N", color=ink
                )
            )
    return themed(alt.layer(*layers).properties(width=size * across, height=size * down), about)


def bars(rows: Rows, width: int = WIDE, about: str = "", ink: str = "harm") -> Any:
    """Draw plain bars with their values written out. Rows: `label`, `value`, `text`; with `low`, `high` an
    interval too."""
    top = max([float(row["value"]) for row in rows] + [float(row.get("high") or 0) for row in rows] + [1e-12])
    # A third of the width stays free for the longest bar's own number.
    scale = alt.Scale(domain=[0, top * (1.25 if width > NARROW else 1.45)], nice=False)
    x = alt.X("value:Q", scale=scale, axis=None)
    base = alt.Chart(data([{**r, "end": max(float(r.get("high") or 0), float(r["value"]))} for r in rows]))
    base = base.encode(y=names("label", width))
    layers: list[Any] = [base.mark_bar(height=15, color=colour(ink)).encode(x=x)]
    spans = base.transform_filter("isValid(datum.low) && isValid(datum.high)")
    layers.append(
        spans.mark_rule(strokeWidth=1.5, color=colour("ink")).encode(
            x=alt.X("low:Q", scale=scale), x2="high:Q"
        )
    )
    layers.append(
        base.mark_text(align="left", dx=7, fontSize=12.5, fontWeight=600).encode(
            x=alt.X("end:Q", scale=scale), text="text:N"
        )
    )
    layers.extend(above(base, "label", width))
    return themed(alt.layer(*layers).properties(width=room(width), height=step(width, 28, 44)), about)


def pairs(rows: Rows, width: int = WIDE, about: str = "", who: tuple[str, str] = ("here", "there")) -> Any:
    """Draw two worlds as pairs of bars, each pair on a scale of its own, so that rare and common harms can
    both be read.

    Rows: `label`, `here`, `there` (numbers). `who` names the two worlds.
    """
    shown: list[dict[str, Any]] = []
    for row in rows:
        most = max(float(row["here"]), float(row["there"])) or 1.0
        for world, key in zip(who, ("here", "there"), strict=True):
            value = float(row[key])
            shown.append({"label": row["label"], "world": world, "x": value / most, "text": number(value)})
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, 1.28 if width > NARROW else 1.4]))
    inks = alt.Color(
        "world:N",
        sort=list(who),
        scale=alt.Scale(domain=list(who), range=[colour("here"), colour("press")]),
    )
    base = alt.Chart(data(shown)).encode(
        y=names("label", width), yOffset=alt.YOffset("world:N", sort=list(who))
    )
    layers: list[Any] = [
        base.mark_bar(height=12).encode(x=x, color=inks),
        base.mark_text(align="left", dx=6, fontSize=12.5).encode(x=x, text="text:N"),
    ]
    single = alt.Chart(data([{"label": row["label"]} for row in rows])).encode(
        y=alt.Y("label:N", sort=None, axis=None)
    )
    layers.extend(above(single, "label", width, lift=16))
    high = alt.Step(44 if width > NARROW else 64, **{"for": "position"})
    return themed(alt.layer(*layers).properties(width=room(width), height=high), about)


def grades(rows: Rows, width: int = WIDE, about: str = "") -> Any:
    """Draw how many of the numbers put in were measured, reported, derived or assumed, as one bar. Rows:
    `grade`, `count`."""
    total = sum(float(row["count"]) for row in rows) or 1.0
    left, shown = 0.0, []
    for row in rows:
        right = left + float(row["count"]) / total
        shown.append(
            {
                **row,
                "x": left,
                "x2": right,
                "name": f"{row['grade']}: {row['count']} ({percent(right - left)})",
            }
        )
        left = right
    order = [row["name"] for row in shown]
    inks = alt.Color(
        "name:N",
        sort=order,
        scale=alt.Scale(domain=order, range=[colour(str(row["grade"])) for row in rows]),
    )
    chart = (
        alt.Chart(data(shown))
        .mark_bar(height=26, stroke=colour("paper"), strokeWidth=1)
        .encode(x=alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, 1])), x2="x2:Q", color=inks)
    )
    return themed(chart.properties(width=width - 10, height=30), about)


def swings(rows: Rows, width: int = WIDE, about: str = "") -> Any:
    """Draw what the result hangs on: how far it moves when one assumption goes from one end of its range to
    the other.

    Rows: `label`, `low`, `high` (the result at both ends), `base` (the result as run).
    """
    reach = [float(row[key]) for row in rows for key in ("low", "high", "base")]
    scale = alt.Scale(domain=[min([0.0, *reach]), max([*reach, 1e-12]) * 1.05], nice=False)
    axis = alt.Axis(title=None, tickCount=5 if width > NARROW else 3, format="~s", domain=False)
    base = alt.Chart(data(rows)).encode(y=names("label", width))
    layers: list[Any] = [
        base.mark_bar(height=14, color=colour("assumed")).encode(
            x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q"
        ),
        base.mark_tick(thickness=2, height=22, color=colour("ink")).encode(x=alt.X("base:Q", scale=scale)),
        *above(base, "label", width),
    ]
    return themed(alt.layer(*layers).properties(width=room(width), height=step(width, 28, 44)), about)
