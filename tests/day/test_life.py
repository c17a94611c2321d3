"""Life and the loop: candidates are luck, acceptance is policy, and a week's counts have their stated means."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glasshouse.base import cast, draw, ledger
from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.climate import fields as w
from glasshouse.day import loop
from glasshouse.day.gates import tables as gates
from glasshouse.day.life import tables, week
from glasshouse.day.platform import tables as platform
from glasshouse.society import clocks
from glasshouse.society.contacts import MARGIN, read_contacts

from .stage import ALWAYS, NEVER, Stage, near

pytestmark = pytest.mark.kernels

HIGH = {name: p.high for name, p in ledger.load().items()}
LOW = {name: p.low for name, p in ledger.load().items()}
VALUE = {name: p.value for name, p in ledger.load().items()}


# --- clocks: candidates are luck -------------------------------------------------------------------------------------


def test_every_kind_owns_its_interval_and_room_is_left_for_kinds_to_come():
    for rates in (
        clocks.demand_upper(HIGH),
        clocks.breach_upper(HIGH),
        clocks.speech_upper(HIGH),
        clocks.luck_upper(HIGH),
    ):
        for kinds in rates:
            row = clocks.clock(kinds)
            ends = row[clocks.POISSON : clocks.MOST]
            assert (np.diff(row[: clocks.POISSON]) >= 0).all() and (np.diff(ends) >= 0).all()
            if kinds.sum() > 0:
                assert 0 < ends[-1] < cast.ONE
                widths = np.diff(np.concatenate([[0], ends[: len(kinds)]])) / cast.ONE
                assert widths == pytest.approx(kinds / kinds.sum() * ends[-1] / cast.ONE, abs=1e-8)


def test_upper_rates_come_from_the_ends_of_ranges_and_never_from_values_in_force():
    for values in (LOW, VALUE, HIGH):
        same = Stage(
            **{
                f"life__{n}": values[f"life.{n}"]
                for n in ("default_per_year", "late_payment_per_year", "award_per_year")
            }
        )
        assert (upper_rates(same) == upper_rates(Stage())).all()


def test_no_clock_loses_more_than_three_in_ten_thousand_of_anybodys_candidates():
    """Eight places a clock and week are enough even for the worst driver in the poorest fifth."""
    for rates in (
        clocks.demand_upper(HIGH),
        clocks.breach_upper(HIGH),
        clocks.speech_upper(HIGH),
        clocks.luck_upper(HIGH),
    ):
        for kinds in rates:
            row = clocks.clock(kinds)
            if kinds.sum() > 0:
                weekly = kinds.sum() / (row[clocks.POISSON + len(kinds) - 1] / cast.ONE) / cast.WEEKS_PER_YEAR
                assert (1 - row[: clocks.POISSON] / cast.ONE).sum() > weekly * (1 - 3e-4)


def test_candidates_of_four_clocks_never_outgrow_their_room():
    """The busiest imaginable week of a whole community, far more than the desk holds at a time, loses nobody."""
    assert 4 * clocks.POISSON < d.CANDIDATE_ROOM
    s = Stage(60).week(3)
    for place, many in (
        (clocks.DEMAND_CLOCK, clocks.DEMAND_CLASSES),
        (clocks.BREACH_CLOCK, clocks.BREACH_CLASSES),
        (clocks.SPEECH_CLOCK, clocks.SPEECH_CLASSES),
        (clocks.LUCK_CLOCK, clocks.LUCK_CLASSES),
    ):
        s.P[place : place + many * clocks.STRIDE].reshape(many, clocks.STRIDE)[:, : clocks.POISSON] = 0
    assert {len(candidates_shown(s, i)) for i in range(60)} == {4 * clocks.POISSON}
    s.U[loop.SHOWS] = 1
    before = s.D[d.DOORS_END : d.GONE + d.GONE_WEEKS].copy()
    loop.candidates(s.M, s.P, s.D, 60, s.U)
    assert (s.D[d.DOORS_END : d.GONE + d.GONE_WEEKS] == before).all()
    assert {line[0] for line in s.log()} == set(range(60))


def upper_rates(s: Stage):
    """Return all classes of all clocks up to the highest acceptances, which alone follow the values in force."""
    many = clocks.DEMAND_CLASSES + clocks.BREACH_CLASSES + clocks.SPEECH_CLASSES + clocks.LUCK_CLASSES
    first = clocks.DEMAND_CLOCK
    return s.P[first : first + many * clocks.STRIDE].reshape(many, clocks.STRIDE)[:, : clocks.MOST]


def candidates_shown(s: Stage, i: int) -> list[tuple[int, int, int]]:
    """Return person i's candidates of the week as (person, stream, number), as the clocks show them."""
    m = loop.collect(s.M, s.P, s.D, s.U, i, 0)
    which = [int(w) for w in s.D[d.WHICH : d.WHICH + m]]
    return [(int(s.D[d.OWNER + j]), w >> 4, w & 15) for j, w in enumerate(which)]


