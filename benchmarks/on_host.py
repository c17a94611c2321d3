"""A GPU's code run by the processor: what Numba hands to NVIDIA's compiler, lane by lane, where there is no GPU.

The simulator runs the Python sources; here runs what was typed and lowered for a GPU, with its 16-bit tables and 32-bit
draws. Only NVIDIA's part is missing: the way from LLVM's language to machine code, and lanes that run at once.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from typing import Any
from unittest import mock

import llvmlite.binding as llvm
import numpy as np

from benchmarks import on_paper
from glasshouse.run import cuda as run_cuda
from glasshouse.run import here
from glasshouse.run.outcome import Outcome
from glasshouse.run.world import make

REGISTERS = ("tid", "ntid", "ctaid", "nctaid")
"""In which a lane reads its place in its block, the size of a block, its block's place, the number of blocks."""


class OnHost(run_cuda.Lanes):
    """Lanes that the processor runs one after the other."""

    def launch(self, name: str, *arguments: Any, lanes: int | None = None) -> None:
        blocks, threads = self.shape
        code: dict[Any, Machine] = self.__dict__.setdefault("code", {})
        key = name, types = name, on_paper.types_of(arguments)
        if key not in code:
            code[key] = Machine(getattr(self.kernels, name).py_func, types)
        code[key].run(blocks if lanes is None else lanes // threads, threads, flat(arguments))


def simulate(plan: Any, shape: tuple[int, int]) -> Outcome:
    """Return the outcome of a plan lived by so many blocks and threads of the processor's imitation."""
    with (
        mock.patch.object(run_cuda, "gpu", on_paper.arrays),
        mock.patch.object(run_cuda, "named", lambda cuda: "host"),
    ):
        world = make(plan)
        hands = OnHost(world, shape)
        hands.begin()
        here.live(world, hands, 0, None, None)
        return here.conclude(world, hands.finish())


class Machine:
    """A kernel's code for a GPU as machine code of this processor."""

    def __init__(self, source: Any, types: on_paper.Signature) -> None:
        llvm.initialize_native_target()
        llvm.initialize_native_asmprinter()
        made = on_paper.lower(source, types)
        whole = llvm.parse_assembly(special_registers())
        for text in on_paper.texts(made):
            whole.link_in(llvm.parse_assembly(for_processor(text)))
        target = llvm.Target.from_default_triple().create_target_machine(opt=1)
        self.engine = llvm.create_mcjit_compiler(whole, target)
        self.engine.finalize_object()
        self.entry = self.engine.get_function_address(made.fndesc.llvm_func_name)
        self.registers = {
            name: ctypes.c_int32.from_address(self.engine.get_global_value_address(name))
            for name in REGISTERS
        }

    def run(self, blocks: int, threads: int, arguments: list[int]) -> None:
        """Run every thread of every block.

        Raises:
            RuntimeError: a lane ended with an error.
        """
        call = ctypes.CFUNCTYPE(ctypes.c_int32, *[ctypes.c_int64] * (1 + len(arguments)))(self.entry)
        nothing = ctypes.c_int64()
        self.registers["ntid"].value, self.registers["nctaid"].value = threads, blocks
        for block in range(blocks):
            for thread in range(threads):
                self.registers["ctaid"].value, self.registers["tid"].value = block, thread
                if status := call(ctypes.addressof(nothing), *arguments):
                    raise RuntimeError(f"thread {thread} of block {block} ended with status {status}")


def flat(arguments: Any) -> list[int]:
    """Return arguments as a kernel takes them: arrays as pointers, sizes and strides, tuples member by member."""
    return [number for one in arguments for number in numbers(one)]


def numbers(one: Any) -> Iterator[int]:
    """Yield the numbers that stand for an argument (Numba's layout of an array: two pointers to its owner come first)."""
    if isinstance(one, tuple):
        yield from flat(one)
    elif isinstance(one, int | np.integer):
        yield int(one)
    else:
        yield from (0, 0, one.size, one.itemsize, one.ctypes.data, *one.shape, *one.strides)


def special_registers() -> str:
    """Return a module in which a lane's registers are plain variables, set before each call."""
    return "\n".join(
        f"@{name} = global i32 0\n"
        f"define i32 @read_{name}() {{\n  %value = load i32, ptr @{name}\n  ret i32 %value\n}}"
        for name in REGISTERS
    )


def for_processor(text: str) -> str:
    """Return a module's text for this processor: no target of its own, one address space, pointers without a type.

    Numba writes the language of NVIDIA's compiler, which is of an older LLVM.
    """
    text = re.sub(r"^target .*$", "", text, flags=re.MULTILINE)
    text = re.sub(r'@"llvm\.nvvm\.read\.ptx\.sreg\.(\w+)\.x"', r"@read_\1", text)
    text = text.replace(" addrspace(4)", "").replace("addrspacecast", "bitcast")
    return untyped(re.sub(r"\bi\d+\*+", "ptr", text))


def untyped(text: str) -> str:
    """Return a text with `{...}*` and `[...]*` as `ptr`; names between quotation marks stay as they are."""
    out: list[str] = []
    opened: list[int] = []
    for piece in re.findall(r'"[^"]*"|[{}\[\]]\**|[^"{}\[\]]+', text):
        if piece[0] in "{[":
            opened.append(len(out))
        out.append(piece)
        if piece[0] in "}]" and opened:
            start = opened.pop()
            if len(piece) > 1:
                out[start:] = ["ptr"]
    return "".join(out)
