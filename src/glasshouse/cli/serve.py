"""The command that opens the lab: `glasshouse serve`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from glasshouse.cli.options import whole_number


def serve(
    port: Annotated[
        int, typer.Option("--port", metavar="N", parser=whole_number, help="Where to listen.")
    ] = 8765,
    host: Annotated[
        str,
        typer.Option("--host", metavar="HOST", help="Who can reach it; any but this machine needs a token."),
    ] = "127.0.0.1",
    open_: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    token: Annotated[
        str, typer.Option("--token", metavar="TEXT", help="Ask every visitor for it.", show_default=False)
    ] = "",
    store: Annotated[
        str,
        typer.Option(
            "--store", metavar="DIR", help="Where runs that are kept lie; nothing else can be reached."
        ),
    ] = "runs",
    max_people: Annotated[
        int,
        typer.Option(
            "--max-people", metavar="N", parser=whole_number, help="Largest world that is answered."
        ),
    ] = 2_000_000,
) -> None:
    """Open the lab in the browser: the story, the sandbox, ten thousand people, the evidence."""
    from glasshouse.base.errors import BadValue, InputError

    if not 0 < port < 65_536:
        raise BadValue(f"Port {port} does not exist", value=port, place="--port", allowed="1 to 65,535")
    try:
        import uvicorn

        from glasshouse.lab.server import create
    except ImportError as missing:
        raise InputError(
            f"The lab needs {missing.name}, which is not installed",
            next_step="Install the extra: pip install 'glasshouse[lab]'",
        ) from None
    from glasshouse.cli import printing
    from glasshouse.lab.settings import Limits, Settings

    settings = Settings(host, port, token, Path(store), Limits(people=max_people))
    free(host, port)
    printing.show(f"The lab is at {printing.escaped(settings.address)} until you press Ctrl-C.")
    if open_:
        import threading
        import webbrowser

        threading.Timer(1.0, webbrowser.open, [settings.address]).start()
    uvicorn.run(
        create(settings), host=host, port=port, log_level="warning", server_header=False, date_header=True,
        limit_concurrency=200, timeout_keep_alive=30, h11_max_incomplete_event_size=32 * 1024,
    )  # fmt: skip


def free(host: str, port: int) -> None:
    """Refuse a port that is taken, before the worker is started.

    Raises:
        InputError: somebody listens there, or this machine has no such address.
    """
    import socket

    from glasshouse.base.errors import InputError

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise InputError(
                f"The lab cannot listen at {host}, port {port}: {problem.strerror or problem}",
                value=port, place="--port", next_step=f"Try --port {port + 1 if port < 65_535 else 8766}",
            ) from None  # fmt: skip
