"""The whole base as one JSON file, and the tables of names as another, so that start-up pays a few
milliseconds and imports no YAML parser.

The first line is a key made of what the YAML files say; when it differs, the rest is not looked at.
"""

from __future__ import annotations

import gc
import hashlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from advisor.model.knowledge import Knowledge
from advisor.reading.regular import MIB, Refused, read_regular
from advisor.version import __version__

if TYPE_CHECKING:
    from advisor.model.apis import Apis
    from advisor.model.compatibility import StackKnowledge
    from advisor.model.language_model import Models

SHIPPED = "compiled.json"
SHIPPED_APIS = "compiled-apis.json"
SHIPPED_STACKS = "compiled-stacks.json"
SHIPPED_MODELS = "compiled-models.json"
"""Beside the YAML files of a wheel, written when it is built."""

LARGEST = 256 * MIB
"""Bytes; the shipped base has some three million."""

T = TypeVar("T", Knowledge, "Apis", "StackKnowledge", "Models")


def key_of(content: str) -> str:
    """Program version and content: a new program checks old files again."""
    return f"fwadvisor.knowledge/1 {__version__} {content}"


def cache_file(cache: Path, directory: Path, overlay: Path | None, *, ending: str = "") -> Path:
    """One file per pair of directory and overlay, so that a change replaces it instead of piling
    up."""
    where = "\0".join(os.path.abspath(path) for path in (directory, overlay) if path)
    return cache / "knowledge" / f"{hashlib.sha256(where.encode()).hexdigest()[:16]}{ending}.json"


def load(file: Path, content: str, kind: type[T]) -> T | None:
    """The knowledge, or None when the file is absent, of other content, or damaged."""
    try:
        raw = read_regular(file, largest=LARGEST)
    except Refused:
        return None
    key, _, body = raw.partition(b"\n")
    if key.decode("utf-8", "replace") != key_of(content):
        return None
    # Thousands of new objects and not one to collect: the collector would take a third of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    finally:
        if collecting:
            gc.enable()


def save(file: Path, knowledge: Knowledge | Apis | StackKnowledge | Models) -> None:
    """Write atomically.

    Raises:
        OSError: it cannot be written there.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=file.parent, prefix=file.stem, suffix=".tmp")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(key_of(knowledge.hash).encode() + b"\n" + msgspec.json.encode(knowledge))
        os.replace(temporary, file)
    except BaseException:
        os.unlink(temporary)
        raise
