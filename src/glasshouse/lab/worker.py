"""The process that simulates: kernels and baselines stay warm in it, and it ends when its server does."""

from __future__ import annotations

import json
import os
import threading
import time
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


class Cancelled(Exception):
    """Nobody waits for the answer any more."""


class Line:
    """The line to the server: says how far it is, and hears whether anybody still waits."""

    def __init__(self, pipe: Connection) -> None:
        self.pipe = pipe
        self.asked: SimpleQueue[dict[str, Any]] = SimpleQueue()
        self.given_up: set[str] = set()
        self.id = ""
        self.last = 0.0
        threading.Thread(target=self._listen, name="lab-line", daemon=True).start()

    def _listen(self) -> None:
        """Hears the server; when the pipe ends the server is gone, and so is this process, whatever it does."""
        while True:
            try:
                message = json.loads(self.pipe.recv_bytes())
            except (EOFError, OSError):
                os._exit(0)
            if message["do"] == "cancel":
                self.given_up.add(message["id"])
            else:
                self.asked.put(message)

    def send(self, what: str, **more: Any) -> None:
        """Tells the server something about the question at hand."""
        self.pipe.send_bytes(json.dumps({"what": what, "id": self.id, **more}).encode())

    def far(self, progress: float, says: str) -> None:
        """Says how far the answer is, a few times a second.

        Raises:
            Cancelled: nobody waits any more.
        """
        if self.id in self.given_up:
            raise Cancelled
        now = time.monotonic()
        if now - self.last > 0.08 or progress >= 1:
            self.last = now
            self.send("progress", progress=round(min(progress, 1.0), 4), says=says)


def work(pipe: Connection, store: str) -> None:
    """Answers questions until the server goes away."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's to hear; it closes the pipe
    line = Line(pipe)
    from glasshouse.lab import tasks

    tasks.warm()
    line.send("ready")
    while True:
        message = line.asked.get()
        line.id, line.last = message["id"], 0.0
        try:
            line.far(0.0, "beginning")
            answer = tasks.TASKS[message["do"]](message["said"], line, store)
            line.send("done", answer=answer)
        except Cancelled:
            line.send("cancelled")
        except Exception as error:
            line.send("failed", problem=problem(error))
        line.given_up.discard(line.id)


def problem(error: Exception) -> dict[str, Any]:
    """Returns what went wrong in words; a fault of the program without its inner workings."""
    from glasshouse.base.errors import GlasshouseError
    from glasshouse.lab.asking import Problem

    if isinstance(error, GlasshouseError):
        return Problem.of(error).model_dump()
    if isinstance(error, MemoryError):
        return Problem(says="The machine ran out of memory.", next_step="Ask for fewer people.").model_dump()
    import traceback

    traceback.print_exception(error)
    return Problem(says=f"The lab made a mistake ({type(error).__name__}), not you.").model_dump()
