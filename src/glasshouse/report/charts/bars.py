"""Drawings made of bars: the chain, verdicts, plain bars, pairs of worlds, grades of evidence, swings."""

from __future__ import annotations

import math
from collections.abc import Mapping
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
from glasshouse.report.palette import VERDICTS, colour
from glasshouse.report.words import number, percent


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


def stacked(rows: Rows, width: int = WIDE, about: str = "", kinds: Mapping[str, str] | None = None) -> Any:
    """Draw how each of several wholes splits over a few kinds, every bar filling the whole width.

    Rows: `label`, `text` (the shares in words), `brief` (for the phone), and a share for each kind; shares add
    up to 1. `kinds` maps each, by the name of its colour, to its word; the four verdicts if None.
    """
    kinds = VERDICTS if kinds is None else kinds
    pieces: list[dict[str, Any]] = []
    for row in rows:
        left = 0.0
        for key, word in kinds.items():
            share = float(row.get(key) or 0.0)
            pieces.append(
                {"label": row["label"], "kind": word, "x": left, "x2": left + share, "text": row["text"]}
            )
            left += share
    width_of_bar = width - 10
    base = alt.Chart(data(pieces))
    order = list(kinds.values())
    fills = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=order, range=[colour(key) for key in kinds]),
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


def bars(rows: Rows, width: int = WIDE, about: str = "", ink: str = "harm", kept: int = NAMES) -> Any:
    """Draw plain bars with their values written out.

    Rows: `label`, `value`, `text`; with `low`, `high` an interval too, with `ink` a colour of its own.
    `kept`: pixels for the names.
    """
    top = max([float(row["value"]) for row in rows] + [float(row.get("high") or 0) for row in rows] + [1e-12])
    # A third of the width stays free for the longest bar's own number.
    scale = alt.Scale(domain=[0, top * (1.25 if width > NARROW else 1.45)], nice=False)
    x = alt.X("value:Q", scale=scale, axis=None)
    shown = [
        {
            **row,
            "end": max(float(row.get("high") or 0), float(row["value"])),
            "fill": colour(str(row.get("ink") or ink)),
        }
        for row in rows
    ]
    base = alt.Chart(data(shown)).encode(y=names("label", width, kept))
    layers: list[Any] = [base.mark_bar(height=15).encode(x=x, color=alt.Color("fill:N", scale=None))]
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
    return themed(alt.layer(*layers).properties(width=room(width, kept), height=step(width, 28, 44)), about)


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
    axis = alt.Axis(title=None, tickCount=5 if width > NARROW else 3, format=",.3~r", domain=False)
    base = alt.Chart(data(rows)).encode(y=names("label", width, LONG))
    layers: list[Any] = [
        base.mark_bar(height=14, color=colour("assumed")).encode(
            x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q"
        ),
        base.mark_tick(thickness=2, height=22, color=colour("ink")).encode(x=alt.X("base:Q", scale=scale)),
        *above(base, "label", width),
    ]
    return themed(alt.layer(*layers).properties(width=room(width, LONG), height=step(width, 28, 44)), about)
