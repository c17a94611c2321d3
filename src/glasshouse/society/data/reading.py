"""Reading the tables of a society, with the place of every cell kept for the messages.

A table is CSV beside the society file or rows inside it. Files are read as text, limited in size, and a
table lies in the same folder as the file that names it, so that a society file from a stranger cannot
point anywhere else.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from glasshouse.base.errors import BadSociety, nearest, quoted
from glasshouse.base.reading import Document

LARGEST_TABLE = 4_000_000  # bytes; the 31 provinces take 3,000
COMMENT = "#"


@dataclass(frozen=True)
class Row:
    """One region of a table: its cells by column name, and where each was written."""

    cells: dict[str, Any]
    where: str  # file and line of the row
    places: dict[str, str] = field(default_factory=dict)  # file and line of cells that stand elsewhere

    def place(self, column: str) -> str:
        """Where a cell stands, for a message."""
        return f"{self.places.get(column, self.where)}, column {column}"

    def text(self, column: str) -> str:
        """A cell as text; raises BadSociety if it is empty."""
        value = self.cells.get(column)
        if value is None or isinstance(value, (dict, list)) or not str(value).strip():
            raise BadSociety("A cell is empty or not text", place=self.place(column), allowed="a short text")
        return str(value).strip()

    def number(self, column: str, low: float, high: float, unit: str) -> float:
        """A cell as a number within low .. high; raises BadSociety otherwise, saying what is allowed."""
        return number(self.cells.get(column), column, low, high, unit, self.place(column))


def number(value: Any, what: str, low: float, high: float, unit: str, place: str) -> float:
    """Reads one finite number between `low` and `high`.

    Raises BadSociety for anything else: empty, text, a truth value, not a number, infinite, negative, too
    large.
    """
    allowed = f"a number from {low:g} to {high:g} ({unit})"
    if value is None or value == "":
        raise BadSociety(f"{what} is missing", value=value, place=place, allowed=allowed)
    try:
        found = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        found = math.nan
    if math.isfinite(found) and low <= found <= high:
        return found
    step = ""
    if (
        isinstance(value, str)
        and value.replace(",", "").replace(" ", "").rstrip("%").replace(".", "").isdigit()
    ):
        step = "Write the number without thousands separators and without %"
    elif unit.startswith("share") and 1 < found <= 100:
        step = f"If this is a percentage, write `unit: percent` under `sources:` (it is read as a {unit})"
    raise BadSociety(f"{what} is {quoted(value)}", value=value, place=place, allowed=allowed, next_step=step)


def read_csv(path: Path) -> list[Row]:
    """The rows of a CSV table whose first line names the columns; lines that begin with # are comments.

    Raises BadSociety for a file that is missing, too large or not UTF-8, a row with too many or too few
    cells, and a column named twice.
    """
    numbered = [
        (n, line) for n, line in enumerate(_lines(path), 1) if line.strip() and not line.startswith(COMMENT)
    ]
    if not numbered:
        raise BadSociety(
            "The table is empty", place=path.name, allowed="a line of column names, then a line a region"
        )
    try:
        records = list(csv.reader([line for _, line in numbered], strict=True))
    except csv.Error as error:
        raise BadSociety(
            f"The table is not CSV: {error}", place=path.name, allowed="one line a region"
        ) from None
    if len(records) != len(numbered):
        raise BadSociety(
            "A quoted cell runs over several lines", place=path.name, allowed="one line a region"
        )
    head = [name.strip() for name in records[0]]
    first = f"{path.name}, line {numbered[0][0]}"
    for i, name in enumerate(head):
        if name in head[:i]:
            raise BadSociety(
                f"The column {quoted(name)} is given twice", place=first, allowed="each column once"
            )
    rows = []
    for (line, _), record in zip(numbered[1:], records[1:], strict=True):
        where = f"{path.name}, line {line}"
        if len(record) != len(head):
            raise BadSociety(
                f"The row has {len(record)} cells",
                place=where,
                allowed=f"{len(head)} cells, one for each column named in line {numbered[0][0]}",
                next_step="Numbers are written without thousands separators: 1409778724",
            )
        rows.append(Row({name: cell.strip() for name, cell in zip(head, record, strict=True)}, where))
    return rows


def _lines(path: Path) -> list[str]:
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_TABLE + 1)
    except OSError as problem:
        raise BadSociety(
            f"Cannot read the table: {problem.strerror}",
            value=str(path),
            place=path.name,
            allowed="a CSV file in the same folder as the society file",
        ) from None
    if len(raw) > LARGEST_TABLE:
        raise BadSociety(
            "The table is too large", place=path.name, allowed=f"at most {LARGEST_TABLE:,} bytes"
        )
    try:
        return raw.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as problem:
        line = raw.count(b"\n", 0, problem.start) + 1
        raise BadSociety(
            "The table is not UTF-8 text",
            place=f"{path.name}, line {line}",
            next_step="Save it as CSV in UTF-8",
        ) from None


def read_rows(document: Document, folder: Path) -> list[Row]:
    """The rows of the regions: those under `regions:`, or of the CSV file named by `table:`.

    Raises BadSociety when neither or both are given, or the table lies in another folder.
    """
    data = document.data
    if ("regions" in data) == ("table" in data):
        said = "both `regions` and `table`" if "regions" in data else "neither `regions` nor `table`"
        raise BadSociety(
            f"The file has {said}",
            place=document.name,
            allowed="one of them: rows here, or the name of a CSV file",
        )
    if "table" in data:
        return read_csv(beside(folder, data["table"], document.place("table")))
    rows = data["regions"]
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadSociety(
            "`regions` is not a list of regions",
            place=document.place("regions"),
            allowed="lines such as `- {code: A, name: North, population: 500000, urban: 0.7}`",
        )
    return [
        Row(row, document.place("regions", i), {name: document.place("regions", i, name) for name in row})
        for i, row in enumerate(rows)
    ]


def beside(folder: Path, name: Any, place: str) -> Path:
    """The path of a file in the folder of the society file; raises BadSociety for any other path."""
    if (
        not isinstance(name, str)
        or not name
        or Path(name).name != name
        or "\\" in name
        or name.startswith(".")
    ):
        raise BadSociety(
            f"{quoted(name)} is not the name of a file in the same folder",
            value=name,
            place=place,
            allowed="a plain file name such as regions.csv",
            next_step="Put the table beside the society file",
        )
    return folder / name


def missing(column: str, row: Row) -> BadSociety:
    """The error for a column that a table lacks, with the nearest name it has."""
    return BadSociety(
        f"The column {column} is missing",
        value=column,
        place=row.where,
        allowed="columns: see docs/societies.md",
        nearest=nearest(column, row.cells),
    )
