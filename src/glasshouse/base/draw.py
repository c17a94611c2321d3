"""Random numbers as a pure function of (seed, person, time, stream, n): Philox4x32-10.

Nothing is ever "the next number of a generator": whoever asks for the draw of person 7 on day 41 for the gate gets the
same 128 bits on any machine, in any order, on any number of threads. So two scenarios are paired person by person, and
adding a mechanism moves nobody else's draws.

Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from glasshouse.base.jit import inline, kernel, sweep
from glasshouse.base.numbers import whole

# --- streams: one number per purpose, never shared between mechanisms, never renumbered ---
CLOCKS, WEEK, CHANNELS = 0, 1, 2
DEMAND, BREACH, SPEECH, LUCK = 4, 5, 6, 7
CAPTURE, ATTRIBUTE, SUPPRESS, DISCLOSE = 8, 9, 10, 11
ALERT, STOP, FILE, EXPOSE = 12, 13, 14, 15
CASE, LISTING, PAYMENT, MARK, CONTACT_GUILT = 16, 17, 18, 19, 20
GATE, RETRY, ADOPT, CONSENT = 21, 22, 23, 24
AWARE, FEEL, NOTICE, APPEAL, DECIDE, AUDIT, PRE_REVIEW = 25, 26, 27, 28, 29, 30, 31
SUSPEND = 32
ROUNDING = 3
TRAITS, START, PILOT, NEIGHBOURS, CLIMATE, FIND = 40, 41, 42, 43, 44, 45
TRACE = 46

STREAM_NAMES = {
    name: value
    for name, value in globals().items()
    if name.isupper() and isinstance(value, int) and name[0] != "_"
}
"""Every stream by name; a test holds that no two share a number."""

_MASK = np.uint64(0xFFFFFFFF)
_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_W0, _W1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_S32 = np.uint64(32)
_TWO, _THREE, _FOUR, _FIVE, _SIX, _SEVEN, _EIGHT, _NINE = (np.uint64(k) for k in range(2, 10))


@inline
def _round(x0: Any, x1: Any, x2: Any, x3: Any, k0: Any, k1: Any) -> tuple[Any, Any, Any, Any]:
    p0 = _M0 * x0
    p1 = _M1 * x2
    return (p1 >> _S32) ^ x1 ^ k0, p1 & _MASK, (p0 >> _S32) ^ x3 ^ k1, p0 & _MASK


@inline
def _ten_rounds(k0: Any, k1: Any, c0: int, c1: int, c2: int, c3: int) -> tuple[Any, Any, Any, Any]:
    """Written out, not looped: a loop inside the loop over people would keep that one from being vectorised."""
    x0, x1, x2, x3 = np.uint64(c0), np.uint64(c1), np.uint64(c2), np.uint64(c3)
    x0, x1, x2, x3 = _round(x0, x1, x2, x3, k0, k1)
    x0, x1, x2, x3 = _round(x0, x1, x2, x3, (k0 + _W0) & _MASK, (k1 + _W1) & _MASK)
    x0, x1, x2, x3 = _round(x0, x1, x2, x3, (k0 + _W0 * _TWO) & _MASK, (k1 + _W1 * _TWO) & _MASK)
    x0, x1, x2, x3 = _round(x0, x1, x2, x3, (k0 + _W0 * _THREE) & _MASK, (k1 + _W1 * _THREE) & _MASK)
    x0, x1, x2, x3 = _round(x0, x1, x2, x3, (k0 + _W0 * _FOUR) & _MASK, (k1 + _W1 * _FOUR) & _MASK)
    x0, x1, x2, x3 = _round(x0, x1, x2, x3, (k0 + _W0 * _FIVE) & _MASK, (k1 + _W1 * _FIVE) & _MASK)
    x0, x1, x2, x3 = _round(x0, x1, x2, x3, (k0 + _W0 * _SIX) & _MASK, (k1 + _W1 * _SIX) & _MASK)
    x0, x1, x2, x3 = _round(x0, x1, x2, x3, (k0 + _W0 * _SEVEN) & _MASK, (k1 + _W1 * _SEVEN) & _MASK)
    x0, x1, x2, x3 = _round(x0, x1, x2, x3, (k0 + _W0 * _EIGHT) & _MASK, (k1 + _W1 * _EIGHT) & _MASK)
    return _round(x0, x1, x2, x3, (k0 + _W0 * _NINE) & _MASK, (k1 + _W1 * _NINE) & _MASK)


@kernel
def philox(seed: int, c0: int, c1: int, c2: int, c3: int) -> tuple[int, int, int, int]:
    """Return four 32-bit numbers (as int64) of the counter (c0, c1, c2, c3) under the 64-bit key `seed`.

    Values sit in 64-bit lanes and are masked: twice as fast here as 32-bit temporaries, which LLVM widens badly.
    """
    key = np.uint64(seed)
    x0, x1, x2, x3 = _ten_rounds(key & _MASK, key >> _S32, c0, c1, c2, c3)
    return whole(x0), whole(x1), whole(x2), whole(x3)


@kernel
def fill(seed: int, first: int, n: int, time: int, stream: int, U: Any, row: int) -> None:
    """Write the four numbers of (first + i, time, stream, 0) into rows `row` to `row + 3` of `U`, for i below `n`.

    One loop over plain arrays: the compiler turns it into vector instructions, eight people at a time.
    """
    a = U[row]
    b = U[row + 1]
    e = U[row + 2]
    f = U[row + 3]
    key = np.uint64(seed)
    k0 = key & _MASK
    k1 = key >> _S32
    for i in range(n):
        x = _ten_rounds(k0, k1, first + i, time, stream, 0)
        a[i] = x[0]
        b[i] = x[1]
        e[i] = x[2]
        f[i] = x[3]


@sweep
def fill_each(
    seed: int, first: int, time: int, m: int, who: Any, which: Any, a: Any, b: Any, e: Any, f: Any
) -> None:
    """Write the four numbers of (first + who[j], time, which[j] // 16, which[j] % 16) into a, b, e, f at j, for j below `m`.

    What `draw` gives one by one, eight at a time: 25 ns -> 4 a block.
    """
    key = np.uint64(seed)
    k0 = key & _MASK
    k1 = key >> _S32
    for j in range(m):
        x = _ten_rounds(k0, k1, first + who[j], time, which[j] >> 4, which[j] & 15)
        a[j] = x[0]
        b[j] = x[1]
        e[j] = x[2]
        f[j] = x[3]


@sweep
def fill_on_days(
    seed: int,
    first: int,
    stream: int,
    m: int,
    who: Any,
    days: Any,
    which: Any,
    a: Any,
    b: Any,
    e: Any,
    f: Any,
) -> None:
    """Write the four numbers of (first + who[j], days[j], stream, which[j]) into a, b, e, f at j, for j below `m`."""
    key = np.uint64(seed)
    k0 = key & _MASK
    k1 = key >> _S32
    for j in range(m):
        x = _ten_rounds(k0, k1, first + who[j], days[j], stream, which[j])
        a[j] = x[0]
        b[j] = x[1]
        e[j] = x[2]
        f[j] = x[3]


@kernel
def draw(seed: int, person: int, time: int, stream: int, n: int) -> tuple[int, int, int, int]:
    """Return the four 32-bit numbers that belong to (person, time, stream, n); time is a day or a week."""
    return philox(seed, person, time, stream, n)
