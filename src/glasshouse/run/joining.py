"""How a cluster is joined: workers started here, or a scheduler that somebody else started."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from glasshouse.base.errors import BadValue
from glasshouse.run.worker import who_am_i

PATIENCE = "15s"
"""For the scheduler to answer."""


@contextmanager
def connected(where: str, threads: int | None = None) -> Iterator[Any]:
    """Start workers on this machine (`local:4`) or join a scheduler (`tcp://host:8786`, `tls://...`); yield the client.

    Raises:
        BadValue: Dask is not installed, nobody answers, or the workers are of another model.
    """
    try:
        import distributed
    except ImportError:
        raise BadValue(
            "Dask is not installed, which --cluster needs",
            value=where,
            place="--cluster",
            next_step="pip install 'glasshouse[cluster]'",
        ) from None
    if where.startswith("local:"):
        with local(where, threads) as cluster, distributed.Client(cluster) as client:
            yield client
        return
    try:
        client = distributed.Client(where, timeout=PATIENCE)
    except (OSError, ValueError, TypeError, RuntimeError) as problem:
        raise BadValue(
            f"No Dask scheduler answers at {where} ({(str(problem) or type(problem).__name__).splitlines()[0]})",
            value=where,
            place="--cluster",
            allowed="local:N, or the address of a scheduler such as tcp://host:8786",
            next_step="Start one with `dask scheduler`, and workers with `dask worker ADDRESS --nworkers 4`",
        ) from None
    with client:
        check_workers(client, where)
        yield client


def local(where: str, threads: int | None) -> Any:
    """Return workers on this machine, each a process; memory is watched by the estimate at the door, not by Dask."""
    import distributed

    text = where.removeprefix("local:")
    most = 256
    if not text.isdigit() or not 1 <= int(text) <= most:
        raise BadValue(
            f"{where} does not say how many workers",
            value=where,
            place="--cluster",
            allowed=f"local:1 to local:{most}",
        )
    return distributed.LocalCluster(
        n_workers=int(text),
        threads_per_worker=threads or max(1, (os.cpu_count() or 1) // int(text)),
        processes=True,
        memory_limit=0,
        silence_logs=logging.ERROR,
        dashboard_address="127.0.0.1:0",
    )


def check_workers(client: Any, where: str) -> None:
    """Refuse a scheduler without workers, and workers of another model.

    Raises:
        BadValue: saying which.
    """
    found = client.run(who_am_i)
    if not found:
        raise BadValue(
            f"The scheduler at {where} has no workers",
            value=where,
            place="--cluster",
            next_step=f"Start some with `dask worker {where} --nworkers 4`",
        )
    mine = who_am_i()
    for worker, theirs in found.items():
        if tuple(theirs) != mine:
            raise BadValue(
                f"The worker at {worker} has model {theirs[0]} with NumPy {theirs[1]}; here are {mine[0]} and {mine[1]}",
                value=where,
                place="--cluster",
                next_step="Install the same Glasshouse, with the same constraints, on every worker",
            )
