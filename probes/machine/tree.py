"""Reads small files of the running system or of a recorded copy; what cannot be read is None, never
an error."""

from __future__ import annotations

import os

LONGEST = 4 << 20  # /proc/cpuinfo of 512 processors is below 1 MiB; nothing that we read is longer


class Tree:
    """The file system from `root` on: "/" is this machine, another folder is a recording of some
    other."""

    def __init__(self, root: str = "/") -> None:
        self.root = root.rstrip("/")

    @property
    def live(self) -> bool:
        """True on this machine; a recording answers no system calls."""
        return self.root == ""

    def path(self, path: str) -> str:
        """Where a path of the machine lies for us."""
        return self.root + path

    def bytes(self, path: str, limit: int = LONGEST) -> bytes | None:
        """The content of a file, cut off at `limit`."""
        try:
            descriptor = os.open(self.path(path), os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except (OSError, ValueError):
            return None
        try:
            pieces = []
            left = limit
            while left > 0:
                piece = os.read(descriptor, min(left, 1 << 16))
                if not piece:
                    break
                pieces.append(piece)
                left -= len(piece)
            return b"".join(pieces)
        except OSError:
            return None
        finally:
            os.close(descriptor)

    def text(self, path: str) -> str | None:
        """The content of a file as text; what is no UTF-8 is replaced."""
        data = self.bytes(path)
        return None if data is None else data.decode("utf-8", "replace")

    def word(self, path: str) -> str:
        """The content of a one-line file without surrounding space; empty when it cannot be
        read."""
        return (self.text(path) or "").replace("\0", "").strip()

    def number(self, path: str) -> int | None:
        """The content of a file that holds one decimal number."""
        return whole(self.word(path))

    def names(self, path: str) -> list[str]:
        """The sorted names in a folder; empty when there is none."""
        try:
            return sorted(os.listdir(self.path(path)))
        except (OSError, ValueError):
            return []

    def exists(self, path: str) -> bool:
        """Whether there is something at that path."""
        return os.path.lexists(self.path(path))

    def target(self, path: str) -> str:
        """The last part of where a symbolic link points; empty when it is none."""
        try:
            return os.path.basename(os.readlink(self.path(path)))
        except OSError:
            return ""


def whole(text: str) -> int | None:
    """A decimal number of at most 20 digits, or None: `int` would also take `1_0`, spaces and other
    digits."""
    body = text[1:] if text[:1] == "-" else text
    if not body.isascii() or not body.isdigit() or len(body) > 20:
        return None
    return int(text)


def ranges(text: str) -> list[int] | None:
    """The numbers that a kernel list such as `0-3,8` names; None when it is none, or longer than
    any machine."""
    numbers: list[int] = []
    for part in text.strip().split(","):
        first, dash, last = part.partition("-")
        low = whole(first)
        high = whole(last) if dash else low
        if low is None or high is None or low < 0 or high < low or high - low > 65536:
            return None
        numbers.extend(range(low, high + 1))
    return sorted(set(numbers))
