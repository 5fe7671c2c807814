"""A set of exact versions as a stack: its parts, its steps, its commands, its grade."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace as replaced

from msgspec.structs import replace

from advisor.model.compatibility import Recipe
from advisor.model.resolved import Resolved
from advisor.model.stack import Action, Part, Stack, StackGrade, Target
from advisor.stacks.besides import covers, pinned
from advisor.stacks.environment import Environment, environment
from advisor.stacks.filling import actions, filled, installed
from advisor.stacks.searching.candidate import UNFETCHABLE, Candidate, Chosen
from advisor.stacks.searching.metadata import Metadata
from advisor.stacks.searching.reach import said_of
from advisor.stacks.searching.rows import sourced
from advisor.stacks.stock import PRIMARY, Stock

PIP = "python -m pip install"
"""Typed inside the environment, in which `python` is the right one."""
MEGA = 1_000_000


def written(
    candidate: Candidate, framework: str, metadata: Metadata, asked: Iterable[str]
) -> Stack:
    """The stack of a candidate.

    Args:
        metadata: the stock as the target sees it.
        asked: requirements of the person that name none of its packages.
    """
    stock, target = metadata.stock, metadata.target
    candidate = _framework_first(candidate)
    recipe = candidate.way.recipe
    parts = _parts(candidate, stock, target)
    values = {part.component: part.version for part in parts}
    python = candidate.option.python
    values.setdefault("python", python)
    version = candidate.chosen[0].release.version
    family = stock.family(target.distro.value)
    around = environment(candidate.option, *_called(candidate, framework), target, family)
    said = (sourced("recipe", candidate.way.sources.get(key), {}) for key in recipe.sources)
    plain, late = _parted(candidate) if _by_pip(candidate) else ([], [])
    wanted = tuple(asked)
    first, last = pins(plain, recipe.extras), pins(late)
    primary = {entry.fit.index for entry in candidate.chosen if entry.fit} == {PRIMARY}
    found = stock.resolved((*first, *last, *wanted), target, python, shipped=primary)
    besides = (*pinned(recipe.besides, found, candidate, metadata), *wanted)
    places = _places(candidate, stock, target)
    stack = Stack(
        framework=framework,
        kind=recipe.kind,
        accelerator=target.accelerator.value,
        version=version,
        parts=parts,
        python=python,
        python_from=candidate.option.origin,  # type: ignore[arg-type]
        grade=_grade(candidate, found),
        resolved=found.day if found is not None else None,
        conditions=candidate.conditions,
        overrides=candidate.overrides,
        proof=candidate.proof or tuple(said),
        needs=recipe.needs,
        steps=tuple(_steps(candidate, around, values, target)),
        besides=besides,
        commands=_commands(candidate, places, besides),
        pins=tuple(first),
        late=tuple(last),
        indexes=tuple(places) if _by_pip(candidate) else (),
        after=(*actions(recipe.after, values), *installed(candidate.way.install, values)),
        verify=filled(recipe.verify, values),
        undo=tuple(filled(line, values) for line in (*around.undo, *recipe.undo)),
        note=recipe.note,
    )
    return sized(stack, found, lighter=_lighter(candidate, places), recipe=recipe)


def sized(stack: Stack, found: Resolved | None, *, lighter: str, recipe: Recipe) -> Stack:
    """The stack with what it downloads.

    Args:
        found: what uv found for it; without, the sizes of its own files count.
        lighter: the address of an index with lighter files, where one is asked besides.
    """
    known = [part.bytes for part in stack.parts if part.bytes is not None]
    size: int | None = sum(known) if known else None
    if found is not None and found.bytes is not None:
        size = found.bytes
    about = recipe.asked_besides_megabytes
    return replace(
        stack,
        bytes=size,
        bytes_exact=found is not None and found.exact and covers(found, recipe.besides),
        files=found.files if found is not None else None,
        lighter_at=lighter,
        lighter_bytes=about * MEGA if lighter and about else None,
    )


def _framework_first(candidate: Candidate) -> Candidate:
    """With the framework's own packages before those of an engine, which decided."""
    way = candidate.way
    if not way.by:
        return candidate
    at = next(n for n, entry in enumerate(candidate.chosen) if entry.component == way.frame)
    return replaced(candidate, chosen=(*candidate.chosen[at:], *candidate.chosen[:at]))


def _called(candidate: Candidate, framework: str) -> tuple[str, str]:
    """What its environment is named after: the framework, or the engine, and its version."""
    by = candidate.way.by
    entry = next((each for each in candidate.chosen if each.component == by), None)
    if entry is None:
        return framework, candidate.chosen[0].release.version
    return entry.package, entry.release.version


def _steps(
    candidate: Candidate, around: Environment, values: Mapping[str, str], target: Target
) -> list[Action]:
    """The environment, what the recipe asks for, and what must be brought."""
    steps = [*around.steps, *actions(candidate.way.recipe.steps, values)]
    steps += [_ask(entry) for entry in candidate.asked_of_pip if entry.fit is None]
    if target.network is False:
        steps.append(Action(kind="bring_files"))
    return steps


def pins(chosen: Iterable[Chosen], extras: Mapping[str, str] | None = None) -> list[str]:
    """Exact requirements, in the order in which they are installed."""
    asked = extras or {}
    marks = {name: f"[{extra}]" for name, extra in asked.items()}
    return [
        f"{entry.package}{marks.get(entry.component, '')}=={entry.release.version}"
        for entry in chosen
    ]


