"""The climate: grievance, visible silence, operators, attention, requests, leaks, concessions."""

import math

import numpy as np
import pytest

from glasshouse.base import cast, ledger
from glasshouse.base.counters import NCOUNT, index
from glasshouse.base.slots import PLAN_SIZE
from glasshouse.climate import fields as f
from glasshouse.climate.regimes import Regimes
from glasshouse.climate.week import Climate, poisson, uniform, uniforms
from glasshouse.run.world import high_values
from glasshouse.society.clocks import namesake_upper

VALUES = {name: parameter.value for name, parameter in ledger.load().items()}
PEOPLE = np.array([1e6, 1e6, 1e6, 1e6])


def climate(people=PEOPLE, real=None, off=frozenset(), expected=0.0) -> Climate:
    return Climate(
        seed=1, people=people, real=people if real is None else real, off=off, high=high_values(),
        expected_alerts=np.full(len(people), expected),
    )  # fmt: skip


def counts(regions: int = 4, **counted) -> np.ndarray:
    last = np.zeros((regions, NCOUNT), np.int64)
    for name, value in counted.items():
        last[:, index(name)] = value
    return last


def live(sky: Climate, weeks, last, **values) -> np.ndarray:
    """Let weeks pass in which every week counts the same; return the plan rows of the last."""
    PP = np.zeros((len(sky.people), PLAN_SIZE), np.int64)
    for week in weeks:
        sky.write(
            week,
            [{**VALUES, **{k.replace("__", "."): v for k, v in values.items()}}] * len(sky.people),
            last,
            PP,
        )
    return PP


# --- draws of its own ------------------------------------------------------------------------------------------------


def test_the_climates_draws_are_keyed_and_even():
    u = np.array([uniform(1, week, 7, region) for week in range(60) for region in range(30)])
    assert uniforms(1, 3, 7, 30).tolist() == [uniform(1, 3, 7, region) for region in range(30)]
    assert uniform(1, 3, 7, 2) == uniform(1, 3, 7, 2) != uniform(2, 3, 7, 2)
    assert abs(u.mean() - 0.5) < 4.5 / math.sqrt(12 * len(u)) and u.min() >= 0 and u.max() < 1


@pytest.mark.parametrize("mean", [0.0, 0.3, 12.0, 399.0, 2000.0])
def test_poisson_counts_have_their_mean_and_variance_on_both_sides_of_the_approximation(mean):
    drawn = np.array([poisson(uniform(1, week, 9, 0), mean) for week in range(1500)])
    assert drawn.mean() == pytest.approx(mean, abs=4.5 * math.sqrt(mean / 1500) + 1e-12)
    assert mean == 0 or drawn.var() == pytest.approx(mean, rel=0.25)


# --- grievance -------------------------------------------------------------------------------------------------------


def test_grievance_rises_with_wrongs_per_thousand_and_fades_on_two_clocks():
    sky = climate()
    live(sky, [0], None)
    live(sky, [1], counts(refusals_fact=1000))  # one per 1,000 people
    first = sky.grievance[0]
    assert first == pytest.approx(VALUES["response.grievance_per_wrong"])
    live(sky, range(2, 22), counts())
    rho = VALUES["response.grievance_slow_share"]
    slow, fast = VALUES["response.grievance_slow_weeks"], VALUES["response.grievance_fast_weeks"]
    assert sky.grievance[0] == pytest.approx(
        first * (rho * math.exp(-20 / slow) + (1 - rho) * math.exp(-20 / fast))
    )


def test_a_refusal_by_rule_is_no_grievance_and_without_response_nothing_is():
    sky = climate()
    live(sky, [1], counts(refusals_by_rule=10_000))
    assert not sky.grievance.any()
    mute = climate(off=frozenset({"response"}))
    live(mute, [1], counts(refusals_fact=10_000))
    assert not mute.grievance.any()


def test_grievance_makes_news():
    calm, upset = climate(), climate()
    assert (
        live(upset, [1], counts(wrongful_stops=5000))[:, f.NEWS] > live(calm, [1], counts())[:, f.NEWS]
    ).all()


# --- silence ---------------------------------------------------------------------------------------------------------


def test_where_every_post_is_visible_and_nobody_afraid_nobody_is_silenced():
    PP = live(climate(), [1], counts(critical_posts_wished=1000, posts_critical=300))
    assert (PP[:, f.SILENCE] == cast.HALF_SCALE).all()
    assert (np.diff(PP[0, f.SILENCE : f.SILENCE + 9]) < 0).all()


def test_people_who_are_not_on_the_app_do_not_count_as_silent():
    on, off = (live(climate(), [1], counts(critical_posts_wished=1000, posts_critical=n)) for n in (1000, 0))
    assert (on[:, f.SILENCE] == off[:, f.SILENCE]).all()


