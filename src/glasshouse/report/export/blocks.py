"""Evidence by topic: figures, the inputs behind them with their sources, and what to know when reading them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from glasshouse.report.export import figures, law
from glasshouse.report.export.figures import Figure, amount
from glasshouse.report.export.given import Source
from glasshouse.report.export.hanging import Swings
from glasshouse.report.export.own import Own, Stamp, errors_in_force, stamp
from glasshouse.report.export.topics import BESIDE, COMPARED, GROUPED, TOPICS

LEFT = "LEFT FOR A PERSON"


@dataclass(frozen=True)
class Block:
    """One topic: title, figures, further sentences, and the mechanisms its figures come from."""

    topic: str
    title: str
    figures: tuple[Figure, ...] = ()
    lines: tuple[str, ...] = ()
    links: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.figures or self.lines)


@dataclass(frozen=True)
class Evidence:
    """All that an export may draw on."""

    source: Source
    own: Own | None
    stamp: Stamp
    swings: Swings | None = None

    @classmethod
    def of(cls, given: Source, own: Own | None = None, swings: Swings | None = None) -> Evidence:
        """Return the evidence of a run or comparison, stamped."""
        return cls(given, own, stamp(own, given.ledger, given.off, given.command), swings)

    @property
    def stamped(self) -> str:
        """The stamp as it stands on every page."""
        return self.stamp.text[0].upper() + self.stamp.text[1:] + "."

    @property
    def law(self) -> list[str]:
        """Which data protection assessment to open first."""
        said = self.own.police if self.own else None
        return law.assessment(self.source.name, self.source.off, said)

    def block(self, topic: str) -> Block:
        """Return one topic; empty where this run has nothing to say."""
        made = {
            "about": self._about,
            "law": lambda: Block("law", "Which law to open first", lines=tuple(self.law)),
            "groups": self._groups,
            "measure": self._measure,
            "inputs": self._inputs,
            "unknowns": self._unknowns,
        }
        return made[topic]() if topic in made else self._measures(topic)

    def blocks(self, topics: Iterable[str]) -> list[Block]:
        """Return the topics that have something to say."""
        return [block for block in map(self.block, topics) if block]

    def trace(self) -> list[str]:
        """Return how to make every number again."""
        said = [f"To make {label} again: {command}" for label, command in self.source.commands.items()]
        if self.source.kind == "run":
            said += [
                (
                    "To check the folder, run it again and compare: glasshouse verify RUN "
                    f"(digest {self.source.digests['run']})."
                ),
                (
                    "To ask one number: glasshouse query RUN \"SELECT value FROM measures WHERE measure = 'NAME'\"; NAME "
                    "stands in brackets behind each number."
                ),
            ]
        else:
            digests = ", ".join(f"{name} {digest}" for name, digest in self.source.digests.items())
            said += [
                f"The two worlds share people and luck; each difference is the second minus the first (digests: {digests}).",
                f"The whole comparison again: {compare_command(self.source)}",
                (
                    "One number of it: add --json to that command and look up measures.NAME; NAME stands in brackets behind "
                    "each number."
                ),
            ]
        return said

    def _about(self) -> Block:
        of = self.source
        said = [
            (
                f"This is evidence from a simulation of synthetic people (Glasshouse, scenario {of.name}: "
                f"{of.scenario.get('title', '')}); {of.people:,} people, {of.days} days from {of.start}, seed {of.seed}. It "
                "describes no real person and no real system; what it says of yours is as good as the inputs are like yours."
            ),
        ]
        if of.safeguards:
            said.append(f"Measures in use: {', '.join(of.safeguards)}.")
        if of.off:
            said.append(f"Not in this world: {', '.join(sorted(of.off))}.")
        if of.scenario.get("caution"):
            said.append(" ".join(str(of.scenario["caution"]).split()))
        if left := of.scenario.get("leaves_out"):
            said.append(f"The scenario leaves out: {'; '.join(left)}.")
        said += [f"Note: {warning}" for warning in of.warnings]
        return Block(
            "about", "What this evidence is", lines=(*said, *self._yours(), *self.law, *law.article_27())
        )

    def _yours(self) -> list[str]:
        if self.own is None:
            return [
                "Enter your volumes and your own tested error rates (glasshouse export ... --own FILE) and run with them."
            ]
        own, said = self.own, []
        said.append(f"Inputs entered by {own.organisation}:")
        said += [f"{e.name} = {e.value!r} (source: {e.source})" for e in own.volumes]
        said += [f"{e.name} = {e.value!r} (tested: {e.tested}; source: {e.source})" for e in own.error_rates]
        if self.stamp.unused:
            said.append(
                f"This was not made with {', '.join(self.stamp.unused)} of yours; make it so: {self.stamp.command}"
            )
        if own.people is not None:
            said.append(
                f"Numbers scaled to your volume are rates times {own.people:,.0f} people, for {self.source.days} days; "
                "they assume that your people are like the synthetic ones."
            )
        return said

    def _measures(self, topic: str) -> Block:
        about, of = TOPICS[topic], self.source
        rows = [of.measures[name] for name in about.measures if name in of.measures]
        rows = [row for row in rows if row["link"] not in of.off]
        here = self.own.people if self.own else None
        if of.kind == "run":
            made = [figures.of_run(row, here) for row in rows if row["value"] is not None]
        else:
            made = [figures.of_comparison(row) for row in rows if row["base"] is not None]
        lines = (about.note,) if made and about.note else ()
        return Block(topic, about.title, tuple(made), lines, frozenset(str(row["link"]) for row in rows))

    def _groups(self) -> Block:
        of = self.source
        known = {
            name: row for name, row in of.measures.items() if name in GROUPED and row["link"] not in of.off
        }
        if of.kind == "run":
            made = [
                figures.of_gap(row, known[row["measure"]]["says"])
                for row in _chosen(of.gaps)
                if row["measure"] in known and row["ratio"] is not None
            ]
        else:
            levels = {f"{margin}: {level}" for margin, level in COMPARED} | {"group: majority"}
            made = [
                figures.of_group(
                    row, figures.of_comparison(known[row["measure"]]).says, known[row["measure"]]["kind"],
                    known[row["measure"]]["unit"],
                )
                for row in of.groups
                if row["measure"] in known and row["level"] in levels and row["base"] is not None
            ]  # fmt: skip
        if not made:
            said = "Too few people were affected in this run to compare groups; run it with more people."
            return Block("groups", "Gaps between groups", lines=(said,))
        note = "A gap can come from the algorithm, from who passes, or from who is on the list; a ratio does not say which."
        links = frozenset(str(row["link"]) for row in known.values())
        return Block("groups", "Gaps between groups", tuple(made), (note,), links)

    def _measure(self) -> Block:
        of = self.source
        if of.kind != "comparison":
            return Block("measure", "Effect of the change")
        harms = [
            row
            for row in of.measures.values()
            if row["link"] not in of.off
            and row["base"] is not None
            and ((row["kind"] == "harm" and row["difference"]) or row["measure"] in BESIDE)
        ]
        said = [
            f"What was changed, all at once: {', '.join(of.safeguards) or 'another scenario'}; strength 1 unless said."
        ]
        people = of.people_changed
        if people.get("people_changed") is not None:
            said.append(
                f"Lives that differ at all: {amount(people['people_changed'])} people; better for "
                f"{amount(people['people_better'])}, worse for {amount(people['people_worse'])}, in this model, under "
                "shared luck."
            )
        harms.sort(
            key=lambda row: str(row["kind"]) != "harm"
        )  # harms first; costs and claimed benefits beside them
        made = tuple(figures.of_comparison(row) for row in harms)
        return Block(
            "measure", "Effect of the change", made, tuple(said), frozenset(str(r["link"]) for r in harms)
        )

    def _inputs(self) -> Block:
        rows = errors_in_force(self.source.ledger, self.source.off)
        mine = {entry.name: entry for entry in self.own.error_rates} if self.own else {}
        lines = tuple(
            input_line(row)
            + (f" YOURS: {mine[row['name']].source}." if row["name"] in self.stamp.yours else "")
            for row in rows
        )
        return Block("inputs", "Error and delay values put in", lines=lines)

    def _unknowns(self) -> Block:
        rows = assumed(self.source)
        first = [row for row in rows if row["error"] or row["delay"]] or rows
        said = [
            (
                f"{len(rows)} of the {len(self.source.ledger)} values put in are assumed: nobody has measured them. An "
                "interval of the simulation does not cover them. Errors and delays among them, with their plausible range:"
            ),
            *(f"{row['name']}: {amount(row['value'])} ({span(row)} {row['unit']})" for row in first),
            f"The whole list: glasshouse parameters {self.source.asked} --grade assumed.",
            *self._swings(),
        ]
        return Block("unknowns", "Which unknowns it hangs on", lines=tuple(said))

    def _swings(self) -> list[str]:
        """Return which of the unknowns moves a number most, or how to find out."""
        command = f"glasshouse sensitivity {self.source.asked} --measure {_harm(self)} --quick --json"
        if self.swings is None:
            return [
                f"Which of them moves a number most: {command} > FILE, then export with --sensitivity FILE."
            ]
        return [
            *self.swings.lines(),
            f"To make that again: {command.replace(_harm(self), self.swings.measure)}",
        ]


def _harm(evidence: Evidence) -> str:
    """Return the harm whose unknowns a reader of this run will ask for first."""
    return "wrongful_stops" if "gates" in evidence.source.off else "people_wrongly_refused"


def _chosen(gaps: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return one gap for each measure and margin: the first of the level that stands for the margin."""
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    for row in gaps:
        if (row["margin"], row["compared"]) in COMPARED:
            found.setdefault((row["measure"], row["margin"]), row)
    return list(found.values())


def assumed(source: Source) -> list[Mapping[str, Any]]:
    """Return the ledger's rows that nobody has measured, of mechanisms that are on."""
    return [row for row in source.ledger if row["grade"] == "assumed" and row["mechanism"] not in source.off]


def span(row: Mapping[str, Any]) -> str:
    """Return the range of a parameter."""
    return "no range" if row["low"] is None else f"{amount(row['low'])} to {amount(row['high'])}"


def input_line(row: Mapping[str, Any]) -> str:
    """Return one value put in, with unit, range, grade and source."""
    return (
        f"{row['name']} = {amount(row['value'])} {row['unit']} ({row['grade']}, range {span(row)}, {row['date']}; source: "
        f"{' '.join(str(row['source']).split())})."
    )


def compare_command(source: Source) -> str:
    """Return the `glasshouse compare` command of a comparison, from the commands of its two worlds."""
    import shlex

    words = shlex.split(source.commands["the world as it is"])
    words[1] = "compare"
    return shlex.join([*words, *(part for use in source.safeguards for part in ("--with", use))])
