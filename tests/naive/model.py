"""The model a second time, slowly: plain Python, floats, a generator of its own, one person after another.

Written from docs/odd.md, not from the kernels: no tables, no thresholds, no candidates, no bytes. Where the
engine cuts a trait into classes this draws it whole, where the engine has a queue for each region this has one, and fear
is a number. It takes its inputs (marginals, ledger, who has how much demand) from the same files, and nothing else.
"""

from __future__ import annotations

import math
from collections import Counter, deque
from dataclasses import dataclass, field
from random import Random
from typing import Any

from glasshouse.society import classes, clocks

WEEKS_PER_YEAR = 365 / 7
FOREVER = 10**9
RING = (1, 2, 5, 11, -1, -2, -5, -11)


@dataclass
class Case:
    """A court case against somebody."""

    start: int
    binds: int
    listed: bool
    restricted: bool
    exit_ban: bool
    wrong_person: bool = False
    void: bool = False  # not served, or listed without means
    no_means: bool = False
    escaped: bool = False
    benchmark: bool = False
    paid: bool = False
    ends: int = FOREVER
    should_end: int = FOREVER
    announced: bool = False
    told: bool = False
    appeal: str = ""
    filed: float = 0.0

    def binding(self, day: int) -> bool:
        return not self.escaped and self.binds <= day < self.ends

    def due(self, day: int) -> bool:
        return not self.wrong_person and self.binds <= day < self.should_end

    def verdict(self, day: int) -> str:
        if self.wrong_person:
            return "fact"
        if day >= self.should_end:
            return "fact" if self.paid else "law"
        if self.void:
            return "law"
        return "benchmark" if self.benchmark else "rule"


@dataclass
class Person:
    """Somebody with traits that never change and a state that does."""

    adult: bool
    income: int
    urban: bool
    conduct: float
    voice: float
    mobility: int
    representative: bool
    user: bool = False
    aware: bool = False
    hardship: float = 0.0
    fear_fast: float = 0.0
    fear_slow: float = 0.0
    points: float = 1000.0
    refused: bool = False
    cases: list[Case] = field(default_factory=list)

    @property
    def fear(self) -> float:
        return min(1.0, self.fear_fast + self.fear_slow)


