"""Studies, sweeps and calibrations: what is finished stays, what failed is a row, what is too large says so."""

import json

import numpy as np
import polars as pl
import pytest

from glasshouse.base.errors import BadScenario, BadValue, InputError, TooLarge, UnknownName
from glasshouse.experiments import calibrate as calibrations
from glasshouse.experiments import ensemble as ensembles
from glasshouse.experiments import sweep as sweeps
from glasshouse.experiments.study import FILE, Study, elsewhere, estimate
from glasshouse.experiments.worlds import World, needed, work

WORLD = World("china-2018", 2_000, 21)
BAD = WORLD.having(set={"life.critical_post_per_year": 50.0})  # more than its clock can offer


def study_file(tmp_path, text):
    file = tmp_path / "mine.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_finished_world_is_never_run_again_even_after_the_file_was_cut_short(tmp_path):
    worlds = [WORLD, WORLD.having(seed=2)]
    with Study(tmp_path, workers=1) as study:
        first = study.run(worlds)
        assert study.ran == 2
    with (tmp_path / FILE).open("a", encoding="utf-8") as file:
        file.write('{"key": "half a li')
    with Study(tmp_path, workers=1) as study:
        again = study.run(worlds)
        assert [one.digest for one in again] == [one.digest for one in first]
        assert study.known(worlds) == 2 and study.ran == 0
        study.run([WORLD.having(seed=3)])
    with Study(tmp_path, workers=1) as study:
        assert study.known([*worlds, WORLD.having(seed=3)]) == 3


def test_processes_give_the_same_numbers_as_one(tmp_path):
    worlds = [WORLD.having(seed=seed) for seed in (1, 2, 3)]
    with Study(tmp_path, workers=2) as study:
        together = study.run(worlds)
    assert [one.digest for one in together] == [work(world).digest for world in worlds]
    lines = (tmp_path / FILE).read_text(encoding="utf-8").splitlines()
    assert len(lines) == 3 and all(json.loads(line)["result"]["digest"] for line in lines)


def test_a_cluster_gives_the_same_numbers_as_one(tmp_path):
    import distributed

    worlds = [WORLD.having(seed=seed) for seed in (1, 2, 3)]
    with (
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=False,
            dashboard_address="127.0.0.1:0",
            memory_limit=0,
        ) as local,
        distributed.Client(local) as client,
        elsewhere(client),
        Study(tmp_path) as study,
    ):
        assert study.workers == 2
        together = study.run(worlds)
    assert [one.digest for one in together] == [work(world).digest for world in worlds]
    with Study(tmp_path) as study:
        assert study.known(worlds) == 3, "and keeps what is finished"


def test_a_world_that_fails_is_a_result_with_its_reason():
    result = work(BAD)
    assert not result.digest and "critical_post_per_year" in result.problem


def test_keys_tell_apart_what_is_different_and_nothing_else():
    assert WORLD.key() == WORLD.having(set={}).key()
    others = [
        WORLD.having(seed=2),
        WORLD.having(assume={"rating.grace_days": 30}),
        WORLD.having(safeguards=["audit"]),
    ]
    assert (
        len({WORLD.key(), *(one.key() for one in others), WORLD.having(set={"rating.grace_days": 30}).key()})
        == 5
    )


def test_an_estimate_grows_with_the_work():
    small, large = estimate([WORLD], 1), estimate([WORLD.having(people=200_000)] * 4, 1)
    assert 0 < small < large and estimate([]) == 0


def test_a_grid_is_every_combination_and_the_table_has_a_row_for_each(tmp_path):
    file = study_file(
        tmp_path,
        "scenario: china-2018\npeople: 2000\ndays: 14\nseeds: 2\nvary: {rating.grace_days: [10, 90]}\n"
        "safeguards: [[], [notice]]\nmeasures: [people_notified, refusals]\n",
    )
    heard = []
    done = sweeps.sweep(file, workers=1, announced=lambda *said: heard.append(said))
    assert done.table.height == 8 and done.ran == 8 and done.failed == 0 and heard[0][:2] == (8, 0)
    assert pl.read_parquet(done.file).equals(done.table)
    notified = done.table.group_by("safeguards").agg(pl.col("people_notified").sum()).sort("safeguards")
    assert notified["people_notified"][1] >= notified["people_notified"][0]
    again = sweeps.sweep(file, workers=1)
    assert again.ran == 0 and again.table.equals(done.table)


@pytest.mark.parametrize(("design", "rows"), [("latin", 5), ("sobol", 8)])
def test_sampled_designs_take_their_ranges_from_the_ledger(tmp_path, paper, design, rows):
    paper(sweeps, lambda world: {"refusals": dict(world.assume)["gates.avoidance"]})
    text = f"scenario: china-2018\ndesign: {design}\npoints: 5\nmeasures: [refusals]\n"
    file = study_file(tmp_path, text + "vary: {gates.avoidance: {}, rating.grace_days: [10, 20]}\n")
    done = sweeps.sweep(file, yes=True)
    assert done.table.height == rows and done.table["rating.grace_days"].is_between(10, 20).all()
    assert done.table["refusals"].max() <= 0.8 and done.table["refusals"].n_unique() == rows


def test_a_failed_world_is_a_row_with_its_reason(tmp_path):
    file = study_file(
        tmp_path,
        "scenario: china-2018\npeople: 2000\ndays: 7\nvary: {life.critical_post_per_year: [0.05, 50]}\n",
    )
    done = sweeps.sweep(file, workers=1, yes=True)
    assert (
        done.failed == 1 and "critical_post" in done.table["problem"][1] and done.table["refusals"][1] is None
    )


