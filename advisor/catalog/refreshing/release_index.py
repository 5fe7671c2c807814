"""What an index says of one package, as a snapshot that decides: releases, files, dependencies. No
clock, no network.

Kept is what matters on Linux: wheels for it and source archives, and of the dependencies those on
packages that have a snapshot themselves. Files that were taken back are left out, as installers do,
unless nothing else is left of a release.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec import Struct

from advisor.catalog.agreement import agreement
from advisor.catalog.refreshing.core_metadata import PackageNeeds
from advisor.catalog.refreshing.package_index import IndexFile
from advisor.model.releases import SDIST, PackageRelease, PackageReleases, ReleaseFile

if TYPE_CHECKING:
    from packaging.version import Version

SCHEMA: Literal["fwadvisor.releases/1"] = "fwadvisor.releases/1"


class Listed(Struct, frozen=True, kw_only=True):
    """One release as the page of the index shows it; what it needs is not read yet."""

    version: str
    date: date
    yanked: bool
    files: tuple[IndexFile, ...]
    """Those that matter on Linux."""


def listed(files: Iterable[IndexFile]) -> tuple[Listed, ...]:
    """The releases of a page, the newest version first; a file without a sensible name or a day of
    upload counts for nothing."""
    found: dict[Version, list[IndexFile]] = {}
    for file in files:
        version = _version(file.filename)
        if version is not None and file.uploaded is not None:
            found.setdefault(version, []).append(file)
    return tuple(_listed(version, found[version]) for version in sorted(found, reverse=True))


def to_read(release: Listed) -> tuple[IndexFile, ...]:
    """The files whose metadata tell what a release needs: its wheels, otherwise its source
    archives."""
    wheels = tuple(file for file in release.files if file.filename.endswith(".whl"))
    return wheels or release.files


def known(release: Listed, previous: PackageRelease | None) -> PackageRelease | None:
    """The previous snapshot's entry where nothing of it can have changed, as it would be written
    now."""
    if previous is None:
        return None
    now = _released(release, requires=previous.requires, unknown=previous.requires_unknown)
    return now if now == previous else None


def released(
    release: Listed, needs: Mapping[IndexFile, PackageNeeds], deciding: Collection[str]
) -> PackageRelease:
    """One release with what it needs.

    Args:
        needs: of each of `to_read`.
        deciding: names whose requirements are kept, normalised (PEP 503).
    """
    requires, unknown = agreement(
        {tag_of(file.filename): needs[file] for file in to_read(release)}, deciding
    )
    return _released(release, requires=requires, unknown=unknown)


def tag_of(filename: str) -> str:
    """`cp310-cp310-manylinux_2_28_x86_64` of a wheel's name; `sdist` for a source archive."""
    if not filename.endswith(".whl"):
        return SDIST
    return "-".join(filename.removesuffix(".whl").rsplit("-", 3)[1:])


def digest(deciding: Collection[str]) -> str:
    """A short name for a set of names: when it changes, all metadata is read anew."""
    return hashlib.sha256("\n".join(sorted(deciding)).encode()).hexdigest()[:12]


def written(snapshot: PackageReleases) -> bytes:
    """The file: one line a release, defaults left out, always the same bytes for the same
    facts."""
    head = {
        field.name: getattr(snapshot, field.name)
        for field in msgspec.structs.fields(snapshot)
        if field.name != "releases"
        and (field.required or getattr(snapshot, field.name) != field.default)
    }
    releases = b",\n".join(msgspec.json.encode(_told(release)) for release in snapshot.releases)
    start = msgspec.json.encode(head)[:-1]
    return start + b',"releases":[\n' + releases + b"\n]}\n"


def _told(release: PackageRelease) -> dict[str, object]:
    return {
        field.name: getattr(release, field.name)
        for field in msgspec.structs.fields(release)
        if field.required or getattr(release, field.name) != field.default
    }


def _version(filename: str) -> Version | None:
    from packaging.utils import (
        InvalidSdistFilename,
        InvalidWheelFilename,
        parse_sdist_filename,
        parse_wheel_filename,
    )

    try:
        if filename.endswith(".whl"):
            return parse_wheel_filename(filename)[1]
        return parse_sdist_filename(filename)[1]
    except (InvalidWheelFilename, InvalidSdistFilename, ValueError):
        return None


def _listed(version: Version, files: list[IndexFile]) -> Listed:
    standing = [file for file in files if not file.yanked]
    days = [file.uploaded for file in files if file.uploaded is not None]
    kept = (file for file in standing or files if _for_linux(file.filename))
    return Listed(
        version=str(version),
        date=min(days),
        yanked=not standing,
        files=tuple(sorted(kept, key=lambda file: (tag_of(file.filename), file.filename))),
    )


def _for_linux(filename: str) -> bool:
    platform = tag_of(filename).rpartition("-")[2]
    return platform == SDIST or re.search(r"linux|^any$", platform) is not None


def _released(release: Listed, *, requires: tuple[str, ...], unknown: str) -> PackageRelease:
    files = [ReleaseFile(tag=tag_of(file.filename), bytes=file.bytes) for file in release.files]
    said = {file.requires_python.replace(" ", "") for file in release.files}
    return PackageRelease(
        version=release.version,
        date=release.date,
        requires_python=_common(said),
        yanked=release.yanked,
        files=tuple(files),
        requires=requires,
        requires_unknown=unknown,
    )


def _common(said: set[str]) -> str:
    """What all files say; where they differ, only their tags tell."""
    return said.pop() if len(said) == 1 else ""
