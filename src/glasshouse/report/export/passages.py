"""Evidence as passages: plain text for YAML and comments, HTML for tools that hold it. Every page is stamped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from glasshouse.report.export.blocks import LEFT, Block, Evidence
from glasshouse.report.export.figures import amount


def text(evidence: Evidence, blocks: Sequence[Block], left: str = "", about: str = "") -> str:
    """Return blocks as plain text: stamp, figures, how to make them again, what is left for a person."""
    parts = [f"[{evidence.stamped}]"]
    if about:
        parts.append(about)
    for block in blocks:
        lines = [f"- {figure.sentence}" for figure in block.figures] + [f"- {line}" for line in block.lines]
        parts.append("\n".join([f"{block.title}:", *lines]))
    parts.append("\n".join(evidence.trace()))
    if left:
        parts.append(f"{LEFT}: {left}.")
    return "\n\n".join(parts)


def html(evidence: Evidence, blocks: Sequence[Block], left: str = "") -> str:
    """Return blocks as HTML without style or script, as an editor keeps it."""
    parts = [f"<p><strong>{escape(evidence.stamped)}</strong></p>"]
    for block in blocks:
        parts.append(f"<p><strong>{escape(block.title)}</strong></p>")
        if block.figures:
            parts.append(table(block, traced=False))
        if block.lines:
            parts.append("<ul>" + "".join(f"<li>{escape(line)}</li>" for line in block.lines) + "</ul>")
    parts += [f"<p>{escape(line)}</p>" for line in evidence.trace()]
    if left:
        parts.append(f"<p><strong>{LEFT}:</strong> {escape(left)}.</p>")
    return "\n".join(parts)


def table(block: Block, traced: bool = True) -> str:
    """Return the figures of a block as a table; `traced` with a column of the questions that give each number again.

    Without it the names in brackets do, except where a question is of another form.
    """
    compared = any(figure.difference is not None for figure in block.figures)
    scaled = any(figure.expected_here is not None for figure in block.figures)
    heads = (
        ["What", "As it is", "Changed", "Difference", "95 % interval"]
        if compared
        else ["What", "Value", "95 % interval"]
    )
    heads += [] if compared else ["Per 100,000 people"]
    heads += ["At your volume"] if scaled else []
    heads += ["Gives it again"] if traced else []
    rows = []
    for one in block.figures:
        interval = (
            "none" if one.low is None or one.high is None else f"{amount(one.low)} to {amount(one.high)}"
        )
        mark = f" ({one.kind.replace('_', ' ')})" if one.kind != "description" else ""
        asked = "" if traced or " FROM gaps " not in one.trace else f" ({one.trace})"
        cells = [f"{one.says.rstrip('.')}{mark} [{one.name}]{asked}{' ' + one.note if one.note else ''}"]
        cells += [f"{amount(one.value)} {one.unit}"]
        cells += [amount(one.changed), amount(one.difference)] if compared else []
        cells += [interval] + ([] if compared else ["" if one.per_100k is None else amount(one.per_100k)])
        cells += ["" if one.expected_here is None else amount(one.expected_here)] if scaled else []
        cells += [one.trace] if traced else []
        rows.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>")
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
