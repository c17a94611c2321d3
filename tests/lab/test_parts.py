"""The lab's parts by themselves: translations, scenes, what the worker does, what can be set."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from glasshouse.base.errors import GlasshouseError
from glasshouse.lab import answering, catalogue, drawing, film, knowledge, names, scenes, tasks, worker
from glasshouse.lab.asking import Problem, Question
from glasshouse.measures.registry import MEASURES


class Silent:
    """A line to nobody."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, dict[str, Any]]] = []

    def far(self, progress: float, says: str) -> None:
        assert 0 <= progress <= 1 + 1e-9
        self.sent.append(("progress", {"progress": progress, "says": says}))

    def send(self, what: str, **more: Any) -> None:
        self.sent.append((what, more))


def total(spec: scenes.Sum, answer: dict[str, Any]) -> float:
    rows = {row["measure"]: row for row in answer["measures"]}

    def one(name: str) -> float:
        sign, name = (-1, name[1:]) if name.startswith("-") else (1, name)
        world, _, measure = name.rpartition(":")
        world = world or spec.world
        return float(sign * rows[measure][world])

    below = sum(one(name) for name in spec.below) if spec.below else 1.0
    return float(sum(one(name) for name in spec.top) * spec.times / below)


TRADE = (
    "apparatus", "baseline", "benchmark", "climate", "contest", "counterfactual", "digest", "false positive", "gate",
    "instrument", "interval", "ledger", "measure", "mechanism", "minimisation", "parameter", "platform", "scenario", "seed",
    "spillover", "suppress", "threshold", "watchlist",
)  # fmt: skip
"""Words of ours, which somebody who knows nothing of the project cannot know."""


def prose(scene: scenes.Scene) -> list[str]:
    said = [
        scene.short,
        scene.title,
        *scene.text,
        scene.guess.says,
        scene.reveal,
        *scene.surprise,
        scene.control.says,
        scene.result,
        scene.squares,
        scene.squares_moved,
        *scene.control.ends,
        *(label for label, _ in (*scene.bars, *scene.moves)),
    ]
    choices = [words for _, words in scene.guess.options] + [words for _, words, _ in scene.control.options]
    return [*said, *choices, scene.assumed]


@pytest.mark.parametrize("scene", scenes.SCENES, ids=lambda scene: scene.id)
def test_a_scene_is_told_in_short_sentences_and_without_words_of_the_trade(scene: scenes.Scene) -> None:
    import re

    sentences = [one for text in prose(scene) for one in re.split(r"(?<=[.?!:])\s+", text)]
    lengths = [len(sentence.split()) for sentence in sentences]
    assert max(lengths) <= 28, max(sentences, key=lambda sentence: len(sentence.split()))
    assert sum(lengths) / len(lengths) < 14
    whole = " ".join(sentences).lower()
    assert [word for word in TRADE if re.search(rf"\b{word}s?\b", whole)] == []


@pytest.fixture(scope="module")
def told() -> dict[str, dict[str, float]]:
    out = {}
    for scene in scenes.SCENES:
        answer = tasks.compare({**scene.question, "people": 20_000}, Silent(), "")  # type: ignore[arg-type]
        out[scene.id] = {name: total(spec, answer) for name, spec in scene.numbers.items()}
    return out


def test_there_are_seven_scenes_and_they_take_twelve_minutes_at_most() -> None:
    assert len(scenes.SCENES) == 7
    assert 4 <= scenes.minutes() <= 12


@pytest.mark.parametrize("scene", scenes.SCENES, ids=lambda scene: scene.id)
def test_a_scene_fills_every_place_with_a_measure_that_exists(scene: scenes.Scene) -> None:
    import re

    said = " ".join((*scene.text, scene.guess.says, scene.reveal, *scene.surprise, scene.result))
    drawn = {name for _, name in (*scene.bars, *scene.moves)}
    assert set(re.findall(r"\{(\w+)\}", said)) | drawn | {"truth"} == set(scene.numbers), (
        "each number is told or drawn"
    )
    for spec in scene.numbers.values():
        for name in (*spec.top, *spec.below):
            measure = name.lstrip("-").rpartition(":")[2]
            assert measure in MEASURES
    assert not re.search(r"\d\d", scene.reveal.replace("100,000", "").replace("of 100", "")), (
        "numbers come from the model"
    )
    for _, _, adds in scene.control.options:
        Question(**{**scene.question, "set": {}, "safeguards": {}, **adds}).worlds()[1].plan()


def test_the_surprises_are_true(told: dict[str, dict[str, float]]) -> None:
    assert told["app"]["place"] > 50
    assert told["app"]["now"] == pytest.approx(told["app"]["truth"], rel=1e-9)  # nothing is moved yet
    assert told["cameras"]["truth"] > 80
    assert told["cameras"]["per_million"] < 1_000
    assert 0 < told["cameras"]["stops"] < told["cameras"]["alarms"]
    assert told["data"]["month"] > 0.95 * told["data"]["truth"] > 0
    assert told["score"]["truth"] > 2 * told["score"]["base"]
    assert told["door"]["truth"] == 0
    assert told["silence"]["truth"] > 50
    assert told["silence"]["held"] < told["silence"]["most_held"] < 50
    assert told["way-out"]["truth"] < told["way-out"]["wrong"]


