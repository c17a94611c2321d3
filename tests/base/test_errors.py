import pickle

import pytest

from glasshouse.base import errors
from glasshouse.base.errors import (
    BadValue,
    EngineError,
    GlasshouseError,
    InputError,
    Interrupted,
    nearest,
    unknown,
)


def test_an_error_is_one_paragraph_that_says_value_place_allowed_nearest_and_next_step():
    error = BadValue(
        "rating.grace_days: -3 is impossible",
        value=-3,
        place="mine.yaml, line 7",
        allowed="0 or more (days)",
        nearest="rating.grace_days",
        next_step="See `glasshouse parameters`",
    )
    assert str(error) == (
        "rating.grace_days: -3 is impossible (mine.yaml, line 7). Allowed: 0 or more (days). "
        "Did you mean rating.grace_days? See `glasshouse parameters`."
    )
    assert "\n" not in str(error)


def test_wrong_input_exits_with_2_failure_with_1_and_interruption_with_130():
    wrong_input = [c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, InputError)]
    assert len(wrong_input) == 8
    assert {kind.exit_code for kind in wrong_input} == {2}
    assert (GlasshouseError.exit_code, EngineError.exit_code, Interrupted.exit_code) == (1, 1, 130)


def test_every_class_of_the_tree_is_drawn_in_the_docstring():
    classes = [n for n, c in vars(errors).items() if isinstance(c, type) and issubclass(c, GlasshouseError)]
    assert all(name in (errors.__doc__ or "") for name in classes)


def test_an_error_crosses_a_process_border_with_all_its_fields():
    error = unknown("scenario", "chian-2018", ["china-2018", "nothing"], place="--set")
    back = pickle.loads(pickle.dumps(error))
    assert (type(back), str(back), vars(back)) == (type(error), str(error), vars(error))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("rating.grace_dayz", "rating.grace_days"),
        ("grace_day", "rating.grace_days"),
        ("RATING.GRACE_DAYS", "rating.grace_days"),
        ("ratings.grace_days", "rating.grace_days"),
        ("xyzzy", ""),
    ],
)
def test_a_misspelt_name_finds_the_one_that_was_meant(typed, meant):
    assert nearest(typed, ["rating.grace_days", "rating.listing_share", "cameras.per_1000"]) == meant


def test_with_no_near_name_a_short_list_is_shown_whole():
    assert "Allowed: china-2018, nothing." in str(unknown("scenario", "zzz", ["nothing", "china-2018"]))


def test_a_value_of_a_million_letters_is_shown_short():
    assert len(str(unknown("scenario", "x" * 1_000_000, ["nothing"]))) < 200
