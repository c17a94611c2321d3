"""Who knows whom: eight contacts inside the community, computed from shifted positions and never stored.

Shifts are read in long contiguous runs; an index table of contacts is ten times slower here, because the compiler emits
no gather. Contacts are read as of the start of the week, so no order between people matters.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from glasshouse.base import columns as c
from glasshouse.base.jit import kernel

SHIFTS = np.array([1, 2, 5, 11], dtype=np.int64)
"""Contacts stand this far to either side around the community's ring: a ring lattice with some long ties."""
FEARFUL = 64
"""A contact whose fear exceeds this (of 255) falls visibly silent."""


@kernel
def read_contacts(M: Any, n: int, buffer: Any) -> None:
    """Count, for everybody, contacts on the app, contacts hit (listed or wrongly stopped), and contacts afraid."""
    for i in range(n):
        hit = M[c.LISTED, i] | ((M[c.EVER, i] >> 5) & 1)
        afraid = 1 if M[c.FEAR_FAST, i] + M[c.FEAR_SLOW, i] > FEARFUL else 0
        buffer[i] = M[c.ADOPTED, i] | (hit << 4) | (afraid << 8)
    for i in range(n):
        M[c.NEAR_APP, i] = 0
        M[c.NEAR_HIT, i] = 0
        M[c.NEAR_FEAR, i] = 0
    for i in range(n):
        total = 0
        for k in range(4):
            up = i + SHIFTS[k]
            down = i - SHIFTS[k]
            up = up % n if up >= n else up
            down = down % n if down < 0 else down
            total += buffer[up] + buffer[down]
        M[c.NEAR_APP, i] = total & 15
        M[c.NEAR_HIT, i] = (total >> 4) & 15
        M[c.NEAR_FEAR, i] = (total >> 8) & 15
