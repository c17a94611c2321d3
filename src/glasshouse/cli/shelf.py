"""The command `safeguards`: what is on the shelf, and everything that is known of one."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from glasshouse.cli.options import AsJson


def safeguards(
    show: Annotated[
        str | None,
        typer.Argument(metavar="[show]", help="The word `show`, to read about one.", show_default=False),
    ] = None,
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="A safeguard.", show_default=False)
    ] = None,
    json: AsJson = False,
) -> None:
    """List the safeguards, or read about one: `glasshouse safeguards show appeal`."""
    from glasshouse import safeguards as shelf
    from glasshouse.cli import printing

    if show is not None:
        one = shelf.read(name if show == "show" and name else show)
        if json:
            printing.print_json(one.as_dict())
        else:
            _portrait(one)
        return
    every = shelf.everything()
    if json:
        printing.print_json({"safeguards": [one.as_dict() for one in every]})
        return
    rows = printing.table("safeguard", "link", "what it is", "meant to move", "who asks for it")
    for one in every:
        aim = f"{one.meant.measure} {one.meant.direction} by {one.meant.by:.0%}"
        law = printing.clipped(one.laws[0].anchor, 48)
        rows.add_row(one.name, one.link, printing.escaped(one.title), aim, law)
    printing.show(
        rows, "`glasshouse safeguards show NAME` tells more; `--with NAME=STRENGTH` puts one into a run."
    )


def _portrait(one: Any) -> None:
    """Everything that is known of a safeguard, in reading order."""
    from glasshouse.cli import printing

    unread = " (cited from general knowledge)"
    laws = [f"{law.anchor} ({law.date}): {law.demands}{'' if law.checked else unread}" for law in one.laws]
    cost = [
        one.cost.staff,
        f"Delay: {one.cost.delay}",
        f"Money: {one.cost.money}",
        f"Lost: {one.cost.misses}",
    ]
    meant = one.meant
    aim = f"{meant.measure} {meant.direction} by {meant.by:.0%} or more in {meant.scenario}"
    printing.show(f"[bold]{one.name}[/bold]: {printing.escaped(one.title)}", printing.escaped(one.says))
    if one.change_of_law:
        printing.show("", f"Would need a change of law. {printing.escaped(one.change_of_law)}")
    for title, lines in (
        ("Changes, at full strength", [f"{change.says()} ({change.why})" for change in one.changes]),
        ("Who asks for it", laws),
        ("Costs", cost),
        ("Fails", [f"{way.how} ({', '.join(way.worse)}; {way.source})" for way in one.failures]),
        ("Is meant to move", [aim]),
        ("Beside others", [f"{other}: {text}" for other, text in (one.beside | one.needs).items()]),
    ):
        if lines:
            printing.show("", printing.bullets(title, lines))
