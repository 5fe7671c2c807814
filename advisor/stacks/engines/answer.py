"""A target and a framework, and what serves or trains large models there: a stack that holds the
engine, or why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from advisor.model.engine import Engine
from advisor.model.stack import (
    STACK_GRADES,
    Condition,
    Conflict,
    NoWay,
    Part,
    Resolution,
    Stack,
    StackEngine,
    Statement,
    Target,
)
from advisor.stacks import requirements, versions
from advisor.stacks.engines.places import (
    STATES,
    JudgedPlace,
    best_of,
    built_on,
    judged,
    nearest_of,
)
from advisor.stacks.engines.ways import ways_of
from advisor.stacks.filling import installed
from advisor.stacks.resolver import Resolver, settled
from advisor.stacks.searching.conditions import joined
from advisor.stacks.searching.conflict import explained
from advisor.stacks.searching.rows import sourced
from advisor.stacks.stock import PRIMARY, Stock
from advisor.stacks.writing import PIP

RUNNING = STATES[:2]
OPEN = ("fits", "chip_unknown", "other_platform", "other_arch")
"""What a place may be so that its ways are searched: they find out which facts are in the way."""


def with_engine(
    target: Target, framework: str, stock: Stock, *, explain: bool = True
) -> Resolution:
    """The best engine's stack on a target, the newest that its rows allow.

    Returns:
        A stack; a conflict where a source says that none runs on the chip, or a fact of the target
        keeps all from it; no way where none is documented for the chip.
    Raises:
        KeyError: there is no such framework.
    """
    found = engine_stacks(target, framework, stock)
    if found:
        return found[0]
    return _none(target, framework, stock, explain=explain)


def engine_stacks(target: Target, framework: str, stock: Stock) -> list[Stack]:
    """One stack for each engine that runs there, the best first; what answers where its conditions
    do not hold is behind it, `otherwise`."""
    resolver = Resolver(stock, target)
    places = judged(built_on(target.purpose, framework, stock), target, stock, {})
    every: list[list[Stack]] = []
    for engine in {each.engine.id: each.engine for each in places}.values():
        own = [each for each in places if each.engine.id == engine.id]
        stacks = _of_engine(own, framework, resolver)
        if stacks:
            every.append(stacks)
    every = _asked_for(every, target)
    every.sort(key=lambda stacks: _rank(stacks[0], stock))
    return [replace(stacks[0], otherwise=tuple(stacks[1:])) for stacks in every]


def _asked_for(every: list[list[Stack]], target: Target) -> list[list[Stack]]:
    """Those whose packages the person requires by name, where any has them: a requirement that
    names an engine chooses it."""
    names = {requirements.parsed(text).name for text in target.requires}
    chosen = [stacks for stacks in every if names & _packages(stacks[0])]
    of_engines = set().union(*(_packages(stacks[0]) for stacks in chosen)) & names
    fitting = [stacks for stacks in chosen if of_engines <= _packages(stacks[0])]
    return fitting or every


def _packages(stack: Stack) -> set[str]:
    return {requirements.normal(part.name) for part in stack.parts if part.kind == "package"}


def _of_engine(places: list[JudgedPlace], framework: str, resolver: Resolver) -> list[Stack]:
    """What one engine offers: of the places that may be the target's, the best states first."""
    kept: list[Stack] = []
    at_hand = [each for each in places if each.place.state in RUNNING and each.fit in OPEN]
    for each in sorted(at_hand, key=lambda each: STATES.index(each.place.state)):
        kept = settled(kept, _of_place(each, framework, resolver))
    return kept


def _of_place(judged: JudgedPlace, framework: str, resolver: Resolver) -> list[Stack]:
    """Packages and images, whichever asks for less of the platform first; where nobody documents
    what to install, the framework's own stack, and the engine's version is left open."""
    ways = ways_of(judged.engine, judged.place, framework, resolver.stock)
    if not ways and judged.fit in ("fits", "chip_unknown"):
        own = resolver.stacks(framework)
        return [_marked(_open(stack, judged), judged, resolver) for stack in own]
    images = tuple(way for way in ways if way.recipe.kind == "image")
    packages = tuple(way for way in ways if way.recipe.kind != "image")
    every = [
        [_marked(stack, judged, resolver) for stack in resolver.stacks(framework, each)]
        for each in (packages, images)
        if each
    ]
    kept: list[Stack] = []
    for stacks in sorted(filter(None, every), key=lambda stacks: _asks(stacks[0])):
        kept = settled(kept, stacks)
    return kept


def _asks(stack: Stack) -> tuple[bool, bool, int]:
    """Whether files must be asked for, whether the engine's version comes before a release, and how
    much of the platform is not known to be so."""
    asked = [each for each in stack.conditions if not each.component.startswith("index:")]
    version = stack.engine.version if stack.engine is not None else ""
    return stack.grade == "vendor", not versions.is_stable(version), len(asked)


def _open(stack: Stack, judged: JudgedPlace) -> Stack:
    """What nothing but the framework's metadata speaks for as a set with the engine."""
    chips = judged.place.chips
    conditions = stack.conditions
    if judged.fit == "chip_unknown":
        conditions = joined((*conditions, Condition(component="chip", any_of=chips)))
    grade = max(stack.grade, "metadata", key=STACK_GRADES.index)
    said = Statement(kind="engine_open", values={"engines": judged.engine.name})
    # Where the project names what pip takes, pip chooses the version beside the framework's.
    line = f"{PIP} {' '.join(judged.place.packages)}" if judged.place.packages else ""
    after = (*stack.after, *installed(line, {}))
    return replace(
        stack, conditions=conditions, grade=grade, proof=(said, *stack.proof), after=after
    )


