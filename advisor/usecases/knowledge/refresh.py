"""Refresh: ask the configured package index for newer releases, show the difference, write it into
an overlay.

The shipped claims are never touched, and no ranking changes by itself: the overlay counts once it
is named. What the index holds goes into the release index, see usecases/knowledge/releases.py.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from advisor.catalog.load import open_knowledge
from advisor.catalog.overlay import FrameworkOverlay
from advisor.catalog.refreshing.followed import Followed, followed
from advisor.catalog.refreshing.package_index import IndexFailure, IndexFile, NotThere, PackageIndex
from advisor.catalog.refreshing.refreshed import Change, Refreshed, packages_to_ask, refreshed
from advisor.errors import AdvisorError, Cancelled, ExitCode
from advisor.messages import told, words
from advisor.model.event import Event, Progressed
from advisor.reading.regular import Refused, read_regular
from advisor.usecases.settings import Settings

AT_ONCE = 4
"""Requests under way: polite to an index, and enough."""
MARK = "# Written by `fwadvisor knowledge refresh`"
"""The first words of a file that may be written over; a person's own file is left alone."""


class Refresh(Struct, frozen=True, kw_only=True):
    """What the index said."""

    changes: tuple[Change, ...]
    failures: dict[str, str]
    """Package: why it could not be asked for."""
    overlays: tuple[FrameworkOverlay, ...]
    """What would be written, one per framework with a change."""
    asked: int
    pages: dict[str, tuple[IndexFile, ...]]
    """What the index holds of each package whose releases are kept; empty for one that it does not
    have."""
    followed: Followed
    index: PackageIndex
    """For what has to be read further."""


def ask_index(
    frameworks: tuple[str, ...],
    *,
    settings: Settings,
    on_event: Callable[[Event], None],
    cancelled: Callable[[], bool],
    environment: Mapping[str, str] | None = None,
) -> Refresh:
    """Compare the shipped claims with the index. Writes nothing.

    Args:
        frameworks: ids; empty means all.
    Raises:
        AdvisorError: offline, no index, or nothing could be asked.
        Cancelled: between two answers.
    """
    say = words(settings.lang)
    if settings.offline:
        raise AdvisorError(
            "offline",
            say("Refreshing asks the package index, and --offline forbids it."),
            hint=say("everything else works without; leave --offline out to refresh"),
        )
    knowledge = open_knowledge(settings.knowledge, overlay=settings.overlay, cache=settings.cache)
    chosen = [knowledge.frameworks[id] for id in frameworks or tuple(knowledge.frameworks)]
    kept = followed(settings.knowledge, knowledge.frameworks.values())
    wanted = kept.of(frameworks)
    claimed = {name for framework in chosen for name in packages_to_ask(framework)}
    names = tuple(sorted({*claimed, *wanted}))
    index = _index(environment or os.environ, settings)
    answers: dict[str, tuple[IndexFile, ...]] = {}
    failures: dict[str, str] = {}
    absent: set[str] = set()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        waiting = {name: pool.submit(index.files, name) for name in names}
        for done, (name, future) in enumerate(waiting.items(), 1):
            try:
                answers[name] = future.result()
            except NotThere as failure:
                absent.add(name)
                if name in claimed:
                    failures[name] = str(failure)
            except IndexFailure as failure:
                failures[name] = str(failure)
            on_event(
                Progressed(
                    task="knowledge", message=name, done=float(done), total=float(len(names))
                )
            )
            if cancelled():
                pool.shutdown(cancel_futures=True)
                raise Cancelled
    if names and not answers:
        raise AdvisorError(
            "index-unreachable",
            say(
                "The package index could not be asked about any of {count} packages.",
                count=len(names),
            ),
            why=next(iter(failures.values())),
            hint=say("check the network and pip's index-url; everything else works without"),
        )
    now = today()
    found: list[Refreshed] = [refreshed(framework, answers, today=now) for framework in chosen]
    return Refresh(
        changes=tuple(change for entry in found for change in entry.changes),
        failures=failures,
        overlays=tuple(entry.overlay for entry in found if entry.changes),
        asked=len(names),
        pages={name: answers.get(name, ()) for name in wanted if name in answers or name in absent},
        followed=kept,
        index=index,
    )


