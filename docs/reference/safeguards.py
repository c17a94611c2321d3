"""The page of safeguards, from their files."""

from __future__ import annotations

from markdown_parts import cell, code, figure, items, page, table
from parameters import names

from glasshouse import safeguards
from glasshouse.safeguards.model import Failure, Law, Safeguard

READ = """\
What could protect people. Each names what it changes, who asks for it, what it costs, **how it fails**, and what it was
meant to do, stated before it was tried. `--with NAME`, `--with NAME=STRENGTH` or `--with NAME=STRENGTH@DATE` puts one into
a world; strength 0 changes nothing. *Checked* says that the law's text was read; the others are cited from general
knowledge and have to be read before anybody relies on them."""


def text() -> str:
    """Return the page."""
    found = safeguards.everything()
    heads = ("safeguard", "link", "what it is")
    short = [(f"[`{one.name}`](#{one.name})", one.link, cell(one.title)) for one in found]
    return page("# Safeguards", f"{READ}", table(heads, short), *map(section, found))


def section(one: Safeguard) -> str:
    """Return one safeguard."""
    changes = [
        (names([c.parameter]), cell(c.says().removeprefix(c.parameter)), cell(c.why)) for c in one.changes
    ]
    return page(
        f"## `{one.name}` {{#{one.name}}}",
        f"**{cell(one.title)}.** {cell(one.says)}",
        table(("changes", "at full strength", "why"), changes),
        "**Who asks for it**\n\n" + items(law(each) for each in one.laws),
        cell(one.change_of_law),
        f"**What it costs**: {cost(one)}",
        "**How it fails**\n\n" + items(failure(each) for each in one.failures),
        f"**What it is meant to do**: {meant(one)}",
        with_others(one),
    )


def law(each: Law) -> str:
    """Return who asks for it."""
    read = "checked" if each.checked else "not read again"
    return f"{cell(each.anchor)} ({cell(each.date)}, {read}): {cell(each.demands)}"


def cost(one: Safeguard) -> str:
    """Return what it costs, and where the laboratory counts it."""
    counted = ", ".join(f"[`{name}`](measures.md#{name})" for name in one.cost.counted_in) or "nowhere"
    said = f"{one.cost.staff}; delay: {one.cost.delay}; money: {one.cost.money}; lost: {one.cost.misses}"
    return f"{cell(said)}. Counted in {counted}."


def failure(each: Failure) -> str:
    """Return one way in which it fails, with the values at which it does."""
    worse = ", ".join(f"{code(name)} = {figure(value)}" for name, value in each.worse.items())
    return f"{cell(each.how)}" + (f": {worse}" if worse else "") + f" (source: {cell(each.source)})"


def meant(one: Safeguard) -> str:
    """Return what it promises, as it was stated beforehand."""
    goal = one.meant
    word = "lower" if goal.direction == "down" else "raise"
    given = f", given {', '.join(map(code, goal.given))}" if goal.given else ""
    values = "".join(f", with {code(name)} = {figure(value)}" for name, value in goal.set.items())
    return (
        f"{word} [`{goal.measure}`](measures.md#{goal.measure}) by at least {figure(100 * goal.by)} % in "
        f"[`{goal.scenario}`](scenarios.md#{goal.scenario}){given}{values}, over at least "
        f"{figure(100 * goal.across)} % of the assumed ranges. `scripts/safeguards` says whether it does."
    )


def with_others(one: Safeguard) -> str:
    """Return what to know when others are there, or missing."""
    beside = [f"with [`{name}`](#{name}): {cell(what)}" for name, what in one.beside.items()]
    needs = [f"without [`{name}`](#{name}): {cell(what)}" for name, what in one.needs.items()]
    return "**With others**\n\n" + items(beside + needs) if beside or needs else ""
