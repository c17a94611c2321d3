"""An answer as charts: the report's own drawings, each with the sentence and the table that replace it.

Here only rows are made ready; where ink goes is decided in `glasshouse.report.charts`, the only chart code in the house.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from glasshouse.base.errors import unknown
from glasshouse.lab import names
from glasshouse.lab.catalogue import N_
from glasshouse.report import charts, picture
from glasshouse.report.charts import NARROW, WIDE
from glasshouse.report.words import number

SIZES = {"wide": WIDE, "narrow": NARROW}
FIGURES = ("worlds", "groups", "weeks")
HEADLINES = (
    "people_refused", "people_wrongly_refused", "people_wrongly_refused_law", "people_listed", "wrongful_stops",
    "posts_suppressed", "people_exposed_in_breach", "files_opened", "points_lost",
)  # fmt: skip
"""Harms that are drawn side by side; those that are zero in both worlds are left out."""
WHO = (N_("As it is"), N_("With the changes"))
LINE = 29
"""Letters of a name that fit beside a drawing."""
Say = Callable[[str], str]
"""From a message to the reader's language."""


def draw(answer: Mapping[str, Any], figure: str, measure: str, size: str, say: Say = str) -> str:
    """Returns a chart of an answer as an SVG document that names its own source.

    Raises:
        UnknownName: no such figure or measure.
    """
    if figure not in FIGURES:
        raise unknown("figure", figure, FIGURES)
    known = {row["measure"]: row for row in answer["measures"]}
    if measure not in known:
        raise unknown("measure", measure, known)
    width = SIZES[size]
    made = {"worlds": worlds, "groups": groups, "weeks": weeks}[figure](answer, known[measure], width, say)
    if made is None:
        return nothing(width)
    chart, says = made
    drawn = picture.svg(chart, f"{figure}-{size}", says, size)
    return documented(drawn, source(answer), says)


def worlds(answer: Mapping[str, Any], one: Mapping[str, Any], width: int, say: Say) -> tuple[Any, str] | None:
    """Both worlds side by side in the harms of the headline, and in the measure looked at."""
    shown = list(dict.fromkeys([one["measure"], *HEADLINES]))
    known = {row["measure"]: row for row in answer["measures"]}
    rows = [
        {
            "label": folded(say(known[name]["label"]), width),
            "here": known[name]["base"],
            "there": known[name]["changed"],
        }
        for name in shown
        if name in known and (known[name]["base"] or known[name]["changed"])
    ]
    if not rows:
        return None
    said = "; ".join(f"{flat(row['label'])}: {number(row['here'])}, {number(row['there'])}" for row in rows)
    says = say(N_("For every 100,000 people, as it is and with the changes. {rows}.")).replace("{rows}", said)
    here, there = (say(name) for name in WHO)
    return charts.pairs(rows, width, says, (here, there)), says


def groups(answer: Mapping[str, Any], one: Mapping[str, Any], width: int, say: Say) -> tuple[Any, str] | None:
    """The effect on one measure in each group, with its interval."""
    table = answer["groups"]
    series = table["measures"].get(one["measure"])
    if series is None:
        return None
    rows = [
        {"label": folded(say(names.GROUPS[level]), width), "low": low, "high": high, "base": difference}
        for (_, level), (_, _, difference, low, high) in zip(table["levels"], series, strict=True)
        if None not in (difference, low, high)
    ]
    if not any(row["low"] or row["high"] for row in rows):
        return None
    said = "; ".join(
        f"{flat(r['label'])} {signed(r['base'])} ({signed(r['low'])}, {signed(r['high'])})" for r in rows
    )
    says = say(N_("{name} {unit}: the difference in each group, with its 95 % interval. {rows}."))
    says = filled(says, one, say).replace("{rows}", said)
    return charts.swings(rows, width, says), says


def weeks(answer: Mapping[str, Any], one: Mapping[str, Any], width: int, say: Say) -> tuple[Any, str] | None:
    """One measure week by week in both worlds."""
    series = answer["weeks"].get(one["measure"])
    if series is None or not any(value for line in series.values() for value in line):
        return None
    rows = [
        {"week": week, "panel": say(name), "value": value or 0.0, "ink": ink}
        for which, name, ink in (("base", WHO[0], "here"), ("changed", WHO[1], "press"))
        for week, value in enumerate(series[which])
    ]
    says = filled(say(N_("{name} {unit}, week by week, as it is and with the changes.")), one, say)
    return charts.weeks(rows, width, says), says


