"""What the worker can do, by name; each takes what was asked, the line to the server and the run store."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.experiments.worlds import World
from glasshouse.lab.asking import Question
from glasshouse.lab.catalogue import N_

if TYPE_CHECKING:
    from glasshouse.lab.worker import Line
    from glasshouse.run.outcome import Outcome
    from glasshouse.scenario import Plan

BASELINES = 6
"""Outcomes that stay in memory: the world as it is need not be lived again for every change."""
FIRST_LOOK = 50_000
"""People of the first answer to a question about many more."""
MANY = 250_000
LOOKED_AT = 25
"""People whose other life is looked at, where that has to go a certain way too."""
BASE, CHANGED = N_("living the world as it is"), N_("living the world with the changes")
CLIMATE = N_("living the changed world in the other's climate")


class Outcomes:
    """Worlds that were lived, the latest few kept."""

    def __init__(self, most: int = BASELINES) -> None:
        self.most = most
        self.kept: OrderedDict[str, Outcome] = OrderedDict()

    def has(self, world: World) -> bool:
        """Returns whether a world is at hand."""
        return world.key() in self.kept

    def of(self, world: World, far: Callable[[float], None]) -> Outcome:
        """Returns what became of a world, living it if it is not at hand; `far` hears the share that is done."""
        key = world.key()
        if key not in self.kept:
            self.kept[key] = lived(world.plan(), far, trace=True)
            while len(self.kept) > self.most:
                self.kept.popitem(last=False)
        self.kept.move_to_end(key)
        return self.kept[key]


OUTCOMES = Outcomes()


def lived(plan: Plan, far: Callable[[float], None], **options: Any) -> Outcome:
    """Returns what becomes of a plan; `far` hears the share that is done."""
    from glasshouse.run.here import simulate

    return simulate(plan, progress=lambda week, weeks, *_: far(week / weeks), **options)


def warm() -> None:
    """Loads everything that a first question would wait for."""
    from glasshouse.lab import answering  # noqa: F401
    from glasshouse.run.here import warm_up

    warm_up()


def compare(said: dict[str, Any], line: Line, store: str) -> dict[str, Any]:
    """Answers a question: both worlds, the difference, by group, by week."""
    question = Question(**said)
    if question.people > MANY:
        few = question.model_copy(update={"people": FIRST_LOOK})
        line.send("preview", answer=pair(few, line, 0.0, 0.15))
        return pair(question, line, 0.15, 1.0)
    return pair(question, line, 0.0, 1.0)


def pair(question: Question, line: Line, begin: float, end: float) -> dict[str, Any]:
    """Lives both worlds of a question, the first from memory if it is there."""
    from glasshouse.lab.answering import answer

    base, changed = comparable(question)
    known = OUTCOMES.has(base)
    middle = begin if known else (begin + end) / 2
    one = OUTCOMES.of(base, partial(_far, line, begin, middle - begin, BASE))
    other = OUTCOMES.of(changed, partial(_far, line, middle, end - middle, CHANGED))
    return answer(one, other, known)


def comparable(question: Question) -> tuple[World, World]:
    """Returns the worlds of a question.

    Raises:
        BadValue: they have other people or other luck.
    """
    from glasshouse.experiments.pair import refuse

    base, changed = question.worlds()
    refuse(base.plan(), changed.plan())
    return base, changed


def split(said: dict[str, Any], line: Line, store: str) -> dict[str, Any]:
    """Answers which part of each effect comes directly, and which through what all people share.

    It is the page's second message: the effect itself does not wait for it. Both worlds are at hand by then.
    """
    from glasshouse.experiments.split import same_climate
    from glasshouse.experiments.split import split as parted
    from glasshouse.lab.answering import parts

    base, changed = comparable(Question(**said))
    one = OUTCOMES.of(base, partial(_far, line, 0.0, 0.3, BASE))
    other = OUTCOMES.of(changed, partial(_far, line, 0.3, 0.3, CHANGED))
    again = partial(lived, far=partial(_far, line, 0.6, 0.4, CLIMATE))
    return parts(one, other, parted(one, other, None, again).spillover) | {"same": same_climate(one, other)}


def _far(line: Line, begin: float, part: float, says: str, share: float) -> None:
    line.far(begin + part * share, says)


def people(said: dict[str, Any], line: Line, store: str) -> dict[str, Any]:
    """Answers with ten thousand people week by week, in both worlds."""
    from glasshouse.lab import film

    return film.answer(Question(**said["question"]), line)


def _living(line: Line, begin: float, share: float) -> None:
    line.far(begin + share / 4, N_("living the year"))


def life(said: dict[str, Any], line: Line, store: str) -> dict[str, Any]:
    """Answers with the life of one person in both worlds."""
    from glasshouse.explain import story

    question = Question(**said["question"])
    person = said["person"]
    if person is None:
        worlds = zip((0.0, 0.25), question.worlds(), strict=True)
        person = _went(said, *(OUTCOMES.of(world, partial(_living, line, begin)) for begin, world in worlds))
    told = []
    for place, world in enumerate(question.worlds()):
        outcome = OUTCOMES.of(world, partial(_living, line, place / 2))
        line.far(0.4 + place / 2, N_("telling the life"))
        lived = story(outcome, person)
        told.append(lived.as_dict() | {"command": outcome.plan.command(), "digest": outcome.digest})
    apart = [
        place
        for place, (one, other) in enumerate(zip(told[0]["lines"], told[1]["lines"], strict=False))
        if one != other and one["event"] != "end"
    ]
    same = told[0]["lines"] == told[1]["lines"]
    return {
        "person": person,
        "base": told[0],
        "changed": told[1],
        "same": same,
        "apart": min(apart, default=None),
    }


def _went(said: dict[str, Any], base: Outcome, changed: Outcome) -> int:
    """Returns somebody whose life went as asked for; with `fewer`, somebody to whom that happens less in the other world.

    Raises:
        BadValue: there is nobody.
    """
    from glasshouse.base.errors import BadValue
    from glasshouse.explain import seek, story

    fewer = said["fewer"]

    def many(outcome: Outcome, person: int) -> int:
        return sum(line["event"] == fewer for line in story(outcome, person).lines)

    for person in seek(base, said["path"], said["verdict"], most=LOOKED_AT if fewer else 1):
        if not fewer or many(changed, person) < many(base, person):
            return person
    way = ", then ".join(said["path"]) + (f", with less of {fewer} in the other world" if fewer else "")
    next_step = "Ask with more people, or a shorter path"
    raise BadValue(f"Nobody's life went so: {way}", place="path", next_step=next_step)


def verdict(said: dict[str, Any], line: Line, store: str) -> dict[str, Any]:
    """Answers whether a safeguard's stated effect holds over the plausible space, and what flips it."""
    from glasshouse.experiments import verdict as judging
    from glasshouse.safeguards import read

    safeguard = read(said["safeguard"])
    meant = safeguard.meant
    world = World(meant.scenario, people=said["people"], days=365, set=tuple(sorted(meant.set.items())))
    given = [f"{name}={strength:g}" for name, strength in meant.given.items()]
    claim = judging.claim(world, [safeguard.name], meant.measure, given=given)
    card = judging.verdict(
        claim, points=said["points"], candidates=6, workers=1,
        told=lambda done, all_, left: line.far(done / max(all_, 1), N_("living one world after another")),
    )  # fmt: skip
    base, changed = claim.base.plan().command(), claim.changed.plan().command()
    return card.as_dict() | {
        "safeguard": safeguard.name,
        "people": said["people"],
        "commands": [base, changed],
    }


