"""What arrives through a pipe: lines, and the tail of endless chatter. Both are bounded, whatever
the child does."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

LONGEST_LINE = 1 << 20
TAIL_BYTES = 16_384
TAIL_LINES = 40


@dataclass(slots=True)
class LineSplitter:
    """Cuts a stream into lines, and throws away those that nobody could have meant."""

    rest: bytes = b""
    skipping: bool = False
    too_long: int = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        *whole, self.rest = (self.rest + data).split(b"\n")
        for line in whole:
            if self.skipping:
                self.skipping = False
            elif line:
                yield line
        if len(self.rest) > LONGEST_LINE:
            self.too_long += 0 if self.skipping else 1
            self.skipping, self.rest = True, b""


@dataclass(slots=True)
class Tail:
    """The last few lines of an endless talker."""

    kept: deque[bytes] = field(default_factory=deque)
    size: int = 0

    def feed(self, data: bytes) -> None:
        data = data[-TAIL_BYTES:]
        self.kept.append(data)
        self.size += len(data)
        while self.size - len(self.kept[0]) >= TAIL_BYTES:
            self.size -= len(self.kept.popleft())

    def text(self) -> str:
        # A progress bar redraws its line after a carriage return: only what it showed last is worth
        # keeping.
        raw = b"".join(self.kept)[-TAIL_BYTES:].decode("utf-8", "replace").replace("\r\n", "\n")
        lines = (line.rpartition("\r")[2].rstrip() for line in raw.split("\n"))
        return "\n".join([line for line in lines if line][-TAIL_LINES:])
