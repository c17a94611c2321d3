"""The options that several commands share, and how their words become numbers.

Only the form is read here ("is this a whole number?"). What a value may be is checked behind the door, where
Python users pass too.
"""

from __future__ import annotations

import math
import re
from typing import Annotated

import typer

_WHOLE = re.compile(r"[+-]?\d+([_,]\d{3})*")
_SWITCHES = {"on": 1.0, "true": 1.0, "yes": 1.0, "off": 0.0, "false": 0.0, "no": 0.0}


def whole_number(text: str) -> int:
    """Read a count as people write it.

    >>> whole_number("1_400_000_000"), whole_number("20,000"), whole_number("1e6")
    (1400000000, 20000, 1000000)

    Raises:
        typer.BadParameter: not a whole number (`nan`, `1.5`, `many`).
    """
    if isinstance(text, int):  # a default passes here too
        return text
    if _WHOLE.fullmatch(text.strip()):
        return int(text.replace(",", "").replace("_", ""))
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if math.isfinite(number) and number == int(number):
        return int(number)
    raise typer.BadParameter(f"{text!r} is not a whole number. Write for example 100000, 100_000 or 1e5.")


def settings(pairs: list[str] | None) -> dict[str, float]:
    """Read `--set NAME=VALUE` options into parameters and numbers.

    >>> settings(["rating.grace_days=10", "rating.court=off"])
    {'rating.grace_days': 10.0, 'rating.court': 0.0}

    Raises:
        typer.BadParameter: no `=`, no number, or the same name twice.
    """
    found: dict[str, float] = {}
    for pair in pairs or []:
        name, equals, value = (part.strip() for part in pair.partition("="))
        if not equals or not name or not value:
            raise typer.BadParameter(
                f"--set {pair!r}: write NAME=VALUE, for example --set rating.grace_days=30. "
                "`glasshouse parameters` lists the names."
            )
        if name in found:
            raise typer.BadParameter(f"--set {name} is given twice ({found[name]:g} and {value}). Give it once.")
        found[name] = _setting(name, value)
    return found


def _setting(name: str, value: str) -> float:
    """One value: a finite number, or on / off for a switch."""
    if value.lower() in _SWITCHES:
        return _SWITCHES[value.lower()]
    try:
        number = float(value.replace("_", ""))
    except ValueError:
        raise typer.BadParameter(f"--set {name}: {value!r} is not a number (nor on, off).") from None
    if not math.isfinite(number):
        raise typer.BadParameter(f"--set {name}: {value!r} is not a finite number.")
    return number


def _scenario_names(incomplete: str) -> list[str]:
    """Names for shell completion."""
    from glasshouse import scenario

    return [name for name in scenario.names() if name.startswith(incomplete)]


Scenario = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO",
        help="A shipped scenario (see `glasshouse scenarios`) or the path of a YAML file.",
        autocompletion=_scenario_names,
        show_default=False,
    ),
]
RunFolder = Annotated[
    str, typer.Argument(metavar="RUN", help="The folder of a finished run.", show_default=False)
]
People = Annotated[
    int, typer.Option("--people", "-p", metavar="N", parser=whole_number, help="How many synthetic people.")
]
Days = Annotated[int, typer.Option("--days", "-d", metavar="D", parser=whole_number, help="How many days.")]
Seed = Annotated[
    int, typer.Option("--seed", "-s", metavar="S", parser=whole_number, help="The luck: same seed, same lives.")
]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="NAME=VALUE",
        help="Give a parameter another value; may be repeated. `glasshouse parameters` lists them.",
        show_default=False,
    ),
]
Without = Annotated[
    list[str] | None,
    typer.Option(
        "--without",
        metavar="MECHANISM",
        help="Switch a mechanism off (cameras, rating, ...); may be repeated.",
        show_default=False,
    ),
]
Perfect = Annotated[
    bool, typer.Option("--perfect", help="A world in which the apparatus makes no error and no delay.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output, nothing else.")]
