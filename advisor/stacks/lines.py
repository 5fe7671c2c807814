"""How far each component of a stack has come for an accelerator, whatever the target has: a line
that ended long ago is maintained by nobody, however alive its project is elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from advisor.model.releases import PackageRelease
from advisor.model.stack import Stack
from advisor.stacks import versions
from advisor.stacks.stock import PRIMARY, Stock, Way


class Line(Struct, frozen=True, kw_only=True):
    """The newest version of one component that any way to an accelerator takes."""

    component: str
    package: str
    version: str
    released: date
    read: date
    """When the index was read that tells."""


def lines(stack: Stack, stock: Stock) -> tuple[Line, ...]:
    """One for each package of a stack whose releases are known, in the order of its parts."""
    ways = stock.ways(stack.framework, stack.accelerator)
    found = []
    for part in stack.parts:
        if part.kind != "package":
            continue
        newest = [line for way in ways if (line := _line(way, part.component, stock)) is not None]
        if newest:
            found.append(max(newest, key=lambda line: line.released))
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


def _line(way: Way, component: str, stock: Stock) -> Line | None:
    if component not in way.recipe.packages:
        return None
    package = way.package(component)
    found = stock.releases(package, way.recipe.index) or stock.releases(package)
    if found is None:
        return None
    rows = [
        row.versions[component] for row in stock.arranged(way).main if component in row.versions
    ]
    texts = [text for said in rows for text in ((said,) if isinstance(said, str) else said)]
    able = [
        release
        for release in found.releases
        if versions.is_stable(release.version)
        and (not texts or any(versions.holds(release.version, text) for text in texts))
    ]
    if not able:
        return None
    newest = max(able, key=lambda release: versions.key(release.version))
    return Line(
        component=component,
        package=package,
        version=newest.version,
        released=newest.date,
        read=found.read,
    )
