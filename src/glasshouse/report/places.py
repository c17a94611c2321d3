"""Regions: a tile map where the society has one, bars where it has not, and no figure where too few people
live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from glasshouse.report import charts
from glasshouse.report.facts import Facts
from glasshouse.report.figure import Figure, Table
from glasshouse.report.words import capital, known, label, number, span

STEPS = 5


def regions(society: str, manifest: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return code -> name, local name and tile (row, column) of the regions of a run.

    Taken from the manifest where it holds them; else from the society that the scenario names. A society that
    cannot be found any more leaves the codes to speak for themselves.
    """
    listed = manifest.get("regions")
    if not listed:
        from glasshouse import society as societies
        from glasshouse.base.errors import GlasshouseError

        try:
            listed = societies.load(society).regions
        except (GlasshouseError, OSError):
            return {}
    found = {}
    for region in listed:
        row = (
            dict(region)
            if isinstance(region, Mapping)
            else {key: getattr(region, key, None) for key in ("code", "name", "name_local", "tile")}
        )
        if row.get("code"):
            found[str(row["code"])] = row
    return found


def place(
    facts: Facts, measure: str, title: str, known_regions: Mapping[str, Mapping[str, Any]]
) -> Figure | None:
    """Return one measure by region as a figure; None where the run has one region or the measure is zero
    everywhere."""
    rows = [region(row, known_regions) for row in facts.by_region if row["measure"] == measure]
    values = [row["value"] for row in rows if row["value"] is not None]
    if len(rows) < 2 or not any(values):
        return None
    rows.sort(key=lambda row: -(row["value"] if row["value"] is not None else -1.0))
    steps, key = ramp(values)
    mean = facts.per_100k(measure)
    for row in rows:
        row["step"] = 0 if row["value"] is None else steps(row["value"])
        row["differs"] = mean is not None and known(row["low"]) and not row["low"] <= mean <= row["high"]
    return figure(
        measure, title, rows, [("map0", "too few"), *key] if len(values) < len(rows) else key, number(mean)
    )


def figure(
    measure: str, title: str, rows: list[dict[str, Any]], key: list[tuple[str, str]], mean: str
) -> Figure:
    """Return the figure of regions that are sorted, most first, and shaded."""
    shown = [row for row in rows if row["value"] is not None]
    many = sum(row["differs"] for row in rows)
    differ = f"In {many} of {len(rows)} regions" if many else "In no region"
    differ += f" does the figure differ from that of the whole ({mean}) by more than chance"
    if many:
        differ = differ.replace(" does the figure differ", " the figure differs")
    sentence = (
        f"{capital(label(measure))} per 100,000 people by region: most in {shown[0]['name']} "
        f"({shown[0]['text']}), least in {shown[-1]['name']} ({shown[-1]['text']}). {differ}."
    )
    table = Table(
        f"{capital(label(measure))} by region, per 100,000 people",
        ("Region", "Per 100,000 people", "95 % simulation interval", "Note"),
        [
            (
                row["full"],
                row["text"] or "not shown",
                span(row["low"], row["high"]) or "none",
                row["note"] or ("differs from the whole" if row["differs"] else ""),
            )
            for row in rows
        ],
    )
    name = f"place-{measure}"
    if not on_map(rows):
        bars = [{**row, "label": row["name"]} for row in shown]
        note = f"Per 100,000 people, with 95 % simulation intervals. {differ}."
        return Figure(name, title, note, sentence, table, lambda width: charts.bars(bars, width, sentence))
    if not many:
        empty = "No map is drawn, because it would show luck. The figures are in the table."
        return Figure(name, title, f"Per 100,000 people. {differ}.", sentence, table, None, empty=empty)
    note = f"Per 100,000 people. {differ}: those are in bold; elsewhere the shade may be luck."
    return Figure(name, title, note, sentence, table, lambda width: charts.tiles(rows, width, sentence), key)


def on_map(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether the regions have tiles of their own and are many enough for a map to say more than
    bars."""
    placed = {(row["row"], row["column"]) for row in rows if row["row"] is not None}
    return len(rows) > 12 and len(placed) == len(rows)


def region(row: Mapping[str, Any], known_regions: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return a row of the region table with names and tile; its value is None where a note says why not to
    show it."""
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
        "code": code,
        "name": name,
        "full": f"{name} ({local})" if local and local != name else name,
        "note": note,
        "value": value,
        "low": bounds[0],
        "high": bounds[1],
        "text": number(value) if value is not None else "",
        "row": int(tile[0]) if tile else None,
        "column": int(tile[1]) if tile else None,
        "short": code.split("-")[-1][:3],
        "lines": name.split(" ") if len(name) > 12 else [name],
    }


def ramp(values: Sequence[float]) -> tuple[Any, list[tuple[str, str]]]:
    """Return the step 1..5 of a value, and the key of the map: five classes with about as many regions in
    each."""
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
