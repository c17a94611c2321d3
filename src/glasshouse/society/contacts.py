"""Who knows whom: eight contacts inside the community, computed from shifted positions and never stored.

Shifts are read in long contiguous runs; an index table of contacts is ten times slower here, because the compiler emits
no gather. Contacts are read as of the start of the week, so no order between people matters.
"""

from __future__ import annotations

from typing import Any

from glasshouse.base import columns as c
from glasshouse.base.jit import kernel

SHIFTS = (1, 2, 5, 11)
"""Contacts stand this far to either side around the community's ring: a ring lattice with some longer ties."""
MARGIN = 16
"""The ring is closed by copying this many people over each end of the buffer."""


@kernel
def read_contacts(M: Any, n: int, buffer: Any, fearful: int) -> None:
    """Count, for everybody, contacts on the app, contacts hit (listed or wrongly stopped), and contacts afraid.

    Whoever fears more than `fearful` (of 255) falls visibly silent. `buffer` has room for the community and a margin on
    both sides. In a ring of fewer than twelve people the same
    neighbour may count twice.
    """
    for i in range(n):
        hit = M[c.LISTED, i] | ((M[c.EVER, i] >> 5) & 1)
        afraid = 1 if M[c.FEAR_FAST, i] + M[c.FEAR_SLOW, i] > fearful else 0
        buffer[MARGIN + i] = M[c.ADOPTED, i] | (hit << 4) | (afraid << 8)
    for i in range(MARGIN):
        buffer[MARGIN + n + i] = buffer[MARGIN + i % n]
        buffer[MARGIN - 1 - i] = buffer[MARGIN + n - 1 - i % n]
    for i in range(n):
        j = MARGIN + i
        near = buffer[j - 1] + buffer[j + 1] + buffer[j - 2] + buffer[j + 2]
        far = buffer[j - 5] + buffer[j + 5] + buffer[j - 11] + buffer[j + 11]
        total = near + far
        M[c.NEAR_APP, i] = total & 15
        M[c.NEAR_HIT, i] = (total >> 4) & 15
        M[c.NEAR_FEAR, i] = (total >> 8) & 15
