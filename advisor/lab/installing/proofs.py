"""What uv resolved before on this machine: one line for each set, read at every start."""

from __future__ import annotations

import contextlib
from datetime import date
from pathlib import Path

import msgspec
from msgspec import Struct

from advisor.model.resolved import Resolved
from advisor.reading.kept import read_kept_lines


class Proof(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One set that uv resolved."""

    framework: str
    key: tuple[str, ...]
    """Pins, architecture, C library and Python, sorted."""
    day: date
    lock: str
    """What uv found: every package with its version."""
    besides: tuple[str, ...] = ()
    """Of those: what was asked for along, exactly."""
    files: int | None = None
    """How many are downloaded."""
    bytes: int | None = None
    """Of all of them; None where it was not asked yet when the proof was kept."""
    exact: bool = False
    """False where an index does not tell the size of some file."""

    @property
    def resolved(self) -> Resolved:
        """What a stack takes from it."""
        return Resolved(
            day=self.day,
            besides=self.besides,
            files=self.files,
            bytes=self.bytes,
            exact=self.exact,
        )


def proofs(data: Path) -> dict[frozenset[str], Resolved]:
    """What uv resolved before, by `proof_key`."""
    return {frozenset(proof.key): proof.resolved for proof in read_kept_lines(_file(data), Proof)}


def keep(data: Path, proof: Proof) -> None:
    """Add one; a data folder that cannot be written loses the line, not the proof."""
    with contextlib.suppress(OSError):
        data.mkdir(parents=True, exist_ok=True)
        with _file(data).open("ab") as file:
            file.write(msgspec.json.encode(proof) + b"\n")


def _file(data: Path) -> Path:
    return data / "proved-stacks.jsonl"
