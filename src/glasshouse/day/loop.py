"""The week of a community, in the order of the chain: act, capture, disclose, attribute, rate, refuse, respond, remedy.

Mechanisms do not know each other. This file alone composes them: it hands what one link made of an event to the next.
Everything is integers; every draw is keyed by (seed, person, time, stream, n); a person's functions write that person's
row only. So no order, thread or machine changes a bit.
"""

from __future__ import annotations

from typing import Any

from glasshouse.base import columns as c
from glasshouse.base import desk as d
from glasshouse.base import draw, events, rows
from glasshouse.base.counters import index
from glasshouse.base.jit import inline, kernel, sweep
from glasshouse.base.numbers import whole
from glasshouse.climate import fields as w
from glasshouse.day.cameras import happen as camera_events
from glasshouse.day.cameras import tables as ct
from glasshouse.day.cameras import week as cameras
from glasshouse.day.custody import happen as file_events
from glasshouse.day.custody import tables as ut
from glasshouse.day.custody import week as custody
from glasshouse.day.gates import happen as gates
from glasshouse.day.gates import tables as gt
from glasshouse.day.life import tables as lt
from glasshouse.day.life import week as life_week
from glasshouse.day.platform import happen as posts
from glasshouse.day.platform import tables as pt
from glasshouse.day.platform import week as platform
from glasshouse.day.rating import happen as rating
from glasshouse.day.rating import tables as rt
from glasshouse.day.rating import week as rating_week
from glasshouse.day.remedies import happen as remedies
from glasshouse.day.remedies import tables as mt
from glasshouse.day.remedies import week as remedies_week
from glasshouse.day.response import happen as response
from glasshouse.day.response import tables as st
from glasshouse.day.response import week as response_week
from glasshouse.day.stock import take_stock
from glasshouse.society import clocks as k
from glasshouse.society.contacts import read_contacts

ACTS = (index("late_payments"), index("defaults"), index("traffic_offences"), index("public_order_offences"))
LATE_PAYMENTS, DEFAULTS, TRAFFIC_OFFENCES, ORDER_OFFENCES = ACTS
VOLUNTEERING, DONATIONS, AWARDS = index("volunteering"), index("donations"), index("awards")
WISHED, NOT_WRITTEN = index("critical_posts_wished"), index("posts_not_written")
IN_FAVOUR = index("errors_in_favour")
STAFF_MINUTES = index("staff_minutes")
CLOCK_DRAWS, WEEK_DRAWS, CHANNEL_DRAWS = 0, 4, 8
SEEN, FACES, USERS, SHOWS = 12, 13, 14, 15
DRAW_ROWS = 16
"""Rows of the scratch table `U` (DRAW_ROWS, people): the week's draws, sightings, users, and who has a candidate."""


# --- screening: how many candidates ---


@sweep
def screen(M: Any, P: Any, n: int, demand: Any, breach: Any, speech: Any, strikes: Any, shows: Any) -> None:
    """Read the four clocks of everybody: `shows` (n,) is 1 for the few with a candidate on any; children have only luck."""
    for i in range(n):
        income = M[c.INCOME, i]
        wishes = demand[i] >= P[k.DEMAND_CLOCK + (M[c.MOBILITY, i] * 5 + income) * k.STRIDE]
        acts = breach[i] >= P[k.BREACH_CLOCK + (M[c.CONDUCT, i] * 5 + income) * k.STRIDE]
        writes = speech[i] >= P[k.SPEECH_CLOCK + M[c.VOICE, i] * k.STRIDE]
        struck = strikes[i] >= P[k.LUCK_CLOCK + luck_class(M, i) * k.STRIDE]
        shows[i] = ((wishes | acts | writes) & (M[c.AGE, i] > 0)) | struck


@inline
def luck_class(M: Any, i: int) -> int:
    """Return the class of the luck clock: representative, borrowed identity, name."""
    return (M[c.REP, i] << 3) | (M[c.BORROWED, i] << 2) | M[c.NAME, i]


# --- candidates, in the order of days ---


@kernel
def candidates(M: Any, P: Any, D: Any, n: int, U: Any) -> None:
    """Let everybody live through this week's candidates, some people at a time."""
    shows = U[SHOWS]
    few = 0
    for i in range(n):  # no branch: guessing wrong for one person in five costs more than the whole loop
        here = shows[i]
        shows[few] = i
        few += whole(here)
    m = 0
    for j in range(few + 1):
        if j == few or m >= d.CANDIDATE_ROOM - 4 * k.POISSON:
            live(M, P, D, m)
            m = 0
        if j < few:
            m = collect(M, P, D, U, whole(shows[j]), m)