def tried(name: str, **other: Any) -> dict[str, dict[str, float]]:
    """The numbers of a scene after each of its choices."""
    scene = next(scene for scene in scenes.SCENES if scene.id == name)
    out = {}
    for key, _, adds in scene.control.options:
        asked = {**scene.question, **other, "set": {}, "safeguards": {}, **adds}
        answer = tasks.compare(asked, Silent(), "")  # type: ignore[arg-type]
        out[key] = {number: total(spec, answer) for number, spec in scene.numbers.items()}
    return out


def test_encryption_spares_everybody_and_the_country_only_from_its_own_authorities() -> None:
    after = tried("data", people=20_000)
    leaked = {key: numbers["now"] for key, numbers in after.items()}
    assert leaked["home"] == leaked["abroad"] > leaked["apart"] > leaked["cipher"] == 0
    assert after["abroad"]["now_files"] == 0 < after["home"]["now_files"]
    assert after["month"]["now_held"] < after["home"]["now_held"] / 3


def test_a_notice_and_an_appeal_do_together_what_neither_does_alone() -> None:
    spared = {key: numbers["spared"] for key, numbers in tried("door").items()}
    assert spared["appeal"] == 0
    assert spared["notice"] < 5
    assert spared["both"] > 15


def test_most_posts_that_are_held_back_are_held_back_without_fear() -> None:
    """The scene says so; the least fear that is thought possible shows it."""
    scene = next(scene for scene in scenes.SCENES if scene.id == "silence")
    least = {**scene.question, "set": {scene.control.name: scene.control.low}}
    numbers = {key: total(scene.numbers[key], tasks.compare(least, Silent(), "")) for key in ("held", "now")}  # type: ignore[arg-type]
    fear = (
        (numbers["held"] - numbers["now"]) / (scene.control.start - scene.control.low) * scene.control.start
    )
    assert fear < numbers["held"] / 2


def test_the_best_single_way_out_is_the_one_that_is_said_to_be() -> None:
    after = tried("way-out")
    left = {key: numbers["now"] for key, numbers in after.items() if key != "all"}
    assert min(left, key=left.__getitem__) == "expiry"
    assert 0.4 < left["expiry"] / after["expiry"]["wrong"] < 0.6
    assert 0.2 < after["all"]["now"] / after["all"]["wrong"] < 0.45
    assert after["camera_moratorium"]["now_stops"] == after["all"]["now_stops"] == 0
    assert after["human_review"]["now_stops"] < after["expiry"]["now_stops"]


def test_the_life_that_is_told_went_the_way_of_its_scene(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "OUTCOMES", tasks.Outcomes())
    scene = next(scene for scene in scenes.SCENES if scene.path)
    told = tasks.life(
        {
            "question": {**scene.question, "safeguards": {"notice": 1, "appeal": 1}},
            "person": None,
            "path": scene.path,
            "verdict": scene.verdict,
            "fewer": scene.fewer,
        },
        Silent(),
        "",
    )  # type: ignore[arg-type]
    events = [line["event"] for line in told["base"]["lines"]]
    places = [events.index(name) for name in scene.path]
    assert places == sorted(places)
    assert "wrong in law" in {line["verdict"] for line in told["base"]["lines"] if line["event"] == "refused"}
    other = [line["event"] for line in told["changed"]["lines"]]
    assert other.count("refused") < events.count("refused")
    assert f"Synthetic person {told['person']}" in told["base"]["lines"][0]["text"]
    with pytest.raises(GlasshouseError, match="Nobody's life went so: compensated, then refused"):
        tasks.life(
            {
                "question": {"people": 2_000, "days": 14},
                "person": None,
                "path": ["compensated", "refused"],
                "verdict": "any",
                "fewer": None,
            },
            Silent(),
            "",
        )  # type: ignore[arg-type]


def test_every_language_has_a_catalogue_whose_places_match() -> None:
    for language in ("zh", "fr"):
        report = catalogue.report(language)
        assert report.missing == ()
        assert report.stale == ()
        assert not report.reviewed
    assert catalogue.report("en").translated == len(catalogue.messages()) > 200
    assert catalogue.main([]) == 0


def test_what_the_page_shows_has_a_plain_name_in_every_language() -> None:
    from glasshouse.experiments.paired import ACTS
    from glasshouse.measures.tallies import MARGINS

    assert names.MEASURES.keys() == MEASURES.keys() | ACTS.keys()
    assert names.GROUPS.keys() == {level for levels in MARGINS.values() for level in levels}
    assert {"Notice", *names.everything()} - set(catalogue.messages()) == {
        "Notice"
    }  # titles, not identifiers
    chinese = catalogue.said("zh")
    assert all(chinese(text) != text for text in names.everything())
    answer = tasks.compare({"people": 2_000, "days": 28, "safeguards": {"notice": 1}}, Silent(), "")  # type: ignore[arg-type]
    for figure in ("worlds", "weeks"):
        drawn = drawing.draw(answer, figure, "messages", "wide", chinese)
        assert chinese("With the changes") in drawn
        assert chinese("Messages sent") in drawn
        assert "With the changes" not in drawn.partition("<metadata>")[0]


