"""Platform: the app that everybody is on, and what it writes down.

In go the acts of life and the week's contacts; out come records, a consent or the lack of one, a feed, and
posts that stand or are gone. People join because their contacts are there and stay for the same reason
(lock-in); every channel logs; whoever meets the prompt is asked, with or without a box ticked beforehand, and
whoever is not asked is enrolled all the same and counted as enrolled unasked. The feed shows more of what was
read and so narrows. Critical posts are classified and some are taken down. Errors: ordinary posts are taken
down too (`platform.suppression_false_positive_rate`), critical ones are missed
(`platform.suppression_true_positive_rate`), and a post that is passed on may be misread as an offence
(`platform.misread_rate`). Taking down a lawful critical post is no error of the machine; it is counted as a
harm against a rights benchmark. Measured elsewhere, in the United States and European Union in 2003:
agreement to donate organs was 42 % when people had to opt in and 82 % when they had to opt out; in Germany in
2024, 48 % of 205,728 reports from automatic scanning of messages were not criminal.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

MECHANISM: Mapping[str, str] = MappingProxyType(
    {
        "name": "platform",
        "link": "captured, stored",
        "asks": "Is the act logged, and was anybody asked?",
        "gives": "records, consents, feeds, posts taken down or passed on",
        "elsewhere": "Germany, automatic reports, 2024: 48 % of 205,728 were not criminal",
    }
)
"""In five phrases: folder, link in the chain, question, what comes out, the case it is paired with."""
