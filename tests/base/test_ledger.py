import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glasshouse.base import ledger
from glasshouse.base.errors import BadValue, InputError, UnknownName

ENTRY = """\
grace_days:
  value: 10
  unit: days
  range: [3, 90]
  date: "2017"
  source: a publication, article 3
  grade: reported
  says: how long a debtor has after service
service_failure:
  value: 0.05
  unit: share of notices
  range: [0, 0.2]
  date: "2018"
  source: no measurement found
  grade: assumed
  says: notices that never arrive
  error: true
  kind: share
  casebook: [A36]
opinion_correlation:
  value: -0.2
  unit: correlation
  range: [-0.4, 0.1]
  date: 2018
  source: a survey
  grade: derived
  says: of two traits
"""


def read(folder: Path, text: str = ENTRY):
    (folder / "params.yaml").write_text(text, encoding="utf-8")
    return ledger.read({"rating": folder / "params.yaml"}, folder)


def test_an_entry_carries_all_that_is_known_about_a_number(tmp_path):
    parameter = read(tmp_path)["rating.service_failure"]
    assert (parameter.value, parameter.low, parameter.high, parameter.grade) == (0.05, 0, 0.2, "assumed")
    assert (parameter.error, parameter.delay, parameter.perfect) == (True, False, 0)
    assert (parameter.mechanism, parameter.casebook, parameter.place) == (
        "rating",
        ("A36",),
        "params.yaml, line 9",
    )


def test_perfect_names_errors_and_delays_only(tmp_path):
    assert read(tmp_path).perfect() == {"rating.service_failure": 0.0}


def test_a_misspelt_parameter_gives_the_nearest_name(tmp_path):
    with pytest.raises(UnknownName, match=r"Did you mean rating\.grace_days\?"):
        read(tmp_path).named("rating.grase_days", "--set")


def test_widening_takes_in_a_value_and_leaves_the_rest(tmp_path):
    before = read(tmp_path)
    after = before.widened({"rating.grace_days": 120, "rating.service_failure": 0.1})
    assert (after["rating.grace_days"].low, after["rating.grace_days"].high) == (3, 120)
    assert after["rating.service_failure"] == before["rating.service_failure"]
    assert before["rating.grace_days"].high == 90


@pytest.mark.parametrize(
    ("wrong", "right", "reason", "line"),
    [
        ("value: 10", "valeu: 10", "Did you mean value", 2),
        ("value: 10", "value: ten", "'ten' is not a number", 2),
        ("value: 10", "value: .nan", "finite", 2),
        ("value: 10", "value: -1", "impossible", 2),
        ("value: 10", "value: 2", "outside the entry's own range", 2),
        ("value: 10", "value: true", "truth value", 2),
        ("range: [3, 90]", "range: [90, 3]", "runs backwards", 4),
        ("range: [3, 90]", "range: 3-90", "not a range", 4),
        ("unit: days", "unit: ''", "not a text", 3),
        ("grade: reported", "grade: reportd", "Did you mean reported", 7),
        ("error: true", "error: maybe", "neither true nor false", 17),
        ("kind: share", "kind: number\n  perfect: -1", "impossible", 19),
        ("casebook: [A36]", "casebook: A36", "list of casebook rows", 19),
        ("range: [0, 0.2]", "range: [0, 1.2]", "impossible", 12),
        ("grade: derived", "grade: derived\n  perfect: 0", "neither an error nor a delay", 27),
        ("  says: of two traits\n", "", "says is missing", 20),
        ("grace_days:", "Grace Days:", "cannot be a parameter's name", 1),
        ("date: 2018", "date: []", "not a date", 24),
    ],
)
def test_a_wrong_entry_is_refused_with_its_line_and_what_is_allowed(tmp_path, wrong, right, reason, line):
    assert wrong in ENTRY
    with pytest.raises(InputError) as refused:
        read(tmp_path, ENTRY.replace(wrong, right))
    assert reason in str(refused.value)
    assert f"params.yaml, line {line}" in str(refused.value)


def test_an_entry_that_is_no_mapping_is_refused(tmp_path):
    for text in ("grace_days: 10\n", "- a\n"):
        with pytest.raises(BadValue, match="mapping"):
            read(tmp_path, text)


@given(value=st.one_of(st.floats(), st.integers(), st.text(max_size=5), st.none(), st.booleans()))
def test_what_passes_the_check_is_finite_and_physically_possible(value):
    share = ledger.Parameter(
        *("x.error_share", 0.1, "share", 0, 0.2, "2018", "s", "assumed", "says", True, False, 0, "number"),
        *((), "x", "f", 1),
    )
    try:
        number = share.check(value)
    except BadValue as refused:
        assert refused.allowed and refused.place == "f, line 1"
    else:
        assert math.isfinite(number) and 0 <= number <= 1


def test_a_number_may_be_negative_only_if_its_range_is(tmp_path):
    known = read(tmp_path)
    assert known["rating.opinion_correlation"].check(-0.9) == -0.9
    with pytest.raises(BadValue, match="impossible"):
        known["rating.grace_days"].check(-0.1)
    with pytest.raises(BadValue, match="too large"):
        known["rating.grace_days"].check(10**400)


def test_the_ledger_that_is_shipped_reads_and_every_number_has_a_source():
    for parameter in ledger.load().values():
        assert parameter.source and parameter.unit and parameter.says
        assert parameter.low <= parameter.value <= parameter.high
