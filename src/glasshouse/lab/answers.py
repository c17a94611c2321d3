"""The part of the API that simulates: questions, the jobs that answer them, and the answers' charts and tables."""

from __future__ import annotations

import asyncio
import io
import time
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.exceptions import HTTPException

from glasshouse.base.errors import unknown
from glasshouse.lab import catalogue, drawing, knowledge
from glasshouse.lab.asking import (
    CaseQuestion,
    JobView,
    LifeQuestion,
    PeopleQuestion,
    Question,
    RunQuestion,
    VerdictQuestion,
    refusal,
)
from glasshouse.lab.job import Job
from glasshouse.lab.jobs import Jobs

router = APIRouter(prefix="/api", tags=["questions"])
LONGEST_WAIT = 20.0
JobName = Annotated[str, Path(max_length=40, description="The job's id.")]
GONE: dict[int | str, dict[str, Any]] = {404: refusal("There is no such job, or it was forgotten")}
UNFINISHED: dict[int | str, dict[str, Any]] = GONE | {409: refusal("There is no answer (yet)")}
FULL: dict[int | str, dict[str, Any]] = {429: refusal("Too many questions wait; ask again in a few seconds")}


def submit(request: Request, kind: str, said: dict[str, Any]) -> JobView:
    """Puts a question in the queue, or finds the job that has it already."""
    jobs: Jobs = request.app.state.jobs
    job = jobs.submit(kind, said)
    return job.view(jobs.ahead(job))


@router.post("/questions", status_code=202, responses=FULL)
def ask(request: Request, question: Question) -> JobView:
    """Asks what changes: two worlds with the same people and luck, person by person."""
    question.check(request.app.state.settings.limits)
    return submit(request, "compare", question.model_dump())


@router.post("/splits", status_code=202, responses=FULL)
def split(request: Request, question: Question) -> JobView:
    """Asks which part of each effect comes directly, and which through the fear, news and queues that all share."""
    question.check(request.app.state.settings.limits)
    return submit(request, "split", question.model_dump())


@router.post("/people", status_code=202, responses=FULL)
def people(request: Request, asked: PeopleQuestion) -> JobView:
    """Asks for ten thousand people, week by week, in both worlds."""
    asked.question.check(request.app.state.settings.limits)
    return submit(request, "people", asked.model_dump())


@router.post("/lives", status_code=202, responses=FULL)
def life(request: Request, asked: LifeQuestion) -> JobView:
    """Asks for the life of one synthetic person in both worlds, each event with its cause."""
    asked.check()
    asked.question.check(request.app.state.settings.limits)
    return submit(request, "life", asked.model_dump())


@router.post("/verdicts", status_code=202, responses=FULL)
def verdict(request: Request, asked: VerdictQuestion) -> JobView:
    """Asks where in the plausible space a safeguard does what it is meant to do, and what flips that."""
    from glasshouse.safeguards import read

    read(asked.safeguard, "safeguard")
    return submit(request, "verdict", asked.model_dump())


@router.post("/cases", status_code=202, responses=FULL)
def case(request: Request, asked: CaseQuestion) -> JobView:
    """Asks whether the model reproduces the published figures of a case; misses are answered as misses."""
    names = [one["name"] for one in knowledge.cases()]
    if asked.case not in names:
        raise unknown("case", asked.case, names, next_step="GET /api/cases lists them")
    return submit(request, "case", asked.model_dump())


@router.post("/runs", status_code=202, responses=FULL)
def keep(request: Request, asked: RunQuestion) -> JobView:
    """Asks for a run folder with all tables and the report."""
    asked.question.check(request.app.state.settings.limits)
    return submit(request, "keep", asked.model_dump())


def found(request: Request, name: str) -> Job:
    """Returns a job of this server.

    Raises:
        HTTPException: there is none.
    """
    jobs: Jobs = request.app.state.jobs
    job = jobs.get(name)
    if job is None:
        raise HTTPException(404, "There is no such job; answers are forgotten after a while. Ask again.")
    return job


