"""What a run's report says beyond the run: what it hangs on, and verdicts on claims. Asked once, kept beside the run.

Both need many small worlds, so a run does not ask by itself; `run.sensitivity()`, `run.verdict("appeal")` or
`glasshouse report RUN --hangs --claim appeal` do, and every later report has the answers.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from glasshouse.api.finished import Run
    from glasshouse.api.shown import Card, Sensitivity
    from glasshouse.experiments.worlds import World

HANGS = "sensitivity.json"
CARDS = "verdicts.json"
FEW_POINTS = 8
"""Points of the plausible space, on each scale, of a card in a run's report; `glasshouse verdict` takes more."""


def world(run: Run) -> World:
    """Return the world of a run with no more people than a quick look needs."""
    from glasshouse.experiments.worlds import SMALL, World

    told = run.manifest
    assumed = told.get("assumed", ())
    given = told["overrides"].items()
    return World(
        scenario=shlex.split(str(told["command"]))[2],
        people=min(run.people, SMALL),
        days=run.days,
        seed=run.seed,
        set=tuple(sorted((name, value) for name, value in given if name not in assumed)),
        assume=tuple(sorted((name, value) for name, value in given if name in assumed)),
        safeguards=tuple(told.get("safeguards", ())),
        without=tuple(told["without"]),
        perfect=bool(told["perfect"]),
    )


def sensitivity(run: Run, measure: str, workers: int | None, told: Any = None) -> Sensitivity:
    """Return what a measure of a run hangs on, one assumption at a time, and keep it beside the run."""
    from glasshouse.api.shown import Sensitivity
    from glasshouse.experiments.sensitivity import sensitivity as found

    done = found(world(run), measure, quick=True, workers=workers, told=told)
    _write(run.folder / HANGS, done.as_dict())
    return Sensitivity.of(done)


def verdict(
    run: Run,
    safeguards: Iterable[Any] | Mapping[str, Any],
    measure: str | None,
    points: int = FEW_POINTS,
    workers: int | None = None,
    told: Any = None,
) -> Card:
    """Return the verdict on a claim in the world of a run, and keep it beside the run.

    The measure is what the first safeguard is meant to move if none is named.
    """
    from glasshouse.api.shown import Card
    from glasshouse.experiments.verdict import claim
    from glasshouse.experiments.verdict import verdict as judged
    from glasshouse.safeguards import asked, read

    uses = asked(safeguards)
    here = world(run)
    aim = measure or read(uses[0].name).meant.measure if uses else ""
    said = claim(here, uses, aim, given=asked(here.safeguards))
    card = judged(said, points=points, workers=workers, told=told)
    others = [one for one in _read(run.folder / CARDS, []) if one["claim"] != _plain(asdict(said))]
    _write(run.folder / CARDS, [*others, _plain(asdict(card))])
    return Card.of(card)


def kept(run: Run) -> tuple[Mapping[str, Any] | None, list[Any]]:
    """Return what was asked of a run before: what it hangs on, as `sensitivity --json` says it, and cards."""
    return _read(run.folder / HANGS, None), [_card(one) for one in _read(run.folder / CARDS, [])]


def _card(plain: Mapping[str, Any]) -> Any:
    """Return a verdict card from what was kept of it."""
    from glasshouse.experiments.verdict import Card, Claim, Flip

    said = plain["claim"]
    claim = Claim(**{**said, "base": _world(said["base"]), "changed": _world(said["changed"])})
    flips = tuple(Flip(**one) for one in plain["flips"])
    return Card(**{**plain, "claim": claim, "flips": flips, "tried": tuple(plain["tried"])})


def _world(plain: Mapping[str, Any]) -> World:
    from glasshouse.experiments.worlds import World

    pairs = {name: tuple((key, value) for key, value in plain[name]) for name in ("set", "assume")}
    rest = {name: tuple(plain[name]) for name in ("safeguards", "without")}
    return World(**{**plain, **pairs, **rest})


def _plain(content: Any) -> Any:
    """Return content as JSON gives it back: tuples become lists."""
    return json.loads(json.dumps(content))


def _read(file: Path, nothing: Any) -> Any:
    """Return what a file holds, `nothing` if it is not there.

    Raises:
        BadRunFolder: the file cannot be read.
    """
    from glasshouse.base.errors import BadRunFolder

    if not file.exists():
        return nothing
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise BadRunFolder(
            f"{file} cannot be read: {problem}", value=str(file), next_step=f"Delete {file} and ask again"
        ) from None


def _write(file: Path, content: Any) -> None:
    from glasshouse.results.atomic import write_text

    write_text(file, json.dumps(content, indent=1) + "\n")
