"""Drawings of what a change does: effects with intervals, the waterfall of a ranking, direct effect and spillover,
how far an assumption must move, and a measure over what a sweep varied."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import altair as alt

from glasshouse.report.charts.style import (
    LONG,
    NAMES,
    NARROW,
    WIDE,
    Rows,
    above,
    data,
    names,
    room,
    step,
    themed,
)
from glasshouse.report.palette import colour

VALUES = 128  # pixels kept at the right of a wide chart, where the numbers stand
BESIDE = 64  # the same on a phone, where two bars share a name
SIGNED = "(datum.value > 0 ? '+' : datum.value < 0 ? '−' : '') + format(abs(datum.value), ',.3~r')"
PERCENT = (
    "(datum.value > 0 ? '+' : datum.value < 0 ? '−' : '') + format(100 * abs(datum.value), ',.2~r') + ' %'"
)


def forest(
    rows: Rows, width: int = WIDE, about: str = "", percent: bool = False, edge: float | None = None
) -> Any:
    """Draw effects as dots with their intervals beside the line of no effect, their numbers written out.

    Rows: `label`, `value`, `text`, `ink` (a palette name); with `low` and `high` an interval, without them a stem
    from zero; with `first` and `last` an open circle and an open square at two other answers. `percent`: the
    numbers are shares. `edge`: the scale ends at this size on both sides; a bar that goes further ends there, and a
    dot beyond it is left to its number.
    """
    shown = [{"low": None, "high": None, "first": None, "last": None, **row, "zero": 0.0} for row in rows]
    for row in shown:
        row["fill"] = colour(str(row["ink"]))
    low, high = _reach(shown, ("value", "low", "high", "first", "last"))
    if edge is not None:
        low, high = max(low, -edge), min(high, edge)
    scale = alt.Scale(domain=[low, high], nice=False, clamp=True)
    axis = _signed(width, percent)
    # Layers show some rows only: the order of all is said, or each layer would begin with its own.
    y = names("label", width, order=[str(row["label"]) for row in rows])
    base = alt.Chart(data(shown)).encode(y=y, color=alt.Color("fill:N", scale=None))
    at = alt.X("value:Q", scale=scale, axis=axis)
    spans = base.transform_filter("isValid(datum.low) && isValid(datum.high)")
    stems = base.transform_filter("!isValid(datum.low) || !isValid(datum.high)")
    layers: list[Any] = [
        _zero(scale, axis),
        stems.mark_rule(strokeWidth=2, opacity=0.6).encode(x=at, x2="zero:Q"),
        spans.mark_rule(strokeWidth=4, opacity=0.4, strokeCap="round").encode(
            x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q"
        ),
        base.transform_filter(f"datum.value >= {low} && datum.value <= {high}")
        .mark_point(filled=True, size=70, opacity=1)
        .encode(x=at),
    ]
    for name, shape in (("first", "circle"), ("last", "square")):
        others = base.transform_filter(f"isValid(datum.{name})")
        layers.append(
            others.mark_point(filled=False, size=60, shape=shape, strokeWidth=1.6, opacity=1).encode(
                x=alt.X(f"{name}:Q", scale=scale, axis=axis), color=alt.value(colour("ink"))
            )
        )
    layers += _written(alt.Chart(data(shown)).encode(y=y), width)
    return themed(alt.layer(*layers).properties(width=_plot(width), height=step(width, 26, 46)), about)


def waterfall(rows: Rows, width: int = WIDE, about: str = "", floor: float = 0.0) -> Any:
    """Draw how a total is reached step by step: each bar begins where the one before ended.

    Rows: `label`, `start`, `end`, `text`, `ink`, and for a step `low`, `high` (the interval of its end). `floor`:
    where the scale begins; totals begin there too.
    """
    shown = [{"low": None, "high": None, **row, "fill": colour(str(row["ink"]))} for row in rows]
    top = _reach(shown, ("start", "end", "low", "high"))[1]
    scale = alt.Scale(domain=[floor, top], nice=False, zero=False, clamp=True)
    axis = alt.Axis(title=None, tickCount=5 if width > NARROW else 3, format=",.3~r", domain=False)
    order = [str(row["label"]) for row in rows]
    base = alt.Chart(data(shown)).encode(y=names("label", width, order=order))
    x = alt.X("start:Q", scale=scale, axis=axis)
    joints = [
        {"label": one["label"], "next": other["label"], "end": one["end"]} for one, other in pairwise(rows)
    ]
    layers: list[Any] = [
        alt.Chart(data(joints))
        .mark_rule(strokeWidth=1, color=colour("muted"))
        .encode(y=names("label", width, order=order), y2="next:N", x=alt.X("end:Q", scale=scale, axis=axis)),
        base.mark_bar(height=15).encode(x=x, x2="end:Q", color=alt.Color("fill:N", scale=None)),
        base.transform_filter("isValid(datum.low) && isValid(datum.high)")
        .mark_rule(strokeWidth=1.5, color=colour("ink"))
        .encode(x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q"),
        *_written(base, width),
    ]
    return themed(alt.layer(*layers).properties(width=_plot(width), height=step(width, 30, 48)), about)


def parts(
    rows: Rows, width: int = WIDE, about: str = "", who: Sequence[str] = ("direct", "spillover")
) -> Any:
    """Draw each effect as two bars from the line of no effect: what comes directly, and what comes round.

    Rows: `label`, and a number under each name of `who`.
    """
    shown = [
        {"label": row["label"], "part": part, "value": float(row[part]), "text": row[f"{part}_text"]}
        for row in rows
        for part in who
    ]
    scale = alt.Scale(domain=_reach(shown, ("value",)), nice=False)
    axis = _signed(width, percent=True)
    inks = alt.Color(
        "part:N", sort=list(who), scale=alt.Scale(domain=list(who), range=[colour("here"), colour("press")])
    )
    at = alt.X("value:Q", scale=scale, axis=axis)
    both = alt.Chart(data(shown)).encode(
        y=names("label", width), yOffset=alt.YOffset("part:N", sort=list(who))
    )
    single = alt.Chart(data([{"label": row["label"]} for row in rows])).encode(
        y=alt.Y("label:N", sort=None, axis=None)
    )
    plot = _plot(width) - (0 if width > NARROW else BESIDE)
    edge = plot + (VALUES - 8 if width > NARROW else BESIDE)
    layers: list[Any] = [
        both.mark_bar(height=10).encode(x=at, color=inks),
        _zero(scale, axis),
        both.mark_text(align="right", fontSize=12).encode(x=alt.value(edge), text="text:N"),
        *above(single, "label", width, lift=15),
    ]
    high = alt.Step(40 if width > NARROW else 62, **{"for": "position"})
    return themed(alt.layer(*layers).properties(width=plot, height=high), about)


def ranges(rows: Rows, width: int = WIDE, about: str = "") -> Any:
    """Draw for each assumption its range as a line, the assumed value as a tick, and where a claim flips as a bar.

    Rows: `label`, `at` (the assumed value as a share of the range), `flip`, `end` (from where to which end it is
    flipped), `text`.
    """
    scale = alt.Scale(domain=[0, 1], nice=False)
    axis = alt.Axis(
        title=None,
        values=[0, 1],
        domain=False,
        grid=False,
        labelExpr="datum.value == 0 ? 'low end' : 'high end'",
        labelFlush=True,
    )
    base = alt.Chart(data([{**row, "zero": 0.0, "one": 1.0} for row in rows]))
    base = base.encode(y=names("label", width, LONG))
    layers: list[Any] = [
        base.mark_rule(strokeWidth=2, color=colour("line")).encode(
            x=alt.X("zero:Q", scale=scale, axis=axis), x2="one:Q"
        ),
        base.mark_bar(height=12, color=colour("harm")).encode(
            x=alt.X("flip:Q", scale=scale, axis=axis), x2="end:Q"
        ),
        base.mark_tick(thickness=3, height=22, color=colour("ink")).encode(
            x=alt.X("at:Q", scale=scale, axis=axis)
        ),
        *_written(base, width, LONG),
    ]
    return themed(alt.layer(*layers).properties(width=_plot(width, LONG), height=step(width, 32, 50)), about)


def dots(rows: Rows, width: int = WIDE, about: str = "") -> Any:
    """Draw one small chart for each varied assumption: every dot is a world.

    Rows: `panel` (the assumption), `x` (its value), `y` (the measure).
    """
    panels = list(dict.fromkeys(str(row["panel"]) for row in rows))
    columns = min(3, len(panels)) if width > NARROW else 1
    each = (width - 24) // columns - 50
    top = max([float(row["y"]) for row in rows] + [1e-12]) * 1.1
    y = alt.Y(
        "y:Q",
        scale=alt.Scale(domain=[0, top], nice=False),
        axis=alt.Axis(title=None, tickCount=3, format=",.3~r", domain=False, labelFontSize=11),
    )
    x = alt.X(
        "x:Q",
        scale=alt.Scale(zero=False, padding=6),
        axis=alt.Axis(title=None, tickCount=3, format=",.3~g", grid=False, labelFontSize=11),
    )
    drawn = [
        alt.Chart(data([row for row in rows if row["panel"] == panel]))
        .mark_point(filled=True, size=34, opacity=0.7, color=colour("harm"))
        .encode(x=x, y=y)
        .properties(width=each, height=130, title=alt.Title(panel, anchor="start", frame="group", offset=8))
        for panel in panels
    ]
    return themed(
        alt.concat(*drawn, columns=columns, bounds="flush", spacing={"row": 62, "column": 50}), about
    )


def _reach(rows: Rows, keys: Sequence[str]) -> list[float]:
    """Return the ends of a scale that holds all these numbers and zero, with a little air."""
    found = [0.0, *(float(row[key]) for row in rows for key in keys if row.get(key) is not None)]
    low, high = min(found), max(found)
    air = 0.04 * (high - low) or 1.0
    return [low - air if low < 0 else 0.0, high + air if high > 0 else 0.0]


def _signed(width: int, percent: bool = False) -> alt.Axis:
    """Return an axis of differences, each with its sign."""
    return alt.Axis(
        title=None,
        tickCount=5 if width > NARROW else 3,
        domain=False,
        labelExpr=PERCENT if percent else SIGNED,
        labelFlush=True,
    )


def _zero(scale: alt.Scale, axis: alt.Axis) -> alt.Chart:
    """Return the line of no effect."""
    line = alt.Chart(data([{"none": 0.0}])).mark_rule(color=colour("ink"), strokeWidth=1)
    return line.encode(x=alt.X("none:Q", scale=scale, axis=axis))


def _plot(width: int, kept: int = NAMES) -> int:
    """Return the pixels between the names and the numbers."""
    return room(width, kept) - (VALUES if width > NARROW else 0)


def _written(base: alt.Chart, width: int, kept: int = NAMES) -> list[alt.Chart]:
    """Return the numbers in a column at the right; on a phone they stand above the drawing, beside the names."""
    words: dict[str, Any] = {"align": "right", "fontSize": 12.5, "color": colour("ink")}
    if width > NARROW:
        return [base.mark_text(**words).encode(x=alt.value(_plot(width, kept) + VALUES - 8), text="text:N")]
    words |= {"baseline": "bottom", "dy": -9}
    rim: dict[str, Any] = {"stroke": colour("paper"), "strokeWidth": 4}
    both = [base.mark_text(**words, **rim), base.mark_text(**words)]
    numbers = [one.encode(x=alt.value(_plot(width, kept)), text="text:N") for one in both]
    return [*above(base, "label", width), *numbers]
