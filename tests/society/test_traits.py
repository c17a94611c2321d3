"""Who people are: traits follow the marginals, and the first day the rates that the ledger states."""

import numpy as np
import pytest

from glasshouse import society
from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.base import ledger
from glasshouse.day.first import first_day
from glasshouse.run.world import Bench, make, prepare_week
from glasshouse.scenario.planning import plan
from glasshouse.society import classes, traits

pytestmark = pytest.mark.kernels

CHINA = society.load("china")
VALUES = {name: parameter.value for name, parameter in ledger.load().items()}
ROWS = traits.thresholds(CHINA, VALUES)
PEOPLE, REGION = 4_096, 0


def drawn(urban: int = 1, people: int = PEOPLE, seed: int = 1) -> np.ndarray:
    """Return the traits of people of the first region, (columns, people)."""
    out = np.zeros((c.N_COLUMNS, people), Bench.new(1).M.dtype)
    for start in range(0, people, c.COMMUNITY):
        block = np.zeros((c.N_COLUMNS, c.COMMUNITY), out.dtype)
        for i in range(c.COMMUNITY):
            traits.draw_traits(block, ROWS[REGION], seed, start + i, i, urban)
        out[:, start : start + c.COMMUNITY] = block
    return out


def close(seen: int, share: float, people: int = PEOPLE) -> bool:
    return abs(seen - people * share) < 4.5 * np.sqrt(people * share * (1 - share) + 1)


def test_age_income_and_group_follow_the_regions_marginals():
    M = drawn()
    for band in range(8):
        assert close((M[c.AGE] == band).sum(), CHINA.age[REGION, band])
    for quintile in range(5):
        assert close((M[c.INCOME] == quintile).sum(), CHINA.income[REGION, 1, quintile])
    assert close((M[c.GROUP] == 1).sum(), CHINA.minority[REGION])
    assert close((M[c.SEX] == 1).sum(), float((CHINA.male[REGION] * CHINA.age[REGION]).sum()))


@pytest.mark.parametrize(
    ("column", "shares"),
    [(c.CONDUCT, classes.CONDUCT_SHARES), (c.LOOK, classes.LOOK_SHARES), (c.NAME, classes.NAME_SHARES)],
)
def test_classes_have_their_shares(column, shares):
    M = drawn()
    for k, share in enumerate(shares):
        assert close((M[column] == k).sum(), share)


def test_traits_are_drawn_apart_from_each_other():
    M = drawn().astype(float)
    columns = [c.SEX, c.GROUP, c.INCOME, c.CONDUCT, c.LOOK, c.NAME, c.CONN]
    off_diagonal = np.corrcoef(M[columns]) - np.eye(len(columns))
    assert np.abs(off_diagonal).max() < 4.5 / np.sqrt(PEOPLE)


def test_the_rich_fly_more():
    M = drawn()
    adults = M[c.AGE] > 0
    flyers = [float((M[c.MOBILITY, adults & (M[c.INCOME] == q)] >= 2).mean()) for q in (0, 4)]
    assert flyers[0] < flyers[1]
    assert classes.mobility_shares(VALUES)[:, 2:].sum(axis=1).mean() == pytest.approx(
        VALUES["society.traveller_share"], rel=0.02
    )
    assert classes.mobility_shares(VALUES).sum(axis=1) == pytest.approx(np.ones(5))


def test_children_represent_no_company_lend_no_identity_write_nothing_and_do_not_travel_alone():
    M = drawn()
    children = M[c.AGE] == 0
    assert not M[[c.REP, c.BORROWED, c.VOICE, c.MOBILITY]][:, children].any()
    assert children.sum() > 100


def test_multipliers_have_mean_one_over_people():
    for shares, factors in (
        (classes.CONDUCT_SHARES, classes.conduct_factors(VALUES)),
        (classes.LOOK_SHARES, classes.lookalike_factors(VALUES)),
        (classes.CONNECTIVITY_SHARES, classes.CONNECTIVITY_FACTORS),
        (classes.NAME_SHARES, classes.NAME_FACTORS),
        (classes.VOICE_SHARES, classes.voice_factors(VALUES)),
    ):
        assert (shares * factors).sum() == pytest.approx(1.0, abs=0.01)


# --- the first day ---------------------------------------------------------------------------------------------------


def begun(scenario: str = "china-2018", communities: int = 8, **values: float) -> np.ndarray:
    """Return the first day of some communities of grown-up people, (columns, people)."""
    chosen = {name.replace("__", "."): value for name, value in values.items()}
    world = make(plan(scenario, people=62, days=7, set=chosen))
    prepare_week(world, 0)
    parts = []
    for k in range(communities):
        bench = Bench.new(seed=3)
        bench.D[d.FIRST], bench.D[d.N] = k * c.COMMUNITY, c.COMMUNITY
        bench.M[c.AGE] = 3
        first_day(bench.M, world.PP[0], bench.D, c.COMMUNITY)
        parts.append(bench.M.copy())
    return np.concatenate(parts, axis=1)


def test_the_first_day_finds_people_aware_listed_and_sought_at_the_stated_rates():
    M = begun(
        rating__listed_at_start=0.05, cameras__wanted_per_100k=2000.0, cameras__watchlist_wrong_share=0.3
    )
    people = M.shape[1]
    assert close(int(M[c.AWARE].sum()), VALUES["response.aware_at_start"], people)

    assert M[c.WATCH].sum() > 0 and close(int(M[c.WATCH_WRONG].sum()), 0.3 * M[c.WATCH].mean(), people)
    assert (
        close(int(M[c.LISTED].sum()), 0.05, people) or M[c.LISTED].sum() < 0.05 * people
    )  # some terms are over


def test_hardship_begins_at_its_mean_and_concern_and_approval_at_their_margins():
    M = begun()
    people = M.shape[1]
    assert M[c.HARDSHIP].mean() == pytest.approx(255 * VALUES["response.hardship_at_start"], rel=0.06)
    assert close(int((M[c.CONCERN] >= 8).sum()), VALUES["response.concern_at_start"], people)
    assert close(int((M[c.APPROVAL] >= 8).sum()), VALUES["response.approval_at_start"], people)
    worried = M[c.CONCERN] >= 8
    correlation = np.corrcoef(worried, M[c.APPROVAL] >= 8)[0, 1]
    assert correlation == pytest.approx(
        VALUES["response.concern_approval_correlation"], abs=4.5 / np.sqrt(people)
    )


def test_in_a_world_without_an_apparatus_the_first_day_finds_nothing_held_about_anybody():
    M = begun("nothing")
    assert not M[[c.ADOPTED, c.CONSENT, c.STOCK, c.WATCH, c.LISTED, c.POINTS, c.EVER, c.TAINT, c.SIDE]].any()
    assert M[c.HARDSHIP].any()


def test_nobody_begins_wronged_where_nothing_errs():
    world = make(plan("china-2018", people=62, days=7, perfect=True, set={"rating.listed_at_start": 0.5}))
    prepare_week(world, 0)
    bench = Bench.new(seed=3)
    bench.M[c.AGE] = 3
    first_day(bench.M, world.PP[0], bench.D, c.COMMUNITY)
    assert not bench.M[c.TAINT].any() and (bench.M[c.LISTED] == bench.M[c.LISTED_TRUE]).all()
    assert bench.M[c.LISTED].sum() > 100
