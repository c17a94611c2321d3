"""Gates: the counters at which a mark becomes a refusal.

In go a wish for a service (a flight, a fast train, a loan, a home, a trip abroad, a post, a room without
deposit, a school, a job) and the marks that this gate asks about; out comes a grant, a perk or a refusal,
with a verdict. The gate sees what is believed; the same rule on the true ledger says what should have
happened, and the difference is a wrongful refusal or a missed one. Where several grounds bar, the soundest
gives the verdict: nobody is wronged by a refusal that was due anyway. A refused trip is tried again a few
times, so refusals, trips and people are counted apart; a refusal touches the household; somebody who knows
the answer may not ask. Errors of its own: the clerk who refuses a namesake (`gates.counter_error`) and the
check that is missed (`gates.missed_check`). No function here answers for a real person: a gate takes a
synthetic person's place in a table and counts. Measured elsewhere, in Germany in 2019: of 111,588 automatic
hits among airline passengers 1.8 % survived a human check; in the United Kingdom banks ended 453,230 customer
relationships for suspected financial crime in 2024/25, ten times as many as eight years before.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

MECHANISM: Mapping[str, str] = MappingProxyType(
    {
        "name": "gates",
        "link": "gate asks, refused",
        "asks": "Is the door shut, and would it be if every record were right?",
        "gives": "grants, perks, refusals with a verdict",
        "elsewhere": "Germany, passenger records, 2019: a human check left 1.8 % of 111,588 hits",
    }
)
"""In five phrases: folder, link in the chain, question, what comes out, the case it is paired with."""
