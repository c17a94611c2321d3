"""The code for a GPU where there is none: every kernel typed and lowered, and run by the processor instead."""

import re

import numba
import pytest


@pytest.fixture(scope="module")
def launches():
    from benchmarks import on_paper

    return on_paper.launches()


def test_a_run_launches_every_kernel_of_the_lanes(launches):
    from glasshouse.run import lanes

    made = {name: one.targetoptions for name, one in vars(lanes).items() if hasattr(one, "targetoptions")}
    assert launches.keys() == {name for name, options in made.items() if not options.get("device")}


def test_every_kernel_is_typed_and_lowered_and_no_float_occurs_in_one(launches):
    """A GPU may round floats by rules of its own; integers are the same everywhere."""
    from benchmarks import on_paper

    for name, (source, types) in launches.items():
        made = on_paper.lower(source, types)
        assert made.signature.return_type == numba.types.none
        text = "".join(on_paper.texts(made))
        assert name in text and "getelementptr" in text
        assert not re.search(r"\b(double|float|half)\b", text), name
        assert "7kernels3add" not in text, "an addition that another lane could undo"
        assert ("14add_atomically" in text and "atomicrmw add" in text) == (name == "week")


@pytest.mark.slow
@pytest.mark.parametrize("shape", [(2, 4), (1, 32)])
def test_the_code_for_a_gpu_lives_the_same_life_on_the_processor(shape):
    from benchmarks import on_host
    from glasshouse.run.here import simulate
    from glasshouse.scenario import plan

    made = plan("china-2018", people=5_000, days=23)
    one, other = simulate(made), on_host.simulate(made, shape)
    assert one.digest == other.digest
    assert all((one.finds[name] == other.finds[name]).all() for name in one.finds)
    assert all((one.histograms[name] == other.histograms[name]).all() for name in one.histograms)


def test_untyped_pointers_are_written_as_this_processors_compiler_reads_them():
    from benchmarks.on_host import for_processor

    text = """target triple = "nvptx64-nvidia-cuda"
%".1" = load {i8*, [2 x i64], {i32}*}, {i8*, [2 x i64], {i32}*}* %"a[*]", !range !1
%".2" = addrspacecast [3 x i8] addrspace(4)* @"c" to i8**
%".3" = call i32 @"llvm.nvvm.read.ptx.sreg.tid.x"()"""
    assert for_processor(text).splitlines() == [
        "",
        '%".1" = load {ptr, [2 x i64], ptr}, ptr %"a[*]", !range !1',
        '%".2" = bitcast ptr @"c" to ptr',
        '%".3" = call i32 @read_tid()',
    ]
