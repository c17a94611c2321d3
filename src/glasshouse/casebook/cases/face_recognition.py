"""Face recognition at events: alerts and their precision from error rates, a list, and how many listed people pass.

The false alerts of one face come from the cameras' own table, `false_match`. How many listed people pass is set by one
deployment; every other row is predicted. Because the number of listed people who pass grows with the list just as false
matches do, precision hardly depends on the length of the list.
"""

from __future__ import annotations

from decimal import Decimal, getcontext

import numpy as np

from glasshouse.casebook.case import Case, Given, Setting
from glasshouse.casebook.facts import fact, load
from glasshouse.casebook.rows import Array, Row, binomial, generator, of_draws, over, poisson, row, scaled
from glasshouse.day.cameras.tables import false_match
from glasshouse.society.classes import LOOK_SHARES, lookalike_factors

DRAWS = 20_000
EVEN = {"own_group_ratio": 1.0, "minority_false_match_ratio": 1.0, "sex_false_match_ratio": 1.0}


def per_face(given: Given, minority: float, **but: float) -> Array:
    """Returns P(false alert) of one face by group, a mean over women, men and lookalike classes, shape (2,)."""
    chance = false_match(given.room("cameras", but), minority, lookalike_factors(given.values))
    return np.asarray((chance * LOOK_SHARES).sum(axis=-1).mean(axis=1))


def of_crowd(given: Given, minority: float = 0.3, **but: float) -> float:
    """Returns P(false alert) of a face of the crowd."""
    by_group = per_face(given, minority, **but)
    return float((1 - minority) * by_group[0] + minority * by_group[1])


def presence(given: Given) -> tuple[float, Array]:
    """Returns how often an entry of the list passes, per face seen: from one deployment, with its uncertainty."""
    seen = fact("B14.2022-01-28.true")
    exposure = seen["faces"] * seen["list"] * given["cameras.true_positive_rate"]
    draws = generator(14).gamma(seen["true"] + 0.5, size=DRAWS) / exposure
    return seen["true"] / exposure, draws


def answer(given: Given) -> list[Row]:
    """Returns the rows of the case."""
    return [
        *level(given),
        *limits(given),
        *london(given),
        *wales(given),
        *groups(given),
        threshold(given),
        *yours(given),
    ]


def level(given: Given) -> list[Row]:
    """The laboratory's error rate at two lengths of the list, and the exact form."""
    rows = []
    for name, size in (("B8.n10000", 10_000), ("B8.n1000", 1_000)):
        chance = of_crowd(given, watchlist_size=size)
        faces = 130_000
        low, high, words = poisson(chance * faces)
        rows.append(
            row(
                f"at-{size}",
                f"false alerts per face at a list of {size:,}",
                chance,
                (low / faces, high / faces, words),
                of=name,
            )
        )
    return rows


def limits(given: Given) -> list[Row]:
    """1 - (1 - f)^W in ninety digits, and no alert without a list."""
    getcontext().prec = 90
    f, size = given["cameras.false_match_rate"], round(given["cameras.watchlist_size"])
    closed = float(1 - (1 - Decimal(f)) ** size)
    flat = false_match(given.room("cameras", EVEN), 0.3, np.ones(4))
    empty = false_match(given.room("cameras", {"watchlist_size": 0.0}), 0.3, lookalike_factors(given.values))
    return [
        row(
            "closed-form",
            "1 - (1 - f)^W, for equal faces",
            float(flat.mean()) * 1e4,
            published=closed * 1e4,
            unit="false alerts per 10,000 faces",
            role="exact",
        ),
        row(
            "empty-list",
            "false alerts without a list",
            float(np.max(empty)),
            published=0.0,
            unit="share of faces",
            role="exact",
        ),
    ]


