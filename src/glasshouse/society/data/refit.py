"""Fits the shipped societies anew: `python -m glasshouse.society.data.refit [NAME ...]`.

Run it after an edit of a shipped table. A test holds that the shipped tables agree with the fit.
"""

from __future__ import annotations

import sys

from glasshouse.society import marginals
from glasshouse.society.data.totals import fit_totals, write_fitted


def refit(name: str) -> str:
    """Fit one shipped society and write its table; returns the name of the file."""
    document, rows, path = marginals.open_tables(marginals.SHIPPED / f"{name}.yaml")
    totals = marginals.totals_of(document, rows)
    target = path.parent / str(document.data["fitted"])
    write_fitted(target, totals, fit_totals(totals), [row.text("code") for row in rows])
    return target.name


if __name__ == "__main__":
    for society in sys.argv[1:] or marginals.names():
        print(refit(society))
