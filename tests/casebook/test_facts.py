"""The published figures: complete, in one role each, and never both adjusted to and checked."""

from __future__ import annotations

import pytest

from glasshouse.base import ledger
from glasshouse.base.errors import BadValue, UnknownName
from glasshouse.casebook import facts


def test_every_fact_says_what_when_who_and_what_it_may_be_used_for() -> None:
    for fact in facts.load().values():
        assert fact.says.endswith(".") and fact.unit and fact.date and len(fact.source) > 1, fact.id
        assert fact.role in facts.ROLES and fact.grade in facts.GRADES and fact.read in facts.READ, fact.id


def test_no_figure_that_the_ledger_uses_is_a_check() -> None:
    assert facts.misused(ledger.load()) == []


def test_a_ledger_that_uses_a_check_is_caught() -> None:
    from dataclasses import replace

    book = ledger.load()
    wrong = book.changed([replace(book["cameras.true_positive_rate"], casebook=("B13.all",))])
    assert facts.misused(wrong) == [
        "cameras.true_positive_rate rests on B13.all, which is a check and no input"
    ]
    strange = book.changed([replace(book["cameras.true_positive_rate"], casebook=("Z9",))])
    assert "no row of the casebook" in facts.misused(strange)[0]


def test_the_events_of_south_wales_add_up_to_the_published_totals() -> None:
    others = ("B13.all", "B13.final-stops")
    events = [f for name, f in facts.load().items() if name.startswith("B13.") and name not in others]
    assert sum(f["true"] for f in events) == facts.fact("B13.all")["true"]
    assert sum(f["false"] for f in events) == facts.fact("B13.all")["false"]


def test_an_unknown_fact_gives_the_nearest_name() -> None:
    with pytest.raises(UnknownName, match=r"B13\.all"):
        facts.fact("B13.al")


def test_a_fact_without_a_role_is_refused_with_its_line(tmp_path) -> None:
    (tmp_path / "x.yaml").write_text("A1:\n  says: Something.\n  unit: people\n")
    with pytest.raises(BadValue, match="line 1"):
        facts.load(tmp_path)
