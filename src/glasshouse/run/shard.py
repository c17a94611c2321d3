"""A shard: some resampling blocks of a society, their people in this process's memory, lived by its threads.

A shard knows nothing of the others. It reads the week's letter and returns its counts; with all letters up to a week it
can be made again anywhere, to the same bits.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from glasshouse.run import here
from glasshouse.run.protocol import Count, Letter, Life
from glasshouse.run.world import make

if TYPE_CHECKING:
    from glasshouse.scenario.planning import Plan


class Shard:
    """The people of some blocks of a plan.

    Attributes:
        lived: weeks lived so far.
        last: what the last of them brought.
    """

    def __init__(
        self, plan: Plan, blocks: Collection[int], threads: int | None = None, trace: bool = False
    ) -> None:
        self.blocks = sorted(blocks)
        self.world = make(plan, trace=trace, blocks=self.blocks)
        self.hands = here.Threads(self.world, threads)
        self.hands.begin()
        self.lived = 0
        self.last: Count | None = None

    def week(self, letter: Letter) -> Count:
        """Live one week."""
        letter.read(self.world)
        self.last = self.hands.week(letter)
        self.lived += 1
        return self.last

    def catch_up(self, letters: Sequence[Letter]) -> None:
        """Live every week of `letters`, which begin with the first week, that was not lived yet."""
        for letter in letters[self.lived :]:
            self.week(letter)

    def finish(self) -> Life:
        """Look at the people after the last week; of the block tables only the shard's own blocks are returned."""
        life = self.hands.finish()
        return life._replace(
            block_region=life.block_region[self.blocks],
            block_cell=life.block_cell[self.blocks],
            trace=self.world.trace,
            burden=self.world.burden,
        )

    def close(self) -> None:
        """Let go of the threads."""
        self.hands.close()


def share_out(blocks: int, shards: int) -> list[list[int]]:
    """Return the blocks of each shard: dealt round, so that every shard has as many within one."""
    return [list(range(number, blocks, shards)) for number in range(min(shards, blocks))]
