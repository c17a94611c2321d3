"""The colours of the report, each under the name of what it means, once for light paper and once for dark.

A chart is drawn with the light values, so that it looks right by itself in a notebook. In the report every
light value is replaced by its CSS variable (`report.picture`), and the page decides which theme it shows.
That works only while no two light values are equal, which a test holds. Verdict colours differ in lightness
as well as hue, so they stay apart for readers who do not see red and green, and on a grey printer.
"""

from __future__ import annotations

from typing import Final

LIGHT: Final[dict[str, str]] = {
    "paper": "#fbfaf7",
    "panel": "#f3f1ea",
    "ink": "#1b1b1a",
    "muted": "#5a5955",
    "line": "#d8d5cb",
    "grid": "#e5e2d9",
    "harm": "#b3400a",
    "benefit": "#0a6a8c",
    "cost": "#75592a",
    "neutral": "#4d5a66",
    "fact": "#b03a08",
    "law": "#a87208",
    "benchmark": "#7b4397",
    "rule": "#858f97",
    "here": "#0b5f7e",
    "press": "#cc6d19",
    "measured": "#0d5b79",
    "reported": "#4389a6",
    "derived": "#93bccd",
    "assumed": "#c9772a",
    "map0": "#ecebe6",
    "map1": "#f6dcc8",
    "map2": "#efb48c",
    "map3": "#dd8350",
    "map4": "#b64f20",
    "map5": "#7a2d0c",
    "mapink0": "#5b5a57",
    "mapink1": "#2a1a12",
    "mapink2": "#2b1a11",
    "mapink3": "#1c0f08",
    "mapink4": "#fffdfb",
    "mapink5": "#fffdfa",
    "link": "#084f73",
    "focus": "#0b57d0",
}

DARK: Final[dict[str, str]] = {
    "paper": "#15171a",
    "panel": "#1e2125",
    "ink": "#eceae4",
    "muted": "#b0afa9",
    "line": "#3d4147",
    "grid": "#2c3036",
    "harm": "#ff9463",
    "benefit": "#63c6ea",
    "cost": "#d6b67f",
    "neutral": "#b3c0cc",
    "fact": "#ff8a57",
    "law": "#f0c45c",
    "benchmark": "#cf9ff0",
    "rule": "#6d7680",
    "here": "#63c6ea",
    "press": "#f2a65e",
    "measured": "#63c6ea",
    "reported": "#3f8fae",
    "derived": "#2c6077",
    "assumed": "#e39a52",
    "map0": "#2b2e33",
    "map1": "#3a2a22",
    "map2": "#6a3c22",
    "map3": "#a2582c",
    "map4": "#dd8350",
    "map5": "#f8c9a8",
    "mapink0": "#b0afa9",
    "mapink1": "#f3e4da",
    "mapink2": "#fff1e8",
    "mapink3": "#fff8f3",
    "mapink4": "#1c0f08",
    "mapink5": "#1c0f08",
    "link": "#8fd0ef",
    "focus": "#8ab4f8",
}

VERDICTS: Final[dict[str, str]] = {
    "fact": "wrong in fact",
    "law": "wrong in law",
    "benchmark": "against the rights benchmark",
    "rule": "by rule",
}

FONT: Final = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif"
)


def colour(name: str) -> str:
    """Return the light value of a named colour, the one that charts are drawn with."""
    return LIGHT[name]


def variables(theme: dict[str, str]) -> str:
    """Return the theme as CSS declarations, one custom property for each colour."""
    return " ".join(f"--{name}: {value};" for name, value in theme.items())
