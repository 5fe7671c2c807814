"""Which files make a knowledge base, and the hash of what they say; reads nothing but bytes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from advisor.reading.regular import LARGEST_RECORD

FOLDERS = (
    "frameworks",
    "criteria",
    "families",
    "distros",
    "accelerators",
    "industries",
    "tasks",
    "benchmarks",
    "audits",
)
"""One file per thing: <folder>/<id>.yaml. Each is a field of model.Knowledge."""

ARTICLE = "article.yaml"

APIS = "apis"
"""Tables of names, read and compiled apart from the rest: what starts up does not pay for them."""

COMPATIBILITY = "compatibility"
ENGINES = "engines"
RELEASES = "releases"
RESOLVED = "resolved"
"""What stacks are resolved from; read and compiled apart as well."""

MODELS = "models"
PRECISIONS = "precisions"
"""Large models, and how their numbers are kept; read and compiled apart as well."""

OTHERS = (
    "machines",
    APIS,
    COMPATIBILITY,
    ENGINES,
    MODELS,
    PRECISIONS,
    RELEASES,
    RESOLVED,
    "schema",
)
"""Folders that lie beside them and are read by others."""

OTHER_FILES = ("coverage.yaml",)
"""Files that lie beside them and are read by others."""


def yaml_files(directory: Path) -> tuple[str, ...]:
    """Paths relative to the directory, sorted; what a folder does not hold is not an error here."""
    article = (ARTICLE,) if (directory / ARTICLE).is_file() else ()
    return tuple(sorted((*article, *_listed(directory, FOLDERS))))


def api_files(directory: Path) -> tuple[str, ...]:
    """The same for the tables of names."""
    return tuple(sorted(_listed(directory, (APIS,))))


def stack_files(directory: Path) -> tuple[str, ...]:
    """The same for what stacks are resolved from."""
    rows = _listed(directory, (COMPATIBILITY, ENGINES))
    return tuple(sorted((*rows, *_listed(directory, (RELEASES, RESOLVED), ending=".json"))))


def model_files(directory: Path) -> tuple[str, ...]:
    """The same for large models and precisions."""
    return tuple(sorted(_listed(directory, (MODELS, PRECISIONS))))


def release_names(*directories: Path) -> frozenset[str]:
    """The packages of which releases are known, as `package` or `package@index`."""
    files = [file for place in directories for file in _listed(place, (RELEASES,), ending=".json")]
    return frozenset(Path(file).name.removesuffix(".json") for file in files)


def _listed(directory: Path, folders: tuple[str, ...], *, ending: str = ".yaml") -> list[str]:
    found: list[str] = []
    for folder in folders:
        try:
            names = os.listdir(os.path.join(directory, folder))
        except OSError:
            continue
        found.extend(
            f"{folder}/{name}"
            for name in names
            if name.endswith(ending) and not name.startswith(".")
        )
    return found


def content_hash(*directories: Path, files: Callable[[Path], tuple[str, ...]] = yaml_files) -> str:
    """A hash over the names and bytes of all files; it changes when any word does."""
    digest = hashlib.sha256()
    for directory in directories:
        digest.update(b"\0directory\0")
        for name in files(directory):
            digest.update(f"\0{name}\0".encode())
            try:
                digest.update(bytes_of(os.path.join(directory, name)))
            except OSError:
                digest.update(b"\0unreadable\0")
    return digest.hexdigest()[:32]


def bytes_of(path: str | Path) -> bytes:
    """What a file holds, without waiting for anybody behind a pipe.

    Raises:
        OSError: it is a folder, or cannot be read.
    """
    """No more than the reader takes: what is longer is refused there."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    try:
        size = min(os.fstat(descriptor).st_size, LARGEST_RECORD)
        return os.read(descriptor, size) if size else b""
    finally:
        os.close(descriptor)
