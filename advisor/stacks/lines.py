"""How far each component of a stack has come for an accelerator, whatever the target has: a line
that ended long ago is maintained by nobody, however alive its project is elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from msgspec import Struct

from advisor.model.framework import Release
from advisor.model.releases import PackageRelease
from advisor.model.stack import Stack
from advisor.stacks import versions
from advisor.stacks.stock import PRIMARY, Stock, Way

Written = str | tuple[str, ...]
"""What a row says of one component."""


class Line(Struct, frozen=True):
    """The newest version of one component that any way to an accelerator takes."""

    component: str
    package: str
    version: str
    released: date | None
    """None where nobody tells; then it cannot be said that the line ended."""
    read: date
    """When the index or the page was read that tells."""


def lines(stack: Stack, stock: Stock, own: Iterable[Release] = ()) -> tuple[Line, ...]:
    """One for each package of a stack whose releases are known, in the order of its parts.

    Args:
        own: releases that the framework's own file tells, for versions that no index has.
    """
    ways = stock.ways(stack.framework, stack.accelerator)
    told = {versions.key(release.version): release.date for release in own}
    found = []
    for at, part in enumerate(stack.parts):
        if part.kind != "package":
            continue
        newest = [
            line
            for way in ways
            if part.component in way.recipe.packages
            for line in _lines(way, part.component, stock, told if at == 0 else {})
        ]
        if newest:
            found.append(max(newest, key=lambda line: versions.key(line.version)))
    return tuple(found)


def released(stack: Stack, stock: Stock) -> tuple[date, date] | None:
    """When the framework's version of a stack was released, and when the index was read that says
    so; None where no index tells."""
    first = stack.parts[0]
    names = (first.name or first.component, first.component)
    places = dict.fromkeys((first.index or PRIMARY, PRIMARY))
    for name in dict.fromkeys(names):
        for index in places:
            found = stock.releases(name, index)
            release = _of_version(found.releases, stack.version) if found is not None else None
            if found is not None and release is not None:
                return release.date, found.read
    return None


def _of_version(releases: Iterable[PackageRelease], version: str) -> PackageRelease | None:
    wanted = versions.key(version)
    return next((each for each in releases if versions.key(each.version) == wanted), None)


def _lines(
    way: Way, component: str, stock: Stock, told: Mapping[versions.Key, date]
) -> Iterator[Line]:
    """What a way takes of one component: the newest stable release that its rows allow, and the
    versions that they name."""
    package = way.package(component)
    found = stock.releases(package, way.recipe.index) or stock.releases(package)
    known = found.releases if found is not None else ()
    rows = [row for row in stock.arranged(way).main if component in row.versions]
    for release in known:  # the newest version first
        texts = [row.versions[component] for row in rows]
        allowed = not rows or any(_allows(said, release.version) for said in texts)
        if found is not None and allowed and versions.is_stable(release.version):
            yield Line(component, package, release.version, release.date, found.read)
            break
    for row in rows:
        source = way.sources.get(row.source)
        for version in _named(row.versions[component]):
            # A vendor's build of a version (`2.18.0+das1`) has a day of its own.
            upstream = "+" not in version
            day = _of_day(version, known) or told.get(versions.key(version)) if upstream else None
            day = day or (getattr(source, "dated", None) if source is not None else None)
            if source is not None:
                yield Line(component, package, version, day, source.read)


def _allows(said: Written, version: str) -> bool:
    texts = (said,) if isinstance(said, str) else said
    return any(versions.holds(version, text) for text in texts)


def _named(said: Written) -> Iterator[str]:
    """The versions that a row names one by one."""
    for text in (said,) if isinstance(said, str) else said:
        if versions.is_bare(text) and not text.endswith("*"):
            yield text


def _of_day(version: str, releases: Iterable[PackageRelease]) -> date | None:
    release = _of_version(releases, version)
    return release.date if release is not None else None
