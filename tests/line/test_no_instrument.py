"""Nothing here can be pointed at somebody: no decision about a person, no identification, no image, no network."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
import typer

import glasshouse as gh
from glasshouse.base.errors import BadValue
from glasshouse.measures import MEASURES, refuse_claimed_benefit

SOURCE = Path(gh.__file__).parent

PERSONAL = re.compile(
    r"^(id_?card|passport|id_?number|national_id|ssn|surname|first_?name|full_?name|phone|telephone|e_?mail|address"
    r"|birth_?date|date_of_birth|photo|photograph|image|picture_of|face|embedding|fingerprint|iris|voiceprint"
    r"|license_plate|number_plate)s?$"
)
"""Names under which data about a person would come in."""

DECIDES = re.compile(
    r"\b(decide|identify|recogni[sz]e|match_face|match_person|may_board|may_fly|may_borrow|allow|admit|deny|ban|blacklist"
    r"|check_person|screen_person|verify_identity|verify_person|look_?up|lookup_person|is_listed)\b"
)
"""Names under which a decision about a person would go out."""

IMAGES = {"pillow", "opencv-python", "opencv-python-headless", "imageio", "scikit-image", "face-recognition", "dlib",
          "insightface", "deepface", "mediapipe", "torch", "torchvision", "tensorflow", "keras", "onnxruntime"}  # fmt: skip
IMAGE_MODULES = {"PIL", "cv2", "imageio", "skimage", "face_recognition", "dlib", "insightface", "deepface",
                 "mediapipe", "torch", "torchvision", "tensorflow", "keras", "onnxruntime"}  # fmt: skip
IMAGE_FILES = {
    ".jpg",
    ".jpeg",
    ".png",
    ".webp",
    ".gif",
    ".bmp",
    ".tiff",
    ".npy",
    ".npz",
    ".onnx",
    ".pt",
    ".pkl",
}

NETWORK = {"socket", "http", "urllib.request", "urllib3", "requests", "httpx", "aiohttp", "ftplib", "smtplib", "ssl",
           "xmlrpc", "websockets", "asyncio", "fastapi", "uvicorn", "starlette", "distributed"}  # fmt: skip
MAY_USE_THE_NETWORK = re.compile(r"^(lab/|run/(cluster|joining|worker)\.py|cli/(serve|cluster|scale)\.py)")
"""The page on one's own machine, and the cluster: both only when asked for by name."""


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every function of the package with the file it stands in."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield path.relative_to(SOURCE).as_posix(), node


def imports() -> Iterator[tuple[str, str]]:
    """Every module that the package imports, with the file that does."""
    for path in sorted(SOURCE.rglob("*.py")):
        where = path.relative_to(SOURCE).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((where, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield from ((where, f"{node.module}.{alias.name}") for alias in node.names)
                yield where, node.module


def test_no_function_takes_data_about_a_person():
    takes = [
        f"{where}: {function.name}({argument.arg})"
        for where, function in functions()
        for argument in [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        if PERSONAL.match(argument.arg)
    ]
    assert takes == []


def test_no_public_function_or_command_is_named_like_a_decision_about_a_person():
    named = [
        f"{where}: {function.name}"
        for where, function in functions()
        if not function.name.startswith("_") and DECIDES.search(function.name.replace("_", " ") + " " + function.name)
        and where.partition("/")[0] in ("api", "cli", "lab", "experiments", "explain", "results", "__init__.py")
    ]  # fmt: skip
    assert named == []


def test_a_person_is_a_number_in_a_run_wherever_one_can_be_named_from_python():
    for name in ("explain", "find"):
        signature = inspect.signature(getattr(gh, name))
        assert "run" in signature.parameters, "only a finished run has people"
        person = signature.parameters.get("person")
        assert person is None or person.annotation in ("int", int)


def test_no_command_takes_more_about_a_person_than_their_number_in_a_run():
    from glasshouse.cli.app import app

    group = typer.main.get_command(app)
    asked = {
        (command, parameter.name)
        for command in group.list_commands(None)  # type: ignore[attr-defined, arg-type]
        for parameter in group.get_command(None, command).params  # type: ignore[attr-defined, union-attr, arg-type]
    }
    assert ("explain", "person") in asked
    assert [one for one in asked if PERSONAL.match(one[1] or "")] == []
    assert {command for command, name in asked if name == "person"} <= {"explain", "twin"}


def test_no_library_for_images_or_faces_stands_behind_the_core():
    found = {name for name in closure("glasshouse") if name in IMAGES}
    assert found == set()


def test_no_module_imports_one_and_no_image_or_template_lies_in_the_package():
    assert [one for one in imports() if one[1].partition(".")[0] in IMAGE_MODULES] == []
    assert [path.name for path in SOURCE.rglob("*") if path.suffix.lower() in IMAGE_FILES] == []


def closure(package: str) -> set[str]:
    """Return all that a package pulls in without extras, by name, lower case."""
    from packaging.requirements import Requirement

    seen: set[str] = set()
    todo = [package]
    while todo:
        name = re.sub(r"[-_.]+", "-", todo.pop()).lower()
        if name in seen:
            continue
        seen.add(name)
        try:
            wanted = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue
        for line in wanted:
            one = Requirement(line)
            if one.marker is None or one.marker.evaluate({"extra": ""}):
                todo.append(one.name)
    return seen


def test_the_core_never_touches_the_network():
    found = [
        f"{where}: {module}"
        for where, module in imports()
        if any(module == banned or module.startswith(f"{banned}.") for banned in NETWORK)
        and not MAY_USE_THE_NETWORK.match(where)
    ]
    assert found == []


@pytest.mark.parametrize(
    "name", sorted(name for name, one in MEASURES.items() if one.kind == "claimed_benefit")
)
def test_a_claimed_benefit_is_never_what_a_search_is_for(name):
    with pytest.raises(BadValue, match="claimed benefit"):
        refuse_claimed_benefit(name)


def test_ranking_refuses_a_claimed_benefit_before_it_runs_a_world():
    from glasshouse.experiments.rank import rank
    from glasshouse.experiments.worlds import World

    with pytest.raises(BadValue, match="claimed benefit"):
        rank(World("china-2018", people=1_000, days=7), measure="true_matches", menu=["notice"])


def test_there_are_claimed_benefits_and_each_stands_beside_harms():
    kinds = {one.kind for one in MEASURES.values()}
    assert kinds == {"harm", "cost", "claimed_benefit", "description"}
