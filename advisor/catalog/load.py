"""The door to knowledge/: fast when nothing changed, strict when something did."""

from __future__ import annotations

import contextlib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.catalog import compiled
from advisor.catalog.folder import api_files, content_hash, model_files, stack_files
from advisor.errors import AdvisorError, ExitCode
from advisor.messages import told
from advisor.model.knowledge import Knowledge

if TYPE_CHECKING:
    from advisor.model.apis import Apis
    from advisor.model.compatibility import StackKnowledge
    from advisor.model.language_model import Models
    from advisor.reading.problem import Problem

SHOWN = 3
"""Problems that an error quotes; `knowledge validate` lists them all."""


def open_knowledge(
    directory: Path, *, overlay: Path | None = None, cache: Path | None = None
) -> Knowledge:
    """The knowledge of a directory, with an overlay on top.

    Args:
        cache: where a compiled form may be kept; without one, or where it cannot be written, YAML
            is read each time.
    Raises:
        AdvisorError: knowledge-missing, or knowledge-invalid with the first problems and their
            number.
    """
    _must_be_there(directory, overlay)
    content = content_hash(directory, *([overlay] if overlay else []))
    file = compiled.cache_file(cache, directory, overlay) if cache else None
    for candidate in (None if overlay else directory / compiled.SHIPPED, file):
        if (
            candidate is not None
            and (found := compiled.load(candidate, content, Knowledge)) is not None
        ):
            return found
    from advisor.catalog.read import read_base

    knowledge, found_problems = read_base(directory, overlay)
    if knowledge is None:
        raise _invalid(directory, found_problems)
    if file is not None:
        with contextlib.suppress(OSError):  # a read-only cache costs time, nothing else
            compiled.save(file, knowledge)
    return knowledge


def open_apis(directory: Path, *, overlay: Path | None = None, cache: Path | None = None) -> Apis:
    """The tables of names of a directory; one of the overlay replaces the one with its id.

    Raises:
        AdvisorError: knowledge-missing, or knowledge-invalid with the first problems and their
            number.
    """
    from advisor.model.apis import Apis

    _must_be_there(directory, overlay)
    content = content_hash(directory, *([overlay] if overlay else []), files=api_files)
    file = compiled.cache_file(cache, directory, overlay, ending="-apis") if cache else None
    for candidate in (None if overlay else directory / compiled.SHIPPED_APIS, file):
        if candidate is not None and (found := compiled.load(candidate, content, Apis)) is not None:
            return found
    from advisor.catalog.apart.read_apis import read_apis

    apis, found_problems = read_apis(directory, overlay)
    if apis is None:
        raise _invalid(directory, found_problems)
    if file is not None:
        with contextlib.suppress(OSError):
            compiled.save(file, apis)
    return apis


def open_stacks(
    directory: Path, *, overlay: Path | None = None, cache: Path | None = None
) -> StackKnowledge:
    """Releases and rows of a directory; a file of the overlay replaces the one with its name.

    Raises:
        AdvisorError: knowledge-missing, or knowledge-invalid with the first problems and their
            number.
    """
    from advisor.model.compatibility import StackKnowledge

    _must_be_there(directory, overlay)
    content = content_hash(directory, *([overlay] if overlay else []), files=stack_files)
    file = compiled.cache_file(cache, directory, overlay, ending="-stacks") if cache else None
    shipped = None if overlay else directory / compiled.SHIPPED_STACKS
    for candidate in (shipped, file):
        found = compiled.load(candidate, content, StackKnowledge) if candidate else None
        if found is not None:
            return found
    from advisor.catalog.read_stacks import read_stacks

    stacks, found_problems = read_stacks(directory, overlay)
    if stacks is None:
        raise _invalid(directory, found_problems)
    if file is not None:
        with contextlib.suppress(OSError):
            compiled.save(file, stacks)
    return stacks


def open_models(
    directory: Path, *, overlay: Path | None = None, cache: Path | None = None
) -> Models:
    """Large models and precisions of a directory; a file of the overlay replaces the one with its
    name.

    Raises:
        AdvisorError: knowledge-missing, or knowledge-invalid with the first problems and their
            number.
    """
    from advisor.model.language_model import Models

    _must_be_there(directory, overlay)
    content = content_hash(directory, *([overlay] if overlay else []), files=model_files)
    file = compiled.cache_file(cache, directory, overlay, ending="-models") if cache else None
    shipped = None if overlay else directory / compiled.SHIPPED_MODELS
    for candidate in (shipped, file):
        found = compiled.load(candidate, content, Models) if candidate else None
        if found is not None:
            return found
    from advisor.catalog.apart.read_models import read_models

    models, found_problems = read_models(directory, overlay)
    if models is None:
        raise _invalid(directory, found_problems)
    if file is not None:
        with contextlib.suppress(OSError):
            compiled.save(file, models)
    return models


def problems(
    directory: Path, *, overlay: Path | None = None, today: date | None = None
) -> tuple[Problem, ...]:
    """Everything that is wrong with a directory, in the order of files and lines; empty when it is
    clean."""
    from advisor.catalog.apart.read_apis import read_apis
    from advisor.catalog.apart.read_models import read_models
    from advisor.catalog.read import read_base
    from advisor.catalog.read_stacks import read_stacks

    readers = (read_base, read_apis, read_stacks, read_models)
    found = [reader(directory, overlay, today=today)[1] for reader in readers]
    return tuple(sorted({problem for part in found for problem in part}))


def _must_be_there(directory: Path, overlay: Path | None) -> None:
    for path in (directory, overlay):
        if path is not None and not path.is_dir():
            raise AdvisorError(
                "knowledge-missing",
                told("There is no knowledge directory {path}.", path=path),
                hint="give a folder that holds frameworks/ and criteria/, or leave --knowledge "
                "and --overlay out",
                exit_code=ExitCode.USAGE,
            )


def _invalid(directory: Path, found: tuple[Problem, ...]) -> AdvisorError:
    from advisor.messages import words

    shown = "\n".join(f"  {problem.listed(words('en'))}" for problem in found[:SHOWN])
    more = f"\n  and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    count = "1 problem" if len(found) == 1 else f"{len(found)} problems"
    return AdvisorError(
        "knowledge-invalid",
        f"{count} in {directory}:\n{shown}{more}",
        hint=told(
            "`fwadvisor knowledge validate {directory}` lists every problem", directory=directory
        ),
        exit_code=ExitCode.NO,
    )
