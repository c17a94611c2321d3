"""The smallest run there is, to compile the kernels with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from glasshouse.scenario.planning import Plan


def tiny_plan() -> Plan:
    """Return a plan of one week with a few people in every region of the default scenario."""
    from glasshouse.scenario.planning import plan

    return plan("china-2018", people=62, days=7)
