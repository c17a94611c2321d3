"""Rating: court lists, points and a bureau score, each an instrument of its own.

In go debts, offences, good deeds, reported posts and opened files, each pinned on somebody; out come marks in
two ledgers, the one that the apparatus believes and the one that would stand if every record were right. A
court case runs through service, grace, listing or restriction or an exit ban, payment or the end of a term,
and removal. Points are a rulebook, kept in some communities. The bureau score is computed when somebody asks.
Errors: the wrong person (`rating.identity_error`, `rating.name_only_share`), papers never served
(`rating.service_failure`), a term overrun, a removal that comes late (`rating.removal_late_share`), a late
payment that never was (`rating.bureau_false_late_per_year`). The person who escapes because another was
listed is counted as an error in somebody's favour. Measured elsewhere, in the United States in 2012: 26 % of
people found a possible material error in a credit file, 21 % had one changed, 5 % moved to another tier of
risk; in Michigan, 93 % of 22,427 re-reviewed automatic fraud findings were wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

MECHANISM: Mapping[str, str] = MappingProxyType(
    {
        "name": "rating",
        "link": "rated",
        "asks": "What is held against whom, and would it stand if every record were right?",
        "gives": "cases, listings, restrictions, points, a score",
        "elsewhere": "United States, credit files, 2012: 26 % with a possible error, 5 % moved a tier",
    }
)
"""In five phrases: folder, link in the chain, question, what comes out, the case it is paired with."""
