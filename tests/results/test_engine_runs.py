"""Small runs of the real engine: written, opened, measured again, made again; no apparatus, no harm."""

import polars as pl
import pytest

from glasshouse import results, scenario
from glasshouse.measures.registry import MEASURES

pytestmark = pytest.mark.kernels


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    from glasshouse.run.here import simulate

    plan = scenario.plan("china-2018", people=20_000, days=21, seed=5)
    return results.open(results.write(simulate(plan), store=tmp_path_factory.mktemp("store")))


def test_a_real_run_is_the_same_when_made_again_with_another_number_of_threads(run):
    found = results.verify(run, threads=1)
    assert found.ok and found.first_difference == "" and found.changed == ()


def test_groups_of_a_real_run_add_up_to_the_country(run):
    totals = dict(run.measures.select("measure", "value").iter_rows())
    sums = run.by_group.group_by("measure", "margin").agg(pl.col("value").sum())
    for name, _, total in sums.iter_rows():
        if MEASURES[name].counted:
            assert total == pytest.approx(totals[name], rel=1e-9)


def test_regions_of_a_real_run_add_up_to_the_country(run):
    tallies = run.tallies()
    for name in ("requests_for_service", "messages", "people_listed"):
        raw = tallies.block_region[:, :, tallies.index[name]].sum(axis=0)
        row = run.measures.row(by_predicate=pl.col("measure") == name, named=True)
        assert float(raw @ tallies.region_weight) == pytest.approx(row["value"])


def test_refusals_are_the_sum_of_their_verdicts_and_of_the_gates(run):
    value = dict(run.measures.select("measure", "value").iter_rows())
    verdicts = (
        "wrongful_refusals",
        "wrongful_refusals_law",
        "wrongful_refusals_benchmark",
        "refusals_by_rule",
    )
    assert value["refusals"] > 0
    assert sum(value[name] for name in verdicts) == pytest.approx(value["refusals"])
    gates = [name for name in MEASURES if name.startswith("refusals_") and name not in ("refusals_by_rule",)]
    gates = [name for name in gates if name not in ("refusals_tainted", "refusals_missed")]
    assert sum(value[name] for name in gates) == pytest.approx(value["refusals"])


def test_weeks_and_blocks_count_the_same_flows(run):
    tallies = run.tallies()
    for name in set(tallies.counters) - tallies.stocks:
        column = tallies.index[name]
        weeks = tallies.week_region[:, :, column].sum(axis=0)
        assert (weeks == tallies.block_region[:, :, column].sum(axis=0)).all(), name


def test_without_an_apparatus_every_harm_and_every_record_is_zero(tmp_path):
    from glasshouse.run.here import simulate

    plan = scenario.plan("nothing", people=5_000, days=14)
    measures = results.open(results.write(simulate(plan), store=tmp_path)).measures
    for row in measures.filter(pl.col("kind").is_in(["harm", "cost"])).iter_rows(named=True):
        assert row["value"] == 0, row["measure"]
    for name in ("records_made", "records_held", "alerts", "people_rated"):
        assert measures.filter(pl.col("measure") == name)["value"].item() == 0
