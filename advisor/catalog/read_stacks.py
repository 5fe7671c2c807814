"""What stacks are resolved from: snapshots of indexes and rows of vendors, read strictly and apart
from the rest of the base."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import msgspec

from advisor.catalog.checks.common import check_identity, check_sources
from advisor.catalog.checks.compatibility import Around, check_compatibility
from advisor.catalog.checks.engine import check_engine
from advisor.catalog.folder import (
    COMPATIBILITY,
    ENGINES,
    MODELS,
    PRECISIONS,
    RESOLVED,
    content_hash,
    model_files,
    release_names,
    stack_files,
    yaml_files,
)
from advisor.catalog.names import known_name
from advisor.catalog.overlay import FrameworkOverlay
from advisor.catalog.read_releases import read_releases
from advisor.catalog.read_resolved import read_resolved
from advisor.messages import N_
from advisor.model.compatibility import Compatibility, Recipe, StackKnowledge
from advisor.model.engine import Engine
from advisor.model.framework import Framework
from advisor.model.releases import ReleaseIndex
from advisor.reading.document import Document, read
from advisor.reading.problem import Problem
from advisor.reading.regular import Refused, read_regular

FAMILY = re.compile(r"""^family:\s*["']?(.*?)["']?\s*$""", re.MULTILINE)
"""The line of a model's file that names its family."""


def read_stacks(
    directory: Path, overlay: Path | None = None, *, today: date | None = None
) -> tuple[StackKnowledge | None, tuple[Problem, ...]]:
    """Read every snapshot and every row. None when one of them has a problem.

    Args:
        today: dates after it are problems; None asks no clock.
    """
    folders = (directory, overlay) if overlay else (directory,)
    around = _around(folders)
    rows: dict[str, Compatibility] = {}
    served: dict[str, Engine] = {}
    packages: dict[str, msgspec.Raw] = {}
    resolved: dict[str, msgspec.Raw] = {}
    problems: list[Problem] = []
    for folder in folders:
        prefix = f"{folder}{os.sep}" if folder is overlay else ""
        found: list[Problem] = []
        engines: list[Document] = []
        for file in stack_files(folder):
            if file.startswith(COMPATIBILITY):
                document = read(folder, file, COMPATIBILITY, Compatibility)
                _check(document, around, today)
                found += document.problems
                if document.value is not None:
                    rows[document.stem] = document.value
            elif file.startswith(ENGINES):
                engines.append(read(folder, file, ENGINES, Engine))
            elif file.startswith(RESOLVED):
                raw, faults = read_resolved(folder, file, today=today)
                found += faults
                resolved[Path(file).stem] = msgspec.Raw(raw.strip())
            else:
                _, raw, faults = read_releases(folder, file, today=today)
                found += faults
                packages[Path(file).name.removesuffix(".json")] = msgspec.Raw(raw.strip())
        found += _own_recipes(folder, rows)
        for document in engines:
            _check_engine(document, rows, around, today)
            found += document.problems
            served[document.stem] = document.value
        problems += [
            msgspec.structs.replace(problem, file=prefix + problem.file) for problem in found
        ]
    if problems:
        return None, tuple(sorted(set(problems)))
    return StackKnowledge(
        hash=content_hash(*folders, files=stack_files),
        compatibility=dict(sorted(rows.items())),
        engines=dict(sorted(served.items())),
        index=ReleaseIndex(packages=dict(sorted(packages.items()))),
        resolved=dict(sorted(resolved.items())),
    ), ()


def _check(document: Document, around: Around, today: date | None) -> None:
    found = document.value
    if found is None:
        return
    check_identity(document, found)
    check_sources(document, found.sources, today)
    check_compatibility(document, found, around)


def _check_engine(
    document: Document, rows: dict[str, Compatibility], around: Around, today: date | None
) -> None:
    found = document.value
    if found is None:
        return
    check_identity(document, found)
    check_sources(document, found.sources, today)
    check_engine(document, found, rows, around)


def _own_recipes(folder: Path, rows: dict[str, Compatibility]) -> list[Problem]:
    """A framework's own recipe may speak of a vendor's platform: the components must be there.

    Everything else in that file is read and checked with the rest of the base.
    """
    problems: list[Problem] = []
    for file in yaml_files(folder):
        if not file.startswith("frameworks/") or not _speaks_of_a_platform(folder / file):
            continue
        for shape in (Framework, FrameworkOverlay):
            document = read(folder, file, "frameworks", shape)
            if document.value is not None and not document.problems:
                for recipe in document.value.recipes:
                    _check_platform(document, recipe, rows)
                problems += document.problems
                break
    return problems


def _speaks_of_a_platform(file: Path) -> bool:
    """A quick look; a file that cannot be read is a problem of the rest of the base."""
    try:
        return b"platform:" in read_regular(file)
    except Refused:
        return False


def _check_platform(document: Document, recipe: Recipe, rows: dict[str, Compatibility]) -> None:
    files = [file for file in rows.values() if file.accelerator == recipe.accelerator]
    known = [id for file in files[:1] for id in file.components]
    for at, id in enumerate(recipe.platform):
        known_name(document, recipe, "platform", id, known, N_("component"), at)
    for name in ("build", "image"):
        if id := getattr(recipe, name):
            known_name(document, recipe, name, id, known, N_("component"))


def _around(folders: Iterable[Path]) -> Around:
    places = tuple(folders)
    files = [Path(file) for folder in places for file in yaml_files(folder)]
    by_kind: dict[str, list[str]] = {}
    for file in files:
        by_kind.setdefault(file.parent.name, []).append(file.stem)
    return Around(
        frameworks=by_kind.get("frameworks", []),
        accelerators=by_kind.get("accelerators", []),
        distros=by_kind.get("distros", []),
        releases=release_names(*places),
        models=_model_names(places),
        precisions=[
            Path(file).stem for file in _model_files(places) if file.startswith(PRECISIONS)
        ],
    )


def _model_files(places: Iterable[Path]) -> Iterator[str]:
    for folder in places:
        yield from model_files(folder)


def _model_names(places: Iterable[Path]) -> set[str]:
    """Ids and families: a quick look, without the rules that their own reader has."""
    found: set[str] = set()
    for folder in places:
        for file in model_files(folder):
            if not file.startswith(MODELS):
                continue
            found.add(Path(file).stem)
            found |= _families(folder / file)
    return found


def _families(file: Path) -> set[str]:
    try:
        text = read_regular(file).decode(errors="replace")
    except Refused:
        return set()
    return set(FAMILY.findall(text))
