"""Life: what people do anyway, before anybody watches.

Every week a person writes messages, pays, rides, searches, gets bills and tickets and goes out; now and then
somebody pays late, leaves a judgment unperformed, crosses at red, volunteers, gives, or wishes to write
something critical. In goes who the person is (conduct, income, voice, connectivity) and how hard life has
become, because hardship makes lateness and default likelier; out come acts, each on a day, which the links
after this one may see or miss. No error is made here: the apparatus has not looked yet. That a debt is unpaid
says nothing of why; many debtors have nothing to pay with (`life.no_capacity_share`), which later decides
whether a listing was lawful. Measured elsewhere, in Sweden's parental benefit in 2017: 30 % of 1,047 *random*
checks found an error, honest mistakes included, so a base rate of error is not a base rate of fraud.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

MECHANISM: Mapping[str, str] = MappingProxyType(
    {
        "name": "life",
        "link": "act",
        "asks": "What did the person do?",
        "gives": "acts, each on a day: messages, payments, outings, debts, offences, posts",
        "elsewhere": "Sweden, parental benefit, 2017: 30 % of 1,047 random checks found an error",
    }
)
"""In five phrases: folder, link in the chain, question, what comes out, the case it is paired with."""
