"""Runs that were kept: the only folder that can be reached, and of it only whole runs and their known files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi import Path as InPath
from fastapi.responses import FileResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from glasshouse.base.errors import BadRunFolder
from glasshouse.lab.asking import refusal
from glasshouse.lab.guard import REPORT_POLICY

router = APIRouter(prefix="/api/runs", tags=["kept runs"])
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,200}")
RunName = Annotated[str, InPath(max_length=220, description="The run folder's name in the run store.")]
NONE: dict[int | str, dict[str, Any]] = {404: refusal("There is no such run or table")}


class Kept(BaseModel):
    """A run in the store."""

    name: str
    scenario: str
    people: int
    days: int
    seed: int
    digest: str
    command: str
    report: bool
    tables: list[str]


def place(request: Request, name: str) -> Path:
    """Returns the folder of a run; nothing outside the store can be named.

    Raises:
        HTTPException: there is none of that name.
    """
    store = Path(request.app.state.settings.store).resolve()
    if NAME.fullmatch(name) and ".." not in name:
        folder = store / name
        if folder.resolve().parent == store and (folder / "manifest.json").is_file():
            return folder
    raise HTTPException(404, "There is no such run in the store.")


def opened(folder: Path) -> Any:
    """Returns a run, its files checked.

    Raises:
        HTTPException: it is unfinished or damaged.
    """
    from glasshouse import results

    try:
        return results.open(folder)
    except BadRunFolder as problem:
        raise HTTPException(404, str(problem).replace(str(folder), folder.name)) from None


@router.get("")
def runs(request: Request) -> list[Kept]:
    """Lists the runs in the store, the latest first."""
    store = Path(request.app.state.settings.store)
    found = []
    folders = (
        sorted(store.glob("*/manifest.json"), key=lambda file: -file.stat().st_mtime)
        if store.is_dir()
        else []
    )
    for file in folders[:50]:
        try:
            found.append(shown(opened(place(request, file.parent.name))))
        except HTTPException:
            continue  # what is not a whole run is not listed
    return found


def shown(run: Any) -> Kept:
    """Returns a run as the API lists it."""
    about = run.manifest
    return Kept(
        name=run.folder.name, scenario=run.scenario, people=about["people"], days=about["days"], seed=about["seed"],
        digest=run.digest, command=about["command"], report=(run.folder / "report.html").is_file(),
        tables=list(run.tables),
    )  # fmt: skip


@router.get("/{name}", responses=NONE)
def one(request: Request, name: RunName) -> Kept:
    """Describes a run in the store."""
    return shown(opened(place(request, name)))


HTML: dict[int | str, dict[str, Any]] = NONE | {
    200: {
        "content": {"text/html": {"schema": {"type": "string"}}},
        "description": "One page that needs no network",
    }
}


@router.get("/{name}/report.html", response_class=Response, responses=HTML)
def report(request: Request, name: RunName) -> Response:
    """Gives the report of a run."""
    file = place(request, name) / "report.html"
    if not file.is_file() or file.is_symlink():
        raise HTTPException(404, "This run has no report.")
    return FileResponse(
        file, media_type="text/html; charset=utf-8", headers={"content-security-policy": REPORT_POLICY}
    )


TABLE: dict[int | str, dict[str, Any]] = NONE | {
    200: {
        "description": "A table",
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            "application/vnd.apache.parquet": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


@router.get("/{name}/tables/{table}.{form}", response_class=Response, responses=TABLE)
def table(
    request: Request,
    name: RunName,
    table: Annotated[str, InPath(max_length=60, pattern=r"^[a-z_]+$")],
    form: Literal["csv", "parquet"],
) -> Response:
    """Gives a table of a run."""
    run = opened(place(request, name))
    if table not in run.tables:
        raise HTTPException(404, f"The run has no table {table!r}; it has {', '.join(run.tables)}.")
    headers = {"content-disposition": f'attachment; filename="{name}-{table}.{form}"'}
    if form == "csv":
        return Response(run.table(table).write_csv(), media_type="text/csv", headers=headers)
    file = run.folder / f"{table}.parquet"
    return FileResponse(file, media_type="application/vnd.apache.parquet", headers=headers)
