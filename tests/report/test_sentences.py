"""What the report says, and what it takes care not to say."""

from __future__ import annotations

import re
from typing import Any

import polars as pl

from glasshouse.measures.frames import OFF
from glasshouse.report import sentences
from glasshouse.report.facts import read


def test_the_lead_gives_both_numbers_with_intervals(fake: Any) -> None:
    said = sentences.lead(read(fake()))
    assert said.startswith("In this model 680 of every 100,000 people were refused")
    assert "of them the rule's own conditions were broken" in said
    assert "for 11 an error of fact was behind it" in said
    assert said.count("95 % simulation interval") == 3


def test_a_world_without_apparatus_is_told_in_one_sentence(fake: Any) -> None:
    said = sentences.lead(read(fake("nothing", factor=0.0)))
    assert said == "In this model nobody was refused anything within a year, and nobody was stopped."


def test_where_nothing_is_refused_the_lead_is_about_stops(fake: Any) -> None:
    run = fake("city-lfr", society="city")
    gone = pl.col("measure").is_in(["people_refused", "people_wrongly_refused"])
    zero = [pl.when(gone).then(0.0).otherwise(pl.col(name)).alias(name) for name in ("value", "per_100k")]
    run.measures = run.measures.with_columns(zero)
    said = sentences.lead(read(run))
    assert said.startswith("In this model there were 210 stops after a face alert in every 100,000 people")
    assert "150 of them met somebody who was not the person looked for" in said


def test_mechanisms_that_a_scenario_does_not_have_make_no_headlines(fake: Any) -> None:
    run = fake("city-lfr", society="city")
    cameras = pl.col("link") == "cameras"
    run.measures = run.measures.with_columns(
        interval=pl.when(cameras).then("interval").otherwise(pl.lit(OFF))
    )
    told = {kind: items for kind, _, items in sentences.columns(read(run))}
    assert [item.measure for item in told["harm"]] == ["wrongful_stops"]
    assert all("switched off" not in item.bounds for item in told["claimed_benefit"])


def test_a_run_about_china_opens_with_where_its_error_rates_come_from(fake: Any) -> None:
    said = " ".join(sentences.honesty(read(fake())))
    for word in (
        "United Kingdom",
        "United States",
        "Australia",
        "Netherlands",
        "Targeting is not error",
        "Xinjiang",
        "hukou",
    ):
        assert word in said
    assert "Nothing is presented as a fact about China that is a model output." in said
    assert "synthetic" in said


def test_a_run_about_another_place_says_its_own_caution_and_not_chinas(fake: Any) -> None:
    said = " ".join(sentences.honesty(read(fake("city-lfr", society="city"))))
    assert "Say this first." in said
    assert "Xinjiang" not in said
    assert "China" not in said


def test_a_caution_that_says_the_same_is_not_said_twice(fake: Any) -> None:
    run = fake()
    run.manifest["scenario"]["caution"] = "Targeting is not error: the policing of Xinjiang is left out."
    assert " ".join(sentences.honesty(read(run))).count("Xinjiang") == 1


def test_unmeasured_rates_give_conditional_sentences_per_100_000_and_never_a_total(fake: Any) -> None:
    told = sentences.conditionals(read(fake()))
    assert len(told) >= 4
    assert all(said.startswith("For every 1 %") and "in every 100,000 people" in said for said in told)
    assert not any(re.search(r"million|billion|1\.4", said) for said in told)
    # 1 % of (1,410 + 1,230) refused flights and fast trains
    assert "about 26 refused flights and fast trains" in told[0]


def test_nothing_to_be_conditional_about_where_nothing_happens(fake: Any) -> None:
    assert sentences.conditionals(read(fake("nothing", factor=0.0))) == []


def test_harms_benefits_and_costs_stand_side_by_side(fake: Any) -> None:
    columns = sentences.columns(read(fake()))
    assert [kind for kind, _, _ in columns] == ["harm", "claimed_benefit", "cost"]
    assert all(3 <= len(told) <= sentences.MOST for _, _, told in columns)
    facts = read(fake())
    for kind, _, told in columns:
        assert {facts.measures[item.measure].kind for item in told} == {kind}
        assert all("interval" in item.bounds for item in told)


def test_false_alerts_are_never_read_one_way_only(fake: Any) -> None:
    said = " ".join(sentences.both_ways(read(fake())))
    assert "170 in a million faces compared, and 89 % of all alerts" in said
    assert "in the person's favour" in said


def test_the_press_wiring_is_compared_in_people(fake: Any) -> None:
    here, there = read(fake()), read(fake("china-2018-press", factor=2.7))
    assert "2.7 times as many people" in sentences.press_sentence(here, there)
    assert sentences.press_sentence(read(fake(factor=0.0)), there) == ""