def _grade(candidate: Candidate, resolved: Resolved | None) -> StackGrade:
    if not candidate.fetchable:
        return "vendor"
    if candidate.documented:
        return "documented_resolved" if resolved else "documented"
    # With platform software that no row covers, uv's word says nothing about the platform.
    return "resolved" if resolved and not candidate.way.recipe.platform else "metadata"


def _parts(candidate: Candidate, stock: Stock, target: Target) -> tuple[Part, ...]:
    recipe = candidate.way.recipe
    parts = [_package(entry, stock) for entry in candidate.chosen]
    if candidate.build:
        component = recipe.build or "build"
        parts.append(Part(component=component, kind="build", version=candidate.build))
    for component in recipe.platform:
        found = target.versions.get(component)
        if found is not None and found.known:
            parts.append(Part(component=component, kind="platform", version=found.value))
    return tuple(parts)


def _package(entry: Chosen, stock: Stock) -> Part:
    if entry.fit is None:
        return Part(
            component=entry.component,
            kind="package",
            version=entry.release.version,
            name=entry.package,
        )
    index = stock.releases(entry.package, entry.fit.index)
    return Part(
        component=entry.component,
        kind="package",
        version=entry.release.version,
        name=entry.package,
        index=entry.fit.index,
        at=index.at if index is not None else "",
        tag=entry.fit.file.tag,
        bytes=entry.fit.file.bytes,
        released=entry.release.date if entry.release.date != UNFETCHABLE else None,
    )


def _commands(
    candidate: Candidate, places: Iterable[str], besides: tuple[str, ...]
) -> tuple[str, ...]:
    """The install, with what metadata forbids installed last and without asking it.

    Args:
        places: addresses of the indexes beside the first.
    """
    recipe = candidate.way.recipe
    if recipe.command:
        values = {entry.component: entry.release.version for entry in candidate.chosen}
        return (filled(recipe.command, {**values, "python": candidate.option.python}),)
    if not candidate.fetchable:
        return _local(candidate, besides)
    plain, late = _parted(candidate)
    options = _index_options(candidate, places, alone=not besides)
    commands = []
    if plain or besides:
        words = [*map(_quoted, pins(plain, recipe.extras)), *(_quoted(text) for text in besides)]
        commands.append(" ".join([PIP, *words, *options]))
    if late and candidate.way.by:
        # An engine needs a hundred packages: they come first, and what its row says replaces what
        # they brought.
        commands.insert(0, " ".join([PIP, *pins(late)]))
    elif late:
        commands.append(" ".join([PIP, "--no-deps", *pins(late), *options]))
    return tuple(commands)


def _by_pip(candidate: Candidate) -> bool:
    """Whether pip takes all of it from an index."""
    return not candidate.way.recipe.command and candidate.fetchable


def _parted(candidate: Candidate) -> tuple[list[Chosen], list[Chosen]]:
    """What is installed first, and what metadata forbids beside it."""
    forced = {statement.values["name"] for statement in candidate.overrides}
    plain = [entry for entry in candidate.asked_of_pip if entry.package not in forced]
    late = [entry for entry in candidate.asked_of_pip if entry.package in forced]
    return plain, late


def _ask(entry: Chosen) -> Action:
    """No index has it."""
    values = {"package": entry.package, "version": entry.release.version}
    return Action(kind="ask_vendor", values=values)


def _local(candidate: Candidate, besides: Iterable[str]) -> tuple[str, ...]:
    """The install where files have been brought by hand: together, so that pip sees all of them."""
    words = [
        f"./{entry.package.replace('-', '_')}-{entry.release.version}-*.whl"
        if entry.fit is None
        else f"{entry.package}=={entry.release.version}"
        for entry in candidate.asked_of_pip
    ]
    return (" ".join([PIP, *words, *(_quoted(text) for text in besides)]),)


def _index_options(candidate: Candidate, places: Iterable[str], *, alone: bool) -> list[str]:
    """Where pip looks.

    Args:
        alone: nothing else is installed along, which another index may not have.
    """
    from_primary = any(
        entry.fit is not None and entry.fit.index == PRIMARY for entry in candidate.chosen
    )
    option = "--index-url" if alone and not from_primary else "--extra-index-url"
    return [f"{option} {at}" for at in places]


def _lighter(candidate: Candidate, places: Iterable[str]) -> str:
    """The index that is asked besides; empty where there is none, or it is the first already."""
    besides = candidate.way.recipe.asked_besides
    first = candidate.chosen[0].fit
    primary = first is not None and first.index == PRIMARY
    return besides if primary and besides in places else ""


def _places(candidate: Candidate, stock: Stock, target: Target) -> list[str]:
    """Addresses of the indexes beside the first that have something of it, or lighter files."""
    found = (
        stock.releases(entry.package, entry.fit.index)
        for entry in candidate.chosen
        if entry.fit is not None and entry.fit.index != PRIMARY
    )
    places = dict.fromkeys(index.at for index in found if index is not None)
    besides = candidate.way.recipe.asked_besides
    first = candidate.chosen[0].fit
    primary = first is not None and first.index == PRIMARY
    if besides and primary and said_of(target, besides, besides) is not False:
        places.setdefault(besides)
    places.update(dict.fromkeys(candidate.way.recipe.elsewhere.values()))
    return [at for at in places if at]


def _quoted(requirement: str) -> str:
    return f"'{requirement}'" if any(sign in requirement for sign in "<>!;*[ ") else requirement
