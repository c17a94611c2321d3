"""A run made again: its plan from its manifest, and the proof that it gives the same digest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glasshouse.api.finished import Run
    from glasshouse.api.flow import Watcher
    from glasshouse.scenario import Plan


def plan_of(manifest: Mapping[str, Any]) -> Plan:
    """Return the plan that a manifest describes, with the scenario as it was resolved then.

    Raises:
        InputError: the scenario no longer fits this version (a parameter is gone).
    """
    from glasshouse.scenario import plan, restore

    return plan(
        restore(manifest["scenario"]),
        people=int(manifest["people"]),
        days=int(manifest["days"]),
        seed=int(manifest["seed"]),
        set=dict(manifest["overrides"]),
        without=tuple(manifest["without"]),
        perfect=bool(manifest["perfect"]),
    )


def verify(run: Run, threads: int | None, watcher: Watcher | None) -> dict[str, Any]:
    """Check the run's files against the manifest, simulate it again and compare the digests."""
    from glasshouse import __version__, results
    from glasshouse.api.flow import Nobody, world

    damaged = list(results.damaged(run.folder))
    plan = plan_of(run.manifest)
    outcome = world(plan, threads, watcher or Nobody())
    same = outcome.digest == run.digest
    made_by = str(run.manifest["versions"]["glasshouse"])
    says = [f"damaged or missing: {name}" for name in damaged] or ["The files are as they were written."]
    says.append(f"digest then {run.digest}")
    says.append(f"digest now  {outcome.digest}")
    says.append(
        "The run gives the same lives again." if same else "The run does NOT give the same lives again."
    )
    if not same and made_by != __version__:
        says.append(
            f"It was made by Glasshouse {made_by}; this is {__version__}. Install {made_by} to compare."
        )
    return {
        "ok": same and not damaged,
        "files_ok": not damaged,
        "damaged": damaged,
        "digest": run.digest,
        "again": outcome.digest,
        "seconds": dict(outcome.seconds),
        "says": says,
    }
