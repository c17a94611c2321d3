"""A ranking as figures and a page: what each safeguard spares, alone, last and on average; together; and at what cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from glasshouse.measures.words import rounded
from glasshouse.report import charts
from glasshouse.report.answers.effect import per_100k
from glasshouse.report.answers.layout import Page, Section, command, honesty
from glasshouse.report.figure import Figure, Table
from glasshouse.report.words import capital, label, listing, number, percent, signed, signed_span

if TYPE_CHECKING:
    from glasshouse.experiments.rank import Ranking

PAIRS = 10
"""Interactions that are drawn, strongest first."""

NEVER_SUMMED = (
    "Shapley values depend on the menu and on what is given: with another menu the same effect is shared out otherwise. "
    "They add up over the safeguards of this menu. They are never to be added up over different measures or rights: a "
    "refusal spared and a post written are not the same thing."
)


def figures(done: Ranking) -> dict[str, Figure]:
    """Return every figure of a ranking by name."""
    made = [steps(done), orders(done), together(done), cost(done)]
    return {figure.name: figure for figure in made if figure is not None}


def _rows(done: Ranking) -> list[dict[str, Any]]:
    """Return the table's rows per 100,000 people, most spared first; the costs too."""
    scale, dear = (per_100k(name, done.world.people) for name in (done.measure, "staff_days"))
    keys = ("shapley", "low", "high", "standard_error", "first_in", "last_in")
    return [
        row | {key: row[key] * scale for key in keys} | {"cost": row["cost"] * dear}
        for row in done.table.iter_rows(named=True)
    ]


def _ink(row: dict[str, Any]) -> str:
    return "benefit" if row["high"] < 0 else "harm" if row["low"] > 0 else "muted"


def _ends(done: Ranking) -> tuple[float, float]:
    """Return the measure with nothing of the menu and with all of it, per 100,000 people."""
    scale = per_100k(done.measure, done.world.people)
    return done.base * scale, done.all * scale


def steps(done: Ranking) -> Figure:
    """Return the waterfall: from nothing of the menu, by Shapley values, to all of it."""
    base, end = _ends(done)
    found, rows = _rows(done), _falls(done)
    floor = _floor(rows)
    said = listing(
        [f"{label(r['safeguard'])} {signed(r['shapley'])} ± {number(r['standard_error'])}" for r in found]
    )
    sentence = (
        f"{capital(label(done.measure))} per 100,000 people: {number(base)} with none of the menu, {number(end)} with "
        f"all of it. Shapley values with standard errors: {said}."
    )
    sure = next((r for r in found if r["high"] < 0), None)
    title = (
        f"Of those that can be told from none, {label(sure['safeguard'])} spares most"
        if sure
        else "No safeguard of the menu can be told from none"
    )
    return Figure(
        "steps",
        title,
        f"{capital(label(done.measure))} per 100,000 people. Each step is a Shapley value: the mean effect of a "
        "safeguard over all orders in which the menu could be brought in, ± its standard error. The thin line is its "
        "95 % interval." + (f" The scale begins at {number(floor)}, not at zero." if floor else ""),
        sentence,
        _spared(done),
        lambda width: charts.waterfall(rows, width, sentence, floor),
        [
            (ink, word)
            for ink, word in (("benefit", "fewer"), ("harm", "more"), ("muted", "not to be told from none"))
            if any(row["ink"] == ink for row in rows)
        ],
    )


def _falls(done: Ranking) -> list[dict[str, Any]]:
    """Return the bars of the waterfall: none of the menu, a step for each safeguard, all of the menu."""
    at, end = _ends(done)
    between: list[dict[str, Any]] = []
    first = {"label": "None of them", "start": 0.0, "end": at, "text": number(at), "ink": "neutral"}
    for row in _rows(done):
        after = at + row["shapley"]
        between.append(
            {
                "label": capital(label(row["safeguard"])),
                "start": at,
                "end": after,
                "low": max(at + row["low"], 0.0),
                "high": at + row["high"],
                "text": f"{signed(row['shapley'])} ± {number(row['standard_error'])}",
                "ink": _ink(row),
            }
        )
        at = after
    last = {"label": "All of them", "start": 0.0, "end": end, "text": number(end), "ink": "neutral"}
    return [first, *between, last]


def _spared(done: Ranking) -> Table:
    """Return the table behind the waterfall."""
    return Table(
        f"What each safeguard spares: {label(done.measure)} per 100,000 people",
        (
            "Safeguard",
            "Shapley value",
            "Standard error",
            "95 % interval",
            "First in",
            "Last in",
            "Of the whole",
        ),
        [
            (
                capital(label(r["safeguard"])),
                signed(r["shapley"]),
                number(r["standard_error"]),
                signed_span(r["low"], r["high"]) or "none",
                signed(r["first_in"]),
                signed(r["last_in"]),
                _of_the_whole(r["share"]),
            )
            for r in _rows(done)
        ],
    )


def _of_the_whole(share: float | None) -> str:
    """Return a safeguard's share of what the whole menu does, in words."""
    if share is None:
        return "not known"
    return percent(share) if share >= 0 else "against it"


def _floor(rows: list[dict[str, Any]]) -> float:
    """Return where the scale of the waterfall begins: at zero, unless every step would be a sliver there."""
    reached = [row[key] for row in rows for key in ("end", "low") if row.get(key) is not None]
    lowest, highest = min(reached), max(reached)
    return rounded(lowest - 0.3 * (highest - lowest), 2) if lowest > 0.6 * highest else 0.0


