"""Custody: who holds the records, for how long, and who may ask for them.

In go records made each week, and the requests and breaches that the climate publishes; out come files opened,
records exposed, and people who can be picked out of a trace without a name. Records are kept until retention
ends (`custody.retention_days`); storage inside the country decides whose law applies and protects from
nothing else. A request opens many files at once (`custody.accounts_per_request`); where a legal test is
switched on a share is refused and a share narrowed. A breach takes what is held that day, so a shorter memory
is the protection; encryption is another. Errors: a file from which something untrue is read
(`custody.misread_file_rate`), which may lead to an entry and to the watchlist. Being exposed is a harm
without anybody's error. Measured elsewhere, in the United States in 2017: of 1,372 applications to the
foreign-intelligence court 5 % were refused and 26 % narrowed; in France in 2016, 7.2 million benefit
recipients were checked by data matching and 90 % never knew.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

MECHANISM: Mapping[str, str] = MappingProxyType(
    {
        "name": "custody",
        "link": "stored, disclosed",
        "asks": "Who may read what was kept?",
        "gives": "files opened, records exposed, people re-identifiable",
        "elsewhere": "United States, foreign-intelligence court, 2017: 5 % refused, 26 % narrowed",
    }
)
"""In five phrases: folder, link in the chain, question, what comes out, the case it is paired with."""
