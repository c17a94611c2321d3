"""What is printed after a run: the chain, harms beside costs beside claimed benefits, zeros explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from glasshouse.cli.printing import console, escaped, figure, print_json, show, table
from glasshouse.measures.words import digits

if TYPE_CHECKING:
    from rich.table import Table

    from glasshouse.api import Run

# The rows of the printed table, link by link. All measures are in --json, in the report and in `glasshouse
# query`.
CHAIN = {
    "platform": (
        "app_users", "records_made", "records_held", "people_enrolled_unasked", "feed_effective_topics",
        "posts_critical", "posts_suppressed", "posts_wrongly_suppressed",
    ),
    "cameras": (
        "sightings", "alerts", "false_alerts", "false_alerts_per_million_faces", "false_alerts_per_alert",
        "alerts_unreviewed", "stops", "wrongful_stops", "true_matches",
    ),
    "custody": ("requests", "files_opened", "people_exposed_in_breach", "people_reidentifiable"),
    "rating": (
        "people_rated", "people_listed", "people_restricted", "people_wrongly_listed",
        "people_wrongly_listed_law", "days_wrongly_listed", "points_wrongly_lost", "score_mean",
        "errors_in_favour",
    ),
    "gates": (
        "requests_for_service", "refusals", "refusals_flights", "refusals_fast_trains", "refusals_loans",
        "refusals_property", "refusals_travel_abroad", "wrongful_refusals", "wrongful_refusals_law",
        "refusals_by_rule", "refusals_missed", "people_refused", "people_wrongly_refused",
        "attempts_per_refused_person", "days_refused", "perks_granted", "household_members_affected",
    ),
    "response": (
        "hardship_mean", "people_in_hardship", "fear_mean", "concern_mean", "approval_mean", "people_aware",
        "opt_outs", "grievance",
    ),
    "remedies": (
        "people_notified", "wrong_never_notified", "appeals_filed", "appeals_won", "appeals_abandoned",
        "wrong_never_appealed", "days_to_remedy", "copies_uncorrected", "review_backlog", "appeal_backlog",
        "staff_days", "debts_paid",
    ),
}  # fmt: skip

SIDES = {
    "harm": ("Harms", "red", (
        "people_refused", "people_wrongly_refused", "wrongful_refusals", "wrongful_stops",
        "people_wrongly_listed", "posts_wrongly_suppressed", "household_members_affected",
    )),
    "cost": ("Costs", "yellow", (
        "staff_days", "alerts_reviewed", "appeal_reviews", "review_backlog", "appeal_backlog", "compensated",
    )),
    "claimed_benefit": ("Claimed benefits", "green", (
        "debts_paid", "true_matches", "offences_captured", "perks_granted",
    )),
}  # fmt: skip

NAMES_SHOWN = 6
_COLOURS = {"harm": "red", "cost": "yellow", "claimed_benefit": "green", "description": ""}
_INTERVALS = {
    "simulation": "95 % simulation intervals: communities resampled, one path of the climate; "
    "they do not say how wrong an assumption may be",
    "seeds": "95 % intervals over seeds",
    "assumption": "ranges over the assumed parameters",
}


def answer(run: Run, json: bool, quiet: bool) -> None:
    """Print a finished run: for programs, in one line, or for people."""
    if json:
        print_json(run.as_dict())
    elif quiet:
        show(f"report: {run.report_path}")
    else:
        print_run(run)


def print_run(run: Run) -> None:
    """Print a finished run for people."""
    measures = {row["measure"]: row for row in run.measures.to_dicts()}
    out = console()
    out.print()
    if any(map(_shown, measures.values())):
        out.print(_title(run), chain(measures, run.group_ratios()), *_footnotes(measures), sep="\n")
        out.print("\nPer 100,000 people, side by side:", sides(measures), "", sep="\n")
    else:
        out.print(_title(run), "Nothing at all happened.", sep="\n")
    for line in zeros(run.zeros()):
        out.print(f"[dim]{escaped(line)}[/dim]")
    for warning in run.warnings:
        out.print(f"[yellow]note[/yellow] {escaped(warning)}")
    _ending(run, out)


def _title(run: Run) -> str:
    """Which world this is."""
    size = f"{run.people:,} synthetic people, {run.days} days, seed {run.seed}"
    return f"[bold]{escaped(run.scenario)}[/bold]: what the apparatus did to {size}"


def chain(measures: Mapping[str, Mapping[str, Any]], ratios: Mapping[str, float | None]) -> Table:
    """The table of measures along the chain, from the app to the remedies, without the zeros."""
    rows = table(
        "", "measure", "per 100,000", "interval", "minority : majority", "", right=("per 100,000", "interval")
    )
    for link, names in CHAIN.items():
        shown = [name for name in names if _shown(measures.get(name))]
        for number, name in enumerate(shown):
            row = measures[name]
            kind = str(row["kind"])
            rows.add_row(
                f"[bold]{link}[/bold]" if number == 0 else "",
                f"[{_COLOURS[kind]}]{_words(name)}[/]" if _COLOURS[kind] else _words(name),
                _amount(row),
                _span(row),
                _ratio(ratios.get(name)),
                _words(kind) if kind != "description" else "",
                end_section=number == len(shown) - 1,
            )
    return rows


def sides(measures: Mapping[str, Mapping[str, Any]]) -> Table:
    """Harms, costs and claimed benefits in three columns, per 100,000 people."""
    from rich.table import Table

    outer = Table.grid(padding=(0, 4))
    cells = []
    for kind, (title, colour, first) in SIDES.items():
        inner = Table.grid(padding=(0, 2))
        inner.add_column(justify="right", style="bold")
        inner.add_column()
        inner.add_row("", f"[bold {colour}]{title}[/]")
        for name in _leading(measures, kind, first):
            inner.add_row(_amount(measures[name]), _words(name))
        outer.add_column(vertical="top")
        cells.append(inner)
    outer.add_row(*cells)
    return outer


def zeros(reasons: Mapping[str, str]) -> list[str]:
    """One line for each reason, with the measures that are zero for it."""
    by_reason: dict[str, list[str]] = {}
    for name, reason in reasons.items():
        by_reason.setdefault(reason, []).append(_words(name))
    return [f"zero: {_listed(names)}: {reason}" for reason, names in by_reason.items()]


def _listed(names: Sequence[str]) -> str:
    """Names in a sentence; a long list is cut, since --json has them all."""
    if len(names) <= NAMES_SHOWN + 2:
        return ", ".join(names)
    return f"{', '.join(names[:NAMES_SHOWN])} and {len(names) - NAMES_SHOWN} more"


def _leading(measures: Mapping[str, Mapping[str, Any]], kind: str, first: Sequence[str]) -> list[str]:
    """Measures of a kind that are not zero: the named ones, and if these are few, others of the chain."""
    of_kind = [name for name, row in measures.items() if row["kind"] == kind and _shown(row)]
    named = [name for name in first if name in of_kind]
    return (named + [name for name in of_kind if name not in named])[: max(len(named), 4)]


def _footnotes(measures: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Which kind of interval the table carries, in words."""
    kinds = {str(row["interval"]) for row in measures.values() if row.get("interval")}
    return [f"[dim]{text}.[/dim]" for kind, text in _INTERVALS.items() if kind in kinds]


