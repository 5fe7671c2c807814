"""Bytes of a file that somebody handed in: of a regular file only, and never more than was agreed.

A pipe with nobody behind it would keep us waiting, a device has no end, and a disk image given by
mistake fills the memory: each is refused before a byte of it is read.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from advisor.messages import N_, Told, told
from advisor.reading.problem import said

MIB = 1 << 20
LARGEST_WRITTEN = 4 * MIB
"""Bytes of what people write by hand; the largest shipped file has about a fortieth of it."""
LARGEST_RECORD = 32 * MIB
"""Bytes of one record: a line of a file of runs, or a report; those of seven frameworks have one or
two MiB."""
LARGEST_STREAM = 1024 * MIB
"""Bytes of a file that is read record by record."""

CANNOT_BE_READ = N_("The file cannot be read: {reason}.")
TOO_LARGE = N_("The file is larger than {limit} MiB.")
LINE_TOO_LONG = N_("The line is longer than {limit} MiB.")
NOT_REGULAR = N_("it is not a regular file")


class Refused(Exception):
    """A file that is not read.

    Args:
        kind: kebab-case, stable.
        message: an English sentence with named fields, a key of the message catalogue.
        line: from 1, where one line is at fault.
        missing: there is no such file.
    """

    def __init__(
        self, kind: str, message: str, *, line: int = 1, missing: bool = False, **values: str
    ) -> None:
        super().__init__(kind)
        self.kind = kind
        self.message = message
        self.line = line
        self.missing = missing
        self.values = values

    @property
    def told(self) -> Told:
        """The sentence, for an error."""
        return told(self.message, **{name: said(value) for name, value in self.values.items()})


def read_regular(path: Path, *, largest: int = LARGEST_WRITTEN) -> bytes:
    """All bytes of a regular file.

    Args:
        largest: bytes; one more and the file is refused.
    Raises:
        Refused: `unreadable` or `too-large`.
    """
    with _opened(path, largest) as file:
        try:
            size = os.fstat(file.fileno()).st_size
            content = file.read(size + 1)
            if len(content) > size:
                # It grew while it was read, or tells no size, as files of the kernel do.
                content += file.read(largest + 1 - len(content))
        except OSError as error:
            raise _unreadable(error) from error
    if len(content) > largest:
        raise _too_large(largest)
    return content


def check_regular(path: Path, *, largest: int) -> None:
    """For a file that a library opens by its path.

    Raises:
        Refused: `unreadable` or `too-large`.
    """
    with _opened(path, largest):
        pass


def read_lines(
    path: Path, *, longest: int = LARGEST_RECORD, largest: int = LARGEST_STREAM
) -> Iterator[bytes]:
    """The lines of a regular file, one at a time, without their ends.

    Args:
        longest: bytes of a line.
        largest: bytes of the file.
    Raises:
        Refused: `unreadable` or `too-large`, with the number of the line.
    """
    with _opened(path, largest) as file:
        number = read = 0
        while True:
            number += 1
            try:
                line = file.readline(longest + 1)
            except OSError as error:
                raise _unreadable(error) from error
            if not line:
                return
            read += len(line)
            if read > largest:
                raise _too_large(largest)
            if len(line) > longest:
                raise Refused("too-large", LINE_TOO_LONG, line=number, limit=str(longest // MIB))
            yield line.rstrip(b"\r\n")


@contextmanager
def _opened(path: Path, largest: int) -> Iterator[BinaryIO]:
    try:
        # Looked at before it is opened too: opening alone can make a device do something.
        _must_be_regular(os.stat(path))
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        raise _unreadable(error) from error
    with os.fdopen(descriptor, "rb") as file:
        about = os.fstat(descriptor)
        _must_be_regular(about)
        if about.st_size > largest:
            raise _too_large(largest)
        yield file


def _must_be_regular(about: os.stat_result) -> None:
    if not stat.S_ISREG(about.st_mode):
        raise Refused("unreadable", CANNOT_BE_READ, reason=NOT_REGULAR)


def _too_large(largest: int) -> Refused:
    return Refused("too-large", TOO_LARGE, limit=str(largest // MIB))


def _unreadable(error: OSError | ValueError) -> Refused:
    """ValueError: a path with a NUL in it."""
    reason = (getattr(error, "strerror", None) or str(error)).lower()
    missing = isinstance(error, FileNotFoundError | NotADirectoryError)
    return Refused("unreadable", CANNOT_BE_READ, missing=missing, reason=reason)
