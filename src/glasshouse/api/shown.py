"""What experiments return to a Python user: what was found, with figures, a page for notebooks, and a report."""

from __future__ import annotations

import textwrap
from dataclasses import fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from glasshouse.experiments.pair import Comparison as _Comparison
from glasshouse.experiments.rank import Ranking as _Ranking
from glasshouse.experiments.sensitivity import Sensitivity as _Sensitivity
from glasshouse.experiments.sweep import Swept as _Swept
from glasshouse.experiments.twin import Twin as _Twin
from glasshouse.experiments.verdict import Card as _Card

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from glasshouse.report.figure import Figure

Found = TypeVar("Found", bound="Shown")


class Shown:
    """Something found that can be looked at: in a notebook, as charts, as a report."""

    @cached_property
    def charts(self) -> dict[str, Figure]:
        """Every figure by name, in the order of the report; in a notebook each shows its chart."""
        from glasshouse.report.answers import figures

        return figures(self)

    def chart(self, name: str | None = None) -> Any:
        """Return one figure as an Altair chart, to be changed or saved; the first if no name is given.

        Raises:
            UnknownName: there is no such figure; the nearest is named.
        """
        from glasshouse.base.errors import unknown
        from glasshouse.report.charts import WIDE

        drawn = {key: figure for key, figure in self.charts.items() if figure.draw is not None}
        wanted = name if name is not None else next(iter(drawn), None)
        if wanted not in drawn:
            raise unknown("chart", wanted, drawn)
        return drawn[wanted].draw(WIDE)  # type: ignore[misc]

    def report(self, path: str | os.PathLike[str]) -> Path:
        """Write the report, one HTML file that needs no network, and return its path.

        Raises:
            BadValue: the file cannot be written there.
        """
        from glasshouse.report.answers import page

        return page(self).write(path)

    def _repr_html_(self) -> str:
        """Show the finding and its first figure in a notebook."""
        from html import escape

        from glasshouse.report import picture
        from glasshouse.report.answers import head
        from glasshouse.report.charts import WIDE

        made = head(self)
        first = next((figure for figure in self.charts.values() if figure.draw is not None), None)
        drawing = picture.drawing(first.draw(WIDE)) if first is not None and first.draw is not None else ""
        below = (
            f"<p><b>{escape(first.title)}</b><br>{escape(first.note)}</p>{drawing}"
            if first is not None
            else ""
        )
        return (
            f"<h3>{escape(made.title)}</h3><p>{escape(made.lead)}</p>{below}<p>{escape(made.honesty[0])}</p>"
        )

    @classmethod
    def of(cls: type[Found], done: Any) -> Found:
        """Return what an experiment found, with its looks."""
        return cls(**{field.name: getattr(done, field.name) for field in fields(done)})


class Comparison(Shown, _Comparison):
    """Two worlds with the same luck; see `glasshouse.experiments.pair.Comparison` for its tables."""

    def twin(self, person: int | None = None, find: str = "spared-refused") -> Twin:
        """Tell one synthetic person's life in both worlds.

        Args:
            person: Their number; the first of those whom `find` finds if None.
            find: `spared-HARM` (harmed in the first world only) or `struck-HARM` (in the second only).

        Raises:
            BadValue: nobody was found, or there is no such person.
            UnknownName: no such harm; the nearest is named.
        """
        if self.lives is None:
            raise TypeError("The lives of this comparison were not kept")
        return Twin.between(*self.lives, person, find)


class Ranking(Shown, _Ranking):
    """Safeguards by what each spares; see `glasshouse.experiments.rank.Ranking` for its tables."""


class Card(Shown, _Card):
    """A verdict on a claim; see `glasshouse.experiments.verdict.Card`."""

    def __str__(self) -> str:
        """Return the card in sentences."""
        from glasshouse.report.answers.verdicts import said

        return "\n".join(said(self))


class Sensitivity(Shown, _Sensitivity):
    """What a measure hangs on; see `glasshouse.experiments.sensitivity.Sensitivity` for its tables."""


class Swept(Shown, _Swept):
    """A finished sweep; see `glasshouse.experiments.sweep.Swept`."""


class Twin(Shown, _Twin):
    """One synthetic person's two lives; see `glasshouse.experiments.twin.Twin`."""

    @classmethod
    def between(cls, one: Any, other: Any, person: int | None, find: str) -> Twin:
        """Return the twin of a person of two worlds, or of the first whom `find` finds.

        Raises:
            BadValue: nobody was found, the worlds cannot be paired, or there is no such person.
            UnknownName: no such harm; the nearest is named.
        """
        from glasshouse.base.errors import BadValue
        from glasshouse.experiments import twin as twins

        if person is None:
            found = twins.find(one, other, find, most=1)
            if not found:
                raise BadValue(
                    f"Nobody among those looked at is {find.replace('-', ' ')}",
                    value=find,
                    place="find",
                    next_step="Give the number of a person, another harm, or more people",
                )
            person = found[0]
        return cls.of(twins.twin(one, other, person))

    def __str__(self) -> str:
        """Return both lives as text, day by day from where they part."""
        from glasshouse.report.answers.twins import lives

        told = lives(self)
        out = [told.person, f"What follows is said {told.under}.", "", "Both lives"]
        out += [f"  {line['date']}: {_sentence(line)}" for line in told.shared]
        for when, *both in told.apart:
            out += ["", when]
            for who, lines in zip(told.who, both, strict=True):
                out += [f"  {who}: {_sentence(line)}" for line in lines] or [f"  {who}: nothing that day"]
        out += ["", *(f"  {who}, in the end: {end}" for who, end in zip(told.who, told.ends, strict=True))]
        fold = {
            "width": 110,
            "subsequent_indent": "      ",
            "break_on_hyphens": False,
            "break_long_words": False,
        }
        return "\n".join(textwrap.fill(line, **fold) for line in out)  # type: ignore[arg-type]


def _sentence(line: dict[str, str]) -> str:
    """Return a line of a life with its verdict and its cause."""
    verdict = f" [{line['verdict']}]" if line["verdict"] else ""
    cause = f"; because {line['cause']}" if line["cause"] else ""
    return f"{line['text'].rstrip('.')}{verdict}{cause}."