def test_a_study_that_is_too_large_says_how_many_and_how_long(tmp_path, monkeypatch):
    text = "scenario: china-2018\npeople: 2000\ndays: 7\nseeds: 3\nvary: {rating.grace_days: [10, 20]}\n"
    monkeypatch.setattr(sweeps, "LONG", 0.0)
    with pytest.raises(TooLarge, match="6 worlds and would take"):
        sweeps.sweep(study_file(tmp_path, text))
    values = "[" + ", ".join(map(str, range(3, 90))) + "]"
    names = ("rating.grace_days", "remedies.deadline_days", "remedies.correction_days", "rating.term_days")
    huge = "scenario: china-2018\nvary: {" + ", ".join(f"{name}: {values}" for name in names) + "}\n"
    with pytest.raises(TooLarge, match="57,289,761 worlds"):
        sweeps.sweep(study_file(tmp_path, huge))


@pytest.mark.parametrize(
    ("text", "error", "word"),
    [
        ("scenario: china-2018\nvari: {}\n", UnknownName, "vary"),
        ("scenario: china-2019\n", UnknownName, "china-2018"),
        ("scenario: china-2018\nvary: {rating.grace_dayz: [1]}\n", UnknownName, "grace_days"),
        ("scenario: china-2018\nvary: {rating.grace_days: 3}\n", BadScenario, "line 2"),
        ("scenario: china-2018\nvary: {rating.grace_days: []}\n", BadScenario, "list of values"),
        ("scenario: china-2018\npeople: many\n", BadScenario, "line 2"),
        ("scenario: china-2018\nmeasures: [refusal]\n", UnknownName, "refusals"),
        ("scenario: china-2018\nsafeguards: [[apeal]]\n", UnknownName, "appeal"),
        ("- 1\n", BadScenario, "mapping"),
        ("people: 3\n", BadScenario, "scenario"),
    ],
)
def test_a_study_with_a_mistake_says_its_place(tmp_path, text, error, word):
    with pytest.raises(error, match=word):
        sweeps.sweep(study_file(tmp_path, text), workers=1)


def test_an_ensemble_has_quantiles_over_seeds():
    done = ensembles.ensemble(WORLD, 3, workers=1)
    row = done.quantiles.filter(measure="requests_for_service").row(0, named=True)
    assert row["q025"] <= row["median"] <= row["q975"] and done.values.height == 3 and not done.failed
    with pytest.raises(BadValue, match="too few"):
        ensembles.ensemble(WORLD, 1)


TARGETS = (
    "scenario: china-2018\npeople: 100000\ntrials: 48\nfit: {rating.listing_share: {}, gates.avoidance: {}}\n"
    "targets:\n- {id: A10, measure: people_listed, value: 450, low: 440, high: 460, source: made up}\n"
)


def listed(world):
    values = dict(world.assume)
    return {"people_listed": 1000 * values["rating.listing_share"], "people_refused": 7.0}


def test_calibration_returns_the_set_that_cannot_be_ruled_out(tmp_path, paper):
    paper(calibrations, listed)
    done = calibrations.calibrate(study_file(tmp_path, TARGETS))
    left = {row["parameter"]: row for row in done.left.to_dicts()}
    # three standard deviations of (460 - 440) / 4 = 5 around 450: a share between .435 and .465
    assert (
        0.435 <= left["rating.listing_share"]["low"] <= 0.45 <= left["rating.listing_share"]["high"] <= 0.465
    )
    assert left["gates.avoidance"]["share_left"] > 0.3  # no figure says anything of it
    assert 1 < done.kept.height < done.trials.height and "cannot be ruled out" in done.says()


def test_a_figure_that_was_fitted_cannot_validate(tmp_path, paper):
    paper(calibrations, listed)
    done = calibrations.calibrate(study_file(tmp_path, TARGETS))
    with pytest.raises(BadValue, match="used to calibrate"):
        done.validate("A10")
    done.validate("A11")
    check = "check:\n- {id: A10, measure: people_listed, value: 450, low: 440, high: 460, source: made up}\n"
    with pytest.raises(BadValue, match="used to calibrate"):
        calibrations.calibrate(study_file(tmp_path, TARGETS + check))


def test_a_figure_that_was_held_back_is_shown_beside_the_prediction(tmp_path, paper):
    paper(calibrations, listed)
    check = "check:\n- {id: B1, measure: people_refused, value: 9, low: 8, high: 10, source: made up}\n"
    done = calibrations.calibrate(study_file(tmp_path, TARGETS + check))
    assert done.checks.row(0, named=True)["inside"] is False and done.as_dict()["used"] == ["A10"]


def test_when_everything_is_ruled_out_that_is_the_finding(tmp_path, paper):
    paper(calibrations, lambda world: {"people_listed": 9000.0})
    done = calibrations.calibrate(study_file(tmp_path, TARGETS))
    assert not done.kept.height and "ruled out" in done.says() and "A10" in done.says()


def test_a_parameter_cannot_be_both_set_and_fitted(tmp_path):
    with pytest.raises(BadScenario, match="both set and fitted"):
        calibrations.calibrate(study_file(tmp_path, TARGETS + "set: {gates.avoidance: 0.2}\n"))
    with pytest.raises(BadScenario, match="uncertainty"):
        calibrations.calibrate(
            study_file(tmp_path, TARGETS.replace("high: 460", "high: 450").replace("440", "450"))
        )


def test_a_missing_extra_is_said_with_what_to_install():
    with pytest.raises(InputError, match="experiments"):
        needed("no_such_module_anywhere")
    assert np is needed("numpy")