def overlay_folder(settings: Settings) -> Path:
    """Where a refresh is written: the overlay that is in use, otherwise one beside the runs."""
    return settings.overlay or settings.data / "overlay"


def write_overlays(
    overlays: tuple[FrameworkOverlay, ...], *, settings: Settings
) -> tuple[Path, ...]:
    """Write one file per framework, atomically.

    Raises:
        AdvisorError: a person's own file is in the way, or the folder cannot be written.
    """
    folder = overlay_folder(settings) / "frameworks"
    files = [folder / f"{overlay.id}.yaml" for overlay in overlays]
    own = [file for file in files if file.exists() and not _is_ours(file)]
    if own:
        raise AdvisorError(
            "overlay-is-yours",
            told("{file} holds something that refresh did not write.", file=own[0]),
            why="A person's own file is never written over.",
            hint="name another folder with --overlay DIR, or move that file away",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for overlay, file in zip(overlays, files, strict=True):
            temporary = file.with_suffix(".tmp")
            temporary.write_text(as_yaml(overlay, today()), encoding="utf-8")
            os.replace(temporary, file)
    except OSError as error:
        raise AdvisorError(
            "overlay-not-writable",
            told("The overlay in {folder} cannot be written.", folder=folder),
            why=(error.strerror or str(error)) + ".",
            hint="name a folder of yours with --overlay DIR",
        ) from error
    return tuple(files)


def as_yaml(overlay: FrameworkOverlay, today: date) -> str:
    """The overlay as a person would write it: what is default is left out, what could be misread is
    quoted."""
    import yaml

    plain = _written(overlay)
    body = yaml.safe_dump(
        plain, allow_unicode=True, sort_keys=False, default_flow_style=None, width=110
    )
    return f"{MARK} on {today.isoformat()}; the next refresh writes over it.\n{body}"


def _written(value: object) -> object:
    """Plain values; fields that stand at their default are left out."""
    if isinstance(value, Struct):
        fields = ((field, getattr(value, field.name)) for field in msgspec.structs.fields(value))
        return {
            field.name: _written(item)
            for field, item in fields
            if field.required or item != field.default
        }
    if isinstance(value, dict):
        return {name: _written(item) for name, item in value.items()}
    if isinstance(value, tuple):
        return [_written(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def today() -> date:
    """The day in UTC: what files are dated with."""
    return datetime.now(UTC).date()


def _index(environment: Mapping[str, str], settings: Settings) -> PackageIndex:
    """The index that pip or uv would ask on this machine."""
    from advisor.lab.installing.indexes import pip_settings

    configured = pip_settings(environment)
    say = words(settings.lang)
    if configured.no_index:
        raise AdvisorError(
            "no-index",
            say("pip is configured to use no index (no-index)."),
            hint=say("everything else works without; to refresh once: PIP_NO_INDEX=0"),
        )
    address = (
        environment.get("UV_DEFAULT_INDEX")
        or environment.get("UV_INDEX_URL")
        or configured.index
        or _default(settings)
    )
    try:
        return PackageIndex(address, certificate=configured.certificate, proxy=configured.proxy)
    except IndexFailure as failure:
        raise AdvisorError(
            "index-unreachable",
            say("The configured package index cannot be asked: {reason}.", reason=failure),
            hint=say("set an index with an http address, for example in PIP_INDEX_URL"),
            exit_code=ExitCode.CANNOT,
        ) from failure


def _default(settings: Settings) -> str:
    """The index that uv itself would ask, as its help names it; none is written down here."""
    from advisor.lab.installing.uv import find_uv

    uv = find_uv(words(settings.lang))
    told = subprocess.run(
        [uv, "pip", "install", "--help"], capture_output=True, text=True, timeout=20, check=False
    )
    found = re.search(
        r"default package index \(by default: <(\S+)>\)", " ".join(told.stdout.split())
    )
    if found is None:
        raise AdvisorError(
            "no-index",
            words(settings.lang)("No package index is configured."),
            hint="set PIP_INDEX_URL to the address of one",
        )
    return found[1]


def _is_ours(file: Path) -> bool:
    try:
        return read_regular(file).startswith(MARK.encode())
    except Refused:
        return False
