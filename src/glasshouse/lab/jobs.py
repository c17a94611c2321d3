"""Questions wait, run in a worker process one at a time, can be cancelled, and die with the server.

One worker is kept warm: loading kernels takes seconds, a question less than one. It uses every core by itself, so a
second one would only make both slower. Messages are JSON on a pipe: nothing is pickled, here or over HTTP.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import multiprocessing
import secrets
import threading
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from glasshouse.lab.asking import Problem
from glasshouse.lab.job import Job

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from glasshouse.lab.settings import Settings

STARTS = 3
"""So often is a worker started that ends before it is ready; then the server says that it cannot simulate."""
PATIENCE = 3.0
"""Seconds that a cancelled question gets to end by itself before its process is ended."""


LIFELESS = Problem(
    says="The process that simulates does not start.",
    next_step="The terminal in which `glasshouse serve` runs says why.",
)


class Full(Exception):
    """More questions wait than this server takes."""


class Jobs:
    """All questions of one server, and its worker."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.lock = threading.RLock()
        self.known: OrderedDict[str, Job] = OrderedDict()
        self.queue: list[Job] = []
        self.running: Job | None = None
        self.ready = False
        self.closed = False
        self.started = 0
        self.stillborn = 0
        self.asked_to_end = 0.0
        self._start()
        self.clock = threading.Thread(target=self._watch, name="lab-clock", daemon=True)
        self.clock.start()

    # What the API asks for.

    def submit(self, kind: str, said: dict[str, Any]) -> Job:
        """Returns the job of a question: a new one, or the one that asks or has answered the same.

        Raises:
            Full: too many wait already.
        """
        key = hashlib.sha256(json.dumps([kind, said], sort_keys=True).encode()).hexdigest()
        with self.lock:
            for job in self.known.values():
                if job.key == key and job.state in ("waiting", "running", "done"):
                    job.holders += not job.over
                    self.known.move_to_end(job.id)
                    return job
            if len(self.queue) + (self.running is not None) >= self.settings.limits.waiting:
                raise Full
            job = Job(secrets.token_urlsafe(9), kind, said, key)
            self.known[job.id] = job
            if self.stillborn >= STARTS:
                job.change(state="failed", says="failed", problem=LIFELESS)
                return job
            self.queue.append(job)
            self._forget()
            self._next()
            return job

    def get(self, name: str) -> Job | None:
        """Returns a job, or None if there is none or it was forgotten."""
        with self.lock:
            return self.known.get(name)

    def ahead(self, job: Job) -> int:
        """Returns how many questions are in front of one that waits."""
        with self.lock:
            return self.queue.index(job) + (self.running is not None) if job in self.queue else 0

    def cancel(self, job: Job) -> None:
        """Gives up a question, unless somebody else waits for the same answer."""
        with self.lock:
            job.holders -= 1
            if job.over or job.holders > 0:
                return
            if job in self.queue:
                self.queue.remove(job)
                job.change(state="cancelled", says="cancelled", ended=time.monotonic())
            elif job is self.running:
                job.change(says="being cancelled")
                self.asked_to_end = time.monotonic()
                self._send({"do": "cancel", "id": job.id})

    def close(self) -> None:
        """Ends the worker and every question."""
        with self.lock:
            self.closed = True
            self.queue.clear()
            process, pipe = self.process, self.pipe
        with contextlib.suppress(OSError):
            pipe.close()  # the worker ends when its pipe does
        process.join(0.5)
        if process.is_alive():
            process.kill()
            process.join(5)

    # The worker.

    def _start(self) -> None:
        from glasshouse.lab.worker import work

        context = multiprocessing.get_context("spawn")
        mine, its = context.Pipe()
        self.ready = False
        self.started += 1
        self.process = context.Process(
            target=work, args=(its, str(self.settings.store)), name="glasshouse-lab", daemon=True
        )
        self.process.start()
        its.close()
        self.pipe = mine
        threading.Thread(target=self._listen, args=(mine,), name="lab-pipe", daemon=True).start()

    def _send(self, message: dict[str, Any]) -> None:
        with contextlib.suppress(OSError, ValueError):
            self.pipe.send_bytes(json.dumps(message).encode())

    def _listen(self, pipe: Connection) -> None:
        """Hears one worker until its end."""
        with contextlib.suppress(EOFError, OSError):
            while True:
                try:
                    message = json.loads(pipe.recv_bytes())
                except TypeError:  # how a pipe ends that we close while it is read: its handle is gone
                    if pipe.closed:
                        break
                    raise
                with self.lock:
                    if pipe is self.pipe:
                        self._heard(message)
        with self.lock:
            if pipe is self.pipe and not self.closed:
                self._lost()

    def _heard(self, message: dict[str, Any]) -> None:
        what, job = message["what"], self.running
        if what == "ready":
            self.ready, self.stillborn = True, 0
            self._next()
            return
        if job is None or message.get("id") != job.id:
            return
        if what == "progress":
            job.change(progress=message["progress"], says=message["says"])
        elif what == "preview":
            job.change(preview=message["answer"])
        else:
            ended = {"progress": 1.0 if what == "done" else job.progress, "ended": time.monotonic()}
            if what == "done":
                job.change(state="done", says="done", answer=message["answer"], **ended)
            elif what == "cancelled":
                job.change(state="cancelled", says="cancelled", **ended)
            else:
                job.change(state="failed", says="failed", problem=Problem(**message["problem"]), **ended)
            self._free()

    def _free(self) -> None:
        self.running, self.asked_to_end = None, 0.0
        self._next()

    def _next(self) -> None:
        if self.ready and self.running is None and self.queue:
            job = self.queue.pop(0)
            self.running = job
            job.change(state="running", says="beginning", begun=time.monotonic())
            for waiting in self.queue:
                waiting.change()
            self._send({"do": job.kind, "id": job.id, "said": job.said})

    def _lost(self) -> None:
        """The worker ended: by our hand, or because the machine ran out of something."""
        job = self.running
        if job is not None:
            if self.asked_to_end:
                job.change(state="cancelled", says="cancelled", ended=time.monotonic())
            else:
                problem = Problem(
                    says="The process that worked on this ended; the machine may have run out of memory.",
                    next_step="Ask for fewer people.",
                )
                job.change(state="failed", says="failed", ended=time.monotonic(), problem=problem)
        self.running, self.asked_to_end = None, 0.0
        self.process.join(1)
        self.stillborn += not self.ready
        if self.stillborn < STARTS:
            self._start()
        else:
            self._give_up()

    def _give_up(self) -> None:
        """No worker comes to life: whoever waits hears it, and nobody is made to wait any more."""
        self.ready = False
        for job in self.queue:
            job.change(state="failed", says="failed", ended=time.monotonic(), problem=LIFELESS)
        self.queue.clear()

    def _watch(self) -> None:
        """Ends a worker that does not end a cancelled question, or takes too long over one."""
        while not self.closed:
            time.sleep(0.25)
            with self.lock:
                job, now = self.running, time.monotonic()
                if job is None or self.closed:
                    continue
                if (self.asked_to_end and now - self.asked_to_end > PATIENCE) or (
                    now - job.begun > self.settings.limits.seconds and not self.asked_to_end
                ):
                    self.process.kill()

    def _forget(self) -> None:
        """Lets go of the oldest answers, so that memory stays flat."""
        over = [job for job in self.known.values() if job.over]
        for job in over[: max(0, len(over) - self.settings.limits.kept)]:
            del self.known[job.id]
