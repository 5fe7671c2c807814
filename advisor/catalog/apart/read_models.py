"""Large models and precisions, from YAML: as strictly as the rest of the base, and apart from
it."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from advisor.catalog.checks.common import check_identity, check_sources
from advisor.catalog.checks.language_model import check_model, check_precision
from advisor.catalog.folder import MODELS, PRECISIONS, content_hash, model_files
from advisor.model.language_model import LanguageModel, Models, Precision
from advisor.reading.document import Document, read
from advisor.reading.problem import Problem

SHAPES: dict[str, type[LanguageModel] | type[Precision]] = {
    MODELS: LanguageModel,
    PRECISIONS: Precision,
}


def read_models(
    directory: Path, overlay: Path | None = None, *, today: date | None = None
) -> tuple[Models | None, tuple[Problem, ...]]:
    """Read every model and precision; a file of the overlay replaces the one with its name. None
    when one of them has a problem.

    Args:
        today: dates after it are problems; None asks no clock.
    """
    folders = (directory, overlay) if overlay else (directory,)
    layers = [_documents(folder) for folder in folders]
    documents = [document for layer in layers for document in layer]
    precisions = tuple(document.stem for document in documents if document.kind == PRECISIONS)
    for document in documents:
        _check(document, precisions, today)
    problems = [problem for document in layers[0] for problem in document.problems]
    for document in documents[len(layers[0]) :]:
        prefix = f"{overlay}{os.sep}"
        problems += [
            msgspec.structs.replace(problem, file=prefix + problem.file)
            for problem in document.problems
        ]
    if problems:
        return None, tuple(sorted(set(problems)))
    return Models(
        hash=content_hash(*folders, files=model_files),
        models=_things(documents, MODELS),
        precisions=_things(documents, PRECISIONS),
    ), ()


def _documents(folder: Path) -> list[Document]:
    found = []
    for file in model_files(folder):
        kind = file.partition("/")[0]
        found.append(read(folder, file, kind, SHAPES[kind]))
    return found


def _things(documents: list[Document], kind: str) -> dict[str, Any]:
    found = {document.stem: document.value for document in documents if document.kind == kind}
    return dict(sorted(found.items()))


def _check(document: Document, precisions: tuple[str, ...], today: date | None) -> None:
    found = document.value
    if found is None:
        return
    check_identity(document, found)
    check_sources(document, found.sources, today)
    if document.kind == MODELS:
        check_model(document, found, precisions)
    else:
        check_precision(document, found)