def case(said: dict[str, Any], line: Line, store: str) -> dict[str, Any]:
    """Answers with the rows of one case of the casebook: published figure, model, interval, verdict, reason."""
    from glasshouse.casebook import book

    line.far(0.0, N_("living what the case asks for"))
    return {"case": said["case"], "rows": [row.as_dict() for row in book.run([said["case"]]).rows]}


def keep(said: dict[str, Any], line: Line, store: str) -> dict[str, Any]:
    """Writes a world as a run folder with its report, and answers with its name."""
    from glasshouse import results
    from glasshouse.api.finished import Run
    from glasshouse.api.flow import write_report

    question = Question(**said["question"])
    world = question.worlds()[0 if said["world"] == "base" else 1]
    outcome = OUTCOMES.of(world, lambda share: line.far(share / 2, N_("living the year")))
    line.far(0.5, N_("writing the tables"))
    for folder in sorted(Path(store).glob(f"*-{outcome.digest[:8]}")):
        if (folder / "report.html").exists():  # the same run is not kept twice
            return {"run": folder.name, "digest": outcome.digest}
    folder = results.write(outcome, store=store)
    line.far(0.6, N_("writing the report"))
    write_report(Run(folder))
    return {"run": folder.name, "digest": outcome.digest}


TASKS: dict[str, Callable[[dict[str, Any], Any, str], dict[str, Any]]] = {
    "compare": compare, "split": split, "people": people, "life": life, "verdict": verdict, "case": case, "keep": keep,
}  # fmt: skip
