"""State files and checkpoints: what is damaged is found, what is another's is refused, a full disk harms nothing."""

import contextlib
import os
import resource
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from glasshouse import scenario
from glasshouse.base.errors import BadRunFolder, BadValue, GlasshouseError
from glasshouse.results import checkpoint
from glasshouse.results.checkpoint import Checkpoints
from glasshouse.run import model
from glasshouse.run.here import simulate
from glasshouse.run.model import model_hash
from glasshouse.run.statefile import LAST, TAIL, Damaged, StateFile, write


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "small.state"
    arrays = {
        "a": np.arange(300, dtype=np.int64),
        "b": np.zeros((3, 5), np.uint8),
        "none": np.zeros(0, np.uint32),
        "flipped": np.arange(12.0).reshape(3, 4).T,
    }
    write(path, {"weeks": 3}, arrays.items(), threads=2)
    return path, arrays


def test_arrays_and_words_come_back(file):
    path, arrays = file
    read = StateFile(path)
    assert read.words == {"weeks": 3}
    for name, array in arrays.items():
        found = read.get(name)
        assert found.dtype == array.dtype and np.array_equal(found, array)


def test_any_damaged_byte_is_found(file):
    path, _ = file
    whole = path.read_bytes()
    for place in range(len(whole)):
        spoilt = bytearray(whole)
        spoilt[place] ^= 1 << place % 8
        path.write_bytes(spoilt)
        with pytest.raises(Damaged):
            StateFile(path)


def test_a_cut_or_lengthened_file_is_found(file):
    path, _ = file
    whole = path.read_bytes()
    for length in range(0, len(whole), 7):
        path.write_bytes(whole[:length])
        with pytest.raises(Damaged):
            StateFile(path)
    path.write_bytes(whole + b"\n")
    with pytest.raises(Damaged):
        StateFile(path)


def test_an_array_goes_only_where_it_fits(file):
    read = StateFile(file[0])
    for other in (np.zeros(299, np.int64), np.zeros(300, np.int32)):
        with pytest.raises(Damaged, match="another type or size"):
            read.into("a", other)


PEOPLE, DAYS = 4_000, 40


def planned(**other):
    return scenario.plan(**{"scenario": "china-2018", "people": PEOPLE, "days": DAYS, "seed": 11, **other})


class Stop(Exception):
    pass


