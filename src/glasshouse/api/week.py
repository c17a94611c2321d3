"""The week of a plan as a table: which mechanism draws which events, at which upper rate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glasshouse.scenario import Plan


def week(plan: Plan) -> list[dict[str, Any]]:
    """Return the rows of `glasshouse plan`: mechanism, kind, upper rate, reads, writes, stream."""
    from glasshouse.day import wiring

    return wiring.week(plan)