@given(st.integers(0, 10**6), st.integers(0, 400))
@settings(max_examples=40, deadline=None)
def test_candidates_are_lived_in_the_order_of_days(person, number):
    s = Stage(2).week(number)
    s.D[d.FIRST] = person
    which = [
        stream * 16 + n for stream in (draw.DEMAND, draw.BREACH, draw.SPEECH, draw.LUCK) for n in range(3)
    ]
    s.D[d.OWNER : d.OWNER + 12] = 0
    s.D[d.WHICH : d.WHICH + 12] = which
    s.D[d.CLOCK : d.CLOCK + 12] = np.repeat([clock_of(stream) for stream in CLOCKS], 3)
    loop.live(s.M, s.P, s.D, 12)
    drawn = [draw.draw(1, person, number, w >> 4, w & 15) for w in which]
    stay = [j for j in range(12) if not hopeless(s, which[j] >> 4, *drawn[j])]
    lived = [(int(s.D[d.WHEN + j]), which.index(int(s.D[d.WHICH + j]))) for j in range(len(stay))]
    assert lived == sorted(lived), "by day, and on one day in the order of clocks"
    assert sorted(place for _, place in lived) == stay, "each that could happen, once"
    assert all(7 * number <= day < 7 * number + 7 for day, _ in lived)
    for j, (day, place) in enumerate(lived):
        assert day == 7 * number + ((drawn[place][0] * 7) >> 32)
        kind = loop.kind_of(s.P, clock_of(which[place] >> 4), drawn[place][1])
        assert [int(s.D[field + j]) for field in (d.OF_KIND, d.ACCEPT, d.OUTCOME)] == [
            kind,
            *drawn[place][2:],
        ]
        at_door = [int(s.D[d.DOOR + k * d.CANDIDATE_ROOM + j]) for k in range(4)]
        assert at_door == list(draw.draw(1, person, day, draw.GATE, which[place]))


CLOCKS = (draw.DEMAND, draw.BREACH, draw.SPEECH, draw.LUCK)


def clock_of(stream: int) -> int:
    """Return the clock of a woman of middle income, of the first class in all else."""
    return {
        draw.DEMAND: clocks.DEMAND_CLOCK + 2 * clocks.STRIDE,
        draw.BREACH: clocks.BREACH_CLOCK + 2 * clocks.STRIDE,
        draw.SPEECH: clocks.SPEECH_CLOCK,
        draw.LUCK: clocks.LUCK_CLOCK,
    }[stream]


def hopeless(s: Stage, stream: int, when: int, kind: int, accept: int, outcome: int) -> bool:
    """Return whether a candidate is of no kind yet, or too high for whatever state its person may be in."""
    return bool(accept >= most(s, stream, loop.kind_of(s.P, clock_of(stream), kind)))


def most(s: Stage, stream: int, kind: int, conduct: int = 0, voice: int = 0) -> int:
    """Return the highest acceptance that a kind of event can have, from what each mechanism says of it."""
    if kind == clocks.KINDS:
        return 0
    if stream == draw.DEMAND:
        return int(s.P[gates.DEMAND + kind])
    if stream == draw.BREACH:
        by_hardship = (tables.LATE_BY_HARDSHIP, tables.DEFAULT_BY_HARDSHIP)
        if kind <= clocks.DEFAULT:
            high = max(s.P[by_hardship[kind] : by_hardship[kind] + 256])
        elif kind <= clocks.ORDER:
            high = s.P[tables.TRAFFIC if kind == clocks.TRAFFIC else tables.ORDER]
        else:
            return int(s.P[tables.VOLUNTEER + kind - clocks.VOLUNTEER])
        return int(high * s.P[tables.CONDUCT + conduct]) >> 16
    if stream == draw.SPEECH:
        high = s.P[tables.CRITICAL if kind == clocks.CRITICAL else platform.FLAGGED]
        return int(high * s.P[tables.VOICE + voice]) >> 16
    return cast.ONE


