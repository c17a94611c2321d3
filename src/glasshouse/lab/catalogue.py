"""Translations of the page: gettext catalogues that anybody can add to, read as they lie, and what is missing in them.

    python -m glasshouse.lab.catalogue           what is missing, language by language
    python -m glasshouse.lab.catalogue update    takes new messages of the page into every catalogue

A catalogue is `locales/<language>/LC_MESSAGES/lab.po`. What has no translation is shown in English.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from glasshouse.base.errors import unknown

HERE = Path(__file__).parent
LOCALES = HERE / "locales"
LANGUAGES = {"en": "English", "zh": "中文", "fr": "Français"}
REVIEWED = frozenset({"en"})
"""Languages whose words a speaker has reviewed; the others are drafts, and the page says so."""
METHODS = [
    ("templates/*.html", "jinja2"), ("static/*.js", "javascript"), ("scenes.py", "python"), ("drawing.py", "python"),
    ("tasks.py", "python"),
]  # fmt: skip
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}


def N_(text: str) -> str:
    """Marks a text for translation where it is written; it is translated where it is shown."""
    return text


@dataclass(frozen=True)
class Report:
    """What one catalogue has: messages, translated, missing ones, ones that no page uses any more."""

    language: str
    messages: int
    translated: int
    missing: tuple[str, ...]
    stale: tuple[str, ...]
    reviewed: bool


@cache
def translations(language: str) -> dict[str, str]:
    """Returns the translated messages of a language; a missing or broken one is simply not there."""
    from babel.messages.pofile import PoFileError, read_po

    file = LOCALES / language / "LC_MESSAGES" / "lab.po"
    if language == "en" or not file.exists():
        return {}
    try:
        with file.open("rb") as opened:
            found = read_po(opened, abort_invalid=True)
    except (PoFileError, ValueError):
        return {}
    return {
        str(m.id): str(m.string)
        for m in found
        if m.id and m.string and not m.fuzzy and isinstance(m.id, str) and same_places(m.id, str(m.string))
    }


def said(language: str) -> Callable[[str], str]:
    """Returns what turns a message into a language; English stays, and so does what has no translation.

    Raises:
        UnknownName: no such language.
    """
    if language not in LANGUAGES:
        raise unknown("language", language, LANGUAGES)
    known = translations(language)
    return lambda text: known.get(text, text)


def same_places(text: str, translated: str) -> bool:
    """Returns whether a translation has the same places for numbers, such as `{people}`, as the text."""
    import re

    found = [sorted(re.findall(r"\{(\w*)\}", one)) for one in (text, translated)]
    return found[0] == found[1]


@cache
def messages() -> tuple[str, ...]:
    """Returns every message of the page, in the order of the files, and every name of what it shows."""
    from babel.messages.extract import extract

    from glasshouse.lab import names

    found: dict[str, None] = {}
    options: dict[str, Any] = {"extensions": "", "trimmed": "true", "silent": "false"}
    for pattern, method in METHODS:
        for file in sorted(HERE.glob(pattern)):
            how = "jinja2.ext:babel_extract" if method == "jinja2" else method
            more = options if method == "jinja2" else {"parse_template_string": "true"}
            with file.open("rb") as opened:
                for _, message, _, _ in extract(how, BytesIO(opened.read()), KEYWORDS, (), more):
                    text = message[0] if isinstance(message, tuple) else message
                    if text:
                        found[str(text)] = None
    return tuple(found | dict.fromkeys(names.everything()))


def report(language: str) -> Report:
    """Returns what a catalogue has and what it lacks."""
    have, wanted = translations(language), messages()
    missing = () if language == "en" else tuple(text for text in wanted if text not in have)
    stale = tuple(text for text in have if text not in wanted)
    return Report(language, len(wanted), len(wanted) - len(missing), missing, stale, language in REVIEWED)


def update(language: str) -> None:
    """Takes new messages into a catalogue and leaves out those that no page uses."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    have = translations(language)
    made = Catalog(locale=language, project="Glasshouse lab", charset="utf-8", fuzzy=False,
                   header_comment="# Glasshouse: draft, not yet reviewed by a speaker.")  # fmt: skip
    for text in messages():
        made.add(text, have.get(text, ""))
    file = LOCALES / language / "LC_MESSAGES" / "lab.po"
    file.parent.mkdir(parents=True, exist_ok=True)
    whole = BytesIO()
    write_po(whole, made, width=100, omit_header=False, no_location=True)
    lines = whole.getvalue().decode().splitlines(keepends=True)
    dated = ('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By')
    file.write_text("".join(line for line in lines if not line.startswith(dated)), encoding="utf-8")


def main(words: list[str]) -> int:
    """Prints the catalogue report; exit code 1 if something is missing."""
    others = [language for language in LANGUAGES if language != "en"]
    if words[:1] == ["update"]:
        for language in others:
            update(language)
        translations.cache_clear()
    incomplete = False
    for language in others:
        found = report(language)
        state = "reviewed" if found.reviewed else "not yet reviewed by a speaker"
        print(f"{language}: {found.translated} of {found.messages} messages, {state}")
        for text in found.missing:
            print(f"  missing: {text[:100]}")
        for text in found.stale:
            print(f"  no longer used: {text[:100]}")
        incomplete |= bool(found.missing)
    return int(incomplete)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
