"""A state file: arrays and words in one file, compressed in frames, every byte under a checksum.

::

    GLASSHOUSE STATE 1        first line
    frame frame frame ...     each up to 4 MiB of one array, compressed by zstandard
    index                     JSON: words, and for every array its type, shape and frames with their SHA-256
    length of the index (8 bytes), its SHA-256 (32 bytes), last line

It is written under another name, settled and renamed, so a file with the right name is whole unless its disk lies; and
whether it does is checked before a byte of it is used.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

FIRST, LAST = b"GLASSHOUSE STATE 1\n", b"\nEND\n"
FRAME = 1 << 22
"""Bytes of an array in a frame, before compression."""
LEVEL = 1
"""Of zstandard: higher levels save a hundredth of the room and take several times as long."""
TAIL = 8 + 32 + len(LAST)

_own = threading.local()


class Damaged(Exception):
    """A state file that is not as it was written; the text says what is wrong with it."""


def write(
    path: Path, words: Mapping[str, Any], arrays: Iterable[tuple[str, NDArray[Any]]], threads: int = 1
) -> int:
    """Write a state file in one step and return its size; arrays are read in slices, never copied whole.

    Raises:
        OSError: it cannot be written; whatever had the name before is still there.
    """
    part = path.with_suffix(".part")
    try:
        with part.open("wb") as file, ThreadPoolExecutor(max(1, threads)) as pool:
            file.write(FIRST)
            listed = {name: _put(file, array, pool, threads) for name, array in arrays}
            index = json.dumps({"words": words, "arrays": listed}).encode()
            file.write(index + len(index).to_bytes(8, "little") + hashlib.sha256(index).digest() + LAST)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    settle(path.parent)
    return path.stat().st_size


def settle(folder: Path) -> None:
    """Make sure that the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        # some network file systems cannot settle a folder; the rename is still atomic
        with contextlib.suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)


def _put(file: BinaryIO, array: NDArray[Any], pool: ThreadPoolExecutor, threads: int) -> dict[str, Any]:
    """Write the frames of an array, in order, a few ahead of the disk; return what the index says of them."""
    if not array.flags.c_contiguous:
        array = np.ascontiguousarray(array)
    raw = array.reshape(-1).view(np.uint8).data
    frames: list[list[Any]] = []
    ahead: deque[Future[tuple[bytes, str]]] = deque()

    def one() -> None:
        packed, checksum = ahead.popleft().result()
        frames.append([len(packed), checksum])
        file.write(packed)

    for begin in range(0, len(raw), FRAME):
        ahead.append(pool.submit(_packed, raw[begin : begin + FRAME]))
        if len(ahead) > 2 * threads:
            one()
    while ahead:
        one()
    return {"dtype": array.dtype.str, "shape": list(array.shape), "frames": frames}


def _packed(raw: memoryview) -> tuple[bytes, str]:
    if not hasattr(_own, "press"):
        import zstandard

        _own.press = zstandard.ZstdCompressor(level=LEVEL)
    packed: bytes = _own.press.compress(raw)
    return packed, hashlib.sha256(packed).hexdigest()


class StateFile:
    """An opened state file, checked from its first byte to its last.

    Raises:
        Damaged: it is not as it was written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as file:
                self.words, self.arrays = self._index(file)
                self.places = self._checked(file)
        except OSError as problem:
            raise Damaged(f"it cannot be read ({problem.strerror or problem})") from None

    def _index(self, file: BinaryIO) -> tuple[dict[str, Any], dict[str, Any]]:
        size = file.seek(0, os.SEEK_END)
        if size < len(FIRST) + TAIL:
            raise Damaged("it is too short")
        file.seek(size - TAIL)
        tail = file.read(TAIL)
        length = int.from_bytes(tail[:8], "little")
        if tail[40:] != LAST or length > size - len(FIRST) - TAIL:
            raise Damaged("its end is missing")
        self.end = size - TAIL - length
        file.seek(self.end)
        index = file.read(length)
        if hashlib.sha256(index).digest() != tail[8:40]:
            raise Damaged("its index is not as it was written")
        read = json.loads(index)
        return read["words"], read["arrays"]

    def _checked(self, file: BinaryIO) -> dict[str, int]:
        """Return where each array's frames begin, after every frame has been compared with its checksum."""
        file.seek(0)
        if file.read(len(FIRST)) != FIRST:
            raise Damaged("its beginning is not that of a state file")
        places = {}
        for name, about in self.arrays.items():
            places[name] = file.tell()
            for length, checksum in about["frames"]:
                if hashlib.sha256(file.read(length)).hexdigest() != checksum:
                    raise Damaged(f"{name} is not as it was written")
        if file.tell() != self.end:
            raise Damaged("there is something between its arrays and its index")
        return places

    def get(self, name: str) -> NDArray[Any]:
        """Return an array by its name."""
        about = self.arrays[name]
        array = np.empty(about["shape"], np.dtype(about["dtype"]))
        self.into(name, array)
        return array

    def into(self, name: str, array: NDArray[Any]) -> None:
        """Read an array into one that is there already, frame by frame.

        Raises:
            Damaged: the file holds an array of another type or size under this name.
        """
        if self.arrays[name]["shape"] != list(array.shape):
            raise Damaged(f"{name} has another type or size than it should")
        self.move(name, array, np.array([[0, 0, len(array)]]))

    def move(self, name: str, array: NDArray[Any], runs: NDArray[np.int64]) -> None:
        """Read parts of an array into an existing one, frame by frame: never more than a frame beside it.

        Args:
            name: of the array in the file.
            array: that takes them in, contiguous, of the same type and width.
            runs: first row in the file, first row in `array`, number of rows (runs, 3), in the order of the file.

        Raises:
            Damaged: the file holds an array of another type or width, or too few rows, under this name.
        """
        about = self.arrays[name]
        if about["dtype"] != array.dtype.str or about["shape"][1:] != list(array.shape[1:]):
            raise Damaged(f"{name} has another type or size than it should")
        width = array.itemsize * math.prod(array.shape[1:])
        raw = array.reshape(-1).view(np.uint8)
        begin, to, length = (runs * width).T
        end, done = begin + length, 0
        for at, part in self._frames(name):
            first, last = np.searchsorted(end, at, "right"), np.searchsorted(begin, at + len(part), "left")
            for j in range(first, last):
                a, b = max(begin[j], at), min(end[j], at + len(part))
                raw[to[j] + a - begin[j] : to[j] + b - begin[j]] = part[a - at : b - at]
                done += int(b - a)
        if done != length.sum():
            raise Damaged(f"{name} is too short")

    def _frames(self, name: str) -> Iterator[tuple[int, NDArray[np.uint8]]]:
        """Yield the first byte and the bytes of each frame of an array."""
        import zstandard

        press, begin = zstandard.ZstdDecompressor(), 0
        with self.path.open("rb") as file:
            file.seek(self.places[name])
            for length, _ in self.arrays[name]["frames"]:
                part = press.decompress(file.read(length), max_output_size=FRAME)
                yield begin, np.frombuffer(part, np.uint8)
                begin += len(part)