def stays(s: Stage, stream: int, clock: int, kind: int, accept: int) -> bool:
    """Return whether a candidate of a kind is kept at a draw."""
    s.D[d.OWNER], s.D[d.WHICH], s.D[d.CLOCK], s.D[d.ACCEPT] = 0, stream * 16, clock, accept
    s.D[d.OF_KIND] = in_interval(s, clock, kind)
    return bool(loop.without_hopeless(s.P, s.D, 1) == 1)


@pytest.mark.parametrize("conduct", [0, 4, 7])
@pytest.mark.parametrize("kind", range(len(clocks.BREACHES)))
def test_no_breach_that_could_happen_is_called_hopeless(conduct, kind):
    s = Stage()
    clock = clocks.BREACH_CLOCK + (conduct * 5 + 2) * clocks.STRIDE
    high = most(s, draw.BREACH, kind, conduct)
    assert stays(s, draw.BREACH, clock, kind, high - 1) and not stays(s, draw.BREACH, clock, kind, high)


@pytest.mark.parametrize("voice", range(4))
@pytest.mark.parametrize("kind", range(len(clocks.SPEECHES)))
def test_no_post_that_could_be_is_called_hopeless(voice, kind):
    s = Stage()
    clock = clocks.SPEECH_CLOCK + voice * clocks.STRIDE
    high = most(s, draw.SPEECH, kind, voice=voice)
    assert stays(s, draw.SPEECH, clock, kind, high - 1) and not stays(s, draw.SPEECH, clock, kind, high)


def test_no_wish_and_no_stroke_of_luck_that_could_be_is_called_hopeless():
    s = Stage()
    clock = clocks.DEMAND_CLOCK + (3 * 5 + 2) * clocks.STRIDE
    for kind in range(len(clocks.GATES)):
        high = most(s, draw.DEMAND, kind)
        assert stays(s, draw.DEMAND, clock, kind, high - 1) and not stays(s, draw.DEMAND, clock, kind, high)
    clock = clocks.LUCK_CLOCK + 15 * clocks.STRIDE
    for kind in range(len(clocks.STRIKES)):
        assert stays(s, draw.LUCK, clock, kind, cast.ONE - 1), (
            "what the climate says is known only in the week"
        )


def test_the_free_room_of_a_clock_is_of_no_kind_and_dropped():
    s = Stage()
    clock = clocks.BREACH_CLOCK + 2 * clocks.STRIDE
    s.D[d.OWNER], s.D[d.WHICH], s.D[d.CLOCK], s.D[d.ACCEPT] = 0, draw.BREACH * 16, clock, 0
    s.D[d.OF_KIND] = s.P[clock + clocks.MOST - 1]
    assert loop.without_hopeless(s.P, s.D, 1) == 0


def test_what_would_come_after_the_last_day_never_comes():
    s = Stage(200, life__critical_post_per_year=VALUE["life.critical_post_per_year"])
    s.M[c.MOBILITY, :200] = 3
    s.week(5, days=3)
    s.U[loop.CLOCK_DRAWS : loop.CLOCK_DRAWS + 4] = 2**32 - 2**28
    s.U[loop.SHOWS] = 1
    loop.candidates(s.M, s.P, s.D, 200, s.U)
    assert {line[1] for line in s.log()} <= {35, 36, 37} and len(s.log()) > 10


def test_candidates_come_at_the_upper_rate_and_scenes_never_change_them():
    many = 512
    s, other = Stage(many), Stage(many, scenario="nothing")
    for made in (s, other):
        made.M[c.MOBILITY, :many] = 3
    seen = 0
    for number in range(30):
        for made in (s, other):
            draw.fill(1, 0, many, number, draw.CLOCKS, made.U, loop.CLOCK_DRAWS)
            screened(made, many)
        shown = [candidates_shown(s, i) for i in range(many)]
        assert shown == [candidates_shown(other, i) for i in range(many)]
        assert [len(these) > 0 for these in shown] == [bool(x) for x in s.U[loop.SHOWS, :many]]
        seen += sum(stream == draw.DEMAND for these in shown for _, stream, _ in these)
    row = s.P[clocks.DEMAND_CLOCK + (3 * 5 + 2) * clocks.STRIDE :]
    mean = (1 - row[: clocks.POISSON] / cast.ONE).sum()
    assert near(seen, 30 * many * mean)


