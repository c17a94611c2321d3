"""The entry point of `glasshouse`."""

from __future__ import annotations


def main() -> None:
    """Run the command line. Leaves with SystemExit: 0 done, 1 failure, 2 wrong input, 130 interrupted."""
    from glasshouse.cli.app import app

    app(prog_name="glasshouse")
