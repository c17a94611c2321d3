"""The part of the API that needs no simulation: limits, scenarios, parameters, safeguards, measures, evidence."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel

from glasshouse import __version__
from glasshouse.base.errors import unknown
from glasshouse.lab import catalogue, knowledge
from glasshouse.lab.asking import refusal

router = APIRouter(prefix="/api", tags=["known"])
UNKNOWN: dict[int | str, dict[str, Any]] = {404: refusal("There is none of that name")}


class About(BaseModel):
    """This server."""

    version: str
    ready: bool
    limits: dict[str, float]
    languages: dict[str, str]
    reviewed: list[str]


class Table(BaseModel):
    """A list of things, each a mapping of plain values."""

    rows: list[dict[str, Any]]


class CatalogueReport(BaseModel):
    """What a translation has and what it lacks."""

    language: str
    messages: int
    translated: int
    missing: list[str]
    stale: list[str]
    reviewed: bool


@router.get("/about")
def about(request: Request) -> About:
    """Says what this server is and what it answers."""
    settings = request.app.state.settings
    limits = settings.limits
    names = ("people", "fewest", "days", "waiting", "kept", "body", "seconds", "changes")
    return About(
        version=__version__,
        ready=request.app.state.jobs.ready,
        limits={name: getattr(limits, name) for name in names},
        languages=catalogue.LANGUAGES,
        reviewed=sorted(catalogue.REVIEWED),
    )


@router.get("/scenarios")
def scenarios() -> Table:
    """Lists the shipped scenarios, what they say, cite and leave out."""
    return Table(rows=knowledge.scenarios())


@router.get("/scenarios/{name}/parameters", responses=UNKNOWN)
def parameters(name: str = Path(max_length=80)) -> Table:
    """Lists every parameter of a scenario that can be changed: unit, range, evidence grade, source."""
    names = [one["name"] for one in knowledge.scenarios()]
    if name not in names:
        raise unknown("scenario", name, names)
    return Table(rows=knowledge.parameters(name))


@router.get("/safeguards")
def safeguards() -> Table:
    """Lists the safeguards: what each changes, who asks for it, what it costs and how it fails."""
    return Table(rows=knowledge.safeguards())


@router.get("/measures")
def measures() -> Table:
    """Lists the measures and how to read each."""
    return Table(rows=knowledge.measures())


@router.get("/ledger")
def ledger() -> Table:
    """Lists every number of the model with its grade of evidence, the most doubtful first."""
    return Table(rows=knowledge.ledger())


SVG: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/svg+xml": {"schema": {"type": "string"}}}, "description": "A drawing"}
}


@router.get("/ledger.svg", response_class=Response, responses=SVG)
def ledger_chart(size: Literal["wide", "narrow"] = Query("wide")) -> Response:
    """Draws how many numbers are measured, reported, derived and assumed."""
    from glasshouse.lab import drawing

    order = ("measured", "reported", "derived", "assumed")
    rows = knowledge.ledger()
    counts = [{"grade": grade, "count": sum(row["grade"] == grade for row in rows)} for grade in order]
    return Response(drawing.grades(counts, size), media_type="image/svg+xml")


@router.get("/casebook")
def casebook() -> Table:
    """Lists the published figures of the casebook and the role each may play."""
    return Table(rows=knowledge.casebook())


@router.get("/cases")
def cases() -> Table:
    """Lists the cases of the casebook: what each asks. `POST /api/cases` holds the model against one."""
    return Table(rows=knowledge.cases())


@router.get("/catalogues")
def catalogues() -> list[CatalogueReport]:
    """Says what each translation of the page has and what it lacks."""
    return [CatalogueReport(**vars(catalogue.report(language))) for language in catalogue.LANGUAGES]


@router.get("/messages/{language}", responses=UNKNOWN)
def messages(language: str = Path(max_length=16)) -> dict[str, str]:
    """Gives the translated messages of a language for the page's script; what is missing stays English."""
    if language not in catalogue.LANGUAGES:
        raise unknown("language", language, catalogue.LANGUAGES)
    return catalogue.translations(language)


@router.get("/thousand.svg", response_class=Response, responses=SVG)
def thousand(
    share: float = Query(ge=0, le=100, allow_inf_nan=False, description="How many of 100."),
    size: Literal["wide", "narrow"] = Query("wide"),
) -> Response:
    """Draws a share as squares out of a thousand."""
    from glasshouse.lab import drawing

    return Response(drawing.thousand(share / 100, size), media_type="image/svg+xml")


@router.get("/bars.svg", response_class=Response, responses=SVG)
def bars(
    label: Annotated[list[str], Query(min_length=1, max_length=6, description="Names of the bars.")],
    value: Annotated[list[float], Query(min_length=1, max_length=6, description="Their values, in order.")],
    size: Literal["wide", "narrow"] = Query("wide"),
) -> Response:
    """Draws a few plain bars."""
    from glasshouse.base.errors import BadValue
    from glasshouse.lab import drawing

    if len(label) != len(value):
        raise BadValue(
            f"{len(label)} names and {len(value)} values", place="value", allowed="as many of each"
        )
    if any(not 0 <= one < 1e15 for one in value):
        raise BadValue("A bar cannot be that long", place="value", allowed="0 to 1e15")
    rows = [(name[:80], one) for name, one in zip(label, value, strict=True)]
    return Response(drawing.bars(rows, size), media_type="image/svg+xml")
