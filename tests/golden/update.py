"""Simulate the golden runs and store their digests: scripts/update-golden calls this."""

import json
from pathlib import Path
from typing import Any

from glasshouse.run.here import simulate
from glasshouse.scenario.planning import plan

HERE = Path(__file__).parent
RUNS = (
    {"scenario": "china-2018", "people": 12_000, "days": 90, "seed": 1, "set": {}},
    {"scenario": "city-lfr", "people": 12_000, "days": 90, "seed": 1, "set": {}},
)
FULL_OF_ERRORS = {
    "rating.listed_at_start": 0.5, "rating.identity_error": 0.02, "cameras.false_match_rate": 1e-3,
    "remedies.notice_share": 1.0, "remedies.appeal_rate": 0.9, "remedies.appeal_capacity_per_100k_week": 30000.0,
    "custody.breach_per_year": 40.0, "platform.suppression_true_positive_rate": 0.9, "remedies.audit_per_year": 1.0,
    "gates.counter_error": 0.05, "rating.bureau_false_late_per_year": 0.05, "rating.contagion": 0.5,
    "rating.points_region_share": 1.0,
}  # fmt: skip
SMALL = (
    {"scenario": "china-2018", "people": 62, "days": 17, "seed": 1, "set": {}},
    {"scenario": "china-2018-press", "people": 62, "days": 14, "seed": 2**64 - 1, "set": {}},
    {"scenario": "rongcheng", "people": 62, "days": 14, "seed": 3, "set": {}},
    {"scenario": "disputed-payment", "people": 124, "days": 21, "seed": 4, "set": FULL_OF_ERRORS},
)


def write(file: Path, runs: tuple[dict[str, Any], ...]) -> None:
    """Simulate the runs, say what changed, and store them with their digests."""
    before = (
        {run["scenario"]: run["digest"] for run in json.loads(file.read_text(encoding="utf-8"))}
        if file.exists()
        else {}
    )
    stored = []
    for run in runs:
        made = plan(run["scenario"], people=run["people"], days=run["days"], seed=run["seed"], set=run["set"])
        stored.append({**run, "digest": simulate(made).digest})
        old = before.get(run["scenario"])
        print(
            file.stem,
            run["scenario"],
            "unchanged" if old == stored[-1]["digest"] else f"was {old}, is {stored[-1]['digest']}",
        )
    file.write_text(json.dumps(stored, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(HERE / "runs.json", RUNS)
    write(HERE / "small.json", SMALL)