def orders(done: Ranking) -> Figure:
    """Return each safeguard alone, last and on average."""
    found = _rows(done)
    rows = [
        {
            "label": capital(label(r["safeguard"])),
            "value": r["shapley"],
            "low": r["low"],
            "high": r["high"],
            "first": r["first_in"],
            "last": r["last_in"],
            "text": signed(r["shapley"]),
            "ink": _ink(r),
        }
        for r in found
    ]
    said = "; ".join(
        f"{label(r['safeguard'])} {signed(r['first_in'])} first, {signed(r['last_in'])} last" for r in found
    )
    return Figure(
        "orders",
        "First in, last in, and on average",
        "Open circle: brought in first, when nothing else of the menu is there. Open square: brought in last, when all "
        "the rest is. Dot: the Shapley value with its 95 % interval. Circle and square far apart mean that others do "
        "the same work, or that it needs them.",
        f"Effect on {label(done.measure)} per 100,000 people: {said}.",
        Table(
            f"Effect on {label(done.measure)} by order, per 100,000 people",
            ("Safeguard", "First in", "Shapley value", "Last in"),
            [
                (
                    capital(label(r["safeguard"])),
                    signed(r["first_in"]),
                    signed(r["shapley"]),
                    signed(r["last_in"]),
                )
                for r in found
            ],
        ),
        lambda width: charts.forest(rows, width, said),
    )


def together(done: Ranking) -> Figure | None:
    """Return the strongest interactions of pairs; None where not every subset was run."""
    if not done.interactions.height:
        return None
    scale = per_100k(done.measure, done.world.people)
    found = [
        (f"{label(row['one'])} + {label(row['other'])}", row["interaction"] * scale)
        for row in done.interactions.iter_rows(named=True)
    ]
    shown = [pair for pair in found if pair[1]][:PAIRS]
    rows = [
        {
            "label": capital(name),
            "value": value,
            "text": signed(value),
            "ink": "benefit" if value < 0 else "harm",
        }
        for name, value in shown
    ]
    said = "; ".join(f"{name} {signed(value)}" for name, value in shown) or "none at all"
    return Figure(
        "together",
        "Together and apart",
        "Shapley interaction index (Grabisch and Roubens 1999), per 100,000 people. Left of the line a pair spares more "
        "together than the two apart; right of it they do the same work twice. No intervals are given for it. "
        f"Drawn: {len(shown)} of {len(found)} pairs, strongest first; the rest are in the table.",
        f"Interactions of pairs, per 100,000 people: {said}.",
        Table(
            f"Interactions of pairs: {label(done.measure)} per 100,000 people",
            ("Pair", "Interaction"),
            [(capital(name), signed(value)) for name, value in found],
        ),
        (lambda width: charts.forest(rows, width, said)) if rows else None,
        empty="No pair does more or less together than apart.",
    )


def cost(done: Ranking) -> Figure | None:
    """Return what each safeguard costs in staff days, in the order of what it spares; None where nothing costs."""
    found = _rows(done)
    if not any(r["cost"] for r in found):
        return None
    rows = [
        {
            "label": capital(label(r["safeguard"])),
            "value": r["cost"],
            "text": signed(r["cost"]),
            "ink": "cost" if r["cost"] > 0 else "benefit" if r["cost"] < 0 else "muted",
        }
        for r in found
    ]
    said = "; ".join(f"{label(r['safeguard'])} {signed(r['cost'])}" for r in found)
    scale = per_100k(done.measure, 1e5)
    return Figure(
        "cost",
        "What each costs in working time",
        "Staff days of eight hours per 100,000 people over the run, as Shapley values, in the order of what each spares. "
        "Only time that the laboratory counts: see each safeguard's page for the rest.",
        f"Staff days per 100,000 people: {said}.",
        Table(
            "Cost beside effect, per 100,000 people",
            ("Safeguard", "Staff days", f"Effect on {label(done.measure)}", "Effect for each staff day"),
            [
                (
                    capital(label(r["safeguard"])),
                    signed(r["cost"]),
                    signed(r["shapley"]),
                    signed(r["shapley"] / r["cost"] * scale) if r["cost"] > 0 else "none",
                )
                for r in found
            ],
        ),
        lambda width: charts.forest(rows, width, said),
    )


def page(done: Ranking) -> Page:
    """Return the page of a ranking."""
    from glasshouse.scenario import read

    world, scenario = done.world, read(done.world.scenario)
    base, end = _ends(done)
    made = figures(done)
    menu = [str(row["safeguard"]) for row in done.table.iter_rows(named=True)]
    how = "every subset of the menu" if done.exact else "along sampled orders"
    more = ["--measure", done.measure, "--safeguards", ",".join(sorted(menu))]
    more += ["--given", ",".join(done.given)] if done.given else []
    sections = [
        Section(
            "spares",
            "What each spares",
            "What each spares",
            says=[NEVER_SUMMED],
            figures=[made["steps"], made["orders"]],
        ),
        Section("together", "Pairs", "Pairs", figures=[made.get("together")]),
        Section("cost", "Cost beside effect", "Cost", figures=[made.get("cost")]),
    ]
    return Page(
        kind="ranking",
        title=f"{len(menu)} safeguards, ranked by {label(done.measure)}",
        lead=f"In this model {label(done.measure)} go from {number(base)} with none of {len(menu)} safeguards to "
        f"{number(end)} with all of them, per 100,000 people ({signed(end - base)}).",
        about=[
            ("Scenario", scenario.name),
            ("Measure", done.measure),
            *([("Given in every world", listing(list(done.given)))] if done.given else []),
            ("Synthetic people", f"{world.people:,}"),
            ("Worlds", f"{done.worlds:,}, {how}"),
            ("Seed", str(world.seed)),
        ],
        honesty=honesty(
            scenario,
            world.people,
            "A claimed benefit is refused as the measure of a ranking. Intervals show chance inside the simulation, "
            "not how wrong an assumption may be.",
        ),
        sections=sections,
        commands=[command("rank", world, *more)],
    )
