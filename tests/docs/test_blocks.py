"""Every block of the README and the guides runs: commands at a reduced size, Python as it stands, YAML as it reads."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import typer
from ruamel.yaml import YAML
from typer.testing import CliRunner

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
RUN_THROUGH = [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
"""Pages whose bash and Python blocks are run, in order, in a folder of their own."""
PEOPLE, DAYS = "6000", "28"
WITH_PEOPLE = ("run", "compare")
SHOWN = {"text", "mermaid", "json", "html"}
"""Languages of blocks that are only looked at."""


@dataclass(frozen=True)
class Block:
    """A fenced block: the page, its line, its language, its text."""

    page: Path
    line: int
    language: str
    text: str


def blocks(page: Path) -> Iterator[Block]:
    """Return the fenced blocks of a page."""
    fence = re.compile(r"^( *)```(\w*)[^\n]*\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
    text = page.read_text(encoding="utf-8")
    for found in fence.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        lines = [part.removeprefix(found.group(1)) for part in found.group(3).splitlines()]
        yield Block(page, line, found.group(2), "\n".join(lines) + "\n")


def commands(block: Block) -> Iterator[list[str]]:
    """Return the `glasshouse` commands of a block as words, without comments."""
    for line in block.text.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        if words[:1] == ["$"]:
            words = words[1:]
        if words and Path(words[0]).name == "glasshouse":
            if ">" in words:
                words = words[: words.index(">")]
            yield words[1:]


EVERY = [block for page in PAGES for block in blocks(page)]


def where(block: Block) -> str:
    """Return the place of a block as a test's name."""
    return f"{block.page.name}:{block.line}"


def test_every_block_says_its_language():
    known = {"bash", "console", "python", "yaml", *SHOWN}
    assert [where(block) for block in EVERY if block.language not in known] == []


def group() -> Any:
    """Return the command line as a group of commands."""
    from glasshouse.cli.app import app

    return typer.main.get_command(app)


@pytest.mark.parametrize("block", [b for b in EVERY if b.language in ("bash", "console")], ids=where)
def test_every_command_and_option_exists(block):
    lines = group()
    for name, *words in commands(block):
        if name.startswith("-"):
            continue
        command = lines.get_command(None, name)
        assert command is not None, f"there is no command {name}"
        known = {
            option for parameter in command.params for option in parameter.opts + parameter.secondary_opts
        }
        used = {word.partition("=")[0] for word in words if word.startswith("--")}
        assert used <= known | {"--help"}, f"{name}: {used - known}"


@pytest.mark.parametrize("block", [b for b in EVERY if b.language == "yaml"], ids=where)
def test_every_yaml_block_can_be_read(block):
    assert YAML(typ="safe").load(block.text)


def reduced(words: list[str]) -> list[str]:
    """Return a command at a size that takes a moment."""
    if words[0] not in WITH_PEOPLE:
        return words
    kept: list[str] = []
    for word in words:
        if kept and kept[-1] in ("--people", "--days"):
            kept.pop()
        else:
            kept.append(word)
    return [*kept, "--people", PEOPLE, "--days", DAYS]


@pytest.mark.parametrize("page", RUN_THROUGH, ids=lambda page: page.name)
def test_every_command_of_a_page_runs(page, tmp_path, monkeypatch):
    from glasshouse.api import flow
    from glasshouse.cli.app import app

    monkeypatch.chdir(tmp_path)
    runs = 0
    for block in blocks(page):
        for words in commands(block) if block.language == "bash" else ():
            done = CliRunner().invoke(app, reduced(words))
            said = f"{where(block)}: glasshouse {' '.join(words)}\n{done.output}"
            assert done.exit_code == 0, said
            runs += words[0] == "run"
            if runs == 1:  # one report of a page is enough
                monkeypatch.setattr(flow, "write_report", lambda run, watcher=None: run.report_path)


@pytest.mark.parametrize("page", RUN_THROUGH, ids=lambda page: page.name)
def test_every_python_block_of_a_page_runs(page, tmp_path, monkeypatch, capsys):
    import glasshouse as gh

    real = {"run": gh.run, "compare": gh.compare}
    monkeypatch.chdir(tmp_path)
    small = {"people": int(PEOPLE), "days": int(DAYS)}
    for name, function in real.items():
        monkeypatch.setattr(gh, name, lambda *a, function=function, **k: function(*a, **{**k, **small}))
    for block in blocks(page):
        if block.language == "python":
            exec(compile(block.text, where(block), "exec"), {})
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_within_the_house_leads_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    links = re.findall(r"\]\(([^)#\s]+)", text)
    gone = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert gone == []


def test_the_files_that_are_named_in_the_readme_and_the_guide_exist():
    for page in RUN_THROUGH:
        named = re.findall(
            r"`((?:tests|docs|src|benchmarks|scripts)/[\w./-]+)`", page.read_text(encoding="utf-8")
        )
        assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_two_commands_of_the_readme_are_targets_of_make():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"^    make (\w+)", readme, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
