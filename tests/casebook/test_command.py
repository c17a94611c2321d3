"""The command: a table for people, one JSON object for programs, and clear answers to wrong words."""

from __future__ import annotations

import json

import pytest

from glasshouse.cli.app import app
from glasshouse.cli.casebook import figure


def told(capsys, *words):
    with pytest.raises(SystemExit) as stop:
        app(["casebook", *words])
    out = capsys.readouterr()
    return stop.value.code, out.out, out.err


def test_one_case_prints_published_figures_verdicts_and_reasons(capsys):
    code, out, _ = told(capsys, "requests")
    assert code == 0
    assert (
        "inside" in out
        and "miss" in out
        and "a test after the asking takes off a fifth" in " ".join(out.split())
    )


def test_json_is_one_object_with_the_promised_keys(capsys):
    code, out, _ = told(capsys, "requests", "--json")
    book = json.loads(out)
    assert code == 0
    assert {"id", "published", "model", "low", "high", "role", "verdict", "source"} <= set(book["cases"][0])


def test_settings_make_predictions(capsys):
    code, out, _ = told(capsys, "requests", "--set", "custody.legal_test_refusal=0.5")
    assert code == 0 and "prediction" in out and "custody.legal_test_refusal = 0.5" in out


def test_the_list_names_every_case_and_its_own_settings(capsys):
    code, out, _ = told(capsys, "--list", "--json")
    listed = {case["case"]: case["settings"] for case in json.loads(out)["cases"]}
    assert code == 0 and len(listed) == 12
    assert listed["face-recognition"][0]["name"] == "face-recognition.faces"


@pytest.mark.parametrize(
    "words",
    [("patrol",), ("requests", "--set", "custody.legal=1"), ("requests", "--set", "custody.compliance=2")],
)
def test_wrong_words_are_answered_with_exit_code_two(capsys, words):
    code, _, err = told(capsys, *words)
    assert code == 2 and "Traceback" not in err and err


def test_figures_are_short():
    assert [figure(x) for x in (0, 0.16665, 1_234_567, 1.67e-5, 42)] == [
        "0",
        "0.167",
        "1,230,000",
        "1.67e-05",
        "42",
    ]