@inline
def collect(M: Any, P: Any, D: Any, U: Any, i: int, m: int) -> int:
    """Append person `i`'s candidates to the `m` on the desk, clock after clock; return how many there are now."""
    if M[c.AGE, i] > 0:
        income = M[c.INCOME, i]
        clock = k.DEMAND_CLOCK + (M[c.MOBILITY, i] * 5 + income) * k.STRIDE
        m = offer(P, D, i, draw.DEMAND, clock, U[CLOCK_DRAWS, i], m)
        clock = k.BREACH_CLOCK + (M[c.CONDUCT, i] * 5 + income) * k.STRIDE
        m = offer(P, D, i, draw.BREACH, clock, U[CLOCK_DRAWS + 1, i], m)
        m = offer(P, D, i, draw.SPEECH, k.SPEECH_CLOCK + M[c.VOICE, i] * k.STRIDE, U[CLOCK_DRAWS + 2, i], m)
    clock = k.LUCK_CLOCK + luck_class(M, i) * k.STRIDE
    return offer(P, D, i, draw.LUCK, clock, U[CLOCK_DRAWS + 3, i], m)


@inline
def offer(P: Any, D: Any, i: int, stream: int, clock: int, u: int, m: int) -> int:
    """Append the candidates that the draw `u` shows on one clock; return how many are on the desk now.

    The first is written whether it is one or not, and stays if the count moves on: no branch to guess wrong.
    """
    D[d.OWNER + m] = i
    D[d.WHICH + m] = stream * 16
    D[d.CLOCK + m] = clock
    m += 1 if u >= P[clock] else 0
    n = 1
    while n < k.POISSON and u >= P[clock + n]:
        D[d.OWNER + m] = i
        D[d.WHICH + m] = stream * 16 + n
        D[d.CLOCK + m] = clock
        m += 1
        n += 1
    return m


@inline
def live(M: Any, P: Any, D: Any, m: int) -> int:
    """Draw the `m` candidates on the desk and let each person's happen in the order of days; return how many could.

    Those after the last day of the run never come.
    """
    room = d.CANDIDATE_ROOM
    draw.fill_each(
        D[d.SEED], D[d.FIRST], D[d.WEEK], m,
        D[d.OWNER : d.OWNER + room], D[d.WHICH : d.WHICH + room],
        D[d.WHEN : d.WHEN + room], D[d.OF_KIND : d.OF_KIND + room],
        D[d.ACCEPT : d.ACCEPT + room], D[d.OUTCOME : d.OUTCOME + room],
    )  # fmt: skip
    m = without_hopeless(P, D, m)
    for j in range(m):
        D[d.WHEN + j] = D[d.DAY0] + ((D[d.WHEN + j] * 7) >> 32)
    in_order(D, m)
    draw.fill_on_days(
        D[d.SEED], D[d.FIRST], draw.GATE, m,
        D[d.OWNER : d.OWNER + room], D[d.WHEN : d.WHEN + room], D[d.WHICH : d.WHICH + room],
        D[d.DOOR : d.DOOR + room], D[d.DOOR + room : d.DOOR + 2 * room],
        D[d.DOOR + 2 * room : d.DOOR + 3 * room], D[d.DOOR + 3 * room : d.DOORS_END],
    )  # fmt: skip
    end = D[d.DAY0] + D[d.DAYS]
    for j in range(m):
        if D[d.WHEN + j] < end:
            happen(M, P, D, j)
    return m


@kernel
def without_hopeless(P: Any, D: Any, m: int) -> int:
    """Say of each candidate of which kind it is, and drop those that no state of their person could make happen.

    They are two of three. Returns how many stay. All are copied forward and the place moves on for those that stay,
    because a branch here would be guessed wrong as often as not.
    """
    stay = 0
    for j in range(m):
        clock, accept = D[d.CLOCK + j], D[d.ACCEPT + j]
        kind = kind_of(P, clock, D[d.OF_KIND + j])
        for field in range(d.OWNER, d.CANDIDATES_END, d.CANDIDATE_ROOM):
            D[field + stay] = D[field + j]
        D[d.OF_KIND + stay] = kind
        stay += 1 if accept < P[clock + k.MOST + kind] else 0
    return stay


@kernel
def in_order(D: Any, m: int) -> None:
    """Sort each person's candidates by day; those of one day stay in the order of clocks."""
    for j in range(1, m):
        q = j
        while q > 0 and D[d.OWNER + q - 1] == D[d.OWNER + q] and D[d.WHEN + q - 1] > D[d.WHEN + q]:
            for field in range(d.WHICH, d.CANDIDATES_END, d.CANDIDATE_ROOM):
                D[field + q - 1], D[field + q] = D[field + q], D[field + q - 1]
            q -= 1


