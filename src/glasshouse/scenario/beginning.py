"""A commented scenario file to begin with."""

from __future__ import annotations

from pathlib import Path

from glasshouse.base.errors import BadScenario

_TEMPLATE = """\
# A scenario of Glasshouse. Check it: `glasshouse check {name}.yaml`. Run it: `glasshouse run {name}.yaml`.
# `glasshouse parameters` lists every parameter with unit, range, source and grade; `glasshouse schema` prints
# a JSON Schema for your editor.
name: {name}
title: one line that says what this is
extends: {extends}          # everything that is said there holds here, unless you say otherwise
about: |
  In plain words: which society, which apparatus, since when, and what it is meant to show.
sources:
  - "author, title, publisher, year"
leaves_out:
  - "what a reader might expect and will not find"

# start: 2018-01-01            # day 0
# days: 365                    # length of a run if none is asked for
# society: china               # a shipped society, or the path of a file with aggregate tables
# without: [cameras]           # switched off: life platform cameras custody rating gates response remedies

set:                           # other values than the ledger's on day 0
  rating.grace_days:           # a bare number will do; better is a number and how you know it
    value: 30
    why: what a longer time to answer would change
    grade: assumed             # measured, reported, derived or assumed

# where:                       # other values in some regions
#   - regions: [CN-SD]
#     set: {{rating.points_region_share: 1}}

# events:                      # in force from the week that contains the date; before day 0 it is history
#   - date: 2018-03-01
#     what: what happened
#     regions: all             # or a list
#     set: {{platform.prompt_default: 0}}
#     source: "who says so"

# concessions:                 # what grievance may win during the run
#   - name: no_preticked_box
#     level: company           # company, local or national
#     threshold: 0.2           # grievance at which it is as likely as not, sooner or later
#     set: {{platform.prompt_default: 0}}
"""


def template(name: str = "mine", extends: str = "china-2018") -> str:
    """Returns the text of a commented scenario file.

    Args:
        name: Its name.
        extends: What it starts from.
    """
    return _TEMPLATE.format(name=name, extends=extends)


def new(path: str | Path, extends: str = "china-2018") -> Path:
    """Writes a commented scenario file to begin with, and returns its path; nothing is ever overwritten.

    Raises:
        BadScenario: If the file exists already or cannot be written.
    """
    file = Path(path)
    if not file.suffix:
        file = file.with_suffix(".yaml")
    try:
        with file.open("x", encoding="utf-8") as out:
            out.write(template(file.stem, extends))
    except FileExistsError:
        raise BadScenario("The file exists already, and is left alone", place=str(file)) from None
    except (OSError, ValueError) as problem:
        raise BadScenario(
            f"Cannot write the file: {getattr(problem, 'strerror', problem)}", place=str(file)
        ) from None
    return file
