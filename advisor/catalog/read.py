"""A whole directory, and an overlay on top, from YAML: the slow way, which finds every problem of
every file."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from advisor.catalog.checks.common import check
from advisor.catalog.folder import (
    APIS,
    ARTICLE,
    COMPATIBILITY,
    ENGINES,
    FOLDERS,
    OTHER_FILES,
    OTHERS,
    content_hash,
    release_names,
    yaml_files,
)
from advisor.catalog.overlay import FrameworkOverlay, laid_over
from advisor.messages import N_
from advisor.model.audit import Audit
from advisor.model.criterion import Criterion
from advisor.model.family import Family
from advisor.model.framework import Framework
from advisor.model.knowledge import Knowledge
from advisor.model.surroundings import Accelerator, Article, Benchmark, Distro, Industry, Task
from advisor.reading.document import Document, read
from advisor.reading.problem import Problem, nearest

SHAPES: dict[str, type] = {
    "frameworks": Framework,
    "criteria": Criterion,
    "families": Family,
    "distros": Distro,
    "accelerators": Accelerator,
    "industries": Industry,
    "tasks": Task,
    "benchmarks": Benchmark,
    "audits": Audit,
    "article": Article,
}
"""The struct of each folder's files."""

NOT_READ = "not-read"


def read_base(
    directory: Path, overlay: Path | None = None, *, today: date | None = None
) -> tuple[Knowledge | None, tuple[Problem, ...]]:
    """Read everything. The knowledge is None when a file that counts has a problem; a file that
    lies where nothing is read is a problem too, but does not stop anybody from working.

    Args:
        today: dates after it are problems; None asks no clock, so that a machine with a wrong one
            still works.
    """
    base = _documents(directory, {})
    known = {document.stem for document in base if document.kind == "frameworks"}
    top = _documents(overlay, dict.fromkeys(known, FrameworkOverlay)) if overlay else []
    releases = release_names(directory, *([overlay] if overlay else []))
    check(base, top, today=today, releases=releases)
    found = [problem for document in base for problem in document.problems] + list(
        _strays(directory)
    )
    if overlay:
        prefix = f"{overlay}{os.sep}"
        above = [problem for document in top for problem in document.problems] + list(
            _strays(overlay)
        )
        found += [msgspec.structs.replace(problem, file=prefix + problem.file) for problem in above]
    if not known and all(problem.kind == NOT_READ for problem in found):
        message = N_("No frameworks/*.yaml here: a base needs at least one alternative.")
        found.append(
            Problem(file="frameworks", line=1, column=1, kind="no-frameworks", message=message)
        )
    problems = tuple(sorted(set(found)))
    if any(problem.kind != NOT_READ for problem in problems):
        return None, problems
    return _assembled(base, top, content_hash(directory, *([overlay] if overlay else []))), problems


def _documents(directory: Path, partial: dict[str, type]) -> list[Document]:
    documents = []
    for file in yaml_files(directory):
        kind = "article" if file == ARTICLE else file.split("/")[0]
        shape = SHAPES[kind]
        if kind == "frameworks":
            shape = partial.get(Path(file).stem, shape)
        documents.append(read(directory, file, kind, shape))
    return documents


def _strays(directory: Path) -> list[Problem]:
    """Files and folders that would be ignored although somebody meant something by them."""
    found = []
    for entry in sorted(os.scandir(directory), key=lambda entry: entry.name):
        if (
            entry.is_dir()
            and entry.name not in FOLDERS + OTHERS
            and not entry.name.startswith((".", "_"))
        ):
            near = nearest(entry.name, FOLDERS + OTHERS, likeness=0.8)
            if near:
                message = N_("The folder {found} is not read.")
                found.append(_stray(entry.name, message, entry.name, near))
        elif (
            entry.is_file()
            and entry.name.endswith((".yaml", ".yml"))
            and entry.name not in (ARTICLE, *OTHER_FILES)
        ):
            message = N_(
                "{found} is not read here: things lie in folders, only article.yaml beside them."
            )
            found.append(_stray(entry.name, message, entry.name, nearest(entry.name, [ARTICLE])))
    for folder in (*FOLDERS, APIS, COMPATIBILITY, ENGINES):
        if (directory / folder).is_dir():
            for name in sorted(os.listdir(directory / folder)):
                if name.lower().endswith((".yml", ".yaml")) and not name.endswith(".yaml"):
                    message = N_("{found} is not read: the ending must be .yaml.")
                    found.append(_stray(f"{folder}/{name}", message, name, ""))
    return found


def _stray(file: str, message: str, found: str, near: str) -> Problem:
    return Problem(
        file=file,
        line=1,
        column=1,
        kind=NOT_READ,
        message=message,
        values=(("found", found),),
        meant=near,
    )


def _assembled(base: list[Document], top: list[Document], hash: str) -> Knowledge:
    things: dict[str, dict[str, Any]] = {folder: {} for folder in FOLDERS}
    article: Article | None = None
    newest = date.min
    for document in base + top:
        newest = max(newest, _newest(document.value))
        if document.kind == "article":
            article = document.value
        elif isinstance(document.value, FrameworkOverlay):
            below = things["frameworks"][document.value.id]
            things["frameworks"][document.value.id] = laid_over(below, document.value)
        else:
            things[document.kind][document.value.id] = document.value
    return Knowledge(
        version=newest.strftime("%Y.%m.%d") if newest > date.min else "",
        hash=hash,
        article=article,
        **{folder: dict(sorted(found.items())) for folder, found in things.items()},
    )


def _newest(thing: Any) -> date:
    """The newest `checked` or `read` anywhere in it."""
    newest = date.min
    for name in thing.__struct_fields__:
        value = getattr(thing, name)
        if isinstance(value, date):
            newest = max(newest, value) if name in ("checked", "read") else newest
        elif isinstance(value, msgspec.Struct):
            newest = max(newest, _newest(value))
        elif isinstance(value, (tuple, dict)):
            for item in value.values() if isinstance(value, dict) else value:
                if isinstance(item, msgspec.Struct):
                    newest = max(newest, _newest(item))
    return newest
