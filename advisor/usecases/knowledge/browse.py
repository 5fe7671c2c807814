"""Look into the knowledge base: what is claimed, what is empty, where it comes from, what is wrong
with it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

from advisor.catalog.load import open_apis, open_knowledge, open_models, open_stacks, problems
from advisor.errors import AdvisorError, ExitCode
from advisor.messages import told
from advisor.model.apis import Apis
from advisor.model.compatibility import StackKnowledge
from advisor.model.framework import Claim
from advisor.model.knowledge import Knowledge
from advisor.model.source import Source
from advisor.usecases.settings import Settings

if TYPE_CHECKING:
    from advisor.model.language_model import Models
    from advisor.reading.problem import Problem

State = Literal["claimed", "unknown", "measured", "derived", "empty"]
"""What a cell rests on: claims; an explicit unknown; runs; the program's own derivation; or nothing
at all."""


class CoverageCell(Struct, frozen=True, kw_only=True):
    """One cell of framework x criterion."""

    framework: str
    criterion: str
    state: State
    claims: tuple[Claim, ...] = ()


Beside = tuple[str, str, Any]
"""Folder, id and thing."""


class Cited(Struct, frozen=True, kw_only=True):
    """A source and who rests on it."""

    source: Source
    used_by: tuple[str, ...]
    """Ids of the things whose files name it."""


class Found(Struct, frozen=True, kw_only=True):
    """A thing with that id."""

    kind: str
    """The folder it lies in."""
    thing: Any


def open_base(settings: Settings) -> Knowledge:
    """The knowledge that the settings point at, with their overlay."""
    return open_knowledge(settings.knowledge, overlay=settings.overlay, cache=settings.cache)


def open_tables(settings: Settings) -> Apis:
    """The tables of names beside that knowledge."""
    return open_apis(settings.knowledge, overlay=settings.overlay, cache=settings.cache)


def open_large_models(settings: Settings) -> Models:
    """Large models and precisions beside that knowledge."""
    return open_models(settings.knowledge, overlay=settings.overlay, cache=settings.cache)


def large_models(models: Models) -> tuple[Beside, ...]:
    """The same as folder, id and thing."""
    found = [("models", id, model) for id, model in models.models.items()]
    kept = [("precisions", id, precision) for id, precision in models.precisions.items()]
    return (*found, *kept)


def open_around(settings: Settings) -> tuple[Beside, ...]:
    """What lies beside the base for stacks: what vendors document as going together, and engines;
    folder, id and thing."""
    return beside(open_stacks(settings.knowledge, overlay=settings.overlay, cache=settings.cache))


def beside(stacks: StackKnowledge) -> tuple[Beside, ...]:
    """The same of a base that is open already."""
    rows = [("compatibility", id, file) for id, file in stacks.compatibility.items()]
    engines = [("engines", id, engine) for id, engine in stacks.engines.items()]
    return (*rows, *engines)


def validate(directory: Path, overlay: Path | None = None) -> tuple[Problem, ...]:
    """Every problem of every file; dates after today (by UTC) are problems too.

    Raises:
        AdvisorError: there is no such directory.
    """
    for path in (directory, overlay):
        if path is not None and not path.is_dir():
            raise AdvisorError(
                "knowledge-missing",
                told("There is no knowledge directory {path}.", path=path),
                hint="`fwadvisor knowledge validate DIR` takes a folder that holds frameworks/ "
                "and criteria/",
                exit_code=ExitCode.USAGE,
            )
    return problems(directory, overlay=overlay, today=datetime.now(UTC).date())


def coverage(knowledge: Knowledge) -> tuple[CoverageCell, ...]:
    """Every cell of framework x criterion, in id order; an empty one has neither claim nor another
    way to be known."""
    return tuple(
        _cell(knowledge, framework, criterion)
        for framework in knowledge.frameworks
        for criterion in knowledge.criteria
    )


def _cell(knowledge: Knowledge, framework: str, criterion: str) -> CoverageCell:
    claims = tuple(
        claim for claim in knowledge.frameworks[framework].claims if claim.criterion == criterion
    )
    state: State = "empty"
    if any(claim.grade != "unknown" for claim in claims):
        state = "claimed"
    elif claims:
        state = "unknown"
    elif knowledge.criteria[criterion].measured_by is not None:
        state = "measured"
    elif knowledge.criteria[criterion].derived_by is not None:
        state = "derived"
    return CoverageCell(framework=framework, criterion=criterion, state=state, claims=claims)


def cited(
    knowledge: Knowledge,
    apis: Apis | None = None,
    around: tuple[Beside, ...] = (),
) -> tuple[Cited, ...]:
    """All sources by address, each once; those of the tables of names, of the vendors' rows and of
    engines too when these are given."""
    users: dict[str, list[str]] = {}
    sources: dict[str, Source] = {}
    tables = [("apis", id, table) for id, table in apis.tables.items()] if apis else []
    for _, id, thing in [*everything(knowledge), *tables, *around]:
        for source in getattr(thing, "sources", {}).values():
            users.setdefault(source.at, []).append(id)
            if source.at not in sources or source.read > sources[source.at].read:
                sources[source.at] = source
    return tuple(
        Cited(source=sources[address], used_by=tuple(dict.fromkeys(users[address])))
        for address in sorted(sources)
    )


def everything(knowledge: Knowledge) -> list[tuple[str, str, Any]]:
    """Kind, id and thing, folder by folder."""
    found = [
        (kind, id, thing)
        for kind in (
            "frameworks",
            "criteria",
            "families",
            "distros",
            "accelerators",
            "industries",
            "tasks",
            "benchmarks",
        )
        for id, thing in getattr(knowledge, kind).items()
    ]
    if knowledge.article is not None:
        found.append(("article", "article", knowledge.article))
    return found


def find(
    knowledge: Knowledge,
    id: str,
    around: tuple[Beside, ...] = (),
    models: Models | None = None,
) -> tuple[Found, ...]:
    """All things with that id; a trial of the article counts, and what lies beside the base.

    Args:
        models: large models whose names a hint may offer.

    Raises:
        AdvisorError: nothing has that id.
    """
    found = [
        Found(kind=kind, thing=thing) for kind, name, thing in everything(knowledge) if name == id
    ]
    trials = knowledge.article.trials if knowledge.article else ()
    found += [Found(kind="article", thing=trial) for trial in trials if trial.id == id]
    found += [Found(kind=kind, thing=thing) for kind, name, thing in around if name == id]
    if found:
        return tuple(found)
    from difflib import get_close_matches

    from advisor.model.model_names import near as near_models

    known = [name for _, name, _ in everything(knowledge)] + [trial.id for trial in trials]
    known += [name for _, name, _ in around]
    alike = near_models(models.models, id) if models else ()
    near = alike or get_close_matches(id, known, n=3, cutoff=0.5)
    raise AdvisorError(
        "unknown-id",
        told("Nothing in this knowledge base is called {id!r}.", id=id),
        hint=told("did you mean {names}?", names=", ".join(f"`{name}`" for name in near))
        if near
        else "`fwadvisor knowledge list` shows what there is",
        exit_code=ExitCode.USAGE,
    )
