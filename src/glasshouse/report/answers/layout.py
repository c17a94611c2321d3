"""A page about an experiment: what stands on it and in which order; the run's own report is `report.render`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.base.errors import BadValue
from glasshouse.report import render, sentences
from glasshouse.report.figure import Figure, Table
from glasshouse.report.sentences import Headline

if TYPE_CHECKING:
    from glasshouse.experiments.worlds import World
    from glasshouse.scenario import Scenario

Columns = Sequence[tuple[str, str, Sequence[Headline]]]
"""Harms, claimed benefits and costs side by side: kind, title, headlines."""


Portrait = tuple[str, Sequence[tuple[str, str]]]
"""A heading, and terms with what is said of each."""


@dataclass(frozen=True)
class Lives:
    """Two lives of one synthetic person, side by side.

    Attributes:
        who: The two worlds, in words.
        person: Who they are, in a sentence. shared: what both lives share, as (date, text, cause, verdict).
        reason: Why they part. apart: (date, first life, second life), lines of (text, cause, verdict).
        ends: How each life ends, in words.
        under: Under which condition all of it is said. bounds: How far any other luck could go, in sentences.
    """

    who: tuple[str, str]
    person: str
    shared: Sequence[dict[str, str]]
    reason: str
    apart: Sequence[tuple[str, Sequence[dict[str, str]], Sequence[dict[str, str]]]]
    ends: tuple[str, str]
    under: str
    bounds: Sequence[str] = ()


@dataclass(frozen=True)
class Section:
    """A part of the page: a heading with whatever of the following it has, in this order."""

    name: str
    title: str
    short: str
    intro: str = ""
    says: Sequence[str] = ()
    columns: Columns = ()
    figures: Sequence[Figure | None] = ()
    table: Table | None = None
    points: Sequence[str] = ()
    portraits: Sequence[Portrait] = ()
    lives: Lives | None = None

    @property
    def shown(self) -> bool:
        """Whether there is anything to print under the heading."""
        figures = any(figure is not None for figure in self.figures)
        return bool(
            figures or self.says or self.columns or self.table or self.points or self.portraits or self.lives
        )

    @property
    def drawn(self) -> list[tuple[Figure, list[Any]]]:
        """The figures there are, with their drawings."""
        return [(figure, render.drawn(figure)) for figure in self.figures if figure is not None]


@dataclass(frozen=True)
class Page:
    """A whole page.

    Attributes:
        kind: What it is, in two words. title, lead: its headline and its first sentence.
        about: Terms and values under the lead. honesty: What must be read first.
        sections: Its parts; those with nothing to show are left out. commands: What makes it again.
        digests: Of the runs behind it, by name.
    """

    kind: str
    title: str
    lead: str
    about: Sequence[tuple[str, str]]
    honesty: Sequence[str]
    commands: Sequence[str]
    sections: Sequence[Section] = ()
    digests: Sequence[tuple[str, str]] = ()

    def html(self) -> str:
        """Return the page as the text of one HTML file that needs no network."""
        from glasshouse import __version__

        return render.filled("answer.html", page=self, version=__version__)

    def write(self, path: str | os.PathLike[str]) -> Path:
        """Write the page and return its path.

        Raises:
            BadValue: The file cannot be written there.
        """
        goal = place(path)
        try:
            return render.put(self.html(), goal)
        except OSError as problem:
            raise unwritable(goal, problem.strerror or str(problem)) from None


def place(path: str | os.PathLike[str]) -> Path:
    """Return where a page is to be written; asked before an experiment starts, it saves the time of the experiment.

    Raises:
        BadValue: No file can lie there.
    """
    goal = Path(path).expanduser()
    if goal.is_dir():
        raise unwritable(goal, "it is a folder")
    if not goal.parent.is_dir():
        raise unwritable(goal, f"there is no folder {goal.parent}")
    return goal


def unwritable(goal: Path, why: str) -> BadValue:
    """Return the error of a page that cannot be written."""
    return BadValue(
        f"The report cannot be written to {goal}: {why}",
        value=str(goal),
        place="--report",
        allowed="a file in a folder that exists and can be written to",
    )


def honesty(scenario: Scenario, people: int, *limits: str) -> list[str]:
    """Return what must be read first: what is said of every scenario, and the limits of this kind of experiment."""
    return [*sentences.opening(scenario.name, scenario.society, scenario.caution, people), *limits]


def command(verb: str, world: World, *more: str) -> str:
    """Return the command line that asks for an experiment again."""
    import shlex

    words = ["glasshouse", verb, world.scenario, *more, "--people", str(world.people)]
    words += ["--days", str(world.days)] if world.days is not None else []
    words += ["--seed", str(world.seed)]
    for option, pairs in (("--set", world.set), ("--assume", world.assume)):
        for name, value in pairs:
            words += [option, f"{name}={value:g}"]
    return shlex.join(words)
