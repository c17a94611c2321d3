"""The climate: what everybody can see at the start of a week, worked out on the host from last week's counts.

It is the only coupling between communities: grievance in the news, visible silence, the frontier of each queue,
attention of patrols, requests for files, breaches, and policies conceded. Floats live here and nowhere below; what goes
down is integers, and the series is recorded, so that any community can be replayed alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasshouse.base import cast, draw
from glasshouse.base.counters import index
from glasshouse.base.numbers import whole
from glasshouse.climate import fields as f
from glasshouse.climate.queue import Queue
from glasshouse.society.clocks import FILE_UPPER, NAMESAKE_ROOM, namesake_upper

Array = NDArray[np.float64]
RECORDED = {
    "join_room": f.JOIN_ROOM, "news": f.NEWS, **{f"silence_{n}": f.SILENCE + n for n in range(9)},
    "review_share": f.REVIEW_SHARE, "attention": f.ATTENTION, "file": f.FILE, "breach": f.BREACH,
    "frontier": f.FRONTIER, "appeal_looked": f.APPEAL_LOOKED, "pre_reviewed": f.PRE_REVIEWED, "namesake": f.NAMESAKE,
}  # fmt: skip
"""The integer fields of a plan row that the climate sets, by name: together with the regimes they allow a replay."""


def uniform(seed: int, week: int, what: int, region: int) -> float:
    """Return the climate's own keyed draw in 0..1 for (week, what, region)."""
    key = whole(np.uint64(seed).astype(np.int64))  # compiled code takes the 64 bits as a signed number
    u, v, _, _ = draw.draw(key, what, week, draw.CLIMATE, region)
    return (u + v / 2**32) / 2**32


def uniforms(seed: int, week: int, what: int, regions: int) -> Array:
    """Return `uniform` of every region, (regions,)."""
    key = whole(np.uint64(seed).astype(np.int64))
    whats, weeks, which = np.full(regions, what), np.full(regions, week), np.arange(regions)
    u, v, w, x = np.zeros((4, regions), np.int64)
    draw.fill_on_days(key, 0, draw.CLIMATE, regions, whats, weeks, which, u, v, w, x)
    return np.asarray((u + v / 2**32) / 2**32)


@lru_cache(maxsize=1024)
def _at_most(mean: float) -> Array:
    """Return P(N <= 0, 1, ...) of a Poisson count: a region's mean is the same in most weeks."""
    return np.cumsum(cast.poisson_pmf(mean, int(mean + 12 * (mean + 1) ** 0.5 + 12)))


def poisson(u: float, mean: float) -> int:
    """Return the Poisson count at the draw `u` (a normal approximation above 400)."""
    if mean > 400:
        from statistics import NormalDist

        return max(0, round(mean + mean**0.5 * NormalDist().inv_cdf(min(max(u, 1e-12), 1 - 1e-12))))
    return int(np.searchsorted(_at_most(mean), u, side="right"))


BREACH_DRAW, REQUEST_DRAW, QUEUE_DRAW, CONCESSION_DRAW = 1, 2, 3, 100
ATTENTION_ROOM = 2.0**14
"""What 64 bits hold of attention, as a multiple of the usual; a capture is certain long before."""


