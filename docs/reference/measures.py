"""The page of measures, from the registry."""

from __future__ import annotations

from markdown_parts import cell, code, items, page, table

from glasshouse.measures.formula import Measure
from glasshouse.measures.registry import KINDS, LINKS, MEASURES, PAIRED_ONLY, REGION_ONLY

READ = """\
A measure is a **harm**, a **cost**, a **claimed benefit** or a **description**. Rankings and searches take harms, costs and
descriptions; a claimed benefit is shown beside them and refused as an aim. Counts are given per 100,000 people in tables;
a mean, a share or a ratio is itself. Every number comes with a 95 % simulation interval, which says nothing about how
wrong an assumption may be."""


def text() -> str:
    """Return the page."""
    by_link = [(link, [one for one in MEASURES.values() if one.link == link]) for link in LINKS]
    counts = ", ".join(
        f"{sum(one.kind == kind for one in MEASURES.values())} {kind.replace('_', ' ')}s" for kind in KINDS
    )
    return page(
        "---\nhide: [toc]\n---",
        "# Measures",
        f"What the laboratory counts: {len(MEASURES)} measures ({counts}), in the order in which a record travels.",
        READ,
        *(part for link, found in by_link for part in (f"## {link.capitalize()}", rows(found))),
        "## Only between two worlds",
        "These exist as the difference between two worlds with the same luck; `glasshouse compare` gives them.",
        items(map(code, PAIRED_ONLY)),
    )


def rows(found: list[Measure]) -> str:
    """Return the measures of one link."""
    return table(("measure", "what it is", "kind", "unit", "how it is computed"), map(row, found))


def row(one: Measure) -> tuple[str, ...]:
    """Return one measure as cells; its name is an anchor to link to."""
    beside = f" Shown with {', '.join(map(code, one.beside))}." if one.beside else ""
    by = " By region only, never by group." if one.name in REGION_ONLY else ""
    name = f'<a id="{one.name}"></a>{code(one.name)}'
    return name, cell(one.says) + by + beside, one.kind.replace("_", " "), cell(one.unit), cell(one.how)