def test_posts_withheld_and_removed_silence_others_and_a_filters_mistakes_do_not():
    free = live(climate(), [1], counts(critical_posts_wished=1000))
    held = live(climate(), [1], counts(critical_posts_wished=1000, posts_not_written=400))
    gone = live(climate(), [1], counts(critical_posts_wished=1000, posts_suppressed=400))
    mistakes = live(
        climate(), [1], counts(critical_posts_wished=1000, posts_suppressed=400, posts_wrongly_suppressed=400)
    )
    assert (held[:, f.SILENCE] == gone[:, f.SILENCE]).all() and (
        held[:, f.SILENCE] < free[:, f.SILENCE]
    ).all()
    assert (mistakes[:, f.SILENCE] == free[:, f.SILENCE]).all()


# --- operators -------------------------------------------------------------------------------------------------------


def test_operators_look_at_as_many_alerts_as_they_can():
    capacity = VALUES["cameras.review_capacity_per_100k_day"] * 7 * 10
    for load, share in ((capacity / 2, 1.0), (capacity, 1.0), (capacity * 4, 0.25)):
        sky = climate(expected=load / 1e6)
        PP = live(sky, range(1, 60), counts(alerts=round(load)))
        assert PP[0, f.REVIEW_SHARE] / cast.ONE == pytest.approx(share, rel=0.02)


def test_with_little_capacity_and_few_people_no_more_is_looked_at_than_capacity_allows():
    """One alert every fifth week, capacity for one every fiftieth: quiet weeks must not staff the others."""
    sky = climate(people=np.full(4, 1000.0), expected=0.2 / 1000)
    seen = 0.0
    for week in range(1, 2001):
        PP = live(
            sky,
            [week],
            counts(alerts=1 if week % 5 == 0 else 0),
            cameras__review_capacity_per_100k_day=0.02 / 7 * 100,
        )
        seen += PP[0, f.REVIEW_SHARE] / cast.ONE if (week + 1) % 5 == 0 else 0.0
    assert seen == pytest.approx(2000 * 0.02, rel=0.5)


def test_the_share_that_is_looked_at_does_not_hang_on_how_many_people_are_simulated():
    rng = np.random.default_rng(6)
    shares = []
    for people in (3e3, 3e5):
        sky = climate(people=np.full(4, people), expected=1e-4)
        seen = []
        for week in range(1, 400):
            PP = live(
                sky,
                [week],
                counts(alerts=rng.poisson(1e-4 * people)),
                cameras__review_capacity_per_100k_day=0.5,
            )
            seen.append(PP[:, f.REVIEW_SHARE].mean() / cast.ONE)
        shares.append(np.mean(seen[100:]))
    assert shares[1] == pytest.approx(0.5 * 7 / 10, rel=0.1)
    assert shares[0] == pytest.approx(shares[1], rel=0.4)


def test_alerts_that_nobody_looked_at_wait_until_a_week_with_time_to_spare():
    """Capacity for ten a week; five weeks with fifteen leave 25 waiting, and quiet weeks work them off."""
    sky = climate()
    ten = {"cameras__review_capacity_per_100k_day": 10 / 7 / 10}
    live(sky, range(1, 6), counts(alerts=15, alerts_reviewed=10, alerts_unreviewed=5), **ten)
    assert sky.series["review_backlog"][-1] == pytest.approx([25] * 4)
    live(sky, range(6, 8), counts(alerts=2, alerts_reviewed=2), **ten)
    assert sky.series["review_backlog"][-1] == pytest.approx([9] * 4)
    live(sky, range(8, 10), counts(), **ten)
    assert not sky.series["review_backlog"][-1].any()


@pytest.mark.parametrize("people", [3e3, 3e6])
def test_namesakes_and_reviewers_meet_as_many_cases_in_small_regions_as_in_large_ones(people):
    """Three cases a week in a million people are none in most weeks of a village: no week stands for the next."""
    values = {**VALUES, "rating.name_only_share": 0.5, "remedies.pre_review": 1.0}
    rate = values["life.default_per_year"] / cast.WEEKS_PER_YEAR
    values["remedies.pre_review_capacity_per_100k_week"] = rate * 1e5 / 2
    rng = np.random.default_rng(3)
    sky = climate(people=np.full(4, people))
    PP = np.zeros((4, PLAN_SIZE), np.int64)
    namesakes, looked = [], []
    for week in range(1, 1200):
        last = counts()
        last[:, index("new_cases")] = rng.poisson(rate * people, 4)
        sky.write(week, [values] * 4, last, PP)
        namesakes.append(PP[:, f.NAMESAKE].mean() / cast.ONE)
        looked.append(PP[:, f.PRE_REVIEWED].mean() / cast.ONE)
    room = namesake_upper(high_values())
    assert np.mean(namesakes) * room == pytest.approx(values["life.default_per_year"] * 0.5, rel=0.12)
    share = 0.5 * (1 - values["remedies.appeal_rubber_stamp"])
    assert np.mean(looked) == pytest.approx(share, rel=0.05 if people > 1e5 else 0.5)


# --- attention -------------------------------------------------------------------------------------------------------


