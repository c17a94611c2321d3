"""All commands in the order of a reader's first day: run, look, question, prepare one's own."""

from __future__ import annotations

from typing import Annotated

import typer

from glasshouse.cli import casebook, export, inputs, look, pairs, scale, serve, shelf, simulate, studies
from glasshouse.cli.door import Door

app = typer.Typer(
    cls=Door,
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,  # the door says what failed; --debug prints the plain traceback
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def glasshouse(
    debug: Annotated[
        bool, typer.Option("--debug", help="Show where an error happened; may stand anywhere.")
    ] = False,
) -> None:
    """A laboratory that puts synthetic people under surveillance and scoring, and measures who is harmed.

    Start with: glasshouse run china-2018
    """


_PANELS = {
    "Simulate": (simulate.run, scale.resume, simulate.plan),
    "Look at a run": (look.report, look.explain, look.query, look.verify, export.export),
    "Compare and ask why": (
        shelf.safeguards,
        pairs.compare,
        pairs.twin,
        studies.rank,
        studies.sensitivity,
        studies.verdict,
        studies.sweep,
        studies.calibrate,
        studies.loops,
    ),
    "How far to trust it": (casebook.casebook,),
    "What goes in": (
        inputs.scenarios,
        inputs.show,
        inputs.parameters,
        inputs.check,
        inputs.new,
        inputs.schema,
    ),
    "Else": (serve.serve, inputs.version),
}
for panel, commands in _PANELS.items():
    for command in commands:
        app.command(rich_help_panel=panel)(command)