def test_children_have_no_candidates_but_what_strikes_from_outside():
    s = Stage(512)
    s.M[c.AGE, :512] = 0
    draw.fill(1, 0, 512, 3, draw.CLOCKS, s.U, loop.CLOCK_DRAWS)
    screened(s, 512)
    shown = [candidates_shown(s, i) for i in range(512)]
    assert {stream for these in shown for _, stream, _ in these} == {draw.LUCK}
    assert [len(these) > 0 for these in shown] == [bool(x) for x in s.U[loop.SHOWS]]


def screened(s: Stage, n: int) -> None:
    """Screen the first n people on the draws of the clocks."""
    loop.screen(s.M, s.P, n, *s.U[loop.CLOCK_DRAWS : loop.CLOCK_DRAWS + 4], s.U[loop.SHOWS])


# --- acceptance is policy --------------------------------------------------------------------------------------------


def in_interval(s: Stage, clock: int, kind: int) -> int:
    """Return a draw in the middle of a kind's interval."""
    ends = [0, *s.P[clock + clocks.POISSON : clock + clocks.MOST]]
    return int(ends[kind] + ends[kind + 1]) // 2


def act(s: Stage, kind: int, u: int, day: int = 3) -> Stage:
    loop.act(s.M, s.P, s.D, 0, day, 80, kind, u)
    return s


@pytest.mark.parametrize(
    ("kind", "counter"),
    [
        (clocks.LATE, "late_payments"), (clocks.DEFAULT, "defaults"), (clocks.TRAFFIC, "traffic_offences"),
        (clocks.ORDER, "public_order_offences"), (clocks.VOLUNTEER, "volunteering"), (clocks.DONATE, "donations"),
        (clocks.AWARD, "awards"),
    ],
)  # fmt: skip
def test_a_candidate_of_each_kind_becomes_that_event_or_nothing(kind, counter):
    assert act(Stage(), kind, 0).counted(counter) == 1
    assert act(Stage(), kind, ALWAYS - 1).everything_counted() == {}


def test_hardship_raises_lateness_and_default_by_its_exponential():
    s = Stage(life__late_payment_per_year=VALUE["life.late_payment_per_year"])
    for place, factor in (
        (tables.LATE_BY_HARDSHIP, "life.lateness_hardship_factor"),
        (tables.DEFAULT_BY_HARDSHIP, "life.default_hardship_factor"),
    ):
        row = s.P[place : place + 256] / cast.ONE
        assert row[255] / row[0] == pytest.approx(VALUE[factor], rel=1e-5)
        assert np.log(row[128] / row[0]) / np.log(row[255] / row[0]) == pytest.approx(128 / 255, rel=1e-4)


def test_who_knows_of_cameras_or_the_list_is_deterred_by_the_stated_share_and_only_where_they_are():
    s = Stage(life__deterrence_cameras=0.1)
    limit = int(s.P[tables.TRAFFIC] * s.P[tables.CONDUCT]) >> 16
    just_below = limit - 2
    assert act(s, clocks.TRAFFIC, just_below).counted("traffic_offences") == 1
    aware = Stage(life__deterrence_cameras=0.1).person(aware=1)
    assert act(aware, clocks.TRAFFIC, just_below).counted("traffic_offences") == 0
    without = Stage(life__deterrence_cameras=0.1, without=("cameras",)).person(aware=1)
    assert act(without, clocks.TRAFFIC, just_below).counted("traffic_offences") == 1


def test_a_late_payment_is_remembered_up_to_three():
    s = Stage()
    for day in range(5):
        act(s, clocks.LATE, 0, day)
    assert s.get("late") == 3


