"""A lab to be asked over HTTP: a real server on a free port with a real worker, and a reader's way to ask it."""

from __future__ import annotations

import socket
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx
import psutil

from glasshouse.lab.settings import Limits, Settings

READY = 600.0
"""Seconds that a server gets to start: without a cache it compiles its kernels first, which a busy machine does slowly."""


class Lab:
    """A server that runs as long as the `with` lasts.

    Args:
        settings: Where it listens and what it answers; loopback, a free port and a store of its own if None.
        limits: What it answers, where no settings are given.

    Raises:
        TimeoutError: It was not ready in time.
    """

    def __init__(self, settings: Settings | None = None, limits: Limits | None = None) -> None:
        import uvicorn

        from glasshouse.lab.server import create

        self.place = tempfile.TemporaryDirectory(prefix="lab-")
        self.settings = settings or Settings(
            port=free_port(), store=Path(self.place.name) / "runs", limits=limits or Limits()
        )
        self.app = create(self.settings)
        config = uvicorn.Config(
            self.app, host=self.settings.host, port=self.settings.port, log_level="error", ws="none"
        )
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.address = f"http://127.0.0.1:{self.settings.port}"
        self.client = httpx.Client(base_url=self.address, timeout=120)

    def __enter__(self) -> Lab:
        self.thread.start()
        until = time.monotonic() + READY
        while not self.ready():
            if time.monotonic() > until or not self.thread.is_alive():
                self.__exit__(None, None, None)
                raise TimeoutError(f"the lab at {self.address} did not become ready in {READY:.0f} s")
            time.sleep(0.05)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.client.close()
        self.server.should_exit = True
        self.thread.join(20)
        self.place.cleanup()

    def ready(self) -> bool:
        """Return whether the worker has its kernels. A server that does not listen yet is not; any other answer than
        one in words is an error."""
        if not self.server.started:
            return False
        answer = self.client.get("/api/about", headers=self.headers())
        answer.raise_for_status()
        return bool(answer.json()["ready"])

    def headers(self) -> dict[str, str]:
        """Return what a program sends with each request."""
        return {"authorization": f"Bearer {self.settings.token}"} if self.settings.token else {}

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Ask, and return the job."""
        answer = self.client.post(path, json=body, headers=self.headers())
        assert answer.status_code == 202, answer.text
        return dict(answer.json())

    def next(self, job: dict[str, Any]) -> dict[str, Any]:
        """Return the job when something has changed."""
        answer = self.client.get(
            f"/api/jobs/{job['id']}", params={"seen": job["version"], "wait": 10}, headers=self.headers()
        )
        answer.raise_for_status()
        return dict(answer.json())

    def follow(self, job: dict[str, Any]) -> dict[str, Any]:
        """Return the job when it is over."""
        while job["state"] in ("waiting", "running"):
            job = self.next(job)
        return job

    def ask(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Ask, and return the job when it is over."""
        return self.follow(self.post(path, body))

    def worker_cpu(self) -> float:
        """Return the CPU seconds of the worker so far."""
        times = psutil.Process(self.app.state.jobs.process.pid).cpu_times()
        return float(times.user + times.system)

    def memory(self) -> dict[str, float]:
        """Return what server and worker hold, in MB. The server's share includes whoever called it here."""
        held: Callable[[psutil.Process], float] = lambda one: one.memory_info().rss / 1e6  # noqa: E731
        return {
            "server": held(psutil.Process()),
            "worker": held(psutil.Process(self.app.state.jobs.process.pid)),
        }


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
