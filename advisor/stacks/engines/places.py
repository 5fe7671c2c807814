"""Which of an engine's documented places a target is, by accelerator, chip, architecture and rows:
the one judge that evidence and stacks share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, Protocol

from msgspec import Struct
from msgspec.structs import replace

from advisor.model.compatibility import Compatibility, CompatibilityRow, Versions
from advisor.model.engine import Engine, EngineStart, EngineSupport
from advisor.model.source import Source
from advisor.model.stack import Target
from advisor.stacks import versions
from advisor.stacks.stock import Stock

PlaceFit = Literal["fits", "chip_unknown", "other_chip", "other_arch", "other_platform"]
"""fits: as far as the target tells. The others name what is in the way."""
ORDER: tuple[PlaceFit, ...] = (
    "fits",
    "chip_unknown",
    "other_platform",
    "other_arch",
    "other_chip",
)
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


class JudgedPlace(Struct, frozen=True):
    """One place of one engine as a target sees it."""

    engine: Engine
    place: EngineSupport
    fit: PlaceFit
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


def built_on(purpose: str, framework: str, stock: Stock) -> list[Engine]:
    """The engines of a framework that do that."""
    return [
        engine
        for engine in stock.engines.values()
        if purpose in engine.does and framework in engine.frameworks
    ]


def judged(
    engines: Iterable[Engine], target: Target, stock: Stock, own: Mapping[str, str]
) -> list[JudgedPlace]:
    """Every place of those engines on the target's accelerator.

    Args:
        own: versions of components that are decided already; rows that want them come first.
    """
    accelerator = target.accelerator.value
    files = [file for file in stock.compatibility.values() if file.accelerator == accelerator]
    return [
        _judge(engine, place, target, files, own)
        for engine in engines
        for place in engine.places
        if place.accelerator == accelerator
    ]


def start_of(engine: Engine, purpose: str, accelerator: str) -> EngineStart | None:
    """How an engine is started there for that; None where nothing tells."""
    return next(
        (
            start
            for start in engine.serve
            if start.purpose == purpose and accelerator in (start.accelerators or (accelerator,))
        ),
        None,
    )


def best_of(places: Iterable[JudgedPlace]) -> JudgedPlace | None:
    """The best of those that fit; None where none does.

    `none` is said only where a source says so and no engine runs; not while a chip that nobody
    knows may be one on which another does.
    """
    every = tuple(places)
    fitting = [each for each in every if each.fit == "fits"]
    if not fitting:
        return None
    best = min(fitting, key=lambda each: (STATES.index(each.place.state), each.row is None))
    if best.place.state == "none" and any(each.fit == "chip_unknown" for each in every):
        return None
    return best


def nearest_of(places: Iterable[JudgedPlace]) -> tuple[PlaceFit, list[JudgedPlace]]:
    """Of the places where an engine runs, those that are nearest to fitting, and what is in their
    way; an empty list where there is none."""
    running = [each for each in places if each.place.state != "none"]
    fits = {each.fit for each in running}
    fit = next((each for each in ORDER if each in fits), ORDER[-1])
    return fit, [each for each in running if each.fit == fit]


def others(row: CompatibilityRow, own: Mapping[str, str]) -> dict[str, str]:
    """What a row wants where other versions are decided."""
    return {
        component: ", ".join(all_of(row.versions[component]))
        for component, version in own.items()
        if component in row.versions and not any_holds(version, row.versions[component])
    }


def all_of(wanted: str | tuple[str, ...]) -> tuple[str, ...]:
    """What a row says of one component, as several alternatives."""
    return (wanted,) if isinstance(wanted, str) else wanted


def any_holds(version: str, wanted: str | tuple[str, ...]) -> bool:
    """Whether one of the alternatives holds."""
    return any(versions.holds(version, each) for each in all_of(wanted))


def _judge(
    engine: Engine,
    place: EngineSupport,
    target: Target,
    files: Iterable[Compatibility],
    own: Mapping[str, str],
) -> JudgedPlace:
    known = tuple(files)
    fit = _fit(place, target, known)
    place = _as_seen(place, target, known)
    if fit != "fits" or not place.component:
        return JudgedPlace(engine, place, fit)
    rows = [
        (_fit(row, target, (file,)), row, file)
        for file in known
        for row in file.rows
        if place.component in row.versions
    ]
    if not rows:
        return JudgedPlace(engine, place, "other_platform")
    nearest = min((fit for fit, _, _ in rows), key=ORDER.index)
    at_hand = [(row, file) for fit, row, file in rows if fit == nearest]
    row, file = max(
        at_hand,
        key=lambda pair: (not others(pair[0], own), _newness(pair[0], place.component)),
    )
    return JudgedPlace(engine, place, nearest, row, file.sources.get(row.source))


def _as_seen(place: EngineSupport, target: Target, files: Iterable[Compatibility]) -> EngineSupport:
    """The place with the precisions that this chip has besides; those of a chip that is not known
    stay out."""
    known = tuple(files)
    has = _has(target, known)
    more = [
        name
        for some in place.precisions_on
        if _fit(some, target, known) == "fits" and set(some.versions) <= set(has)
        for name in some.precisions
    ]
    if not more:
        return place
    return replace(place, precisions=tuple(dict.fromkeys((*place.precisions, *more))))


def _newness(row: CompatibilityRow, component: str) -> tuple[bool, versions.Key]:
    """Releases before what comes before them, then the newest."""
    wanted = row.versions[component]
    newest = versions.newest(all_of(wanted))
    return versions.is_stable(newest), versions.key(newest)


def _fit(where: _Where, target: Target, files: Iterable[Compatibility]) -> PlaceFit:
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
        if there is not None and not any_holds(there, wanted):
            return "other_platform"
    return "fits"


def _has(target: Target, files: Iterable[Compatibility]) -> Mapping[str, str]:
    """The versions of platform software and the properties of the chip that are known."""
    found: dict[str, str] = {}
    for file in files:
        for chip in file.chips:
            if chip.id == target.chip.value:
                found |= chip.components
    if target.glibc.known:
        found["glibc"] = target.glibc.value
    told = {id: value.value for id, value in target.versions.items() if value.known}
    return found | told
