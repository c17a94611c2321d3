"""How a run is carried out (checkpoints, mapped memory, cluster), and `resume`, which goes on with one cut short."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Annotated

import typer

from glasshouse.cli.options import AsJson, Quiet, Threads, whole_number

CheckpointEvery = Annotated[
    int | None,
    typer.Option(
        "--checkpoint-every",
        metavar="WEEKS",
        parser=whole_number,
        help="Keep the state every so many weeks; `glasshouse resume` goes on from there after a crash.",
        show_default=False,
    ),
]
StateIn = Annotated[
    str | None,
    typer.Option(
        "--state-in",
        metavar="DIR",
        help="Keep the people in files mapped from this folder, not in memory.",
        show_default=False,
    ),
]
Cluster = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        metavar="WHERE",
        help="Dask workers that live the weeks: local:4, or a scheduler's address. Same result.",
        show_default=False,
    ),
]

Device = Annotated[
    str,
    typer.Option(
        "--device",
        metavar="cpu|cuda",
        help="What lives the weeks: the processor, or an NVIDIA GPU (extra `cuda`). Same result.",
    ),
]


def spread(cluster: str | None) -> AbstractContextManager[None]:
    """Let the worlds of an experiment run on a cluster, if one is given."""
    if cluster is None:
        return nullcontext()
    from glasshouse.api.scale import on_cluster

    return on_cluster(cluster)


def resume(
    run: Annotated[
        str,
        typer.Argument(
            metavar="RUN",
            help="The folder of an unfinished run that was started with --checkpoint-every.",
            show_default=False,
        ),
    ],
    threads: Threads = None,
    checkpoint_every: CheckpointEvery = None,
    state_in: StateIn = None,
    cluster: Cluster = None,
    device: Device = "cpu",
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """Go on with a run that was cut short, from its newest good checkpoint; the result is the same."""
    from glasshouse import api
    from glasshouse.cli import progress, summary
    from glasshouse.cli.door import complain

    with progress.watcher(quiet) as watcher:
        done = api.resume(
            run,
            threads=threads,
            report=True,
            watcher=watcher,
            checkpoint_every=checkpoint_every,
            state_in=state_in,
            cluster=cluster,
            device=device,
            say=lambda text: complain([text]),
        )
    summary.answer(done, json, quiet)
