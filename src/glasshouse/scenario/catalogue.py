"""Which scenarios are shipped, and where a name or a path leads."""

from __future__ import annotations

from pathlib import Path

from glasshouse.base.errors import BadScenario, quoted, unknown

FOLDER = Path(__file__).parent / "shipped"
SUFFIXES = (".yaml", ".yml")


def names() -> tuple[str, ...]:
    """Returns the names of the shipped scenarios, in alphabetical order."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.yaml")))


def find(name_or_path: str | Path, beside: Path | None = None, place: str = "") -> Path:
    """Returns the file of a shipped name or of a path.

    Args:
        name_or_path: A shipped name (`china-2018`), or a path that ends in .yaml or .yml.
        beside: A path is taken from this folder; from the current one if not given.
        place: File and line that names it, for the message.

    Raises:
        UnknownName: If it is neither a shipped name nor the path of a file.
        BadScenario: If it is a path that cannot be a scenario file.
    """
    text = str(name_or_path)
    if isinstance(name_or_path, str) and name_or_path in names():
        return FOLDER / f"{name_or_path}.yaml"
    if "\0" in text or not text.strip() or len(text) > 4096:
        raise BadScenario(f"{quoted(text)} is neither a scenario nor a path", value=text, place=place)
    path = (beside or Path()) / Path(text).expanduser()
    looks_like_path = isinstance(name_or_path, Path) or path.suffix.lower() in SUFFIXES or "/" in text
    if not looks_like_path:
        step = "`glasshouse scenarios` lists them; a file of yours ends in .yaml"
        raise unknown("scenario", text, names(), place=place, next_step=step)
    if path.suffix.lower() not in SUFFIXES:
        raise BadScenario("A scenario file ends in .yaml or .yml", value=text, place=place or text)
    return path
