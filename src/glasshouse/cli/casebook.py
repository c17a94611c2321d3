"""The command `casebook`: published figures beside the laboratory's, with a verdict on each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from glasshouse.cli.options import AsJson

if TYPE_CHECKING:
    from glasshouse.casebook import Book
    from glasshouse.casebook.rows import Row

STYLES = {"inside": "green", "exact": "green", "miss": "bold red", "fit": "dim", "prediction": "cyan"}


def casebook(
    cases: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CASE]...", help="Cases; the whole book if none.", show_default=False),
    ] = None,
    set: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="NAME=VALUE",
            help=(
                "Figures of your own deployment, a parameter or CASE.NAME: what rests on them is a "
                "prediction."
            ),
            show_default=False,
        ),
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the cases and their own settings.")] = False,
    json: AsJson = False,
) -> None:
    """Run the casebook: published figures, the laboratory's, an interval and a verdict; misses are printed as misses.

    `glasshouse casebook` runs all twelve cases (some minutes). `glasshouse casebook face-recognition --set
    face-recognition.faces=20000 --set cameras.watchlist_size=5000` predicts a deployment of your own.
    """
    from glasshouse.casebook.book import cases as everything
    from glasshouse.casebook.book import run
    from glasshouse.cli import printing
    from glasshouse.cli.options import settings

    if list_:
        _list(json)
        return
    book = everything()
    with printing.console().status("") as status:

        def tell(case: Any) -> None:
            if not json:
                status.update(f"{case.title} ({list(book).index(case.name) + 1} of {len(book)})")

        done = run(cases or (), settings(set), tell)
    if json:
        printing.print_json(done.as_dict())
        return
    _show(done)


def _list(json: bool) -> None:
    """The cases, their questions and the settings that no ledger holds."""
    from glasshouse.casebook.book import cases as everything
    from glasshouse.cli import printing

    book = everything().values()
    if json:
        own = [
            {
                "case": case.name,
                "question": case.question,
                "uses": case.uses,
                "settings": [vars_of(case.name, s) for s in case.settings],
            }
            for case in book
        ]
        printing.print_json({"cases": own})
        return
    table = printing.table("case", "question", "settings of its own")
    for case in book:
        own_settings = ", ".join(f"{case.name}.{s.name} = {s.value:g}" for s in case.settings)
        table.add_row(case.name, case.question, own_settings or "–")
    printing.show(table)


def vars_of(case: str, setting: Any) -> dict[str, Any]:
    """Returns a setting in plain types, under the name by which `--set` knows it."""
    return {
        "name": f"{case}.{setting.name}",
        "value": setting.value,
        "unit": setting.unit,
        "range": [setting.low, setting.high],
        "says": setting.says,
    }


def _show(book: Book) -> None:
    """One table a case, and what the verdicts come to."""
    from glasshouse.casebook.book import cases as everything
    from glasshouse.cli import printing

    known = everything()
    for name in book.seconds:
        table = printing.table(
            "what", "published", "model", "95 % or range", "verdict", "row", title=known[name].title
        )
        for row in book.of(name):
            style = STYLES[row.verdict]
            table.add_row(
                printing.escaped(row.what), _published(row), figure(row.model), _interval(row),
                f"[{style}]{row.verdict}[/{style}]", printing.escaped(row.source.partition(":")[0]),
            )  # fmt: skip
        printing.show(table)
        for row in book.of(name):
            if row.verdict == "miss":
                printing.show(
                    f"  [bold red]miss[/bold red] {printing.escaped(row.what)}: "
                    f"{printing.escaped(row.reason)}"
                )
    counts = ", ".join(f"{many} {word}" for word, many in book.counts.items() if many)
    printing.show(
        "",
        f"{len(book.rows)} rows: {counts}.",
        "A fit is no validation, and a prediction has nothing to be held against.",
    )
    if book.set:
        told = ", ".join(f"{name} = {value:g}" for name, value in book.set.items())
        printing.show(
            f"With {told}: what rests on it is a prediction, and its published figure only a neighbour."
        )


def _published(row: Row) -> str:
    if row.published is None:
        return "–"
    if row.published_low is not None and row.published_high is not None:
        return f"{figure(row.published_low)} to {figure(row.published_high)}"
    return figure(row.published)


def _interval(row: Row) -> str:
    if row.interval in ("exact", "none"):
        return row.interval if row.interval == "exact" else "–"
    return f"{figure(row.low)} to {figure(row.high)}"


def figure(value: float) -> str:
    """Returns a number as people write it, to three digits.

    >>> figure(0.16665), figure(1234567), figure(0), figure(0.0000167)
    ('0.167', '1,230,000', '0', '1.67e-05')
    """
    if value == 0:
        return "0"
    if abs(value) >= 1000:
        return f"{float(f'{value:.3g}'):,.0f}"
    return f"{value:.3g}"
