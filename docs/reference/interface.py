"""The page of the Python interface: every public name of `glasshouse`, described by its own docstring."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from markdown_parts import page

import glasshouse as gh

GROUPS = {
    "Simulate": ("run", "plan", "resume"),
    "Look": ("open", "Run", "explain", "find"),
    "Compare and ask why": ("compare", "rank", "sensitivity", "verdict", "twin", "sweep", "on_cluster"),
    "Assess": ("export",),
    "What goes in": ("scenarios", "show", "parameters"),
    "What goes wrong": ("GlasshouseError", "InputError"),
}
READ = """\
```python
import glasshouse as gh
```

`gh` has few names, and each is loaded when it is first used. What returns a table returns a [Polars](https://docs.pola.rs)
frame. The command line calls the same functions."""


def text() -> str:
    """Return the page, as directives that mkdocstrings fills in."""
    return page(
        "# Python", READ, *(part for title, names in groups() for part in (f"## {title}", *map(entry, names)))
    )


def groups() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Return the public names in groups; what is new and in none comes last."""
    public = [name for name in gh.__all__ if not name.startswith("_")]
    for title, names in GROUPS.items():
        yield title, tuple(name for name in names if name in public)
    rest = tuple(name for name in public if not any(name in names for names in GROUPS.values()))
    if rest:
        yield "More", rest


def entry(name: str) -> str:
    """Return one name under the path of what stands behind it."""
    found: Any = getattr(gh, name)
    found = (
        found._function() if hasattr(found, "_function") else found
    )  # `gh.run` is a room that can be called
    members = ", members: false" if name.endswith("Error") else ""
    return f'::: {found.__module__}.{found.__qualname__}\n    options: {{heading: "gh.{name}"{members}}}'
