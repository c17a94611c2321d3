"""The pages of parameters, from the ledger: one for each room, and one that counts them."""

from __future__ import annotations

from markdown_parts import cell, code, figure, items, page, table

from glasshouse.base import ledger
from glasshouse.base.ledger import GRADES, ROOMS, Parameter

MEANS = {
    "measured": "counted by somebody who published how, and the primary source was read",
    "reported": "published by an authority, a company or the press, without a method that could be checked",
    "derived": "worked out from measured or reported figures",
    "assumed": "nobody measured it for this use; the range says what is thought possible",
}


def overview() -> str:
    """Return the page that counts them."""
    found = list(ledger.load().values())
    heads = ("room", *GRADES, "together")
    body = [
        (
            f"[{room}]({room}.md)",
            *(str(count(found, room, grade)) for grade in GRADES),
            str(count(found, room)),
        )
        for room in ROOMS
    ]
    sums = ("**all**", *(f"**{count(found, grade=grade)}**" for grade in GRADES), f"**{len(found)}**")
    return page(
        "# Parameters",
        f"Every number of the model: {len(found)} of them, each with unit, range, date, source and grade of evidence. "
        "Values are those of the ledger; a scenario may set others and says why. `glasshouse parameters china-2018` prints "
        "the values of a scenario.",
        table(heads, [*body, sums]),
        "## The grades",
        items(f"**{grade}**: {MEANS[grade]}" for grade in GRADES),
        "An *error* or a *delay* is closed by `--perfect`. Some ranges are wide because nobody knows; "
        "[what nobody has measured](../../what-nobody-measured.md) lists those gaps by name.",
    )


def count(found: list[Parameter], room: str = "", grade: str = "") -> int:
    """Return how many parameters of a room have a grade."""
    return sum((not room or one.mechanism == room) and (not grade or one.grade == grade) for one in found)


def of(room: str) -> str:
    """Return the page of one room."""
    found = [one for one in ledger.load().values() if one.mechanism == room]
    return page(
        f"# Parameters of {room}",
        f"{len(found)} parameters, from `{found[0].file}`. [What the grades mean](index.md#the-grades).",
        *map(entry, found),
    )


def entry(one: Parameter) -> str:
    """Return one parameter under a heading of its own."""
    closed = (
        f" · {'error' if one.error else 'delay'}: `--perfect` sets {figure(one.perfect)}"
        if one.error or one.delay
        else ""
    )
    rests = f" Casebook: {', '.join(one.casebook)}." if one.casebook else ""
    return page(
        f"### `{one.name}` {{#{one.name}}}",
        cell(one.says),
        f"**{figure(one.value)}** {cell(one.unit)} · range {figure(one.low)} to {figure(one.high)} · "
        f"*{one.grade}* · {cell(one.date)}{closed}",
        f"Source: {cell(one.source)}.{rests}".replace("..", "."),
    )


def names(wanted: list[str]) -> str:
    """Return parameters as links, for a page one folder above."""
    return ", ".join(f"[`{name}`](parameters/{name.partition('.')[0]}.md#{name})" for name in wanted) or code(
        "none"
    )
