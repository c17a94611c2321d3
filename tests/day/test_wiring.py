"""Who touches what, read from the source: no mechanism reaches where it has no business."""

import ast
from pathlib import Path

import pytest

from glasshouse.base import columns, counters, draw, slots
from glasshouse.base.ledger import MECHANISMS
from glasshouse.day import wiring

OWNER = {column.name: column.owner for column in columns.COLUMNS}
DAY = Path(wiring.__file__).parent


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_a_mechanism_writes_its_own_columns_and_those_that_it_is_allowed_to(mechanism):
    wires = wiring.of(mechanism)
    foreign = {name for name in wires.writes if OWNER[name] != mechanism}
    assert foreign == set(wiring.MAY_WRITE.get(mechanism, {})), (
        "write it down in wiring.MAY_WRITE with a reason, or take it back"
    )


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_a_mechanism_counts_only_its_own(mechanism):
    own = set(counters.FLOWS.get(mechanism, ())) | set(counters.STOCKS_BY_MECHANISM.get(mechanism, ()))
    shared = {"staff_minutes", "errors_in_favour"}
    assert wiring.of(mechanism).counts - own <= shared


def test_every_stream_has_one_owner_and_no_two_mechanisms_draw_from_the_same():
    assert set(wiring.STREAM_OWNER) == set(draw.STREAM_NAMES)
    for mechanism in MECHANISMS:
        for stream in wiring.of(mechanism).streams:
            assert wiring.STREAM_OWNER[stream] == mechanism, (mechanism, stream)


def test_every_column_is_written_somewhere_and_read_somewhere():
    everything = wiring.joint()
    for mechanism in MECHANISMS:
        everything.add(wiring.of(mechanism))
    for other in ("pack", "rows"):
        everything.add(wiring.of_file(DAY.parent / "base" / f"{other}.py"))
    for other in ("traits", "contacts"):
        everything.add(wiring.of_file(DAY.parent / "society" / f"{other}.py"))
    names = {column.name for column in columns.COLUMNS}
    assert names <= everything.reads
    assert names <= everything.writes


def test_a_mechanism_reads_its_own_places_of_the_plan_and_the_climate():
    for mechanism in MECHANISMS:
        rooms = {place.partition(".")[0] for place in wiring.of(mechanism).plan}
        assert rooms <= {mechanism, "climate"}, mechanism


def test_every_place_that_is_cast_is_read_by_a_kernel():
    """A number that is cast and never looked at would be a parameter without effect."""
    read = wiring.joint().plan
    for mechanism in MECHANISMS:
        read |= wiring.of_kernels(mechanism).plan
    read |= wiring.of_file(DAY.parent / "run" / "kernels.py").plan
    unread = {f"{room}.{name}" for room in (*MECHANISMS, "climate") for name in wiring._places(room)} - read
    by_offset = {
        f"{room}.{name}" for room in ("life", "rating") for name in ("DONATE", "AWARD")
    }  # after VOLUNTEER
    in_clocks = {"gates.DEMAND"}  # a wish has no other acceptance than the highest one that its clock holds
    assert unread == by_offset | in_clocks


def test_rooms_of_the_plan_do_not_overlap_and_fit():
    end = 0
    for first, size in slots.ROOMS.values():
        assert first == end
        end = first + size
    assert end <= slots.PLAN_SIZE


def test_mechanisms_do_not_know_each_other():
    for mechanism in MECHANISMS:
        for path in (DAY / mechanism).glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.ImportFrom)
                    and node.module
                    and node.module.startswith("glasshouse.day.")
                ):
                    assert node.module.split(".")[2] == mechanism, (path, node.module)


def test_the_table_has_a_row_for_each_mechanism_with_what_a_reader_asks_for():
    table = wiring.table()
    assert [row["mechanism"] for row in table] == [*MECHANISMS, "loop"]
    for row in table:
        assert set(row) == {"mechanism", "kinds", "reads", "writes", "streams", "counts"}
    kinds = {kind["kind"]: kind["upper_rate_per_year"] for row in table for kind in row["kinds"]}
    assert len(kinds) == 9 + 7 + 2 + 8
    assert all(0 <= least <= most for least, most in kinds.values())
    assert kinds["late_payment"][1] > kinds["award"][1] > 0


def test_stored_columns_fit_the_bytes_that_are_promised():
    bits = sum(column.bits for column in columns.COLUMNS)
    assert bits <= 8 * columns.DENSE_BYTES
    assert len(columns.COLUMNS) == columns.N_COLUMNS
    assert [column.name for column in columns.COLUMNS][columns.CELL :] == [
        column.name for column in columns.COLUMNS if column.bits == 0
    ]
