"""A fundamental-rights sheet after Article 27 of the AI Act: one HTML page for people, one CSV for machines."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from html import escape
from io import StringIO
from typing import Any

from glasshouse.report.export import passages
from glasshouse.report.export.blocks import LEFT, Block, Evidence, assumed, span
from glasshouse.report.export.figures import Figure, amount
from glasshouse.report.export.forms import Slot, form
from glasshouse.report.export.law import article_27
from glasshouse.report.export.own import errors_in_force

STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 72rem; margin: 0 auto; padding: 1rem;
  overflow-wrap: anywhere; }
.stamp { border: 2px solid; padding: .4rem .8rem; font-weight: bold; }
.left { border-left: 4px solid; padding-left: .8rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
th, td { border: 1px solid; padding: .25rem .5rem; text-align: left; vertical-align: top; }
.wide td { min-width: 6rem; overflow-wrap: normal; }
@media print { section { break-before: page; } .wide { overflow: visible; } }
"""


def page(evidence: Evidence) -> str:
    """Return the HTML page; it needs no network and runs no script."""
    of = form("fria")
    title = f"{of.title}: {evidence.source.name}"
    dates = "".join(f"<li>{escape(line)}</li>" for line in article_27())
    law = "".join(f"<p>{escape(line)}</p>" for line in evidence.law)
    trace = "".join(f"<p><code>{escape(line)}</code></p>" for line in evidence.trace())
    sections = "\n".join(_section(evidence, slot) for slot in of.slots)
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<style>{STYLE}</style>\n</head>\n'
        f"<body>\n<main>\n<h1>{escape(title)}</h1>\n{_stamp(evidence)}\n"
        "<p>Evidence only. Severity, necessity, proportionality, whether accuracy is acceptable, the views of those "
        "affected and the acceptance of what remains are for people.</p>\n"
        f"<h2>When Article 27 applies</h2>\n<ul>{dates}</ul>\n<h2>Data protection law</h2>\n{law}\n"
        f"<h2>How to make every number again</h2>\n{trace}\n{sections}\n{_annex(evidence)}\n</main>\n</body>\n</html>\n"
    )


def _stamp(evidence: Evidence) -> str:
    return f'<p class="stamp">{escape(evidence.stamped)}</p>'


def _section(evidence: Evidence, slot: Slot) -> str:
    parts = [f'<section id="{escape(str(slot.id))}"><h2>{escape(name(slot))}</h2>', _stamp(evidence)]
    for block in evidence.blocks(slot.takes):
        parts.append(f"<h3>{escape(block.title)}</h3>")
        if block.figures:
            parts.append(
                f'<div class="wide" role="region" aria-label="{escape(block.title)}" tabindex="0">'
                f"{passages.table(block)}</div>"
            )
        parts += [f"<p>{escape(line)}</p>" for line in block.lines]
    parts.append(f'<p class="left"><strong>{LEFT}:</strong> {escape(slot.left)}.</p></section>')
    return "\n".join(parts)


def name(slot: Slot) -> str:
    """Return how a row is called: 27(1)(c), and what it asks.

    >>> name(form("fria").slots[2])
    'Article 27(1)(c): the categories of people and groups likely to be affected'
    """
    parts = str(slot.id).split("-")
    where = (
        f"Article {parts[0]}" + "".join(f"({part})" for part in parts[1:])
        if parts[0] == "27"
        else "Beyond Article 27"
    )
    return f"{where}: {slot.asks}"


def _annex(evidence: Evidence) -> str:
    """Return the inputs: every error and delay, and every assumption, with range, grade and source."""
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td>{escape(str(cell))}</td>"
            for cell in (
                row["name"],
                f"{amount(row['value'])} {row['unit']}",
                span(row),
                row["grade"],
                "yours" if row["name"] in evidence.stamp.yours else row["date"],
                row["source"],
            )
        )
        + "</tr>"
        for row in _inputs(evidence)
    )
    heads = "".join(
        f'<th scope="col">{head}</th>' for head in ("Input", "Value", "Range", "Grade", "Date", "Source")
    )
    return (
        f'<section id="inputs"><h2>Inputs: errors, delays and assumptions</h2>\n{_stamp(evidence)}\n'
        '<div class="wide" role="region" aria-label="Inputs" tabindex="0">'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div></section>"
    )


def _inputs(evidence: Evidence) -> list[Mapping[str, Any]]:
    """Return errors and delays first, then the other assumptions."""
    first = errors_in_force(evidence.source.ledger, evidence.source.off)
    names = {row["name"] for row in first}
    return [*first, *(row for row in assumed(evidence.source) if row["name"] not in names)]


def sheet(evidence: Evidence) -> str:
    """Return the CSV: one row a number, a sentence, an input, or a thing left for a person; the stamp in the first."""
    columns = form("fria").keys["csv"]
    out = StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerow({"row": "stamp", "what": "stamp", "note": evidence.stamped})
    for line in [*article_27(), *evidence.law]:
        writer.writerow({"row": "law", "what": "sentence", "note": line})
    for line in evidence.trace():
        writer.writerow({"row": "trace", "what": "sentence", "trace": line})
    for slot in form("fria").slots:
        writer.writerows(_rows(slot, evidence.blocks(slot.takes)))
    for row in _inputs(evidence):
        writer.writerow(
            {
                "row": "inputs",
                "what": "input",
                **{key: row[key] for key in ("name", "value", "unit", "low", "high", "grade")},
                "source": " ".join(str(row["source"]).split()),
                "note": "yours" if row["name"] in evidence.stamp.yours else "",
            }
        )
    return out.getvalue()


def _rows(slot: Slot, blocks: list[Block]) -> Iterator[dict[str, Any]]:
    head = {"row": slot.id, "asks": slot.asks}
    for block in blocks:
        for one in block.figures:
            yield {**head, "what": "number", **_number(one), "note": f"{one.says} {one.note}".strip()}
        for line in block.lines:
            yield {**head, "what": "sentence", "note": line}
    yield {**head, "what": "left for a person", "note": f"{LEFT}: {slot.left}."}


def _number(one: Figure) -> dict[str, Any]:
    keys = ("name", "kind", "value", "unit", "low", "high", "per_100k", "interval", "changed", "difference",
            "expected_here", "trace")  # fmt: skip
    return {key: "" if getattr(one, key) is None else getattr(one, key) for key in keys}
