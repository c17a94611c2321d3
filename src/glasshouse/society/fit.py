"""Fitting: from published one-way totals to the tables the generator draws from.

A census prints the age groups of each province and the pyramid of the nation, but not the pyramid of each
province. Iterative proportional fitting (Deming & Stephan 1940, by the library ipfn) finds the table that
agrees with all printed totals and otherwise keeps the shape of its seed. The library needs pandas, so it
is imported only when a fit runs; the shipped societies carry their fitted tables.
"""

from __future__ import annotations

import contextlib
import io

import numpy as np
from numpy.typing import NDArray

from glasshouse.base.errors import BadSociety

Floats = NDArray[np.float64]

BANDS = (0, 15, 25, 35, 45, 55, 65, 75)  # first age of each band of the model; the last is open
QUINTILES = 5
TOLERANCE = 1e-8  # largest relative distance from a printed total at which a fit has converged
ROUNDS = 2000  # China takes about 30


def rake(seed: Floats, totals: list[Floats], axes: list[list[int]]) -> Floats:
    """Scale a table until its sums over the other axes equal `totals`.

    `seed` has any number of axes; totals[i] holds the sums that remain on axes[i]. Cells that are zero
    stay zero. Sums of totals[i] must agree with one another. Raises BadSociety when the totals contradict
    each other or the zeros.
    """
    from ipfn.ipfn import ipfn

    fit = ipfn(
        np.array(seed, dtype=float),
        [np.array(total, dtype=float) for total in totals],
        axes,
        convergence_rate=TOLERANCE / 10,
        max_iteration=ROUNDS,
        rate_tolerance=0.0,
    )
    # The library prints its verdict, which would spoil `--json`, and divides by totals that are zero.
    with contextlib.redirect_stdout(io.StringIO()), np.errstate(divide="ignore", invalid="ignore"):
        table = np.asarray(fit.iteration(), dtype=float)
    worst = max(_distance(table, total, kept) for total, kept in zip(totals, axes, strict=True))
    if not worst <= TOLERANCE:
        raise BadSociety(
            f"The tables contradict each other: after fitting, a total is still {worst:.2g} of itself off",
            value=worst,
            allowed="totals that one table can have",
            next_step="Check that no band is empty in one table and full in another, and that years agree",
        )
    return table


def _distance(table: Floats, total: Floats, kept: list[int]) -> float:
    summed = table.sum(axis=tuple(i for i in range(table.ndim) if i not in kept))
    return float(
        np.max(
            np.abs(summed - total) / np.maximum(total, 1e-300), initial=0.0, where=(total > 0) | (summed > 0)
        )
    )


def age_by_sex(
    population: Floats, groups: Floats, first_age: list[int], male: Floats, pyramid: Floats, bands: list[int]
) -> tuple[Floats, Floats]:
    """Fit the age pyramid of each region to its age groups, its sex ratio and the national pyramid.

    Takes population (R,), shares of age groups (R,G) with their first ages (G,), share of men (R,), and
    the national pyramid (B,2) men and women by bands whose first ages are `bands` (B,). Returns (age,
    male): shares of the model's eight bands (R,8), and the share of men in each (R,8).

    The printed regional shares are held exactly; rounded to 0.01 % they do not quite add up to the
    pyramid, so that the pyramid is first scaled to them (for China it moves by less than 0.1 %).
    """
    share = groups / groups.sum(axis=1, keepdims=True)
    by_group = population[:, None] * share
    by_sex = population[:, None] * np.stack([male, 1 - male], axis=1)
    group_of = np.searchsorted(first_age, bands, side="right") - 1
    nested = np.zeros((len(first_age), len(bands), 2))  # (G,B,2): a band lies in one group, zero elsewhere
    nested[group_of, np.arange(len(bands))] = pyramid
    nation = rake(nested, [by_group.sum(axis=0), by_sex.sum(axis=0)], [[0], [2]])
    seed = population[:, None, None, None] * nation / population.sum()
    people = rake(seed, [by_group, by_sex, nation.sum(axis=0)], [[0, 1], [0, 3], [2, 3]]).sum(axis=1)
    model = np.searchsorted(BANDS, bands, side="right") - 1
    wide = np.stack([people[:, model == band].sum(axis=1) for band in range(len(BANDS))], axis=1)  # (R,8,2)
    return wide.sum(axis=2) / population[:, None], wide[:, :, 0] / wide.sum(axis=2)


def income_by_mean(
    population: Floats,
    urban: Floats,
    mean_income: Floats,
    quintile_means: Floats,
    people: Floats,
    ratio: float,
    spread: float,
) -> Floats:
    """Fit shares of national income quintiles to each region's mean income, in towns and in the country.

    Takes population, urban share and mean income (R,), the mean income and the share of people of each
    national quintile (5,), the ratio of urban to rural mean income, and the standard deviation of the
    logarithm of income within the towns (or the country) of one region. Returns shares (R,2,5), rural
    first.

    Seed: log-normal income with mean m in the region's towns (country), m_urban = ratio x m_rural, cut at
    the geometric means of neighbouring quintile means: P(income < c) = Phi((ln c - ln m) / s + s / 2).
    Then fitted so that the nation has `people` in each quintile.
    """
    from scipy.special import ndtr

    rural_mean = mean_income / (urban * ratio + 1 - urban)
    place_mean = np.stack([rural_mean, ratio * rural_mean], axis=1)  # (R,2)
    cuts = np.sqrt(quintile_means[1:] * quintile_means[:-1])
    below = ndtr((np.log(cuts) - np.log(place_mean)[:, :, None]) / spread + spread / 2)
    edges = np.concatenate([np.zeros((*place_mean.shape, 1)), below, np.ones((*place_mean.shape, 1))], axis=2)
    return _shares_within(population, urban, np.diff(edges, axis=2), people)


def income_by_shares(population: Floats, urban: Floats, quintiles: Floats, table: Floats) -> Floats:
    """Fit shares of income quintiles in towns and in the country to each region's own quintile shares.

    Takes population and urban share (R,), quintile shares (R,5), and a national table (2,5) of rural and
    urban shares by quintile that serves as the seed. Returns shares (R,2,5), rural first.
    """
    places = np.stack([1 - urban, urban], axis=1)
    own = quintiles / quintiles.sum(axis=1, keepdims=True)
    fitted = np.empty((len(population), 2, QUINTILES))
    for region in range(len(population)):
        if (
            not 0 < urban[region] < 1
        ):  # one kind of place only: it has the region's shares, and so the empty one
            fitted[region] = own[region]
            continue
        people = rake(table, [places[region], own[region]], [[0], [1]])
        fitted[region] = people / people.sum(axis=1, keepdims=True)
    return fitted


def _shares_within(population: Floats, urban: Floats, seed: Floats, people: Floats) -> Floats:
    """Fit shares (R,2,5) so that the nation has `people` (5,) while each region keeps its towns and
    country."""
    places = population[:, None] * np.stack([1 - urban, urban], axis=1)
    nation = population.sum() * people / people.sum()
    table = rake(places[:, :, None] * seed, [places, nation], [[0, 1], [2]])
    empty = (
        places == 0
    )  # a region without countryside still needs shares that add up, though nobody draws from them
    return np.where(empty[:, :, None], seed, table / np.where(empty, 1.0, places)[:, :, None])