@inline
def happen(M: Any, P: Any, D: Any, j: int) -> None:
    """Let the candidate at place `j` of the desk happen, or not."""
    i, which, day = D[d.OWNER + j], D[d.WHICH + j], D[d.WHEN + j]
    kind, accept = D[d.OF_KIND + j], D[d.ACCEPT + j]
    stream = which >> 4
    if stream == draw.DEMAND:
        demand(M, P, D, i, day, which, kind, j)
    elif stream == draw.BREACH:
        act(M, P, D, i, day, which, kind, accept)
    elif stream == draw.SPEECH:
        speech(M, P, D, i, day, which, kind, accept)
    else:
        luck(M, P, D, i, day, which, kind, accept)


@kernel
def kind_of(P: Any, clock: int, u: int) -> int:
    """Return the kind in whose interval of the clock `u` lies; in the free room, `clocks.KINDS`.

    Kinds that a clock lacks have no interval. All ends are compared: stopping early would be a guess.
    """
    kind = 0
    for j in range(k.KINDS):
        kind += 1 if u >= P[clock + k.POISSON + j] else 0
    return kind


# --- acts ---


@kernel
def act(M: Any, P: Any, D: Any, i: int, day: int, n: int, kind: int, u: int) -> None:
    """A breach or a merit: does it happen, is it seen, what do the ledgers make of it?"""
    if P[lt.ON] == 0:
        return
    conduct = P[lt.CONDUCT + M[c.CONDUCT, i]]
    aware = M[c.AWARE, i] == 1
    if kind == k.LATE:
        if u < (P[lt.LATE_BY_HARDSHIP + M[c.HARDSHIP, i]] * conduct) >> 16:
            late_payment(M, P, D, i, day)
    elif kind == k.DEFAULT:
        limit = (P[lt.DEFAULT_BY_HARDSHIP + M[c.HARDSHIP, i]] * conduct) >> 16
        if aware and P[rt.ON] == 1:
            limit = (limit * P[lt.DETER_DEBT]) >> 16
        if u < limit:
            default(M, P, D, i, day, n)
    elif kind == k.TRAFFIC or kind == k.ORDER:
        limit = (P[lt.TRAFFIC if kind == k.TRAFFIC else lt.ORDER] * conduct) >> 16
        if aware and P[ct.ON] == 1:
            limit = (limit * P[lt.DETER_CAMERAS]) >> 16
        if aware and D[d.PILOT] == 1:
            limit = (limit * P[rt.SALIENCE]) >> 16
        if u < limit:
            offence(M, P, D, i, day, n, kind)
    elif kind <= k.AWARD and u < P[lt.VOLUNTEER + kind - k.VOLUNTEER]:
        d.count(M, D, i, VOLUNTEERING + kind - k.VOLUNTEER, 1)
        d.log(D, i, day, events.GOOD_DEED, kind - k.VOLUNTEER, 0, 0, 0, 0)
        if P[rt.ON] == 1:
            gain = P[rt.VOLUNTEER + kind - k.VOLUNTEER]
            rating.change_points(M, P, D, i, day, gain, gain, events.GOOD_DEED, 0)


@kernel
def late_payment(M: Any, P: Any, D: Any, i: int, day: int) -> None:
    """Pay late: a line in the credit file, and points where a pilot counts it."""
    d.count(M, D, i, LATE_PAYMENTS, 1)
    d.log(D, i, day, events.LATE_PAYMENT, M[c.HARDSHIP, i], 0, 0, 0, 0)
    M[c.LATE, i] = min(3, M[c.LATE, i] + 1)
    if P[rt.ON] == 1:
        loss = -P[rt.LATE_POINTS]
        rating.change_points(M, P, D, i, day, loss, loss, events.LATE_PAYMENT, rows.RULE)


@kernel
def default(M: Any, P: Any, D: Any, i: int, day: int, n: int) -> None:
    """Leave a judgment unperformed: a case opens against this person, or (an error) against somebody else."""
    d.count(M, D, i, DEFAULTS, 1)
    d.log(D, i, day, events.DEFAULT, M[c.HARDSHIP, i], M[c.TAINT, i], 0, 0, 0)
    if P[rt.ON] == 0:
        return
    escapes, _, _, _ = draw.draw(D[d.SEED], D[d.FIRST] + i, day, draw.ATTRIBUTE, n)
    flags = rows.TAINT if M[c.TAINT, i] == 1 else 0
    if escapes < P[rt.ESCAPES]:
        d.count(M, D, i, IN_FAVOUR, 1)
        d.log(D, i, day, events.MISATTRIBUTED, 0, 0, events.DEFAULT, day, rows.FACT)
        rating.change_points(M, P, D, i, day, 0, -P[rt.DEFAULT], events.DEFAULT, rows.FACT)
        rating.open_case(M, P, D, i, day, events.DEFAULT, flags | rows.MISSED, n)
        return
    loss = -P[rt.DEFAULT]
    rating.change_points(M, P, D, i, day, loss, loss, events.DEFAULT, rows.RULE)
    rating.open_case(M, P, D, i, day, events.DEFAULT, flags, n)