OLDER = (
    "the deployment ran an older version of the system, whose error rate was not published; at the rate of B9 (1 in 1,000 "
    "faces for some 3,000 names) 21 false alerts would be expected, so the truth lay between the two"
)
UNREPORTED = "the list of that day was not reported; January's is used"
UNEVEN = (
    "one day in January 2022, with ten found among 12,120 faces, sets how many listed people pass; over the others far "
    "fewer were arrested for each face, so listed people do not pass evenly, or fewer of those found are arrested"
)
SUMS = {
    "B14.2022-07": "three deployments of July 2022",
    "B14.oxford-circus": "five at Oxford Circus, 2020 to 2022",
    "B14.2023": "thirteen of 2023",
}
"""Deployments of which only faces and arrests were published."""


def london(given: Given) -> list[Row]:
    """The Metropolitan Police's deployments: one sets how many listed people pass, the others are predicted."""
    one = fact("B14.2022-01-28.true")
    rate, _ = presence(given)
    true = one["faces"] * one["list"] * rate * given["cameras.true_positive_rate"]
    what = "true alerts, Oxford Circus, 28 January 2022"
    return [
        row("january-2022-true", what, true, poisson(true), published=one["true"], of=one.id),
        false_alerts(given, "B14.2022-01-28.false", "28 January 2022", one["list"], ""),
        *deployment(given, "B14.2022-07-07", "7 July 2022", one["list"], UNREPORTED),
        *deployment(given, "B14.2020-02-27", "27 February 2020", fact("B14.2020-02-27")["list"], OLDER),
        *(arrests(given, name, words) for name, words in SUMS.items()),
    ]


def false_alerts(given: Given, name: str, when: str, size: float, why: str) -> Row:
    """False alerts of a deployment at Oxford Circus, from its faces and its list."""
    seen = fact(name)
    faces = seen.figure.get("faces", fact("B14.2022-01-28.true")["faces"])
    false = faces * of_crowd(given, watchlist_size=size)
    return row(
        f"{when.replace(' ', '-').lower()}-false",
        f"false alerts, Oxford Circus, {when}",
        false,
        poisson(false),
        published=seen.figure.get("false", seen.figure.get("value")),
        of=name,
        reason=why,
    )


def deployment(given: Given, name: str, when: str, size: float, why: str) -> list[Row]:
    """False and true alerts of a deployment that nothing was fitted to."""
    rate, draws = presence(given)
    shown = fact(name)["faces"] * size * given["cameras.true_positive_rate"]
    true = row(
        f"{when.replace(' ', '-').lower()}-true",
        f"true alerts, Oxford Circus, {when}",
        shown * rate,
        poisson(shown * draws),
        published=fact(name)["true"],
        of=name,
        reason=why,
    )
    return [false_alerts(given, name, when, size, why), true]


def arrests(given: Given, name: str, what: str) -> Row:
    """Arrests of several deployments, from their faces, January's list and its arrests for each true alert."""
    one, seen = fact("B14.2022-01-28.true"), fact(name)
    rate, draws = presence(given)
    shown = seen["faces"] * one["list"] * given["cameras.true_positive_rate"]
    some = fact("B14.2022-01-28")["arrests"]
    arrested = generator(4).beta(some + 0.5, one["true"] - some + 0.5, DRAWS)
    return row(
        name.partition(".")[2] + "-arrests",
        f"arrests, {what}",
        shown * rate * some / one["true"],
        poisson(shown * draws * arrested),
        published=seen["arrests"],
        of=name,
        unit="arrests",
        reason=UNEVEN,
    )


def old_precision(given: Given) -> Array:
    """Returns draws of the precision of the system in use until 2019: B9 for lists of 2,000 to 4,000, and the presence."""
    lengths = np.exp(generator(9).uniform(np.log(2_000), np.log(4_000), DRAWS))
    per_entry = fact("B9").value / lengths
    found = given["cameras.true_positive_rate"] * presence(given)[1]
    return np.asarray(found / (found + per_entry))


EVENTS = {"B13.all": "All of South Wales", "B14.notting-hill": "Notting Hill, London"}
"""Names of rows that are more than one event."""


TOGETHER = ("B13.all", "B13.champions-league-final", "B14.notting-hill")
"""Rows with so many alerts that their share of right ones is compared, not the number."""
CROWDS = (
    "precision differs between events by more than chance: pictures of poor quality and crowds from elsewhere (the final) "
    "press it down, small crowds with known faces lift it; neither was published"
)


