"""Remedies: being told, objecting, being heard, and being put right in every copy.

In go listings and refusals; out come notices, appeals, decisions, corrections, and a count of the wronged who
were never told. Only who was told can appeal, unless the scenario says otherwise; appeals wait in one queue
for each region, first in, first out, and past the deadline a rule decides. Errors: the wrong decision left
standing (`remedies.appeal_false_uphold`), the right one overturned, decisions that nobody looked at
(`remedies.appeal_rubber_stamp`), corrections that take their time (`remedies.correction_days`) and stale
copies that go on binding (`remedies.copy_share`). Who appeals is not who is wronged
(`remedies.appeal_selection`, which no data identify), so a share of appeals won is never read as a share of
wrong decisions. Measured elsewhere, in the United States in 2022: 10 % of refused treatments were appealed
and 83 % of those appeals won, so 8 % of refusals were corrected; in the United Kingdom 9 % of
disability-benefit decisions were appealed, 5 % overturned, after 35 weeks.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

MECHANISM: Mapping[str, str] = MappingProxyType(
    {
        "name": "remedies",
        "link": "remedy",
        "asks": "Who is told, who is heard, and is every copy put right?",
        "gives": "notices, appeals, decisions, corrections",
        "elsewhere": "United States, Medicare Advantage, 2022: 10 % of refusals appealed, 83 % won",
    }
)
"""In five phrases: folder, link in the chain, question, what comes out, the case it is paired with."""
