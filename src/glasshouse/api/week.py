"""The week of a plan as a table: mechanisms, kinds of event and their upper rates, columns, streams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glasshouse.scenario import Plan


def week(plan: Plan) -> list[dict[str, Any]]:
    """Return one row for each mechanism in the order of the chain, and one for the loop that joins them.

    A row has `mechanism`, `on`, `kinds` (kind and upper rate a year, of the least and the busiest person),
    `reads`, `writes` (columns of a person), `streams` (of random numbers) and `counts`: read from the source of each
    mechanism, so the table cannot fall behind the code.
    """
    from glasshouse.day import wiring

    return [
        {"mechanism": row["mechanism"], "on": row["mechanism"] not in plan.off, **row}
        for row in wiring.table()
    ]
