"""Drawings made of squares: a thousand refusals, and the map of tiles."""

from __future__ import annotations

from typing import Any

import altair as alt

from glasshouse.report.charts.style import NARROW, WIDE, Rows, data, themed
from glasshouse.report.palette import colour
from glasshouse.report.words import Row


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
