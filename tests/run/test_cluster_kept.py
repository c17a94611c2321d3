"""Runs kept by shards or by threads go on by either, from whatever files are left, to the same bits."""

import pytest

from glasshouse.results.checkpoint import Checkpoints
from glasshouse.run import here, worker

from .shards import on, planned, same


class Stop(Exception):
    pass


def kept(workers, folder, every, until, seen, shards=3):
    """Keep a run every few weeks until it is stopped after a week."""

    def progress(week, *rest):
        if week == until:
            raise Stop

    with pytest.raises(Stop):
        here.simulate(
            planned(),
            hire=on(workers, seen, shards=shards),
            keeper=Checkpoints(folder, planned(), every),
            progress=progress,
        )


def lived(monkeypatch):
    """Say in the list that is returned which weeks are lived from now on, by whomever."""
    weeks, week = [], here.Threads.week
    monkeypatch.setattr(
        here.Threads, "week", lambda hands, letter: weeks.append(letter.week) or week(hands, letter)
    )
    return weeks


def test_a_run_kept_by_shards_goes_on_from_their_files(workers, alone, tmp_path):
    kept(workers, tmp_path, 1, 3, [])
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == sorted(
        f"week-0000{week}.{part}state"
        for week in (2, 3)
        for part in ("", *(f"shard-{k}-of-3." for k in range(3)))
    )
    for shards in (2, 3, 4):
        seen, told = [], []
        out = here.simulate(
            planned(), hire=on(workers, seen, shards=shards), keeper=Checkpoints(tmp_path, planned(), None),
            progress=lambda week, *rest, told=told: told.append(week),
        )  # fmt: skip
        assert same(alone, out) and told == [4, 5]
        assert len(seen[0].jobs) == shards, "dealt anew to the workers that there are"
        assert seen[0].exchange.made_again == 0


@pytest.mark.parametrize("harm", ["damaged", "missing"])
def test_a_shard_without_a_good_file_is_made_from_the_letters(workers, alone, tmp_path, harm):
    kept(workers, tmp_path, 3, 3, [])
    file = tmp_path / "week-00003.shard-1-of-3.state"
    if harm == "missing":
        file.unlink()
    else:
        spoilt = bytearray(file.read_bytes())
        spoilt[len(spoilt) // 2] ^= 1
        file.write_bytes(spoilt)
    seen = []
    out = here.simulate(planned(), hire=on(workers, seen), keeper=Checkpoints(tmp_path, planned(), None))
    assert same(alone, out)


def test_a_lost_shard_is_made_from_its_last_file_and_the_letters_since(workers, alone, tmp_path):
    seen = []

    def progress(week, *rest):
        if week == 4:
            worker._shards.pop((seen[0].jobs[1].run, 1)).close()

    keeper = Checkpoints(tmp_path, planned(), 3)
    assert same(
        alone, here.simulate(planned(), hire=on(workers, seen, shards=2), keeper=keeper, progress=progress)
    )
    assert seen[0].exchange.made_again == 1, "week 4 alone; weeks 1 to 3 were kept"


def test_what_shards_kept_goes_on_by_threads(workers, alone, tmp_path, monkeypatch):
    kept(workers, tmp_path, 2, 3, [])
    weeks = lived(monkeypatch)
    assert same(alone, here.simulate(planned(), threads=2, keeper=Checkpoints(tmp_path, planned(), None)))
    assert weeks == [2, 3, 4], "the first two were taken from the shards' files"


def test_threads_live_the_weeks_again_if_a_shards_file_is_missing(workers, alone, tmp_path, monkeypatch):
    kept(workers, tmp_path, 2, 3, [])
    (tmp_path / "week-00002.shard-2-of-3.state").unlink()
    weeks = lived(monkeypatch)
    assert same(alone, here.simulate(planned(), threads=2, keeper=Checkpoints(tmp_path, planned(), None)))
    assert weeks == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("shards", [1, 3])
def test_what_threads_kept_goes_on_by_shards_and_then_by_threads_again(
    workers, alone, tmp_path, monkeypatch, shards
):
    def stops_after(last):
        def progress(week, *rest):
            if week == last:
                raise Stop

        return progress

    weeks = lived(monkeypatch)
    with pytest.raises(Stop):
        here.simulate(
            planned(), threads=2, keeper=Checkpoints(tmp_path, planned(), 2), progress=stops_after(2)
        )
    with pytest.raises(Stop):
        here.simulate(
            planned(), hire=on(workers, [], shards=shards), keeper=Checkpoints(tmp_path, planned(), 2),
            progress=stops_after(4),
        )  # fmt: skip
    assert weeks == [0, 1, *[2] * shards, *[3] * shards]
    assert same(alone, here.simulate(planned(), keeper=Checkpoints(tmp_path, planned(), None)))
    assert weeks[2 + 2 * shards :] == [4]


def test_a_file_of_another_week_or_run_is_not_taken_up(workers, alone, tmp_path, monkeypatch):
    """Two shards' files change places, say: then their people are lived again."""
    kept(workers, tmp_path, 3, 3, [])
    one, other = (tmp_path / f"week-00003.shard-{number}-of-3.state" for number in (0, 1))
    one.rename(tmp_path / "aside")
    other.rename(one)
    (tmp_path / "aside").rename(other)
    weeks = lived(monkeypatch)
    assert same(alone, here.simulate(planned(), threads=1, keeper=Checkpoints(tmp_path, planned(), None)))
    assert weeks == [0, 1, 2, 3, 4]
