"""The page itself: one document in the reader's language, its styles and its scripts as they lie in `static/`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi import Path as InPath
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from glasshouse import __version__
from glasshouse.lab import catalogue, scenes
from glasshouse.lab.asking import refusal
from glasshouse.report import palette

router = APIRouter(tags=["page"])
HERE = Path(__file__).parent
KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


@cache
def environment(language: str) -> Any:
    """Returns the templates in a language; everything is escaped."""
    import jinja2

    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )  # fmt: skip
    made.globals["_"] = catalogue.said(language)
    return made


def preferred(request: Request, asked: str) -> str:
    """Returns the language to show: the one asked for, else the first that the browser names and we have."""
    if asked in catalogue.LANGUAGES:
        return asked
    for part in request.headers.get("accept-language", "").split(","):
        name = part.partition(";")[0].strip().lower().partition("-")[0]
        if name in catalogue.LANGUAGES:
            return name
    return "en"


@router.get("/", response_class=HTMLResponse)
def page(request: Request, lang: str = Query("", max_length=16, description="en, zh or fr.")) -> HTMLResponse:
    """Gives the page."""
    language = preferred(request, lang)
    text = environment(language).get_template("page.html").render(
        lang=language, languages=catalogue.LANGUAGES, draft=language not in catalogue.REVIEWED,
        scenes=scenes.SCENES, minutes=scenes.minutes(), version=__version__, limits=request.app.state.settings.limits,
    )  # fmt: skip
    return HTMLResponse(text)


@router.get(
    "/api/scenes/{language}",
    tags=["known"],
    responses={404: refusal("No such language")},
)
def story(language: Annotated[str, InPath(max_length=16)]) -> list[dict[str, Any]]:
    """Gives the seven scenes of the story in a language, with the questions that answer them."""
    say = catalogue.said(language)
    return [scenes.plain(scene, say) for scene in scenes.SCENES]


@router.get(
    "/static/{name}",
    response_class=Response,
    responses={404: refusal("There is no such file"),
               200: {"content": {kind: {"schema": {"type": "string"}} for kind in KINDS.values()},
                     "description": "A style sheet, script or drawing"}},
)  # fmt: skip
def static(name: Annotated[str, InPath(max_length=60)]) -> Response:
    """Gives a file of the page."""
    if name == "palette.css":
        return Response(colours(), media_type=KINDS[".css"], headers={"cache-control": "no-cache"})
    known = {file.name: file for file in (HERE / "static").iterdir() if file.suffix in KINDS}
    if name not in known:
        raise HTTPException(404, "There is no such file.")
    file = known[name]
    return Response(file.read_bytes(), media_type=KINDS[file.suffix], headers={"cache-control": "no-cache"})


@cache
def colours() -> str:
    """Returns the report's palette as style sheet: light, dark, and dark or light where the reader chose."""
    light, dark = palette.variables(palette.LIGHT), palette.variables(palette.DARK)
    return (
        f":root {{ {light} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root:not([data-theme='light']) {{ {dark} }} }}\n"
        f":root[data-theme='dark'] {{ {dark} }}\n"
        f"@media print {{ :root, :root[data-theme] {{ {light} }} }}\n"
    )
