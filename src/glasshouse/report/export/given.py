"""What is exported: a finished run, or a comparison of two worlds; both seen the same way."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.base.errors import BadRunFolder, BadValue

if TYPE_CHECKING:
    from glasshouse.results import Stored

COMPARISON = "comparison.json"
COMPARISON_KEYS = ("base", "changed", "people", "days", "seed", "digests", "measures")


@dataclass(frozen=True)
class Source:
    """A run or a comparison.

    Attributes:
        kind: `run` or `comparison`.
        place: The run folder, or the comparison's file.
        scenario: name, title, about, caution, sources, leaves_out.
        people, days, seed, start, created: Of the run (of both worlds).
        digests: Of the run, or of both worlds.
        commands: What makes it again: label -> command.
        ledger: Values in force on day 0, each with its source.
        off: Mechanisms that are switched off.
        safeguards: In use, as `--with` says them; in a comparison those of the second world only.
        measures: Rows: measure, link, kind, unit, value ... or base, changed, difference, low, high.
        gaps: Rows of ratios between groups (run).
        groups: Rows by group (comparison).
        people_changed: people_changed, people_better, people_worse (comparison).
        stored: The run, for its tables.
    """

    kind: str
    place: Path
    scenario: Mapping[str, Any]
    people: int
    days: int
    seed: int
    start: str
    created: str
    digests: Mapping[str, str]
    commands: Mapping[str, str]
    ledger: Sequence[Mapping[str, Any]]
    off: frozenset[str]
    safeguards: tuple[str, ...]
    measures: Mapping[str, Mapping[str, Any]]
    gaps: Sequence[Mapping[str, Any]] = ()
    groups: Sequence[Mapping[str, Any]] = ()
    people_changed: Mapping[str, float | None] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    stored: Stored | None = None

    @property
    def name(self) -> str:
        """The scenario's name."""
        return str(self.scenario["name"])

    @property
    def asked(self) -> str:
        """The scenario as its command names it: a shipped name, or a file."""
        return shlex.split(self.command)[2]

    @property
    def command(self) -> str:
        """What makes the run, or the base world of the comparison, again."""
        return next(iter(self.commands.values()))


def source(given: Any) -> Source:
    """Return what is to be exported.

    Args:
        given: a run folder; a comparison as `glasshouse compare --json` prints it, in a file or a folder that holds
            comparison.json; or a run or comparison in Python.

    Raises:
        BadRunFolder: neither a run folder nor a comparison.
        BadValue: a file that holds no comparison.
    """
    if hasattr(given, "as_dict") and hasattr(given, "digests"):  # a Comparison
        return _comparison(_plain(given.as_dict()), Path("comparison"))
    if hasattr(given, "stored"):  # api.Run
        return _run(given.stored)
    if hasattr(given, "manifest"):  # results.Stored
        return _run(given)
    from glasshouse import results

    path = Path(given).expanduser()
    if path.is_dir() and (path / COMPARISON).is_file() and not (path / "manifest.json").exists():
        path = path / COMPARISON
    if path.is_file():
        return _comparison(_read(path), path)
    return _run(results.open(path))


def _run(run: Any) -> Source:
    record = run.manifest
    return Source(
        kind="run",
        place=Path(run.folder),
        scenario=record["scenario"],
        people=int(record["people"]),
        days=int(record["days"]),
        seed=int(record["seed"]),
        start=str(record["start"]),
        created=str(record["created"]),
        digests={"run": str(record["digest"])},
        commands={"the run": str(record["command"])},
        ledger=record["ledger"],
        off=frozenset(record["off"]),
        safeguards=tuple(record.get("safeguards", ())),
        measures={row["measure"]: row for row in run.measures.to_dicts()},
        gaps=run.gaps.to_dicts(),
        warnings=tuple(record.get("warnings") or ()),
        stored=run,
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise BadRunFolder(
            f"{path} is neither a run folder nor a comparison: {problem}",
            value=str(path),
            allowed="a run folder, or what `glasshouse compare --json` prints",
            next_step="`glasshouse run SCENARIO` makes a run folder under ./runs",
        ) from None
    lacking = [key for key in COMPARISON_KEYS if not (isinstance(found, dict) and key in found)]
    if lacking:
        raise BadValue(
            f"{path} is not a comparison: it lacks {', '.join(lacking)}",
            value=str(path),
            allowed="what `glasshouse compare --json` prints",
            next_step="Give the folder of a run, or save a comparison with `glasshouse compare ... --json > FILE`",
        )
    return found


def _plain(found: Any) -> dict[str, Any]:
    """The same through JSON, so that a comparison in memory and one on disk are exported alike."""
    plain: dict[str, Any] = json.loads(json.dumps(found, default=str).replace("NaN", "null"))
    return plain


def _comparison(found: Mapping[str, Any], path: Path) -> Source:
    from glasshouse.results import manifest as manifests

    base, changed = planned(str(found["base"])), planned(str(found["changed"]))
    before = {use.text for use in base.safeguards}
    groups = [
        {"measure": name, "level": level, **row}
        for name, one in found["measures"].items()
        for level, row in (one.get("by_group") or {}).items()
    ]
    commands = {"the world as it is": str(found["base"]), "the changed world": str(found["changed"])}
    return Source(
        kind="comparison",
        place=path,
        scenario=base.scenario.resolved,
        people=int(found["people"]),
        days=int(found["days"]),
        seed=int(found["seed"]),
        start=base.start.isoformat(),
        created="",
        digests=dict(found["digests"]),
        commands=commands,
        ledger=json.loads(json.dumps(manifests.ledger(base.ledger), default=str)),
        off=frozenset(base.off) & frozenset(changed.off),
        safeguards=tuple(use.text for use in changed.safeguards if use.text not in before),
        measures={name: {"measure": name, **one} for name, one in found["measures"].items()},
        groups=groups,
        people_changed={key: found.get(key) for key in ("people_changed", "people_better", "people_worse")},
        warnings=tuple(found.get("warnings") or ()),
    )


def planned(command: str) -> Any:
    """Return the plan of a `glasshouse run` command, as a comparison notes it.

    Raises:
        BadValue: not such a command.
        InputError: the scenario is not there any more, or no longer fits the ledger.
    """
    from glasshouse import scenario

    words = shlex.split(command)
    if words[:2] != ["glasshouse", "run"] or len(words) < 3:
        raise BadValue(
            f"Not the command of a run: {command}", value=command, allowed="glasshouse run SCENARIO ..."
        )
    options: dict[str, Any] = {"set": {}, "assume": {}, "without": [], "safeguards": [], "perfect": False}
    rest = iter(words[3:])
    for word in rest:
        if word == "--perfect":
            options["perfect"] = True
        elif word in ("--people", "--days", "--seed"):
            options[word[2:]] = int(next(rest))
        elif word in ("--set", "--assume"):
            name, _, value = next(rest).partition("=")
            options[word[2:]][name] = float(value)
        elif word in ("--without", "--with"):
            options["safeguards" if word == "--with" else "without"].append(next(rest))
        else:
            raise BadValue(f"Not an option of a run: {word}", value=word, place=command)
    return scenario.plan(words[2], **options)
