"""The rules for what goes together: names that exist, versions that can be read, packages whose
releases are known."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from msgspec import Struct

from advisor.catalog.names import archs, known_name
from advisor.messages import N_
from advisor.model.compatibility import (
    BUILT_IN,
    Caveat,
    Compatibility,
    CompatibilityRow,
    Component,
    Recipe,
    Requirement,
    Versions,
)
from advisor.reading.document import Document
from advisor.stacks import versions


class Around(Struct, frozen=True, kw_only=True):
    """What files of compatibility/ may mention besides themselves."""

    frameworks: Collection[str]
    accelerators: Collection[str]
    distros: Collection[str]
    releases: Collection[str]
    """`package` and `package@index`; empty where the base has no snapshots, and then none is asked
    for."""
    models: Collection[str] = ()
    """Ids and families of large models."""
    precisions: Collection[str] = ()


def check_compatibility(document: Document, found: Compatibility, around: Around) -> None:
    """The rules for one platform."""
    if found.accelerator:
        known = around.accelerators
        known_name(document, found, "accelerator", found.accelerator, known, "accelerator")
    for id, component in found.components.items():
        _component(document, found, id, component)
    chips = [chip.id for chip in found.chips]
    _properties(document, found)
    for row in found.rows:
        _row(document, row, found.components, chips, around)
    for need in found.needs:
        _requirement(document, need, found.components, chips, around)
    _builds(document, found)
    for caveat in found.caveats:
        check_caveat(document, caveat)
    for recipe in found.recipes:
        _vendors_recipe(document, found, recipe, around)
        check_recipe(document, recipe, found.components, chips, around)


def _properties(document: Document, found: Compatibility) -> None:
    for chip in found.chips:
        for id, version in chip.components.items():
            _name(document, chip, "components", id, found.components, N_("component"), item=id)
            _specifier(document, chip, "components", version, item=id)
        for memory in chip.memory:
            _name(document, memory, "source", memory.source, found.sources, N_("source"))
            if not memory.gib > 0 and not document.spoilt(memory, "gib"):
                message = N_("A card has more memory than none.")
                document.fault(memory, "gib", "out-of-bounds", message)


def _row(
    document: Document,
    row: CompatibilityRow,
    components: Mapping[str, Component],
    chips: Collection[str],
    around: Around,
) -> None:
    _versions(document, row, "versions", row.versions, components)
    _where(document, row, chips, around)
    if len(row.versions) < 2 and not document.spoilt(row, "versions"):
        message = N_("A row says what goes together: it needs two components.")
        document.fault(row, "versions", "lonely-row", message)


def _builds(document: Document, found: Compatibility) -> None:
    declared = any(component.kind == "build" for component in found.components.values())
    for build in found.builds:
        _specifier(document, build, "versions", build.versions)
        archs(document, build)
        if not declared:
            message = N_("`builds` needs a component of kind build.")
            document.fault(build, "build", "no-build-component", message)


def _vendors_recipe(
    document: Document, found: Compatibility, recipe: Recipe, around: Around
) -> None:
    _name(document, recipe, "framework", recipe.framework, around.frameworks, N_("framework"))
    if not recipe.accelerator and not found.accelerator:
        message = N_("The recipe names no accelerator, and neither does its file.")
        document.fault(recipe, "accelerator", "no-accelerator", message)


def check_recipe(
    document: Document,
    recipe: Recipe,
    components: Mapping[str, Component],
    chips: Collection[str],
    around: Around,
) -> None:
    """The rules for one way onto a platform, in whichever file it stands.

    Args:
        components: those of its file; empty in a framework's own, where a package is its own name.
    """
    if recipe.accelerator:
        known = around.accelerators
        known_name(document, recipe, "accelerator", recipe.accelerator, known, "accelerator")
    if not recipe.packages:
        message = N_("A recipe needs at least one package.")
        document.fault(recipe, "packages", "no-package", message)
    for at, id in enumerate(recipe.packages):
        if components:
            _name(document, recipe, "packages", id, components, N_("component"), item=at)
        package = _package(components, id)
        if recipe.kind == "index" and around.releases:
            _snapshots(document, recipe, at, package, around)
    for at, id in enumerate(recipe.platform if components else ()):
        _name(document, recipe, "platform", id, components, N_("component"), item=at)
    for name in ("build", "image") if components else ():
        if id := getattr(recipe, name):
            _name(document, recipe, name, id, components, N_("component"))
    if recipe.kind != "index" and not recipe.command:
        message = N_("A recipe that is no plain install needs a command.")
        document.fault(recipe, "command", "no-command", message)
    _where(document, recipe, chips, around)


def _snapshots(document: Document, recipe: Recipe, at: int, package: str, around: Around) -> None:
    """Every package has its releases, on each of the indexes or, but for the first, on PyPI."""
    for index in recipe.indexes or (recipe.index,):
        name = f"{package}@{index}" if index != "PyPI" else package
        if name in around.releases or (at > 0 and package in around.releases):
            continue
        message = N_("No releases of {found} are known; a recipe of kind vendor needs none.")
        known = around.releases
        document.fault(recipe, "packages", "no-releases", message, item=at, found=name, known=known)


def check_caveat(document: Document, caveat: Caveat) -> None:
    """The rules for what metadata does not tell."""
    _specifier(document, caveat, "versions", caveat.versions)
    if caveat.pythons:
        _specifier(document, caveat, "pythons", caveat.pythons)
    archs(document, caveat)
    if not (caveat.stub or caveat.archs or caveat.pythons or caveat.requires):
        message = N_("The caveat changes nothing: say stub, archs, pythons or requires.")
        document.fault(caveat, "", "idle-caveat", message)


def _component(document: Document, found: Compatibility, id: str, component: Component) -> None:
    if id in BUILT_IN:
        message = N_("{found} is a component that every target has; do not declare it.")
        document.fault(found, "components", "built-in", message, item=id, found=id)
    if component.kind == "image" and not component.package:
        message = N_("An image needs `package`: its repository.")
        document.fault(component, "package", "no-repository", message)


def _requirement(
    document: Document,
    need: Requirement,
    components: Mapping[str, Component],
    chips: Collection[str],
    around: Around,
) -> None:
    _versions(document, need, "of", need.of, components)
    _versions(document, need, "needs", need.needs, components)
    _where(document, need, chips, around)


def _versions(
    document: Document,
    thing: Any,
    name: str,
    written: Versions,
    components: Mapping[str, Component],
) -> None:
    for id, specifiers in written.items():
        _name(document, thing, name, id, (*components, *BUILT_IN), N_("component"), item=id)
        kind = components[id].kind if id in components else ""
        for specifier in (specifiers,) if isinstance(specifiers, str) else specifiers:
            if kind not in ("build", "image"):
                _specifier(document, thing, name, specifier, item=id)


def _specifier(
    document: Document, thing: Any, name: str, written: str, *, item: object = None
) -> None:
    if not versions.is_specifier(written):
        message = N_("{found} is not a version or a range like >=8.1,<9.")
        document.fault(thing, name, "bad-version", message, item=item, found=written)


def _where(document: Document, thing: Any, chips: Collection[str], around: Around) -> None:
    for at, chip in enumerate(thing.chips):
        _name(document, thing, "chips", chip, chips, N_("chip"), item=at)
    archs(document, thing)
    for at, distro in enumerate(getattr(thing, "distros", ())):
        known_name(document, thing, "distros", distro, around.distros, "distro", at)


def _name(
    document: Document,
    thing: Any,
    name: str,
    found: str,
    known: Collection[str],
    what: str,
    *,
    item: object = None,
) -> None:
    known_name(document, thing, name, found, known, what, item)


def _package(components: Mapping[str, Component], id: str) -> str:
    return (components[id].package if id in components else "") or id