@router.get("/jobs/{name}", responses=GONE)
async def follow(
    request: Request,
    name: JobName,
    seen: int = Query(-1, ge=-1, description="Answer when the job has a version above this."),
    wait: float = Query(0.0, ge=0, le=LONGEST_WAIT, description="Seconds to wait for that at most."),
) -> JobView:
    """Says how far a job is, at once or when something has changed."""
    job = found(request, name)
    until = time.monotonic() + wait
    while job.version <= seen and not job.over and time.monotonic() < until:
        await asyncio.sleep(0.02)
    jobs: Jobs = request.app.state.jobs
    return job.view(jobs.ahead(job))


@router.delete("/jobs/{name}", responses=GONE)
def cancel(request: Request, name: JobName) -> JobView:
    """Gives a job up, unless somebody else waits for the same answer."""
    job = found(request, name)
    jobs: Jobs = request.app.state.jobs
    jobs.cancel(job)
    return job.view()


def answered(request: Request, name: str) -> dict[str, Any]:
    """Returns the answer, or the preview, of a comparison.

    Raises:
        HTTPException: there is none.
    """
    job = found(request, name)
    answer = job.answer or job.preview
    if job.kind != "compare" or answer is None:
        raise HTTPException(409, "This job has no answer to draw or to load.")
    return answer


SVG: dict[int | str, dict[str, Any]] = UNFINISHED | {
    200: {"content": {"image/svg+xml": {"schema": {"type": "string"}}}, "description": "A drawing"}
}


@router.get("/jobs/{name}/{figure}.svg", response_class=Response, responses=SVG)
def chart(
    request: Request,
    name: JobName,
    figure: Literal["worlds", "groups", "weeks"],
    measure: str = Query("people_refused", max_length=80),
    size: Literal["wide", "narrow"] = Query("wide"),
    lang: str = Query("en", max_length=16, description="The language of its words: en, zh or fr."),
    alone: bool = Query(False, description="For a file: the colours inside, not the page's."),
) -> Response:
    """Draws an answer; the drawing names its scenario, seed, digests and commands."""
    drawn = drawing.draw(answered(request, name), figure, measure, size, catalogue.said(lang))
    headers = {"content-disposition": f'attachment; filename="{figure}-{measure}.svg"'} if alone else None
    return Response(
        drawing.standing_alone(drawn) if alone else drawn, media_type="image/svg+xml", headers=headers
    )


TABLES: dict[int | str, dict[str, Any]] = UNFINISHED | {
    200: {
        "description": "A table",
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            "application/vnd.apache.parquet": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


@router.get("/jobs/{name}/{table}.{form}", response_class=Response, responses=TABLES)
def load(
    request: Request,
    name: JobName,
    table: Literal["measures", "groups", "weeks"],
    form: Literal["csv", "parquet"],
) -> Response:
    """Gives a table of an answer; every row carries the seed, the digests and the commands."""
    frame = framed(answered(request, name), table)
    stem = f"glasshouse-{table}.{form}"
    headers = {"content-disposition": f'attachment; filename="{stem}"'}
    if form == "csv":
        return Response(frame.write_csv(), media_type="text/csv", headers=headers)
    whole = io.BytesIO()
    frame.write_parquet(whole)
    return Response(whole.getvalue(), media_type="application/vnd.apache.parquet", headers=headers)


def framed(answer: dict[str, Any], table: str) -> Any:
    """Returns a table of an answer as a frame."""
    import polars as pl

    if table == "measures":
        rows = [dict(row) for row in answer["measures"]]
    elif table == "groups":
        by = answer["groups"]
        rows = [
            {
                "measure": name,
                "margin": margin,
                "level": level,
                **dict(zip(by["fields"], values, strict=True)),
            }
            for name, series in by["measures"].items()
            for (margin, level), values in zip(by["levels"], series, strict=True)
        ]
    else:
        rows = [
            {"measure": name, "week": week, "base": before, "changed": after}
            for name, series in answer["weeks"].items()
            for week, (before, after) in enumerate(zip(series["base"], series["changed"], strict=True))
        ]
    marks = {
        "scenario": answer["scenario"],
        "people": answer["people"],
        "days": answer["days"],
        "seed": answer["seed"],
    }
    for which in ("base", "changed"):
        marks |= {f"{which}_{key}": answer[which][key] for key in ("digest", "command")}
    return pl.DataFrame(rows, infer_schema_length=None).with_columns(
        **{k: pl.lit(v) for k, v in marks.items()}
    )
