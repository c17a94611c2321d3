"""Pages as things that run: fenced blocks, the commands in them, what they print, and what the page says they print.

A page's `bash`, `console` and `python` blocks run in order in one folder. A `text` block right below such a block shows
what it printed: every line of it but `...` is among the printed lines, in their order, spaces aside. A comment above
a `text` block, `<!-- printed by: glasshouse ... -->`, names commands of its own. `sh` is for what needs something that a
test has not got (another machine, a download); such blocks are only looked at.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    *(ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "CHANGELOG")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
AS_WRITTEN = [ROOT / "docs/quick-start.md", *sorted((ROOT / "docs/guides").glob("*.md"))]
"""Pages that show what their blocks print, and so run at the size that they name; the others run small."""
RUN = ("bash", "console", "python")
PEOPLE, DAYS = "6000", "28"


@dataclass(frozen=True)
class Block:
    """A fenced block: the page, the line of its fence, its language, its text, and the commands named above it."""

    page: Path
    line: int
    language: str
    text: str
    printed_by: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Page and line."""
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def blocks(page: Path) -> list[Block]:
    """Return the fenced blocks of a page."""
    fence = re.compile(r"^( *)```(\w*)[^\n]*\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
    text = page.read_text(encoding="utf-8")
    found = []
    for match in fence.finditer(text):
        lines = [line.removeprefix(match.group(1)) for line in match.group(3).splitlines()]
        line = text.count("\n", 0, match.start()) + 1
        above = re.search(r"<!-- printed by: (.*?) -->\s*\Z", text[: match.start()])
        by = tuple(above.group(1).split(" && ")) if above else ()
        found.append(Block(page, line, match.group(2), "".join(f"{line}\n" for line in lines), by))
    return found


def lines_of(block: Block) -> Iterator[list[str]]:
    """Return the lines of a shell block as words, without comments and prompts; an open quote goes on in the next line."""
    so_far = ""
    for line in block.text.replace("\\\n", " ").splitlines():
        so_far = f"{so_far} {line}".strip()
        try:
            words = shlex.split(so_far, comments=True)
        except ValueError:  # no closing quotation yet
            continue
        so_far = ""
        if words:
            yield words[1:] if words[0] == "$" else words
    assert not so_far, f"{block.place}: a quote is left open"


def commands(block: Block) -> Iterator[list[str]]:
    """Return the `glasshouse` commands of a block, without what the shell does with their output."""
    for words in lines_of(block):
        if Path(words[0]).name == "glasshouse":
            yield words[1 : words.index(">")] if ">" in words else words[1:]


def group() -> Any:
    """Return the command line as a group of commands."""
    import typer

    from glasshouse.cli.app import app

    return typer.main.get_command(app)


def options(command: Any) -> set[str]:
    """Return the options of a command."""
    return {option for one in command.params for option in (*one.opts, *one.secondary_opts)}


def reduced(words: list[str]) -> list[str]:
    """Return a command at a size that takes a moment: few people, few days, one worker."""
    kept: list[str] = []
    for word in words:
        if kept and kept[-1] in ("--people", "--days"):
            kept.pop()
        elif word.startswith("local:"):
            kept.append("local:1")
        else:  # a case of the casebook has people of its own
            kept.append(re.sub(r"^([a-z-]+\.people)=(\d+)$", lambda m: f"{m[1]}={int(m[2]) // 8}", word))
    known = options(group().get_command(None, words[0]))
    sizes = (("--people", PEOPLE), ("--days", DAYS))
    return kept + [word for option, size in sizes if option in known for word in (option, size)]


@dataclass
class Player:
    """Runs the blocks of a page in a folder, which is the current one; `small` runs few people for few days."""

    small: bool
    printed: str = ""

    def __post_init__(self) -> None:
        """Begin a page: Python blocks share their names, as a reader's session would."""
        self.names: dict[str, Any] = {}

    def take(self, block: Block) -> None:
        """Do with a block what a reader does: run it, or save YAML whose first line is `# name.yaml` under that name."""
        if block.language in RUN:
            self.play(block)
        elif name := re.match(r"# ([\w-]+\.yaml)\n", block.text if block.language == "yaml" else ""):
            Path(name[1]).write_text(block.text, encoding="utf-8")

    def play(self, block: Block) -> str:
        """Run a block and return what it printed.

        Raises:
            AssertionError: a command fails, or is none that runs here.
        """
        self.printed = self._python(block) if block.language == "python" else self._shell(block)
        return self.printed

    def run(self, commands: tuple[str, ...]) -> str:
        """Run commands as they are written and return what they printed."""
        block = Block(ROOT / "README.md", 0, "bash", "\n".join(commands) + "\n")
        return replace(self, small=False).play(block)

    def _python(self, block: Block) -> str:
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(block.text, block.place, "exec"), self.names)
        return out.getvalue()

    def _shell(self, block: Block) -> str:
        return "".join(self._line(block, words) for words in lines_of(block))

    def _line(self, block: Block, words: list[str]) -> str:
        words, into = (words[:-2], Path(words[-1])) if words[-2:-1] == [">"] else (words, None)
        printed = self._command(block, *words)
        if into is None:
            return printed
        into.write_text(printed, encoding="utf-8")
        return ""

    def _command(self, block: Block, name: str, *words: str) -> str:
        if name == "glasshouse":
            return self._glasshouse(block, list(words))
        if name == "cat":
            return "".join(Path(file).read_text(encoding="utf-8") for file in words)
        assert name == "mkdir", f"{block.place}: {name} does not run here; call the block sh and say why"
        for folder in words:
            Path(folder).mkdir()
        return ""

    def _glasshouse(self, block: Block, words: list[str]) -> str:
        from typer.testing import CliRunner

        from glasshouse.cli.app import app

        done = CliRunner().invoke(app, reduced(words) if self.small else words)
        assert done.exit_code == 0, f"{block.place}: glasshouse {' '.join(words)}\n{done.output}"
        return done.stdout