def wales(given: Given) -> list[Row]:
    """South Wales Police 2017-18, event by event: of that many alerts, how many true?"""
    draws = old_precision(given)
    told = [
        name
        for name, seen in load().items()
        if name.startswith(("B13.", "B14.notting")) and "true" in seen.figure
    ]
    return [event(name, draws) for name in told]


def event(name: str, draws: Array) -> Row:
    """One event: how many of its alerts were right, at the precision of the old system."""
    seen, slug = fact(name), name.partition(".")[2]
    alerts = seen["true"] + seen["false"]
    called = EVENTS.get(name, slug.replace("-", " ").capitalize())
    if alerts == 0:
        none = (0.0, 0.0, "binomial")
        return row(slug, f"{called}: true alerts of none", 0.0, none, published=0.0, of=name)
    right, middle = binomial(alerts, draws), float(np.median(draws))
    if name in TOGETHER:
        return row(
            f"precision-{slug}",
            f"{called}: share of {alerts:.0f} alerts that were right",
            middle,
            right,
            unit="share of alerts",
            published=seen["true"] / alerts,
            of=name,
            reason=CROWDS,
        )
    return row(
        slug,
        f"{called}: true alerts of {alerts:.0f}",
        middle * alerts,
        scaled(right, alerts),
        unit="alerts",
        published=seen["true"],
        of=name,
        reason=CROWDS,
    )


def groups(given: Given) -> list[Row]:
    """How much of a gap between groups is the algorithm, and how much the composition of the list."""
    return [between_sexes(given), essex(given), *split(given)]


def between_sexes(given: Given) -> Row:
    """The error of a group from those of its women and men, by the mechanism's own ratio."""
    women, men = fact("B10.sexes")["women"], fact("B10.sexes")["men"]
    only = {**EVEN, "sex_false_match_ratio": women / men, "watchlist_size": 1.0, "false_match_rate": 1e-6}
    by_sex = false_match(given.room("cameras", only), 0.3, np.ones(4))[0, :, 0]
    ends = [s * women + (1 - s) * men for s in (0.45, 0.55)]
    return row(
        "women-and-men",
        "false positives of Black people, from women's and men's",
        float(by_sex.mean()) * women / float(by_sex[0]),
        over(ends, "assumption: 45 to 55 % women among those searched"),
        of="B10.black",
    )


def essex(given: Given) -> Row:
    """Whom six false alerts were about, in another force."""
    told = fact("L17")
    mine = per_face(given, told["black_share"])
    black, others = told["black_share"] * mine[1], (1 - told["black_share"]) * mine[0]
    share = float(black / (black + others)) if black + others > 0 else 0.0
    return row(
        "essex",
        "false alerts about Black people, of six",
        6 * share,
        scaled(binomial(6, share), 6),
        unit="alerts",
        published=told["false_black"],
        of="L17",
        reason="another vendor's system in another force; only the sign is comparable",
    )


def split(given: Given) -> list[Row]:
    """The gap between groups, and its two parts."""
    share = given["minority_share"]
    parts = _gap(given, share)
    return [
        row(
            "gap",
            f"false alerts of a minority face over a majority face, minority {share:.0%} of the crowd",
            parts["all"],
            unit="ratio",
        ),
        row(
            "gap-algorithm",
            "share of that gap that is the algorithm (on the log scale)",
            parts["algorithm"],
            unit="share of the gap",
            reason="the rest is the composition of the list: own-group matches against it",
        ),
        row(
            "gap-list",
            "share of that gap that is the composition of the list",
            parts["list"],
            unit="share of the gap",
        ),
    ]


def _gap(given: Given, minority: float) -> dict[str, float]:
    """Splits ln(minority / majority) between the algorithm's ratio and the list's composition (Shapley, two factors)."""
    even_list = {"watchlist_minority_share": 0.5}

    def gap(**but: float) -> float:
        a, b = per_face(given, minority, **but)
        return float(np.log(b / a)) if a > 0 and b > 0 else 0.0

    whole, algorithm = gap(), gap(**even_list)
    composed = gap(minority_false_match_ratio=1.0)
    neither = gap(minority_false_match_ratio=1.0, **even_list)
    part = ((whole - composed) + (algorithm - neither)) / 2
    other = ((whole - algorithm) + (composed - neither)) / 2
    total = whole if abs(whole) > 1e-12 else 1.0
    return {"all": float(np.exp(whole)), "algorithm": part / total, "list": other / total}


