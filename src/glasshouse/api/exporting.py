"""`gh.export`: a run or a comparison as evidence for an impact assessment, as `glasshouse export` writes it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from glasshouse.api.finished import Run
    from glasshouse.experiments.pair import Comparison
    from glasshouse.report.export import Own, Written


def export(
    source: Run | Comparison | str | Path,
    format: str,
    out: str | Path | None = None,
    *,
    own: Own | str | Path | None = None,
    sensitivity: str | Path | None = None,
    force: bool = False,
) -> Written:
    """Write evidence into a form of those who assess; only slots for evidence and comments are filled.

    Args:
        source: A run, a comparison, a run folder, or a file with what `glasshouse compare --json` printed.
        format: `iama` (Netherlands), `pia` (CNIL), `aia` (Canada), `fria` (EU AI Act, Article 27) or `croissant`.
        out: The file. If None it lies in the run folder, beside the comparison's file, or, for a comparison that is
            in no file, in this folder.
        own: The user's own volumes and tested error rates; without them every page is stamped illustrative.
        sensitivity: A file with what `glasshouse sensitivity --json` printed: which unknown matters.
        force: Whether a file that is there may be replaced.

    Returns:
        What was written: files, slots filled, slots left for a person with the reason, and the stamp.

    Raises:
        InputError: with the value, the place, what is allowed and the nearest known name.
        BadRunFolder: the source is neither a run nor a comparison, or the file cannot be written.

    >>> import glasshouse as gh
    >>> written = gh.export(gh.run("city-lfr", people=5_000, days=28), "fria", force=True)
    >>> [file.name for file in written.files]
    ['fria.html', 'fria.csv']
    >>> written.stamp
    'illustrative: none of these inputs is yours'
    """
    from glasshouse.report.export import write

    return write(source, format, out, own, sensitivity, force)
