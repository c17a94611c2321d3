"""One export, checked against its form and written whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from glasshouse.base.errors import BadRunFolder, BadValue, UnknownName, quoted
from glasshouse.report.export import checking, hanging
from glasshouse.report.export.blocks import Evidence
from glasshouse.report.export.forms import form
from glasshouse.report.export.given import Source, source
from glasshouse.report.export.own import Own
from glasshouse.report.export.own import read as read_own

Texts = dict[str, str]
"""Ending of the file -> its text."""


def _iama(evidence: Evidence, beside: Path) -> Texts:
    from glasshouse.report.export import iama

    return {".yaml": iama.text(evidence)}


def _pia(evidence: Evidence, beside: Path) -> Texts:
    from glasshouse.report.export import pia

    return {".json": pia.text(evidence)}


def _aia(evidence: Evidence, beside: Path) -> Texts:
    from glasshouse.report.export import aia

    return {".json": aia.text(evidence)}


def _fria(evidence: Evidence, beside: Path) -> Texts:
    from glasshouse.report.export import fria

    return {".html": fria.page(evidence), ".csv": fria.sheet(evidence)}


def _croissant(evidence: Evidence, beside: Path) -> Texts:
    from glasshouse.report.export import croissant

    return {".json": croissant.text(evidence, beside)}


FORMATS: dict[str, Callable[[Evidence, Path], Texts]] = {
    "iama": _iama,
    "pia": _pia,
    "aia": _aia,
    "fria": _fria,
    "croissant": _croissant,
}
"""Name of a format -> what makes its texts."""


@dataclass(frozen=True)
class Written:
    """What was written.

    files: where. filled: slots with evidence. left: slots without, and why. stamp: what is stamped on every page.
    again: the command that makes the run with the user's values, where it was not made with them.
    """

    format: str
    files: tuple[Path, ...]
    filled: tuple[str, ...]
    left: dict[str, str]
    stamp: str
    again: str

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "format": self.format,
            "files": [str(file) for file in self.files],
            "filled": list(self.filled),
            "left_for_a_person": self.left,
            "stamp": self.stamp,
            "run_with_yours": self.again or None,
        }


def write(
    given: Any,
    format: str,
    out: str | Path | None = None,
    own: Own | str | Path | None = None,
    sensitivity: str | Path | None = None,
    force: bool = False,
) -> Written:
    """Write evidence into a form.

    Args:
        given: a run folder, a comparison's JSON, or either in Python.
        format: iama, pia, aia, fria or croissant.
        out: the file; by default beside what is exported. The sheet becomes two files, .html and .csv.
        own: the user's own volumes and tested error rates, or the file that holds them.
        sensitivity: what `glasshouse sensitivity --json` printed for this scenario, in a file; it says which of the
            unknowns moves a number most.
        force: whether a file that is there may be replaced.

    Raises:
        UnknownName: no such format; with the nearest.
        BadRunFolder: no run and no comparison, or a place that cannot be written.
        BadValue: a file is there already, or the user's inputs are wrong.
    """
    if format not in FORMATS:
        # Names of three letters: two of them right is near enough.
        near = get_close_matches(format.lower(), FORMATS, n=1, cutoff=0.5)
        raise UnknownName(
            f"There is no format named {quoted(format)}",
            value=format,
            place="--format",
            allowed=", ".join(FORMATS),
            nearest=near[0] if near else "",
        )
    entered = own if isinstance(own, Own) or own is None else read_own(own)
    of = source(given)
    swings = None if sensitivity is None else hanging.read(sensitivity, of.asked)
    evidence = Evidence.of(of, entered, swings)
    target = Path(out).expanduser() if out is not None else _place(of, format)
    texts = FORMATS[format](evidence, target.parent)
    for text in texts.values():
        checking.check(format, text)
    files = {_named(target, ending, len(texts) > 1): text for ending, text in texts.items()}
    _refuse_existing(files, force)
    for file, text in files.items():
        _whole(file, text)
    filled, left = _slots(evidence, format)
    return Written(format, tuple(files), filled, left, evidence.stamp.text, evidence.stamp.command)


def _slots(evidence: Evidence, format: str) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return which slots hold evidence, and which are left for a person, with the reason."""
    if format == "croissant":
        tables = evidence.source.stored.tables if evidence.source.stored else ()
        return tables, {"license": "whose tables these are"}
    slots = form(format).slots
    filled = [str(slot.id) for slot in slots if evidence.blocks(slot.takes)]
    return tuple(filled), {str(slot.id): slot.left for slot in slots if str(slot.id) not in filled}


def _place(of: Source, format: str) -> Path:
    """Return where an export lies by default: in the run folder, or beside the comparison."""
    folder = of.place if of.kind == "run" else of.place.parent
    name = f"{of.place.stem}-{format}" if of.kind == "comparison" else format
    return folder / f"{name}{'.yaml' if format == 'iama' else '.html' if format == 'fria' else '.json'}"


def _named(target: Path, ending: str, several: bool) -> Path:
    """Return the file of one text: what was asked for, or its sibling with another ending."""
    if not several:
        return target
    known = target.suffix in (".html", ".csv", ".htm")
    return target.with_suffix(ending) if known else target.with_name(target.name + ending)


def _refuse_existing(files: dict[Path, str], force: bool) -> None:
    for file in files:
        if file.is_dir():
            raise BadValue(f"{file} is a folder", value=str(file), place="--out", allowed="a file")
        if file.exists() and not force:
            raise BadValue(
                f"{file} is there already; nothing was touched",
                value=str(file),
                place="--out",
                next_step="Choose another name with --out, or replace it with --force",
            )


def _whole(file: Path, text: str) -> None:
    """Write a file so that it is there whole or not at all, whatever happens meanwhile."""
    draft = file.with_name(f".{file.name}.{os.getpid()}-{secrets.token_hex(4)}")
    try:
        with draft.open("x", encoding="utf-8", newline="\n") as handle:
            handle.write(text)
            handle.flush()
            os.fsync(handle.fileno())
        draft.replace(file)
    except OSError as problem:
        raise BadRunFolder(
            f"The export cannot be written: {problem.strerror or problem}",
            value=str(file),
            place=str(file),
            next_step="Choose a file in a folder that exists and that you may write to, with --out",
        ) from None
    finally:
        draft.unlink(missing_ok=True)
