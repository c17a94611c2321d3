"""The commands that look at a finished run: `report`, `explain`, `query`, `verify`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from glasshouse.cli.options import AsJson, Person, RunFolder, Threads, whole_number
from glasshouse.cli.worlds import listed, worlds

if TYPE_CHECKING:
    from glasshouse.api import Run

ROWS_SHOWN = 50
FOUND = 5
"""People that `explain --path` lists."""


def report(
    run: RunFolder,
    hangs: Annotated[
        bool, typer.Option("--hangs", help="Find out first what wrongful refusals hang on; minutes.")
    ] = False,
    claim: Annotated[
        list[str] | None,
        typer.Option(
            "--claim",
            metavar="SAFEGUARD",
            help="Judge first whether it does what it is meant to; may be repeated; minutes.",
            show_default=False,
        ),
    ] = None,
    json: AsJson = False,
) -> None:
    """Write the report of a run again (one HTML file, no network) and say where it is.

    What --hangs and --claim find is kept in the run folder: every later report of the run shows it.
    """
    import glasshouse as gh
    from glasshouse.cli import printing, progress

    done = gh.open(run)
    if hangs:
        done.sensitivity(told=worlds(json))
    for safeguard in claim or ():
        done.verdict(safeguard, told=worlds(json))
    with progress.watcher(quiet=json) as watcher:
        path = done.report(watcher=watcher)
    if json:
        printing.print_json({"run_dir": run, "report": str(path)})
        return
    printing.show(f"report: {path}")


def explain(
    run: RunFolder,
    person: Person = None,
    find: Annotated[
        bool,
        typer.Option("--find", help="List people to look at: `--find wrongly-refused`; alone, the harms."),
    ] = False,
    path: Annotated[
        str | None,
        typer.Option(
            "--path",
            metavar="EVENT,EVENT,...",
            help="Find people to whom the last of these events happened because of the others.",
            show_default=False,
        ),
    ] = None,
    verdict: Annotated[
        str, typer.Option("--verdict", help="With --path: the verdict on its last event, as wrong-in-law.")
    ] = "any",
    json: AsJson = False,
) -> None:
    """Tell one synthetic person's life as a dated story in which every event names its cause.

    `explain RUN 4123` tells the story of person 4123. `explain RUN --find wrongly-refused` lists people
    whom that harm befell, and `explain RUN --find` lists the harms. `explain RUN --path default,bound,refused`
    lists people who were refused something because of a listing that a debt had led to.
    """
    import glasshouse as gh

    done = gh.open(run)
    if path:
        _list_paths(done, listed([path]), verdict, json)
    elif find and person:
        _list_people(done, person, json)
    elif find:
        _list_harms(done, json)
    elif person:
        _tell(done, whole_number(person), json)
    else:
        raise typer.BadParameter(
            "Give the number of a person, or --find or --path to list people to look at."
        )


def _list_harms(run: Run, json: bool) -> None:
    """The harms that `--find` knows, and how many people of this run are at hand for each."""
    from glasshouse.cli import printing

    harms: list[dict[str, Any]] = [
        {"harm": name, "says": says, "people_to_look_at": len(run.find(name))}
        for name, says in run.harms().items()
    ]
    if json:
        printing.print_json({"harms": harms})
        return
    rows = printing.table("harm", "what it is", "people to look at", right=("people to look at",))
    for harm in harms:
        rows.add_row(harm["harm"], printing.escaped(harm["says"]), str(harm["people_to_look_at"]))
    printing.show(rows, f"Next: glasshouse explain {printing.escaped(run.folder)} --find HARM")


def _list_people(run: Run, harm: str, json: bool) -> None:
    """People of the run whom one harm befell."""
    from glasshouse.cli import printing

    people = run.find(harm)
    if json:
        printing.print_json({"harm": harm, "people": people})
        return
    if not people:
        printing.show(f"Nobody in this run: {printing.escaped(harm)}.")
        return
    printing.show(
        f"{printing.escaped(harm)}, a sample drawn by keyed hash: {', '.join(map(str, people))}",
        f"Next: glasshouse explain {printing.escaped(run.folder)} {people[0]}",
    )


def _list_paths(run: Run, path: list[str], verdict: str, json: bool) -> None:
    """People of the run whose life went a certain way."""
    from glasshouse.cli import printing

    people = run.seek(path, verdict, most=FOUND, told=worlds(json, "communities lived again"))
    if json:
        printing.print_json({"path": path, "verdict": verdict, "people": people})
        return
    way = " -> ".join(path)
    if not people:
        printing.show(f"Nobody in the communities that were looked at: {printing.escaped(way)}.")
        return
    printing.show(
        f"{printing.escaped(way)}: {', '.join(map(str, people))}",
        f"Next: glasshouse explain {printing.escaped(run.folder)} {people[0]}",
    )


def _tell(run: Run, person: int, json: bool) -> None:
    """One life."""
    from glasshouse.cli import printing

    story = run.explain(person)
    if json:
        printing.print_json(story.as_dict())
        return
    printing.show(printing.escaped(story.text()))


def query(
    run: RunFolder,
    sql: Annotated[
        str, typer.Argument(metavar="SQL", help="A SELECT over the run's tables.", show_default=False)
    ],
    json: AsJson = False,
) -> None:
    """Ask the run's tables in SQL: `glasshouse query RUN "SELECT measure, value FROM measures"`.

    `SHOW TABLES` lists the tables; `SELECT * FROM measures LIMIT 1` shows what a table holds.
    """
    import glasshouse as gh
    from glasshouse.cli import printing

    frame = gh.open(run).query(sql)
    if json:
        printing.print_json({"columns": frame.columns, "rows": frame.to_dicts()})
        return
    numbers = [name for name, kind in frame.schema.items() if kind.is_numeric()]
    rows = printing.table(*frame.columns, right=numbers)
    for row in frame.head(ROWS_SHOWN).iter_rows():
        rows.add_row(*(_cell(value) for value in row))
    printing.show(rows)
    if frame.height > ROWS_SHOWN:
        printing.show(
            f"{ROWS_SHOWN} of {frame.height} rows; LIMIT and OFFSET show others, --json prints all."
        )


def _cell(value: Any) -> str:
    """One cell; numbers as they are stored, not rounded, since somebody asked for them by name."""
    from glasshouse.cli import printing

    if isinstance(value, float):
        return f"{value:,.6g}"
    return "–" if value is None else printing.escaped(value)


def verify(
    run: RunFolder,
    threads: Threads = None,
    json: AsJson = False,
) -> None:
    """Check a run's files, run it again and compare the digest. Exit code 1 if something differs."""
    import glasshouse as gh
    from glasshouse.cli import printing, progress

    with progress.watcher(quiet=json) as watcher:
        found = gh.open(run).verify(threads=threads, watcher=watcher)
    if json:
        printing.print_json(found.as_dict())
    else:
        printing.show(*map(printing.escaped, found.says))
    if not found.ok:
        raise typer.Exit(1)
