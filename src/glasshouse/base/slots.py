"""Where each mechanism keeps its numbers in the plan `P`: one flat int64 row per region, with fixed rooms.

Kernels see only integers at constant places, so a changed value never recompiles anything. Probabilities are thresholds
in 1/2**32 (2**32 itself means always), factors are in 1/2**16.
"""

from __future__ import annotations

ROOMS: dict[str, tuple[int, int]] = {
    "clocks": (0, 2560),
    "life": (2560, 4096),
    "platform": (6656, 512),
    "cameras": (7168, 1536),
    "custody": (8704, 256),
    "rating": (8960, 640),
    "gates": (9600, 256),
    "response": (9856, 1024),
    "remedies": (10880, 256),
    "climate": (11136, 256),
}
"""First place and size of each room; rooms never move, so that a mechanism alone compiles to the same kernels."""

PLAN_SIZE = 11392


class Slots:
    """Hands out the places of one room, in the order asked."""

    def __init__(self, room: str) -> None:
        self.next, size = ROOMS[room]
        self.end = self.next + size
        self.names: dict[str, tuple[int, int]] = {}

    def __call__(self, name: str, size: int = 1) -> int:
        """Return the first place of `name`, `size` places long.

        Raises:
            ValueError: the room is full.
        """
        place = self.next
        self.next += size
        if self.next > self.end:
            raise ValueError(f"no room left for {name}: enlarge the room in base/slots.py")
        self.names[name] = (place, size)
        return place
