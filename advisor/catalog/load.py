"""The door to knowledge/: fast when nothing changed, strict when something did."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Generic, NamedTuple

from advisor.catalog import compiled
from advisor.catalog.compiled import T
from advisor.catalog.folder import api_files, content_hash, model_files, stack_files, yaml_files
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

    def read() -> tuple[Knowledge | None, tuple[Problem, ...]]:
        from advisor.catalog.read import read_base

        return read_base(directory, overlay)

    part = _Part(Knowledge, yaml_files, compiled.SHIPPED, "")
    return _opened(part, read, directory, overlay, cache)


def open_apis(directory: Path, *, overlay: Path | None = None, cache: Path | None = None) -> Apis:
    """The tables of names of a directory; one of the overlay replaces the one with its id.

    Raises:
        AdvisorError: knowledge-missing, or knowledge-invalid with the first problems and their
            number.
    """
    from advisor.model.apis import Apis

    def read() -> tuple[Apis | None, tuple[Problem, ...]]:
        from advisor.catalog.apart.read_apis import read_apis

        return read_apis(directory, overlay)

    part = _Part(Apis, api_files, compiled.SHIPPED_APIS, "-apis")
    return _opened(part, read, directory, overlay, cache)


def open_stacks(
    directory: Path, *, overlay: Path | None = None, cache: Path | None = None
) -> StackKnowledge:
    """Releases and rows of a directory; a file of the overlay replaces the one with its name.

    Raises:
        AdvisorError: knowledge-missing, or knowledge-invalid with the first problems and their
            number.
    """
    from advisor.model.compatibility import StackKnowledge

    def read() -> tuple[StackKnowledge | None, tuple[Problem, ...]]:
        from advisor.catalog.read_stacks import read_stacks

        return read_stacks(directory, overlay)

    part = _Part(StackKnowledge, stack_files, compiled.SHIPPED_STACKS, "-stacks")
    return _opened(part, read, directory, overlay, cache)


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

    def read() -> tuple[Models | None, tuple[Problem, ...]]:
        from advisor.catalog.apart.read_models import read_models

        return read_models(directory, overlay)

    part = _Part(Models, model_files, compiled.SHIPPED_MODELS, "-models")
    return _opened(part, read, directory, overlay, cache)


class _Part(NamedTuple, Generic[T]):
    """A part of a base that is read and compiled by itself."""

    kind: type[T]
    files: Callable[[Path], tuple[str, ...]]
    shipped: str
    """What its compiled form is called beside the YAML files of a wheel."""
    ending: str
    """And in the cache."""


def _opened(
    part: _Part[T],
    read: Callable[[], tuple[T | None, tuple[Problem, ...]]],
    directory: Path,
    overlay: Path | None,
    cache: Path | None,
) -> T:
    """The compiled form where it is of the same content; otherwise what `read` reads, compiled for
    the next time."""
    _must_be_there(directory, overlay)
    content = content_hash(directory, *([overlay] if overlay else []), files=part.files)
    file = compiled.cache_file(cache, directory, overlay, ending=part.ending) if cache else None
    shipped = None if overlay else directory / part.shipped
    for candidate in (shipped, file):
        kept = compiled.load(candidate, content, part.kind) if candidate else None
        if kept is not None:
            return kept
    found, found_problems = read()
    if found is None:
        raise _invalid(directory, found_problems)
    if file is not None:
        with contextlib.suppress(OSError):  # a read-only cache costs time, nothing else
            compiled.save(file, found)
    return found


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
