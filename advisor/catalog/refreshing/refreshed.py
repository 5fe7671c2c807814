"""The difference between what a framework's file and the index say, as an overlay. No clock, no
network."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from advisor.catalog.overlay import FrameworkOverlay
from advisor.catalog.refreshing.package_index import IndexFile
from advisor.model.framework import Framework, Package, Release
from advisor.model.source import Source

if TYPE_CHECKING:
    from packaging.version import Version

WINDOW = timedelta(days=731)
"""Releases older than the 24 months that `maintained` and the cadence look back on are not
added."""


class Change(Struct, frozen=True, kw_only=True):
    """One line of the difference."""

    framework: str
    what: str
    """`release` or `package`."""
    name: str
    before: str
    after: str


class Refreshed(Struct, frozen=True, kw_only=True):
    """What would be written about one framework, and why."""

    overlay: FrameworkOverlay
    changes: tuple[Change, ...]


def packages_to_ask(framework: Framework) -> tuple[str, ...]:
    """The names that the main index is asked for: those that pip takes from it."""
    names = (package.name for package in framework.packages if _asked(package))
    return tuple(dict.fromkeys(names))


def refreshed(
    framework: Framework, answers: Mapping[str, tuple[IndexFile, ...]], *, today: date
) -> Refreshed:
    """Newer releases and packages than the framework's file knows.

    Args:
        answers: by package name; a name that could not be asked for is left out.
        today: the `checked` of everything that is new.
    """
    found = {name: _versions(files) for name, files in answers.items()}
    releases, changes = _new_releases(framework, found, today)
    packages: list[Package] = []
    for package in _newest_of_each(framework):
        if (newer := _newer(package, found.get(package.name, {}), today)) is not None:
            packages.append(newer)
            before = package.version
            after = newer.version
            if before == after:
                before, after = " ".join(package.tags), " ".join(newer.tags)
            changes.append(
                Change(
                    framework=framework.id,
                    what="package",
                    name=package.name,
                    before=before,
                    after=after,
                )
            )
    used = {release.source for release in releases} | {
        key for package in packages for key in package.sources
    }
    newest = {_key(name): (name, max(versions)) for name, versions in found.items() if versions}
    sources = {
        key: Source(
            title=f"{name} {version}: files on the package index",
            at=f"PyPI: {name}=={version}",
            read=today,
        )
        for key, (name, version) in newest.items()
        if key in used
    }
    overlay = FrameworkOverlay(
        id=framework.id, sources=sources, releases=tuple(releases), packages=tuple(packages)
    )
    return Refreshed(overlay=overlay, changes=tuple(changes))


def _asked(package: Package) -> bool:
    return package.index == "PyPI" and package.kind in ("wheel", "sdist")


def _key(name: str) -> str:
    return "index_" + re.sub(r"[^a-z0-9]+", "_", name.lower())


def _versions(files: tuple[IndexFile, ...]) -> dict[Version, list[IndexFile]]:
    """Files by version, what was taken back left out."""
    from packaging.utils import (
        InvalidSdistFilename,
        InvalidWheelFilename,
        parse_sdist_filename,
        parse_wheel_filename,
    )

    found: dict[Version, list[IndexFile]] = {}
    for file in files:
        try:
            if file.filename.endswith(".whl"):
                version = parse_wheel_filename(file.filename)[1]
            else:
                version = parse_sdist_filename(file.filename)[1]
        except (InvalidWheelFilename, InvalidSdistFilename, ValueError):
            continue
        if not file.yanked:
            found.setdefault(version, []).append(file)
    return found


def _main_package(framework: Framework) -> str | None:
    """The package whose versions are the framework's releases: the one that its newest release's
    source names."""
    for release in sorted(framework.releases, key=lambda entry: entry.date, reverse=True):
        source = framework.sources.get(release.source)
        if source is not None and source.at.startswith("PyPI: "):
            return source.at.removeprefix("PyPI: ").partition("==")[0]
    return None


def _new_releases(
    framework: Framework, found: Mapping[str, dict[Version, list[IndexFile]]], today: date
) -> tuple[list[Release], list[Change]]:
    from packaging.version import InvalidVersion, Version

    name = _main_package(framework)
    if name is None or name not in found:
        return [], []
    known = set()
    for release in framework.releases:
        try:
            known.add(Version(release.version))
        except InvalidVersion:
            continue
    releases = []
    changes = []
    newest = max(known, default=None)
    for version, files in sorted(found[name].items(), reverse=True):
        days = [file.uploaded for file in files if file.uploaded is not None]
        if version in known or version.is_devrelease or not days or today - min(days) > WINDOW:
            continue
        if newest is not None and version < newest and version.is_prerelease:
            continue
        released = Release(
            version=str(version),
            date=min(days),
            stable=not version.is_prerelease,
            source=_key(name),
        )
        releases.append(released)
        changes.append(
            Change(
                framework=framework.id,
                what="release",
                name=name,
                before=str(newest) if newest else "",
                after=f"{version} ({min(days).isoformat()})",
            )
        )
    return releases, changes


def _newest_of_each(framework: Framework) -> list[Package]:
    """Of packages for the same devices and architectures only the newest is compared."""
    from packaging.version import InvalidVersion, Version

    newest: dict[tuple[str, frozenset[str], frozenset[str]], tuple[Version, Package]] = {}
    for package in framework.packages:
        if not _asked(package):
            continue
        try:
            version = Version(package.version)
        except InvalidVersion:
            continue
        key = package.name, frozenset(package.accelerators), frozenset(package.archs)
        if key not in newest or newest[key][0] < version:
            newest[key] = version, package
    return [package for _, package in newest.values()]


def _newer(
    package: Package, versions: Mapping[Version, list[IndexFile]], today: date
) -> Package | None:
    """The same package from the newest stable version that still has files for the same platforms,
    or None."""
    from packaging.version import Version

    have = Version(package.version)
    for version in sorted(
        (version for version in versions if not version.is_prerelease), reverse=True
    ):
        if version < have:
            return None
        tags = _tags(package, versions[version])
        if package.kind == "wheel" and not tags:
            continue
        same = package.kind == "sdist" or set(tags) == set(package.tags)
        if version == have and same:
            return None
        return replace(
            package,
            version=str(version),
            command=package.command.replace(f"=={package.version}", f"=={version}"),
            tags=tags,
            pythons=_pythons(tags) or package.pythons,
            glibc=_glibc(tags) if package.glibc else None,
            checked=today,
            sources=(_key(package.name),),
        )
    return None


def _tags(package: Package, files: list[IndexFile]) -> tuple[str, ...]:
    """The tags of the files for the platforms that the package's own tags name, whatever their
    glibc."""
    if package.kind != "wheel":
        return ()
    platforms = {_platform(tag) for tag in package.tags}
    wheels = (
        file.filename.removesuffix(".whl") for file in files if file.filename.endswith(".whl")
    )
    found = {"-".join(name.rsplit("-", 3)[1:]) for name in wheels}
    return tuple(sorted(tag for tag in found if _platform(tag) in platforms))


def _platform(tag: str) -> str:
    """`manylinux_2_28_x86_64` and `manylinux1_x86_64` are both `manylinux x86_64`; `any` stays."""
    platform = tag.rpartition("-")[2].split(".")[0]
    matched = re.fullmatch(r"(manylinux)(?:\d+|_\d+_\d+)_(\w+)", platform)
    return f"{matched[1]} {matched[2]}" if matched else platform


def _pythons(tags: tuple[str, ...]) -> tuple[str, ...]:
    minors = {int(found[1]) for tag in tags if (found := re.match(r"cp3(\d+)-(?!abi3)", tag))}
    return tuple(f"3.{minor}" for minor in sorted(minors))


def _glibc(tags: tuple[str, ...]) -> str | None:
    floors = [
        (int(found[1]), int(found[2]))
        for tag in tags
        if (found := re.search(r"manylinux_(\d+)_(\d+)_", tag))
    ]
    return f"{min(floors)[0]}.{min(floors)[1]}" if floors else None