def _marked(stack: Stack, judged: JudgedPlace, resolver: Resolver) -> Stack:
    """The stack, with the engine and the page that names the place."""
    engine, place = judged.engine, judged.place
    component = place.component or next(iter(place.packages), "")
    stack = _completed(stack, component, resolver)
    part = next((part for part in stack.parts if part.component == component), None)
    said = _statement("engine_runs", engine, place.source, {"accelerator": place.accelerator})
    marked = StackEngine(
        id=engine.id,
        name=engine.name,
        purpose=resolver.target.purpose,
        state=place.state,  # type: ignore[arg-type]
        component=component,
        version=part.version if part is not None else "",
        note=place.note,
    )
    return replace(stack, engine=marked, proof=(said, *stack.proof))


def _completed(stack: Stack, component: str, resolver: Resolver) -> Stack:
    """With the framework's version that the engine's own metadata asks for, where an image's row
    does not tell it."""
    ways = resolver.stock.ways(stack.framework, resolver.target.accelerator.value)
    known = resolver.stock.releases(component)
    part = next((part for part in stack.parts if part.component == component), None)
    if stack.version or not ways or known is None or part is None:
        return stack
    name = ways[0].package(ways[0].frame)
    release = next((one for one in known.releases if one.version == part.version), None)
    for text in release.requires if release is not None else ():
        asked = requirements.parsed(text)
        if asked.name == requirements.normal(name) and asked.specifier.startswith("=="):
            version = asked.specifier.removeprefix("==")
            own = Part(component=ways[0].frame, kind="package", version=version, name=name)
            said = Statement(
                kind="engine_asks",
                values={"package": f"{component} {part.version}", "requires": f"{name} {version}"},
                at=f"{PRIMARY}: {component}=={part.version}",
                read=known.read,
            )
            parts, proof = (own, *stack.parts), (*stack.proof, said)
            return replace(stack, version=version, parts=parts, proof=proof)
    return stack


def _statement(kind: str, engine: Engine, source: str, values: dict[str, str]) -> Statement:
    return sourced(kind, engine.sources.get(source), {"engines": engine.name, **values})


def _rank(stack: Stack, stock: Stock) -> tuple[object, ...]:
    """The best documented engine, then the one that asks for the least, then the one whose release
    is the newest."""
    engine = stack.engine
    assert engine is not None
    return (
        STATES.index(engine.state),
        not engine.version,
        STACK_GRADES.index(stack.grade),
        _asks(stack),
        -_released(engine, stock).toordinal(),
        engine.id,
    )


def _released(engine: StackEngine, stock: Stock) -> date:
    """The day of the engine's version; the first of all days where no index tells."""
    known = stock.releases(engine.component) if engine.component else None
    releases = known.releases if known is not None else ()
    return next((each.date for each in releases if each.version == engine.version), date.min)


def _none(target: Target, framework: str, stock: Stock, *, explain: bool) -> Resolution:
    accelerator = target.accelerator.value
    built = built_on(target.purpose, framework, stock)
    if not built:
        kind = [engine for engine in stock.engines.values() if target.purpose in engine.does]
        return _no_way(target, framework, [_looked("no_engine_on", kind)])
    places = judged(built, target, stock, {})
    if not places:
        return _no_way(target, framework, [_looked("no_engine_for", built, accelerator)])
    best = best_of(places)
    if best is not None and best.place.state not in RUNNING:
        return _refused(target, framework, places)
    fit, near = nearest_of(places)
    if fit == "other_chip" or not near:
        return _no_way(target, framework, _of_other_chips(target, near or places))
    again = _again if explain else None
    return explained(target, framework, stock, again)


def _again(target: Target, framework: str, stock: Stock) -> Stack | None:
    return next(iter(engine_stacks(target, framework, stock)), None)


def _no_way(target: Target, framework: str, looked_for: Iterable[Statement]) -> NoWay:
    accelerator = target.accelerator.value
    return NoWay(framework=framework, accelerator=accelerator, looked_for=tuple(looked_for))


def _looked(kind: str, engines: Iterable[Engine], accelerator: str = "") -> Statement:
    values = {"engines": ", ".join(engine.name for engine in engines)}
    if accelerator:
        values["accelerator"] = accelerator
    return Statement(kind=kind, values=values)


def _of_other_chips(target: Target, places: Iterable[JudgedPlace]) -> list[Statement]:
    """What engines are documented for, each with its page."""
    return [
        _statement(
            "engine_other_chip",
            each.engine,
            each.place.source,
            {"chips": ", ".join(each.chips), "chip": target.chip.value},
        )
        for each in places
    ]


def _refused(target: Target, framework: str, places: list[JudgedPlace]) -> Conflict:
    """A source says that it does not run on the chip; for which chips it does stands beside."""
    accelerator = target.accelerator.value
    refusing = [each for each in places if each.place.state not in RUNNING and each.fit == "fits"]
    said = [
        _statement(
            "engine_none",
            each.engine,
            each.place.source,
            {"accelerator": accelerator, "chip": target.chip.value},
        )
        for each in refusing
    ]
    _, near = nearest_of(places)
    return Conflict(
        framework=framework,
        accelerator=accelerator,
        culprits=("chip",),
        statements=(*said, *_of_other_chips(target, near)),
    )
