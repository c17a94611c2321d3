import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glasshouse.base.errors import BadScenario, InputError
from glasshouse.base.reading import read_file, read_text


def read(text):
    return read_text(text, BadScenario, "file.yaml")


def test_plain_values_are_read_by_the_rules_of_yaml_1_2_and_days_as_dates():
    said = read(
        "a: 1e-9\nb: [1, -2.5, no, '7', ~]\nc: 2018-01-03\nd: true\ne: 1_000_000\nf: |\n  two\n  lines\n"
    ).data
    assert said == {
        "a": 1e-9,
        "b": [1, -2.5, "no", "7", None],
        "c": datetime.date(2018, 1, 3),
        "d": True,
        "e": 1_000_000,
        "f": "two\nlines\n",
    }


def test_the_line_of_every_key_and_item_is_known():
    document = read("a: 1\nb:\n  c:\n    - x\n    - d: 2\n      e: 3\n")
    assert document.line("b", "c", 1, "e") == 6
    assert document.place("b", "c", 0) == "file.yaml, line 4"


def test_a_place_nobody_wrote_is_that_of_what_encloses_it():
    assert read("a: 1\nb:\n  c: 2\n").place("b", "missing", "deeper") == "file.yaml, line 2"


@pytest.mark.parametrize(
    ("hostile", "reason", "line"),
    [
        ("a: &x [1, 2]\nb: [*x, *x, *x]", "Anchors and aliases", 1),
        ("a: 1\nb: *nobody", "Anchors and aliases", 2),
        ("a: 1\n<<: {b: 2}", "Merge keys", 2),
        ("a: !!python/object/apply:os.system ['true']", "Tags", 1),
        ("a: 1\nb: 2\na: 3", "twice", 3),
        ("a: 1\n---\nb: 2", "more than one document", 2),
        ("[" * 100_000, "nested too deeply", 1),
        ("? [a]\n: 1", "plain word", 1),
        ("a: .nan", "not a number that can be used", 1),
        ("a: 1\nb: -.inf", "not a number that can be used", 2),
        ("a: 1e999", "too large", 1),
        ("a: " + "9" * 5000, "too long", 1),
        ("a: 2018-02-30", "not a day of the calendar", 1),
        ("a: 'x" + "y" * 30_000 + "'", "text is too long", 1),
        ("a: 1\n b: 2", "cannot be read", 2),
        ("a: [1, 2\nb: 3", "cannot be read", 2),
        ("a: 1\n\tb: 2", "cannot be read", 2),
    ],
)
def test_hostile_or_broken_yaml_is_refused_with_its_reason_and_line(hostile, reason, line):
    with pytest.raises(BadScenario) as refused:
        read(hostile)
    assert reason in str(refused.value)
    assert f"line {line}, column " in str(refused.value)


@given(st.text(alphabet="ab:-[]{}&*!|>'\"#? \n\t0123.e%@`,~<\x00\ud7ff", max_size=60))
def test_no_text_gives_anything_but_data_or_a_refusal(text):
    try:
        read(text)
    except InputError as refused:
        assert "\n" not in str(refused)


def test_files_that_are_missing_too_large_folders_or_not_text_are_refused(tmp_path):
    (tmp_path / "large.yaml").write_text("a: " + "x" * 100)
    (tmp_path / "latin.yaml").write_bytes(b"a: 1\nb: \xe9t\xe9\n")
    for name, reason in [
        ("missing.yaml", "Cannot read"),
        ("large.yaml", "too large"),
        ("latin.yaml", "line 2"),
        (".", "folder"),
    ]:
        with pytest.raises(BadScenario, match=reason):
            read_file(tmp_path / name, BadScenario, limit=50)