def stops_after(week):
    def progress(done, *rest):
        if done == week:
            raise Stop

    return progress


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A folder with the checkpoints of weeks 3 and 4, and the digest of the whole run."""
    folder = tmp_path_factory.mktemp("kept")
    with pytest.raises(Stop):
        simulate(planned(), keeper=Checkpoints(folder, planned(), 1), progress=stops_after(4))
    return folder, simulate(planned()).digest


@pytest.fixture
def copied(kept, tmp_path):
    return shutil.copytree(kept[0], tmp_path / "copied"), kept[1]


def test_the_two_newest_are_kept_and_the_run_goes_on(copied):
    folder, digest = copied
    keeper = Checkpoints(folder, planned(), None)
    assert [path.name for path in keeper.paths()] == ["week-00004.state", "week-00003.state"]
    weeks = []
    assert (
        simulate(planned(), keeper=keeper, progress=lambda week, *rest: weeks.append(week)).digest == digest
    )
    assert weeks == [5, 6]


def places(path):
    """Return a byte of each region of a state file."""
    size = path.stat().st_size
    length = int.from_bytes(path.read_bytes()[-TAIL : -TAIL + 8], "little")
    index = size - TAIL - length
    return {
        "first line": 3,
        "first frame": 25,
        "middle frame": index // 2,
        "last frame": index - 1,
        "index": index + length // 2,
        "length": size - TAIL,
        "checksum": size - len(LAST) - 5,
        "last line": size - 2,
    }


@pytest.mark.parametrize(
    "region",
    ["first line", "first frame", "middle frame", "last frame", "index", "length", "checksum", "last line"],
)
def test_a_checkpoint_damaged_anywhere_is_named_and_the_one_before_is_used(copied, region):
    folder, digest = copied
    path = folder / "week-00004.state"
    spoilt = bytearray(path.read_bytes())
    spoilt[places(path)[region]] ^= 0x10
    path.write_bytes(spoilt)
    said, weeks = [], []
    keeper = Checkpoints(folder, planned(), None, say=said.append)
    assert (
        simulate(planned(), keeper=keeper, progress=lambda week, *rest: weeks.append(week)).digest == digest
    )
    assert weeks[0] == 4 and "week-00004.state is damaged" in said[0]


def test_without_a_good_checkpoint_the_run_begins_again(copied):
    folder, digest = copied
    for path in folder.iterdir():
        path.write_bytes(b"")
    said = []
    assert simulate(planned(), keeper=Checkpoints(folder, planned(), None, say=said.append)).digest == digest
    assert len(said) == 2


@pytest.mark.parametrize(
    ("other", "word"),
    [
        ({"scenario": "rongcheng"}, "scenario"),
        ({"seed": 12}, "seed"),
        ({"people": 4_001}, "number of people"),
        ({"days": 41}, "number of days"),
        ({"set": {"rating.grace_days": 11}}, "set of values"),
        ({"without": ["cameras"]}, "set of values"),
    ],
)
def test_a_checkpoint_of_another_run_is_refused_saying_what_differs(kept, other, word):
    plan = planned(**other)
    with pytest.raises(BadRunFolder, match=f"of another {word}"):
        simulate(plan, keeper=Checkpoints(kept[0], plan, None))


@pytest.mark.parametrize(
    ("name", "word"), [("__version__", "version of Glasshouse"), ("model_hash", "model")]
)
def test_a_checkpoint_of_another_program_is_refused(kept, monkeypatch, name, word):
    if name == "model_hash":
        monkeypatch.setattr(checkpoint, name, lambda: "0" * 16)
    else:
        monkeypatch.setattr(checkpoint.glasshouse, name, "0.0.9")
    with pytest.raises(BadRunFolder, match=f"of another {word}"):
        simulate(planned(), keeper=Checkpoints(kept[0], planned(), None))


def test_the_model_hash_sees_every_source_that_a_week_depends_on(tmp_path):
    house = shutil.copytree(Path(checkpoint.glasshouse.__file__).parent, tmp_path / "glasshouse")
    before = model_hash()
    (house / "results" / "atomic.py").write_text("# nothing of a week is here\n", encoding="utf-8")
    assert model._hash.__wrapped__(house) == before
    (house / "climate" / "queue.py").write_text("# another queue\n", encoding="utf-8")
    assert model._hash.__wrapped__(house) != before


@contextlib.contextmanager
def tiny_disk(folder, size):
    """A file system of a few kilobytes; without the right to mount one, files that cannot grow beyond it."""
    folder.mkdir()
    mounted = (
        os.getuid() == 0
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True
        ).returncode
    )
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    if not mounted:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield folder
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)


def blind(monkeypatch):
    """The disk says that there is room, so that writing meets its end."""
    free = shutil.disk_usage("/")._replace(free=10**15)
    monkeypatch.setattr(checkpoint.shutil, "disk_usage", lambda path: free)


def test_a_disk_that_fills_up_while_writing_stops_the_run_and_leaves_the_last_good_one(
    kept, tmp_path, monkeypatch
):
    size = max(path.stat().st_size for path in kept[0].iterdir())
    with tiny_disk(tmp_path / "tiny", int(1.6 * size) // 4096 * 4096) as folder:
        blind(monkeypatch)
        with pytest.raises(GlasshouseError, match=r"week 4.*week 3 is intact.*glasshouse resume"):
            fills_up(folder, size)
        assert sorted(path.name for path in folder.iterdir() if path.suffix != ".fill") == [
            "week-00003.state"
        ]
        assert StateFile(folder / "week-00003.state").words["weeks"] == 3
        for fill in folder.glob("*.fill"):
            fill.unlink()
        weeks = []
        keeper = Checkpoints(folder, planned(), None)
        done = simulate(planned(), keeper=keeper, progress=lambda week, *rest: weeks.append(week))
        assert done.digest == kept[1] and weeks[0] == 4


def fills_up(folder, size):
    """Keep week 3, then let something else take the room."""
    keeper = Checkpoints(folder, planned(), 3)

    def progress(week, *rest):
        if week == 3:
            keeper.every = 1
            (folder / "other.fill").write_bytes(b"")
            with contextlib.suppress(OSError), (folder / "other.fill").open("wb") as fill:
                fill.write(os.urandom(size))
            limit = resource.getrlimit(resource.RLIMIT_FSIZE)
            if limit[0] != resource.RLIM_INFINITY:
                resource.setrlimit(resource.RLIMIT_FSIZE, (size // 2, limit[1]))

    simulate(planned(), keeper=keeper, progress=progress)


def test_the_disk_is_asked_before_a_checkpoint_is_written(tmp_path, monkeypatch):
    keeper = Checkpoints(tmp_path, planned(), 1)
    free = iter([10**15, 10**15, 5_000, 5_000])
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(checkpoint.shutil, "disk_usage", lambda path: usage._replace(free=next(free)))
    with pytest.raises(GlasshouseError, match=r"week 3.*5 kB are free.*week 2 is intact"):
        simulate(planned(), keeper=keeper)
    assert [path.name for path in keeper.paths()] == ["week-00002.state", "week-00001.state"]


def test_a_run_whose_checkpoints_cannot_fit_is_not_started(tmp_path, monkeypatch):
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(checkpoint.shutil, "disk_usage", lambda path: usage._replace(free=10_000_000))
    with pytest.raises(BadValue, match=r"1,000,000,000 people need about 10\.5 GB of disk"):
        Checkpoints(tmp_path, planned(people=1_000_000_000), 4).check_room()
