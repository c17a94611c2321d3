"""A GPU on paper: what every kernel would be called with, and whether it compiles, on a machine that has none.

`Lanes` runs its life over arrays of the CUDA simulator; each launch notes the types of its arguments and does nothing.
With them a kernel can be typed and lowered (which takes numba-cuda alone), turned into PTX (which takes the libraries of
the extra `cuda`) and assembled (which takes `ptxas`).
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import numba
import numpy as np

from glasshouse.run import cuda as run_cuda
from glasshouse.run.world import make, prepare_week

CAPABILITY = (9, 0)
"""Of an H100 or H200."""

Signature = tuple[Any, ...]


class OnPaper(run_cuda.Lanes):
    """Lanes whose launches are noted, not run."""

    def launch(self, name: str, *arguments: Any, lanes: int | None = None) -> None:
        self.__dict__.setdefault("launches", {})[name] = types_of(arguments)


def types_of(arguments: Any) -> Signature:
    """Return the types of a launch's arguments as a GPU's would be."""
    return tuple(numba.typeof(one) for one in arguments)


def launches() -> dict[str, tuple[Any, Signature]]:
    """Return every kernel that a run launches, by name: its source and the types of its arguments."""
    from glasshouse.run.tiny import tiny_plan

    with (
        mock.patch.object(run_cuda, "gpu", arrays),
        mock.patch.object(run_cuda, "named", lambda cuda: "paper"),
    ):
        world = make(tiny_plan())
        lanes = OnPaper(world, (1, run_cuda.WARP))
        lanes.begin()
        lanes.store.used[:] = 1_000  # so that communities run short of rows, and are moved
        lanes.make_room()
        lanes.store.used[:] = 0
        prepare_week(world, 0)
        lanes.week(SimpleNamespace(week=0))  # type: ignore[arg-type]
        lanes.finish()
    return {name: (getattr(lanes.kernels, name).py_func, types) for name, types in lanes.launches.items()}


def arrays() -> Any:
    """Return the part of Numba's CUDA target that makes arrays: the simulator's, in this machine's memory."""
    from numba.cuda.simulator.cudadrv.devicearray import FakeCUDAArray

    return SimpleNamespace(
        to_device=lambda array: FakeCUDAArray(np.array(array)),
        device_array=lambda shape, dtype: FakeCUDAArray(np.zeros(shape, dtype)),
        synchronize=lambda: None,
    )


@contextmanager
def as_if_there() -> Iterator[None]:
    """Let device functions be compiled for `CAPABILITY`: Numba asks the GPU at hand for its own, and there is none."""
    device = SimpleNamespace(compute_capability=CAPABILITY)
    with mock.patch("numba.cuda.dispatcher.get_current_device", lambda: device):
        yield


def lower(source: Any, types: Signature) -> Any:
    """Type a kernel and lower it to LLVM's language, as for a GPU; return what Numba compiled."""
    from numba.cuda.compiler import compile_cuda

    with as_if_there():
        return compile_cuda(source, numba.types.void, types, cc=CAPABILITY)


def texts(made: Any) -> list[str]:
    """Return the modules of what was lowered, each once: one called from two places is listed twice."""
    return [str(module) for module in {id(module): module for module in made.library.modules}.values()]


def ptx(source: Any, types: Signature) -> str:
    """Return a kernel as PTX.

    Raises:
        Exception: one of several kinds, if the libraries NVVM and NVRTC are not installed.
    """
    from numba import cuda

    with as_if_there():
        return str(cuda.compile_ptx(source, types, cc=CAPABILITY)[0])


def assembled(text: str) -> dict[str, int | None]:
    """Return what `ptxas` says of a kernel's PTX: registers, bytes of stack and of spills; None without `ptxas`."""
    if shutil.which("ptxas") is None:
        return {"registers": None, "stack bytes": None, "spilled bytes": None}
    with tempfile.NamedTemporaryFile("w", suffix=".ptx") as file:
        file.write(text)
        file.flush()
        command = [
            "ptxas",
            "-v",
            f"-arch=sm_{CAPABILITY[0]}{CAPABILITY[1]}",
            file.name,
            "-o",
            str(Path("/dev/null")),
        ]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    return {
        "registers": most(r"Used (\d+) registers", said),
        "stack bytes": most(r"(\d+) bytes cumulative stack", said),
        "spilled bytes": most(r"(\d+) bytes spill stores", said),
    }


def most(pattern: str, text: str) -> int:
    """Return the largest number that stands in a place of a text; 0 if none does."""
    return max((int(number) for number in re.findall(pattern, text)), default=0)
