"""The society: who could live in each region, as shares of published totals.

A society file gives totals by region with their sources. What no one publishes (the age pyramid of each
region, income in its towns and in its country) is fitted to those totals by `fit`. People are invented
from the result elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from glasshouse.base.errors import BadSociety, GlasshouseError, unknown
from glasshouse.base.reading import Document, read_file
from glasshouse.society.communities import Layout, lay_out
from glasshouse.society.data import national, tables
from glasshouse.society.data.individuals import refuse_individuals, refuse_lists
from glasshouse.society.data.reading import Row, number, read_csv, read_rows
from glasshouse.society.data.sources import Source, read_sources
from glasshouse.society.data.totals import Fitted, Totals, fit_totals, is_percent, read_fitted, read_totals

Floats = NDArray[np.float64]

SHIPPED = Path(__file__).parent / "data"
KEYS = (
    "name", "title", "date", "about", "table", "regions", "fitted", "household_size", "age_by_sex", "income",
    "income_by_urban", "sources",
)  # fmt: skip
TABLES = (".csv", ".tsv", ".txt")


@dataclass(frozen=True)
class Region:
    """A region: a province, a district of a city."""

    code: str  # ISO 3166-2 where there is one
    name: str
    name_local: str
    population: int
    tile: tuple[int, int]  # row and column on the tile map


@dataclass(frozen=True, eq=False)
class Society:
    """All regions with the marginals from which people are drawn. Axis 0 of every array is the region (R)."""

    name: str
    title: str
    about: str
    date: str
    regions: tuple[Region, ...]
    age: Floats  # (R,8) shares of the bands 0-14, 15-24, 25-34, 35-44, 45-54, 55-64, 65-74, 75+
    male: Floats  # (R,8) share of men in each band
    urban: Floats  # (R,)
    income: Floats  # (R,2,5) shares of national income quintiles among rural (0) and urban (1) people
    minority: Floats  # (R,)
    camera_density: Floats  # (R,) cameras per head relative to the national mean 1
    penetration: Floats  # (R,) internet penetration relative to the national mean 1
    household_size: float
    sources: dict[str, Source]
    inputs: str  # hash of the published totals, to recognise a table fitted from others

    @property
    def population(self) -> int:
        """People of all regions in the real society."""
        return sum(region.population for region in self.regions)

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the regions, in order."""
        return tuple(region.code for region in self.regions)

    def region(self, code: str) -> int:
        """The index of a region by its code or name; raises UnknownName with the nearest one."""
        for i, region in enumerate(self.regions):
            if code in (region.code, region.name, region.name_local):
                return i
        raise unknown("region", code, [name for r in self.regions for name in (r.code, r.name)])

    def layout(self, people: int) -> Layout:
        """Lay simulated people out over regions, communities and blocks; see `communities.lay_out`."""
        return lay_out(people, [region.population for region in self.regions], self.urban)


