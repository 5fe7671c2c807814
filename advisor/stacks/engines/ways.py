"""The ways of an engine onto an accelerator: those of its framework, with the engine's packages in
front and its rows alone to decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from advisor.model.compatibility import (
    Compatibility,
    CompatibilityRow,
    Component,
    Recipe,
    Requirement,
    Versions,
)
from advisor.model.engine import TAGGED, Engine, EngineSupport
from advisor.model.source import Source
from advisor.stacks import versions
from advisor.stacks.engines.places import all_of, any_holds
from advisor.stacks.filling import filled
from advisor.stacks.stock import NOTHING, PRIMARY, Stock, Way

MARK = "engine:"
"""Before the ids of an engine's own sources, so that a vendor's file keeps its own."""


def ways_of(engine: Engine, place: EngineSupport, framework: str, stock: Stock) -> tuple[Way, ...]:
    """The ways to one of an engine's places: packages with each of the framework's own ways, and
    images; none where nobody documents what to install."""
    bases = stock.ways(framework, place.accelerator)
    vendor = _vendor(place.accelerator, stock)
    kinds = {id: component.kind for id, component in vendor.components.items()}
    rows = [row for row in vendor.rows if place.component and place.component in row.versions]
    loose = [row for row in rows if not _image(row, kinds)]
    found = []
    for base in bases:
        told = place.install or all(stock.releases(id) is not None for id in place.packages)
        named = loose if place.component else place.packages if told else ()
        # Compiled files go with the framework's of the same index, where no row says otherwise.
        strange = not place.component and not place.install and base.recipe.index != PRIMARY
        if base.recipe.kind in ("index", "vendor") and named and not strange:
            found.append(_extended(engine, place, base, loose))
    held = [row for row in rows if _image(row, kinds)]
    for image in dict.fromkeys(_image(row, kinds) for row in held):
        own = [row for row in held if _image(row, kinds) == image]
        found.append(_inside(engine, place, framework, vendor, image, own, bases))
    if place.image and loose:
        name, _, _ = place.image.partition(":")
        more = {TAGGED: Component(kind="image", package=name)}
        tagged = [_tagged(row, place) for row in loose]
        known = replace(vendor, components={**vendor.components, **more})
        found.append(_inside(engine, place, framework, known, TAGGED, tagged, bases))
    return tuple(replace(way, order=order) for order, way in enumerate(found))


def _vendor(accelerator: str, stock: Stock) -> Compatibility:
    files = stock.compatibility.values()
    return next((file for file in files if file.accelerator == accelerator), NOTHING)


def _tagged(row: CompatibilityRow, place: EngineSupport) -> CompatibilityRow:
    """A row with the tag of the image that the project builds of it."""
    _, _, tag = place.image.partition(":")
    exact = {id: versions.newest(all_of(wanted)) for id, wanted in row.versions.items()}
    return replace(row, versions={TAGGED: filled(tag, exact), **row.versions})


def _image(row: CompatibilityRow, kinds: Mapping[str, str]) -> str:
    """The component of kind image that a row names; empty where it names none."""
    return next((id for id in row.versions if kinds.get(id) == "image"), "")


def _extended(
    engine: Engine, place: EngineSupport, base: Way, rows: Iterable[CompatibilityRow]
) -> Way:
    """A way of the framework with the engine's packages before its own."""
    told = tuple(rows)
    kinds = {id: component.kind for id, component in base.file.components.items()}
    named = (id for row in told for id in row.versions if kinds.get(id) == "package")
    first = (place.component,) if place.component else ()
    engines = dict.fromkeys((*first, *place.packages, *named))
    packages = tuple(id for id in engines if id not in base.recipe.packages)
    every = (*packages, *base.recipe.packages)
    complete = all(set(base.recipe.packages) <= set(row.versions) for row in told)
    others = [row for row in base.file.rows if packages[0] not in row.versions]
    if complete and told:
        # The engine's rows name everything: what is said of the framework alone is for others.
        others = [row for row in others if base.recipe.packages[0] not in row.versions]
    joined = [each for row in told for each in _joined(row, base, kinds)]
    file = _file(engine, place, base.file, (*joined, *others), packages)
    brought = (place.packages or packages) if place.install else ()
    recipe = replace(
        base.recipe,
        packages=every,
        chips=_chips(place, base.recipe),
        archs=_archs(place, base.recipe),
        indexes=(),
        elsewhere=place.elsewhere,
        command=_by_hand(base.recipe, packages, brought),
    )
    sources = {**base.sources, **_sources(engine)}
    return Way(
        recipe,
        file,
        sources,
        base.order,
        by=packages[0],
        own=base.recipe.packages[0],
        install=place.install,
        brought=brought,
    )


def _by_hand(recipe: Recipe, packages: Iterable[str], brought: tuple[str, ...]) -> str:
    """The framework's own line; with files that are fetched by hand, the engine's behind it."""
    if not recipe.command or brought:
        return recipe.command
    files = " ".join(f"./{id.replace('-', '_')}-{{{id}}}*.whl" for id in packages)
    return f"{recipe.command}\npython -m pip install {files}"


