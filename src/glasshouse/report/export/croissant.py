"""Croissant metadata (JSON-LD) of a run's result tables, so that data tools can find and read them.

Croissant 1.0, MLCommons: https://docs.mlcommons.org/croissant/docs/croissant-spec.html. No licence is written: the
tables belong to whoever made the run.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import polars as pl

from glasshouse.base.errors import BadValue
from glasshouse.report.export.blocks import Evidence

CONFORMS = "http://mlcommons.org/croissant/1.0"
CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
TABLES = {
    "measures": "Every measure of the whole country, with interval and kind (harm, cost, claimed benefit, description).",
    "by_group": "Every measure by group, sex, place, income and age.",
    "by_region": "Every measure by region; null where too few people stand behind a number.",
    "gaps": "Ratios and differences between groups, with intervals.",
    "timeline": "Every measure by week and region.",
    "timeline_by_group": "Chosen measures by week and group.",
    "happenings": "Breaches, concessions and dated events.",
    "finds": "Synthetic people to look at, by harm.",
    "panel": "End state of a sample of synthetic people; nobody in it is real.",
    "histograms": "Final histograms.",
    "regions": "The regions: population, synthetic people, weight.",
    "climate": "The weekly climate by region.",
    "week_region": "Raw counters by week and region.",
    "week_cell": "Raw counters by week and cell of traits, weighted.",
    "block_region": "Raw counters by resampling block and region.",
    "block_cell": "Raw counters by resampling block and cell of traits, weighted.",
}


def described(evidence: Evidence, beside: Path) -> dict[str, Any]:
    """Return the metadata.

    Args:
        evidence: of a run.
        beside: the folder in which the metadata will lie; the tables' addresses are relative to it.

    Raises:
        BadValue: a comparison, which has no tables.
    """
    run, of = evidence.source.stored, evidence.source
    if run is None:
        raise BadValue(
            "Croissant describes the tables of a run, and a comparison has none",
            value=str(of.place),
            allowed="a run folder",
            next_step="Export the two runs, each from its folder",
        )
    names = [name for name in run.tables if run.table(name).width]
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": [CONFORMS, "http://mlcommons.org/croissant/RAI/1.0"],
        "name": f"glasshouse-{of.name}-{of.people}-{of.days}d-s{of.seed}",
        "description": f"{evidence.stamped} {_about(evidence)}",
        "version": "1.0.0",
        "dateCreated": of.created,
        "isLiveDataset": False,
        "keywords": ["simulation", "synthetic people", "surveillance", "impact assessment"],
        "citeAs": f"Glasshouse, {of.name}, digest {of.digests['run']}. Made by: {of.command}",
        "rai:dataCollection": f"Simulated. Made by: {of.command}",
        "rai:dataCollectionType": "Simulation",
        "rai:dataLimitations": " ".join([evidence.stamped, *evidence.block("unknowns").lines[:1]]),
        "rai:personalSensitiveInformation": "None: every person is synthetic.",
        "distribution": [_file(run, name, beside) for name in names],
        "recordSet": [_records(run.table(name), name) for name in names],
    }


def _about(evidence: Evidence) -> str:
    return evidence.block("about").lines[0]


def _file(run: Any, name: str, beside: Path) -> dict[str, Any]:
    about = run.manifest["files"][f"{name}.parquet"]
    where = os.path.relpath((run.folder / f"{name}.parquet").resolve(), beside.resolve())
    return {
        "@type": "cr:FileObject",
        "@id": f"{name}.parquet",
        "name": f"{name}.parquet",
        "contentUrl": Path(where).as_posix(),
        "contentSize": f"{about['bytes']} B",
        "encodingFormat": "application/x-parquet",
        "sha256": about["sha256"],
    }


def _records(frame: pl.DataFrame, name: str) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": TABLES.get(name, f"The table {name}."),
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{name}/{column}",
                "name": f"{name}/{column}",
                "dataType": _kind(kind),
                "source": {"fileObject": {"@id": f"{name}.parquet"}, "extract": {"column": column}},
            }
            for column, kind in frame.schema.items()
        ],
    }


def _kind(kind: pl.DataType) -> str:
    if kind == pl.Boolean:
        return "sc:Boolean"
    if kind.is_integer():
        return "sc:Integer"
    return "sc:Float" if kind.is_numeric() else "sc:Text"


def text(evidence: Evidence, beside: Path) -> str:
    """Return the metadata as JSON-LD."""
    return json.dumps(described(evidence, beside), ensure_ascii=False, allow_nan=False, indent=1) + "\n"
