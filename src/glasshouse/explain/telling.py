"""One synthetic person's life, told: who they are, dated lines with causes, and what would have been true."""

from __future__ import annotations

import datetime
import textwrap
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from glasshouse.base import events as e
from glasshouse.base.errors import unknown
from glasshouse.explain import ending
from glasshouse.explain.chain import Chain
from glasshouse.explain.firsts import ERROR, LUCK, SORTS, First, first
from glasshouse.explain.person import Person, traits
from glasshouse.explain.phrases import date
from glasshouse.explain.replaying import Replay, stage
from glasshouse.explain.words import SUBJECTS, VERDICTS, briefly, clause, sentence
from glasshouse.run.survey import HARMS as _HARMS

if TYPE_CHECKING:
    from glasshouse.explain.replaying import Source

HARMS: dict[str, str] = {name: words for name, (_, _, words) in _HARMS.items()}
"""The harms that `find` knows, in words."""

MERGED = (e.POINTS_LOST, e.POINTS_GAINED)
"""Told in the line of what they come from, if that was on the same day."""
UNTOLD = (e.GRANTED, e.CONTAGION)
"""Not told as lines: doors that opened are counted at the end, contacts are the cause of a loss."""
WIDTH = 100
HARD = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Story:
    """The life of one synthetic person in a run.

    Attributes:
        person: their number. seed: of the run. scenario: its name.
        lines: who they are, what happened day by day, and what would have been true. Each line is a dict with
            day, date (ISO), when (in words), event, text, cause, chain, first_cause and verdict; `chain` has
            the events behind it, nearest first, and `first_cause` is their end: its sort and its words.
    """

    person: int
    seed: int
    scenario: str
    lines: tuple[dict[str, Any], ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the story as plain data."""
        return {
            "person": self.person,
            "seed": self.seed,
            "scenario": self.scenario,
            "lines": [dict(line) for line in self.lines],
        }

    def text(self) -> str:
        """Return the story for print, folded to a hundred characters a line."""
        out = [_fold(self.lines[0]["text"])]
        for line in self.lines[1:-1]:
            verdict = f" [{line['verdict'].replace(' ', HARD)}]" if line["verdict"] else ""
            head = f"{line['when']}: "
            out.append(_fold(f"{head}{line['text']}{verdict}", hang=4))
            if line["cause"]:
                out.append(_fold(f"because {line['cause']}", indent=4, hang=4))
        return "\n".join([*out, _fold(self.lines[-1]["text"])])

    __str__ = text


def story(run: Source | str | Path, person: int) -> Story:
    """Return the life of one synthetic person as a dated story in which every event names its cause.

    Args:
        run: a run folder, an opened one, or an outcome in memory.
        person: their number, from 0.

    Raises:
        BadValue: there is no such person.
        BadRunFolder: there is no run, or the program lives otherwise now than when it was made.
    """
    if isinstance(run, str | Path):
        from glasshouse.results import open as opened

        run = opened(run)
    made = stage(run)
    lived = made.replay(made.community_of(int(person)))
    return Teller(lived, int(person)).story()


def find(run: Source | str | Path, harm: str) -> list[int]:
    """Return people of a run whom a harm befell: those with the smallest keyed hashes, so nobody chose them.

    Raises:
        UnknownName: no such harm; the nearest is named.
    """
    if harm not in HARMS:
        raise unknown("harm", harm, HARMS, next_step="`glasshouse explain RUN --find` lists the harms")
    if isinstance(run, str | Path):
        from glasshouse.results import open as opened

        run = opened(run)
    return [int(person) for person in run.finds.get(harm, ())]


class Teller:
    """Tells one life out of a replayed community."""

    def __init__(self, lived: Replay, person: int) -> None:
        self.lived, self.number = lived, person
        i = person - lived.first
        self.person = Person.of({k: int(lived.start[k, i]) for k in range(len(lived.start))})
        self.end = {k: int(lived.end[k, i]) for k in range(len(lived.end))}
        self.chain = Chain(lived.of(person))
        self.events = self.chain.events

    def story(self) -> Story:
        """Return the story."""
        plan = self.lived.plan
        told = [self.line(i) for i in self.told]
        lines = (self.opening(), *told, self.closing())
        return Story(self.number, int(plan.seed), str(plan.scenario.name), lines)

    @cached_property
    def merged(self) -> dict[int, list[int]]:
        """Points lost or gained on the day of what they come from: event -> the points' events."""
        out: dict[int, list[int]] = {}
        for i in np.flatnonzero(np.isin(self.chain.kind, MERGED)):
            behind = self.chain.behind(int(i))
            if behind is None or self.chain.kind[behind] in UNTOLD:
                continue
            if self.chain.day[behind] == self.chain.day[i]:
                out.setdefault(behind, []).append(int(i))
        return out

    @cached_property
    def told(self) -> list[int]:
        """The events that have a line of their own."""
        inside = {i for points in self.merged.values() for i in points}
        return [
            i
            for i, kind in enumerate(self.chain.kind)
            if i not in inside and kind not in UNTOLD and not self.at_counter(i)
        ]

    def at_counter(self, i: int) -> bool:
        """Return whether event `i` is the mix-up that only explains the refusal right after it."""
        return bool(self.chain.kind[i] == e.NAMESAKE and self.events["b"][i] == 1)

    def line(self, i: int) -> dict[str, Any]:
        """Return the line of event `i`."""
        event = self.events[i]
        links = self.chain.links(i)
        begun = first(self.chain, links[-1] if links else i, self.person)
        say = clause if self.chain.kind[i] in SUBJECTS else sentence
        points = [say(self.person, self.events[j]) for j in self.merged.get(i, ())]
        text = ", and ".join([clause(self.person, event) + ending.although(self, i), *points])
        verdict = int(event["verdict"])
        for j in self.merged.get(i, ()):
            verdict = verdict or int(self.events["verdict"][j])
        return self.dated(int(event["day"]), undated(event)) | {
            "event": e.BY_NUMBER[int(event["event"])].name,
            "text": _capital(text) + ".",
            "cause": self.because(i, links, begun),
            "chain": [self.linked(j) for j in links],
            "first_cause": {"sort": begun.sort, "says": SORTS[begun.sort], "text": begun.text},
            "verdict": VERDICTS.get(verdict, ""),
        }

    def linked(self, i: int) -> dict[str, Any]:
        """Return event `i` as a link of a chain."""
        event = self.events[i]
        name = e.BY_NUMBER[int(event["event"])].name
        when = self.dated(int(event["day"]), undated(event))
        return when | {"event": name, "text": clause(self.person, event)}

    def because(self, i: int, links: list[int], begun: First) -> str:
        """Return the cause of event `i` in words: what is right behind it, and where that began."""
        bar = ending.below_the_bar(self, i)
        if bar:
            return bar
        if not links:
            return begun.text + ending.hard_up(self, i)
        text = briefly(self.person, self.events[links[0]]) + self.on(links[0], i)
        if self.chain.kind[i] == e.REMOVED and self.chain.kind[links[0]] in (e.BOUND, e.BEFORE_FIRST_DAY):
            text = f"the term was over, after {text}"
        if self.chain.day[links[0]] == self.chain.day[i] and links[0] in self.told:
            return text  # the line above has said where that began
        if len(links) > 1:
            origin, when = briefly(self.person, self.events[links[-1]]), self.on(links[-1], i)
            same = not when or self.chain.day[links[-1]] == self.chain.day[links[0]]
            text += f"; {origin}" if same else f"; it began{when} when {origin}"
        if begun.sort in (ERROR, LUCK):
            text += f" ({begun.text})"
        return text

    def on(self, i: int, told: int) -> str:
        """Return when event `i` was, unless it was on the day of the event that is being told."""
        if self.chain.day[i] == self.chain.day[told] or undated(self.events[i]):
            return ""
        return f" on {date(self.lived.plan.start, self.chain.day[i])}"

    def dated(self, day: int, earlier: bool = False) -> dict[str, Any]:
        """Return a day of the run as a line says it; `earlier`: on some day before the first."""
        start = self.lived.plan.start
        if earlier:
            return {"day": day, "date": f"before {start.isoformat()}", "when": f"Before {date(start, 0)}"}
        then = start + datetime.timedelta(days=day)
        return {"day": day, "date": then.isoformat(), "when": date(start, day)}

    def opening(self) -> dict[str, Any]:
        """Return the first line: who this is."""
        plan = self.lived.plan
        place = plan.society.regions[self.lived.region].name
        text = (
            f"Synthetic person {self.number}, seed {plan.seed}, in {plan.scenario.name}: "
            f"{traits(self.person, place)}. Nobody lived this life."
        )
        return self.dated(0) | _bare("person", text)

    def closing(self) -> dict[str, Any]:
        """Return the last line: what it came to, and what would have been true."""
        return self.dated(self.lived.plan.days - 1) | _bare("end", ending.closing(self))


def undated(event: Any) -> bool:
    """Return whether all that is known of an event's day is that it lies before the first."""
    return bool(event["event"] == e.WATCHLISTED and event["day"] < 0)


def _bare(event: str, text: str) -> dict[str, Any]:
    return {"event": event, "text": text, "cause": "", "chain": [], "first_cause": None, "verdict": ""}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _fold(text: str, indent: int = 0, hang: int = 0) -> str:
    folded = textwrap.fill(text, WIDTH, initial_indent=" " * indent, subsequent_indent=" " * hang)
    return folded.replace(HARD, " ")
