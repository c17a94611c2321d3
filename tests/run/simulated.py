"""Run societies on lanes of the CUDA simulator; a program of its own, because Numba decides on that when it is imported.

    NUMBA_ENABLE_CUDASIM=1 NUMBA_DISABLE_JIT=1 python simulated.py FOLDER

FOLDER/run is a whole run. FOLDER/cut was kept by lanes and cut short, for others to resume. FOLDER/other, which others
kept and left, is resumed here. FOLDER/kernels.json says how often each kernel was launched by each.
"""

import json
import sys
from collections import Counter
from pathlib import Path

import glasshouse as gh
from glasshouse import api
from glasshouse.run import cuda, kernels, lanes

SOCIETY = {"people": 2_500, "days": 16, "seed": 3}
"""Several communities for each of the simulator's eight lanes, and a short last week."""


class Cut:
    """A watcher that interrupts a run after its second week."""

    def phase(self, name):
        pass

    def week(self, week, weeks, person_days, seconds):
        if week == 2:
            raise KeyboardInterrupt


def cut_short(folder, device):
    """Begin a run that is kept every week, and leave it after the second."""
    try:
        gh.run("china-2018", **SOCIETY, out=folder, checkpoint_every=1, device=device, watcher=Cut())
    except KeyboardInterrupt:
        return
    raise AssertionError("the run was not cut short")


def main(folder):
    launched = {}
    launch = cuda.Lanes.launch

    def counted(self, name, *arguments, **named):
        launched.setdefault(id(self), Counter())[name] += 1
        launch(self, name, *arguments, **named)

    cuda.Lanes.launch = counted
    cuda.FREE_ROWS = (
        24  # as many as a community starts with: whoever has a case needs more, and all are moved
    )
    gh.run("china-2018", **SOCIETY, out=folder / "run", device="cuda")
    cut_short(folder / "cut", "cuda")
    api.resume(folder / "other", device="cuda")
    assert kernels.add is lanes.add_atomically, "lanes that add at once must not lose a count"
    (folder / "kernels.json").write_text(json.dumps(list(launched.values())), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
