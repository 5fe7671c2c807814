"""A file on an index as a file object that fetches only what is read."""

from __future__ import annotations

import io
from collections.abc import Callable

PIECE = 64 << 10
"""Bytes fetched at least at once: the end of most wheels, their directory and their metadata."""
MOST = 16 << 20
"""Bytes fetched in all; the longest directory of a known wheel has a tenth of it."""


class TooMuch(OSError):
    """Reading on would fetch more than a look at the metadata is worth."""


class RemoteFile(io.RawIOBase):
    """Seekable and read-only; the piece fetched last is kept."""

    def __init__(self, size: int, part: Callable[[int, int], bytes]) -> None:
        """
        Args:
            size: of the whole file in bytes.
            part: first and last byte, both included, to the bytes between them.
        """
        super().__init__()
        self._size, self._part = size, part
        self._at = self._start = self._fetched = 0
        self._piece = b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = min(max(base + offset, 0), self._size)
        return self._at

    def readall(self) -> bytes:
        return self.read(self._size - self._at)

    def read(self, size: int = -1, /) -> bytes:
        if size < 0:
            return self.readall()
        end = min(self._at + size, self._size)
        if self._at >= end:
            return b""
        if self._at < self._start or end > self._start + len(self._piece):
            self._fetch(end)
        found = self._piece[self._at - self._start : end - self._start]
        self._at += len(found)
        return found

    def _fetch(self, end: int) -> None:
        """Near the end of the file what lies before is fetched too: archives are read from
        there."""
        last = max(end, min(self._at + PIECE, self._size))
        first = min(self._at, max(last - PIECE, 0))
        self._fetched += last - first
        if self._fetched > MOST:
            raise TooMuch("its metadata lies too deep in the file")
        self._start, self._piece = first, self._part(first, last - 1)
        if len(self._piece) != last - first:
            raise OSError("another length than asked for came back")
