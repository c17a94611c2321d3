"""Response: what a refusal, a stop or a removed post does to somebody, and to others.

In goes what happened to a person and to their contacts; out come awareness, fear, hardship, concern,
approval, words that are not written, and the grievance that a region can see. Awareness of an instrument
comes from one's own experience, from contacts and from news, and is never lost. Fear fades on two clocks,
weeks and years; hardship halves in half a year or so and feeds lateness and default, which is how an error
breeds facts. People who are afraid, and people who see few like-minded posts, write less: the posts not
written are counted, never their content. Grievance may win a concession. There is no error channel here,
because the apparatus only observes; what there is instead is ignorance, and nearly every number is assumed,
with a range. Measured elsewhere: after June 2013 views of Wikipedia articles on terrorism fell by 20 to 30 %,
and searches for sensitive terms in the United States by about 5 %; the two differ by a factor of four to six,
so a range is carried.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

MECHANISM: Mapping[str, str] = MappingProxyType(
    {
        "name": "response",
        "link": "consequence",
        "asks": "What does it do to the person, and to those who see it?",
        "gives": "hardship, fear, silence, concern, approval, grievance",
        "elsewhere": "United States, after June 2013: Wikipedia views down 20 to 30 %, searches 5 %",
    }
)
"""In five phrases: folder, link in the chain, question, what comes out, the case it is paired with."""
