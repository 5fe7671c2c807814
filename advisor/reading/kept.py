"""Files that this program keeps for itself, such as what it found out last: read back when they are
whole, and no more than a convenience otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from advisor.reading.regular import LARGEST_RECORD, Refused, read_lines, read_regular

T = TypeVar("T")


def read_kept(path: Path, kind: type[T]) -> T | None:
    """What a JSON file holds; None where there is none, or where it is not what was kept."""
    try:
        raw = read_regular(path, largest=LARGEST_RECORD)
    except Refused:
        return None
    return decoded(raw, kind)


def read_kept_lines(path: Path, kind: type[T]) -> tuple[T, ...]:
    """What each line of a file holds; damaged lines are passed over, as is a file that cannot be
    read."""
    found: list[T] = []
    try:
        for line in read_lines(path):
            entry = decoded(line, kind)
            if entry is not None:
                found.append(entry)
    except Refused:
        return tuple(found)
    return tuple(found)


def decoded(raw: bytes, kind: type[T]) -> T | None:
    """A JSON document as that struct; None where it is none."""
    import msgspec

    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
