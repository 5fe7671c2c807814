"""How large the files are that a resolution names, as uv writes them into `pylock.toml`.

A resolution for one platform and one Python names only what is taken there, with one wheel for each
package; so every package of the file counts, and of its wheels the first. What an sdist needs to be
built is not in the file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from advisor.stacks.requirements import normal


class LockedFile(Struct, frozen=True, kw_only=True):
    """One file that an installation takes."""

    name: str
    """Of the package, in normal form."""
    version: str
    bytes: int | None
    """None where the index does not say."""
    near: bool = False
    """It lies on this machine, and nothing is fetched."""


class SizeOfFiles(Struct, frozen=True, kw_only=True):
    """A sum."""

    bytes: int
    unknown: tuple[str, ...] = ()
    """Packages whose files have no size: the sum is the least that it can be."""


def locked_files(pylock: str, folder: Path) -> tuple[LockedFile, ...]:
    """The files of a `pylock.toml` (PEP 751).

    Args:
        folder: where the file lay; paths in it are relative to that.

    Raises:
        ValueError: it is not TOML.
    """
    packages = tomllib.loads(pylock).get("packages", ())
    return tuple(_file(package, folder) for package in packages)


def fetched(files: Iterable[LockedFile], cached: Collection[str] = ()) -> SizeOfFiles:
    """What is fetched of some files.

    Args:
        cached: names of packages, in normal form, whose files are here already.
    """
    return _sum(file for file in files if not file.near and file.name not in cached)


def unpacked_from(files: Iterable[LockedFile]) -> SizeOfFiles:
    """All that is installed, wherever it comes from, as it is packed."""
    return _sum(files)


def _sum(files: Iterable[LockedFile]) -> SizeOfFiles:
    counted = tuple(files)
    known = sum(file.bytes for file in counted if file.bytes is not None)
    unknown = tuple(file.name for file in counted if file.bytes is None)
    return SizeOfFiles(bytes=known, unknown=unknown)


def _file(package: dict[str, Any], folder: Path) -> LockedFile:
    wheels = package.get("wheels") or ()
    place = wheels[0] if wheels else package.get("sdist") or package.get("archive") or {}
    near = _near(place, folder)
    size = place.get("size")
    if size is None and near is not None and near.is_file():
        size = near.stat().st_size
    return LockedFile(
        name=normal(str(package["name"])),
        version=str(package.get("version", "")),
        bytes=size,
        near=near is not None,
    )


def _near(place: dict[str, Any], folder: Path) -> Path | None:
    """Where a file lies on this machine; None where it must be fetched."""
    if "path" in place:
        return folder / str(place["path"])
    address = urlsplit(str(place.get("url", "")))
    return Path(unquote(address.path)) if address.scheme == "file" else None