def folded(name: str, width: int) -> str:
    r"""Returns a name on two lines where it would run into the drawing; on a phone it stands above its bar.

    >>> folded("People refused against the rule itself", WIDE)
    'People refused\nagainst the rule itself'
    """
    if width <= NARROW or sum(1 if sign.isascii() else 1.7 for sign in name) <= LINE:
        return name
    words = name.split(" ")
    cut = min(range(1, len(words)), key=lambda at: abs(len(" ".join(words[:at])) - len(name) / 2), default=0)
    return " ".join(words[:cut]) + "\n" + " ".join(words[cut:]) if cut else name


def flat(name: str) -> str:
    """Returns a name on one line, as it is read aloud."""
    return name.replace("\n", " ")


def filled(text: str, one: Mapping[str, Any], say: Say) -> str:
    """Returns a sentence with a measure's name and scale in its places."""
    unit = say(N_("for every 100,000 people")) if one["per"] > 1 else f"({one['unit']})"
    return text.replace("{name}", say(one["label"])).replace("{unit}", unit)


def grades(counts: Sequence[Mapping[str, Any]], size: str) -> str:
    """Returns how many parameters have each grade of evidence, as one bar."""
    said = ", ".join(f"{row['count']} {row['grade']}" for row in counts)
    says = f"Numbers put in: {said}."
    return documented(
        picture.svg(charts.grades(counts, SIZES[size], says), f"grades-{size}", says, size), "", says
    )


def thousand(share: float, size: str) -> str:
    """Returns a share as squares out of a thousand: wrong ones first."""
    says = f"{number(1000 * share)} of 1,000 squares are coloured."
    chart = charts.thousand({"fact": share, "rule": 1 - share}, SIZES[size], says)
    return documented(picture.svg(chart, f"thousand-{size}", says, size), "", says)


def bars(rows: Sequence[tuple[str, float, str]], size: str) -> str:
    """Returns a few plain bars: name, value, and what stands beside it; the value in two digits if nothing does."""
    shown = [
        {"label": folded(name, SIZES[size]), "value": value, "text": text or number(value)}
        for name, value, text in rows
    ]
    says = "; ".join(f"{flat(str(row['label']))}: {row['text']}" for row in shown) + "."
    return documented(
        picture.svg(charts.bars(shown, SIZES[size], says, "here"), f"bars-{size}", says, size), "", says
    )


def signed(value: float) -> str:
    """Returns a difference with its sign, in two significant digits.

    >>> signed(-12.4), signed(0.0), signed(3)
    ('−12', '0', '+3')
    """
    said = number(abs(value))
    return said if value == 0 else ("−" if value < 0 else "+") + said


def source(answer: Mapping[str, Any]) -> str:
    """Returns what every chart carries: scenario, people, days, seed, digests and the commands."""
    base, changed = answer["base"], answer["changed"]
    return (
        f"Glasshouse: {answer['title']}, {answer['people']:,} synthetic people, {answer['days']} days, "
        f"seed {answer['seed']}. As it is: digest {base['digest']}; {base['command']}. "
        f"With the changes: digest {changed['digest']}; {changed['command']}."
    )


def documented(drawn: str, where: str, says: str) -> str:
    """Returns a drawing as a document of its own, with its title and where it comes from inside."""
    from html import escape

    inside = f"<title>{escape(says)}</title>" + (f"<metadata>{escape(where)}</metadata>" if where else "")
    opening, _, rest = drawn.partition(">")
    if "xmlns=" not in opening:
        opening = opening.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return f"{opening}>{inside}{rest}"


def standing_alone(drawn: str) -> str:
    """Returns a drawing for a file: the colours of light paper in place of the page's variables."""
    from glasshouse.report.palette import LIGHT

    for name, value in LIGHT.items():
        drawn = drawn.replace(f"var(--{name})", value)
    return drawn


def nothing(width: int) -> str:
    """Returns an empty drawing: the page says in words that there is nothing to draw."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="0" data-empty="true"></svg>'