@kernel
def offence(M: Any, P: Any, D: Any, i: int, day: int, n: int, kind: int) -> None:
    """Break a traffic or public-order rule: unseen, recorded, or recorded under somebody else's name."""
    traffic = kind == k.TRAFFIC
    d.count(M, D, i, TRAFFIC_OFFENCES if traffic else ORDER_OFFENCES, 1)
    what = events.TRAFFIC_OFFENCE if traffic else events.PUBLIC_ORDER
    d.log(D, i, day, what, 0, 0, 0, 0, 0)
    seen = camera_events.offence(M, P, D, i, day, n, what)
    if seen == camera_events.UNSEEN or P[rt.ON] == 0:
        return
    loss = -P[rt.TRAFFIC if traffic else rt.ORDER]
    if seen == camera_events.RIGHT_NAME:
        rating.change_points(M, P, D, i, day, loss, loss, events.CAPTURED, rows.RULE)
    else:
        rating.change_points(M, P, D, i, day, 0, loss, events.MISATTRIBUTED, rows.FACT)


# --- speech ---


@kernel
def speech(M: Any, P: Any, D: Any, i: int, day: int, n: int, kind: int, u: int) -> None:
    """A post: written or withheld, left alone, taken down, passed on, misread; now and then it ends in court."""
    if P[lt.ON] == 0:
        return
    voice = P[lt.VOICE + M[c.VOICE, i]]
    if kind == k.FLAGGED:
        if u < (P[pt.FLAGGED] * voice) >> 16 and posts.flagged_post(M, P, D, i, day) == posts.TAKEN_DOWN:
            response.struck(M, P, D, i, day, st.AFTER_SUPPRESSION, 0)
        return
    if kind != k.CRITICAL:
        return
    would = (P[lt.CRITICAL] * voice) >> 16
    if u >= would:
        return
    d.count(M, D, i, WISHED, 1)
    if P[st.ON] == 1:
        fear = min(255, M[c.FEAR_FAST, i] + M[c.FEAR_SLOW, i])
        dares = (would * P[st.KEEP_WRITING + (M[c.AWARE, i] << 8) + fear]) >> 16
        dares = (dares * P[w.SILENCE + M[c.NEAR_FEAR, i]]) >> 16
        if u >= dares:
            d.count(M, D, i, NOT_WRITTEN, 1)
            d.log(D, i, day, events.POST_WITHHELD, fear, M[c.NEAR_FEAR, i], 0, 0, 0)
            return
    became = posts.critical_post(M, P, D, i, day, n)
    if became != posts.NOTHING:
        response.struck(M, P, D, i, day, st.AFTER_SUPPRESSION, 0)
    if P[rt.ON] == 0:
        return
    if became == posts.PASSED_ON:
        loss = -P[rt.POST]
        rating.change_points(M, P, D, i, day, loss, loss, events.POST_REPORTED, rows.BENCH)
    elif became == posts.MISREAD:
        rating.change_points(M, P, D, i, day, -P[rt.ORDER], 0, events.POST_MISREAD, rows.FACT)
    sued, _, _, _ = draw.draw(D[d.SEED], D[d.FIRST] + i, day, draw.DISCLOSE, n)
    if sued < P[lt.CONTESTED]:
        d.log(D, i, day, events.CONTESTED_SPEECH, 0, 0, events.CRITICAL_POST, day, rows.BENCH)
        rating.open_case(M, P, D, i, day, events.CONTESTED_SPEECH, rows.BENCHMARK, n)


# --- luck ---