def threshold(given: Given) -> Row:
    """The price of a higher threshold, by the safeguard's own factor on the false-match rate."""
    from glasshouse import safeguards

    told = fact("B11")
    factor = next(
        c.full
        for c in safeguards.read("raised_threshold").changes
        if c.parameter == "cameras.false_match_rate"
    )
    gallery = 1.9e7
    f = -np.log1p(-told["before"]) / gallery
    v = given.room("cameras", {**EVEN, "watchlist_size": gallery, "false_match_rate": f * (factor or 1.0)})
    after = float(false_match(v, 0.3, np.ones(4)).mean())
    return row(
        "raised-threshold",
        "searches with a possible match after the threshold was raised",
        after,
        published=told["after"],
        of="B11",
        reason=(
            "the safeguard's factor of a tenth is too strong for this database, where a factor of about a "
            "fifth held; and some of the possible matches are right"
        ),
    )


def yours(given: Given) -> list[Row]:
    """A deployment with the figures that were set: alerts, precision, errors per face and per alert."""
    faces, minority = given["faces"], given["minority_share"]
    size = given["cameras.watchlist_size"]
    chance = of_crowd(given, minority)
    sought = given["cameras.wanted_per_100k"] / 1e5 if size > 0 else 0.0
    false, true = faces * (1 - sought) * chance, faces * sought * given["cameras.true_positive_rate"]
    many = generator(3)
    f, t = many.poisson(false, DRAWS), many.poisson(true, DRAWS)
    some = f + t > 0
    wrong = of_draws((f / np.maximum(f + t, 1))[some], "Poisson") if some.any() else (0.0, 0.0, "Poisson")
    total = false + true
    return [
        row(
            "deployment-alerts",
            f"alerts of a deployment: {faces:,.0f} faces, a list of {size:,.0f}",
            total,
            poisson(total),
            unit="alerts",
        ),
        row("deployment-false", "of them false", false, poisson(false), unit="alerts"),
        row(
            "deployment-error-per-alert",
            "wrong alerts among alerts",
            false / total if total else 0.0,
            wrong,
            unit="share of alerts",
        ),
        row(
            "deployment-error-per-face",
            "wrong alerts among faces",
            chance,
            scaled(poisson(false), 1 / max(faces, 1)),
            unit="share of faces",
        ),  # type: ignore[arg-type]
    ]


CASE = Case(
    name="face-recognition",
    title="Face recognition at events",
    question=(
        "Given error rates, a list and how many listed people pass: how many alerts, and how many of them "
        "right?"
    ),
    scenario="city-lfr",
    uses=("cameras.", "society.lookalike_sd"),
    inputs=("B8.n10000", "B8.tpir", "B9", "B10.sexes", "B14.2022-01-28.true", "B5"),
    held_back=(
        "B8.n1000",
        "B13.all",
        "B14.2020-02-27",
        "B14.2022-07-07",
        "B14.2022-01-28.false",
        "B14.notting-hill",
        *SUMS,
        "B10.black",
        "B11",
        "L17",
    ),
    rival=(
        "A model with one precision for a system (say the seller's 'ninety-odd per cent accurate') gives "
        "the same share of right alerts in a laboratory, in a shopping street and at a stadium."
    ),
    miss_means=(
        "That the published error rate of a system does not carry to another crowd, list or picture "
        "quality: whoever deploys must measure on the spot."
    ),
    answer=answer,
    settings=(
        Setting(
            "faces",
            15_500,
            "faces",
            0,
            1e9,
            "Faces seen in one deployment: a mean of the Metropolitan Police's.",
        ),
        Setting(
            "minority_share",
            0.3,
            "share of the crowd",
            0.001,
            0.999,
            "Minority faces in the crowd; the invented city's inner districts.",
        ),
    ),
)
