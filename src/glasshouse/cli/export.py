"""The command that writes evidence into the forms of impact assessments: `export`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from glasshouse.cli.options import AsJson

if TYPE_CHECKING:
    from glasshouse.report.export import Written


def export(
    source: Annotated[
        str,
        typer.Argument(
            metavar="RUN_OR_COMPARISON",
            help="A run folder, or what `glasshouse compare --json` printed, in a file.",
            show_default=False,
        ),
    ],
    format: Annotated[
        str, typer.Option("--format", "-f", help="iama, pia, aia, fria or croissant.", show_default=False)
    ],
    out: Annotated[
        str | None,
        typer.Option(
            "--out", "-o", metavar="FILE", help="Where to; beside the run if not given.", show_default=False
        ),
    ] = None,
    own: Annotated[
        str | None,
        typer.Option(
            "--own",
            metavar="FILE",
            help="Your volumes and your own tested error rates (YAML).",
            show_default=False,
        ),
    ] = None,
    sensitivity: Annotated[
        str | None,
        typer.Option(
            "--sensitivity",
            metavar="FILE",
            help="What `glasshouse sensitivity --json` printed: which unknown matters.",
            show_default=False,
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    json: AsJson = False,
) -> None:
    """Write evidence into a form: Dutch IAMA, CNIL PIA, Canada's AIA, EU AI Act art. 27, Croissant.

    Only evidence and comments are filled, never a gauge, a status, a score or a legal judgement. What the
    laboratory cannot know is left for a person, and marked so.
    """
    from glasshouse.cli import printing
    from glasshouse.report.export import write

    done = write(source, format, out, own, sensitivity, force)
    if json:
        printing.print_json(done.as_dict())
        return
    _say(done)


def _say(done: Written) -> None:
    from glasshouse.cli import printing

    printing.show(
        *(printing.escaped(f"{done.format}: {file}") for file in done.files),
        printing.escaped(f"Stamped on every page: {done.stamp}."),
        printing.escaped(f"Evidence in {len(done.filled)} places: {', '.join(done.filled)}."),
        printing.escaped(f"Left for a person: {', '.join(done.left)}."),
    )
    if done.again:
        printing.show(printing.escaped(f"To use your values, run: {done.again}"))