@kernel
def luck(M: Any, P: Any, D: Any, i: int, day: int, n: int, kind: int, u: int) -> None:
    """What strikes from outside: somebody else's debt, a misread plate or picture, an opened file, a false late mark."""
    if kind == k.FILE:
        opened(M, P, D, i, day, n, u)
    elif kind == k.FALSE_RECORD:
        if camera_events.false_record(M, P, D, i, day, u) and P[rt.ON] == 1:
            rating.change_points(M, P, D, i, day, -P[rt.TRAFFIC], 0, events.FALSE_RECORD, rows.FACT)
    elif kind == k.PICTURE:
        if camera_events.picture_match(M, P, D, i, day, u) and P[rt.ON] == 1:
            rating.change_points(M, P, D, i, day, -P[rt.ORDER], 0, events.PICTURE_MATCHED, rows.FACT)
    elif P[rt.ON] == 0 or P[lt.ON] == 0 or M[c.AGE, i] == 0:
        return  # children owe nothing and have no credit file
    elif kind == k.FALSE_LATE:
        rating.false_late(M, P, D, i, day, u)
    elif kind == k.COMPANY and u < P[rt.COMPANY_CASE]:
        d.log(D, i, day, events.COMPANY_CASE, 0, 0, 0, 0, 0)
        rating.open_case(M, P, D, i, day, events.COMPANY_CASE, 0, n)
    elif kind == k.BORROWED and u < P[rt.BORROWED_CASE]:
        d.log(D, i, day, events.BORROWED_IDENTITY, 0, 0, 0, 0, rows.FACT)
        pinned(M, P, D, i, day, n, events.BORROWED_IDENTITY)
    elif kind == k.AVERAGED and u < P[rt.AVERAGED]:
        d.log(D, i, day, events.AVERAGED_DEBT, 0, 0, 0, 0, rows.FACT)
        pinned(M, P, D, i, day, n, events.AVERAGED_DEBT)
    elif kind == k.NAMESAKE and u < P[w.NAMESAKE]:
        d.log(D, i, day, events.NAMESAKE, M[c.NAME, i], 0, 0, 0, rows.FACT)
        pinned(M, P, D, i, day, n, events.NAMESAKE)


@kernel
def pinned(M: Any, P: Any, D: Any, i: int, day: int, n: int, cause: int) -> None:
    """Pin somebody else's unpaid judgment on person `i`, in both the court's and the points' ledger."""
    rating.change_points(M, P, D, i, day, -P[rt.DEFAULT], 0, cause, rows.FACT)
    rating.open_case(M, P, D, i, day, cause, rows.WRONG_PERSON, n)


@kernel
def opened(M: Any, P: Any, D: Any, i: int, day: int, n: int, u: int) -> None:
    """An authority reads the file; it may lead to a record, or be misread into one and into the watchlist."""
    came = file_events.open_file(M, P, D, i, day, n, u)
    if came == file_events.MISTAKEN:
        if P[ct.ON] == 1 and M[c.WATCH, i] == 0:
            M[c.WATCH, i] = 1
            M[c.WATCH_WRONG, i] = 1
            d.log(D, i, day, events.WATCHLISTED, 0, 0, events.FILE_MISREAD, day, rows.FACT)
        if P[rt.ON] == 1:
            rating.change_points(M, P, D, i, day, -P[rt.ORDER], 0, events.FILE_MISREAD, rows.FACT)
    elif came == file_events.RECORDED and P[rt.ON] == 1:
        loss = -P[rt.POST]
        rating.change_points(M, P, D, i, day, loss, loss, events.FILE_OPENED, rows.BENCH)


# --- the gate ---


@kernel
def demand(M: Any, P: Any, D: Any, i: int, day: int, n: int, gate: int, j: int) -> None:
    """A wish for a service, at place `j` of the desk: asked or not, refused or not, with what verdict and consequences."""
    if P[gt.ON] == 0:
        return
    u_rule, row_u, list_u = D[d.OUTCOME + j], D[d.DOOR + j], D[d.DOOR + d.CANDIDATE_ROOM + j]
    score_u, avoid_u = D[d.DOOR + 2 * d.CANDIDATE_ROOM + j], D[d.DOOR + 3 * d.CANDIDATE_ROOM + j]
    barred = M[c.LISTED, i] == 1 and M[c.AWARE, i] == 1 and M[c.EVER, i] & c.EVER_REFUSED != 0
    if barred and P[st.ON] == 1 and avoid_u < P[gt.AVOID]:
        gates.not_sought(M, D, i, day, gate)
        return
    d.count(M, D, i, gates.REQUESTS, 1)
    believed, true, which, ground = ask(M, P, D, i, day, gate, list_u, score_u)
    # `row_u` decides the counter's error where nothing bars, and what is essential where something does
    if believed != gates.OPEN_DOOR and row_u < P[gt.ESSENTIAL + gate]:
        d.log(D, i, day, events.GRANTED, gate, 1, 0, 0, 0)
        return
    final = gates.slips(P, believed, M[c.NAME, i], row_u, u_rule)
    if final == gates.OPEN_DOOR:
        d.log(D, i, day, events.GRANTED, gate, 0, 0, 0, 0)
        if true:
            d.count(M, D, i, gates.MISSED, 1)
            d.log(D, i, day, events.PASSED_BY_MISTAKE, gate, 0, 0, 0, rows.FACT)
        perk(M, P, D, i, day, gate)
        return
    if believed == gates.OPEN_DOOR:
        ground = gates.BY_COUNTER
        d.log(D, i, day, events.NAMESAKE, M[c.NAME, i], 1, 0, 0, rows.FACT)
    refused(M, P, D, i, day, n, gate, final, which, ground)