def _inside(
    engine: Engine,
    place: EngineSupport,
    framework: str,
    vendor: Compatibility,
    image: str,
    rows: Iterable[CompatibilityRow],
    bases: Iterable[Way],
) -> Way:
    """An image that holds the engine, started as the framework's own images are."""
    ways = tuple(bases)
    like = next((way for way in ways if way.recipe.kind == "image"), None)
    base = like or next(iter(ways), None)
    kinds = {id: component.kind for id, component in vendor.components.items()}
    own = base.recipe.packages if base is not None else ()
    named = (id for row in rows for id in row.versions if kinds.get(id) == "package")
    packages = (place.component, *dict.fromkeys((*named, *own)))
    engines = tuple(id for id in dict.fromkeys(packages) if id not in own)
    recipe = Recipe(
        framework=framework,
        kind="image",
        packages=(*engines, *own),
        platform=_host(base),
        image=image,
        chips=place.chips,
        archs=place.archs,
        needs=("docker",),
        steps=like.recipe.steps if like is not None else (),
        command=_started(like, place, image, vendor),
        verify=base.recipe.verify if base is not None else "",
        sources=(),
    )
    others = [row for row in vendor.rows if not _image(row, kinds)]
    platform = [row for row in others if not set(packages) & set(row.versions)]
    file = _file(engine, place, vendor, (*rows, *platform), (*engines, image))
    sources = {**vendor.sources, **_sources(engine)}
    return Way(recipe, file, sources, 0, by=place.component, own=own[0] if own else "")


def _host(base: Way | None) -> tuple[str, ...]:
    """What must be outside an image: what images of the framework ask for, otherwise the last that
    a way asks for, which is the driver."""
    if base is None:
        return ()
    platform = base.recipe.platform
    return platform if base.recipe.kind == "image" else platform[-1:]


def _started(like: Way | None, place: EngineSupport, image: str, vendor: Compatibility) -> str:
    """The line that starts the image: as its own page says, or as another image of that vendor is
    started."""
    name = f"{vendor.components[image].package or image}:{{{image}}}"
    if place.container or like is None:
        return " ".join(filter(None, ("docker run -it", place.container, name)))
    other = like.recipe.image
    command, found, _ = like.recipe.command.partition(f":{{{other}}}")
    repository = like.file.components[other].package or other
    return command.removesuffix(repository) + name if found else f"docker run -it {name}"


def _file(
    engine: Engine,
    place: EngineSupport,
    base: Compatibility,
    rows: tuple[CompatibilityRow, ...],
    packages: tuple[str, ...],
) -> Compatibility:
    """The vendor's file as one place of an engine needs it."""
    new = {id: Component(kind="package") for id in packages if id not in base.components}
    needs = base.needs
    if place.versions:
        asked = Requirement(
            of={packages[0]: "*"}, needs=place.versions, source=f"{MARK}{place.source}"
        )
        needs = (*needs, asked)
    # What is arranged is kept by the file's id: one for each place.
    where = (place.source, place.component, *place.chips, *place.archs)
    id = "/".join([base.id, engine.id, "+".join(where), "+".join(packages)])
    return replace(base, id=id, components={**base.components, **new}, rows=rows, needs=needs)


def _sources(engine: Engine) -> dict[str, Source]:
    return {f"{MARK}{id}": source for id, source in engine.sources.items()}


def _chips(place: EngineSupport, recipe: Recipe) -> tuple[str, ...]:
    if not place.chips or not recipe.chips:
        return place.chips or recipe.chips
    return tuple(chip for chip in place.chips if chip in recipe.chips) or ("",)


def _archs(place: EngineSupport, recipe: Recipe) -> tuple[str, ...]:
    if not place.archs or not recipe.archs:
        return place.archs or recipe.archs
    return tuple(arch for arch in place.archs if arch in recipe.archs) or ("",)


def _joined(
    row: CompatibilityRow, base: Way, kinds: Mapping[str, str]
) -> Iterator[CompatibilityRow]:
    """A row of the engine with what rows of the framework say of the packages that it leaves out;
    itself where it leaves out none, or no row goes with it."""
    missing = [id for id in base.recipe.packages if id not in row.versions]
    joined = [
        each
        for other in base.file.rows
        if missing and all(id in other.versions for id in missing)
        if (each := _both(row, other, base.recipe.packages, kinds)) is not None
    ]
    yield from joined or [row]


def _both(
    row: CompatibilityRow,
    other: CompatibilityRow,
    packages: tuple[str, ...],
    kinds: Mapping[str, str],
) -> CompatibilityRow | None:
    """What two rows say together; None where they speak of different versions or chips, or the
    second of other packages."""
    if any(kinds.get(id) in ("package", "image") for id in other.versions if id not in packages):
        return None
    both: Versions = dict(row.versions)
    for id, wanted in other.versions.items():
        shared = _shared(both[id], wanted) if id in both else all_of(wanted)
        if not shared:
            return None
        both[id] = shared
    chips = tuple(chip for chip in row.chips if chip in other.chips)
    archs = tuple(arch for arch in row.archs if arch in other.archs)
    if (row.chips and other.chips and not chips) or (row.archs and other.archs and not archs):
        return None
    return replace(
        row,
        versions=both,
        chips=chips or row.chips or other.chips,
        archs=archs or row.archs or other.archs,
    )


def _shared(one: str | tuple[str, ...], two: str | tuple[str, ...]) -> tuple[str, ...]:
    """The alternatives that both allow: those of each that stand in the other, or hold there."""
    if "*" in all_of(one) or "*" in all_of(two):
        return all_of(two) if "*" in all_of(one) else all_of(one)
    mine = [text for text in all_of(one) if text in all_of(two) or _lies_in(text, two)]
    theirs = [text for text in all_of(two) if text not in mine and _lies_in(text, one)]
    return tuple(mine + theirs)


def _lies_in(text: str, wanted: str | tuple[str, ...]) -> bool:
    exact = versions.is_bare(text) and not text.endswith("*")
    return exact and any_holds(text, wanted)
