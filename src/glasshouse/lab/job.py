"""One question on its way to an answer, and how the API shows it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from glasshouse.lab.asking import JobView, Problem, State


@dataclass
class Job:
    """A question on its way."""

    id: str
    kind: str
    said: dict[str, Any]
    key: str
    state: State = "waiting"
    version: int = 0
    progress: float = 0.0
    says: str = "waiting"
    asked: datetime = field(default_factory=lambda: datetime.now(UTC))
    begun: float = 0.0
    ended: float = 0.0
    holders: int = 1
    preview: dict[str, Any] | None = None
    answer: dict[str, Any] | None = None
    problem: Problem | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in ("done", "failed", "cancelled")

    def change(self, **values: Any) -> None:
        """Takes new values; whoever waits for a higher version sees them."""
        for name, value in values.items():
            setattr(self, name, value)
        self.version += 1

    def view(self, ahead: int = 0) -> JobView:
        """Returns the job as the API shows it."""
        now = self.ended or time.monotonic()
        return JobView(
            id=self.id, kind=self.kind, state=self.state, version=self.version, progress=self.progress,
            says=self.says, ahead=ahead, seconds=round(now - self.begun, 3) if self.begun else 0.0,
            asked=self.asked, preview=self.preview, answer=self.answer, problem=self.problem,
        )  # fmt: skip
