"""The release index: what the package index holds of every package that stacks are made of, kept as
one dated file each.

A checkout keeps them in knowledge/releases, which is shipped; otherwise they go into the overlay.
A package that cannot be read whole keeps the file that it has.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from msgspec import Struct

from advisor.catalog.refreshing.core_metadata import PackageNeeds, needs
from advisor.catalog.refreshing.followed import FILE, Followed
from advisor.catalog.refreshing.package_index import IndexFailure, IndexFile
from advisor.catalog.refreshing.release_index import (
    SCHEMA,
    Listed,
    digest,
    known,
    listed,
    released,
    to_read,
    written,
)
from advisor.errors import AdvisorError, Cancelled
from advisor.messages import told
from advisor.model.event import Event, Progressed
from advisor.model.releases import PackageRelease, PackageReleases
from advisor.reading.kept import read_kept
from advisor.usecases.knowledge.refresh import Refresh, today
from advisor.usecases.settings import Settings

AT_ONCE = 4
"""Requests under way: polite to an index, and enough."""


class PackageNews(Struct, frozen=True, kw_only=True):
    """How a page differs from the file that is kept."""

    package: str
    new: int
    """Releases that are not in the file, or are there with other files."""
    newest: str
    """The newest version that was not taken back; empty for none."""
    before: str
    """The same in the file."""


class ReleasesWritten(Struct, frozen=True, kw_only=True):
    """What was written."""

    files: tuple[Path, ...]
    kept: dict[str, str]
    """Package: why its file stayed as it was."""
    absent: tuple[str, ...]
    """Packages that the index does not have; their files say so."""
    unknown: dict[str, int]
    """Package: releases whose dependencies are not known; their entries say why."""


def releases_folder(settings: Settings, overlay: Path) -> Path:
    """Where the files are written."""
    checkout = (settings.knowledge.parent / "pyproject.toml").is_file()
    own = settings.knowledge / "releases"
    if checkout and (settings.knowledge / FILE).is_file() and os.access(own, os.W_OK):
        return own
    return overlay / "releases"


def release_news(
    pages: Mapping[str, tuple[IndexFile, ...]], followed: Followed, *, settings: Settings
) -> tuple[PackageNews, ...]:
    """What the pages hold that the kept files do not; fetches nothing.

    Args:
        pages: by package; one that the index does not have is empty.
    """
    deciding = digest(followed.names)
    found = []
    for name, files in sorted(pages.items()):
        before = _kept(name, settings)
        old = _entries(before, deciding)
        now = listed(files)
        new = [release for release in now if known(release, old.get(release.version)) is None]
        gone = set(old) - {release.version for release in now}
        if new or gone or (before is None and not files):
            entry = PackageNews(
                package=name, new=len(new), newest=_newest(now), before=_newest(old.values())
            )
            found.append(entry)
    return tuple(found)


def write_releases(
    found: Refresh,
    *,
    folder: Path,
    settings: Settings,
    on_event: Callable[[Event], None],
    cancelled: Callable[[], bool],
) -> ReleasesWritten:
    """Read the metadata of what is new, package after package, and write each file when it is
    whole: what was written before an end stays, and the next call goes on there.

    Raises:
        AdvisorError: the folder cannot be written.
        Cancelled: between two answers.
    """
    done: list[Path] = []
    kept: dict[str, str] = {}
    unknown: dict[str, int] = {}
    pages = sorted(found.pages.items())
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for number, (name, files) in enumerate(pages, 1):
            try:
                snapshot = _snapshot(name, files, found, settings, pool, cancelled)
            except IndexFailure as failure:
                kept[name] = str(failure)
            else:
                done.append(_write(snapshot, folder))
                if count := sum(bool(release.requires_unknown) for release in snapshot.releases):
                    unknown[name] = count
            progress = Progressed(
                task="releases", message=name, done=float(number), total=float(len(pages))
            )
            on_event(progress)
    absent = tuple(name for name, files in pages if not files)
    return ReleasesWritten(files=tuple(done), kept=kept, absent=absent, unknown=unknown)


def _snapshot(
    name: str,
    files: tuple[IndexFile, ...],
    found: Refresh,
    settings: Settings,
    pool: ThreadPoolExecutor,
    cancelled: Callable[[], bool],
) -> PackageReleases:
    now = listed(files)
    if files and not now:
        raise IndexFailure("it tells no days of upload")
    deciding = found.followed.names
    old = _entries(_kept(name, settings), digest(deciding))

    def read(file: IndexFile) -> PackageNeeds:
        if cancelled():
            raise Cancelled
        try:
            return needs(found.index, file)
        except IndexFailure:  # one lost answer among hundreds should not cost the package
            return needs(found.index, file)

    releases = []
    for release in now:
        entry = known(release, old.get(release.version))
        if entry is None:
            wanted = to_read(release)
            answers = dict(zip(wanted, pool.map(read, wanted), strict=True))
            entry = released(release, answers, deciding)
        releases.append(entry)
    return PackageReleases(
        schema=SCHEMA,
        package=name,
        read=today(),
        deciding=digest(deciding),
        releases=tuple(releases),
    )


def _kept(name: str, settings: Settings) -> PackageReleases | None:
    """The file that is in use: the overlay's before the shipped one; one that cannot be read counts
    for nothing."""
    overlay = settings.overlay or settings.data / "overlay"
    for folder in (overlay, settings.knowledge):
        found = read_kept(folder / "releases" / f"{name}.json", PackageReleases)
        if found is not None:
            return found
    return None


def _entries(before: PackageReleases | None, deciding: str) -> dict[str, PackageRelease]:
    """By version; none where other dependencies were kept then."""
    if before is None or before.deciding != deciding:
        return {}
    return {release.version: release for release in before.releases}


def _newest(releases: Iterable[Listed | PackageRelease]) -> str:
    """Of releases that stand newest first."""
    return next((release.version for release in releases if not release.yanked), "")


def _write(snapshot: PackageReleases, folder: Path) -> Path:
    file = folder / f"{snapshot.package}.json"
    temporary = file.with_suffix(".tmp")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(written(snapshot))
        os.replace(temporary, file)
    except OSError as error:
        raise AdvisorError(
            "releases-not-writable",
            told("The folder {folder} cannot be written.", folder=folder),
            why=(error.strerror or str(error)) + ".",
            hint="name a folder of yours with --overlay DIR",
        ) from error
    return file
