"""One lab for all tests here: a real server on a free port, with a real worker, in a store of its own."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from glasshouse.lab.settings import Limits, Settings


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: opens the page in a real Chromium")


class Lab:
    """A server under test, and a reader's way to ask it."""

    def __init__(self, settings: Settings) -> None:
        import uvicorn

        from glasshouse.lab.server import create

        self.settings = settings
        self.app = create(settings)
        self.server = uvicorn.Server(
            uvicorn.Config(self.app, host=settings.host, port=settings.port, log_level="error", ws="none")
        )
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.address = f"http://127.0.0.1:{settings.port}"
        self.client = httpx.Client(base_url=self.address, timeout=120)

    def __enter__(self) -> Lab:
        self.thread.start()
        until = time.monotonic() + 120
        while time.monotonic() < until:
            try:
                if self.client.get("/api/about").json()["ready"]:
                    return self
            except httpx.TransportError:
                pass
            time.sleep(0.1)
        raise TimeoutError("the lab did not become ready")

    def __exit__(self, *rest: object) -> None:
        self.client.close()
        self.server.should_exit = True
        self.thread.join(20)

    def follow(self, job: dict[str, Any]) -> dict[str, Any]:
        while job["state"] in ("waiting", "running"):
            job = self.client.get(
                f"/api/jobs/{job['id']}", params={"seen": job["version"], "wait": 10}
            ).json()
        return job

    def ask(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self.client.post(path, json=body)
        assert answer.status_code == 202, answer.text
        return self.follow(answer.json())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    store = tmp_path_factory.mktemp("lab") / "runs"
    with Lab(
        Settings(port=free_port(), store=Path(store), limits=Limits(people=400_000, waiting=12))
    ) as opened:
        yield opened


SMALL = {
    "scenario": "china-2018",
    "people": 4_000,
    "days": 56,
    "seed": 3,
    "safeguards": {"notice": 1, "appeal": 0.5},
}


@pytest.fixture(scope="session")
def small() -> dict[str, Any]:
    return dict(SMALL)
