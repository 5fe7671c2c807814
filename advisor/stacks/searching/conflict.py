"""Why there is no stack: the facts without which there would be one, and what stands against
them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

from msgspec.structs import replace

from advisor.model.stack import (
    UNKNOWN,
    Conflict,
    Lift,
    NoWay,
    Resolution,
    Stack,
    Statement,
    Target,
)
from advisor.stacks import versions
from advisor.stacks.searching.rows import sourced
from advisor.stacks.stock import Stock

Found = tuple[tuple[str, ...], Stack]
"""Facts, and what would run without them."""
Again = Callable[[Target, str, Stock], Stack | None]
SHOWN = 3
"""Lifts that are told."""


def explained(target: Target, framework: str, stock: Stock, again: Again | None) -> Resolution:
    """A conflict where leaving out a fact or two would give an answer; otherwise that no way is
    known, or that it is known not to run there.

    Args:
        again: resolves for a target, quickly, without explaining; None leaves the conflict
            unexplained.
    """
    if not _anything(target, framework, stock):
        return _nothing(target, framework, stock)
    if again is None:
        accelerator = target.accelerator.value
        return Conflict(framework=framework, accelerator=accelerator, culprits=(), statements=())
    for size in (1, 2):
        found = [
            (names, stack)
            for names in combinations(tuple(_facts(target, stock)), size)
            if (stack := again(_without(target, names), framework, stock)) is not None
        ]
        if found:
            found = _tried(found, target, framework, stock, again)
            conflict = _conflict(target, framework, _apart(found, target, stock))
            said = (*conflict.statements, *_caveats(target, framework, stock))
            return replace(conflict, statements=said)
    return _few(target, framework, stock, again)


def _tried(
    found: list[Found], target: Target, framework: str, stock: Stock, again: Again
) -> list[Found]:
    """The same, of the versions of a platform that would lift a conflict only those that do so with
    everything else as it is, and nothing that none of them lifts: a row names more versions than
    would help, and one that is left open is bound by no need."""
    told = []
    for names, stack in found:
        conditions = []
        for each in stack.conditions:
            told_of = each.component == "arch" or each.component in target.versions
            if names == (each.component,) and told_of:
                left = tuple(
                    text
                    for text in each.any_of
                    if (each.component != "arch" and not versions.is_bare(text))
                    or again(_with(target, each.component, text), framework, stock) is not None
                )
                if not left:
                    break
                each = replace(each, any_of=left)
            conditions.append(each)
        else:
            told.append((names, replace(stack, conditions=tuple(conditions))))
    return told or found


def _with(target: Target, component: str, text: str) -> Target:
    """With a version of which that bare specifier holds."""
    if component == "arch":
        return replace(target, arch=replace(target.arch, value=text))
    known = replace(target.versions[component], value=text.removesuffix(".*"))
    return replace(target, versions={**target.versions, component: known})


def _few(target: Target, framework: str, stock: Stock, again: Again) -> Conflict:
    """Where no two facts are enough: all left out, then put back one by one, those that are hardest
    to change first, as long as an answer is left. What stays out is to blame, all of it."""
    out = tuple(_facts(target, stock))
    stack = again(_without(target, out), framework, stock)
    if stack is None:
        statements = tuple(_said(target, name) for name in out)
        accelerator = target.accelerator.value
        return Conflict(
            framework=framework, accelerator=accelerator, culprits=(), statements=statements
        )
    for name in reversed(out):
        fewer = tuple(other for other in out if other != name)
        found = again(_without(target, fewer), framework, stock)
        if found is not None:
            out, stack = fewer, found
    return _conflict(target, framework, _apart([(out, stack)], target, stock))


def _anything(target: Target, framework: str, stock: Stock) -> bool:
    accelerator = target.accelerator.value
    own = stock.framework(framework).packages
    offered = any(package.serves(accelerator) for package in own)
    return bool(stock.ways(framework, accelerator)) or offered


def _nothing(target: Target, framework: str, stock: Stock) -> Resolution:
    """Nothing leads to this accelerator: is that known, or was it only not found?"""
    accelerator = target.accelerator.value
    own = stock.framework(framework)
    entries = [entry for entry in own.accelerators if entry.accelerator == accelerator]
    said = tuple(
        sourced("support", own.sources.get(key), {"state": entry.state})
        for entry in entries
        for key in entry.sources
    )
    if any(entry.state == "none" for entry in entries):
        refused = Statement(kind="accelerator", values={"accelerator": accelerator})
        return Conflict(
            framework=framework,
            accelerator=accelerator,
            culprits=("accelerator",),
            statements=(refused, *said),
        )
    files = [file for file in stock.compatibility.values() if file.accelerator == accelerator]
    said += tuple(Statement(kind="rows", values={"file": file.id}) for file in files)
    return NoWay(framework=framework, accelerator=accelerator, looked_for=said)


def _apart(found: list[Found], target: Target, stock: Stock) -> list[Found]:
    """Without the chip where one of its properties is to blame, which says more."""
    accelerator = target.accelerator.value
    properties = {
        id
        for file in stock.compatibility.values()
        if file.accelerator == accelerator
        for id, component in file.components.items()
        if component.kind == "chip"
    }
    told = [(names, stack) for names, stack in found if properties.intersection(names)]
    if not told:
        return found
    rest = [(names, stack) for names, stack in found if "chip" not in names]
    named = [(tuple(name for name in names if name != "chip"), stack) for names, stack in told]
    return rest or named


def _conflict(target: Target, framework: str, found: list[Found]) -> Conflict:
    """The fewest facts that are in the way; each with what speaks against it."""
    culprits = tuple(dict.fromkeys(name for names, _ in found for name in names))
    if "python" in culprits:  # a network would only bring another Python
        fetched = all(
            stack.python_from == "fetched" for names, stack in found if "network" in names
        )
        culprits = tuple(name for name in culprits if name != "network" or not fetched)
    statements: list[Statement] = []
    lifts: list[Lift] = []
    for names, stack in found:
        for name in names:
            statements.append(_said(target, name))
            asked = [each for each in stack.conditions if each.component == name]
            statements += [each.because for each in asked if each.because is not None]
            any_of = tuple(text for each in asked for text in each.any_of)
            if name == "python" and not any_of:
                any_of = (stack.python,)
            lifts.append(Lift(component=name, any_of=any_of, version=stack.version))
    unique = tuple({repr(statement): statement for statement in statements}.values())
    return Conflict(
        framework=framework,
        accelerator=target.accelerator.value,
        culprits=culprits,
        statements=unique,
        lifts=tuple(lifts[:SHOWN]),
    )


def _caveats(target: Target, framework: str, stock: Stock) -> Iterator[Statement]:
    """Files that pip would take and that would not run."""
    packages = {
        way.package(component): None
        for way in stock.ways(framework, target.accelerator.value)
        for component in way.recipe.packages
    }
    for package in packages:
        for caveat, sources in stock.caveats(package):
            if caveat.stub or (caveat.archs and target.arch.value not in caveat.archs):
                values = {"package": package, "versions": caveat.versions}
                kind = "stub"
                if not caveat.stub:
                    kind = "inside"
                    files = caveat.tags or (caveat.versions,)
                    values = {"package": package, "files": ", ".join(files)}
                    values["archs"] = ", ".join(caveat.archs)
                yield sourced(kind, sources.get(caveat.source), values)


def _facts(target: Target, stock: Stock) -> Iterator[str]:
    """The facts that could be in the way, those that are easiest to change first."""
    if target.requires:
        yield "requires"
    if target.pythons_origin != "unknown":
        yield "python"
    yield from _components(target, stock)
    unreached = any(reached is False for reached in target.indexes.values())
    known = {
        "glibc": target.glibc.known,
        "network": unreached or target.network is False,
        "chip": target.chip.known,
        "distro": target.distro.known,
        "arch": target.arch.known,
    }
    yield from (name for name, is_known in known.items() if is_known)


def _components(target: Target, stock: Stock) -> Iterator[str]:
    """What the target has of what its accelerator's files declare."""
    accelerator = target.accelerator.value
    for file in stock.compatibility.values():
        if file.accelerator == accelerator:
            for component in file.components:
                if component in target.versions and target.versions[component].known:
                    yield component


def _without(target: Target, names: tuple[str, ...]) -> Target:
    for name in names:
        if name == "requires":
            target = replace(target, requires=())
        elif name == "python":
            # With an unknown network the Pythons that would do are all told.
            network = None if target.network else target.network
            target = replace(target, pythons=(), pythons_origin="unknown", network=network)
        elif name == "network":
            target = replace(target, network=None, indexes={})
        elif name in target.versions:
            versions = {id: known for id, known in target.versions.items() if id != name}
            target = replace(target, versions=versions)
        else:
            target = replace(target, **{name: UNKNOWN})
    return target


def _said(target: Target, name: str) -> Statement:
    """The fact itself, as a statement of the target."""
    if name == "requires":
        values = {"value": ", ".join(target.requires), "origin": "given"}
    elif name == "python":
        values = {"value": ", ".join(target.pythons), "origin": target.pythons_origin}
    elif name == "network":
        values = {"value": "no", "origin": "detected"}
    else:
        known = target.versions.get(name) or getattr(target, name)
        values = {"value": known.value, "origin": known.origin}
    return Statement(kind="fact", values={"component": name, **values})
