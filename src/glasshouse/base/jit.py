"""The only place with Numba options: how the kernels of the house are compiled and where they are kept.

A compiled kernel freezes the constants that it read from other modules, which Numba's own cache does not notice when
they change. So the cache folder is keyed by a hash of the kernels' sources and of all that these import: an edited
source never meets a stale binary.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core.cpu import CPUTargetOptions
from numba.core.options import TargetOptions

ROOMS = ("base", "society", "day", "climate", "run")
"""The rooms in which kernels may be defined."""

_DEFINES = re.compile(r"^from glasshouse\.base\.jit import .*\b(kernel|inline|sweep)\b", re.MULTILINE)
_IMPORTS = re.compile(
    r"^from (glasshouse[\w.]*) import (\([^)]*\)|[^\n]*)|^import (glasshouse[\w.]*)", re.MULTILINE
)

F = TypeVar("F", bound=Callable[..., Any])

KERNELS: list[Any] = []
"""Every kernel that was imported; `run.lanes` compiles the same sources for a GPU."""


def kernel_sources(house: Path) -> list[Path]:
    """Return the files that decide what kernels do: those that define one, and whatever these import, to the end.

    A kernel freezes the globals of its own module, so a constant can only reach it through an import at the top of that
    module. Files that no kernel imports (threads, checkpoints, the climate's host code) may be edited without a new
    compilation.
    """
    todo = [path for room in ROOMS for path in (house / room).rglob("*.py") if _DEFINES.search(_text(path))]
    todo.append(house / "base" / "jit.py")
    found: set[Path] = set()
    while todo:
        path = todo.pop()
        if path not in found:
            found.add(path)
            todo += _imported(house, _text(path))
    return sorted(found)


def _imported(house: Path, text: str) -> list[Path]:
    """Return the files of the house that a source imports at its top, packages and modules alike."""
    names: list[str] = []
    for package, what, module in _IMPORTS.findall(text):
        names += (
            [module] if module else [package, *(f"{package}.{name}" for name in re.findall(r"\w+", what))]
        )
    found = []
    for name in names:
        base = house.joinpath(*name.split(".")[1:])
        found += [
            path
            for path in (base.with_suffix(".py"), base / "__init__.py")
            if path.is_file() and base != house
        ]
    return found


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def source_hash(house: Path | None = None) -> str:
    """Return a hash of all sources that decide what kernels do, and of the compiler's version (16 hex digits)."""
    house = house or Path(__file__).resolve().parent.parent
    digest = hashlib.sha256(numba.__version__.encode())
    for path in kernel_sources(house):
        digest.update(path.relative_to(house).as_posix().encode())
        digest.update(_text(path).encode())
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """Return the folder of compiled kernels: GLASSHOUSE_CACHE, else the user's cache folder."""
    base = os.environ.get("GLASSHOUSE_CACHE")
    if base is None:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
        base = str(Path(base) / "glasshouse")
    return Path(base) / f"kernels-{source_hash()}"


def _choose_cache() -> bool:
    """Point Numba at our cache folder; without a writable one, kernels are compiled anew in every process."""
    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            return False
    except OSError:
        return False
    numba.config.CACHE_DIR = str(folder)
    return True


CACHED = _choose_cache()
"""Whether what is compiled is kept for later processes."""


def _choose_vectors() -> None:
    """Let the compiler use the widest vectors of this processor: by default LLVM keeps to half of AVX-512's width.

    Who set Numba's own NUMBA_CPU_NAME or NUMBA_CPU_FEATURES gets what was asked for.
    """
    from llvmlite import binding

    if numba.config.CPU_NAME is not None or numba.config.CPU_FEATURES is not None:
        return
    features = binding.get_host_cpu_features()
    if features.get("avx512bw"):
        numba.config.CPU_NAME = binding.get_host_cpu_name()
        numba.config.CPU_FEATURES = features.flatten() + ",-prefer-256-bit"


_choose_vectors()

CPUTargetOptions.noalias = TargetOptions.Mapping("noalias")
"""Numba knows the flag, uses it for its own parallel loops, and gives it no name; `sweep` needs it."""


def compiled() -> bool:
    """Return whether kernels are compiled in this process (NUMBA_DISABLE_JIT turns that off)."""
    return not numba.config.DISABLE_JIT


def plain(kind: Any) -> Any:
    """Return int64 for every integer type, constants included; other types unchanged."""
    kind = numba.types.unliteral(kind)
    if isinstance(kind, numba.types.Integer) and kind != numba.types.uint64:
        return numba.types.int64
    return kind


def kernel(function: F) -> F:
    """Compile `function` for the processor (and, through the same source, for a GPU): integers in, integers out.

    `nogil` lets threads share the work; floats never occur in a kernel, so every machine gives the same bits. Kernels
    allocate nothing, so reference counting is left out. A kernel called from another is compiled once, for int64, and
    not again for every constant that it is called with: that alone took the first compilation from 29 s to half of it.
    """
    compiled: Any = numba.njit(cache=CACHED, _nrt=False, nogil=True, error_model="numpy", boundscheck=False)(
        function
    )
    return cast(F, _plainly_called(compiled))


def _plainly_called(compiled: Any) -> Any:
    """Let a compiled function take the plain types of whatever integers it is called with."""
    template = getattr(compiled, "get_call_template", None)
    if template is not None:
        compiled.get_call_template = lambda args, kws: template(
            tuple(plain(a) for a in args), {name: plain(a) for name, a in kws.items()}
        )
    KERNELS.append(compiled)
    return compiled


def sweep(function: F) -> F:
    """Compile a loop over whole columns, under the promise that its arguments do not overlap.

    Only then may the compiler look values up for several people at once (a gather) while it stores others: it cannot
    see by itself that the table read and the column written are different arrays. Measured on a week's traffic of eight
    channels: 12 ns a person without the promise, 3.3 with it.
    """
    compiled: Any = numba.njit(
        cache=CACHED, _nrt=False, nogil=True, error_model="numpy", boundscheck=False, noalias=True
    )(function)
    return cast(F, _plainly_called(compiled))


def inline(function: F) -> F:
    """Compile a small function into its callers' source, for loops over whole columns.

    The compiler turns a loop into vector instructions only if it sees no call in it; measured on Philox: 8.6 ns a block
    called, 2.3 ns inlined.
    """
    compiled: Any = numba.njit(
        cache=CACHED, _nrt=False, nogil=True, error_model="numpy", boundscheck=False, inline="always"
    )(function)
    KERNELS.append(compiled)
    return cast(F, compiled)
