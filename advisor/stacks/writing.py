"""A set of exact versions as a stack: its parts, its steps, its commands, its grade."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from advisor.model.stack import Action, Part, Stack, StackGrade, Target
from advisor.stacks.candidate import UNFETCHABLE, Candidate, Chosen
from advisor.stacks.environment import environment
from advisor.stacks.filling import actions, filled
from advisor.stacks.rows import sourced
from advisor.stacks.stock import PRIMARY, Stock, proof_key

PIP = "python -m pip install"
"""Typed inside the environment, in which `python` is the right one."""


def written(
    candidate: Candidate, framework: str, stock: Stock, target: Target, asked: Iterable[str]
) -> Stack:
    """The stack of a candidate.

    Args:
        asked: requirements of the person that name none of its packages.
    """
    recipe = candidate.way.recipe
    parts = _parts(candidate, stock, target)
    values = {part.component: part.version for part in parts}
    python = candidate.option.python
    values.setdefault("python", python)
    asked_for = [entry for entry in candidate.chosen if entry.fit is None]
    version = candidate.chosen[0].release.version
    family = stock.family(target.distro.value)
    around = environment(candidate.option, framework, version, target, family)
    steps = [*around.steps, *actions(recipe.steps, values)]
    steps += [_ask(entry) for entry in asked_for]
    if target.network is False:
        steps.append(Action(kind="bring_files"))
    resolved = stock.proofs.get(proof_key(pins(candidate.chosen), *_where(target, python)))
    said = (sourced("recipe", candidate.way.sources.get(key), {}) for key in recipe.sources)
    plain, late = _parted(candidate) if _by_pip(candidate) else ([], [])
    return Stack(
        framework=framework,
        kind=recipe.kind,
        accelerator=target.accelerator.value,
        version=version,
        parts=parts,
        python=python,
        python_from=candidate.option.origin,  # type: ignore[arg-type]
        grade=_grade(candidate, resolved),
        resolved=resolved,
        conditions=candidate.conditions,
        overrides=candidate.overrides,
        proof=candidate.proof or tuple(said),
        needs=recipe.needs,
        steps=tuple(steps),
        besides=(*recipe.besides, *asked),
        commands=_commands(candidate, stock, (*recipe.besides, *asked)),
        pins=tuple(pins(plain, recipe.extras)),
        late=tuple(pins(late)),
        indexes=tuple(_places(candidate, stock)) if _by_pip(candidate) else (),
        after=tuple(actions(recipe.after, values)),
        verify=filled(recipe.verify, values),
        undo=tuple(filled(line, values) for line in (*around.undo, *recipe.undo)),
        note=recipe.note,
    )


def pins(chosen: Iterable[Chosen], extras: Mapping[str, str] | None = None) -> list[str]:
    """Exact requirements, in the order in which they are installed."""
    asked = extras or {}
    marks = {name: f"[{extra}]" for name, extra in asked.items()}
    return [
        f"{entry.package}{marks.get(entry.component, '')}=={entry.release.version}"
        for entry in chosen
    ]


def _where(target: Target, python: str) -> tuple[str, str, str]:
    return target.arch.value, f"{target.libc} {target.glibc.value}", f"python {python}"


def proof_place(target: Target, python: str) -> tuple[str, ...]:
    """What besides the pins identifies a resolution."""
    return _where(target, python)


def _grade(candidate: Candidate, resolved: date | None) -> StackGrade:
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


def _commands(candidate: Candidate, stock: Stock, besides: tuple[str, ...]) -> tuple[str, ...]:
    """The install, with what metadata forbids installed last and without asking it."""
    recipe = candidate.way.recipe
    if recipe.command:
        values = {entry.component: entry.release.version for entry in candidate.chosen}
        return (filled(recipe.command, {**values, "python": candidate.option.python}),)
    if not candidate.fetchable:
        return _local(candidate, besides)
    plain, late = _parted(candidate)
    options = _index_options(candidate, stock, alone=not besides)
    commands = []
    if plain or besides:
        words = [*map(_quoted, pins(plain, recipe.extras)), *(_quoted(text) for text in besides)]
        commands.append(" ".join([PIP, *words, *options]))
    if late:
        commands.append(" ".join([PIP, "--no-deps", *pins(late), *options]))
    return tuple(commands)


def _by_pip(candidate: Candidate) -> bool:
    """Whether pip takes all of it from an index."""
    return not candidate.way.recipe.command and candidate.fetchable


def _parted(candidate: Candidate) -> tuple[list[Chosen], list[Chosen]]:
    """What is installed first, and what metadata forbids beside it."""
    forced = {statement.values["name"] for statement in candidate.overrides}
    plain = [entry for entry in candidate.chosen if entry.package not in forced]
    late = [entry for entry in candidate.chosen if entry.package in forced]
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
        for entry in candidate.chosen
    ]
    return (" ".join([PIP, *words, *(_quoted(text) for text in besides)]),)


def _index_options(candidate: Candidate, stock: Stock, *, alone: bool) -> list[str]:
    """Where pip looks.

    Args:
        alone: nothing else is installed along, which another index may not have.
    """
    from_primary = any(
        entry.fit is not None and entry.fit.index == PRIMARY for entry in candidate.chosen
    )
    option = "--index-url" if alone and not from_primary else "--extra-index-url"
    return [f"{option} {at}" for at in _places(candidate, stock)]


def _places(candidate: Candidate, stock: Stock) -> list[str]:
    """Addresses of the indexes beside the first that have something of it, or lighter files."""
    found = (
        stock.releases(entry.package, entry.fit.index)
        for entry in candidate.chosen
        if entry.fit is not None and entry.fit.index != PRIMARY
    )
    places = dict.fromkeys(index.at for index in found if index is not None)
    besides = candidate.way.recipe.asked_besides
    first = candidate.chosen[0].fit
    if besides and first is not None and first.index == PRIMARY:
        places.setdefault(besides)
    return [at for at in places if at]


def _quoted(requirement: str) -> str:
    return f"'{requirement}'" if any(sign in requirement for sign in "<>!;*[ ") else requirement