@kernel
def ask(
    M: Any, P: Any, D: Any, i: int, day: int, gate: int, list_u: int, score_u: int
) -> tuple[int, bool, int, int]:
    """Return (verdict of the refusal the apparatus believes in or 0, whether one is due in truth, row or 0, ground).

    If several grounds hold, the soundest one is the verdict: nobody is wronged by a refusal that was due anyway. It is
    also the one that is told and contested, so the row is 0 unless the ground is a court case.
    """
    believed = gates.OPEN_DOOR
    true = False
    which = 0
    ground = 0
    if P[rt.ON] == 0:
        return believed, true, which, ground
    listed = 0
    listed_true = 0
    if M[c.SIDE, i] == 1:
        for j in range(D[d.N_ROWS]):
            p = d.ROWS + j * d.ROW_FIELDS
            if D[p + d.WHO] == i and D[p + d.KIND] == rows.CASE:
                what, due = gates.row_says(D, P, p, gate, day, list_u, remedies.suspends(P, D, p))
                true = true or due
                if what > believed:
                    believed = what
                    which = p
                    ground = gates.BY_ROW
                if D[p + d.FLAGS] & rows.LISTED != 0:
                    # both ledgers of this day: the column LISTED is last week's
                    listed = 1 if rows.binds(D, p, day) else listed
                    listed_true = 1 if rows.should_bind(D, p, day) else listed_true
    if score_u < P[gt.ASKS_POINTS + gate] and D[d.PILOT] == 1:
        low = M[c.POINTS, i] < P[rt.FLOOR]
        low_true = M[c.POINTS_TRUE, i] < P[rt.FLOOR]
        true = true or low_true
        if low:
            bench = M[c.EVER, i] & c.EVER_BENCHMARK != 0
            what = rows.FACT if not low_true else (rows.BENCH if bench else rows.RULE)
            if what > believed:
                believed, which, ground = what, 0, gates.BY_POINTS
    if score_u < P[gt.ASKS_SCORE + gate] and rating.has_file(M, P, i):
        low = rating.score(M, P, i, M[c.LATE, i] + M[c.LATE_FALSE, i], listed) < P[rt.SCORE_LOW]
        low_true = rating.score(M, P, i, M[c.LATE, i], listed_true) < P[rt.SCORE_LOW]
        true = true or low_true
        if low:
            what = rows.RULE if low_true else rows.FACT
            if what > believed:
                believed, which, ground = what, 0, gates.BY_SCORE
    return believed, true, which, ground


@kernel
def perk(M: Any, P: Any, D: Any, i: int, day: int, gate: int) -> None:
    """Better terms above a threshold: deposit-free rental and travel by the bureau's score, anything by points."""
    if P[rt.ON] == 0:
        return
    by_points = D[d.PILOT] == 1 and M[c.POINTS, i] >= P[rt.PERK]
    by_score = False
    if (gate == gt.RENTAL or gate == gt.ABROAD) and rating.has_file(M, P, i):
        late = M[c.LATE, i] + M[c.LATE_FALSE, i]
        by_score = rating.score(M, P, i, late, M[c.LISTED, i]) >= P[rt.SCORE_PERK]
    if by_points or by_score:
        d.count(M, D, i, gates.PERKS, 1)
        d.log(D, i, day, events.PERK, gate, 0, events.TRAITS_ALONE if by_score else events.GOOD_DEED, 0, 0)
        response.relief(M, P, i)


@kernel
def grounds(M: Any, D: Any, day: int, i: int, what: int, p: int, ground: int) -> tuple[int, int]:
    """Return what a refusal comes from: the kind of event, and its day (or the latest of its kind before)."""
    if ground == gates.BY_ROW:
        return D[p + d.CAUSE], D[p + d.START]
    if ground == gates.BY_POINTS:
        return events.POINTS_LOST, day
    if ground == gates.BY_COUNTER:
        return events.NAMESAKE, day
    if what == rows.FACT and M[c.LATE_FALSE, i] > 0:
        return events.FALSE_LATE, day
    if what != rows.FACT and M[c.LATE, i] > 0:
        return events.LATE_PAYMENT, day
    return events.BOUND if M[c.LISTED, i] == 1 else events.TRAITS_ALONE, day


