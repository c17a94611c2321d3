"""The web application: pages, what is known, questions and their answers, downloads."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from glasshouse import __version__
from glasshouse.base.errors import GlasshouseError, TooLarge, UnknownName
from glasshouse.lab import answers, kept, knowing, pages
from glasshouse.lab.asking import Problem, refusal
from glasshouse.lab.guard import Guard
from glasshouse.lab.jobs import Full, Jobs

if TYPE_CHECKING:
    from glasshouse.lab.settings import Settings

ABOUT = """A laboratory that puts **synthetic** people under surveillance and scoring, and measures who is harmed.

Ask a question at `POST /api/questions`: it names two worlds with the same people and the same luck. Follow its job until
it is done; the answer holds every measure in both worlds with the difference and its interval, by group and by week, and
the commands that give the same numbers. Nothing here decides about anybody.
"""
REFUSED = {
    status: refusal(says)
    for status, says in {
        400: "Not a request that can be read",
        401: "The token is missing or wrong",
        403: "Another page made the browser ask",
        405: "Not that method",
        413: "The request is too large",
        414: "The address is too long",
        415: "Not JSON",
        421: "Not a name of this server",
        422: "What is wrong, what is allowed, and the nearest known name",
    }.items()
}


def create(settings: Settings) -> FastAPI:
    """Returns the application of a server; its worker starts with it and ends with it."""

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        app.state.jobs = Jobs(settings)
        threading.Thread(target=_load, name="lab-load", daemon=True).start()
        try:
            yield
        finally:
            app.state.jobs.close()

    app = FastAPI(
        title="Glasshouse lab",
        version=__version__,
        description=ABOUT,
        docs_url=None,  # that page would be fetched from elsewhere
        redoc_url=None,
        lifespan=life,
        responses=REFUSED,  # type: ignore[arg-type]
        license_info={"name": "MIT", "identifier": "MIT"},
    )
    app.state.settings = settings
    for part in (knowing, answers, kept, pages):
        app.include_router(part.router)
    app.add_middleware(Guard, settings=settings)
    app.add_exception_handler(GlasshouseError, _said)
    app.add_exception_handler(RequestValidationError, _unread)
    app.add_exception_handler(HTTPException, _plain)
    app.add_exception_handler(Full, _full)
    return app


def _load() -> None:
    """Loads what charts and pages need, while the first reader still reads."""
    from glasshouse.lab import drawing, knowledge

    knowledge.parameters("china-2018")
    knowledge.safeguards()
    drawing.grades([{"grade": "measured", "count": 1}], "wide")


def problem(status: int, what: Problem, **headers: str) -> JSONResponse:
    """Returns a problem as an answer."""
    return JSONResponse(what.model_dump(), status, headers or None)


async def _said(request: Request, error: Exception) -> JSONResponse:
    status = (
        413
        if isinstance(error, TooLarge)
        else 404
        if isinstance(error, UnknownName) and request.method == "GET"
        else 422
    )
    return problem(status, Problem.of(error))


async def _unread(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"] if part not in ("body", "query", "path"))
    value: Any = first.get("input")
    plain = value if isinstance(value, str | int | float | bool | type(None)) else None
    if (isinstance(plain, float) and plain != plain) or plain in (float("inf"), float("-inf")):
        plain = str(plain)
    return problem(422, Problem(says=f"{place or 'The request'}: {first['msg']}", value=plain, place=place))


async def _plain(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return problem(
        error.status_code, Problem(says=str(error.detail)), **(dict(error.headers) if error.headers else {})
    )


async def _full(request: Request, error: Exception) -> JSONResponse:
    most = request.app.state.settings.limits.waiting
    what = Problem(says=f"{most} questions wait already.", next_step="Ask again in a few seconds.")
    return problem(429, what, **{"retry-after": "3"})
