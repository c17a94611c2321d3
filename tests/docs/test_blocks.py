"""Every block of the README and the documentation runs, and shows what it prints today."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

_spec = importlib.util.spec_from_file_location("pages", Path(__file__).with_name("pages.py"))
assert _spec and _spec.loader
pages = importlib.util.module_from_spec(_spec)
sys.modules["pages"] = pages
_spec.loader.exec_module(pages)

ROOT, PAGES = pages.ROOT, pages.PAGES
EVERY = [block for page in PAGES for block in pages.blocks(page)]
RUNNING = [page for page in PAGES if any(block.language in pages.RUN for block in pages.blocks(page))]
LOOKED_AT = {"text", "mermaid", "json", "html", "sh"}
"""Languages of blocks that nobody runs; `sh` needs another machine or a download."""


def where(block):
    """Return the place of a block as a test's name."""
    return block.place


def test_every_block_says_its_language():
    known = {*pages.RUN, "yaml", *LOOKED_AT}
    assert [where(block) for block in EVERY if block.language not in known] == []


def test_no_command_hides_in_an_indented_block():
    """Nothing would run it there. `make` and `scripts/...` may stand so: they are about the house and not the laboratory."""
    command = re.compile(r"^    (?:\$ )?(glasshouse|python|dask|kubectl|export) ", re.MULTILINE)
    hidden = {}
    for page in PAGES:
        text = re.sub(
            r"^( *)```.*?^\1```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
        )
        hidden |= {page.name: found} if (found := command.findall(text)) else {}
    assert hidden == {}


@pytest.mark.parametrize("block", [b for b in EVERY if b.language in ("bash", "console", "sh")], ids=where)
def test_every_command_and_option_exists(block):
    lines = pages.group()
    for name, *words in pages.commands(block):
        if name.startswith("-"):
            continue
        command = lines.get_command(None, name)
        assert command is not None, f"there is no command {name}"
        used = {word.partition("=")[0] for word in words if word.startswith("--")}
        assert used <= pages.options(command) | {"--help"}, f"{name}: {used - pages.options(command)}"


@pytest.mark.parametrize("block", [b for b in EVERY if b.language == "yaml"], ids=where)
def test_every_yaml_block_can_be_read(block):
    assert YAML(typ="safe").load(block.text)


@pytest.mark.parametrize("page", RUNNING, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_block_of_a_page_runs_and_shows_what_it_prints(page, tmp_path, monkeypatch):
    """In order, in one folder, as a reader would; YAML whose first line names a file is saved under that name."""
    player = player_in(tmp_path, monkeypatch, small=page not in pages.AS_WRITTEN)
    before, stale = None, {}
    for block in pages.blocks(page):
        player.take(block)
        one_report_is_enough(monkeypatch, tmp_path)
        if not player.small and pages.is_shown(block, before):
            stale |= {block.place: gone} if (gone := pages.missing(block.text, player.printed)) else {}
        before = block
    assert stale == {}, "run tests/docs/update_blocks.py and read what it wrote"


@pytest.mark.parametrize("block", [b for b in EVERY if b.printed_by], ids=where)
def test_a_block_with_commands_above_it_shows_what_they_print(block, tmp_path, monkeypatch):
    player = player_in(tmp_path, monkeypatch, small=False)
    printed = player.run(block.printed_by)
    assert pages.missing(block.text, printed) == [], "run tests/docs/update_blocks.py and read what it wrote"


def player_in(folder, monkeypatch, small):
    """Return who runs blocks in a folder; where a page runs small, its Python does too."""
    import glasshouse as gh

    monkeypatch.chdir(folder)
    sizes = {"people": int(pages.PEOPLE), "days": int(pages.DAYS)}
    for name in ("run", "compare") if small else ():
        function = getattr(gh, name)
        monkeypatch.setattr(gh, name, lambda *a, function=function, **k: function(*a, **{**k, **sizes}))
    return pages.Player(small)


def one_report_is_enough(monkeypatch, folder):
    """Let later runs of a page write no report, once one has been written."""
    from glasshouse.api import flow

    if any(folder.rglob("report.html")):
        monkeypatch.setattr(flow, "write_report", lambda run, watcher=None: run.report_path)


def test_a_line_that_is_not_printed_is_found():
    printed = "a  1,000\nb  2\n ─────────── \nc  3\n"
    assert pages.missing("a 1,000\n...\nc   3\n", printed) == []
    assert pages.missing("a 1,001\n", printed) == ["a 1,001"]
    assert pages.missing("c 3\na 1,000\n", printed) == ["a 1,000"]  # their order counts
    assert pages.anew("a 999\n...\nc 4\n", printed) == "a  1,000\n...\nc  3\n"
    assert "no such line" in pages.anew("wholly different words here\n", printed)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_within_the_house_leads_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    links = re.findall(r"\]\(([^)#\s]+)", text)
    made = built_pages()
    gone = [link for link in links if "://" not in link and not leads_somewhere(page.parent / link, made)]
    assert gone == []


def leads_somewhere(target, made):
    """Whether a link leads to a file, or to a page that the build makes."""
    return target.exists() or target.resolve() in made


def built_pages():
    """Return where the generated pages of the site would lie."""
    text = (ROOT / "docs/reference/build.py").read_text(encoding="utf-8")
    names = re.findall(r'"([\w/.-]+\.md)"', text)
    rooms = [path.parent.name for path in (ROOT / "src/glasshouse").rglob("params.yaml")]
    return {
        (ROOT / "docs" / name) for name in [*names, *(f"reference/parameters/{room}.md" for room in rooms)]
    }


def test_the_files_that_are_named_in_the_readme_and_the_guide_exist():
    for name in ("README.md", "CONTRIBUTING.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        named = re.findall(r"`((?:tests|docs|src|benchmarks|scripts)/[\w./-]+)`", text)
        assert [one for one in named if not (ROOT / one).exists()] == []


def test_the_two_commands_of_the_readme_are_targets_of_make():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"^    make (\w+)", readme, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