@kernel
def refused(
    M: Any, P: Any, D: Any, i: int, day: int, n: int, gate: int, what: int, p: int, ground: int
) -> None:
    """Refuse: count it, let it hurt, perhaps tell why, perhaps hear an appeal or see the debt paid."""
    tries = gates.attempts(M, D, P, i, day, gate)
    details = gates.count_refusal(M, P, D, i, gate, what, tries, day)
    cause, cause_day = grounds(M, D, day, i, what, p, ground)
    d.log(D, i, day, events.REFUSED, gate, details, cause, cause_day, what)
    response.struck(M, P, D, i, day, st.AFTER_REFUSAL, 1)
    told = remedies.tell(M, P, D, i, day, n, p)
    if p > 0:
        remedies.appeal(M, P, D, i, day, n, p, told, what < rows.BENCH, 0)
        payable = D[p + d.FLAGS] & (rows.PAID | rows.WRONG_PERSON | rows.NO_MEANS) == 0
        u, late, _, _ = draw.draw(D[d.SEED], D[d.FIRST] + i, day, draw.PAYMENT, 8192 + n)
        if payable and u < P[rt.PAID_AFTER_REFUSAL]:
            rating.pay(M, P, D, i, p, day, events.REFUSED, late)
    elif what == rows.FACT and ground != gates.BY_COUNTER:  # at the counter no record was wrong
        appeal_mark(M, P, D, i, day, n, told, ground == gates.BY_SCORE)


@kernel
def appeal_mark(M: Any, P: Any, D: Any, i: int, day: int, n: int, told: bool, by_score: bool) -> None:
    """Appeal against the oldest wrong mark behind a refusal, if there is one: in the credit file, or among the points."""
    for j in range(D[d.N_ROWS]):
        p = d.ROWS + j * d.ROW_FIELDS
        if D[p + d.WHO] != i or D[p + d.KIND] != rows.MARK or D[p + d.STAGE] != rows.NO_APPEAL:
            continue
        if (D[p + d.CAUSE] == events.FALSE_LATE) == by_score:
            remedies.appeal(M, P, D, i, day, n, p, told, True, 0)
            return


# --- the week ---


@kernel
def rows_pass(M: Any, P: Any, D: Any) -> None:
    """Let a week pass for every side row of the community: appeal, audit, payment, removal, notice.

    Decisions come before the days are counted: a correction may end the row within this very week.
    """
    j = 0
    while j < D[d.N_ROWS]:
        p = d.ROWS + j * d.ROW_FIELDS
        i = D[p + d.WHO]
        if P[mt.ON] == 1:
            back = remedies_week.appeal_week(M, P, D, p) + remedies_week.audit_week(M, P, D, p)
            if back > 0:
                undo_mark(M, P, D, i, D[p + d.CAUSE], back)
        if D[p + d.KIND] == rows.CASE:
            fresh = D[p + d.FLAGS] & rows.ANNOUNCED == 0
            rating_week.case_week(M, P, D, p)
            if fresh and D[p + d.FLAGS] & rows.ANNOUNCED != 0 and P[mt.ON] == 1:
                # a case that bound in the days after last week's pass is announced now: the queue counts weeks of filing
                day = max(D[p + d.BIND], D[d.DAY0])
                n = remedies.OF_A_LISTING + D[p + d.START] + rows.DAY_OFFSET
                told = remedies.tell(M, P, D, i, day, n, p)
                wronged = rows.verdict(D, p, D[p + d.BIND]) < rows.BENCH
                remedies.appeal(M, P, D, i, day, n, p, told, wronged, 1)
        if rating_week.finished(D, p):
            rows.drop_row(D, p)
        else:
            j += 1


@kernel
def undo_mark(M: Any, P: Any, D: Any, i: int, cause: int, back: int) -> None:
    """Undo a wrong mark: a false late payment leaves the file, points come back (`back` is one more than their number)."""
    if cause == events.FALSE_LATE:
        M[c.LATE_FALSE, i] = max(0, M[c.LATE_FALSE, i] - 1)
        return
    M[c.POINTS, i] = min(P[rt.CAP], M[c.POINTS, i] + back - 1)
    d.log(D, i, D[d.DAY0], events.POINTS_GAINED, back - 1, 0, events.CORRECTED, D[d.DAY0], 0)


@kernel
def everyday(M: Any, P: Any, D: Any, n: int, U: Any, logged: Any) -> None:
    """Everybody's week: fading, hearing, joining, traffic on the app, outings under cameras, the stock of records."""
    seed, first, week = D[d.SEED], D[d.FIRST], D[d.WEEK]
    draw.fill(seed, first, n, week, draw.WEEK, U, WEEK_DRAWS)
    rounding, strikes, moves, hears = U[WEEK_DRAWS], U[WEEK_DRAWS + 1], U[WEEK_DRAWS + 2], U[WEEK_DRAWS + 3]
    draw.fill(seed, first, n, week, draw.ROUNDING, U, CHANNEL_DRAWS)
    small, other = U[CHANNEL_DRAWS], U[CHANNEL_DRAWS + 1]
    if P[st.ON] == 1:
        response_week.fading(M, P, n, rounding)
        response_week.hearing(M, P, D, n, hears, pt.NEWS if P[pt.ON] == 1 else 0)
    if P[ct.ON] == 1:
        under_cameras(M, P, D, n, U, strikes, small)
    if P[pt.ON] == 1:
        platform.memberships(M, P, D, n, moves)
        platform.feeds(M, P, n, other)
    if P[rt.ON] == 1:
        rating_week.quiet_changes(M, P, D, n, U[CHANNEL_DRAWS + 2], P[rt.LATE_POINTS])
    if P[ut.ON] == 1 or P[pt.ON] == 1:
        records(M, P, D, n, U, logged, other)