def is_shown(block: Block, before: Block | None) -> bool:
    """Whether a block shows what the one before it printed: nothing but a caption stands between them."""
    if block.language != "text" or before is None or before.language not in RUN:
        return False
    between = block.page.read_text(encoding="utf-8").splitlines()[before.line : block.line - 1]
    return len([line for line in between[before.text.count("\n") + 1 :] if line.strip()]) == 0


def same(line: str) -> str:
    """Return a line without the difference that spaces and ruled lines make."""
    return " ".join(re.sub(r"[─━]{3,}", "───", line).split())


def missing(shown: str, printed: str) -> list[str]:
    """Return the lines that a page shows and a command did not print, in their order."""
    there = iter([same(line) for line in printed.splitlines()])
    wanted = [same(line) for line in shown.splitlines() if line.strip() not in ("", "...")]
    return [line for line in wanted if line not in there]


def anew(shown: str, printed: str) -> str:
    """Return what a page shows with today's lines: each is replaced by the printed line most like it, figures aside."""
    lines = printed.splitlines()
    at, made = 0, []
    for line in shown.splitlines():
        if line.strip() in ("", "..."):
            made.append(line)
            continue
        likeness = [(_likeness(line, other), -k) for k, other in enumerate(lines[at:])]
        best, k = max(likeness, default=(0.0, 0))
        if best < 0.6:
            made.append(f"{line}   <-- no such line today")
            continue
        at += -k + 1
        made.append(lines[at - 1].rstrip())
    return "\n".join(made) + "\n"


def _likeness(line: str, other: str) -> float:
    masked = [re.sub(r"[\d.,]+", "0", same(text)) for text in (line, other)]
    return SequenceMatcher(None, *masked, autojunk=False).ratio()
