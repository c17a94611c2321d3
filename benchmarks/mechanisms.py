"""Where do the nanoseconds go: which pass, which clock, which mechanism, and how many candidates become events?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import one_kind, one_week, speed
from benchmarks.answer import Answer, Rows
from benchmarks.stopwatch import best, middle
from glasshouse.base import cast, events, ledger
from glasshouse.base import columns as c
from glasshouse.day import loop
from glasshouse.society import clocks

QUESTION = __doc__ or ""


def measure(quick: bool) -> Answer:
    """Take the week apart on a few communities; then leave each mechanism out of a run."""
    people, weeks, repeats = (4_000, 2, 2) if quick else (40_000, 26, 9)
    world, bench, out, log = one_week.lived(people, weeks)
    one_week.check(world, bench, out, 0)
    communities = range(min(len(world.place.region), 48))
    tables = [
        pass_table(world, bench, out, communities, repeats),
        clock_table(world, bench, out, communities, repeats),
        kind_table(
            world, bench, np.concatenate(log), weeks, one_kind.costs(world, bench, out, communities, repeats)
        ),
        without_table(quick),
    ]
    answer = Answer(QUESTION, tables)
    answer.notes += [
        "Passes: one thread, communities in mid-year, each pass called from Python; the cost of the call is taken off.",
        "Tally: carried over after every community here, in a run once a region and block: a million people pay a quarter of it.",
        "Accepted %: candidates that became events. The rest is the price of upper rates that no scenario may pass.",
        "A candidate of a kind: what happens once it is drawn and sorted, accepted or not; where few showed, noise.",
        "Candidates of a clock are more than the upper rates of its kinds: the rest is free room for kinds to come.",
        "Left out: with a mechanism goes everything downstream that it fed; differences under 1 ns are noise.",
    ]
    return answer


def pass_table(world: Any, bench: Any, out: Any, communities: range, repeats: int) -> Rows:
    """Return the passes of the week in nanoseconds a person-day."""
    times: dict[tuple[str, str], list[float]] = {}
    person_days = 7 * sum(int(world.place.start[k + 1] - world.place.start[k]) for k in communities)
    for _ in range(repeats):
        sums: dict[tuple[str, str], float] = {}
        for k in communities:
            n = one_week.settle(world, bench, k)
            P = world.PP[world.place.region[k]]
            call = one_week.timed(
                lambda P=P, n=n: one_week.nothing(bench.M, P, bench.D, n, bench.U, bench.buffer)
            )
            for step in one_week.passes(world, bench, out, k, n):
                key = (step.name, step.mechanism)
                sums[key] = sums.get(key, 0.0) + max(0, one_week.timed(step.run) - step.calls * call)
        for key, spent in sums.items():
            times.setdefault(key, []).append(spent / person_days)
    rows = [
        {"pass": name, "mechanism": mechanism, "ns a person-day best": best(spent), "median": middle(spent)}
        for (name, mechanism), spent in times.items()
    ]
    total = {"pass": "all", "mechanism": "", "ns a person-day best": sum(best(x) for x in times.values()),
             "median": sum(middle(x) for x in times.values())}  # fmt: skip
    return Rows("The week, pass by pass", [*rows, total])


def clock_table(world: Any, bench: Any, out: Any, communities: range, repeats: int) -> Rows:
    """Return candidates and their cost, clock by clock."""
    spent: dict[str, list[float]] = {name: [] for name in one_week.CLOCKS}
    many: dict[str, int] = {}
    people = sum(int(world.place.start[k + 1] - world.place.start[k]) for k in communities)
    K = loop.CLOCK_DRAWS
    for _ in range(repeats):
        sums = dict.fromkeys(spent, 0.0)
        many = dict.fromkeys(spent, 0)
        for k in communities:
            n = one_week.settle(world, bench, k)
            P = world.PP[world.place.region[k]]
            for step in one_week.passes(world, bench, out, k, n)[:-5]:
                step.run()
            draws = bench.U[K : K + 4].copy()
            for name, only in one_week.CLOCKS.items():
                bench.U[K : K + 4] = 0
                idle = lived_candidates(world, bench, n, P)[0]
                bench.U[K + only] = draws[only]
                with_it, shown = lived_candidates(world, bench, n, P)
                many[name] += shown
                sums[name] += with_it - idle
            one_week.clear(world, bench, out, k)
        for name, total in sums.items():
            spent[name].append(total)
    rows = [
        {
            "clock": name,
            "candidates per 1,000 person-weeks": 1000 * many[name] / people,
            "ns a candidate median": middle(times) / max(1, many[name]),
            "ns a person-day median": middle(times) / people / 7,
        }
        for name, times in spent.items()
    ]
    return Rows("Candidates, clock by clock", rows)


def lived_candidates(world: Any, bench: Any, n: int, P: Any) -> tuple[int, int]:
    """Return the nanoseconds it takes to screen and live the community's candidates, and how many they are."""
    M, D, U, K = bench.M, bench.D, bench.U, loop.CLOCK_DRAWS

    def both() -> None:
        loop.screen(M, P, n, *U[K : K + 4], U[loop.SHOWS])
        loop.candidates(M, P, D, n, U)

    loop.screen(M, P, n, *U[K : K + 4], U[loop.SHOWS])
    shown = sum(int(loop.collect(M, P, D, U, i, 0)) for i in np.flatnonzero(U[loop.SHOWS, :n]))
    return one_week.timed(both), shown


