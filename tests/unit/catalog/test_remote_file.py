"""A file on an index that is fetched in parts."""

from __future__ import annotations

import io
import random
import zipfile

import pytest

from advisor.catalog.refreshing.remote_file import MOST, PIECE, RemoteFile, TooMuch


def test_an_archive_is_read_from_its_last_pieces() -> None:
    held = io.BytesIO()
    noise = random.Random(5).randbytes(40 * PIECE)
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("big", noise)
        archive.writestr("small", b"what matters")
    whole = held.getvalue()
    asked: list[tuple[int, int]] = []

    def part(first: int, last: int) -> bytes:
        asked.append((first, last))
        return whole[first : last + 1]

    with zipfile.ZipFile(RemoteFile(len(whole), part)) as archive:
        assert archive.read("small") == b"what matters"
    assert len(asked) == 1
    assert asked[0] == (len(whole) - PIECE, len(whole) - 1)


def test_reading_forward_goes_piece_by_piece() -> None:
    whole = random.Random(6).randbytes(3 * PIECE + 7)
    file = RemoteFile(len(whole), lambda first, last: whole[first : last + 1])
    pieces = iter(lambda: file.read(10_000), b"")
    assert b"".join(pieces) == whole
    assert file.seek(-7, io.SEEK_END) == 3 * PIECE
    assert file.read() == whole[-7:]


def test_a_look_never_becomes_a_download() -> None:
    file = RemoteFile(MOST * 2, lambda first, last: bytes(last - first + 1))
    with pytest.raises(TooMuch):
        file.read(MOST + 1)


def test_a_short_answer_is_an_error() -> None:
    file = RemoteFile(1000, lambda _first, _last: b"")
    with pytest.raises(OSError, match="another length"):
        file.read(10)
