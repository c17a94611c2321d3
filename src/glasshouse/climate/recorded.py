"""A climate read from a run's record: to replay a community alone, or to live under another world's climate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasshouse.climate.week import RECORDED, Climate


class Recorded(Climate):
    """A climate that is read from a run's record instead of being worked out from everybody's counts."""

    def recall(self, series: Mapping[str, NDArray[np.float64]]) -> Recorded:
        """Take the series of a run, name -> (weeks, regions), and return the climate."""
        self.recorded = series
        self.now = np.zeros(len(self.people))
        return self

    def write(self, week: int, values: Sequence[Mapping[str, float]], last: Any, PP: Any) -> None:
        """Write the recorded fields of `week` into the plan rows."""
        for name, place in RECORDED.items():
            PP[:, place] = np.rint(self.recorded[name][week]).astype(np.int64)
        for name, series in self.recorded.items():
            self._keep(name, series[week])
        self.now = np.asarray(self.recorded["grievance"][week])

    @property
    def grievance(self) -> NDArray[np.float64]:
        """Grievance as of the last week written: what concessions are won with."""
        return self.now
