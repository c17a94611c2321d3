"""How a run is carried out: kept on the way, in which memory, by which hands. None of it changes a bit of the result."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from glasshouse.results import Draft
    from glasshouse.results.checkpoint import Checkpoints
    from glasshouse.run.protocol import Hiring

DEVICES = ("cpu", "cuda")


@dataclass(frozen=True)
class Scale:
    """What was asked for.

    Attributes:
        checkpoint_every: weeks between checkpoints, or None.
        state_in: the folder of mapped files, or None for plain memory.
        cluster: Dask workers, as `local:N` or an address, or None.
        device: `cpu` or `cuda`: on what this machine lives the weeks.
    """

    checkpoint_every: int | None = None
    state_in: Path | None = None
    cluster: str | None = None
    device: str = "cpu"

    @classmethod
    def asked(
        cls, every: int | None, state_in: str | Path | None, cluster: str | None, device: str = "cpu"
    ) -> Scale:
        """Return what was asked for, checked at the door.

        Raises:
            InputError: something that cannot be, or cannot be together.
        """
        from glasshouse.base.errors import BadValue

        if every is not None and every < 1:
            raise BadValue(
                f"A checkpoint every {every} weeks cannot be",
                value=every,
                place="--checkpoint-every",
                allowed="1 or more weeks",
            )
        folder = Path(state_in).expanduser() if state_in is not None else None
        if folder is not None and not folder.is_dir():
            raise BadValue(f"There is no folder {folder}", value=str(folder), place="--state-in")
        if folder is not None and cluster is not None:
            raise BadValue(
                "On a cluster the people live in the workers' memory, so no folder can hold them",
                value=str(folder),
                place="--state-in",
                next_step="Give either --state-in or --cluster",
            )
        check_device(device, folder, cluster)
        return cls(every, folder, cluster, device)

    def check_memory(self, people: int) -> None:
        """Refuse what memory, or the disk of mapped files, cannot hold.

        Raises:
            TooLarge: with the estimate and what would fit.
        """
        from glasshouse.api import memory

        at_home = (
            self.device == "cpu" or self.checkpoint_every is not None
        )  # else the GPU's memory, which it asks
        if at_home and (self.cluster is None or self.cluster.startswith("local:")):
            memory.check(people, self.state_in)  # workers on this machine share its memory

    def keeper(self, draft: Draft, threads: int | None) -> Checkpoints | None:
        """Return who keeps the state of a new run, if it is to be kept."""
        from glasshouse.results.resuming import prepare

        return prepare(draft, self.checkpoint_every, threads) if self.checkpoint_every else None

    @contextmanager
    def hands(self, threads: int | None) -> Iterator[Hiring | None]:
        """Find the hands that live the weeks; None stands for those of this machine.

        Raises:
            BadValue: an extra is not installed, or nobody answers.
        """
        if self.cluster is None:
            yield None
            return
        from glasshouse.run.cluster import Cluster
        from glasshouse.run.joining import connected

        with connected(self.cluster, threads) as client:
            yield lambda world: Cluster(client, world, threads)


def check_device(device: str, state_in: Path | None, cluster: str | None) -> None:
    """Refuse a device that is unknown, not here, or cannot go with the rest.

    Raises:
        UnknownName: neither `cpu` nor `cuda`.
        BadValue: no GPU, or something that it needs is missing; or people asked to lie elsewhere than in its memory.
    """
    from glasshouse.base.errors import BadValue, unknown

    if device == "cpu":
        return
    if device != "cuda":
        raise unknown("device", device, DEVICES, place="--device")
    other = "--state-in" if state_in is not None else "--cluster" if cluster is not None else ""
    if other:
        raise BadValue(
            "With --device cuda the people live in the memory of this machine's GPU",
            value=str(state_in or cluster),
            place=other,
            next_step=f"Give either --device or {other}",
        )
    from glasshouse.run.gpu import gpu

    gpu()


@contextmanager
def on_cluster(where: str) -> Iterator[None]:
    """Let the worlds of every experiment in this context be lived by Dask workers; the results are the same.

    ::

        with gh.on_cluster("tcp://10.0.0.1:8786"):
            ranking = gh.rank("china-2018")

    Args:
        where: `local:4` for four workers on this machine, or the address of a scheduler.

    Raises:
        BadValue: the extra `cluster` is not installed, or nobody answers.
    """
    from glasshouse.experiments.study import elsewhere
    from glasshouse.run.joining import connected

    with connected(where) as client, elsewhere(client):
        yield
