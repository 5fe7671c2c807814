"""Stacks that were resolved before, one file for each target, so that the next start decodes them
instead of resolving anew."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator, MutableMapping
from pathlib import Path

import msgspec

from advisor.model.stack import Resolution
from advisor.reading.kept import read_kept

MOST = 64
"""Targets that are kept; the oldest give way."""


class KeptAnswers(MutableMapping[str, dict[str, Resolution]]):
    """By `stacks.answers.key_of`: the answer for each framework that was asked for. A folder that
    cannot be written costs time, nothing else."""

    def __init__(self, cache: Path) -> None:
        self._folder = cache / "stacks"
        self._known: dict[str, dict[str, Resolution]] = {}

    def __getitem__(self, key: str) -> dict[str, Resolution]:
        if key not in self._known:
            found = read_kept(self._file(key), dict[str, Resolution])
            if found is None:
                raise KeyError(key)
            self._known[key] = found
        return self._known[key]

    def __setitem__(self, key: str, answers: dict[str, Resolution]) -> None:
        self._known[key] = answers
        with contextlib.suppress(OSError):
            self._write(self._file(key), msgspec.json.encode(answers))
            self._make_room()

    def __delitem__(self, key: str) -> None:
        self._known.pop(key, None)
        self._file(key).unlink(missing_ok=True)

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def _file(self, key: str) -> Path:
        return self._folder / f"{key}.json"

    def _write(self, file: Path, content: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=self._folder, suffix=".tmp")
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
            os.replace(temporary, file)
        except BaseException:
            os.unlink(temporary)
            raise

    def _make_room(self) -> None:
        files = sorted(self._folder.glob("*.json"), key=lambda file: file.stat().st_mtime)
        for file in files[:-MOST]:
            file.unlink(missing_ok=True)
