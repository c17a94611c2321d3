"""The commands about what goes in: `scenarios`, `show`, `check`, `new`, `schema`, `parameters`, `version`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from glasshouse.cli.options import AsJson, Scenario

GRADES = ("measured", "reported", "derived", "assumed")


def scenarios(json: AsJson = False) -> None:
    """List the shipped scenarios."""
    import glasshouse as gh
    from glasshouse.cli import printing

    found = gh.scenarios()
    if json:
        printing.print_json({"scenarios": found})
        return
    rows = printing.table("scenario", "what it is", "starts", "society")
    for entry in found:
        rows.add_row(*(printing.escaped(entry[key]) for key in ("name", "title", "start", "society")))
    printing.show(rows, "`glasshouse show NAME` tells more, `glasshouse run NAME` runs it.")


def show(scenario: Scenario, json: AsJson = False) -> None:
    """Tell what a scenario assumes: instruments, dated events, sources, and what it leaves out."""
    import glasshouse as gh
    from glasshouse.cli import printing

    content = gh.show(scenario)
    if json:
        printing.print_json(content)
        return
    printing.show(f"[bold]{printing.escaped(content['name'])}[/bold]: {printing.escaped(content['title'])}")
    for block in _portrait(content):
        if block:
            printing.show("", block)


def _portrait(content: dict[str, Any]) -> list[Any]:
    """A scenario as blocks of text, in reading order."""
    from glasshouse.cli import printing

    start = f"Starts {content['start']}, society {content['society']}."
    off = ", ".join(content.get("without") or [])
    events = [f"{event['date']}: {event['what']}" for event in content.get("events") or []]
    won = [
        f"{wish['name']} ({wish['level']}): {wish.get('what') or ', '.join(wish['set'])}"
        for wish in content.get("concessions") or []
    ]
    return [
        printing.escaped((content.get("about") or "").strip()),
        start + (f" Switched off: {off}." if off else ""),
        printing.bullets("Other values than the ledger", _settings(content)),
        printing.bullets("Dated events", events),
        printing.bullets("What grievance may win", won),
        printing.bullets("Sources", content.get("sources") or []),
        printing.bullets("Leaves out", content.get("leaves_out") or []),
    ]


def _settings(content: dict[str, Any]) -> list[str]:
    """Overrides as `name = value (why)`."""
    lines = []
    for name, given in (content.get("set") or {}).items():
        value = given.get("value") if isinstance(given, dict) else given
        why = given.get("why") if isinstance(given, dict) else None
        lines.append(f"{name} = {value}" + (f" ({why})" if why else ""))
    for place in content.get("where") or []:
        regions = ", ".join(place.get("regions") or [])
        lines += [f"{line} in {regions}" for line in _settings(place)]
    return lines


def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A scenario file.", show_default=False)],
    json: AsJson = False,
) -> None:
    """Check a scenario file: names, units, ranges, dates, society. Says the line of what is wrong."""
    import glasshouse as gh
    from glasshouse.cli import printing

    plan = gh.plan(file, people=10_000, days=7)
    warnings = [str(warning) for warning in getattr(plan, "warnings", ())]
    content = {"file": file, "scenario": plan.scenario.name, "ok": True, "warnings": warnings}
    if json:
        printing.print_json(content)
        return
    printing.show(f"{printing.escaped(file)}: scenario {printing.escaped(plan.scenario.name)} is sound.")
    if warnings:
        printing.show(printing.bullets("Worth knowing", warnings))


def new(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="The file to write; it must not exist.", show_default=False)
    ],
    extends: Annotated[
        str, typer.Option("--extends", metavar="SCENARIO", help="What it starts from.")
    ] = "china-2018",
) -> None:
    """Write the beginning of a new scenario, with comments that say what goes where."""
    from glasshouse import scenario
    from glasshouse.cli import printing

    scenario.read(extends)  # an unknown name is answered with the nearest one before a file is written
    path = printing.escaped(scenario.new(file, extends))
    printing.show(f"Wrote {path}. Next: `glasshouse check {path}`, then `glasshouse run {path}`.")


def schema() -> None:
    """Print the JSON Schema of scenario files, for editors that complete and check as you type."""
    from glasshouse import scenario
    from glasshouse.cli import printing

    printing.print_json(scenario.schema())


def parameters(
    scenario: Annotated[
        str | None,
        typer.Argument(metavar="[SCENARIO]", help="Show the values of this scenario.", show_default=False),
    ] = None,
    grade: Annotated[
        str | None,
        typer.Option("--grade", metavar="GRADE", help="Only measured, reported, derived or assumed ones."),
    ] = None,
    json: AsJson = False,
) -> None:
    """List every parameter: value, unit, range, evidence grade, source."""
    import glasshouse as gh
    from glasshouse.cli import printing

    found = gh.parameters(scenario, grade=grade)
    if json:
        printing.print_json({"scenario": scenario, "parameters": found})
        return
    rows = printing.table("parameter", "value", "range", "unit", "grade", "source", right=("value", "range"))
    for entry in found:
        low, high = entry["range"]
        tag = " (error)" if entry["error"] else " (delay)" if entry["delay"] else ""
        rows.add_row(
            entry["name"],
            f"{entry['value']:g}",
            f"{low:g} … {high:g}",
            printing.clipped(entry["unit"], 40),
            entry["grade"] + tag,
            printing.clipped(entry["source"], 60),
        )
    counts = ", ".join(f"{sum(entry['grade'] == name for entry in found)} {name}" for name in GRADES)
    printing.show(
        rows, f"{len(found)} parameters: {counts}. --json has the full sources and what each one says."
    )


def version(json: AsJson = False) -> None:
    """Print the version of Glasshouse and of the libraries that numbers depend on."""
    import platform
    from importlib import metadata

    from glasshouse import __version__
    from glasshouse.cli import printing

    versions = {"glasshouse": __version__, "python": platform.python_version()}
    versions |= {name: metadata.version(name) for name in ("numba", "numpy", "polars", "altair")}
    if json:
        printing.print_json(versions)
        return
    printing.show(*(f"{name} {number}" for name, number in versions.items()))
