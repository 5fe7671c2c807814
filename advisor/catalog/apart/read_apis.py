"""The tables of names, from YAML: as strictly as the rest of the base, and apart from it."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import msgspec

from advisor.catalog.checks.apis import check_table
from advisor.catalog.checks.common import check_identity, check_sources
from advisor.catalog.folder import APIS, api_files, content_hash, yaml_files
from advisor.model.apis import Apis, ApiTable
from advisor.reading.document import Document, read
from advisor.reading.problem import Problem


def read_apis(
    directory: Path, overlay: Path | None = None, *, today: date | None = None
) -> tuple[Apis | None, tuple[Problem, ...]]:
    """Read every table. None when one of them has a problem.

    Args:
        today: dates after it are problems; None asks no clock.
    """
    folders = (directory, overlay) if overlay else (directory,)
    layers = [
        [read(folder, file, APIS, ApiTable) for file in api_files(folder)] for folder in folders
    ]
    documents = [document for layer in layers for document in layer]
    frameworks = tuple(
        Path(file).stem
        for folder in folders
        for file in yaml_files(folder)
        if file.startswith("frameworks/")
    )
    tables = [document.value for document in documents if document.value is not None]
    packages = tuple(sorted({table.origin.package for table in tables if table.origin is not None}))
    for document in documents:
        _check(document, frameworks, packages, today)
    problems = [problem for document in layers[0] for problem in document.problems]
    for document in documents[len(layers[0]) :]:
        prefix = f"{overlay}{os.sep}"
        problems += [
            msgspec.structs.replace(problem, file=prefix + problem.file)
            for problem in document.problems
        ]
    if problems:
        return None, tuple(sorted(set(problems)))
    found = {document.value.id: document.value for document in documents}
    return Apis(
        hash=content_hash(*folders, files=api_files), tables=dict(sorted(found.items()))
    ), ()


def _check(
    document: Document, frameworks: tuple[str, ...], packages: tuple[str, ...], today: date | None
) -> None:
    table = document.value
    if table is None:
        return
    check_identity(document, table)
    check_sources(document, table.sources, today)
    check_table(document, table, frameworks, packages)
