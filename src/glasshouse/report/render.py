"""The report of a run as one HTML file that needs no network, no script and no other file.

Every drawing is made here through vl-convert, in two widths, and coloured by CSS variables so that light,
dark and paper show the same drawing. Text from scenarios and ledgers is escaped; a content-security policy in
the page forbids it to fetch anything even if some reader's copy were tampered with.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.report import charts, figures, grounds, palette, sentences, words
from glasshouse.report.facts import Facts, Run, read
from glasshouse.report.figure import Figure
from glasshouse.report.picture import svg

if TYPE_CHECKING:
    from glasshouse.experiments.verdict import Card

TEMPLATES = Path(__file__).parent / "templates"
EVENTS = 12  # dated events listed; a long run has hundreds of breaches
ADDRESS = re.compile(r"https?://[^\s<>\"')\]]+[^\s<>\"')\].,;:]")


def write(
    run: Run,
    path: str | Path,
    *,
    press: Run | None = None,
    story: Sequence[Mapping[str, Any]] = (),
    person: int | None = None,
    hangs: Mapping[str, Any] | None = None,
    cards: Sequence[Card] = (),
) -> Path:
    """Write the report of a run as one HTML file and return its path.

    Args:
        run: what `glasshouse.results.open(folder)` returns.
        path: the file to write; it appears whole or not at all.
        press: a run of the same society under the rules as the press told them, shown beside this one.
        story: the life of one synthetic person, lines with `date`, `text` and `cause` (what `explain` tells).
        person: the number of that synthetic person.
        hangs: what the result hangs on, as `glasshouse sensitivity --json` says it: `measure`, `people`, `alone`.
        cards: verdicts on claims in the world of the run.

    Raises:
        OSError: the file cannot be written.
    """
    return put(html(run, press=press, story=story, person=person, hangs=hangs, cards=cards), Path(path))


def put(text: str, goal: Path) -> Path:
    """Write a page whole or not at all, and return its path.

    Raises:
        OSError: the file cannot be written.
    """
    handle, draft = tempfile.mkstemp(dir=goal.parent, prefix=".report-", suffix=".html")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(draft).chmod(0o644)
        Path(draft).replace(goal)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    return goal


def html(
    run: Run,
    *,
    press: Run | None = None,
    story: Sequence[Mapping[str, Any]] = (),
    person: int | None = None,
    hangs: Mapping[str, Any] | None = None,
    cards: Sequence[Card] = (),
) -> str:
    """Return the report of a run as the text of one HTML page; arguments as for `write`."""
    from glasshouse.report.answers import hanging, verdicts

    facts = read(run)
    there = read(press) if press is not None else None
    swings = hanging.entries(hangs["measure"], hangs["people"], hangs["alone"]) if hangs else []
    return filled(
        "report.html",
        facts=facts,
        version=facts.version,
        lead=sentences.lead(facts),
        honesty=sentences.honesty(facts),
        columns=sentences.columns(facts, grounds.reach(swings)),
        conditionals=sentences.conditionals(facts),
        both_ways=sentences.both_ways(facts),
        drawn=drawings(facts, there, swings, run.manifest),
        hung_people=int(hangs["people"]) if hangs else 0,
        cards=[(verdicts.said(card), verdicts.drawn(card, place)) for place, card in enumerate(cards)],
        press=there,
        press_says=sentences.press_sentence(facts, there) if there else "",
        story=[line(entry) for entry in story],
        person=person,
        ledger=grounds.ledger(facts),
        grade_says=sentences.GRADE_SAYS,
        all_measures=sentences.by_link(facts),
    )


def filled(template: str, **values: Any) -> str:
    """Return a template filled, with the colours of both themes."""
    light, dark = palette.variables(palette.LIGHT), palette.variables(palette.DARK)
    text: str = environment().get_template(template).render(light=light, dark=dark, **values)
    return text.replace(" %", "\N{NO-BREAK SPACE}%")  # 50 % never breaks over lines


def drawings(
    facts: Facts,
    there: Facts | None,
    hangs: Sequence[Mapping[str, Any]],
    manifest: Mapping[str, Any],
) -> dict[str, list[tuple[Figure, list[Any]]]]:
    """Return the figures of each section with their drawings (wide and narrow), leaving out those with
    nothing to show."""
    sections: dict[str, list[Figure | None]] = {
        "chain": [
            figures.chain(facts),
            figures.verdicts(facts),
            figures.thousand(facts),
            figures.gates(facts),
        ],
        "weeks": [figures.weeks(facts)],
        "groups": [figures.gaps(facts)],
        "places": [*figures.places(facts, manifest)],
        "press": [figures.press(facts, there) if there else None],
        "hangs": [figures.hangs(hangs)],
        "grades": [figures.grades(facts)],
    }
    return {
        name: [(figure, drawn(figure)) for figure in found if figure is not None]
        for name, found in sections.items()
    }


def drawn(figure: Figure) -> list[Any]:
    """Return a figure as inline SVG, wide and narrow; no drawing where there is nothing but zeros."""
    from markupsafe import Markup

    if figure.draw is None:
        return []
    sizes = {"wide": charts.WIDE, "narrow": charts.NARROW}
    return [
        # Safe: vl-convert escapes what stands in a drawing, and `picture.svg` what stands in its label.
        Markup(svg(figure.draw(width), f"{figure.name}-{size}", figure.alternative, size))
        for size, width in sizes.items()
    ]


def line(entry: Mapping[str, Any]) -> dict[str, str]:
    """Return a line of the story with the three things the page prints."""
    when = entry.get("when") or entry.get("date") or entry.get("day") or ""
    what = entry.get("text") or entry.get("says") or entry.get("what") or ""
    return {
        "date": str(when),
        "text": str(what),
        "cause": str(entry.get("cause") or ""),
        "verdict": str(entry.get("verdict") or ""),
    }


def linked(text: object) -> Any:
    """Return text with its web addresses as links, everything else escaped."""
    from markupsafe import Markup, escape

    plain, made, at = str(text), Markup(""), 0
    for found in ADDRESS.finditer(plain):
        address = escape(found.group(0))
        made += escape(plain[at : found.start()]) + Markup('<a href="{0}" rel="noreferrer">{0}</a>').format(
            address
        )
        at = found.end()
    return made + escape(plain[at:])


def breakable(text: object) -> Any:
    """Return a long name with places where a narrow column may break it."""
    from markupsafe import Markup, escape

    return Markup("<wbr>").join(escape(part) for part in re.split(r"(?<=[._])", str(text)))


def environment() -> Any:
    """Return the templates' environment: everything is escaped."""
    import jinja2

    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters.update(
        linked=linked,
        number=words.number,
        amount=grounds.amount,
        between=grounds.between,
        words=words.label,
        capital=words.capital,
        breakable=breakable,
    )
    from markupsafe import Markup

    found.globals["MANY"] = EVENTS
    found.globals["css"] = Markup((TEMPLATES / "report.css").read_text(encoding="utf-8"))
    return found
