"""From rows and cells to checked arrays: what a society file says, before anything is fitted.

Every check stands here, at the door; each says file, line, column, what was found and what is allowed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glasshouse.base.errors import BadSociety, nearest, quoted
from glasshouse.society.communities import COMMUNITY_SIZE, MAX_PEOPLE
from glasshouse.society.data.reading import Row, missing

Floats = NDArray[np.float64]

NAMES = ("code", "name", "name_local", "row", "col")
SHARES = ("urban", "minority", "internet", "male")
INCOME_SHARES = tuple(f"income_{k}" for k in range(1, 6))
CAMERAS = ("camera_density", "camera_low", "camera_high")
COLUMNS = (*NAMES, "population", *SHARES, "sex_ratio", "mean_income", *INCOME_SHARES, *CAMERAS)
SUM_SLACK = 0.003  # shares printed to one decimal of a percent may miss 100 % by a few tenths

_AGE_COLUMN = re.compile(r"age_(\d{1,3})_(\d{1,3}|plus)\Z")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,15}\Z")


@dataclass(frozen=True)
class AgeGroups:
    """Shares of age groups by region, (R,G), and the first age of each group."""

    first_age: tuple[int, ...]
    shares: Floats


def check_columns(rows: list[Row], place: str) -> None:
    """Raises BadSociety for a table without rows, a column nobody knows or some rows lack, or a region
    given twice."""
    if not rows:
        raise BadSociety("The table has no regions", place=place, allowed="at least one region")
    for row in rows:
        for column in row.cells:
            if column not in COLUMNS and not _AGE_COLUMN.match(str(column)):
                raise BadSociety(
                    f"There is no column named {quoted(column)}",
                    value=column,
                    place=row.where,
                    allowed="the columns of docs/societies.md",
                    nearest=nearest(
                        str(column), [*COLUMNS, "age_0_14", "age_15_59", "age_60_plus", "age_65_plus"]
                    ),
                )
    for column in dict.fromkeys(
        ["code", "name", *(c for row in rows for c in row.cells if c != "name_local")]
    ):
        for row in rows:
            _present(row, column)
    for column in ("code", "name"):
        first: dict[str, Row] = {}
        for row in rows:
            value = row.text(column)
            if value in first:
                raise BadSociety(
                    f"The region {quoted(value)} is given twice",
                    value=value,
                    place=row.place(column),
                    next_step=f"The first is at {first[value].where}; keep one",
                )
            first[value] = row
            if column == "code" and not _CODE.match(value):
                raise BadSociety(
                    f"The code is {quoted(value)}",
                    value=value,
                    place=row.place(column),
                    allowed="up to 16 letters, digits and hyphens, such as CN-SD",
                )


def populations(rows: list[Row]) -> list[int]:
    """People of each region: whole numbers, none below the size of one community."""
    found = []
    for row in rows:
        value = _present(row, "population").number("population", COMMUNITY_SIZE, MAX_PEOPLE, "people")
        if value != int(value):
            raise BadSociety(
                f"population is {value}", value=value, place=row.place("population"), allowed="a whole number"
            )
        found.append(int(value))
    return found


def shares(rows: list[Row], column: str, percent: bool) -> Floats:
    """A column (R,) as shares between 0 and 1, from shares or percentages."""
    top, unit = (100.0, "percent") if percent else (1.0, "share between 0 and 1")
    return np.array([_present(row, column).number(column, 0, top, unit) / top for row in rows])


def amounts(rows: list[Row], column: str, low: float, high: float, unit: str) -> Floats:
    """A column (R,) of amounts within low .. high."""
    return np.array([_present(row, column).number(column, low, high, unit) for row in rows])


def tiles(rows: list[Row]) -> list[tuple[int, int]]:
    """Row and column of each region on the tile map; without such columns a square in the given order."""
    if "row" not in rows[0].cells and "col" not in rows[0].cells:
        width = int(np.ceil(np.sqrt(len(rows))))
        return [divmod(i, width) for i in range(len(rows))]
    found: list[tuple[int, int]] = []
    for row in rows:
        tile = tuple(int(_present(row, c).number(c, 0, 99, "position on the map")) for c in ("row", "col"))
        if tile in found:
            raise BadSociety("Two regions lie on the same tile", value=tile, place=row.place("row"))
        found.append((tile[0], tile[1]))
    return found


def age_groups(rows: list[Row], percent: bool) -> AgeGroups:
    """The age groups of each region, as a partition of all ages.

    Columns are `age_FROM_TO` and `age_FROM_plus`. Several open groups (60 and over, 65 and over) are
    taken apart by subtraction. Raises BadSociety when groups overlap, leave a gap, or do not add up.
    """
    names = sorted({c for row in rows for c in row.cells if _AGE_COLUMN.match(str(c))}, key=_age_order)
    if not names:
        raise missing("age_0_14", rows[0])
    table = np.stack([shares(rows, name, percent) for name in names], axis=1)
    spans = [age_span(name.removeprefix("age_").replace("_", "-")) for name in names]
    closed = [i for i, (_, last) in enumerate(spans) if last is not None]
    tails = [i for i, (_, last) in enumerate(spans) if last is None]
    expected = 0
    for i in [*closed, *tails[:1]]:
        if spans[i][0] != expected or ((last := spans[i][1]) is not None and last < spans[i][0]):
            raise _gap(names[i], expected, rows[0])
        expected = (spans[i][1] or 0) + 1
    if not tails:
        raise _gap(names[-1], expected, rows[0])
    parts = [table[:, i] for i in closed] + [table[:, i] for i in tails]
    for a in range(len(closed), len(parts) - 1):
        parts[a] = parts[a] - parts[a + 1]
    found = np.stack(parts, axis=1)
    for r, row in enumerate(rows):
        total = found[r].sum()
        if (found[r] < -1e-12).any():
            raise BadSociety(
                "An open age group is larger than one that contains it", place=row.place(names[tails[0]])
            )
        if abs(total - 1) > SUM_SLACK:
            raise BadSociety(
                f"The age groups add up to {100 * total:.2f} %",
                value=total,
                place=row.place(names[0]),
                allowed=f"100 %, give or take {100 * SUM_SLACK:g} for rounding",
            )
    return AgeGroups(tuple(spans[i][0] for i in [*closed, *tails]), np.maximum(found, 0.0))


def income_shares(rows: list[Row], percent: bool) -> Floats:
    """Shares of the income quintiles of each region, (R,5); raises BadSociety when they do not add up."""
    table = np.stack([shares(rows, column, percent) for column in INCOME_SHARES], axis=1)
    for row, total in zip(rows, table.sum(axis=1), strict=True):
        if abs(total - 1) > SUM_SLACK:
            raise BadSociety(
                f"income_1 to income_5 add up to {100 * total:.2f} %",
                value=total,
                place=row.place("income_1"),
                allowed=f"100 %, give or take {100 * SUM_SLACK:g} for rounding",
            )
    return table


def age_span(band: str, place: str = "") -> tuple[int, int | None]:
    """First and last age of a band written 15-24, 75+ or 75-plus; the last is None for an open band."""
    match = re.match(r"(\d{1,3})(?:-(\d{1,3})|\+|-plus)\Z", band.strip())
    if match is None:
        raise BadSociety(
            f"{quoted(band)} is not an age band", value=band, place=place, allowed="such as 15-24 or 75+"
        )
    return int(match[1]), int(match[2]) if match[2] else None


def _age_order(name: str) -> tuple[bool, int]:
    first, last = age_span(name.removeprefix("age_").replace("_", "-"))
    return last is None, first


def _gap(name: str, expected: int, row: Row) -> BadSociety:
    return BadSociety(
        f"The age groups overlap, leave a gap or do not end open at {name}",
        value=name,
        place=row.where,
        allowed=f"groups that follow each other from age 0; here one beginning at {expected} is expected",
        next_step="The last group is open, such as age_75_plus",
    )


def _present(row: Row, column: str) -> Row:
    if column not in row.cells:
        raise missing(column, row)
    return row