def kind_table(
    world: Any, bench: Any, log: NDArray[np.int64], weeks: int, costs: Mapping[one_kind.Kind, list[float]]
) -> Rows:
    """Return every kind of event: upper rate, events, accepted share, nanoseconds a candidate."""
    upper = upper_by_kind(world, bench)
    people = world.plan.people
    rows = []
    for (clock, kind, mechanism), a_week in upper.items():
        if clock != "demand" and kind not in HAPPENED:
            raise RuntimeError(
                f"benchmarks/mechanisms.py does not know which event says that {kind} happened: see HAPPENED"
            )
        happened = counted(log, clock, kind)
        rows.append(
            {
                "clock": clock,
                "kind": kind.replace("_", " "),
                "mechanism": mechanism,
                "upper, per 1,000 person-weeks": 1000 * a_week / people,
                "events": happened,
                "accepted %": 100 * happened / (a_week * weeks) if a_week else None,
                **nanoseconds(costs.get((clock, kind))),
            }
        )
    rows.append(
        dict.fromkeys(rows[0])
        | {"clock": "all", "kind": one_kind.ROOM, "mechanism": ""}
        | nanoseconds(costs.get(("demand", one_kind.ROOM)))
    )
    return Rows(f"Kinds of event: {people:,} people, {weeks} weeks", rows)


def nanoseconds(times: list[float] | None) -> dict[str, float | None]:
    """Return best and median, or nothing for a kind that did not show."""
    return {"ns a candidate best": best(times) if times else None, "median": middle(times) if times else None}


def upper_by_kind(world: Any, bench: Any) -> dict[tuple[str, str, str], float]:
    """Return the expected candidates a week of all people by (clock, kind, mechanism), from traits and range maxima."""
    from glasshouse.day.wiring import CLOCK_OF

    high = {name: parameter.high for name, parameter in ledger.load().items()}
    tables: dict[str, tuple[tuple[str, ...], NDArray[np.float64]]] = {
        "demand": (clocks.GATES, clocks.demand_upper(high)),
        "breach": (clocks.BREACHES, clocks.breach_upper(high)),
        "speech": (clocks.SPEECHES, clocks.speech_upper(high)),
        "luck": (clocks.STRIKES, clocks.luck_upper(high)),
    }
    owner = {"demand": "gates", "breach": "life", "speech": "platform"}
    found: dict[tuple[str, str, str], float] = {}
    for k in range(len(world.place.region)):
        n = one_week.settle(world, bench, k)
        classes = classes_of(bench.M[:, :n].astype(np.int64))
        for clock, (kinds, rates) in tables.items():
            sums = rates[classes[clock]].sum(axis=0) / cast.WEEKS_PER_YEAR
            for place, kind in enumerate(kinds):
                key = (clock, kind, owner.get(clock) or CLOCK_OF[kind])
                found[key] = found.get(key, 0.0) + float(sums[place])
    return found


