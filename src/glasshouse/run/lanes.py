"""The kernels on a GPU: each lane (a CUDA thread) lives whole communities, by the same source as a processor's thread.

A lane has a bench of its own (desk, working table, draws). The benches of all lanes lie interleaved, (..., lane): lanes
side by side do the same to people side by side, so what they read and write together lies together. Lanes share tables
and add to them atomically; sums of integers know no order, so no order of lanes enters a digest.

Imported only where Numba's CUDA target is there (see `run.gpu`), or its simulator.
"""

from __future__ import annotations

from typing import Any

from numba import config, cuda

from glasshouse.base import desk as d
from glasshouse.base.jit import KERNELS, compiled, plain
from glasshouse.run import kernels


def add_atomically(table: Any, place: Any, amount: int) -> None:
    """Add to a table that other lanes add to (`kernels.add` on a processor)."""
    cuda.atomic.add(table, place, amount)


def give_twins() -> None:
    """Let every kernel be called from a lane: the same source compiled for the GPU, and `add` replaced.

    Numba would make a device function of a kernel by itself, but one for every integer type and constant that it is
    called with; a twin is compiled once, for int64, as the kernel is for a processor (see `jit.kernel`).
    """
    if not compiled():  # the simulator runs the sources as they are
        if config.ENABLE_CUDASIM:
            kernels.add = add_atomically
        return
    from numba.cuda.core import config as options
    from numba.cuda.dispatcher import CUDADispatcher

    options.CUDA_LOW_OCCUPANCY_WARNINGS = 0  # a small society fills no GPU, and need not

    class Twin(CUDADispatcher):  # type: ignore[misc]
        def get_call_template(self, args: Any, kws: Any) -> Any:
            whole = tuple(plain(kind) for kind in args), {name: plain(kind) for name, kind in kws.items()}
            return super().get_call_template(*whole)

    for kernel in KERNELS:
        source = add_atomically if kernel is kernels.add else kernel.py_func
        # where Numba's CUDA target looks for the device function of a processor's
        kernel._CUDATypingContext__dispatcher = Twin(source, {"device": True, "debug": False, "opt": True})


give_twins()


@cuda.jit
def wipe(scratch: Any) -> None:
    """Clear every lane's part of `scratch` (places, lanes)."""
    lane = cuda.grid(1)
    for j in range(scratch.shape[0]):
        scratch[j, lane] = 0


@cuda.jit
def begin(
    todo: Any, place: Any, people: Any, store: Any, PP: Any, traits: Any, head: Any, D: Any, M: Any, w: Any, full: Any
) -> None:  # fmt: skip
    """Draw the traits and the first day of the communities `todo`, dealt round over the lanes."""
    lane = cuda.grid(1)
    own = D[..., lane]
    take_head(head, own)
    kernels.begin(todo[lane :: cuda.gridsize(1)], place, people, store, PP, traits, own, M[..., lane], w)
    report_overflow(own, full)


@cuda.jit
def week(
    todo: Any, place: Any, people: Any, store: Any, PP: Any, head: Any, D: Any, M: Any, U: Any, buffer: Any, w: Any,
    out: Any, full: Any,
) -> None:  # fmt: skip
    """Let one week pass for the communities `todo` and add what happened to `out`."""
    lane = cuda.grid(1)
    own = D[..., lane]
    take_head(head, own)
    kernels.week(
        todo[lane :: cuda.gridsize(1)], place, people, store, PP, own, M[..., lane], U[..., lane], buffer[..., lane], w, out
    )  # fmt: skip
    report_overflow(own, full)


@cuda.jit
def look(
    todo: Any, place: Any, people: Any, store: Any, seed: int, harms: Any, found: Any, best: Any, who: Any, counted: Any,
    D: Any, M: Any, stirred: Any,
) -> None:  # fmt: skip
    """Look at everybody at the end: what `kernels.look` finds, by lane, and the sum of all hashes."""
    lane = cuda.grid(1)
    mine = todo[lane :: cuda.gridsize(1)]
    kernels.look(
        mine, place, people, seed, harms, found[..., lane], best[..., lane], who[..., lane], counted[..., lane]
    )  # fmt: skip
    cuda.atomic.add(stirred, 0, kernels.digest(mine, place, people, store, D[..., lane], M[..., lane]))


@cuda.jit
def move(old: Any, old_start: Any, new: Any, new_start: Any, used: Any) -> None:
    """Move every community's side rows into an arena with more room."""
    for k in range(cuda.grid(1), len(used), cuda.gridsize(1)):
        for j in range(used[k]):
            new[new_start[k] + j, 0] = old[old_start[k] + j, 0]
            new[new_start[k] + j, 1] = old[old_start[k] + j, 1]


@cuda.jit
def pick(column: Any, at: Any, picked: Any) -> None:
    """Read the places `at` of a column."""
    for j in range(cuda.grid(1), len(at), cuda.gridsize(1)):
        picked[j] = column[at[j]]


@cuda.jit(device=True)
def take_head(head: Any, own: Any) -> None:
    """Put the week's facts, which are the same for everybody, on a lane's desk."""
    for j in range(d.ENV):
        own[j] = head[j]


@cuda.jit(device=True)
def report_overflow(own: Any, full: Any) -> None:
    """Say which community ran out of room for side rows, if one did."""
    cuda.atomic.max(full, 0, own[d.OVERFLOW])