def patrols(weeks: int, fix: float, follow: float = 1.0) -> np.ndarray:
    """Attention of four equal regions when what is found follows attention (Ensign et al. 2018)."""
    sky = climate()
    rng = np.random.default_rng(8)
    attention = np.ones(4)
    for week in range(weeks):
        last = counts(offences_captured=0)
        last[:, index("offences_captured")] = rng.poisson(400 * attention)
        PP = live(sky, [week], last, cameras__patrol_fix=fix, cameras__follow_findings=follow)
        attention = PP[:, f.ATTENTION] / cast.HALF_SCALE
    return attention


def test_attention_that_does_not_follow_findings_stays_even():
    assert (patrols(30, fix=0.0, follow=0.0) == 1.0).all()


def test_attention_that_follows_findings_keeps_an_early_accident_and_the_fix_forgets_it():
    sky_biased = []
    for fix in (0.0, 1.0):
        sky = climate()
        sky.findings = np.array([4.0, 1.0, 1.0, 1.0])
        attention = sky.findings / sky.findings.mean()
        for week in range(300):
            last = counts(offences_captured=0)
            last[:, index("offences_captured")] = np.rint(400 * attention)
            PP = live(sky, [week], last, cameras__patrol_fix=fix, cameras__follow_findings=1.0)
            attention = PP[:, f.ATTENTION] / cast.HALF_SCALE
        sky_biased.append(attention[0])
    runaway, fixed = sky_biased
    assert runaway == pytest.approx(4 / 7 * 4, rel=0.05)
    assert abs(fixed - 1) < abs(runaway - 1) / 2


def test_attention_is_shared_out_and_not_created():
    assert patrols(50, fix=0.0).mean() == pytest.approx(1.0, abs=0.01)


# --- custody ---------------------------------------------------------------------------------------------------------


def test_requests_scale_with_the_people_who_really_live_there():
    """A simulation of fewer people asks for the same share of files."""
    few, many = (
        climate(people=np.full(4, 1e4), real=np.full(4, 5e7)),
        climate(people=np.full(4, 1e6), real=np.full(4, 5e7)),
    )
    a = [live(few, [week], counts(people_with_records=6000))[:, f.FILE].mean() for week in range(1, 40)]
    b = [live(many, [week], counts(people_with_records=600_000))[:, f.FILE].mean() for week in range(1, 40)]
    assert a == b and np.mean(a) > 0
    rates = np.array(few.series["requests"]) * cast.WEEKS_PER_YEAR
    assert rates.mean() == pytest.approx(VALUES["custody.requests_per_100k_year"], rel=0.1)


@pytest.mark.parametrize(
    "changed", [{"custody__legal_test": 1.0}, {"custody__compliance": 0.5}, {"custody__domestic_share": 0.1}]
)
def test_a_legal_test_less_compliance_or_storage_abroad_opens_fewer_files(changed):
    base = sum(live(climate(real=PEOPLE * 50), [w], None)[:, f.FILE].sum() for w in range(20))
    less = sum(live(climate(real=PEOPLE * 50), [w], None, **changed)[:, f.FILE].sum() for w in range(20))
    assert 0 < less < base


def test_a_central_store_leaks_everywhere_at_once_and_regional_ones_each_for_itself():
    central, own = climate(), climate()
    together = [
        live(central, [w], None, custody__central_store=1.0, custody__breach_per_year=0.5)[:, f.BREACH]
        for w in range(300)
    ]
    apart = [
        live(own, [w], None, custody__central_store=0.0, custody__breach_per_year=0.5)[:, f.BREACH]
        for w in range(300)
    ]
    assert all(len(set(week)) == 1 for week in together) and any(len(set(week)) == 2 for week in apart)
    leaks = 300 * cast.weekly(0.5)
    assert abs(np.sum(together) / 4 - leaks) < 4.5 * math.sqrt(leaks)
    assert abs(np.sum(apart) - 4 * leaks) < 4.5 * math.sqrt(4 * leaks)


# --- adoption, concessions -------------------------------------------------------------------------------------------


def test_nobody_joins_above_the_ceiling():
    ceiling = VALUES["platform.adoption_ceiling"]
    full = live(climate(), [1], counts(app_users=round(1e6 * ceiling) + 1))
    half = live(climate(), [1], counts(app_users=round(5e5 * ceiling)))
    assert (full[:, f.JOIN_ROOM] == 0).all() and half[0, f.JOIN_ROOM] == pytest.approx(32768, abs=2)


class Policy:
    threshold, width, weekly_hazard = 1.0, 0.3, 0.1


def test_grievance_at_the_threshold_wins_half_of_the_hazard_and_more_wins_more():
    def won(grievance):
        return np.mean(
            [Regimes._wins(Policy, 0, week, r, grievance, 1) for week in range(200) for r in range(30)]
        )

    for grievance, hazard in ((1.0, 0.05), (100.0, 0.1), (-100.0, 0.0)):
        assert won(grievance) == pytest.approx(hazard, abs=4.5 * math.sqrt(0.1 / 6000))