def names() -> tuple[str, ...]:
    """Names of the shipped societies."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.yaml")))


def load(name_or_path: str | Path) -> Society:
    """The society of a name (`china`, `city`) or of a file of aggregate tables (docs/societies.md).

    A shipped society comes with its fitted tables; any other is fitted, which takes a second or two.
    Raises UnknownName for a name nobody knows, BadSociety for tables that do not hold together, and
    IndividualsRefused for a table that looks like records of people.

    >>> load("china").layout(1_000_000).people
    1000000
    """
    document, rows, path = open_tables(find(name_or_path))
    sources = _sources(document, rows)
    totals = read_totals(document, rows, sources)
    codes = [row.text("code") for row in rows]
    fitted = read_fitted(document, path.parent, totals, codes) or fit_totals(totals)
    return _society(document, rows, path, sources, totals, fitted)


def find(name_or_path: str | Path) -> Path:
    """The file of a society; raises UnknownName for a name without a file."""
    given = str(name_or_path)
    if given in names():
        return SHIPPED / f"{given}.yaml"
    path = Path(name_or_path)
    if not path.suffix and not path.exists() and len(path.parts) == 1:
        raise unknown("society", given, names(), next_step="Or give the path of a society file")
    return path


def open_tables(path: Path) -> tuple[Document, list[Row], Path]:
    """A society file and its rows, looked at for records of individuals before anything else."""
    if path.suffix.casefold() in TABLES:
        raise _bare_table(path)
    document = read_file(path, BadSociety, name=path.name if path.is_file() else str(path))
    data = document.data
    if isinstance(data, list):
        refuse_individuals(
            [Row(row, document.place(i)) for i, row in enumerate(data) if isinstance(row, dict)]
        )
    if not isinstance(data, dict):
        raise BadSociety(
            "The file is not a society", place=path.name, allowed=f"a mapping with {', '.join(KEYS)}"
        )
    refuse_lists(data, path.name)
    national.check_keys(document, (), KEYS)
    rows = read_rows(document, path.parent)
    refuse_individuals(rows)
    tables.check_columns(rows, path.name)
    return document, rows, path


def totals_of(document: Document, rows: list[Row]) -> Totals:
    """The checked totals of an opened society file."""
    return read_totals(document, rows, _sources(document, rows))


def _bare_table(path: Path) -> GlasshouseError:
    """The error for a CSV given as a society: refused if it holds people, else the way to a society file."""
    rows = read_csv(path)
    refuse_individuals(rows)
    return BadSociety(
        "A table alone is not a society: it does not say where its numbers come from",
        value=str(path),
        place=path.name,
        allowed="a YAML file",
        next_step=f"Write a YAML file beside it with `table: {path.name}` and `sources:` (docs/societies.md)",
    )


def _sources(document: Document, rows: list[Row]) -> dict[str, Source]:
    """The sources of every column and table that the file has."""
    columns = dict.fromkeys(column for row in rows for column in row.cells)
    needed: dict[str, None] = {}
    for column in columns:
        if column.startswith("age_"):
            needed["age"] = None
        elif column in tables.INCOME_SHARES:
            needed["income"] = None
        elif column not in tables.NAMES and column not in ("camera_low", "camera_high"):
            needed[column] = None
    for table in ("household_size", "age_by_sex", "income", "income_by_urban"):
        if table in document.data:
            needed[table] = None
    return read_sources(document, list(needed))


def _society(
    document: Document,
    rows: list[Row],
    path: Path,
    sources: dict[str, Source],
    totals: Totals,
    fitted: Fitted,
) -> Society:
    data = document.data
    named = {key: str(data.get(key) or "").strip() for key in ("name", "title", "about", "date")}
    house = document.place("household_size")
    arrays = {
        "age": fitted.age,
        "male": fitted.male,
        "urban": totals.urban,
        "income": fitted.income,
        "minority": tables.shares(rows, "minority", is_percent(sources, "minority")),
        "camera_density": _relative(rows, "camera_density", totals.population),
        "penetration": _relative(rows, "internet", totals.population),
    }
    for array in arrays.values():
        array.flags.writeable = False
    return Society(
        name=named["name"] or path.stem,
        title=named["title"] or named["name"] or path.stem,
        about=named["about"],
        date=named["date"],
        regions=tuple(_regions(rows)),
        household_size=number(data.get("household_size"), "household_size", 1, 20, "people", house),
        sources=sources,
        inputs=totals.digest(),
        **arrays,
    )


def _regions(rows: list[Row]) -> Iterator[Region]:
    for row, people, tile in zip(rows, tables.populations(rows), tables.tiles(rows), strict=True):
        local = str(row.cells.get("name_local") or "").strip() or row.text("name")
        yield Region(row.text("code"), row.text("name"), local, people, tile)


def _relative(rows: list[Row], column: str, population: Floats) -> Floats:
    """A column (R,) relative to its mean over people; 1 everywhere where the table has no such column."""
    if column not in rows[0].cells:
        return np.ones(len(rows))
    level = tables.amounts(rows, column, 0, 1e9, "not negative")
    mean = float(np.average(level, weights=population))
    if mean <= 0:
        raise BadSociety(
            f"{column} is zero everywhere", place=rows[0].place(column), allowed="one value above zero"
        )
    return level / mean