@dataclass
class Climate:
    """The state of the climate between weeks; arrays have axis (regions,).

    Args:
        seed: of the run.
        people: simulated people per region. real: real people per region.
        off: mechanisms switched off.
        high: range maxima of the ledger.
        expected_alerts: alerts per person and week before any have been seen.
    """

    seed: int
    people: Array
    real: Array
    off: frozenset[str]
    high: Mapping[str, float]
    expected_alerts: Array
    grievance_fast: Array = field(init=False)
    grievance_slow: Array = field(init=False)
    findings: Array = field(init=False)
    load: Array = field(init=False)
    waiting: Array = field(init=False)
    cases: Array = field(init=False)
    queue: Queue = field(init=False)
    series: dict[str, list[Array]] = field(default_factory=dict)
    said: list[tuple[int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        zeros = np.zeros(len(self.people))
        self.grievance_fast, self.grievance_slow, self.findings = zeros.copy(), zeros.copy(), zeros + 1.0
        self.load = self.expected_alerts * self.people
        self.waiting, self.cases = zeros.copy(), zeros.copy()
        # an office that manages a case in ten weeks is somewhere in those ten weeks on the first day
        self.queue = Queue([uniform(self.seed, 0, QUEUE_DRAW, r) for r in range(len(self.people))])

    def write(
        self, week: int, values: Sequence[Mapping[str, float]], last: NDArray[np.int64] | None, PP: Any
    ) -> None:
        """Write week `week`'s fields into the plan rows `PP` (regions, places) from last week's counts.

        What went beyond a limit is noted in `said` (region, words), never cut off in silence. `values` are those in
        force in each region; `last` is (regions, counters), or None before the first week.
        """
        counts = _Counts(last, self.people)
        self._feel(values, counts)
        self._open_cases(values, counts)
        fields: dict[str, Any] = {
            "join_room": self._join_room(values, counts),
            "news": self._news(values),
            "review_share": self._review_share(values, counts),
            "attention": self._attention(values, counts),
            "file": self._files(week, values, counts),
            "breach": self._breaches(week, values),
            "frontier": self.queue.advance(week, self._appeal_capacity(values)),
            "appeal_looked": [
                cast.threshold(1 - v["remedies.appeal_rubber_stamp"]) if "remedies" not in self.off else 0
                for v in values
            ],
            "pre_reviewed": self._pre_reviewed(values),
            "namesake": self._namesakes(values),
        }
        for n, factors in enumerate(self._silence(values, counts)):
            fields[f"silence_{n}"] = factors
        for name, place in RECORDED.items():
            PP[:, place] = fields[name]
            self._keep(name, fields[name])
        self._keep("grievance", self.grievance)
        self._keep("appeal_backlog", self.queue.backlog())

    def _keep(self, name: str, values: Any) -> None:
        self.series.setdefault(name, []).append(np.asarray(values, dtype=float))

    @property
    def grievance(self) -> Array:
        """Grievance in the news by region: recent wrongs per 1,000 people, fading on two time scales."""
        return np.asarray(self.grievance_fast + self.grievance_slow)

    def national_grievance(self) -> float:
        """Return grievance over all regions, by real population."""
        return float((self.grievance * self.real).sum() / self.real.sum())

    def _feel(self, values: Sequence[Mapping[str, float]], n: _Counts) -> None:
        """Fade and add: G = G0 [rho exp(-t/slow) + (1-rho) exp(-t/fast)] (Candia et al. 2019, for the form)."""
        if "response" in self.off:
            return
        v = values
        wrongs = n.per_1000("refusals_fact") + n.per_1000("refusals_law")
        wrongs = wrongs * _column(v, "response.grievance_per_wrong")
        for name, weight in (
            ("wrongful_stops", "grievance_per_stop"),
            ("people_exposed_in_breach", "grievance_per_exposure"),
            ("people_enrolled_unasked", "grievance_per_enrolment"),
            ("posts_suppressed", "grievance_per_suppression"),
        ):
            wrongs = wrongs + n.per_1000(name) * _column(v, f"response.{weight}")
        preticked = _column(v, "platform.prompt_default") * _column(v, "response.grievance_per_enrolment")
        wrongs = wrongs + n.per_1000("consents_given") * preticked
        slow = _column(v, "response.grievance_slow_share")
        self.grievance_fast *= np.exp(-1 / np.maximum(_column(v, "response.grievance_fast_weeks"), 1e-9))
        self.grievance_slow *= np.exp(-1 / np.maximum(_column(v, "response.grievance_slow_weeks"), 1e-9))
        self.grievance_fast += (1 - slow) * wrongs
        self.grievance_slow += slow * wrongs

    def _join_room(self, values: Sequence[Mapping[str, float]], n: _Counts) -> NDArray[np.int64]:
        users = n.share("app_users") if n.seen else _column(values, "platform.users_at_start")
        ceiling = np.maximum(_column(values, "platform.adoption_ceiling"), 1e-9)
        return cast.factors(1 - users / ceiling)

    def _news(self, values: Sequence[Mapping[str, float]]) -> list[int]:
        rate = _column(values, "response.news_awareness_per_year") * (1 + self.grievance)
        if {"platform", "cameras", "rating"} <= self.off:
            rate = 0 * rate  # there is nothing to hear of
        return [cast.threshold(cast.weekly(x)) for x in rate]

    def _silence(self, values: Sequence[Mapping[str, float]], n: _Counts) -> list[NDArray[np.int64]]:
        """Return, by contacts afraid, the factor exp-odds k (s - 1/2) against full visibility (s = 1)."""
        wished = n.of("critical_posts_wished")
        gone = n.of("posts_not_written") + n.of("posts_suppressed") - n.of("posts_wrongly_suppressed")
        visible = np.where(wished > 0, 1 - gone / np.maximum(wished, 1), 1.0)
        # without the platform nothing is taken down, and what is written elsewhere is not counted
        visible = np.ones_like(visible) if "platform" in self.off else np.clip(visible, 0, 1)
        k = _column(values, "response.silence_strength")

        def logistic(x: Array) -> Array:
            return 1 / (1 + np.exp(-x))

        shown = (visible[None, :] + 1 - np.arange(9)[:, None] / 8) / 2
        return [cast.factors(factor) for factor in logistic(k * (shown - 0.5)) / logistic(k / 2)]

    def _review_share(self, values: Sequence[Mapping[str, float]], n: _Counts) -> NDArray[np.int64]:
        """Share of alerts that operators can look at while they matter; the others wait for weeks with time to spare.

        The share follows the load of recent weeks: one quiet week does not staff the next.
        """
        capacity = _column(values, "cameras.review_capacity_per_100k_day") * 7 * self.people / 1e5
        if n.seen:
            self.load += (n.of("alerts") - self.load) / _column(values, "cameras.load_weeks")
            spare = np.maximum(0, capacity - n.of("alerts_reviewed"))
            self.waiting = np.maximum(0, self.waiting + n.of("alerts_unreviewed") - spare)
        self._keep("alert_load", self.load.copy())
        self._keep("review_backlog", self.waiting.copy())
        return cast.thresholds(capacity / np.maximum(self.load, 1e-9))

    def _attention(self, values: Sequence[Mapping[str, float]], n: _Counts) -> list[int]:
        """Attention follows discovered offences per person: a Polya urn over regions, with or without its fix.

        Ensign et al. 2018: without the fix attention runs away to one place; counting a discovered incident with weight
        1 - share keeps the share at the true one.
        """
        captured = n.per_1000("offences_captured")
        happened = n.per_1000("traffic_offences") + n.per_1000("public_order_offences")
        # what no patrol found may still be reported: it reaches the books wherever the patrol was
        found = captured + _column(values, "cameras.reported_share") * (happened - captured)
        kept = 1 - _column(values, "cameras.findings_fade")
        share = self.findings * self.people / (self.findings * self.people).sum()
        fix = _column(values, "cameras.patrol_fix")
        self.findings = self.findings * kept + found * (1 - fix * share)
        follow = _column(values, "cameras.follow_findings")
        relative = self.findings / np.average(self.findings, weights=self.people)
        return [
            round(cast.HALF_SCALE * x) for x in np.minimum(ATTENTION_ROOM, (1 - follow) + follow * relative)
        ]

    def _files(self, week: int, values: Sequence[Mapping[str, float]], n: _Counts) -> NDArray[np.int64]:
        if "custody" in self.off or "platform" in self.off:
            self._keep("requests", np.zeros(len(values)))
            return np.zeros(len(values), np.int64)
        mean = _column(values, "custody.requests_per_100k_year") * self.real / 1e5 / cast.WEEKS_PER_YEAR
        draws = uniforms(self.seed, week, REQUEST_DRAW, len(values)).tolist()
        holders = n.share("people_with_records") if n.seen else _column(values, "platform.users_at_start")
        requests = np.array([poisson(u, m) for u, m in zip(draws, mean.tolist(), strict=True)], float)
        accounts = requests * np.array([accounts_handed_over(v) for v in values])
        share = accounts * _column(values, "custody.domestic_share") / (self.real * np.maximum(holders, 1e-3))
        asked = share * cast.WEEKS_PER_YEAR
        for r in np.flatnonzero(asked > FILE_UPPER):
            self.said.append((int(r), "more files were asked for than custodians can open in a week"))
        self._keep("requests", requests / self.real * 1e5)
        return cast.thresholds(np.minimum(asked, FILE_UPPER) / FILE_UPPER)

    def _breaches(self, week: int, values: Sequence[Mapping[str, float]]) -> list[int]:
        """A store leaks at a yearly hazard; with a central store one leak reaches every region."""
        if "custody" in self.off:
            return [0] * len(values)
        draws = uniforms(self.seed, week, BREACH_DRAW, len(values))
        own = [
            u < cast.weekly(v["custody.breach_per_year"]) for u, v in zip(draws.tolist(), values, strict=True)
        ]
        central = [v["custody.central_store"] > 0.5 for v in values]
        return [int(own[0] if shared else one) for one, shared in zip(own, central, strict=True)]

    def _appeal_capacity(self, values: Sequence[Mapping[str, float]]) -> Array:
        return np.asarray(_column(values, "remedies.appeal_capacity_per_100k_week") * self.people / 1e5)

    def _open_cases(self, values: Sequence[Mapping[str, float]], n: _Counts) -> None:
        """Average the new court cases of recent weeks: in a small region most weeks have none."""
        if n.seen:
            self.cases += (n.of("new_cases") - self.cases) / _column(values, "rating.case_weeks")
        else:
            self.cases = self._usual_cases(values)

    def _usual_cases(self, values: Sequence[Mapping[str, float]]) -> Array:
        usual = _column(values, "life.default_per_year") * self.people / cast.WEEKS_PER_YEAR
        return np.asarray(usual)

    def _pre_reviewed(self, values: Sequence[Mapping[str, float]]) -> NDArray[np.int64]:
        capacity = _column(values, "remedies.pre_review_capacity_per_100k_week") * self.people / 1e5
        share = np.minimum(1, capacity / np.maximum(self.cases, 1e-9)) * (
            1 - _column(values, "remedies.appeal_rubber_stamp")
        )
        return cast.thresholds(share * _column(values, "remedies.pre_review"))

    def _namesakes(self, values: Sequence[Mapping[str, float]]) -> list[int]:
        """A namesake's case: the regional intensity of cases in recent weeks, matched by name alone."""
        intensity = np.minimum(self.cases / np.maximum(self._usual_cases(values), 1e-9), NAMESAKE_ROOM)
        rate = (
            _column(values, "life.default_per_year") * _column(values, "rating.name_only_share") * intensity
        )
        upper = namesake_upper(self.high)
        return [cast.acceptance(x, upper, "rating.name_only_share") for x in rate]


def accounts_handed_over(v: Mapping[str, float]) -> float:
    """Return the accounts that one request opens: asked for, complied with, and left by the legal test.

    The test refuses some requests outright and narrows others to a part of the accounts that they name.
    """
    test = v["custody.legal_test"]
    granted = 1 - test * v["custody.legal_test_refusal"]
    narrowed = 1 - test * v["custody.legal_test_narrowing"] * (1 - v["custody.narrowed_share"])
    return v["custody.accounts_per_request"] * v["custody.compliance"] * granted * narrowed


class _Counts:
    """Last week's counts by region, with zeros before the first week."""

    def __init__(self, last: NDArray[np.int64] | None, people: Array) -> None:
        self.seen = last is not None
        self.last = last
        self.people = people

    def of(self, name: str) -> Array:
        return np.zeros(len(self.people)) if self.last is None else self.last[:, index(name)].astype(float)

    def per_1000(self, name: str) -> Array:
        return np.asarray(1000 * self.of(name) / self.people)

    def share(self, name: str) -> Array:
        return np.asarray(self.of(name) / self.people)


def _column(values: Sequence[Mapping[str, float]], name: str) -> Array:
    return np.array([v[name] for v in values])
