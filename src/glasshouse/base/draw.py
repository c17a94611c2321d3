"""Random numbers as a pure function of (seed, person, time, stream, n): Philox4x32-10.

Nothing is ever "the next number of a generator": whoever asks for the draw of person 7 on day 41 for the gate gets the
same 128 bits on any machine, in any order, on any number of threads. So two scenarios are paired person by person, and
adding a mechanism moves nobody else's draws.

Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from glasshouse.base.jit import kernel

# --- streams: one number per purpose, never shared between mechanisms, never renumbered --------------------------------
CLOCKS, WEEK, CHANNELS = 0, 1, 2
DEMAND, BREACH, SPEECH, LUCK = 4, 5, 6, 7
CAPTURE, ATTRIBUTE, SUPPRESS, DISCLOSE = 8, 9, 10, 11
ALERT, STOP, FILE, EXPOSE = 12, 13, 14, 15
CASE, LISTING, PAYMENT, MARK, CONTACT_GUILT = 16, 17, 18, 19, 20
GATE, RETRY, ADOPT, CONSENT = 21, 22, 23, 24
AWARE, FEEL, NOTICE, APPEAL, DECIDE, AUDIT, PRE_REVIEW = 25, 26, 27, 28, 29, 30, 31
ROUNDING = 3
TRAITS, START, PILOT, NEIGHBOURS, CLIMATE, FIND = 40, 41, 42, 43, 44, 45

STREAM_NAMES = {
    name: value for name, value in globals().items() if name.isupper() and isinstance(value, int) and name[0] != "_"
}
"""Every stream by name; a test holds that no two share a number."""

_MASK = np.uint64(0xFFFFFFFF)
_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_W0, _W1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_S32 = np.uint64(32)


@kernel
def philox(seed: int, c0: int, c1: int, c2: int, c3: int) -> tuple[int, int, int, int]:
    """Return four 32-bit numbers (as int64) of the counter (c0, c1, c2, c3) under the 64-bit key `seed`.

    Values sit in 64-bit lanes and are masked: twice as fast here as 32-bit temporaries, which LLVM widens badly.
    """
    k0 = np.uint64(seed) & _MASK
    k1 = np.uint64(seed) >> _S32
    x0 = np.uint64(c0)
    x1 = np.uint64(c1)
    x2 = np.uint64(c2)
    x3 = np.uint64(c3)
    for _ in range(10):
        p0 = _M0 * x0
        p1 = _M1 * x2
        x0 = (p1 >> _S32) ^ x1 ^ k0
        x1 = p1 & _MASK
        x2 = (p0 >> _S32) ^ x3 ^ k1
        x3 = p0 & _MASK
        k0 = (k0 + _W0) & _MASK
        k1 = (k1 + _W1) & _MASK
    return np.int64(x0), np.int64(x1), np.int64(x2), np.int64(x3)


@kernel
def fill(seed: int, first: int, n: int, time: int, stream: int, U: Any, row: int) -> None:
    """Write the four numbers of (first + i, time, stream, 0) into rows `row` to `row + 3` of `U`, for i below `n`.

    One loop over plain arrays: the compiler turns it into vector instructions, eight people at a time.
    """
    a = U[row]
    b = U[row + 1]
    e = U[row + 2]
    f = U[row + 3]
    for i in range(n):
        a[i], b[i], e[i], f[i] = philox(seed, first + i, time, stream, 0)


@kernel
def draw(seed: int, person: int, time: int, stream: int, n: int) -> tuple[int, int, int, int]:
    """Return the four 32-bit numbers that belong to (person, time, stream, n); time is a day or a week."""
    return philox(seed, person, time, stream, n)
