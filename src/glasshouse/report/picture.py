"""From a chart to ink in the page: drawn here and now through vl-convert, coloured by CSS variables, silent
to screen readers.

The marks inside a drawing carry no roles of their own: a reader who listens gets the sentence and the table
beside the drawing, not four hundred unnamed shapes. So one drawing serves both themes, and no script and no
font is fetched.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from glasshouse.report.palette import LIGHT

TAG = re.compile(r"<[a-zA-Z][^>]*>")
ROLES = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
CLASSES = re.compile(r' class="(?:mark|background|foreground|marks)[^"]*"')
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NUMBERS = re.compile(r"(\d+\.\d{2})\d+")
IDS = re.compile(r'(id="|url\(#|href="#)')
OPENING = re.compile(r"<svg [^>]*?viewBox=\"([^\"]*)\"[^>]*>")
VARIABLES = re.compile(
    "|".join(sorted((value for value in LIGHT.values()), key=len, reverse=True)), re.IGNORECASE
)
NAMES = {value.lower(): name for name, value in LIGHT.items()}


def svg(chart: Any, name: str, alternative: str, size: str = "wide") -> str:
    """Return an Altair chart as inline SVG named by its text alternative.

    `name` makes the identifiers inside the drawing unique in the page; `alternative` is the sentence that
    replaces the picture for those who do not see it; `size` (wide or narrow) is the class by which the page
    shows one of the two.
    """
    spec = chart.to_dict(validate=False)
    # The page has a key of its own in HTML: a legend inside the drawing is laid out for a font the reader may
    # not have.
    spec["config"]["legend"] = {"disable": True}
    return inline(convert(spec), name, alternative, size)


def drawing(chart: Any) -> str:
    """Return an Altair chart as an SVG picture of its own: light colours, with its legend."""
    return convert(chart.to_dict(validate=False))


def convert(spec: dict[str, Any]) -> str:
    """Return a Vega-Lite chart as SVG, drawn on this machine.

    Charts arrive unchecked: checking each against the grammar takes longer than drawing it, and the tests
    check them all.
    """
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(drawable(spec), allowed_base_urls=[])
    return drawn


def drawable(part: Any) -> Any:
    """Return a part of a chart with every character that XML has no place for replaced by the sign for an unknown one.

    The chart library measures text as XML, and one such character (in a title that somebody gave) would end the process.
    """
    if isinstance(part, str):
        return NOT_XML.sub("\ufffd", part)
    if isinstance(part, dict):
        return {drawable(key): drawable(value) for key, value in part.items()}
    if isinstance(part, list):
        return [drawable(value) for value in part]
    return part


def inline(drawn: str, name: str, alternative: str, size: str = "wide") -> str:
    """Return a drawing ready to stand inside HTML: no roles inside, no outside reference, theme colours as
    variables."""
    drawn = TAG.sub(lambda tag: plain(tag.group(0), name), drawn)
    box = OPENING.search(drawn)
    if box is None:
        raise ValueError(f"{name}: the chart library returned no drawing")
    opening = (
        f'<svg class="{size}" role="img" aria-label="{escape(alternative, quote=True)}" '
        f'viewBox="{box.group(1)}" '
        f'width="{box.group(1).split()[2]}" height="{box.group(1).split()[3]}" focusable="false">'
    )
    return drawn[: box.start()] + opening + drawn[box.end() :]


def plain(tag: str, name: str) -> str:
    """Return one tag of a drawing: bare of roles, its numbers short, its identifiers and colours the page's
    own.

    Only tags are touched: words in a drawing, which may hold numbers too, stay as they are.
    """
    tag = CLASSES.sub("", ROLES.sub("", tag))
    tag = IDS.sub(lambda found: f"{found.group(1)}{name}-", NUMBERS.sub(r"\1", tag))
    return VARIABLES.sub(lambda found: f"var(--{NAMES[found.group(0).lower()]})", tag)
