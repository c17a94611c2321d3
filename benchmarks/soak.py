"""Ten clients at once for minutes: does every question get its own answer, and does memory stay flat?"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from random import Random
from statistics import quantiles
from typing import Any

import httpx

from benchmarks.answer import Answer, Rows
from benchmarks.lab_server import Lab
from benchmarks.stopwatch import middle
from glasshouse.lab.settings import Limits

QUESTION = __doc__ or ""
CLIENTS = 10
SAMPLES = 40
GROWTH = 0.05
"""Memory counts as flat if the last quarter's median is at most so much above that of the second quarter; the first
quarter fills the memory for answers and baselines."""
SAFEGUARDS = ("appeal", "notice", "human_review", "retention_cap", "camera_moratorium")
SCENARIOS = ("china-2018", "china-2018-press", "city-lfr")


@dataclass
class Book:
    """What all clients wrote down; `digests` holds the answer of each question, which must be the same for all."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)
    digests: dict[str, tuple[str, str]] = field(default_factory=dict)
    waited: int = 0
    asked: int = 0
    answered: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, what: str, begun: float) -> None:
        with self.lock:
            self.answered += 1
            self.seconds[what].append(time.monotonic() - begun)

    def same(self, question: dict[str, Any], answer: dict[str, Any]) -> bool:
        """Return whether an answer is the one that others got to this question."""
        got = (answer["base"]["digest"], answer["changed"]["digest"])
        with self.lock:
            return self.digests.setdefault(repr(sorted(question.items())), got) == got


