import subprocess
import sys

import jsonschema
import pytest

from glasshouse import scenario
from glasshouse.base import ledger
from glasshouse.base.errors import BadScenario
from glasshouse.base.reading import read_file
from glasshouse.scenario.catalogue import FOLDER

EXPECTED = {
    *("nothing", "china-2018", "china-2018-press", "court-list", "rongcheng", "sesame-pretick"),
    *("disputed-payment", "city-lfr"),
}


def test_the_scenarios_of_the_first_release_are_there():
    assert set(scenario.names()) >= EXPECTED


@pytest.mark.parametrize("name", scenario.names())
def test_every_shipped_scenario_plans_without_error_or_warning(name):
    told = scenario.read(name)
    assert told.name == name and told.shipped
    assert told.title and told.about and told.sources and told.leaves_out
    for perfect in (False, True):
        made = scenario.plan(name, people=10_000, perfect=perfect)
        assert made.warnings == ()
        assert made.command().startswith(f"glasshouse run {name} ")


@pytest.mark.parametrize("name", scenario.names())
def test_every_override_of_a_shipped_scenario_says_why(name):
    told = scenario.read(name)
    holders = [told.settings, *(x.settings for x in (*told.where, *told.events, *told.concessions))]
    silent = [setting.name for settings in holders for setting in settings if not setting.why]
    assert silent == []


@pytest.mark.parametrize(
    "name", [n for n in scenario.names() if scenario.read(n).society == "china" and n != "nothing"]
)
def test_every_scenario_of_china_says_where_its_error_rates_come_from_and_that_targeting_is_not_error(name):
    told = scenario.read(name)
    for words in (
        "United Kingdom",
        "United States",
        "Australia",
        "Netherlands",
        "targeting is not",
        "Xinjiang",
    ):
        assert words in told.caution
    assert "hukou" in " ".join(told.leaves_out) and "detention" in told.caution


def test_in_china_as_documented_no_score_decides_over_flights():
    values = scenario.plan("china-2018").values
    assert values["rating.single_score"] == 0
    assert values["gates.flights.asks_score"] == values["gates.flights.asks_points"] == 0
    assert values["gates.flights.asks_list"] == 1 and values["rating.points_region_share"] < 0.1


def test_as_the_press_told_it_one_score_decides_at_every_door():
    values = scenario.plan("china-2018-press").values
    assert values["rating.single_score"] == values["rating.points_region_share"] == 1
    assert values["rating.contagion"] > 0
    assert {v for n, v in values.items() if n.startswith("gates.") and n.endswith(".asks_points")} == {1}


def test_with_nothing_there_is_no_apparatus_to_be_wrong():
    assert scenario.plan("nothing").off == {"platform", "cameras", "custody", "rating", "gates", "remedies"}


def test_the_courts_list_begins_empty_and_spans_the_reform_of_2020():
    made = scenario.plan("court-list")
    assert made.values["rating.listed_at_start"] == 0 and made.days > 2300
    dates = [event.date.isoformat() for event in made.events]
    assert dates[0] == "2013-10-01" and dates[-1] == "2020-01-02"
    early, late = (made.regimes[made.schedule[week, 0]] for week in (0, -1))
    assert (early["gates.flights.asks_list"], late["gates.flights.asks_list"]) == (0, 1)
    assert late["rating.grace_days"] == 60 > early["rating.grace_days"]


def test_only_shandong_keeps_points_in_rongcheng():
    made = scenario.plan("rongcheng")
    shares = [made.regimes[number]["rating.points_region_share"] for number in made.schedule[0]]
    codes = [region.code for region in made.society.regions]
    assert {code for code, share in zip(codes, shares, strict=True) if share} == {"CN-SD"}
    last = made.regimes[made.schedule[-1, codes.index("CN-SD")]]
    assert 0 < last["rating.points_region_share"] < 1 and last["gates.loans.asks_points"] == 0


def test_the_ticked_box_stands_for_one_week_before_the_apology():
    made = scenario.plan("sesame-pretick")
    boxes = [
        (r["platform.ask_share"], r["platform.prompt_default"])
        for r in (made.regimes[n] for n in made.schedule[:, 0])
    ]
    assert boxes.count((1, 1)) == 1
    assert boxes[0][0] == 0 and boxes[-1] == (1, 0)


def test_the_case_of_the_journalist_is_cited_and_never_simulated():
    told = scenario.read("disputed-payment")
    assert "synthetic" in told.about and "Liu Hu" not in told.about
    made = scenario.plan("disputed-payment")
    assert made.values["remedies.notice_share"] == 0
    assert made.values["life.contested_speech_share"] > ledger.load()["life.contested_speech_share"].value


def test_the_schema_accepts_every_shipped_file_and_refuses_a_misspelt_name():
    checker = jsonschema.Draft202012Validator(scenario.schema())
    for name in scenario.names():
        said = read_file(FOLDER / f"{name}.yaml", BadScenario).data
        plain = _with_text_dates(said)
        assert list(checker.iter_errors(plain)) == []
        assert list(checker.iter_errors(plain | {"set": {"rating.grase_days": 3}}))
        assert list(checker.iter_errors(plain | {"set": {"rating.grace_days": -3}}))


def _with_text_dates(said):
    if isinstance(said, dict):
        return {key: _with_text_dates(value) for key, value in said.items()}
    if isinstance(said, list):
        return [_with_text_dates(value) for value in said]
    return said.isoformat() if hasattr(said, "isoformat") else said


def test_the_file_to_begin_with_plans_and_is_never_written_over(tmp_path):
    file = scenario.new(tmp_path / "trial")
    assert file.name == "trial.yaml"
    made = scenario.plan(file, people=1000, days=7)
    assert made.scenario.name == "trial" and made.values["rating.grace_days"] == 30
    with pytest.raises(BadScenario, match="exists already"):
        scenario.new(file)
    with pytest.raises(BadScenario, match="Cannot write"):
        scenario.new(tmp_path / "no such folder" / "x.yaml")


def test_every_commented_line_of_the_file_to_begin_with_works_when_its_mark_is_taken_away(tmp_path):
    text = scenario.template("whole")
    opened = "\n".join(
        line.removeprefix("# ") if not line.startswith(("# A s", "# `gl", "# a J")) else line
        for line in text.splitlines()
    )
    file = tmp_path / "whole.yaml"
    file.write_text(opened)
    made = scenario.plan(file, people=1000)
    assert made.off == {"cameras"} and made.events and made.concessions
    assert in_shandong(made) == 1


def in_shandong(made):
    codes = [region.code for region in made.society.regions]
    return made.regimes[made.schedule[0, codes.index("CN-SD")]]["rating.points_region_share"]


def test_names_are_listed_without_loading_anything_slow():
    code = (
        "import sys; from glasshouse import scenario; scenario.names(); "
        "print('pydantic' in sys.modules, 'numpy' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.split() == ["False", "False"]