def test_what_comes_directly_and_what_through_others_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "OUTCOMES", tasks.Outcomes())
    asked = {
        "people": 6_000,
        "days": 56,
        "set": {"response.chilling": 0.3, "platform.suppression_true_positive_rate": 0.9},
    }
    line = Silent()
    answer = tasks.compare(asked, line, "")  # type: ignore[arg-type]
    found = tasks.split(asked, line, "")  # type: ignore[arg-type]
    assert not found["same"]
    rows = {row["measure"]: row["difference"] for row in answer["measures"]}
    moved = [name for name, one in found["measures"].items() if one["through"]]
    assert moved
    for name, one in found["measures"].items():
        if name in rows and None not in (rows[name], one["direct"]):
            assert one["direct"] + one["through"] == pytest.approx(rows[name], rel=1e-4, abs=1e-4), name
    assert tasks.split({"people": 2_000, "days": 14}, line, "")["same"]  # type: ignore[arg-type]


def test_a_missing_or_broken_translation_is_english_and_never_a_broken_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "fr" / "LC_MESSAGES" / "lab.po"
    file.parent.mkdir(parents=True)
    monkeypatch.setattr(catalogue, "LOCALES", tmp_path)
    for text in ("not a catalogue at all", 'msgid "{count} changed"\nmsgstr "{nombre} changé"\n'):
        file.write_text(text)
        catalogue.translations.cache_clear()
        assert catalogue.translations("fr") == {}
    assert catalogue.main([]) == 1
    catalogue.translations.cache_clear()
    monkeypatch.undo()
    catalogue.translations.cache_clear()


def test_the_first_look_comes_from_fewer_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "MANY", 3_000)
    monkeypatch.setattr(tasks, "FIRST_LOOK", 2_000)
    line = Silent()
    answer = tasks.compare({"people": 4_000, "days": 14}, line, "")  # type: ignore[arg-type]
    preview = [more["answer"] for what, more in line.sent if what == "preview"]
    assert [one["people"] for one in preview] == [2_000]
    assert answer["people"] == 4_000


def test_the_baseline_is_lived_once(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tasks.Outcomes(most=2)
    monkeypatch.setattr(tasks, "OUTCOMES", kept)
    first = tasks.compare({"people": 2_000, "days": 14, "safeguards": {"notice": 1}}, Silent(), "")  # type: ignore[arg-type]
    second = tasks.compare({"people": 2_000, "days": 14, "safeguards": {"appeal": 1}}, Silent(), "")  # type: ignore[arg-type]
    assert first["seconds"]["base"] > 0 == second["seconds"]["base"]
    assert len(kept.kept) == 2


def test_a_film_has_the_digest_of_the_run() -> None:
    question = Question(people=2_000, days=21, safeguards={"notice": 1})
    answer = film.answer(question, Silent())  # type: ignore[arg-type]
    for which, world in zip(("base", "changed"), question.worlds(), strict=True):
        assert answer[which]["digest"] == tasks.Outcomes().of(world, lambda share: None).digest
    assert answer["people"] == 2_000
    assert len(answer["regions"]) == 31


def test_a_fault_of_the_lab_is_told_without_its_inner_workings(capfd: pytest.CaptureFixture[str]) -> None:
    said = worker.problem(ZeroDivisionError("secret detail"))
    assert "secret" not in json.dumps(said)
    assert "ZeroDivisionError" in capfd.readouterr().err
    assert "memory" in worker.problem(MemoryError())["says"]
    assert worker.problem(GlasshouseError("A sentence", allowed="this"))["allowed"] == "this"
    assert Problem.of(GlasshouseError("A sentence", value=object())).value


def test_drawings_are_silent_where_there_is_nothing_to_draw() -> None:
    answer = tasks.compare({"scenario": "nothing", "people": 1_000, "days": 7}, Silent(), "")  # type: ignore[arg-type]
    for figure in drawing.FIGURES:
        assert 'data-empty="true"' in drawing.draw(answer, figure, "people_refused", "wide")
    assert drawing.thousand(0.73, "narrow").count("var(--fact)") > 5
    assert "Your guess" in drawing.bars([("Your guess", 3.0, ""), ("The model", 106.0, "106")], "wide")


def test_main_parameters_exist_and_carry_unit_range_and_grade() -> None:
    known = {one["name"]: one for one in knowledge.parameters("china-2018")}
    for name in knowledge.MAIN:
        assert known[name]["main"]
        assert known[name]["unit"]
        assert known[name]["low"] <= known[name]["value"] <= known[name]["high"]
        assert known[name]["grade"] in ("measured", "reported", "derived", "assumed")
    assert answering.number(float("inf")) is None
