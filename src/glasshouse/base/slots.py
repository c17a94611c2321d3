"""Where each mechanism keeps its numbers in the plan `P`: one flat int64 row per region, with fixed rooms.

Kernels see only integers at constant places, so a changed value never recompiles anything. Probabilities are thresholds
in 1/2**32 (2**32 itself means always), factors are in 1/2**16.
"""

from __future__ import annotations

ROOMS: dict[str, tuple[int, int]] = {
    "clocks": (0, 2048),
    "life": (2048, 4096),
    "platform": (6144, 512),
    "cameras": (6656, 1536),
    "custody": (8192, 256),
    "rating": (8448, 640),
    "gates": (9088, 256),
    "response": (9344, 1024),
    "remedies": (10368, 256),
    "climate": (10624, 256),
}
"""First place and size of each room; rooms never move, so that a mechanism alone compiles to the same kernels."""

PLAN_SIZE = 10880


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
