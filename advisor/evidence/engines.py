"""Whether an engine for large models runs on the very accelerator and chip, on this framework."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal, Protocol

from msgspec import Struct

from advisor.evidence.book import Evidence, Remark
from advisor.evidence.doubts import doubts_about_age
from advisor.model.compatibility import Compatibility, CompatibilityRow, Versions
from advisor.model.criterion import Criterion
from advisor.model.engine import Engine, EngineSupport
from advisor.model.framework import Framework
from advisor.model.source import Source
from advisor.model.stack import Target
from advisor.stacks import versions
from advisor.stacks.stock import Stock

Fit = Literal["fits", "chip_unknown", "other_chip", "other_arch", "other_platform"]
"""fits: as far as the target tells. The others name what is in the way."""
ORDER: tuple[Fit, ...] = ("fits", "chip_unknown", "other_platform", "other_arch", "other_chip")
"""Nearest first: what is said where nothing fits."""
STATES = ("supported", "limited", "none")
"""Best first; each is a level of the criteria that are judged by engines."""


class _Where(Protocol):
    """What a place and a row have in common."""

    @property
    def chips(self) -> tuple[str, ...]: ...
    @property
    def archs(self) -> tuple[str, ...]: ...
    @property
    def versions(self) -> Versions: ...


class _Judged(Struct, frozen=True):
    """One place of one engine as a target sees it."""

    engine: Engine
    place: EngineSupport
    fit: Fit
    row: CompatibilityRow | None = None
    """The newest one that fits, or is nearest."""
    row_source: Source | None = None

    @property
    def chips(self) -> tuple[str, ...]:
        """The chips that it is documented for; empty for all."""
        return self.place.chips or (self.row.chips if self.row is not None else ())

    @property
    def sources(self) -> tuple[Source, ...]:
        """Of the place and of its row."""
        own = self.engine.sources.get(self.place.source)
        return tuple(source for source in (own, self.row_source) if source is not None)


def engines(
    criterion: Criterion,
    framework: Framework,
    target: Target,
    stock: Stock,
    as_of: date,
    *,
    package: str = "",
    version: str = "",
) -> Evidence:
    """The best state that an engine of the criterion's kind has on this framework, there.

    A place without a condition that the target contradicts counts; an unknown chip does not meet
    one. `none` is said only where a source says so and no engine runs.

    Args:
        package: the component that is the framework's own package in its stack. version: of it; an
        engine whose sets all want another one raises a doubt.
    """
    own = {package: version} if package and version else {}
    kind = [engine for engine in stock.engines.values() if criterion.engines in engine.does]
    built = [engine for engine in kind if framework.id in engine.frameworks]
    accelerator = target.accelerator.value
    if not built:
        return _unknown(criterion, framework, "no_engine_on", kind)
    files = [file for file in stock.compatibility.values() if file.accelerator == accelerator]
    judged = [
        _judge(engine, place, target, files, own)
        for engine in built
        for place in engine.places
        if place.accelerator == accelerator
    ]
    if not judged:
        return _unknown(criterion, framework, "no_engine_for", built, accelerator=accelerator)
    fitting = [each for each in judged if each.fit == "fits"]
    if not fitting:
        return _nearest(criterion, framework, target, judged)
    best = min(fitting, key=lambda each: (STATES.index(each.place.state), each.row is None))
    if best.place.state == "none" and any(each.fit == "chip_unknown" for each in judged):
        return _nearest(criterion, framework, target, judged)
    return _evidence(criterion, framework, target, best, as_of, own)


def _judge(
    engine: Engine,
    place: EngineSupport,
    target: Target,
    files: Iterable[Compatibility],
    own: Mapping[str, str],
) -> _Judged:
    known = tuple(files)
    fit = _fit(place, target, known)
    if fit != "fits" or not place.component:
        return _Judged(engine, place, fit)
    rows = [
        (_fit(row, target, (file,)), row, file)
        for file in known
        for row in file.rows
        if place.component in row.versions
    ]
    if not rows:
        return _Judged(engine, place, "other_platform")
    nearest = min((fit for fit, _, _ in rows), key=ORDER.index)
    at_hand = [(row, file) for fit, row, file in rows if fit == nearest]
    row, file = max(
        at_hand,
        key=lambda pair: (not _others(pair[0], own), _newness(pair[0], place.component)),
    )
    return _Judged(engine, place, nearest, row, file.sources.get(row.source))


def _others(row: CompatibilityRow, own: Mapping[str, str]) -> dict[str, str]:
    """What a row wants where the stack has another version."""
    return {
        component: ", ".join(_all_of(row.versions[component]))
        for component, version in own.items()
        if component in row.versions and not _any_holds(version, row.versions[component])
    }


def _all_of(wanted: str | tuple[str, ...]) -> tuple[str, ...]:
    return (wanted,) if isinstance(wanted, str) else wanted


def _any_holds(version: str, wanted: str | tuple[str, ...]) -> bool:
    return any(versions.holds(version, each) for each in _all_of(wanted))


def _newness(row: CompatibilityRow, component: str) -> tuple[bool, versions.Key]:
    """Releases before what comes before them, then the newest."""
    wanted = row.versions[component]
    newest = versions.newest(_all_of(wanted))
    return versions.is_stable(newest), versions.key(newest)


def _fit(where: _Where, target: Target, files: Iterable[Compatibility]) -> Fit:
    """Whether chips, architectures and the versions of platform and chip hold on the target; what
    it does not tell is open, except for the chip."""
    if where.chips and not target.chip.known:
        return "chip_unknown"
    if where.chips and target.chip.value not in where.chips:
        return "other_chip"
    if where.archs and target.arch.known and target.arch.value not in where.archs:
        return "other_arch"
    has = _has(target, files)
    for component, wanted in where.versions.items():
        there = has.get(component)
        if there is not None and not _any_holds(there, wanted):
            return "other_platform"
    return "fits"


def _has(target: Target, files: Iterable[Compatibility]) -> Mapping[str, str]:
    """The versions of platform software and the properties of the chip that are known."""
    found: dict[str, str] = {}
    for file in files:
        for chip in file.chips:
            if chip.id == target.chip.value:
                found |= chip.components
    told = {id: value.value for id, value in target.versions.items() if value.known}
    return found | told


def _evidence(
    criterion: Criterion,
    framework: Framework,
    target: Target,
    best: _Judged,
    as_of: date,
    own: Mapping[str, str],
) -> Evidence:
    values: dict[str, str | float | int] = {
        "engine": best.engine.name,
        "accelerator": target.accelerator.value,
        "chip": target.chip.value,
        "versions": _written(best.row, best.place.component),
    }
    read = max(source.read for source in best.sources)
    doubts = list(doubts_about_age(read, criterion.months_valid, as_of))
    for component, wanted in (_others(best.row, own) if best.row is not None else {}).items():
        asked = {"component": component, "wanted": wanted, "version": own[component]}
        doubts.append(Remark(kind="engine_wants", values=dict(asked)))
    kind = "engine_none" if best.place.state == "none" else "engine_runs"
    if best.row is not None:
        kind = "engine_runs_with"
    return Evidence(
        framework=framework.id,
        criterion=criterion.id,
        value=best.place.state,
        grade="documented",
        as_of=read,
        sources=best.sources,
        note=best.place.note or (best.row.note if best.row is not None else None),
        because=Remark(kind=kind, values=values),
        doubts=tuple(doubts),
    )


def _written(row: CompatibilityRow | None, first: str) -> str:
    """`vllm-ascend 0.23.0, cann 9.1.0, torch 2.10.0`, the engine's own component first."""
    if row is None:
        return ""
    names = sorted(row.versions, key=lambda component: component != first)
    return ", ".join(f"{name} {_all_of(row.versions[name])[0]}" for name in names)


