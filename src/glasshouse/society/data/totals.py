"""The totals of a society, checked; the tables fitted to them; and the shipped copy of those tables.

A shipped society carries its fitted tables, because fitting takes a second and needs pandas. The copy
names a hash of the totals it was fitted to. When somebody edits the totals the hash no longer agrees, and
the fit runs again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasshouse.base.errors import BadSociety
from glasshouse.base.reading import Document
from glasshouse.society import fit
from glasshouse.society.data import national, tables
from glasshouse.society.data.reading import Row, beside, read_csv
from glasshouse.society.data.sources import Source

Floats = NDArray[np.float64]

BAND_NAMES = ("0_14", "15_24", "25_34", "35_44", "45_54", "55_64", "65_74", "75_plus")
FITTED_COLUMNS = (
    *(f"age_{band}" for band in BAND_NAMES),
    *(f"male_{band}" for band in BAND_NAMES),
    *(f"income_rural_{k}" for k in range(1, 6)),
    *(f"income_urban_{k}" for k in range(1, 6)),
)


@dataclass(frozen=True)
class Totals:
    """What a society file says about age, sex and income, checked, before fitting. Axis 0 is the region
    (R)."""

    population: Floats  # (R,)
    urban: Floats  # (R,)
    groups: tables.AgeGroups
    male: Floats  # (R,) share of men
    pyramid: tuple[list[int], Floats] | None  # first ages (B,), men and women of the nation (B,2)
    income: tuple[Any, ...]  # ("mean", means (R,), settings ...) or ("shares", shares (R,5), table (2,5))

    def digest(self) -> str:
        """A hash of every number that the fit uses."""
        parts: list[Any] = [self.population, self.urban, self.groups.first_age, self.groups.shares, self.male]
        parts += [*(self.pyramid or ()), *self.income]
        text = ";".join(repr(np.asarray(part).tolist()) for part in parts)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Fitted:
    """The tables that nobody publishes."""

    age: Floats  # (R,8) shares of the model's bands
    male: Floats  # (R,8) share of men in each band
    income: Floats  # (R,2,5) national quintiles among rural (0) and urban (1) people


def read_totals(document: Document, rows: list[Row], sources: dict[str, Source]) -> Totals:
    """The totals of a society file. Raises BadSociety with the place of what does not hold together."""
    groups = tables.age_groups(rows, is_percent(sources, "age"))
    pyramid = national.pyramid(document) if "age_by_sex" in document.data else None
    _check_bands(document, groups, pyramid)
    if "sex_ratio" in rows[0].cells:
        ratio = tables.amounts(rows, "sex_ratio", 20, 500, "men per 100 women")
        male = ratio / (100 + ratio)
    else:
        male = tables.shares(rows, "male", is_percent(sources, "male"))
    income: tuple[Any, ...]
    if "mean_income" in rows[0].cells:
        means = tables.amounts(rows, "mean_income", 1e-9, 1e12, "income per head")
        income = ("mean", means, *national.income_settings(document))
    else:
        own = tables.income_shares(rows, is_percent(sources, "income"))
        income = ("shares", own, national.income_by_urban(document))
    people = np.array(tables.populations(rows), dtype=float)
    urban = tables.shares(rows, "urban", is_percent(sources, "urban"))
    return Totals(people, urban, groups, male, pyramid, income)


def fit_totals(totals: Totals) -> Fitted:
    """Fit the tables that nobody publishes to the totals, by iterative proportional fitting."""
    if totals.pyramid is None:
        age = totals.groups.shares / totals.groups.shares.sum(axis=1, keepdims=True)
        male = np.repeat(totals.male[:, None], len(fit.BANDS), axis=1)
    else:
        bands, table = totals.pyramid
        first = list(totals.groups.first_age)
        age, male = fit.age_by_sex(totals.population, totals.groups.shares, first, totals.male, table, bands)
    by = fit.income_by_mean if totals.income[0] == "mean" else fit.income_by_shares
    return Fitted(age, male, by(totals.population, totals.urban, *totals.income[1:]))


def read_fitted(document: Document, folder: Path, totals: Totals, codes: list[str]) -> Fitted | None:
    """The fitted tables shipped with a society, or None when there are none or they belong to other
    totals."""
    if "fitted" not in document.data:
        return None
    path = beside(folder, document.data["fitted"], document.place("fitted"))
    if not path.is_file():
        return None
    with path.open(encoding="utf-8") as file:
        if totals.digest() not in file.readline():
            return None
    rows = read_csv(path)
    if [row.cells.get("code") for row in rows] != codes or set(rows[0].cells) != {"code", *FITTED_COLUMNS}:
        raise BadSociety(
            "The fitted table has other regions or columns", place=path.name, next_step="Delete the file"
        )
    flat = np.array([[row.number(c, 0, 1, "share between 0 and 1") for c in FITTED_COLUMNS] for row in rows])
    age, income = flat[:, :8], flat[:, 16:].reshape(-1, 2, 5)
    # Written with seven digits, so that they miss 1 in the last: scaled back.
    return Fitted(
        age / age.sum(axis=1, keepdims=True), flat[:, 8:16], income / income.sum(axis=2, keepdims=True)
    )


def write_fitted(path: Path, totals: Totals, fitted: Fitted, codes: list[str]) -> None:
    """Write the fitted tables as CSV, with the hash of the totals they belong to in the first line."""
    flat = np.concatenate([fitted.age, fitted.male, fitted.income.reshape(len(codes), 10)], axis=1)
    lines = [
        f"# Fitted to the totals {totals.digest()}; made by `python -m glasshouse.society.data.refit`.",
        "# age: shares of people; male: share of men in the band; income: national quintiles by place.",
        "# Grade: derived.",
        ",".join(["code", *FITTED_COLUMNS]),
        *(",".join([code, *(f"{x:.7f}" for x in row)]) for code, row in zip(codes, flat, strict=True)),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def is_percent(sources: dict[str, Source], column: str) -> bool:
    """Whether a column is given in percent; shares between 0 and 1 otherwise."""
    return column in sources and sources[column].unit.casefold() in ("percent", "%", "per cent")


def _check_bands(
    document: Document, groups: tables.AgeGroups, pyramid: tuple[list[int], Floats] | None
) -> None:
    if pyramid is None:
        ours, theirs = (", ".join(map(str, ages)) for ages in (fit.BANDS, groups.first_age))
        if groups.first_age != fit.BANDS:
            raise BadSociety(
                f"The age groups begin at {theirs}, and there is no age_by_sex",
                place=document.name,
                allowed=f"groups that begin at {ours}; any others only with a national age_by_sex",
                next_step="Add the national pyramid as `age_by_sex:` (docs/societies.md)",
            )
        return
    for age in (*fit.BANDS, *groups.first_age):
        if age not in pyramid[0]:
            raise BadSociety(
                f"No band of age_by_sex begins at age {age}",
                value=age,
                place=document.place("age_by_sex"),
                allowed="a band beginning at each age where a group of the model or of the regions begins",
                next_step="Use five-year bands, as censuses print them",
            )
