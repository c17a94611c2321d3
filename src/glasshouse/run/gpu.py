"""Is there a GPU here that can be used, and what is it called?"""

from __future__ import annotations

import importlib.util
from importlib.metadata import version
from typing import Any

from glasshouse.base.errors import BadValue
from glasshouse.base.jit import compiled


def gpu() -> Any:
    """Return Numba's CUDA target, or say what is missing.

    Raises:
        BadValue: the extra is not installed, there is no GPU with its driver, or the compiler's libraries are not there.
    """
    import numba

    if numba.config.ENABLE_CUDASIM:
        if compiled():
            raise missing(
                "The CUDA simulator runs kernels uncompiled",
                "Set NUMBA_DISABLE_JIT=1 beside NUMBA_ENABLE_CUDASIM=1",
            )
    elif importlib.util.find_spec("numba_cuda") is None:
        raise missing(
            "A GPU needs the extra `cuda`, which is not installed", "pip install 'glasshouse[cuda]'"
        )
    from numba import cuda

    if numba.config.ENABLE_CUDASIM:
        return cuda
    from numba.cuda.cudadrv import driver

    if not driver.driver.is_available or not len(cuda.gpus):
        raise missing(
            "There is no NVIDIA GPU here, or its driver does not answer",
            "Run where `nvidia-smi` lists a GPU, or leave out --device: a processor gives the same result",
        )
    if not cuda.is_available():
        raise missing(
            "There is a GPU, but not the libraries that compile for it (NVVM, NVRTC)",
            "pip install 'glasshouse[cuda]'",
        )
    return cuda


def missing(what: str, step: str) -> BadValue:
    """Return the error for a GPU that cannot be used."""
    return BadValue(what, value="cuda", place="--device", next_step=step)


def named(cuda: Any) -> str:
    """Return the GPU's name as a manifest says it."""
    if not compiled():
        return "cuda (simulator)"
    found = cuda.get_current_device()
    name = found.name.decode() if isinstance(found.name, bytes) else found.name
    major, minor = found.compute_capability
    return f"cuda ({name}, {major}.{minor}, numba-cuda {version('numba-cuda')})"
