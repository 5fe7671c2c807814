"""The starters that were proved on this machine, one line each beside the store of runs, for the
report."""

from __future__ import annotations

import contextlib
from pathlib import Path

import msgspec

from advisor.model.verification import Verification
from advisor.reading.kept import read_kept_lines


def _file(data: Path) -> Path:
    return data / "verified-starters.jsonl"


def keep(data: Path, verification: Verification) -> None:
    """Add one; a data folder that cannot be written loses the line, not the verification, which the
    project keeps."""
    with contextlib.suppress(OSError):
        data.mkdir(parents=True, exist_ok=True)
        with _file(data).open("ab") as file:
            file.write(msgspec.json.encode(verification) + b"\n")


def verifications(data: Path) -> tuple[Verification, ...]:
    """The newest of each framework, model and parity; a damaged line is passed over."""
    newest: dict[tuple[str, str, bool], Verification] = {}
    for found in read_kept_lines(_file(data), Verification):
        newest[found.framework, found.model, found.parity] = found
    return tuple(newest[key] for key in sorted(newest))