class Model:
    """A society of `people` living `weeks` weeks at the values `v`; `counts` is what happened."""

    def __init__(self, society: Any, v: dict[str, float], people: int, weeks: int, seed: int) -> None:
        self.v, self.weeks, self.rng = v, weeks, Random(seed)
        self.counts: Any = Counter()
        self.queue: deque[tuple[Person, Case]] = deque()
        self.credit = 0.0
        self.society = society
        self.profiles = {gate: self.profile(gate) for gate in clocks.GATES}
        sizes = [region.population for region in society.regions]
        self.people = [self.somebody(self.rng.choices(range(len(sizes)), sizes)[0]) for _ in range(people)]
        for person in self.people:
            self.past(person)

    def chance(self, p: float) -> bool:
        return self.rng.random() < p

    def pick(self, shares: Any) -> int:
        return self.rng.choices(range(len(shares)), list(shares))[0]

    def poisson(self, mean: float) -> int:
        n, total = 0, self.rng.expovariate(1.0)
        while total < mean:
            n, total = n + 1, total + self.rng.expovariate(1.0)
        return n

    def yearly(self, rate: float) -> bool:
        """Whether something with a yearly rate happens this week."""
        return self.rng.random() < 1 - math.exp(-rate / WEEKS_PER_YEAR)

    # --- people ---------------------------------------------------------------------------------------------------------

    @staticmethod
    def profile(gate: str) -> list[list[float]]:
        """Relative demand by mobility and income, mean one."""
        k = clocks.GATES.index(gate)
        by_mobility, by_income = clocks.BY_MOBILITY[k], clocks.BY_INCOME[k]
        share = classes.mobility_shares({"society.traveller_share": 0.102})
        mean = sum(by_mobility[m] * by_income[q] * share[q][m] / 5 for m in range(4) for q in range(5))
        return [[by_mobility[m] * by_income[q] / mean for q in range(5)] for m in range(4)]

    def somebody(self, region: int) -> Person:
        v, s = self.v, self.society
        band = self.pick(s.age[region])
        urban = self.chance(s.urban[region])
        income = self.pick(s.income[region][int(urban)])
        sd = v["society.conduct_sd"]
        voices = [1 - v["society.voice_concentration"], v["society.voice_concentration"]]
        loud = self.chance(classes.VOICE_SHARES[3])
        return Person(
            adult=band > 0, income=income, urban=urban,
            conduct=math.exp(self.rng.gauss(-sd * sd / 2, sd)),
            # the loudest write their part; what the others write is spread over them
            voice=voices[1] / classes.VOICE_SHARES[3] if loud else voices[0] / (1 - classes.VOICE_SHARES[3]),
            mobility=self.pick(classes.mobility_shares(v)[income]) if band > 0 else 0,
            representative=band > 0 and self.chance(v["society.representative_share"]),
        )  # fmt: skip

    def past(self, person: Person) -> None:
        """The world was already running: users, awareness, hardship, cases up to two years old."""
        v = self.v
        person.user = self.chance(min(0.98, v["platform.users_at_start"]))
        person.hardship = v["response.hardship_at_start"]
        if not person.adult:
            return
        person.aware = self.chance(v["response.aware_at_start"])
        listed = self.chance(v["rating.listed_at_start"])
        if not listed and not self.chance(v["rating.restricted_at_start"]):
            return
        start = -self.rng.randint(1, 700)
        case = Case(start, start, listed, True, self.chance(v["rating.exit_ban_share"]), announced=True)
        case.wrong_person = self.chance(v["rating.identity_error"])
        if not case.wrong_person:
            case.no_means = self.chance(v["life.no_capacity_share"])
        self.term(case)
        case.void = self.chance(v["rating.service_failure"]) or (case.no_means and listed)
        person.cases.append(case)

    # --- courts ---------------------------------------------------------------------------------------------------------

    def term(self, case: Case) -> None:
        v = self.v
        if self.chance(v["rating.term_share"]):
            case.should_end = case.ends = case.binds + round(v["rating.term_days"])
            if self.chance(v["rating.term_overrun_share"]):
                case.ends += round(v["rating.term_overrun_days"])

    def open_case(self, person: Person, day: int, wrong: bool = False, escaped: bool = False) -> None:
        v = self.v
        self.counts["new_cases"] += not escaped
        not_served = self.chance(v["rating.service_failure"])
        no_means = not wrong and self.chance(v["life.no_capacity_share"])
        if no_means and self.chance(v["rating.capacity_screen"]):
            return
        if not wrong and not no_means and not not_served and self.chance(v["rating.paid_in_grace_share"]):
            self.counts["debts_paid"] += not escaped
            return
        listed = self.chance(v["rating.listing_share"])
        restricted = listed or self.chance(v["rating.restriction_share"])
        exit_ban = self.chance(v["rating.exit_ban_share"])
        if not (restricted or exit_ban):
            return
        case = Case(
            day,
            day + round(v["rating.grace_days"]),
            listed,
            restricted,
            exit_ban,
            wrong_person=wrong,
            escaped=escaped,
        )
        case.no_means = no_means
        case.void = not_served or (no_means and listed)
        self.term(case)
        person.cases.append(case)

    def pay(self, case: Case, day: int) -> None:
        v = self.v
        case.paid = True
        self.counts["debts_paid"] += not case.escaped
        case.should_end = min(case.should_end, day + round(v["rating.removal_days"]))
        late = round(v["rating.removal_late_days"]) if self.chance(v["rating.removal_late_share"]) else 0
        case.ends = min(case.ends, day + round(v["rating.removal_days"]) + late)

    def week_of_cases(self, person: Person, day: int) -> None:
        v = self.v
        for case in person.cases:
            payable = not (case.paid or case.wrong_person or case.no_means)
            when = day + self.rng.randrange(7)
            if payable and self.yearly(v["rating.paid_per_year"]) and when > case.binds:
                self.pay(case, when)
            if not case.announced and not case.escaped and case.binds < day + 7:
                case.announced = True
                self.counts["new_listings"] += case.listed
                case.told = self.tell()
                self.appeal(
                    person,
                    case,
                    max(case.binds, day),
                    case.verdict(case.binds) in ("fact", "law"),
                    grave=True,
                )
            for today in range(day, day + 7):
                if case.listed and case.binding(today):
                    self.counts["listed_person_days"] += 1
                    self.counts["wrongly_listed_days_" + case.verdict(today)] += 1
        person.cases = [
            case
            for case in person.cases
            if max(case.ends, case.should_end) >= day + 7 or case.appeal == "pending"
        ]

    # --- remedies -------------------------------------------------------------------------------------------------------

    def tell(self) -> bool:
        return self.chance(self.v["remedies.notice_share"])

    def appeal(self, person: Person, case: Case, day: int, wronged: bool, grave: bool) -> None:
        v = self.v
        if case.appeal or not case.told:
            return
        logit = math.log(v["remedies.appeal_rate"] / (1 - v["remedies.appeal_rate"]))
        logit += math.log(v["remedies.appeal_selection"]) if wronged else 0.0
        logit += 0.25 * (person.income - 2) + (0.5 if grave else 0.0)
        if self.chance(v["remedies.explanation_share"]):
            logit += math.log(v["remedies.explanation_effect"])
        if self.chance(v["remedies.appeal_open"] / (1 + math.exp(-logit))):
            case.appeal, case.filed = "pending", day + self.rng.random()
            self.counts["appeals_filed"] += 1
            self.queue.append((person, case))

    def decide(self, day: int) -> None:
        """One queue, first in, first out, as far as capacity goes; some give up, and a deadline ends the rest."""
        v = self.v
        self.credit = (
            min(self.credit, 1.0) + v["remedies.appeal_capacity_per_100k_week"] * len(self.people) / 1e5
        )
        waiting = deque(sorted((x for x in self.queue if x[1].filed < day), key=lambda x: x[1].filed))
        later = [x for x in self.queue if x[1].filed >= day]
        while waiting and self.credit >= 1:
            self.credit -= 1
            case = waiting.popleft()[1]
            wrong = case.verdict(day) in ("fact", "law")
            overturned = False
            if not self.chance(v["remedies.appeal_rubber_stamp"]):
                slip = v["remedies.appeal_false_uphold"] if wrong else v["remedies.appeal_false_overturn"]
                overturned = self.chance(slip) != wrong
            self.close(case, day, overturned)
        kept = []
        for person, case in waiting:
            if day - int(case.filed) >= v["remedies.deadline_days"]:
                self.close(case, day, self.chance(v["remedies.deadline_rule"]))
            elif self.chance(v["remedies.appeal_abandon_per_week"]):
                case.appeal = "abandoned"
                self.counts["appeals_abandoned"] += 1
            else:
                kept.append((person, case))
        self.queue = deque(kept + later)

    def close(self, case: Case, day: int, overturned: bool) -> None:
        case.appeal = "won" if overturned else "lost"
        self.counts["appeals_won" if overturned else "appeals_lost"] += 1
        if overturned:
            case.ends = min(case.ends, day + round(self.v["remedies.correction_days"]))

    # --- gates ----------------------------------------------------------------------------------------------------------

    def wish(self, person: Person, gate: str, day: int) -> None:
        v = self.v
        listed = any(case.listed and case.binding(day) for case in person.cases)
        if listed and person.aware and person.refused and self.chance(v["gates.avoidance"]):
            self.counts["services_not_sought"] += 1
            return
        self.counts["requests_for_service"] += 1
        grounds: list[tuple[str, Case]] = []
        for case in person.cases:
            asked = (
                (case.listed and self.chance(v[f"gates.{gate}.asks_list"]))
                or (case.restricted and self.chance(v[f"gates.{gate}.asks_restriction"]))
                or (case.exit_ban and self.chance(v[f"gates.{gate}.asks_exit_ban"]))
            )
            if asked and case.binding(day):
                grounds.append((case.verdict(day), case))
        if not grounds or self.chance(v["gates.missed_check"]):
            return
        verdict, case = max(grounds, key=lambda x: ["fact", "law", "benchmark", "rule"].index(x[0]))
        go_on = v["gates.retry_mean"] / (1 + v["gates.retry_mean"])
        tries = 1
        while self.chance(go_on):
            tries += 1
        self.counts["refused_trips"] += 1
        self.counts["refusals"] += tries
        self.counts["refusals_" + verdict] += tries
        self.counts["people_refused"] += not person.refused
        person.refused = True
        person.hardship = min(1.0, person.hardship + v["response.hardship_per_refusal"])
        self.frighten(person, v["response.fear_per_refusal"])
        case.told = self.tell() or case.told
        self.appeal(person, case, day, verdict in ("fact", "law"), grave=False)
        if not (case.paid or case.wrong_person or case.no_means) and self.chance(
            v["rating.paid_after_refusal"]
        ):
            self.pay(case, day)

    def frighten(self, person: Person, much: float) -> None:
        v = self.v
        slow = much * v["response.fear_slow_share"]
        person.fear_slow = min(1.0, person.fear_slow + slow)
        person.fear_fast = min(1.0, person.fear_fast + much - slow)
        if not person.aware:
            person.aware = self.chance(v["response.own_awareness"])

    # --- a person's week --------------------------------------------------------------------------------------------------

    def act(self, person: Person, day: int) -> None:
        v, count = self.v, self.counts
        hard = person.hardship
        late = v["life.late_payment_per_year"] * v["life.lateness_hardship_factor"] ** hard
        if self.yearly(late * person.conduct * classes.INCOME_LATE[person.income]):
            count["late_payments"] += 1
        default = v["life.default_per_year"] * v["life.default_hardship_factor"] ** hard * person.conduct
        default *= (1 - v["life.deterrence_debt"]) if person.aware else 1.0
        if self.yearly(default * classes.INCOME_DEFAULT[person.income]):
            count["defaults"] += 1
            self.open_case(
                person, day + self.rng.randrange(7), escaped=self.chance(v["rating.identity_error"])
            )
        watched = (1 - v["life.deterrence_cameras"]) if person.aware else 1.0
        count["traffic_offences"] += self.yearly(
            v["life.traffic_offence_per_year"] * person.conduct * watched
        )
        count["volunteering"] += self.yearly(v["life.volunteering_per_year"])
        count["donations"] += self.yearly(v["life.donation_per_year"])
        if person.representative:
            per_head = (
                v["life.default_per_year"]
                * v["rating.representative_share"]
                / v["society.representative_share"]
            )
            if self.yearly(per_head):
                self.open_case(person, day + self.rng.randrange(7))
        for gate in clocks.GATES:
            rate = v[f"gates.{gate}.demand_per_year"] * self.profiles[gate][person.mobility][person.income]
            for _ in range(self.poisson(rate / WEEKS_PER_YEAR)):
                self.wish(person, gate, day + self.rng.randrange(7))

    def write(self, person: Person) -> None:
        """Wish to write a critical post, dare to or not, and have it taken down or not."""
        v = self.v
        for _ in range(self.poisson(v["life.critical_post_per_year"] * person.voice / WEEKS_PER_YEAR)):
            self.counts["critical_posts_wished"] += 1
            chilled = (
                v["response.chilling"] * person.fear / (person.fear + v["response.fear_half"])
                if person.aware
                else 0.0
            )
            if self.chance(chilled):
                self.counts["posts_not_written"] += 1
            elif person.user:
                self.counts["posts_critical"] += 1
                if self.chance(v["platform.suppression_true_positive_rate"]):
                    self.counts["posts_suppressed_rightly"] += 1
                    self.frighten(person, v["response.fear_per_suppression"])

    def fade(self, person: Person) -> None:
        v = self.v
        person.hardship *= 0.5 ** (1 / v["response.hardship_half_life_weeks"])
        person.fear_fast *= math.exp(-1 / v["response.fear_fast_weeks"])
        person.fear_slow *= math.exp(-1 / v["response.fear_slow_weeks"])

    def membership(self, place: int, using: list[bool], room: float) -> None:
        """Bass with imitation among eight contacts; leaving falls with them."""
        v, person = self.v, self.people[place]
        near = sum(using[(place + k) % len(using)] for k in RING)
        if not person.user:
            hazard = v["platform.adoption_innovation"] + v["platform.adoption_imitation"] * near / 8
            person.user = self.chance((1 - math.exp(-hazard / WEEKS_PER_YEAR)) * room)
        elif self.yearly(v["platform.leave_per_year"] * math.exp(-v["platform.lock_in"] * near)):
            person.user = False
            self.counts["leavers"] += 1

    def run(self) -> Any:
        """Live all weeks; return the counts, and the state at the end under the names of the engine's stocks."""
        v = self.v
        for week in range(self.weeks):
            day = 7 * week
            using = [person.user for person in self.people]
            room = max(0.0, 1 - sum(using) / len(using) / v["platform.adoption_ceiling"])
            self.decide(day)
            for place, person in enumerate(self.people):
                self.week_of_cases(person, day)
                self.fade(person)
                if person.adult and not person.aware:
                    person.aware = self.yearly(v["response.news_awareness_per_year"])
                self.membership(place, using, room)
                if person.adult:
                    self.act(person, day)
                    self.write(person)
        last = 7 * self.weeks - 1
        for person in self.people:
            self.counts["people_listed"] += any(case.listed and case.binding(last) for case in person.cases)
            self.counts["app_users"] += person.user
            self.counts["people_aware"] += person.aware
            self.counts["hardship_sum"] += 255 * person.hardship
            self.counts["fear_sum"] += 255 * person.fear
        self.counts["appeals_pending"] = len(self.queue)
        return self.counts
