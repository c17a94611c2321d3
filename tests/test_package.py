"""What is shipped, and the promises of the set-up."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_constraints_are_names_and_versions_without_addresses():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").split()
    assert len(lines) > 50
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!_-]+", line)] == []


def test_every_dependency_of_core_and_development_is_pinned():
    pinned = {line.partition("==")[0].lower().replace("_", "-") for line in _lines(ROOT / "constraints.txt")}
    wanted = PROJECT["project"]["dependencies"] + PROJECT["project"]["optional-dependencies"]["dev"]
    names = {re.split(r"[><=\[ ]", line)[0].lower().replace("_", "-") for line in wanted}
    assert names - pinned == set()


def test_the_import_contract_names_every_room_there_is():
    layers = " ".join(PROJECT["tool"]["importlinter"]["contracts"][0]["layers"])
    rooms = [
        folder.name for folder in (ROOT / "src/glasshouse").iterdir() if (folder / "__init__.py").exists()
    ]
    assert [room for room in rooms if f"glasshouse.{room}" not in layers and room != "day"] == []
    day = ROOT / "src/glasshouse/day"
    mechanisms = [folder.name for folder in day.iterdir() if (folder / "params.yaml").exists()]
    assert [room for room in mechanisms if f"glasshouse.day.{room}" not in layers] == []


def test_no_file_is_called_by_a_word_that_says_nothing():
    empty = re.compile(r"(util|helper|manager|misc|common)s?\b")
    named = [path for path in (ROOT / "src").rglob("*.py") if empty.search(path.stem.replace("_", " "))]
    assert named == []


def test_every_script_says_what_it_is_and_can_be_run():
    for script in [*(ROOT / "scripts").iterdir(), ROOT / ".ci/run"]:
        if script.is_file():
            assert script.stat().st_mode & 0o111, script.name
            assert script.read_text(encoding="utf-8").startswith("#!"), script.name


def _lines(file):
    return file.read_text(encoding="utf-8").split()
