"""SQL over the tables of a run, read-only, with errors in plain words."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl

from glasshouse.base.errors import BadValue, InputError, quoted, unknown
from glasshouse.results.opening import Stored, open

LONGEST = 20_000  # signs
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_STRING = re.compile(r"'(?:[^']|'')*'")
_READER = re.compile(r'\b(?:read|scan)_\w+"?\s*\(', re.IGNORECASE)
_WRITER = re.compile(
    r"\b(create|drop|delete|truncate|insert|update|alter|copy|attach|set|into)\b", re.IGNORECASE
)
_START = re.compile(r"\s*\(*\s*(select|with|show\s+tables|explain|values|from)\b", re.IGNORECASE)
_NO_TABLE = re.compile(r"relation '([^']+)' was not found")
_NO_COLUMN = re.compile(r"""(?:find column|no column named) ["']([^"']+)["']""")


def query(run: Stored | str | Path, sql: str) -> pl.DataFrame:
    """Return the rows that a SQL statement asks for.

    Every Parquet table of the run is there under its name; `SHOW TABLES` lists them. Only reading is
    possible: the statement can neither change a table nor reach another file.

    Args:
        run: a run, or its folder.
        sql: one SELECT statement.

    Raises:
        BadValue: the statement is not SQL that can be run here.
        UnknownName: it names a table or column that the run does not have; the error names the nearest.

    For example: ``query("runs/...", "SELECT measure, value FROM measures WHERE kind = 'harm'")``.
    """
    stored = run if isinstance(run, Stored) else open(run)
    refuse_all_but_reading(sql)
    frames = {name: pl.scan_parquet(stored.folder / f"{name}.parquet") for name in stored.tables}
    try:
        with pl.SQLContext(frames) as context:
            return context.execute(sql, eager=True)
    except pl.exceptions.PolarsError as problem:
        raise _in_words(stored, sql, str(problem)) from None


def refuse_all_but_reading(sql: str) -> None:
    """Refuse a statement that could change something or read another file.

    Raises:
        BadValue: it is not one SELECT statement.
    """
    bare = _STRING.sub("''", _COMMENT.sub(" ", sql))
    bare = bare.strip().rstrip(";")
    allowed = "one SELECT statement over the tables of this run"
    if len(sql) > LONGEST:
        raise BadValue("The statement is too long", value=len(sql), allowed=f"at most {LONGEST:,} signs")
    if not _START.match(bare):
        raise BadValue(f"{quoted(sql)} does not ask for anything", value=sql, place="SQL", allowed=allowed)
    if ";" in bare:
        raise BadValue("There is more than one statement", value=sql, place="SQL", allowed=allowed)
    writer, reader = _WRITER.search(bare), _READER.search(bare)
    if reader:
        raise BadValue("A query reads the run and no other file", value=sql, place="SQL", allowed=allowed)
    if writer and not _quoted_or_column(bare, writer):
        raise BadValue(
            f"A query changes nothing, so {writer.group(1).upper()} is refused",
            value=sql,
            place="SQL",
            allowed=allowed,
        )


def _quoted_or_column(bare: str, found: re.Match[str]) -> bool:
    """Whether a word that could write is only the name of something in double quotes."""
    return bare[: found.start()].endswith('"') and bare[found.end() :].startswith('"')


def _in_words(stored: Stored, sql: str, problem: str) -> InputError:
    """Return the error that a reader can act on, from the first line of what Polars says."""
    first = problem.splitlines()[0] if problem else "no reason given"
    if table := _NO_TABLE.search(first):
        step = "`SHOW TABLES` lists the tables"
        return unknown("table", table.group(1), stored.tables, place="SQL", next_step=step)
    if column := _NO_COLUMN.search(first):
        return unknown(
            "column", column.group(1), _columns(stored, sql), place="SQL", next_step=_listed(stored, sql)
        )
    return BadValue(
        f"The statement cannot be run: {first}",
        value=sql,
        place="SQL",
        next_step="For example: SELECT measure, value, low, high FROM measures WHERE kind = 'harm'",
    )


def _columns(stored: Stored, sql: str) -> list[str]:
    """Return the columns of every table that a statement names."""
    tables = [name for name in stored.tables if re.search(rf"\b{name}\b", sql)]
    found: dict[str, None] = {}
    for name in tables:
        found |= dict.fromkeys(pl.read_parquet_schema(stored.folder / f"{name}.parquet"))
    return list(found)


def _listed(stored: Stored, sql: str) -> str:
    for name in stored.tables:
        if re.search(rf"\b{name}\b", sql):
            return f"`SELECT * FROM {name} LIMIT 1` shows the columns"
    return "SHOW TABLES lists the tables"
