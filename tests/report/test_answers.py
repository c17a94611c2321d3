"""What experiments find, on pages: every number the table's, every drawing with its words, nothing loaded, nothing unescaped."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from glasshouse.base.errors import BadValue
from glasshouse.experiments import twin as twins
from glasshouse.report import answers, charts
from glasshouse.report.answers import contrasts, effect, ranking, verdicts, whom
from glasshouse.report.answers.layout import Page
from glasshouse.report.words import number, signed, signed_percent, signed_span

KINDS = ("comparison", "ranking", "card", "sensitivity", "swept", "twin")


@pytest.fixture(scope="module")
def found(
    comparison: Any, twin: Any, ranking: Any, card: Any, sensitivity: Any, swept: Any
) -> dict[str, Any]:
    return dict(zip(KINDS, (comparison, ranking, card, sensitivity, swept, twin), strict=True))


@pytest.fixture(scope="module")
def pages(found: dict[str, Any]) -> dict[str, Page]:
    return {kind: answers.page(done) for kind, done in found.items()}


@pytest.fixture(scope="module")
def texts(pages: dict[str, Page]) -> dict[str, str]:
    return {kind: page.html() for kind, page in pages.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_loads_nothing_and_is_well_formed(texts: dict[str, str], kind: str) -> None:
    text = texts[kind]
    assert "default-src 'none'" in text
    assert not re.findall(r"<(script|img|link|iframe|object|embed|base)\b", text)
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(ids)
    assert set(re.findall(r"url\(#([^)]+)\)", text)) <= set(ids)
    levels = [int(level) for level in re.findall(r"<h([1-6])", text)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert "nan" not in re.sub(r"<[^>]+>", " ", text).lower().split()
    drawn = "".join(re.findall(r"<svg.*?</svg>", text, flags=re.DOTALL))
    assert set(re.findall(r"#[0-9a-fA-F]{6}\b", drawn)) == set(), "a colour that would not turn dark"


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_says_first_what_it_is_not_and_last_how_to_make_it_again(
    texts: dict[str, str], kind: str
) -> None:
    text = texts[kind]
    assert text.index("This is a model, not a survey.") < text.index('id="again"')
    assert "synthetic" in text and "Targeting is not error" in text
    assert "glasshouse " in text[text.index('id="again"') :]


@pytest.mark.parametrize("kind", KINDS)
def test_every_figure_can_be_read_without_being_seen(found: dict[str, Any], kind: str) -> None:
    made = answers.figures(found[kind])
    assert made or kind == "twin", "a life is told, not drawn"
    for figure in made.values():
        assert figure.title and any(sign.isdigit() for sign in figure.alternative)
        assert all(len(row) == len(figure.table.heads) for row in figure.table.rows)
        assert figure.table.rows
        for width in (charts.WIDE, charts.NARROW) if figure.draw else ():
            assert figure.draw(width).to_dict()["description"], "checked against the grammar, too"


def test_the_comparison_prints_the_numbers_of_its_table(comparison: Any, texts: dict[str, str]) -> None:
    text = texts["comparison"].replace("\N{NO-BREAK SPACE}", " ")
    per = 1e5 / comparison.base.people
    row = comparison.row("refusals_fast_trains")
    assert row["high"] < 0, "else this test looks at nothing"
    assert f"from {number(row['base'] * per)} to {number(row['changed'] * per)}" in text
    assert signed(row["difference"] * per) in text
    assert signed_span(row["low"] * per, row["high"] * per).replace("\N{NO-BREAK SPACE}", " ") in text
    better = number(comparison.people.better)
    assert f"Of 20,000 synthetic people {better} suffered fewer harms" in text
    assert "under shared luck" in text


def test_direct_effect_and_spillover_add_up_to_the_effect(comparison: Any) -> None:
    for one in effect.effects(comparison).values():
        if one.direct is not None and one.spillover is not None:
            assert one.direct + one.spillover == pytest.approx(one.difference, abs=1e-9)


def test_only_what_can_be_told_from_none_is_coloured(comparison: Any) -> None:
    inks = {one.measure: one.ink for one in effect.effects(comparison).values() if one.kind == "harm"}
    row = comparison.row
    assert inks["refusals_fast_trains"] == "benefit"
    for name, ink in inks.items():
        one = row(name)
        if one["low"] is not None:
            assert (ink == "muted") == (one["low"] <= 0 <= one["high"]), name


def test_effects_by_group_are_per_100000_of_the_group(comparison: Any) -> None:
    figure = whom.groups(comparison)
    assert figure is not None
    row = comparison.by_group.filter(measure=contrasts.main(comparison), margin="sex", level="female").row(
        0, named=True
    )
    cells = next(cells for cells in figure.table.rows if cells[0] == "Female")
    assert cells[1] == number(row["base"] * 1e5 / row["people"])
    assert row["people"] < comparison.base.people


def test_chance_alone_draws_no_regions() -> None:
    assert whom.by_chance(1, 31) > 0.5 > whom.by_chance(5, 31)


def test_the_scale_ends_where_chance_begins() -> None:
    rows = [
        {"label": "sure", "value": -0.1, "low": -0.2, "high": -0.05, "text": "", "ink": "benefit"},
        {"label": "luck", "value": 5.0, "low": -9.0, "high": 19.0, "text": "", "ink": "muted"},
    ]
    drawn = charts.forest(rows, charts.WIDE, "x", percent=True, edge=0.25).to_dict()
    domains = [
        layer["encoding"]["x"]["scale"]["domain"]
        for layer in drawn["layer"]
        if "scale" in layer["encoding"].get("x", {})
    ]
    assert domains and all(low >= -0.25 and high <= 0.25 for low, high in domains)


def test_the_steps_of_a_ranking_lead_from_none_to_all(ranking: Any) -> None:
    from glasshouse.report.answers.ranking import steps

    figure = steps(ranking)
    values = figure.draw(charts.WIDE).to_dict()["layer"][1]["data"]["values"]  # type: ignore[misc]
    assert values[0]["end"] == values[1]["start"]
    for one, other in pairwise(values[1:-1]):
        assert one["end"] == other["start"]
    assert values[-2]["end"] == pytest.approx(values[-1]["end"])
    assert "The scale begins at 3,300, not at zero." in figure.note
    assert [cells[2] for cells in figure.table.rows] == ["16", "11", "17", "5.5"], (
        "standard errors per 100,000"
    )


def test_a_ranking_says_that_its_values_are_never_summed(texts: dict[str, str]) -> None:
    assert "They are never to be added up over different measures or rights" in texts["ranking"]
    assert "Shapley values depend on the menu" in texts["ranking"]
    assert ranking.NEVER_SUMMED in texts["ranking"]


def test_a_card_names_the_flipping_assumption_its_value_and_its_grade(
    card: Any, texts: dict[str, str]
) -> None:
    text = texts["card"].replace("\N{NO-BREAK SPACE}", " ")
    assert "Appeal lowers people wrongly listed in law by 10 % or more" in text
    assert "−24 % (95 % paired interval −31 % to −18 %)" in text
    assert "What flips it first is remedies.appeal_rate (assumed): at 0.081 instead of 0.3" in text
    assert "84 % (uniform) and 61 % (log-uniform)" in text
    assert "At an end of remedies.appeal_rate the harm does not occur at all" in text


def test_where_there_is_nothing_to_move_the_card_says_so(card: Any) -> None:
    nothing = replace(card, effect=math.nan, low=math.nan, high=math.nan, flips=())
    assert "nothing to move" in verdicts.finding(nothing)
    assert "effect" not in answers.figures(nothing)
    assert "None of 3 assumptions" in answers.page(nothing).html()


def test_a_sensitivity_is_told_per_100000_people(texts: dict[str, str]) -> None:
    text = texts["sensitivity"]
    assert "from 2.0 to 41 when one assumption at a time" in text, "0.4 and 8.2 of 20,000"
    assert "rating.identity_error" in text and "life.idle" not in text[: text.index("Shares of the variance")]


def test_a_failed_world_is_told_with_its_reason(texts: dict[str, str]) -> None:
    assert "World 5: it had no people" in texts["swept"]
    assert "gates.avoidance, rating.grace_days" in texts["swept"]


def test_a_twin_stands_side_by_side_under_its_condition(twin: Any, texts: dict[str, str]) -> None:
    text = texts["twin"]
    assert twins.UNDER in text and twins.LIMITS in text
    assert '<th scope="col">Without</th>' in text
    assert text.count('data-world="Without"') == text.count('data-world="With ') > 1
    for line in twin.second:
        assert re.sub(r"[^\w ].*", "", str(line["text"])) in text


def test_hostile_text_stays_text(swept: Any, twin: Any) -> None:
    import polars as pl

    bad = "<script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}"
    table = swept.table.with_columns(problem=pl.lit(bad), safeguards=pl.lit(bad))
    lines = tuple(line | {"text": bad, "cause": bad} for line in twin.first)
    for done in (replace(swept, table=table), replace(twin, first=lines, reason=bad, under=bad)):
        text = answers.page(done).html()
        assert "<script" not in text and "<img" not in text and "{{ 7*7 }}" in text


def test_a_page_that_cannot_be_written_says_where_and_why(pages: dict[str, Page], tmp_path: Path) -> None:
    with pytest.raises(BadValue, match="there is no folder"):
        pages["ranking"].write(tmp_path / "none" / "x.html")
    with pytest.raises(BadValue, match="it is a folder"):
        pages["ranking"].write(tmp_path)
    assert pages["ranking"].write(tmp_path / "x.html").read_text(encoding="utf-8").endswith("</html>")
    assert [file.name for file in tmp_path.iterdir()] == ["x.html"]


def test_there_is_no_page_of_just_anything() -> None:
    with pytest.raises(TypeError, match="Comparison"):
        answers.page(object())


@pytest.mark.parametrize(
    ("share", "said"), [(-0.5, "−50 %"), (0.00001, "under +0.01 %"), (20.0, "+2,000 %"), (None, "not known")]
)
def test_shares_of_change_carry_their_sign(share: Any, said: str) -> None:
    assert signed_percent(share) == said
