"""Kills a small run at many moments, and goes on with each: run by `test_checkpoint_kills.py` in a process of its own.

The process compiles once and then forks a child for every moment. A moment is the n-th time that one of the watched
steps begins or ends; which ones, a seed decides, so a failure can be looked at again. Prints JSON.
"""

import json
import os
import random
import signal
import sys
from functools import cache
from pathlib import Path

from glasshouse import results, scenario
from glasshouse.results import checkpoint, resuming
from glasshouse.run import here, kernels, statefile

STEPS = (
    (statefile, "_packed"), (statefile, "settle"), (os, "fsync"), (Path, "replace"), (Path, "unlink"), (Path, "mkdir"),
    (checkpoint.Checkpoints, "week"), (here, "finish_week"), (here, "prepare_week"), (here, "count_week"),
    (kernels, "week"), (kernels, "begin"), (resuming, "write_text"),
)  # fmt: skip
MOMENTS = 20


class Clock:
    """Counts the beginnings and ends of the watched steps, and kills this process at one of them."""

    def __init__(self, last=None):
        self.now, self.last = 0, last
        self.was = [(owner, name, getattr(owner, name)) for owner, name in STEPS]
        for owner, name, step in self.was:
            setattr(owner, name, self.watched(step))

    def watched(self, step):
        def stepped(*args, **named):
            self.tick()
            done = step(*args, **named)
            self.tick()
            return done

        return stepped

    def tick(self):
        self.now += 1
        if self.now == self.last:
            os.kill(os.getpid(), signal.SIGKILL)


@cache
def plan():
    return scenario.plan("china-2018", people=2_500, days=40, seed=11)


def begun(folder):
    """Simulate into a draft with a checkpoint every week."""
    with results.begin(plan(), folder) as draft:
        return here.simulate(draft.plan, threads=2, keeper=resuming.prepare(draft, 1, 2)).digest


def resumed(folder):
    """Go on with a draft; begin again if it was killed before anything was kept."""
    try:
        draft = resuming.Resumed(folder)
    except results.folder.BadRunFolder as problem:
        return begun(folder.with_name("again")), str(problem)
    with draft.begin():
        keeper = draft.checkpoints(None, 2, print)
        weeks = [int(path.stem[5:]) for path in keeper.paths()]
        return here.simulate(draft.plan, threads=2, keeper=keeper).digest, weeks


def in_child(work):
    """Do work in a child and return how it ended and what it said."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        said = json.dumps(work())
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said


def counted(folder):
    clock = Clock()
    begun(folder)
    return clock.now


def killed(folder, moment):
    Clock(moment)
    return begun(folder)


def main(room):
    digest = here.simulate(plan(), threads=1).digest
    _, said = in_child(lambda: counted(room / "whole"))
    many = int(said)
    chosen = sorted(random.Random(2018).sample(range(1, many), MOMENTS))
    ends = []
    for moment in chosen:
        folder = room / f"moment-{moment}"
        code, _ = in_child(lambda folder=folder, moment=moment: killed(folder, moment))
        _, said = in_child(lambda folder=folder: resumed(folder))
        again, weeks = json.loads(said)
        ends.append({"moment": moment, "killed": code, "digest": again, "kept": weeks})
    print(json.dumps({"digest": digest, "moments": many, "ends": ends}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