class Client(threading.Thread):
    """One reader: asks, looks at the drawings, reads a life, loads a table, changes its mind; all by its own dice."""

    def __init__(self, number: int, lab: Lab, book: Book, until: float, people: int, days: int) -> None:
        super().__init__(name=f"client-{number}", daemon=True)
        self.dice, self.book, self.until = Random(number), book, until
        self.people, self.days = people, days
        self.http = httpx.Client(base_url=lab.address, timeout=120)

    def run(self) -> None:
        """Ask until the time is over; whatever goes wrong is written down."""
        ways = {self.compare: 10, self.split: 1, self.film: 1, self.life: 2, self.give_up: 2}
        with self.http:
            while time.monotonic() < self.until:
                way = self.dice.choices(list(ways), list(ways.values()))[0]
                try:
                    way()
                except (httpx.HTTPError, KeyError, AssertionError) as problem:
                    self.book.wrong.append(f"{self.name} {way.__name__}: {type(problem).__name__} {problem}")

    def question(self) -> dict[str, Any]:
        """Return a question; some of them others ask too."""
        given = {name: self.dice.randint(1, 10) / 10 for name in self.dice.sample(SAFEGUARDS, 2)}
        return {
            "scenario": self.dice.choice(SCENARIOS), "people": self.people, "days": self.days,
            "seed": self.dice.randint(1, 5), "safeguards": given,
        }  # fmt: skip

    def compare(self) -> None:
        """Ask what changes, see that the answer is to this question, and look at a drawing and a table of it."""
        question, begun = self.question(), time.monotonic()
        job = self.followed("/api/questions", question)
        answer = job["answer"]
        assert job["state"] == "done", f"{job['state']}: {job['problem']}"
        kept = {name: answer[name] for name in ("scenario", "people", "days", "seed")}
        assert kept.items() <= question.items(), f"asked {question}, answered {kept}"
        for name, strength in question["safeguards"].items():
            text = name if strength == 1 else f"{name}={strength}"
            assert text in answer["changed"]["safeguards"], answer["changed"]["safeguards"]
        assert self.book.same(question, answer), f"two answers to {question}"
        self.book.note("comparison", begun)
        begun = time.monotonic()
        file = self.dice.choice(["worlds.svg", "groups.svg", "weeks.svg", "measures.csv", "groups.parquet"])
        self.http.get(f"/api/jobs/{job['id']}/{file}").raise_for_status()
        self.book.note("drawing or table", begun)

    def split(self) -> None:
        """Ask which part of each effect comes directly."""
        begun = time.monotonic()
        job = self.followed("/api/splits", self.question())
        assert job["state"] == "done", f"{job['state']}: {job['problem']}"
        self.book.note("split", begun)

    def film(self) -> None:
        """Ask for everybody week by week."""
        begun = time.monotonic()
        job = self.followed("/api/people", {"question": self.question()})
        assert job["state"] == "done", f"{job['state']}: {job['problem']}"
        self.book.note("film", begun)

    def life(self) -> None:
        """Ask for somebody's life."""
        person, begun = self.dice.randrange(self.people), time.monotonic()
        job = self.followed("/api/lives", {"question": self.question(), "person": person})
        assert job["state"] == "done", f"{job['state']}: {job['problem']}"
        assert job["answer"]["person"] == person
        self.book.note("life", begun)

    def give_up(self) -> None:
        """Ask and change one's mind; whoever else asked the same still gets the answer."""
        begun, job = time.monotonic(), self.posted("/api/questions", self.question())
        self.http.delete(f"/api/jobs/{job['id']}").raise_for_status()
        job = self.over(job)
        assert job["state"] in ("cancelled", "done"), f"{job['state']}: {job['problem']}"
        self.book.note("cancelled", begun)

    def posted(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Return the job of a question, which is asked again as long as too many wait."""
        with self.book.lock:
            self.book.asked += 1
        while (answer := self.http.post(path, json=body)).status_code == 429:
            self.book.waited += 1
            time.sleep(float(answer.headers["retry-after"]) / 10)
        answer.raise_for_status()
        return dict(answer.json())

    def over(self, job: dict[str, Any]) -> dict[str, Any]:
        """Return a job when nothing more will happen to it."""
        while job["state"] in ("waiting", "running"):
            seen = {"seen": job["version"], "wait": 10}
            job = self.http.get(f"/api/jobs/{job['id']}", params=seen).raise_for_status().json()
        return job

    def followed(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Return the job of a question when it is over."""
        return self.over(self.posted(path, body))


def soak(lab: Lab, minutes: float, people: int, days: int) -> tuple[Book, list[dict[str, float]]]:
    """Let the clients ask a lab for so long; return what they wrote down, and the memory over time."""
    book, memory = Book(), []
    workers, begun = lab.app.state.jobs.started, time.monotonic()
    clients = [Client(number, lab, book, begun + 60 * minutes, people, days) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    while any(client.is_alive() for client in clients):
        memory.append({"minute": (time.monotonic() - begun) / 60, **lab.memory()})
        time.sleep(60 * minutes / SAMPLES)
    if lab.app.state.jobs.started != workers:
        book.wrong.append("the worker ended, and another was started")
    return book, memory


def measure(quick: bool, minutes: float = 5.0) -> Answer:
    """Soak a server of its own."""
    minutes = 0.2 if quick else minutes
    with Lab(limits=Limits(waiting=8)) as lab:  # fewer than there are clients, so that some are asked to wait
        book, memory = soak(lab, minutes, *((1_000, 14) if quick else (10_000, 90)))
    tables = [Rows(f"seconds as {CLIENTS} clients saw them", waits(book)), Rows("memory, MB", held(memory))]
    answer = Answer(QUESTION, tables)
    answer.notes.append(
        f"{book.asked:,} questions asked, {book.answered:,} answers and files read, {len(book.digests):,} different "
        f"comparisons; {book.waited:,} times a client was asked to wait (429). The server's memory includes the clients'."
    )
    answer.missed += [f"{len(book.wrong)} went wrong, the first: {book.wrong[0]}"] if book.wrong else []
    for name in ("server", "worker"):
        more = growth(memory, name)
        answer.notes.append(f"Memory of the {name}, last quarter over second quarter: {more:+.1%}")
        if more > GROWTH and not quick:
            answer.missed.append(f"the {name}'s memory grew by {more:.1%}, at most {GROWTH:.0%}")
    return answer


def waits(book: Book) -> list[dict[str, Any]]:
    """Return how often and how fast each thing was answered."""
    return [
        {
            "what": what,
            "times": len(times),
            "median s": middle(times),
            "95 of 100 within s": quantiles(times, n=20)[-1],
        }
        for what, times in book.seconds.items()
        if len(times) > 1
    ]


def held(memory: list[dict[str, float]]) -> list[dict[str, float]]:
    """Return about eight moments of the soak."""
    return memory[:: max(1, len(memory) // 8)]


def growth(memory: list[dict[str, float]], name: str) -> float:
    """Return by which share the last quarter's median is above that of the second quarter."""
    quarter = max(1, len(memory) // 4)
    late, early = memory[-quarter:], memory[quarter : 2 * quarter] or memory[:1]
    return middle([one[name] for one in late]) / middle([one[name] for one in early]) - 1
