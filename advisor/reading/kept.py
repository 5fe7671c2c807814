"""Files that this program keeps for itself, such as what it found out last: read back when they are
whole, and no more than a convenience otherwise."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from advisor.reading.regular import LARGEST_RECORD, Refused, read_lines, read_regular

T = TypeVar("T")

MOST_DAMAGED = 1000
"""Lines that are passed over."""


def read_kept(path: Path, kind: type[T]) -> T | None:
    """What a JSON file holds; None where there is none, or where it is not what was kept."""
    try:
        raw = read_regular(path, largest=LARGEST_RECORD)
    except Refused:
        return None
    return decoded(raw, kind)


def read_kept_lines(path: Path, kind: type[T]) -> tuple[T, ...]:
    """What each line of a file holds; damaged lines are passed over, as is the rest of a file that
    cannot be read, or has nothing else."""
    found: list[T] = []
    damaged = 0
    with suppress(Refused):
        for line in read_lines(path):
            entry = decoded(line, kind)
            if entry is not None:
                found.append(entry)
                continue
            damaged += 1
            if damaged > MOST_DAMAGED:
                break
    return tuple(found)


def decoded(raw: bytes, kind: type[T]) -> T | None:
    """A JSON document as that struct; None where it is none."""
    import msgspec

    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
