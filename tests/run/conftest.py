"""The run lived in this process, and workers to live it elsewhere."""

import pytest

from glasshouse.run import here

from .shards import planned


@pytest.fixture(scope="module")
def alone():
    return here.simulate(planned(), threads=2)


@pytest.fixture(scope="module")
def workers():
    """Four workers in this process: all of Dask but the processes."""
    import distributed

    with (
        distributed.LocalCluster(
            n_workers=4,
            threads_per_worker=1,
            processes=False,
            dashboard_address="127.0.0.1:0",
            memory_limit=0,
        ) as local,
        distributed.Client(local) as client,
    ):
        yield client
