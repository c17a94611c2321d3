"""Arrays in a .npz file, exactly: any names, no pickle, the same bytes for the same arrays."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

LONG_AGO = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # the first moment a zip file knows: when it was written is no content


def save(path: Path, arrays: Mapping[str, Any]) -> None:
    """Write arrays by name; `numpy.savez` does the same but cannot hold an array called `file`."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, values in arrays.items():
            member = zipfile.ZipInfo(f"{name}.npy", LONG_AGO)
            member.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(member, "w", force_zip64=True) as file:
                np.lib.format.write_array(file, np.asarray(values), allow_pickle=False)


def load(path: Path) -> dict[str, NDArray[Any]]:
    """Return the arrays by name, with the dtypes they were written with."""
    with np.load(path, allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}