@inline
def records(M: Any, P: Any, D: Any, n: int, U: Any, logged: Any, bits: Any) -> None:
    """What a week on the app leaves behind: records made, and how many are held."""
    if P[pt.ON] == 1 and P[lt.ON] == 1:
        draw.fill(D[d.SEED], D[d.FIRST], n, D[d.WEEK], draw.CHANNELS, U, WEEK_DRAWS)
        life_week.traffic(M, life_week.means(P, D), D, n, U, WEEK_DRAWS, U[USERS], logged)
        platform.log_share(P, n, logged)
        d.spread(M, D, n, d.RECORDS_MADE, logged)
    else:
        for i in range(n):
            logged[i] = 0
    if P[ut.ON] == 1:
        custody.keep(M, P, n, logged, bits)
        if P[w.BREACH] == 1:
            for i in range(n):
                custody.leak(M, P, D, i)


@inline
def under_cameras(M: Any, P: Any, D: Any, n: int, U: Any, strikes: Any, small: Any) -> None:
    """Go out and be seen; a face may raise an alert."""
    if P[lt.ON] == 1:
        seen, faces = U[SEEN], U[FACES]
        life_week.outings(M, life_week.means(P, D), n, small, seen)
        cameras.seen(M, P, n, seen, small, faces)
        d.spread(M, D, n, d.SIGHTINGS, seen)
        d.spread(M, D, n, d.FACE_SIGHTINGS, faces)
    for i in range(n):
        if cameras.may_alert(M, P, i, strikes[i]):
            camera_alerts(M, P, D, i, whole(strikes[i]))


@kernel
def camera_alerts(M: Any, P: Any, D: Any, i: int, u: int) -> None:
    """Work the alerts of a week, each on a day of its own, with what a stop does to a person."""
    many = cameras.alerts_this_week(M, P, i, u)
    for n in range(many):
        when, _, _, _ = draw.draw(D[d.SEED], D[d.FIRST] + i, D[d.WEEK], draw.STOP, n)
        day = D[d.DAY0] + ((when * 7) >> 32)
        if day >= D[d.DAY0] + D[d.DAYS]:
            continue
        came = cameras.alert(M, P, D, i, day, n)
        if came == cameras.RIGHTFUL_STOP:
            return  # found and off the list: a further alert this week would count as a false one
        if came >= cameras.WRONGFUL_STOP:
            response.struck(M, P, D, i, day, st.AFTER_STOP, 0)
        if came == cameras.RECORDED_STOP and P[rt.ON] == 1:
            rating.change_points(M, P, D, i, day, -P[rt.ORDER], 0, events.STOPPED, rows.FACT)


@inline
def community_week(M: Any, P: Any, D: Any, n: int, U: Any, buffer: Any) -> None:
    """One week of one community, unpacked in `M` and on the desk `D`; `U` and `buffer` are scratch."""
    for i in range(n):
        age3 = (1 if M[c.AGE, i] >= 2 else 0) + (1 if M[c.AGE, i] >= 5 else 0)
        who = (M[c.GROUP, i] * 2 + M[c.SEX, i]) * 2 + M[c.URBAN, i]
        M[c.CELL, i] = (who * 5 + M[c.INCOME, i]) * 3 + age3
    read_contacts(M, n, buffer, P[st.FEARFUL])
    if P[rt.ON] == 1:
        rows_pass(M, P, D)
    everyday(M, P, D, n, U, buffer)
    draw.fill(D[d.SEED], D[d.FIRST], n, D[d.WEEK], draw.CLOCKS, U, CLOCK_DRAWS)
    demand_u, breach_u, speech_u, luck_u = (
        U[CLOCK_DRAWS],
        U[CLOCK_DRAWS + 1],
        U[CLOCK_DRAWS + 2],
        U[CLOCK_DRAWS + 3],
    )
    screen(M, P, n, demand_u, breach_u, speech_u, luck_u, U[SHOWS])
    candidates(M, P, D, n, U)
    take_stock(M, P, D, n)