def _ending(run: Run, out: Any) -> None:
    """How long it took, and where everything is: last, because that is where the eye is."""
    parts = ", ".join(f"{name} {value:.1f} s" for name, value in run.seconds.items() if value is not None)
    speed = figure(run.person_days_per_second / 1e6, 3)
    out.print()
    out.print(
        f"{parts}; {speed} million person-days/s; peak {figure(run.peak_memory_mb, 3)} MB, "
        f"{figure(run.bytes_per_person, 3)} bytes a person"
    )
    out.print(f"digest   {run.digest}")
    out.print(f"again    {escaped(run.command)}", soft_wrap=True)
    out.print(f"folder   {escaped(run.folder)}", soft_wrap=True)
    out.print(f"[bold]report   {escaped(run.report_path)}[/bold]", soft_wrap=True)


def _shown(row: Mapping[str, Any] | None) -> bool:
    """Whether a measure has something to show."""
    return row is not None and bool(row["value"])


def _words(name: str) -> str:
    """`people_wrongly_refused` as people say it."""
    return name.replace("_", " ")


def _amount(row: Mapping[str, Any]) -> str:
    """A count per 100,000 people; a mean or a share as it is, with its unit."""
    value = row["value"] if row.get("per_100k") is None else row["per_100k"]
    said = figure(value, digits(value, row.get("low"), row.get("high")))
    return said if row.get("per_100k") is not None else f"{said} {row['unit']}"


def _span(row: Mapping[str, Any]) -> str:
    """The interval on the scale of the amount."""
    low, high = row.get("low"), row.get("high")
    if low is None or high is None:
        return "–"
    return f"{figure(low, 3)} – {figure(high, 3)}"


def _ratio(ratio: float | None) -> str:
    """How many times as common in the minority as in the majority."""
    return "" if ratio is None else f"{figure(ratio, 3)} ×"
