"""Every figure can be understood without being seen, and drawn without being wrong."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest

from glasshouse.report import charts, figures, grounds, palette, passage, places, spread
from glasshouse.report.facts import read
from glasshouse.report.figure import Figure

HANGS = [
    {
        "name": "rating.identity_error",
        "measure": "people_wrongly_refused",
        "low": 2.0,
        "high": 41.0,
        "base": 11.4,
    }
]


def every(run: Any, press: Any = None) -> list[Figure]:
    facts = read(run)
    regions = places.regions(facts.society, run.manifest)
    made = [
        passage.chain(facts),
        passage.verdicts(facts),
        passage.thousand(facts),
        passage.gates(facts),
        spread.weeks(facts),
        spread.gaps(facts),
        grounds.grades(facts),
        grounds.hangs(HANGS),
        grounds.press(facts, read(press)) if press else None,
        *(places.place(facts, name, name, regions) for name in ("people_refused", "people_wrongly_refused")),
    ]
    return [figure for figure in made if figure is not None]


def test_every_figure_has_a_title_a_sentence_and_a_table(fake: Any) -> None:
    made = every(fake(), fake("china-2018-press", factor=2.0))
    assert len(made) == 11
    assert len({figure.name for figure in made}) == len(made)
    for figure in made:
        assert figure.title
        assert figure.alternative.endswith(".")
        assert any(sign.isdigit() for sign in figure.alternative)
        assert figure.table.caption
        assert figure.table.rows
        assert all(len(row) == len(figure.table.heads) for row in figure.table.rows)


@pytest.mark.parametrize("width", [charts.WIDE, charts.NARROW])
def test_every_drawing_keeps_to_the_grammar_and_says_what_it_shows(fake: Any, width: int) -> None:
    for figure in every(fake(), fake("china-2018-press", factor=2.0)):
        if figure.draw is not None:
            drawn = figure.draw(width).to_dict()  # checked against the Vega-Lite schema
            assert drawn["description"]


def test_a_program_gets_every_figure_of_a_run_by_name(fake: Any) -> None:
    made = figures.every(fake())
    assert list(made)[:3] == ["chain", "verdicts", "thousand"]
    assert {"weeks", "gaps", "place-people_refused", "grades"} <= set(made)


def test_a_figure_shows_itself_in_a_notebook(fake: Any) -> None:
    facts = read(fake())
    shown = passage.chain(facts)._repr_mimebundle_()
    assert shown["image/svg+xml"].startswith("<svg")
    assert "http://" not in shown["image/svg+xml"].replace("http://www.w3.org/", "")
    empty = passage.chain(read(fake(factor=0.0)))
    assert empty.draw is None
    assert "text/plain" in empty._repr_mimebundle_()


def test_a_thousand_squares_are_a_thousand_and_show_what_is_rare() -> None:
    counts = charts.squares({"fact": 0.0001, "law": 0.2, "benchmark": 0.0, "rule": 0.7999})
    assert counts == {"fact": 1, "law": 200, "benchmark": 0, "rule": 799}
    assert sum(charts.squares({"rule": 1.0}).values()) == 1000
    assert sum(charts.squares({}).values()) == 0


def test_shares_over_the_verdicts_add_up_to_one(fake: Any) -> None:
    for _, whole, parts in passage.SPLITS:
        shares = passage.split(read(fake()), whole, parts)
        assert shares is not None
        assert sum(shares.values()) == pytest.approx(1.0)


def test_the_chain_runs_from_acts_to_corrections(fake: Any) -> None:
    stages = [row[0] for row in passage.chain(read(fake())).table.rows]
    assert list(dict.fromkeys(stages)) == [
        "Act",
        "Captured",
        "Disclosed",
        "Attributed",
        "Rated",
        "At the gate",
        "Refused",
        "Told",
        "Appealed",
        "Corrected",
    ]


def test_a_last_week_cut_short_is_not_drawn_as_a_fall(fake: Any) -> None:
    drawn = spread.weeks(read(fake(days=365)))
    assert drawn is not None
    assert all("week 53" not in str(row) for row in drawn.table.rows)
    weeks = {int(week) for week in re.findall(r"'week': (\d+)", str(drawn.draw(charts.WIDE).to_dict()))}
    assert max(weeks) == 51


def test_gaps_have_ratio_and_difference_with_intervals_and_intersections(fake: Any) -> None:
    drawn = spread.gaps(read(fake()))
    assert drawn is not None
    assert {"Ratio", "Interval of the ratio", "Difference per 100,000", "Interval of the difference"} <= set(
        drawn.table.heads
    )
    assert any("Minority, female against majority, male" in row[1] for row in drawn.table.rows)
    assert charts.apart({"low": 1.1, "high": 2.0})
    assert not charts.apart({"low": 0.9, "high": 2.0})


def test_china_is_a_map_with_31_tiles_and_a_city_is_bars(fake: Any) -> None:
    drawn = every(fake())
    tiles = next(figure for figure in drawn if figure.name == "place-people_refused")
    assert len(tiles.table.rows) == 31
    assert [name for name, _ in tiles.key] == ["map1", "map2", "map3", "map4", "map5"]
    assert any("北京" in row[0] for row in tiles.table.rows)
    city = next(
        figure for figure in every(fake("city-lfr", society="city")) if figure.name == "place-people_refused"
    )
    assert not city.key


def test_a_map_of_luck_is_not_drawn_and_small_regions_are_not_printed(fake: Any) -> None:
    luck = next(figure for figure in every(fake()) if figure.name == "place-people_wrongly_refused")
    assert luck.draw is None
    assert "luck" in luck.empty
    tibet = next(row for row in luck.table.rows if row[0].startswith("Tibet"))
    assert tibet[1] == "not shown"
    assert "too few" in tibet[3]


def test_every_colour_is_distinct_and_known_in_both_themes() -> None:
    assert palette.LIGHT.keys() == palette.DARK.keys()
    assert len(set(palette.LIGHT.values())) == len(palette.LIGHT)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [palette.LIGHT, palette.DARK], ids=["light", "dark"])
def test_text_and_marks_keep_their_contrast(theme: dict[str, str]) -> None:
    for ink in ("ink", "muted", "harm", "benefit", "cost", "fact", "link"):
        assert contrast(theme[ink], theme["paper"]) >= 4.5, ink
        assert contrast(theme[ink], theme["panel"]) >= 4.5, ink
    for step in range(6):
        assert contrast(theme[f"mapink{step}"], theme[f"map{step}"]) >= 4.5, step
    for mark in (
        "law",
        "benchmark",
        "rule",
        "here",
        "press",
        "neutral",
        "measured",
        "reported",
        "assumed",
        "focus",
    ):
        assert contrast(theme[mark], theme["paper"]) >= 3.0, mark


@pytest.mark.parametrize("theme", [palette.LIGHT, palette.DARK], ids=["light", "dark"])
def test_verdicts_differ_in_lightness_for_readers_who_do_not_see_hue(theme: dict[str, str]) -> None:
    shades = sorted(luminance(theme[key]) for key in ("fact", "law", "rule"))
    assert all(contrast_of(low, high) >= 1.2 for low, high in pairwise(shades))


def contrast_of(low: float, high: float) -> float:
    return (high + 0.05) / (low + 0.05)
