"""Ask the questions, print the answers, and write them down: what `scripts/bench` calls."""

from __future__ import annotations

import argparse
import json
import sys
import time
from importlib import import_module
from pathlib import Path

from rich.console import Console

from benchmarks.answer import Answer
from benchmarks.stopwatch import machine

QUESTIONS = ("speed", "mechanisms", "memory", "start_up", "people", "scale", "lab")
BY_NAME = ("peers", "soak")
"""Asked only by name: one needs programs that nobody else needs, the other takes minutes."""


def main() -> None:
    """Measure what was asked for. The exit code says whether it ran, not whether a target was met."""
    asked = arguments()
    console = Console(stderr=asked.json == "-", width=None if sys.stdout.isatty() else 132)
    here = machine()
    console.print(
        ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in here.items()), markup=False
    )
    start = time.perf_counter()
    answers: dict[str, Answer] = {}
    for name in asked.questions or QUESTIONS:
        options = {"minutes": asked.minutes} if asked.minutes and name == "soak" else {}
        answers[name] = import_module(f"benchmarks.{name}").measure(asked.quick, **options)
        answers[name].show(console)
    console.print(f"\n{time.perf_counter() - start:.0f} s in all.")
    whole = {"machine": here, "quick": asked.quick} | {
        name: answer.as_dict() for name, answer in answers.items()
    }
    if asked.json == "-":
        print(json.dumps(whole, indent=2))
    elif asked.json:
        Path(asked.json).write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")


def arguments() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    known = f"some of: {', '.join((*QUESTIONS, *BY_NAME))}; all but {', '.join(BY_NAME)} if none is named"
    parser.add_argument("questions", nargs="*", type=question, metavar="QUESTION", help=known)
    parser.add_argument("--minutes", type=float, help="how long `soak` asks; 5 if not given")
    parser.add_argument("--quick", action="store_true", help="small sizes, one repeat: does it still run?")
    parser.add_argument("--json", metavar="FILE", help="write the answers as data too; - is standard output")
    return parser.parse_args()


def question(name: str) -> str:
    """Return the name of a question that can be asked."""
    if name not in (*QUESTIONS, *BY_NAME):
        raise argparse.ArgumentTypeError(
            f"no question {name!r}; some of: {', '.join((*QUESTIONS, *BY_NAME))}"
        )
    return name


if __name__ == "__main__":
    main()
