"""Regions: a tile map where the society has one, bars where it has not, and no figure where too few people live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from . import charts
from .facts import Facts
from .figures import Figure, Table
from .words import capital, known, label, number, span

STEPS = 5


def regions(society: str, manifest: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return code -> name, local name and tile (row, column) of the regions of a run.

    Taken from the manifest where it holds them; else from the society that the scenario names. A society that cannot
    be found any more leaves the codes to speak for themselves.
    """
    listed = manifest.get("regions")
    if not listed:
        from ..base.errors import GlasshouseError

        try:
            from .. import society as societies

            listed = societies.load(society).regions
        except (GlasshouseError, ImportError, OSError):
            return {}
    found = {}
    for region in listed:
        row = dict(region) if isinstance(region, Mapping) else {
            key: getattr(region, key, None) for key in ("code", "name", "name_local", "tile")
        }
        if row.get("code"):
            found[str(row["code"])] = row
    return found


def place(facts: Facts, measure: str, title: str, known_regions: Mapping[str, Mapping[str, Any]]) -> Figure | None:
    """Return one measure by region as a figure; None where the run has one region or the measure is zero everywhere."""
    rows = [region(row, known_regions) for row in facts.by_region if row["measure"] == measure]
    values = [row["value"] for row in rows if row["value"] is not None]
    if len(rows) < 2 or not any(values):
        return None
    rows.sort(key=lambda row: -(row["value"] if row["value"] is not None else -1.0))
    steps, key = ramp(values)
    for row in rows:
        row["step"] = 0 if row["value"] is None else steps(row["value"])
    mean = facts.per_100k(measure)
    differ = [row for row in rows if mean is not None and known(row["low"]) and not row["low"] <= mean <= row["high"]]
    shown = [row for row in rows if row["value"] is not None]
    most, least = shown[0], shown[-1]
    sentence = (
        f"{capital(label(measure))} per 100,000 people by region: most in {most['name']} ({most['text']}), least in "
        f"{least['name']} ({least['text']}). In {len(differ)} of {len(rows)} regions the 95 % simulation interval leaves "
        f"out the figure of the whole country ({number(mean)})."
    )
    table = Table(
        f"{capital(label(measure))} by region, per 100,000 people",
        ("Region", "Per 100,000 people", "95 % simulation interval", "Note"),
        [(row["full"], row["text"] or "not shown", span(row["low"], row["high"]) or "none", row["note"]) for row in rows],
    )
    mapped = all(row["row"] is not None for row in rows)
    note = f"Per 100,000 people. In {len(differ)} of {len(rows)} regions the figure differs from the whole by more than chance; "
    note += "elsewhere a darker tile may be luck." if mapped else "elsewhere a longer bar may be luck."
    if not mapped:
        drawn = [{**row, "label": row["name"]} for row in shown]
        return Figure(f"place-{measure}", title, note, sentence, table, lambda width: charts.bars(drawn, width, sentence))
    return Figure(
        f"place-{measure}", title, note, sentence, table, lambda width: charts.tiles(rows, width, sentence), key=key
    )


def region(row: Mapping[str, Any], known_regions: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return a row of the region table with names and tile; its value is None where a note says why not to show it."""
    code = str(row["region"])
    about = known_regions.get(code, {})
    name = str(about.get("name") or code)
    local = about.get("name_local")
    note = str(row.get("note") or "")
    value = row.get("per_100k") if known(row.get("per_100k")) else row.get("value")
    value = None if note or not known(value) else float(value)  # type: ignore[arg-type]
    tile = about.get("tile")
    bounds = (row.get("low"), row.get("high")) if value is not None else (None, None)
    return {
        "code": code, "name": name, "full": f"{name} ({local})" if local and local != name else name, "note": note,
        "value": value, "low": bounds[0], "high": bounds[1], "text": number(value) if value is not None else "",
        "row": int(tile[0]) if tile else None, "column": int(tile[1]) if tile else None,
        "short": code.split("-")[-1][:3], "lines": name.split(" ") if len(name) > 12 else [name],
    }  # fmt: skip


def ramp(values: Sequence[float]) -> tuple[Any, list[tuple[str, str]]]:
    """Return the step 1..5 of a value, and the key of the map: five classes with about as many regions in each."""
    ordered = sorted(values)
    cuts = sorted({ordered[len(ordered) * step // STEPS] for step in range(1, STEPS)} - {ordered[0]})
    edges = [ordered[0], *cuts, ordered[-1]]
    shades = [1 + round(place * (STEPS - 1) / max(len(cuts), 1)) for place in range(len(cuts) + 1)]

    def step(value: float) -> int:
        return shades[sum(value >= cut for cut in cuts)]

    key = [
        (f"map{shade}", f"{number(low)} to {number(high)}" if number(low) != number(high) else number(low))
        for shade, low, high in zip(shades, edges[:-1], edges[1:], strict=True)
    ]
    return step, key

