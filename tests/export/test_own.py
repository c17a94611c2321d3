"""The user's own inputs, and the stamp that stays until the run was made with them."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from glasshouse.base.errors import BadValue, InputError
from glasshouse.report.export import read_own, write
from glasshouse.report.export.own import ILLUSTRATIVE, stamp

ENTRY = '{value: 2.0e-7, source: "report", tested: "12 May"}'


def test_without_own_inputs_everything_is_stamped(china: Path, tmp_path: Path) -> None:
    assert write(china, "iama", tmp_path / "card.yaml").stamp == ILLUSTRATIVE


def test_values_that_the_run_was_not_made_with_change_nothing(china: Path, own: Path, tmp_path: Path) -> None:
    done = write(china, "fria", tmp_path / "sheet.html", own)
    assert done.stamp == ILLUSTRATIVE
    words = shlex.split(done.again)
    assert words[:3] == ["glasshouse", "run", "china-2018"]
    assert words[-4:] == ["--set", "cameras.watchlist_size=900.0", "--set", "cameras.false_match_rate=2e-07"]
    assert "was not made with cameras.watchlist_size" in done.files[0].read_text(encoding="utf-8")


def test_values_that_the_run_was_made_with_are_counted(city: Path, own: Path, tmp_path: Path) -> None:
    done = write(city, "fria", tmp_path / "sheet.html", own)
    assert done.stamp.startswith("partly illustrative: 1 of the ")
    assert done.again == ""
    page = done.files[0].read_text(encoding="utf-8")
    assert ILLUSTRATIVE not in page.lower()
    assert "City police of Example" in page
    assert "test report 12, table 3" in page
    assert "12 May 2026, 40,000 faces" in page


def test_numbers_are_scaled_to_the_real_volume(city: Path, own: Path, tmp_path: Path) -> None:
    import csv

    sheet = write(city, "fria", tmp_path / "sheet.html", own).files[1]
    with sheet.open(encoding="utf-8") as file:
        found = {row["name"]: row for row in csv.DictReader(file) if row["what"] == "number"}
    row = found["face_sightings"]
    assert float(row["expected_here"]) == pytest.approx(float(row["per_100k"]) * 2.4)
    assert found["false_alerts_per_million_faces"]["expected_here"] == ""


def test_only_when_every_error_and_delay_is_theirs_does_the_stamp_go() -> None:
    ledger = [
        {
            "name": "cameras.false_match_rate",
            "value": 2e-7,
            "error": True,
            "delay": False,
            "mechanism": "cameras",
        },
        {"name": "rating.identity_error", "value": 0.1, "error": True, "delay": False, "mechanism": "rating"},
        {"name": "life.late", "value": 1.0, "error": False, "delay": False, "mechanism": "life"},
    ]
    mine = read_own_text(f"error_rates: {{cameras.false_match_rate: {ENTRY}}}", people=True)
    assert stamp(mine, ledger, frozenset(), "run").text.startswith("partly illustrative: 1 of the 2")
    assert "illustrative" not in stamp(mine, ledger, frozenset({"rating"}), "run").text
    no_volume = read_own_text(f"error_rates: {{cameras.false_match_rate: {ENTRY}}}")
    assert stamp(no_volume, ledger, frozenset({"rating"}), "run").text == ILLUSTRATIVE
    no_error = read_own_text("", people=True)
    assert stamp(no_error, ledger, frozenset({"rating"}), "run").text == ILLUSTRATIVE


def read_own_text(text: str, people: bool = False):
    import tempfile

    volumes = 'volumes: {people: {value: 1000, source: "register"}}' if people else ""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "own.yaml"
        file.write_text(f"organisation: us\n{volumes}\n{text}\n", encoding="utf-8")
        return read_own(file)


def test_the_user_says_whether_it_is_a_police_deployment(city: Path, own: Path, tmp_path: Path) -> None:
    own.write_text(own.read_text(encoding="utf-8") + "police: false\n", encoding="utf-8")
    text = write(city, "iama", tmp_path / "card.yaml", own).files[0].read_text(encoding="utf-8")
    assert "2016/680" not in text
    assert "Article 35 GDPR" in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- 1", "are a mapping"),
        ("organization: us", "Did you mean organisation?"),
        ("organisation: ''", "must say something"),
        ("organisation: us\npolice: perhaps", "true or false"),
        ("organisation: us\nvolumes: 3", "volumes is a mapping"),
        ("organisation: us\nvolumes: {people: 3}", "needs a value and a source"),
        ("organisation: us\nvolumes: {people: {value: 3}}", "people has no source"),
        ("organisation: us\nvolumes: {people: {value: -3, source: x}}", "not negative"),
        ("organisation: us\nvolumes: {people: {value: many, source: x}}", "is not a value"),
        ("organisation: us\nvolumes: {people: {value: 3, source: x, tested: y}}", "no key of people"),
        (
            "organisation: us\nvolumes: {cameras.watchlist_sise: {value: 3, source: x}}",
            "cameras.watchlist_size",
        ),
        (f"organisation: us\nerror_rates: {{cameras.watchlist_size: {ENTRY}}}", "is not an error or a delay"),
        ("organisation: us\nerror_rates: {cameras.capture_error: {value: .1, source: x}}", "has no tested"),
        ("organisation: us\nvolumes: {people: {value: .inf, source: x}}", "own.yaml, line 2"),
        ("organisation: [", "own.yaml, line"),
    ],
)
def test_what_is_wrong_with_own_inputs_is_said_with_its_line(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_own(file)
    assert said in str(caught.value)
    assert "own.yaml" in str(caught.value)


def test_own_inputs_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match="Cannot read the file"):
        read_own(tmp_path / "none.yaml")


def test_which_unknown_matters(china: Path, tmp_path: Path) -> None:
    row = {"parameter": "rating.identity_error", "grade": "assumed", "value": 0.002, "low": 0.0, "high": 0.01,
           "at_low": 0.0, "at_high": 44.5, "base": 11.25, "swing": 44.5}  # fmt: skip
    still = row | {"parameter": "life.x", "swing": 0.0}
    found = {
        "scenario": "china-2018",
        "people": 2000,
        "measure": "people_wrongly_refused",
        "alone": [row, still],
    }
    file = tmp_path / "swings.json"
    file.write_text(json.dumps(found), encoding="utf-8")
    page = write(china, "iama", tmp_path / "card.yaml", sensitivity=file).files[0].read_text(encoding="utf-8")
    assert "rating.identity_error (assumed): 0 at 0, 11.25 at 0.002, 44.5 at 0.01" in page
    assert "life.x" not in page
    file.write_text(json.dumps(found | {"scenario": "city-lfr"}), encoding="utf-8")
    with pytest.raises(BadValue, match="is about city-lfr"):
        write(china, "iama", tmp_path / "other.yaml", sensitivity=file)
    file.write_text("{}", encoding="utf-8")
    with pytest.raises(BadValue, match="holds no findings"):
        write(china, "iama", tmp_path / "other.yaml", sensitivity=file)
