"""The options that several commands share, and how their words become numbers.

Only the form is read here ("is this a whole number?"). What a value may be is checked behind the door, where
Python users pass too.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated

import typer

_WHOLE = re.compile(r"[+-]?\d+([_,]\d{3})*")
_POWER = re.compile(r"[+-]?\d+(\.\d+)?[eE]\+?\d{1,2}")  # 1e6, 1.4e9; two digits keep the number writable


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
    if _POWER.fullmatch(text.strip()):
        number = Decimal(text.strip())
        if number == number.to_integral_value():
            return int(number)
    raise typer.BadParameter(f"{text!r} is not a whole number. Write for example 100000, 100_000 or 1e5.")


def settings(pairs: list[str] | None) -> dict[str, float]:
    """Read `--set NAME=VALUE` options into parameters and numbers.

    >>> settings(["rating.grace_days=10", "rating.court=off"])
    {'rating.grace_days': 10.0, 'rating.court': 0.0}

    Raises:
        BadValue: no `=`, no number, or the same name twice.
    """
    from glasshouse.base.errors import BadValue
    from glasshouse.scenario import assignment

    found: dict[str, float] = {}
    for name, value in map(assignment, pairs or []):
        if name in found:
            raise BadValue(
                f"{name} is given twice: {found[name]:g} and {value:g}", value=value, place="--set"
            )
        found[name] = value
    return found


def _scenario_names(incomplete: str) -> list[str]:
    """Names for shell completion."""
    from glasshouse import scenario

    return [name for name in scenario.names() if name.startswith(incomplete)]


def _safeguard_names(incomplete: str) -> list[str]:
    """Names for shell completion."""
    from glasshouse import safeguards

    return [name for name in safeguards.names() if name.startswith(incomplete)]


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
Person = Annotated[
    str | None, typer.Argument(metavar="[PERSON]", help="A synthetic person's number.", show_default=False)
]
People = Annotated[
    int, typer.Option("--people", "-p", metavar="N", parser=whole_number, help="How many synthetic people.")
]
Days = Annotated[
    int | None,
    typer.Option(
        "--days",
        "-d",
        metavar="D",
        parser=whole_number,
        show_default=False,
        help="How many days; the scenario knows.",
    ),
]
Seed = Annotated[
    int,
    typer.Option("--seed", "-s", metavar="S", parser=whole_number, help="The luck: same seed, same lives."),
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
With = Annotated[
    list[str] | None,
    typer.Option(
        "--with",
        metavar="SAFEGUARD[=STRENGTH][@DATE]",
        help="Add a safeguard, strength 0 to 1; may be repeated. `glasshouse safeguards` lists them.",
        show_default=False,
        autocompletion=_safeguard_names,
    ),
]
Assume = Annotated[
    list[str] | None,
    typer.Option(
        "--assume",
        metavar="NAME=VALUE",
        help="As --set, but a safeguard starts from this value and may change it; may be repeated.",
        show_default=False,
    ),
]
Perfect = Annotated[
    bool, typer.Option("--perfect", help="A world in which the apparatus makes no error and no delay.")
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print one JSON object on standard output, nothing else.")
]
Threads = Annotated[
    int | None,
    typer.Option(
        "--threads",
        "-t",
        metavar="T",
        parser=whole_number,
        help="Every core if not given. Same result.",
        show_default=False,
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Only say where the report is.")]
Out = Annotated[
    str | None,
    typer.Option(
        "--out", "-o", metavar="DIR", help="The run folder, which must not exist.", show_default=False
    ),
]
ReportTo = Annotated[
    str | None,
    typer.Option(
        "--report",
        metavar="FILE",
        help="Also write a report: one HTML file that needs no network.",
        show_default=False,
    ),
]
