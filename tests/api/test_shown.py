"""What experiments return to Python users, and what a run's report says beyond the run."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import glasshouse as gh
from glasshouse.api import asking, shown
from glasshouse.base.errors import BadRunFolder, BadValue, UnknownName
from glasshouse.cli.app import app
from glasshouse.experiments import pair, sensitivity, verdict
from glasshouse.experiments.study import Study
from glasshouse.experiments.worlds import Result


class Formula(Study):
    """A study whose worlds are answered by a formula: listed people fall with the grace that debtors have."""

    def run(self, worlds: Any) -> list[Result]:
        self.ran += len(worlds)
        return [self.answer(world) for world in worlds]

    def answer(self, world: Any) -> Result:
        grace = dict(world.assume).get("rating.grace_days", 10.0)
        protected = any(use.startswith("appeal") for use in world.safeguards)
        value = (100.0 - grace) * (1.0 - 0.5 * protected * (grace < 40))
        return Result(dict.fromkeys(MOVED, value), {}, {}, "x", 0.0)


MOVED = ("people_wrongly_refused", "days_wrongly_listed_law", "people_wrongly_listed_law")


@pytest.fixture(scope="module")
def compared() -> shown.Comparison:
    return gh.compare("china-2018", ["essential_services"], people=20_000, days=90)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> gh.Run:
    folder = tmp_path_factory.mktemp("asked") / "run"
    return gh.run("china-2018", people=3_000, days=28, out=folder, report=False)


def test_a_comparison_is_the_experiments_own_with_looks(compared: shown.Comparison) -> None:
    assert isinstance(compared, pair.Comparison)
    assert {"effects", "ways", "people", "groups"} <= set(compared.charts)
    assert compared.chart("groups").to_dict()["description"]
    assert compared.chart().to_dict() == compared.chart("effects").to_dict()
    with pytest.raises(UnknownName, match="effects"):
        compared.chart("efects")


def test_it_shows_itself_in_a_notebook_without_a_network(compared: shown.Comparison) -> None:
    page = compared._repr_html_()
    assert "essential services" in page and "<svg" in page
    assert "This is a model, not a survey." in page
    assert not re.findall(r'(?:src|href)="http', page)
    bundle = compared.charts["effects"]._repr_mimebundle_()
    assert bundle["image/svg+xml"].startswith("<svg")


def test_it_writes_its_report(compared: shown.Comparison, tmp_path: Path) -> None:
    path = compared.report(tmp_path / "pair.html")
    assert compared.digests[0] in path.read_text(encoding="utf-8").replace("<wbr>", "")


def test_it_tells_a_twin(compared: shown.Comparison) -> None:
    told = compared.twin()
    said = str(told)
    assert f"person {told.person}" in said and told.under in said
    assert "With essential_services, in the end" in said
    assert compared.twin(told.person).day == told.day
    assert "<h3>" in told._repr_html_()
    with pytest.raises(UnknownName, match="spared-refused"):
        compared.twin(find="spared-refusd")
    with pytest.raises(BadValue, match="0 to 19,999"):
        compared.twin(20_000)


def test_a_verdict_and_a_sensitivity_from_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdict, "Study", Formula)
    monkeypatch.setattr(sensitivity, "Study", Formula)
    only = ["rating.grace_days"]
    card = gh.verdict("china-2018", ["appeal"], MOVED[1], by=0.1, only=only, points=8, people=3_000, days=28)
    assert [flip.parameter for flip in card.flips] == only
    assert 40 <= card.flips[0].value < 42, "where the formula says that appeals stop helping"
    assert "What flips it first is rating.grace_days" in str(card)
    hangs = gh.sensitivity("china-2018", quick=True, only=only, people=3_000, days=28)
    assert hangs.charts["hangs"].table.rows[0][0] == "rating.grace_days"
    assert "hang on" in hangs._repr_html_()


def test_a_report_shows_what_was_asked_of_its_run_before(
    run: gh.Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(verdict, "Study", Formula)
    monkeypatch.setattr(sensitivity, "Study", Formula)
    assert asking.kept(run) == (None, [])
    before = run.report().read_text(encoding="utf-8")
    assert "Claims, judged" not in before and "hangs-figure" not in before
    words = ("report", str(run.folder), "--hangs", "--claim", "appeal", "--claim", "appeal")
    done = CliRunner().invoke(app, [*words, "--json"])
    assert done.exit_code == 0, done.output
    text = Path(json.loads(done.stdout)["report"]).read_text(encoding="utf-8")
    assert "Claims, judged" in text and text.count('class="card"') == 1, "asked twice, kept once"
    assert 'id="hangs-figure"' in text and "rating.grace_days" in text
    assert "range over the assumed parameters, one at a time" in text
    hangs, cards = asking.kept(run)
    assert hangs is not None and hangs["measure"] == "people_wrongly_refused"
    assert cards[0].claim.base == asking.world(run), "as it was asked"
    assert run.verify().ok, "what is kept beside a run is no part of it"


def test_the_world_of_a_run_is_its_own_but_for_its_size(tmp_path: Path) -> None:
    options = {
        "set": {"rating.grace_days": 30},
        "assume": {"gates.avoidance": 0.2},
        "safeguards": ["notice=0.5"],
    }
    done = gh.run("china-2018", people=2_000, days=14, seed=7, out=tmp_path / "x", report=False, **options)
    assert asking.world(done).plan().command() == done.command


def test_a_spoilt_answer_is_named_with_what_to_do(run: gh.Run, tmp_path: Path) -> None:
    file = run.folder / asking.CARDS
    kept = file.read_text(encoding="utf-8") if file.exists() else ""
    file.write_text("{", encoding="utf-8")
    with pytest.raises(BadRunFolder, match="Delete"):
        asking.kept(run)
    file.write_text(kept, encoding="utf-8") if kept else file.unlink()
