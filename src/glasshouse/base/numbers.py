"""The one kind of number that kernels count with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np

whole: Callable[[Any], int] = cast(Callable[[Any], int], np.int64)
"""A stored number (a byte, 16 or 32 bits, signed or not) as a 64-bit integer, in which nothing here wraps."""
