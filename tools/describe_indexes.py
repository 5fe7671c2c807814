"""Expand knowledge/releases/described.yaml into one file per package and index.

The sources say which builds of a version exist for which Python and machine; the day of a version
and the Python that it asks for are taken from its file for PyPI, which must be there.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from datetime import date
from pathlib import Path

import msgspec
import yaml
from packaging.version import Version

from advisor.catalog.refreshing.release_index import SCHEMA, written
from advisor.model.releases import PackageRelease, PackageReleases, ReleaseFile

FOLDER = Path(__file__).parent.parent / "knowledge" / "releases"


class Files(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    builds: tuple[str, ...]
    platform: str
    pythons: str
    unlabelled: bool = False
    """Files whose version carries no label of the build."""


class Described(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    version: str
    source: str
    dated: date | None = None
    files: tuple[Files, ...]


class Index(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    package: str
    index: str
    at: str
    label: str
    read: date
    releases: tuple[Described, ...]


class Sheet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    indexes: tuple[Index, ...]


def main() -> int:
    text = (FOLDER / "described.yaml").read_text(encoding="utf-8")
    sheet = msgspec.convert(yaml.safe_load(text), Sheet)
    stale = set(FOLDER.glob("*@*.json"))
    for index in sheet.indexes:
        for build in _builds(index):
            snapshot = _snapshot(index, build)
            file = FOLDER / f"{index.package}@{snapshot.index}.json"
            file.write_bytes(written(snapshot))
            stale.discard(file)
            print(f"{file.name}: {len(snapshot.releases)} releases")
    for file in stale:
        file.unlink()
        print(f"{file.name}: no longer described, removed")
    return 0


def _builds(index: Index) -> list[str]:
    named = (files.builds for release in index.releases for files in release.files)
    return sorted({build for builds in named for build in builds})


def _snapshot(index: Index, build: str) -> PackageReleases:
    known = _on_pypi(index.package)
    tags: dict[str, set[str]] = defaultdict(set)
    told: dict[str, PackageRelease] = {}
    sources = {}
    for release in index.releases:
        for files in release.files:
            if build not in files.builds:
                continue
            label = "" if files.unlabelled else index.label.format(build=build)
            tags[release.version + label] |= set(_tags(files))
            told[release.version + label] = known[release.version]
            sources[release.source] = None
    releases = tuple(
        PackageRelease(
            version=version,
            date=told[version].date,
            requires_python=told[version].requires_python,
            files=tuple(ReleaseFile(tag=tag, bytes=None) for tag in sorted(tags[version])),
            requires_unknown="described, not read",
        )
        for version in sorted(tags, key=Version, reverse=True)
    )
    return PackageReleases(
        schema=SCHEMA,
        package=index.package,
        index=index.index.format(build=build),
        at=index.at.format(build=build),
        build=build,
        described_by=_shortened(list(sources)),
        read=index.read,
        releases=releases,
    )


def _tags(files: Files) -> list[str]:
    tags = []
    for python in files.pythons.split():
        version = "cp" + python.replace(".", "").rstrip("t")
        free_threaded = "t" if python.endswith("t") else ""
        tags.append(f"{version}-{version}{_before_38(version)}{free_threaded}-{files.platform}")
    return tags


def _before_38(version: str) -> str:
    """The letter that the ABI carried until Python 3.7."""
    return "m" if version in ("cp36", "cp37") else ""


def _shortened(sources: list[str]) -> str:
    """The newest source first; commits of one file are told once, in the order of the releases."""
    by_file: dict[str, list[str]] = {}
    for source in sources:
        file, _, commit = source.partition("@")
        by_file.setdefault(file, []).append(commit[:12])
    return "; ".join(
        file + (f"@{', '.join(commits)}" if any(commits) else "")
        for file, commits in by_file.items()
    )


def _on_pypi(package: str) -> dict[str, PackageRelease]:
    """Its releases, those of the package without a build's ending where it has none itself."""
    found: dict[str, PackageRelease] = {}
    for name in (package, package.removesuffix("-gpu")):
        raw = (FOLDER / f"{name}.json").read_bytes()
        for release in msgspec.json.decode(raw, type=PackageReleases).releases:
            found.setdefault(release.version, release)
    return found


if __name__ == "__main__":
    sys.exit(main())