def _nearest(
    criterion: Criterion, framework: Framework, target: Target, judged: list[_Judged]
) -> Evidence:
    """Unknown, with what is nearest to fitting."""
    running = [each for each in judged if each.place.state != "none"]
    if not running:
        built = [each.engine for each in judged]
        accelerator = target.accelerator.value
        return _unknown(criterion, framework, "no_engine_for", built, accelerator=accelerator)
    fit = min((each.fit for each in running), key=ORDER.index)
    there = [each for each in running if each.fit == fit]
    chips = tuple(dict.fromkeys(chip for each in there for chip in each.chips))
    return _unknown(
        criterion,
        framework,
        f"engine_{fit}",
        [each.engine for each in there],
        [source for each in there for source in each.sources],
        accelerator=target.accelerator.value,
        chip=target.chip.value,
        chips=", ".join(chips),
        arch=target.arch.value,
    )


def _unknown(
    criterion: Criterion,
    framework: Framework,
    kind: str,
    looked_at: Iterable[Engine],
    sources: Iterable[Source] = (),
    **values: str,
) -> Evidence:
    """Unknown, with the engines that were looked at."""
    names = tuple(dict.fromkeys(engine.name for engine in looked_at))
    return Evidence(
        framework=framework.id,
        criterion=criterion.id,
        sources=tuple(dict.fromkeys(sources)),
        missing=Remark(kind=kind, values={"engines": ", ".join(names), **values}),
    )