def classes_of(M: NDArray[np.int64]) -> Mapping[str, NDArray[np.int64]]:
    """Return the class on each clock of everybody who has that clock (children have only luck's)."""
    grown = M[:, M[c.AGE] > 0]
    return {
        "demand": grown[c.MOBILITY] * 5 + grown[c.INCOME],
        "breach": grown[c.CONDUCT] * 5 + grown[c.INCOME],
        "speech": grown[c.VOICE],
        "luck": (M[c.REP] << 3) | (M[c.BORROWED] << 2) | M[c.NAME],
    }


HAPPENED: dict[str, tuple[tuple[int, int | None], ...]] = {
    "late_payment": ((events.LATE_PAYMENT, None),),
    "default": ((events.DEFAULT, None),),
    "traffic_offence": ((events.TRAFFIC_OFFENCE, None),),
    "public_order": ((events.PUBLIC_ORDER, None),),
    "volunteering": ((events.GOOD_DEED, 0),),
    "donation": ((events.GOOD_DEED, 1),),
    "award": ((events.GOOD_DEED, 2),),
    "critical_post": ((events.CRITICAL_POST, None), (events.POST_WITHHELD, None)),
    "flagged_post": ((events.LAWFUL_POST_FLAGGED, None),),
    "company_case": ((events.COMPANY_CASE, None),),
    "borrowed_case": ((events.BORROWED_IDENTITY, None),),
    "namesake_case": ((events.NAMESAKE, None),),
    "false_record": ((events.FALSE_RECORD, None),),
    "picture_match": ((events.PICTURE_MATCHED, None),),
    "file_opened": ((events.FILE_OPENED, None),),
    "false_late": ((events.FALSE_LATE, None),),
    "averaged_debt": ((events.AVERAGED_DEBT, None),),
}
"""Kind -> the events that say that a candidate was accepted, with a detail to match where several kinds share one."""


def counted(log: NDArray[np.int64], clock: str, kind: str) -> int:
    """Return how often a kind happened according to the log."""
    what, detail, second = log[:, 2], log[:, 3], log[:, 4]
    if clock == "demand":
        asked = np.isin(what, (events.GRANTED, events.REFUSED, events.NOT_SOUGHT))
        return int((asked & (detail == clocks.GATES.index(kind))).sum())
    if kind == "namesake_case":  # a namesake at a counter is logged too, with a second detail
        return int(((what == events.NAMESAKE) & (second == 0)).sum())
    return sum(int(((what == event) & ((detail == a) | (a is None))).sum()) for event, a in HAPPENED[kind])


def without_table(quick: bool) -> Rows:
    """Return what a run saves when one mechanism is left out, in core-nanoseconds a person-day."""
    people, days, repeats = (10_000, 28, 1) if quick else (500_000, 63, 3)
    cores: dict[str, list[float]] = {name: [] for name in ("", *ledger.MECHANISMS)}
    for _ in range(repeats):  # in turns, so that a busy minute of the machine falls on all alike
        for name in cores:
            spent, person_days, _ = speed.lived(
                "china-2018", people, days, 1, without=(name,) if name else ()
            )
            cores[name].append(spent.cpu / person_days * 1e9)
    whole = best(cores[""])
    rows: list[dict[str, Any]] = [
        {"without": name or "nothing", "core-ns a person-day best": best(spent), "median": middle(spent),
         "saved": whole - best(spent) if name else None}
        for name, spent in cores.items()
    ]  # fmt: skip
    return Rows(f"Left out: {people:,} people, {days} days, one thread, {repeats} repeats", rows)