def test_a_debtor_whose_case_went_to_somebody_else_is_an_error_in_their_favour():
    from glasshouse.day.rating import tables as rating

    s = Stage()
    s.P[rating.ESCAPES] = s.P[rating.LISTING] = ALWAYS
    s.P[rating.NO_MEANS] = s.P[rating.PAID_IN_GRACE] = NEVER
    act(s, clocks.DEFAULT, 0)
    assert s.counted("errors_in_favour") == 1 and s.counted("defaults") == 1
    assert s.D[d.N_ROWS] == 1 and s.get("listed") == 0


def post(s: Stage, kind: int, u: int) -> Stage:
    loop.speech(s.M, s.P, s.D, 0, 3, 96, kind, u)
    return s


def test_somebody_afraid_who_knows_of_the_instrument_holds_a_post_back_that_another_writes():
    for fear, aware, held in ((255, 1, 1), (255, 0, 0), (0, 1, 0)):
        s = Stage().person(voice=3, aware=aware, fear_slow=fear)
        s.P[w.SILENCE : w.SILENCE + 9] = 65536
        would = int(s.P[tables.CRITICAL] * s.P[tables.VOICE + 3]) >> 16
        post(s, clocks.CRITICAL, would - 2)
        assert s.counted("critical_posts_wished") == 1 and s.counted("posts_not_written") == held


def test_silence_around_keeps_people_from_writing_too():
    s = Stage().person(voice=3, near_fear=8)
    s.P[w.SILENCE + 8] = 32768
    would = int(s.P[tables.CRITICAL] * s.P[tables.VOICE + 3]) >> 16
    assert post(s, clocks.CRITICAL, would * 3 // 4).counted("posts_not_written") == 1


@pytest.mark.parametrize("kind", range(len(clocks.STRIKES)))
def test_what_strikes_a_child_is_no_debt_and_no_line_in_a_credit_file(kind):
    s = Stage().person(age=0, name=3, rep=1, borrowed=1, stock=3)
    s.P[w.NAMESAKE] = ALWAYS
    loop.luck(s.M, s.P, s.D, 0, 3, 112, kind, 0)
    assert s.counted("new_cases") == 0 and s.get("late_false") == 0


# --- weekly counts ---------------------------------------------------------------------------------------------------


def means(s: Stage) -> np.ndarray:
    """Return this week's means; an array can leave a kernel only inside another, so its source is called."""
    return getattr(week.means, "py_func", week.means)(s.P, s.D)


@pytest.mark.parametrize("days", [7, 3])
def test_channels_have_their_stated_means_and_a_short_week_its_share(days):
    many = 512
    s = Stage(many).week(0, days)
    s.M[c.ADOPTED, :many] = 1
    s.M[c.CONN, :many] = 1
    rng = np.random.default_rng(8)
    total = np.zeros(many, np.int64)
    weeks = 12
    for _ in range(weeks):
        s.U[4:8] = rng.integers(0, 2**32, (4, 512), dtype=np.uint32)
        week.traffic(s.M, means(s), s.D, many, s.U, 4, s.U[loop.USERS], total)
    for name, mean in tables.per_week(VALUE).items():
        expected = mean * tables.CONNECTIVITY_FACTORS[1] * weeks * many * days / 7
        assert near(s.counted(name), expected, 5), name


def test_nobody_off_the_app_leaves_a_record():
    s = Stage(8)
    total = np.ones(8, np.int64)
    s.U[4:8] = 2**32 - 1
    week.traffic(s.M, means(s), s.D, 8, s.U, 4, s.U[loop.USERS], total)
    assert not total.any() and s.everything_counted() == {}


# --- contacts --------------------------------------------------------------------------------------------------------


@given(st.integers(1, 60), st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_contacts_are_eight_places_on_a_ring_and_mutual(n, seed):
    s = Stage(max(n, 1))
    s.M[c.ADOPTED, :n] = np.random.default_rng(seed).integers(0, 2, n)
    read_contacts(s.M, n, np.zeros(c.COMMUNITY + 2 * MARGIN, np.int64), 64)
    uses = s.M[c.ADOPTED]
    for i in range(n):
        expected = sum(int(uses[(i + k) % n]) + int(uses[(i - k) % n]) for k in (1, 2, 5, 11))
        assert s.get("near_app", i) == expected
    assert int(s.M[c.NEAR_APP, :n].sum()) == 8 * int(uses[:n].sum())
